module LrnnSymbolic.Algebra.Tests.PolynomialTests

open System
open System.Numerics
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private generators = [| "x"; "y"; "z" |] |> Array.map read
let private ofText text = RationalForm.tryPolynomial (List.ofArray generators) (read text) |> Option.get
let private same (p: Polynomial) (q: Polynomial) message = Expect.isTrue (Polynomial.equal p q) message
let private show p = Infix.print (Polynomial.toExpr p)

let private evaluated (p: Polynomial) at = Polynomial.evaluate at p

let private arithmetic =
    testList
        "arithmetic"
        [ test "sums, products and powers agree with values at points" {
              let random = Random 101

              for _ in 1..60 do
                  let p = polynomial random generators 6 3
                  let q = polynomial random generators 5 4
                  let at = point random 3
                  let x, y = evaluated p at, evaluated q at
                  Expect.equal (evaluated (Polynomial.add p q) at) (x + y) "sum"
                  Expect.equal (evaluated (Polynomial.subtract p q) at) (x - y) "difference"
                  Expect.equal (evaluated (Polynomial.multiply p q) at) (x * y) "product"
                  Expect.equal (evaluated (Polynomial.power p 3) at) (x * x * x) "cube"
          }

          test "exponents too wide for one machine word multiply the same way" {
              let wide = Array.init 40 (fun k -> read $"v[{k}]")
              Array.Sort(wide, fun x y -> Expr.Compare(x, y))
              let random = Random 102
              let p = polynomial random wide 8 9
              let q = polynomial random wide 9 9
              let at = Array.init 40 (fun _ -> Rational.OfInt(random.Next(-2, 3)))
              Expect.equal (evaluated (Polynomial.multiply p q) at) (evaluated p at * evaluated q at) "product"
          }

          test "terms are sorted, distinct and nonzero" {
              let random = Random 103

              for _ in 1..40 do
                  let p = Polynomial.multiply (polynomial random generators 6 3) (polynomial random generators 6 3)
                  let exponents = p.Terms |> Array.map (fun t -> List.ofArray t.Exponents)
                  Expect.equal exponents (Array.rev (Array.sort (Array.distinct exponents))) "descending and distinct"
                  Expect.isTrue (p.Terms |> Array.forall (fun t -> not t.Coefficient.IsZero)) "nonzero"
          }

          test "exact division inverts multiplication and refuses a remainder" {
              let random = Random 104

              for _ in 1..60 do
                  let p = polynomial random generators 6 3
                  let q = Polynomial.add (polynomial random generators 4 2) (ofText "x^3 y")

                  match Polynomial.tryDivide (Polynomial.multiply p q) q with
                  | Some back -> same back p "quotient"
                  | None -> failtest "the division is exact"

                  let spoilt = Polynomial.add (Polynomial.multiply p q) (Polynomial.one generators)
                  Expect.isNone (Polynomial.tryDivide spoilt q) "one more leaves a remainder"
          }

          test "division by the zero polynomial is an error" {
              Expect.throwsT<DivideByZeroException> (fun () -> Polynomial.tryDivide (ofText "x") (ofText "0") |> ignore) "zero"
          }

          test "derivative of a product" {
              let random = Random 105

              for k in 0..2 do
                  let p, q = polynomial random generators 6 4, polynomial random generators 6 4
                  let d = Polynomial.derivative k
                  let right = Polynomial.add (Polynomial.multiply (d p) q) (Polynomial.multiply p (d q))
                  same (d (Polynomial.multiply p q)) right "Leibniz"
          } ]

