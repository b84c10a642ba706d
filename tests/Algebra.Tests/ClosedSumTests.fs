module LrnnSymbolic.Algebra.Tests.ClosedSumTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

let private print = Infix.print

let private cases (closed: ClosedSum) =
    match closed.Cases with
    | Result.Ok cases -> cases
    | Result.Error reason -> failtest reason

let private closesTo (text: string) (stable: string) =
    let closed = closeFully (parse text)
    Expect.equal (print closed.Stable) stable text

/// Sums over whole ranges, all of whose parameters are in the special points.
let private rationalSums =
    [ "sum(b^(T-i), i, 1, T)"
      "sum(b^(2*(T-i)), i, 1, T)"
      "sum(b^i, i, 0, T-1)"
      "sum(delta*lambda^(T-i)*b^(T-i), i, 1, T)"
      "sum(delta*lambda^i*b^(T-i), i, 1, T)"
      "sum(delta*t*lambda^(T-t)*b^(T-t), t, 1, T)"
      "sum(t^2*b^(T-t), t, 1, T)"
      "sum((T-t)*b^t*lambda^(T-t), t, 1, T)"
      "sum((T-i)^2*lambda^i*b^(2*T-2*i), i, 1, T)"
      "sum((beta*[t=1]+kappa*[t=T])*b^(T-t), t, 1, T)"
      "sum(lambda^(2*t)*b^t + 3*t - 1, t, 1, T)"
      "sum((-1)^i*b^(T-i), i, 1, T)"
      "sum((-1)^i*i*lambda^i, i, 1, T)"
      "sum(2^i*b^(T-i), i, 1, T)"
      "sum((1-eta)^(T-i)*i^2, i, 1, T)"
      "sum((1+2*i)^3, i, 1, T)"
      "sum(i*b^i, i, 3, T+2)"
      "sum(b^(T-i), i, 2, T)"
      "sum(binomial(i,2)*b^i, i, 1, T)"
      "sum(b^i*[i<=m], i, 1, T)"
      "sum(b^(T-i)*[k<=i], i, 1, T)"
      "sum(b^i*[i<=k], i, 1, T)"
      "sum((i^2*b^i+x)*[i=k], i, 1, T)"
      "sum(b^(T-i)*[i!=1], i, 1, T)"
      "sum(b^i*[2*i<=7], i, 1, T)"
      "sum(b^i*[2<=i][i<=T-1], i, 1, T)".Replace("][", "]*[")
      "sum(sum(b^(2*(t-i)), i, 1, t), t, 1, T)"
      "sum(sum(lambda^(t-i)*b^(t-i), i, 1, t), t, 1, T)"
      "sum(sum(lambda^i*b^(t-i), i, 1, t), t, 1, T)"
      "sum(lambda^(T-t)*sum(b^(t-i), i, 1, t), t, 1, T)"
      "sum(lambda^t*sum(b^i, i, 1, t), t, 1, T)"
      "sum(t*sum(b^(t-i), i, 1, t), t, 1, T)"
      "sum(sum(b^(T-t-i), i, 1, T-t), t, 1, T-1)"
      "sum(sum(t*i, i, 1, t), t, 1, T)"
      "sum(sum(b^i, i, 1, j), j, 3, T+2)"
      "sum(sum([i<=j]*b^i, i, 1, T), j, 1, T)"
      "sum(b^i*sum(b^i, i, 1, i), i, 1, T)"
      "sum(b^(2*i)*lambda^(3*i), i, 1, T)"
      "sum(lambda^(2*i)*b^(4*(T-i)), i, 1, T)"
      "sum(sum(b^(t-i), i, 1, t)*sum(lambda^(t-j), j, 1, t), t, 1, T)"
      "sum(sum(b^(t-i), i, 1, t)^2*lambda^(T-t), t, 1, T)"
      "sum(sum(b^(t-i)*lambda^i, i, 1, t)^2, t, 1, T)"
      "sum((sum(b^(t-i), i, 1, t) - delta*lambda^t)^2, t, 1, T)"
      "sum(sum(b^(t-i), i, 1, t)*sum(lambda^(t-i), i, 3, t), t, 1, T)"
      "sum(sum(b^(t-i), i, 1, t)^3, t, 1, T)"
      "sum(sum(i*b^i, i, 1, t)^2, t, 1, T)"
      "sum(sum(lambda^i, i, 1, t)*sum(b^j, j, 1, T-t), t, 1, T)"
      "sum(t*lambda^t*sum(b^(t-i), i, 1, t)*sum(b^j, j, 1, T-t), t, 1, T)"
      "sum(sum(i*b^i, i, 3, t)*sum(lambda^j, j, 1, T+1-t)*b^(T-t), t, 1, T)"
      "sum(lambda^(t-1)*sum(b^i, i, 0, t), t, 1, T)"
      "sum(lambda^(t-1)*sum(b^i, i, 0, t)*sum(b^j, j, 0, T-t)*b^(T-t), t, 1, T)"
      "sum(0^(T-i)*b^i + 0^(i-1)*lambda, i, 1, T)"
      "sum(sum(b^(T-t-i), i, 1, T-t)^2, t, 1, T-1)"
      "sum(sum(b^(2*t-i), i, 1, 2*t)*lambda^t, t, 1, T)"
      "sum(b^(T-i)*lambda^i, i, 1, T+2)"
      "sum(b^i*[2*i<=T], i, 1, T)"
      "sum(b^i*[3*i<=m]*[k<=i], i, 1, T)"
      "sum(b^(T-i)*[T<=3*i], i, 1, T)"
      "sum(b^i*[2*i+3*k<=T], i, 1, T)"
      "sum(b^i*[2*i=m], i, 1, T)"
      "sum(sum([i=2*j]*b^j*lambda^(i-j), j, 1, i), i, 1, T)"
      "sum(sum(b^j*[2*j<=i], j, 1, i), i, 1, T)"
      "sum(sum(b^(i-j)*[i<=3*j], j, 1, i), i, 1, T)"
      "sum(quotient(i,2)*b^i, i, 1, T)"
      "sum(b^quotient(i,2)*lambda^quotient(i,3), i, 1, T)"
      "sum(sum(b^(t-i), i, quotient(t,2)+1, t)*sum(lambda^(t-j), j, 1, t), t, 1, T)"
      "u^2*sum(b^(2*(T-i)), i, 1, T) - 2*u*sum(delta*lambda^(T-i)*b^(T-i), i, 1, T)" ]

