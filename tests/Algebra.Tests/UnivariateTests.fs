module LrnnSymbolic.Algebra.Tests.UnivariateTests

open System
open System.Numerics
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private x = read "x"
let private drawn (random: Random) degree size =
    Univariate.OfCoefficients [ for k in 0..degree -> if k = degree then nonzero random size else rational random size ]

let private product (factors: (Univariate * int) list) = factors |> List.fold (fun p (f, n) -> p * Univariate.power f n) Univariate.One

let private arithmetic =
    testList
        "arithmetic"
        [ test "agrees with values" {
              let random = Random 201

              for _ in 1..100 do
                  let p, q = drawn random (random.Next 6) 9, drawn random (random.Next 6) 9
                  let at = rational random 30
                  let v r = Univariate.evaluate r at
                  Expect.equal (v (p + q)) (v p + v q) "sum"
                  Expect.equal (v (p * q)) (v p * v q) "product"
                  Expect.equal (v (Univariate.compose p q)) (Univariate.evaluate p (v q)) "composition"
                  Expect.equal (Univariate.signAt p at) (v p).Sign "sign"
                  let struct (d, r) = Univariate.divide p q
                  Expect.equal (d * q + r) p "division"
                  Expect.isLessThan r.Degree (max q.Degree 1) "remainder"
          }

          test "cancelling leading terms lowers the degree" {
              let p = univariate "x^3 + x + 1" - univariate "x^3 - 2"
              Expect.equal (p.Degree, p) (1, univariate "x + 3") "degree drop"
              Expect.isTrue (p - p).IsZero "zero"
              Expect.equal (p - p).Degree -1 "the zero polynomial"
          }

          test "greatest common divisors and Bezout's identity" {
              let random = Random 202

              for _ in 1..60 do
                  let g, a, b = drawn random (random.Next 5) 9, drawn random 4 9, drawn random 5 9
                  let found = Univariate.gcd (g * a) (g * b)
                  Expect.isSome (Univariate.tryDivide found g) "contains the common factor"
                  Expect.isSome (Univariate.tryDivide (g * a) found) "divides the first"
                  Expect.isSome (Univariate.tryDivide (g * b) found) "divides the second"
                  let struct (h, s, t) = Univariate.bezout (g * a) (g * b)
                  Expect.equal (s * g * a + t * g * b) h "identity"
                  Expect.equal (Univariate.primitive h) found "the same divisor"
          }

          test "antiderivative inverts the derivative" {
              let random = Random 203

              for _ in 1..20 do
                  let p = drawn random (random.Next 8) 50
                  Expect.equal (Univariate.derivative (Univariate.antiderivative p)) p "derivative"
          } ]