let private divisors =
    testList
        "greatest common divisors"
        [ test "of multiples: divides both and is divided by the common factor" {
              let random = Random 106

              for round in 1..60 do
                  let g =
                      Polynomial.add (polynomial random generators 3 2) (ofText (if round % 2 = 0 then "x y + 1" else "z^2 + x"))
                  let p = Polynomial.multiply g (polynomial random generators 4 2)
                  let q = Polynomial.multiply g (polynomial random generators 4 2)

                  if not (p.IsZero || q.IsZero) then
                      let found = PolynomialGcd.gcd p q
                      Expect.isSome (Polynomial.tryDivide p found) "divides the first"
                      Expect.isSome (Polynomial.tryDivide q found) "divides the second"
                      Expect.isSome (Polynomial.tryDivide found g) "contains the common factor"
                      let coprime r = (Polynomial.tryDivide r found).Value
                      same (PolynomialGcd.gcd (coprime p) (coprime q)) (Polynomial.one generators) "the cofactors are coprime"
          }

          testTheory
              "known ones"
              [ "x^2 - y^2", "x^2 + 2 x y + y^2", "x + y"
                "6 x y", "4 x^2", "x"
                "x^2 y + x y^2", "x y", "x y"
                "x + 1", "y + 1", "1"
                "0", "3 x - 6", "x - 2"
                "(x + y + z)^5 (x - y)", "(x + y + z)^3 (x + y)", "(x + y + z)^3"
                "(x^2 + y^2 + 1)^2 (z + 1)", "(x^2 + y^2 + 1) (z + 1)^2", "(x^2 + y^2 + 1) (z + 1)"
                "12345678901234567890 x + 12345678901234567890", "(x + 1) (y - 2)", "x + 1"
                "x^4 + x^2 y^2 + y^4", "x^3 - y^3", "x^2 + x y + y^2" ]
              (fun (p, q, expected) ->
                  let found = PolynomialGcd.gcd (ofText p) (ofText q)
                  same found (Polynomial.primitive (ofText expected)) $"gcd is {show found}")

          test "of two zeros is zero, of constants is one" {
              Expect.isTrue (PolynomialGcd.gcd (ofText "0") (ofText "0")).IsZero "two zeros"
              same (PolynomialGcd.gcd (ofText "6") (ofText "4")) (Polynomial.one generators) "constants"
          }

          test "square-free parts rebuild the polynomial and are coprime" {
              let random = Random 107

              for _ in 1..20 do
                  let a, b = polynomial random generators 3 2, polynomial random generators 3 1
                  let p =
                      Polynomial.multiply (Polynomial.power a 2) (Polynomial.multiply (Polynomial.power b 3) (ofText "x^2 z"))
                  let constant, factors = PolynomialGcd.squareFree p

                  let product =
                      factors
                      |> List.fold (fun r (f, n) -> Polynomial.multiply r (Polynomial.power f n)) (Polynomial.constant generators constant)

                  same product p "product of the parts"

                  for i, (f, _) in List.indexed factors do
                      for j, (g, _) in List.indexed factors do
                          if i < j then
                              same (PolynomialGcd.gcd f g) (Polynomial.one generators) "coprime parts"

                  for f, _ in factors do
                      for k in Polynomial.variables f do
                          same (PolynomialGcd.gcd f (Polynomial.derivative k f)) (Polynomial.one generators) "no square left"
          } ]