let private bruteForce =
    testList
        "the sum written out, T = 1..12, excluded points included"
        [ for text in rationalSums ->
              test text {
                  let compared = agreesAt (closeFully (parse text)) specialPoints
                  Expect.isGreaterThan compared 250 "points compared"
              } ]

let private readers =
    testList
        "as readers write it"
        [ test "sum of b^(2(T-i))" {
              let found = cases (closeFully (parse "sum(b^(2*(T-i)), i, 1, T)"))
              Expect.equal (found |> List.map (fun c -> print c.Value)) [ "(1 - b^(2*T))/(1 - b^2)"; "T" ] "values"
              Expect.equal (found |> List.map (fun c -> c.Conditions |> List.map string)) [ [ "b^2 != 1" ]; [ "b^2 = 1" ] ] "conditions"

              let solutions = found[1].Solutions |> List.map (List.map (fun (l, r) -> $"{print l} = {print r}"))
              Expect.equal solutions [ [ "b = 1" ]; [ "b = -1" ] ] "solutions"
          }

          test "sum of delta (lambda b)^(T-i)" {
              let found = cases (closeFully (parse "sum(delta*lambda^(T-i)*b^(T-i), i, 1, T)"))
              Expect.equal (found |> List.map (fun c -> print c.Value)) [ "delta*(1 - b^T*lambda^T)/(1 - b*lambda)"; "T*delta" ] "values"
              Expect.equal (string found[1].Conditions.Head) "b*lambda = 1" "condition"
          }

          test "sum of delta lambda^i b^(T-i)" {
              let found = cases (closeFully (parse "sum(delta*lambda^i*b^(T-i), i, 1, T)"))
              Expect.equal
                  (found |> List.map (fun c -> print c.Value))
                  [ "delta*lambda*(b^T - lambda^T)/(b - lambda)"; "T*delta*lambda^T" ]
                  "values"
          }

          test "the double sum of b^(2(t-i))" {
              let found = cases (closeFully (parse "sum(sum(b^(2*(t-i)), i, 1, t), t, 1, T)"))
              Expect.equal (print found[1].Value) "T*(T + 1)/2" "at b^2 = 1"
              // [T(1-b^2) - b^2(1-b^(2T))]/(1-b^2)^2
              let published = parse "(T*(1-b^2) - b^2*(1-b^(2*T)))/(1-b^2)^2"
              let difference = Canonical.subtract found[0].Value published
              Expect.isTrue (isProved (ExponentialPolynomial.isZero difference)) (print found[0].Value)

              for b in [ 1; -1 ] do
                  Expect.equal
                      (exactly [ "T", ofInt 3; "b", ofInt b ] (closeFully (parse "sum(sum(b^(2*(t-i)), i, 1, t), t, 1, T)")).Stable)
                      (Result.Ok(ofInt 6))
                      "T = 3"
          }

          test "powers of the index" { closesTo "sum(i, i, 1, T)" "T*(T + 1)/2" }

          test "an exponential" {
              let found = cases (closeFully (parse "sum(exp(alpha*(T-i)), i, 1, T)"))
              Expect.equal (print found[0].Value) "(1 - exp(T*alpha))/(1 - exp(alpha))" "generic"
              Expect.equal
                  (found[1].Solutions |> List.map (List.map (fun (l, r) -> $"{print l} = {print r}")))
                  [ [ "alpha = 0" ] ]
                  "excluded point"
          }

          test "a modulus below one leaves no excluded point" {
              let b =
                  Canonical.symbol (
                      Symbol.Of(
                          "b",
                          { Assumptions.Of Real with
                              ModulusBelowOne = true }
                      )
                  )
              let T = Canonical.symbol Vocabulary.trajectoryLength
              let i = Vocabulary.index "i"
              let body = Canonical.power b (Canonical.subtract T (Canonical.symbol i))
              let found = cases (closeFully (Canonical.sumOver i Canonical.one T body))
              Expect.equal (found |> List.map (fun c -> print c.Value, c.Conditions.Length)) [ "(1 - b^T)/(1 - b)", 0 ] "one case"
          } ]