let private factoring =
    testList
        "factoring"
        [ testTheory
              "known factors"
              [ "x^4 + 4", [ "x^2 - 2 x + 2"; "x^2 + 2 x + 2" ]
                "x^4 + 1", [ "x^4 + 1" ]
                "x^4 - 10 x^2 + 1", [ "x^4 - 10 x^2 + 1" ]
                "x^8 - 40 x^6 + 352 x^4 - 960 x^2 + 576", [ "x^8 - 40 x^6 + 352 x^4 - 960 x^2 + 576" ]
                "x^6 - 1", [ "x - 1"; "x + 1"; "x^2 - x + 1"; "x^2 + x + 1" ]
                "6 x^2 + 5 x + 1", [ "2 x + 1"; "3 x + 1" ]
                "x^3 - 2", [ "x^3 - 2" ]
                "2 x", [ "x" ]
                "x^12 - 1", [ "x - 1"; "x + 1"; "x^2 - x + 1"; "x^2 + 1"; "x^2 + x + 1"; "x^4 - x^2 + 1" ] ]
              (fun (text, expected) ->
                  let _, factors = Factorization.factor (univariate text)
                  Expect.sequenceEqual
                      (factors |> List.map (fst >> string) |> List.sort)
                      (expected |> List.map (univariate >> string) |> List.sort)
                      text)

          test "the Swinnerton-Dyer polynomial of degree 16 is irreducible" {
              // All sums of +-sqrt 2, +-sqrt 3, +-sqrt 5, +-sqrt 7; every prime splits it into factors of degree 1 and 2.
              let shift (p: Univariate) (n: int) =
                  // p(x - r) p(x + r) with r^2 = n
                  let even, odd =
                      [ for k in 0 .. p.Degree -> p.Coefficient k, k ]
                      |> List.fold
                          (fun (even: Univariate, odd: Univariate) (c, k) ->
                              // (x + r)^k = sum C(k, j) x^(k-j) r^j
                              let part parity =
                                  [ for j in 0..k do
                                        if j % 2 = parity then
                                            let r = Rational.Pow(Rational.OfInt n, j / 2)
                                            let binomial =
                                                Seq.fold
                                                    (fun b i -> b * Rational.OfInt(k - i) / Rational.OfInt(i + 1))
                                                    Rational.One
                                                    (seq { 0 .. j - 1 })
                                            Univariate.scale (c * binomial * r) (Univariate.power Univariate.X (k - j)) ]
                                  |> List.fold (+) Univariate.Zero

                              even + part 0, odd + part 1)
                          (Univariate.Zero, Univariate.Zero)

                  even * even - Univariate.scale (Rational.OfInt n) (odd * odd)

              let p = [ 2; 3; 5; 7 ] |> List.fold shift Univariate.X
              Expect.equal p.Degree 16 "degree"
              Expect.isTrue (Factorization.isIrreducible p) "irreducible"
              let _, factors = Factorization.factor (p * univariate "x^2 - 2")
              Expect.equal (factors |> List.map (fun (f, n) -> f.Degree, n)) [ 2, 1; 16, 1 ] "with another factor"
          }

          test "drawn products: the factors multiply to the polynomial and are irreducible" {
              let random = Random 204

              for _ in 1..25 do
                  let parts =
                      [ for _ in 1 .. random.Next(2, 6) -> Univariate.primitive (drawn random (random.Next(1, 6)) 9), random.Next(1, 4) ]
                  let p = Univariate.scale (nonzero random 9) (product parts)
                  let content, factors = Factorization.factor p
                  Expect.equal (Univariate.scale content (product factors)) p "product"
                  Expect.isTrue (factors |> List.forall (fun (f, _) -> Factorization.isIrreducible f)) "irreducible"

                  for part, _ in parts do
                      // every drawn factor is a product of factors found
                      let rest =
                          factors
                          |> List.fold
                              (fun (r: Univariate) (f, _) -> Univariate.gcd r f |> Univariate.quotient r)
                              (Univariate.squareFreePart part)
                      Expect.isTrue rest.IsConstant "accounted for"
          }

          test "large coefficients and high degree" {
              let a = univariate "x^30 + 12345678901234567891 x^7 + 3"
              let b = univariate "7 x^29 - x^3 - 98765432109876543211"
              let _, factors = Factorization.factor (a * b)
              Expect.equal (product factors) (a * b) "product"
              Expect.isTrue (factors |> List.exists (fun (f, _) -> f = b)) "one of the factors"
          }

          test "zero and constants have no factors" {
              Expect.equal (Factorization.factor Univariate.Zero) (Rational.Zero, []) "zero"
              Expect.equal (Factorization.factor (Univariate.Constant(Rational.ofRatio -3 2))) (Rational.ofRatio -3 2, []) "constant"
          }

          test "square-free decomposition" {
              let parts = Univariate.squareFree (univariate "5 x^4 (x-1)^3 (x+2)^3 (x^2+1)")
              Expect.equal parts [ univariate "x^2+1", 1; univariate "(x-1) (x+2)", 3; univariate "x", 4 ] "Yun"
          } ]

let private roots =
    testList
        "real roots"
        [ test "known rational roots are counted and isolated, multiple ones once" {
              let random = Random 205

              for _ in 1..60 do
                  let known = [ for _ in 1 .. random.Next(1, 7) -> rational random 12 ] |> List.distinct |> List.sort
                  let p = Univariate.power (Univariate.ofRoots known) (random.Next(1, 3)) * univariate "x^2 + x + 1"
                  Expect.equal (RealRoots.countAll p) known.Length "count"
                  let intervals = RealRoots.isolate p
                  Expect.equal intervals.Length known.Length "isolate"

                  for root, interval in List.zip known intervals do
                      Expect.isTrue (interval.Lower <= root && root <= interval.Upper) $"{root} in its interval"
                      let narrow =
                          RealRoots.refine (Univariate.squareFreePart p) (Rational.Pow(Rational.OfInt 10, -40)) interval
                      Expect.isTrue (narrow.Lower <= root && root <= narrow.Upper && narrow.Width < Rational.ofRatio 1 1000000) "refined"

                  for a, b in List.pairwise intervals do
                      Expect.isTrue (a.Upper <= b.Lower) "apart"

                  let low, high = rational random 12, rational random 12
                  let low, high = min low high, max low high
                  let inside = known |> List.filter (fun r -> low < r && r <= high)
                  Expect.equal (RealRoots.count p (At low) (At high)) inside.Length "on a half-open interval"
          }

          test "Sturm and Descartes agree on drawn polynomials" {
              let random = Random 206

              for _ in 1..40 do
                  let p = drawn random (random.Next(1, 14)) 20
                  Expect.equal (RealRoots.isolate p).Length (RealRoots.countAll p) $"{p}"
          }

          test "close roots are told apart" {
              // (x^2 - 2)^2 - 10^-20: two pairs of roots that differ by about 10^-10
              let p = univariate "(x^2 - 2)^2 - 1/100000000000000000000"
              Expect.equal (RealRoots.isolate p).Length 4 "four"
              Expect.equal (RealRoots.count p (At Rational.Zero) PlusInfinity) 2 "two of them positive"
          }

          test "Wilkinson's polynomial of degree 20" {
              let p = Univariate.ofRoots [ for k in 1..20 -> Rational.OfInt k ]
              let found = AlgebraicNumber.roots p |> List.map AlgebraicNumber.tryRational
              Expect.equal found [ for k in 1..20 -> Some(Rational.OfInt k) ] "1..20"
          }

          test "zero as a multiple root, and no root at all" {
              Expect.equal
                  (RealRoots.isolate (univariate "x^3 (x^2 + 1)"))
                  [ { Lower = Rational.Zero
                      Upper = Rational.Zero } ]
                  "zero"
              Expect.isEmpty (RealRoots.isolate (univariate "x^4 + x^2 + 1")) "none"
              Expect.isEmpty (RealRoots.isolate (univariate "7")) "constant"
              Expect.throwsT<ArgumentException> (fun () -> RealRoots.isolate Univariate.Zero |> ignore) "zero polynomial"
          } ]

