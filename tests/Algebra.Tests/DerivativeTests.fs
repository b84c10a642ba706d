module DerivativeTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open Draw

type private Complexes = System.Numerics.Complex

let private same (x: Expr) (y: Expr) = Expect.isTrue (obj.ReferenceEquals(x, y)) $"{Infix.print x} and {Infix.print y}"
let private derives variable e expected = same (Derivative.by (real variable) (real e)) (real expected)

[<Tests>]
let tests =
    testList
        "Derivative"
        [ test "known derivatives" {
              derives "b" "b^5" "5*b^4"
              derives "b" "atan2(y, b)" "-y/(b^2 + y^2)"
              derives "y" "atan2(y, b)" "b/(b^2 + y^2)"
              derives "x" "exp(x^2)" "2*x*exp(x^2)"
              derives "x" "sqrt(x)" "1/(2*sqrt(x))"
              derives "x" "log(x)" "1/x"
              derives "x" "abs(x)" "sign(x)"
              derives "x" "b^x" "b^x*log(b)"
              derives "x" "sin(x)*cos(x)" "cos(x)^2 - sin(x)^2"
              derives "x" "y" "0"
              derives "x" "binomial(x, 2)" "x - 1/2"
              derives "b" "geometric(0, b, T)" "geometric(1, b, T)"
          }

          test "where an exponent vanishes inside a range, at 0 too" {
              let x = real "x"

              for text in
                  [ "sum(x^((k-3)^2), k, 1, T)"
                    "sum(x^abs(k-3), k, 1, T)"
                    "sum(x^((k-1)*(k-4)), k, 1, T)"
                    "sum((k+1)*x^(2*(k-2)^2), k, 1, T)"
                    "sum(sum(x^((k-j)^2), j, 1, k), k, 1, T)"
                    "sum(x^(k-1), k, 1, T)"
                    "sum(x^(T-k), k, 1, T)" ] do
                  let slope = Derivative.by x (real text)

                  for steps in 1..6 do
                      // The exact terms one by one: the slope of x^n is n x^(n-1), and 0 for n = 0.
                      let at (e: Expr) =
                          Substitution.symbols [ Vocabulary.real "x", Canonical.zero; Vocabulary.real "T", Canonical.ofInt steps ] e

                      let written = Substitution.symbol (Vocabulary.real "T") (Canonical.ofInt steps) (real text)

                      let rec terms (e: Expr) =
                          match e.Node with
                          | IndexedSum sum -> (Substitution.unroll sum).Value |> List.collect terms
                          | Sum(constant, parts) ->
                              Canonical.number constant
                              :: [ for t in parts do
                                       for term in terms t.Expr -> Canonical.scale t.Coefficient term ]
                          | _ -> [ e ]

                      if steps >= 4 || not (text.Contains "(k-4)") then
                          match
                              (try
                                  ExactValue.OfReal(at slope)
                               with UndefinedExpression reason ->
                                   Error reason)
                          with
                          | Ok found ->
                              let expected =
                                  terms written
                                  |> List.sumBy (fun term -> (ExactValue.OfReal(at (Derivative.by x term)) |> Result.defaultValue nan))
                              Expect.equal found expected $"{text} for T = {steps}"
                          | Error reason ->
                              let hasPole =
                                  terms written
                                  |> List.exists (fun term ->
                                      (try
                                          (ExactValue.OfReal(at term)).IsError
                                       with UndefinedExpression _ ->
                                           true))
                              Expect.isTrue hasPole $"{text} for T = {steps}: {reason}"
          }

          test "under a sum, with respect to its elements" {
              derives "s[k]" "sum((s[i] - x)^2, i, 1, T)" "sum(2*[i = k]*(s[i] - x), i, 1, T)"
              derives "s[3]" "s[1] + 5*s[3]^2" "10*s[3]"
              derives "s[k]" "s[k]*s[k + 1]" "s[k + 1]"
              derives "s[t]" "s[i]" "[i = t]"
              derives "s" "s[1] + s" "1"
              derives "s[1]" "s[1] + s" "1"
              derives "s[1]" "s[1, 2]" "0"
              // The index of the sum is not that of the variable.
              let e = Derivative.by (real "s[i]") (real "sum(s[i]^2, i, 1, 3)")
              let at =
                  Evaluation.pointOf [ "i", ofInt 2 ]
                  |> Evaluation.withIndexed "s" (fun k -> ValueSome(ofInt (10 + k[0])))
              Expect.equal (Evaluation.toRational at e) (Ok(ofInt 24)) "2 s[2]"
          }

          test "by an element that may be outside the range, against the sum written out, as derived and closed" {
              for body, partial in
                  [ "sum((s[i] - x)^2, i, 1, T)",
                    fun (s: int -> Rational) T k -> if 1 <= k && k <= T then ofInt 2 * (s k - ratio 1 3) else Rational.Zero
                    "sum(b^(T - i)*s[i], i, 2, T)", fun _ T k -> if 2 <= k && k <= T then Rational.Pow(ratio 2 5, T - k) else Rational.Zero
                    "sum(s[i]*s[i + 1], i, 1, T)",
                    fun s T k ->
                        (if 1 <= k && k <= T then s (k + 1) else Rational.Zero)
                        + (if 1 <= k - 1 && k - 1 <= T then s (k - 1) else Rational.Zero)
                    "sum(s[i]*s[T - i], i, 1, T)",
                    fun s T k ->
                        (if 1 <= k && k <= T then s (T - k) else Rational.Zero)
                        + (if 1 <= T - k && T - k <= T then s (T - k) else Rational.Zero)
                    "sum(sum(b^(t - i)*s[i], i, 1, t), t, 1, T)",
                    fun _ T k ->
                        if k < 1 then
                            Rational.Zero
                        else
                            Seq.fold (fun sum t -> sum + Rational.Pow(ratio 2 5, t - k)) Rational.Zero (seq { k..T })
                    "sum(sum(s[i]*s[t], i, 1, t), t, 1, T)",
                    fun s T k ->
                        let total from upTo = Seq.fold (fun sum i -> sum + s i) Rational.Zero (seq { from..upTo })
                        if k < 1 || k > T then Rational.Zero else total 1 k + total k T ] do
                  let slope = Derivative.by (real "s[k]") (real body)
                  let whole = Vocabulary.index "k"
                  let bySteps =
                      Derivative.by (Canonical.indexed (Vocabulary.real "s") [ Canonical.symbol whole ]) (real body)
                  let closed = (ClosedSum.close bySteps).Stable

                  for T in 1..6 do
                      for k in -2 .. 8 do
                          let at =
                              Evaluation.pointOf [ "T", ofInt T; "k", ofInt k; "x", ratio 1 3; "b", ratio 2 5 ]
                              |> Evaluation.withIndexed "s" (fun j -> ValueSome(elementValue j[0]))

                          for e in [ slope; bySteps; closed ] do
                              Expect.equal
                                  (Evaluation.toRational at e)
                                  (Ok(partial elementValue T k))
                                  $"{Infix.print e} of {body}, T = {T}, k = {k}"
          }

          test "by a symbol that a sum uses as its index" {
              derives "i" "sum(b^i, i, 1, T)" "0"
              derives "x" "sum(x, i, 1, i + 1)" "sum(1, i, 1, i + 1)"
              derives "i" "i^2 + sum(i*x, i, 1, T)" "2*i"
              derives "i" "sum(i*j*sum(b^i, i, 1, 3), j, 1, T)" "sum(j*sum(b^i, i, 1, 3), j, 1, T)"
          }

          test "three derivatives of sums of powers at b = 0, where no power of 0 is negative" {
              for text, tree in
                  [ "sum(b^(T - i), i, 1, T)", fun (T: int) -> [ for i in 1..T -> ofInt 1, T - i ]
                    "sum(b^(2*(T - i)), i, 1, T)", fun T -> [ for i in 1..T -> ofInt 1, 2 * (T - i) ]
                    "sum(s[i]*b^(T - i), i, 1, T)", fun T -> [ for i in 1..T -> elementValue i, T - i ]
                    "sum(i^2*b^(i - 1), i, 1, T)", fun T -> [ for i in 1..T -> ofInt (i * i), i - 1 ]
                    "sum(sum(b^(2*(t - i)), i, 1, t), t, 1, T)",
                    fun T ->
                        [ for t in 1..T do
                              for i in 1..t -> ofInt 1, 2 * (t - i) ]
                    "sum(sum(s[i]*b^(t - i), i, 1, t), t, 1, T)",
                    fun T ->
                        [ for t in 1..T do
                              for i in 1..t -> elementValue i, t - i ]
                    "sum(b^i, i, 0, T)", fun T -> [ for i in 0..T -> ofInt 1, i ] ] do
                  for length in 1..6 do
                      for b in [ Rational.Zero; Rational.One; ofInt -1; ratio 2 3 ] do
                          for n in 0..3 do
                              let derivative = Derivative.nth n (real "b") (real text)
                              // d^n b^m = m (m-1) ... b^(m-n)
                              let term (c: Rational, m: int) =
                                  if m < n then
                                      Rational.Zero
                                  else
                                      Seq.fold (fun p j -> p * ofInt (m - j)) c (seq { 0 .. n - 1 }) * Rational.Pow(b, m - n)

                              let expected = tree length |> List.map term |> List.fold (+) Rational.Zero
                              let at =
                                  Evaluation.pointOf [ "b", b; "T", ofInt length ]
                                  |> Evaluation.withIndexed "s" (fun k -> ValueSome(elementValue k[0]))
                              Expect.equal
                                  (Evaluation.toRational at derivative)
                                  (Ok expected)
                                  $"derivative {n} of {text} at T = {length}, b = {b}"
          }

          test "the energy of a mode: gradient and Hessian by exact differences" {
              // A polynomial of degree at most 8 in each variable: central differences of it are exact when interpolated.
              let energy = real "sum((s[i] - c*b^(T - i)*a)^2, i, 1, T)/2"
              let random = Random 41

              for _ in 1..20 do
                  let at =
                      Map.ofList [ for name in [ "a"; "b"; "c" ] -> name, smallRational random ] |> Map.add "T" (ofInt 4)
                  let value (point: Map<string, Rational>) e =
                      match Evaluation.toRational (pointOf point) e with
                      | Ok q -> q
                      | Error reason -> failtest reason

                  let slope name e =
                      let rec differences (fs: Rational list) =
                          if fs.Length = 1 then
                              fs
                          else
                              fs.Head :: differences (List.pairwise fs |> List.map (fun (x, y) -> y - x))
                      [ for j in 0..8 -> value (at.Add(name, at[name] + ofInt j)) e ]
                      |> differences
                      |> List.mapi (fun j d -> if j = 0 then Rational.Zero else d * ratio (if j % 2 = 1 then 1 else -1) j)
                      |> List.reduce (+)

                  for name in [ "a"; "b"; "c" ] do
                      let first = Derivative.by (real name) energy
                      Expect.equal (value at first) (slope name energy) $"by {name}"

                      for other in [ "a"; "b"; "c" ] do
                          Expect.equal (value at (Derivative.by (real other) first)) (slope other first) $"by {name} and {other}"
          }

          test "a symbol and its conjugate are independent" {
              let z, zBar = complex "z", complex "conj(z)"
              same (Derivative.by z (complex "z*conj(z)")) zBar
              same (Derivative.by zBar (complex "z*conj(z)")) z
              same (Derivative.by z (complex "conj(z)^3")) Canonical.zero
              same (Derivative.by zBar (complex "z^3")) Canonical.zero
              same (Derivative.by zBar (complex "exp(conj(z)*w)")) (complex "w*exp(conj(z)*w)")
              same (Derivative.by z (complex "abs(z)")) (complex "conj(z)/(2*abs(z))")
              same (Derivative.by zBar (complex "abs(z)")) (complex "z/(2*abs(z))")
              same (Derivative.by zBar (complex "conj(log(z))")) (complex "conj(1/z)")
              same (Derivative.by (complex "conj(s[1])") (complex "s[1]*conj(s[1])")) (complex "s[1]")
              same (Derivative.by (real "x") (real "x*I")) (real "I")
          }

          test "Wirtinger derivatives against difference quotients" {
              let random = Random 42
              // Along x + iy: d/dx = d/dz + d/dzbar, d/dy = i (d/dz - d/dzbar).
              for text in
                  [ "z^2*conj(z)"
                    "abs(z - w)"
                    "abs(z + conj(z)*w)^2"
                    "exp(z)*conj(z)"
                    "sin(z)/conj(z)"
                    "conj(log(z + w))"
                    "abs(z)^3*z"
                    "sqrt(z)"
                    "conj(sqrt(z))"
                    "z^conj(w)"
                    "log(abs(z))"
                    "geometric(1, z, 4)*conj(z)" ] do
                  let e = complex text
                  let slope, slopeBar = Derivative.by (complex "z") e, Derivative.by (complex "conj(z)") e

                  for _ in 1..10 do
                      let z = Complexes(0.5 + random.NextDouble(), 0.5 + random.NextDouble())
                      let w = Complexes(random.NextDouble(), 2.0 + random.NextDouble())
                      let at z e =
                          match Evaluation.toComplex (Evaluation.pointOf [ "z", z; "w", w ]) e with
                          | Ok value -> value
                          | Error reason -> failtest $"{text}: {reason}"

                      let quotient (direction: Complexes) h =
                          (at (z + direction * Complexes(h, 0.0)) e - at (z - direction * Complexes(h, 0.0)) e)
                          / Complexes(2.0 * h, 0.0)
                      let richardson direction =
                          (Complexes(4.0, 0.0) * quotient direction 0.0005 - quotient direction 0.001) / Complexes(3.0, 0.0)
                      let byX, byY = richardson Complexes.One, richardson Complexes.ImaginaryOne
                      let d, dBar = at z slope, at z slopeBar
                      let scale = 1.0 + Complexes.Abs byX + Complexes.Abs byY
                      Expect.isLessThan (Complexes.Abs(d + dBar - byX)) (1e-8 * scale) $"along the real axis: {text}"
                      Expect.isLessThan
                          (Complexes.Abs(Complexes.ImaginaryOne * (d - dBar) - byY))
                          (1e-8 * scale)
                          $"along the imaginary axis: {text}"
          }

          test "a real variable inside complex conjugates and moduli" {
              let e = complex "conj(log(z + w))"
              let x = Symbol.Of("x", Assumptions.Of Real)
              let moved = Substitution.symbol (Vocabulary.complex "w") (Canonical.symbol x) e
              same
                  (Derivative.by (Canonical.symbol x) moved)
                  (Functions.conjugate (Canonical.power (Canonical.add (complex "z") (Canonical.symbol x)) (Canonical.ofInt -1)))
          }

          test "what has no derivative says so" {
              let refuses variable text =
                  Expect.throwsT<UnsupportedOperation> (fun () -> Derivative.by (real variable) (real text) |> ignore) text

              refuses "x" "[x < 1]"
              refuses "s[1]" "[s[1] < 1]"
              refuses "T" "sum(i, i, 1, T)"
              refuses "t" "factorial(t)"
              refuses "x" "s[x]"
              refuses "x" "sum(i*x, i, 1, x)"
              refuses "x" "sum(sum(i*x, i, j, 3), j, x, 4)"
              refuses "b" "sum(sum(b^i, i, 1, b), j, 1, T)"
              refuses "s[k]" "sum(i, i, 1, s[1])"
              refuses "s[2]" "s[s[2]]"
              Expect.throws (fun () -> Derivative.by (real "x + 1") (real "x") |> ignore) "by a sum"
          }

          testSequenced
          <| test "an expression with shared parts 200 levels deep, in milliseconds" {
              let build () =
                  Seq.fold (fun f _ -> Canonical.add (Canonical.multiply (Functions.sin f) (Functions.cos f)) f) (real "x") (seq { 1..200 })

              let work () =
                  // Processor time: what else the machine does is not measured.
                  let now () = Diagnostics.Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds
                  let mutable since = now ()
                  let lap () =
                      let ms = now () - since
                      since <- now ()
                      ms
                  let f = build ()
                  let built = lap ()
                  let slope = Derivative.by (real "x") f
                  let derived = lap ()
                  let value = Evaluation.toDouble (Evaluation.pointOf [ "x", 0.01 ]) slope
                  let evaluated = lap ()
                  let text = Infix.bounded 1000 slope
                  let printed = lap ()
                  let latex = Latex.bounded 1000 slope
                  let set = lap ()
                  value,
                  text,
                  latex,
                  [ "built", built; "derived", derived; "evaluated", evaluated; "printed", printed; "set in LaTeX", set ]

              work () |> ignore // warm up
              let value, text, latex, laps = work ()

              // The same by forward differentiation in doubles.
              let expected =
                  Seq.fold (fun (f, d) _ -> sin f * cos f + f, d * (cos (2.0 * f) + 1.0)) (0.01, 1.0) (seq { 1..200 })
                  |> snd

              match value with
              | Ok found -> Expect.isLessThan (abs (found - expected)) (1e-9 * (1.0 + abs expected)) $"{found} for {expected}"
              | Error reason -> failtest reason

              Expect.isLessThan text.Length 1100 "bounded text"
              Expect.isLessThan latex.Length 12000 "bounded LaTeX"

              for what, ms in laps do
                  printfn $"  200 shared levels {what} in {ms:F2} ms"

              for what, ms in laps do
                  Expect.isLessThan ms 500.0 $"milliseconds: {what}"
          } ]