let private collapsing =
    testList
        "brackets that pick one term"
        [ test "d/ds[k] of sum (s[i]-x)^2" {
              let k = Vocabulary.index "k"
              let s = Symbol.Of("s", Assumptions.Of Real)
              let slope =
                  Derivative.by (Canonical.indexed s [ Canonical.symbol k ]) (parse "sum((s[i]-x)^2, i, 1, T)")
              let closed = closeFully slope
              Expect.equal (print closed.Stable) "2*(s[k] - x)*[k <= T]*[0 < k]" "one term, with its range"
          }

          test "where k is known to be in the range there is no bracket" {
              let atLeast n = Some { Value = ofInt n; Strict = false }
              let k =
                  Symbol.Of(
                      "k",
                      { Assumptions.Of Integer with
                          Lower = atLeast 1
                          Upper = atLeast 5 }
                  )
              let T =
                  Symbol.Of(
                      "T",
                      { Assumptions.Of Integer with
                          Lower = atLeast 6 }
                  )
              let s = Symbol.Of("s", Assumptions.Of Real)
              let i = Vocabulary.index "i"
              let term = Canonical.indexed s [ Canonical.symbol i ]
              let sum =
                  Canonical.sumOver i Canonical.one (Canonical.symbol T) (Canonical.power term (Canonical.ofInt 2))
              let slope = Derivative.by (Canonical.indexed s [ Canonical.symbol k ]) sum
              Expect.equal (print (closeFully slope).Stable) "2*s[k]" "no bracket"
          }

          test "an index that is not known to be whole does not collapse" {
              let closed = ClosedSum.close (parse "sum(s[i]*[i=x], i, 1, T)")
              Expect.equal closed.Remaining.Length 1 "the sum stays"
              Expect.isFalse (isProved closed.Verdict) "and is not called closed"
          } ]