let private bivariate = [| read "b"; read "k" |]
let private inBoth text = (RationalForm.tryPolynomial (List.ofArray bivariate) (read text)).Value

let private resultants =
    testList
        "resultants"
        [ test "the product over pairs of roots" {
              let random = Random 207

              for _ in 1..40 do
                  let rs, ss =
                      [ for _ in 1 .. random.Next(1, 5) -> rational random 9 ], [ for _ in 1 .. random.Next(1, 5) -> rational random 9 ]
                  let a, b = nonzero random 5, nonzero random 5
                  let p, q = Univariate.scale a (Univariate.ofRoots rs), Univariate.scale b (Univariate.ofRoots ss)

                  let expected =
                      Seq.allPairs rs ss
                      |> Seq.fold (fun v (r, s) -> v * (r - s)) (Rational.Pow(a, ss.Length) * Rational.Pow(b, rs.Length))

                  Expect.equal (Resultant.ofUnivariate p q) expected "resultant"
          }

          testTheory
              "discriminants"
              [ "b^2 + k b + 3", "k^2 - 12"
                "k b^2 + 5 b + k", "25 - 4 k^2"
                "b^3 + k b + 1", "-4 k^3 - 27"
                "b^3 + 2 b + k", "-32 - 27 k^2"
                "b + k", "1" ]
              (fun (text, expected) ->
                  let found = Resultant.discriminant 0 (inBoth text)
                  Expect.isTrue (Polynomial.equal found (inBoth expected)) $"{Infix.print (Polynomial.toExpr found)}")

          test "in a parameter: both routes agree, and so do values" {
              let random = Random 208

              for _ in 1..20 do
                  let draw degree = Polynomial.add (polynomial random bivariate 6 3) (inBoth $"b^{degree} (k + 1) + 1")
                  let p, q = draw 4, draw 5
                  let found = Resultant.by 0 p q
                  Expect.isTrue (Polynomial.equal found (Resultant.bySubresultantsOnly 0 p q)) "subresultants"
                  let k = Rational.OfInt(random.Next(1, 50))
                  let at r =
                      Univariate.ofExpr (read "b") (Polynomial.toExpr (Polynomial.substitute 1 k r))
                      |> Result.toOption
                      |> Option.get

                  if (at p).Degree = 4 && (at q).Degree = 5 then
                      Expect.equal (Polynomial.evaluate [| Rational.Zero; k |] found) (Resultant.ofUnivariate (at p) (at q)) "value"
          }

          test "in two parameters" {
              let generators = [ read "a"; read "b"; read "c"; read "x" ]
              let p = (RationalForm.tryPolynomial generators (read "a x^2 + b x + c")).Value
              let expected = (RationalForm.tryPolynomial generators (read "b^2 - 4 a c")).Value
              Expect.isTrue (Polynomial.equal (Resultant.discriminant 3 p) expected) "quadratic"
          }

          test "a common factor makes it zero" {
              Expect.isTrue (Resultant.by 0 (inBoth "(b - k) (b + 1)") (inBoth "(b - k) (b^2 + 3)")).IsZero "zero"
          } ]

[<Tests>]
let tests = testList "Univariate" [ arithmetic; factoring; roots; resultants ]