let private expansion =
    testList
        "expand and collect"
        [ test "coefficient of x^30 in (1+x)^60" {
              let c = Expand.coefficient (read "x") 30 (read "(1+x)^60")
              Expect.equal (Infix.print c) "118264581564861424" "the middle binomial coefficient"
          }

          test "keeps the value and leaves no product of sums" {
              let random = Random 108
              let leaves = [| "x"; "y"; "z" |] |> Array.map read

              for _ in 1..80 do
                  let e = expression random leaves 4
                  let expanded = Expand.expand e
                  sameValues [ "x"; "y"; "z" ] random e expanded
                  Expect.isTrue (obj.ReferenceEquals(Expand.expand expanded, expanded)) "expanding twice changes nothing"
          }

          testTheory
              "forms"
              [ "(a+b)^2", "a^2 + 2 a b + b^2"
                "sin((a+b) c)", "sin(a c + b c)"
                "sum((s[i] - c b^(T-i) a)^2, i, 1, T)",
                "sum(s[i]^2, i, 1, T) - 2 a c sum(s[i] b^(T-i), i, 1, T) + a^2 c^2 sum(b^(2 T - 2 i), i, 1, T)"
                "(b^T + 1) (b^T - 1)", "b^(2 T) - 1"
                "b^(T-i) (b^i + b)", "b^T + b^(T-i+1)"
                "exp((x+1) y) (1 + exp(x))", "exp(x y + y) + exp(x y + y + x)"
                "(sqrt(2) + 1)^3", "7 + 5 sqrt(2)"
                "x (1 + 1/(1+x))", "x + x/(1+x)" ]
              (fun (text, expected) -> Expect.equal (Infix.print (Expand.expand (read text))) (Infix.print (read expected)) text)

          testTheory
              "what becomes new inside a power is multiplied out in the same call"
              [ "sum(s[i] + y, i, 1, T + 2)^(9 - t)"
                "4/sum(j - x, j, -T, 2)^2"
                "(6 - 5*x)/sum(2*T - i - 1, i, 0, T)"
                "sum((T - i - 4)*(T - i - 3), i, 3 - T, 6)^(3 - 2*T + t)"
                "(-1)^T*(2 - y)^T*sum(s[T - k + 3] + y, k, 1, 2*T + 3)^T"
                "(1 - sum(T - j - 1, j, 0, T + 2)^(-2*t) + [2 <= T])^3/(2*T)"
                "abs(x + 1/sum(x + sum(y + j, j, 0, T + 2)^(-2), i, 0, t + 1))"
                "sum((x*(i + 3) - i*x - sum(y + j, j, 0, T))^(-t), i, 1, T)" ]
              (fun text ->
                  let e = read text
                  let expanded = Expand.expand e
                  let again = Expand.expand expanded
                  Expect.isTrue (obj.ReferenceEquals(again, expanded)) $"{Infix.print expanded}, then {Infix.print again}"

                  let random = Random 112
                  let mutable compared = 0

                  for _ in 1..5 do
                      let names = [ "T"; "t"; "n" ] |> List.map (fun name -> name, Rational.OfInt(random.Next(1, 5)))
                      let values = [ "x"; "y"; "z" ] |> List.map (fun name -> name, Rational.ofRatio (random.Next(1, 9)) 7)
                      let point =
                          Evaluation.pointOf (names @ values)
                          |> Evaluation.withIndexed "s" (fun k -> ValueSome(Draw.elementValue k[0]))
                      match Evaluation.toRational point e with
                      | Ok _ as expected ->
                          compared <- compared + 1
                          Expect.equal (Evaluation.toRational point expanded) expected (Infix.print expanded)
                      | Error _ -> ()

                  Expect.isGreaterThan compared 2 "points with a value")

          test "the energy of one mode with explicit targets" {
              let term i = read $"1/2 (s[{i}] - c b^(64-{i}) a)^2"
              let expanded = Expand.expand (Canonical.addAll [ for i in 1..64 -> term i ])

              match expanded.Node with
              | Sum(_, terms) -> Expect.equal terms.Length 192 "three terms for each target"
              | _ -> failtest "a sum"

              Expect.equal (Expand.coefficient (read "s[3]") 1 expanded) (read "-a b^61 c") "the coefficient of s[3]"
          }

          test "collect groups by powers of one unknown" {
              Expect.equal (Expand.collect (read "x") (read "(x + y)^2 + x y + 3")) (read "x^2 + 3 x y + y^2 + 3") "no grouping needed"

              Expect.equal (Expand.collect (read "x") (read "(x + y + 1)^2")) (read "x^2 + x (2 y + 2) + (1 + 2 y + y^2)") "grouped"
          }

          test "an unmanageable power stays as it is" {
              let e = read "(1 + x + y + z)^5000"
              Expect.isTrue (obj.ReferenceEquals(Expand.expand e, e)) "not written out"
          } ]

let private fractions =
    testList
        "fractions"
        [ test "cancel and together keep the value" {
              let random = Random 109
              let leaves = [| "x"; "y" |] |> Array.map read

              for _ in 1..40 do
                  let part () = expression random leaves 2
                  let safe e = if Canonical.isZero (Expand.expand e) then Canonical.one else e
                  let e = part () /. safe (part ()) +. part () /. safe (part ())
                  sameValues [ "x"; "y" ] random e (RationalForm.cancel e)
                  sameValues [ "x"; "y" ] random e (RationalForm.together e)
          }

          testTheory
              "lowest terms"
              [ "(x^2 - 1)/(x - 1)", "x + 1"
                "1/(x-1) - 1/(x+1)", "2/(x^2 - 1)"
                "(b^(2 T) - 1)/(b^T - 1)", "b^T + 1"
                "x/(2 y) + y/(2 x)", "(x^2 + y^2)/(2 x y)"
                "(4^x - 1)/(2^x + 1)", "2^x - 1"
                "(exp(2 x) - 1)/(exp(x) + 1)", "exp(x) - 1"
                "1/(1 + 1/(1 + 1/x))", "(x + 1)/(2 x + 1)"
                "(x - y)/(y - x)", "-1" ]
              (fun (text, expected) -> Expect.equal (Infix.print (RationalForm.cancel (read text))) (Infix.print (read expected)) text)

          test "a denominator that is zero identically is an error" {
              Expect.throwsT<UndefinedExpression> (fun () -> RationalForm.cancel (read "1/((x+1)^2 - x^2 - 2 x - 1)") |> ignore) "0^-1"
          } ]