let private remaining =
    testList
        "what has no closed form stays and says why"
        [ for text, reason in
              [ "sum(delta/(t+1)*b^(T-t), t, 1, T)", "Gosper"
                "sum(1/t, t, 1, T)", "Gosper"
                "sum(b^(T-i)*s[i], i, 1, T)", "s[i]"
                "sum(b^(i^2), i, 1, T)", "b^"
                "sum(b^i, i, 1, x)", "whole numbers"
                "sum(b^i*[2*i<=x], i, 1, T)", "bracket" ] do
              test text {
                  let closed = ClosedSum.close (parse text)
                  Expect.equal closed.Stable closed.Original "unchanged"
                  Expect.equal closed.Remaining.Length 1 "one remainder"
                  Expect.stringContains closed.Remaining.Head.Reason reason "the reason"
                  Expect.isFalse (isProved closed.Verdict) "not proved"
              }

          test "part of a sum closes" {
              let closed = ClosedSum.close (parse "sum(b^(T-i) + s[i]^2, i, 1, T)")
              Expect.equal (print closed.Stable) "geometric(0, b, T) + sum(s[i]^2, i, 1, T)" "the rest stays"
              Expect.equal (closed.Remaining |> List.map (fun r -> print r.Sum)) [ "sum(s[i]^2, i, 1, T)" ] "and is listed"
              Expect.isFalse (isProved closed.Verdict) "not proved as a whole"
              let compared = agreesAt closed (specialPoints |> List.take 120)
              Expect.isGreaterThan compared 60 "points compared"
          } ]

let private ranges =
    testList
        "the range"
        [ test "T >= 1 is enough for 1..T, and needs saying for 1..k" {
              Expect.isEmpty (closeFully (parse "sum(b^i, i, 1, T)")).Requires "known"
              let asked = (closeFully (parse "sum(b^i, i, 2, k)")).Requires
              Expect.equal (asked |> List.map print) [ "k - 1" ] "k >= 1"
          }

          test "a bound that mentions an outer symbol with the name of the index" {
              let closed = closeFully (parse "sum(b^k, k, 1, 2*k + 8)")
              Expect.isGreaterThan (agreesAt closed specialPoints) 250 "points compared"
              let nested = closeFully (parse "sum(sum(k^2, k, 1, k), k, 1, T)")
              Expect.isGreaterThan (agreesAt nested specialPoints) 250 "points compared"
          }

          test "where it may be inverted inside another sum a bracket says so" {
              let closed = closeFully (parse "sum(sum(i, i, 1, j-3), j, 1, T)")
              let compared = agreesAt closed specialPoints
              Expect.isGreaterThan compared 250 "points compared"
          } ]

// ---- Cosines, in floating point -----------------------------------------------------------------------------------------

let private waves =
    [ "sum(cos(omega*i)*b^(T-i), i, 1, T)"
      "sum(delta*cos(omega*(T-t))*b^(T-t), t, 1, T)"
      "sum(sin(omega*i+phi)*b^i, i, 1, T)"
      "sum(t*cos(omega*t)*b^(T-t), t, 1, T)"
      "sum(cos(omega*i), i, 1, T)"
      "sum(cos(omega*i)^2, i, 1, T)"
      "sum(cos(omega*i)*sin(2*omega*i), i, 0, T)"
      "sum(cos(omega*i)*lambda^i*b^(T-i), i, 1, T)"
      "sum(cos(pi*i/6)*b^(T-i), i, 1, T)"
      "sum(sum(cos(omega*i)*b^(t-i), i, 1, t), t, 1, T)"
      "sum(exp(I*omega*i)*b^(T-i), i, 1, T)" ]

let private angles = [ 0.0; Math.PI; 2.0 * Math.PI; -Math.PI; Math.PI / 6.0; 0.37; 2.1 ]

let private wavePoints =
    [ for T in 1..12 do
          for omega in angles do
              for b in [ 0.0; 1.0; -1.0; 0.8; -1.3 ] do
                  for lambda in [ b; 0.7 ] |> List.distinct do
                      [ "T", float T; "omega", omega; "b", b; "lambda", lambda; "delta", 1.5; "phi", 0.4 ] ]

let private complexAt (values: (string * float) list) e =
    Evaluation.toComplex (Evaluation.pointOf [ for name, x in values -> name, Numerics.Complex(x, 0.0) ]) e

let private near (values: (string * float) list) (what: string) (actual: Result<Numerics.Complex, string>) (expected: Numerics.Complex) =
    match actual with
    | Result.Ok actual ->
        let error = Numerics.Complex.Abs(actual - expected)
        let where = String.Join(", ", values |> List.map (fun (n, x) -> $"{n}={x}"))
        Expect.isLessThan error (1e-9 * (1.0 + Numerics.Complex.Abs expected)) $"{what} at {where}"
    | Result.Error reason -> failtest $"{what}: {reason}"

let private oscillating =
    testList
        "cosines"
        [ for text in waves do
              test text {
                  let closed = closeFully (parse text)
                  let mutable compared = 0
                  let mutable generic = 0

                  for values in wavePoints do
                      match complexAt values closed.Original with
                      | Result.Ok expected ->
                          near values $"stable form {print closed.Stable}" (complexAt values closed.Stable) expected
                          compared <- compared + 1

                          // Off the excluded points by a margin, so that the division keeps its digits.
                          let off (c: Condition) =
                              match complexAt values (Canonical.subtract c.Left c.Right) with
                              | Result.Ok d -> not c.Equal && Numerics.Complex.Abs d > 1e-3
                              | Result.Error _ -> false

                          let first = (cases closed).Head

                          if first.Conditions |> List.forall off then
                              near values $"generic value {print first.Value}" (complexAt values first.Value) expected
                              generic <- generic + 1
                      | Result.Error _ -> ()

                  Expect.isGreaterThan compared 400 "points compared"
                  Expect.isGreaterThan generic 100 "points off the excluded ones"
              }

          test "at resonance" {
              let found = cases (closeFully (parse "sum(cos(omega*(T-t))*b^(T-t), t, 1, T)"))
              Expect.equal
                  (found |> List.map (fun c -> c.Conditions |> List.map string))
                  [ [ "b^2 - 2*b*cos(omega) + 1 != 0" ]; [ "b^2 = 1"; "cos(omega) = b" ] ]
                  "conditions"
              Expect.equal (print found[1].Value) "T" "every term is 1"
          }

          test "real waves have real closed forms" {
              for text in [ "sum(cos(omega*i)*b^(T-i), i, 1, T)"; "sum(cos(omega*i), i, 1, T)" ] do
                  let closed = closeFully (parse text)
                  let at = Evaluation.pointOf [ "T", 7.0; "omega", 0.3; "b", 0.9 ]
                  let expected =
                      List.sum
                          [ for i in 1..7 -> Math.Cos(0.3 * float i) * (if text.Contains 'b' then Math.Pow(0.9, float (7 - i)) else 1.0) ]

                  match Evaluation.toDouble at closed.Stable with
                  | Result.Ok value -> Expect.floatClose Accuracy.high value expected text
                  | Result.Error reason -> failtest reason
          } ]

// ---- Drawn summands -----------------------------------------------------------------------------------------------------