let private isProved =
    function
    | Proved _ -> true
    | _ -> false
let private isRefuted =
    function
    | Refuted _ -> true
    | _ -> false
let private isUnknown =
    function
    | Unknown _ -> true
    | _ -> false

let private verdicts =
    testList
        "verdicts"
        [ testTheory
              "proved"
              [ "(x+y)^3", "x^3 + 3 x^2 y + 3 x y^2 + y^3"
                "1/(x-1) - 1/(x+1)", "2/(x^2-1)"
                "sin(x)^2 + cos(x)^2", "1"
                "sin(x)^4 - cos(x)^4", "1 - 2 cos(x)^2"
                "b^(T-i) b^i", "b^T"
                "(b^(2 T) - 1)/(b^T + 1)", "b^T - 1"
                "exp(x) exp(-x)", "1"
                "(exp(x) + exp(-x))^2 - (exp(x) - exp(-x))^2", "4"
                "sqrt(1 + x^2)^2 + 1/sqrt(1 + x^2)", "1 + x^2 + sqrt(1 + x^2)/(1 + x^2)"
                "sqrt(2) sqrt(3) (sqrt(6) + 1)", "6 + sqrt(6)"
                "1/(sqrt(2) - 1)", "sqrt(2) + 1"
                "(-1)^t (-1)^t", "1"
                "4^x - 1", "(2^x - 1) (2^x + 1)"
                "b^(T+1) - b^T", "b^T (b - 1)"
                "(I + 1)^2", "2 I" ]
              (fun (x, y) ->
                  let verdict = Equality.equal (read x) (read y)
                  Expect.isTrue (isProved verdict) $"{x} = {y}: {verdict}")

          testTheory
              "refuted, with a witness"
              [ "(x+y)^2", "x^2 + y^2"; "b^(2 T)", "b^T"; "exp(x)", "1 + 2 exp(x)"; "sqrt(x^2)", "x"; "1/(1+x)", "1 - x" ]
              (fun (x, y) ->
                  let verdict = Equality.equal (read x) (read y)
                  Expect.isTrue (isRefuted verdict) $"{x} = {y}: {verdict}")

          testTheory
              "unknown, not a success"
              [ "1/((x+1)^2 - x^2 - 2 x - 1)", "0"; "atan(1)", "pi/4"; "log(2) + log(3)", "log(6)" ]
              (fun (x, y) ->
                  let verdict = Equality.equal (read x) (read y)
                  Expect.isTrue (isUnknown verdict) $"{x} = {y}: {verdict}")

          test "drawn identities and drawn non-identities" {
              let random = Random 110
              let leaves = [| "x"; "y"; "b^T" |] |> Array.map read

              for _ in 1..40 do
                  let e, f = expression random leaves 3, expression random leaves 3
                  let identity =
                      Equality.equal ((e +. f) **. Canonical.ofInt 2) (e *. e +. Canonical.ofInt 2 *. e *. f +. f *. f)
                  Expect.isTrue (isProved identity) $"{identity}"
                  let wrong =
                      Equality.equal ((e +. f) **. Canonical.ofInt 2 +. Canonical.one) (e *. e +. Canonical.ofInt 2 *. e *. f +. f *. f)
                  Expect.isTrue (isRefuted wrong) $"{wrong}"
          } ]

[<Tests>]
let tests = testList "Polynomial" [ arithmetic; divisors; expansion; fractions; verdicts ]