let private drawSummand (random: Random) (index: string) =
    let pick (items: string list) = items[random.Next items.Length]

    let power () =
        let direction =
            pick [ index; $"(T-{index})"; $"(2*{index})"; $"(2*T-2*{index}+1)"; $"({index}-1)"; $"(3*(T-{index}))" ]
        let ratio = pick [ "b"; "lambda"; "b"; "(-1)"; "(1-eta)"; "3"; "(b*lambda)" ]
        $"{ratio}^{direction}"

    let term () =
        let coefficient = pick [ "delta"; "2"; "-1/3"; "T"; "b" ]
        let weight = pick [ "1"; index; $"{index}^2"; $"(T-{index})"; "1" ]
        let bracket =
            pick
                [ "1"
                  "1"
                  "1"
                  $"[{index}<=k]"
                  $"[{index}=T]"
                  $"[2<={index}]"
                  $"[2*{index}<=T]"
                  $"[m<=3*{index}]"
                  $"[2*{index}=m]"
                  $"(-1)^quotient({index},2)" ]
        let powers = List.init (random.Next 3) (fun _ -> power ())
        String.Join("*", coefficient :: weight :: bracket :: powers)

    String.Join(" + ", List.init (1 + random.Next 2) (fun _ -> term ()))

let private drawSum (random: Random) =
    let inner () = [ "b^(t-i)"; "lambda^i*b^(t-i)"; "b^i"; "b^(2*(t-i))"; "i*b^(t-i)" ][random.Next 5]

    match random.Next 5 with
    | 0 ->
        let inner = inner () + [ ""; ""; "*[2*i<=t]"; "*[i<=m]" ][random.Next 4]
        let outer = [ "1"; "t"; "lambda^(T-t)"; "b^t"; "2^t" ][random.Next 5]
        $"sum({outer}*sum({inner}, i, 1, t), t, 1, T)"
    | 1 ->
        let second = [ "b^(t-i)"; "lambda^(t-i)"; "b^i" ][random.Next 3]
        let outer = [ "1"; "b^(T-t)"; "lambda^t" ][random.Next 3]
        let first = [ "b^(t-i)"; "lambda^(t-i)"; "i*b^(t-i)" ][random.Next 3]
        $"sum({outer}*sum({first}, i, 1, t)*sum({second}, i, {1 + random.Next 2}, t), t, 1, T)"
    | _ ->
        let lower = [ "1"; "1"; "0"; "2" ][random.Next 4]
        let lower, upper =
            if lower = "0" then "0", "T-1"
            elif lower = "2" then "2", "T+1"
            else "1", "T"
        let body = drawSummand random "i"
        $"sum({body}, i, {lower}, {upper})"

let private drawn =
    testCase "drawn summands agree with the sum written out" (fun () ->
        let random = Random 20250607
        let points = specialPoints |> List.filter (fun _ -> random.Next 8 = 0)
        let mutable sums = 0
        let mutable compared = 0

        for _ in 1..120 do
            let text = drawSum random
            let closed = closeFully (parse text)
            sums <- sums + 1
            compared <- compared + agreesAt closed points

        Expect.equal sums 120 "sums drawn"
        Expect.isGreaterThan compared 4000 "points compared")

// ---- The proof itself ---------------------------------------------------------------------------------------------------

let private certificates =
    testList
        "certificates"
        [ test "the partial sum telescopes" {
              for text in
                  [ "sum(delta*t*lambda^(T-t)*b^(T-t), t, 1, T)"
                    "sum(lambda^i*b^(T-i), i, 1, T)"
                    "sum(sum(b^(t-i), i, 1, t), t, 1, T)" ] do
                  for step in (closeFully (parse text)).Certificate do
                      let at x = Substitution.symbol step.Index x
                      let next = Canonical.add (Canonical.symbol step.Index) Canonical.one
                      let difference = Canonical.subtract (at next step.PartialSum) step.PartialSum
                      let claim = TextbookForm.replaceRows (Canonical.subtract difference (at next step.Summand))
                      Expect.isTrue (isProved (ExponentialPolynomial.isZero claim)) (print step.PartialSum)

                      let start = TextbookForm.replaceRows (at (Canonical.subtract step.Lower Canonical.one) step.PartialSum)
                      Expect.isTrue (isProved (ExponentialPolynomial.isZero start)) "nothing is summed at first"
          }

          test "the derivative of a stable form is that of the sum" {
              let e = parse "sum(delta*lambda^i*b^(T-i), i, 1, T)"
              let b = Canonical.symbol (vocabulary "b")
              let slope = Derivative.by b (closeFully e).Stable
              let expected = Derivative.by b e
              let mutable compared = 0

              for values in specialPoints do
                  match exactly values expected, exactly values slope with
                  | Result.Ok x, Result.Ok y ->
                      Expect.equal y x (describe values)
                      compared <- compared + 1
                  | _ -> ()

              Expect.isGreaterThan compared 250 "points compared"
          } ]

let private deep =
    test "the case values of an expression that contains itself many times over stay shared" {
        let levels = 60

        let e =
            Seq.fold
                (fun e _ -> Canonical.scale (q 1 4) (Canonical.add Canonical.one (Canonical.power e (Canonical.ofInt 2))))
                (parse "sum(b^(T-i), i, 1, T)")
                (seq { 1..levels })

        let closed = closeFully e

        for b in [ 1.0; 0.5; -1.0; 0.0 ] do
            let T = 3
            let expected =
                Seq.fold (fun e _ -> (1.0 + e * e) / 4.0) (List.sum [ for i in 1..T -> Math.Pow(b, float (T - i)) ]) (seq { 1..levels })
            let values = [ "T", float T; "b", b ]
            near values "stable form" (complexAt values closed.Stable) (Numerics.Complex(expected, 0.0))

            let at: Point<Numerics.Complex> =
                Evaluation.pointOf [ for name, x in values -> name, Numerics.Complex(x, 0.0) ]

            let holding =
                cases closed
                |> List.filter (fun case ->
                    case.Conditions
                    |> List.forall (fun c -> (Evaluation.toComplex at c.Left = Evaluation.toComplex at c.Right) = c.Equal))

            Expect.hasLength holding 1 $"one case at b = {b}"
            near values "case value" (complexAt values holding.Head.Value) (Numerics.Complex(expected, 0.0))
    }

/// Inner sums that are empty in a part of the range, and factors that are 0 to the power 0 at a point: closed or left open, the value
/// is that of the sum written out.
let private emptyParts =
    testList
        "inner sums that may be empty"
        [ for text in
              [ "sum(geometric(0,x,-j), j, -1, 2-k)"
                "sum(geometric(1,x,2*k-3+i), i, -4, 3)"
                "sum(geometric(0,x,i-k)*b^i, i, 0, T)"
                "sum(homogeneous(k-i,x,b), i, 0, T)"
                "sum(abs(geometric(0,-8/5,j-1+k))^(-2*j), j, -2-k, 1)"
                "sum([i<=2]^(k-1)*b^i, i, 1, T)" ] ->
              test text {
                  let e = parse text
                  let closed = ClosedSum.close e
                  let mutable compared = 0

                  for T in 1..5 do
                      for k in -3 .. 6 do
                          for x in [ q 0 1; q 1 1; q -1 1; q 2 3 ] do
                              let values = [ "T", ofInt T; "k", ofInt k; "x", x; "b", q 3 2 ]

                              match exactly values e with
                              | Result.Ok expected ->
                                  compared <- compared + 1
                                  Expect.equal (exactly values closed.Stable) (Result.Ok expected) $"{text} at {describe values}"
                              | Result.Error _ -> ()

                  Expect.isGreaterThan compared 60 "points"
              } ]

[<Tests>]
let tests =
    testList "closed sums" [ deep; bruteForce; readers; collapsing; remaining; ranges; oscillating; drawn; certificates; emptyParts ]
