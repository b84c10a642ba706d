/// The function rows that closed sums are written in, against their definitions.
module LrnnSymbolic.Algebra.Tests.SummationRowTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

/// Every monomial of the degree, one by one.
let rec private monomials (degree: int) (variables: Rational list) : Rational =
    match variables with
    | [] -> if degree = 0 then Rational.One else Rational.Zero
    | x :: rest -> Seq.fold (fun sum j -> sum + Rational.Pow(x, j) * monomials (degree - j) rest) Rational.Zero (seq { 0..degree })

let private draw (random: Random) = q (random.Next(-4, 5)) (random.Next(1, 4))

let private homogeneous =
    testList
        "homogeneous"
        [ test "is the sum of all monomials" {
              let random = Random 7
              let mutable compared = 0

              for _ in 1..200 do
                  let variables = List.init (random.Next(1, 5)) (fun _ -> draw random)
                  let degree = random.Next(-3, 7)
                  let expected = if degree < 0 then Rational.Zero else monomials degree variables
                  let actual = CompleteHomogeneous.exact (Array.ofList variables) degree
                  Expect.equal actual expected $"h_{degree} of {variables}"

                  let inDoubles = CompleteHomogeneous.value [| for x in variables -> x.ToDouble() |] degree
                  Expect.isLessThan
                      (abs (inDoubles - expected.ToDouble()))
                      (1e-10 * (1.0 + abs (expected.ToDouble()) + Math.Pow(5.0, float degree)))
                      "in doubles"
                  compared <- compared + 1

              Expect.equal compared 200 "drawn"
          }

          test "special values keep the value" {
              let special =
                  [ "homogeneous(T, 1, b)"
                    "homogeneous(T, b, 1, b)"
                    "homogeneous(T, b, 0)"
                    "homogeneous(T, b, b)"
                    "homogeneous(T, 1, 1, 1)"
                    "homogeneous(T, 0, 0)"
                    "homogeneous(0, b, x)"
                    "homogeneous(-2, b, x)" ]

              let mutable compared = 0

              for text in special do
                  let e = parse text
                  // The call as it stands, before the table looks at its arguments.
                  let inner = text.Substring(12, text.Length - 13).Split ", " |> Array.map parse

                  for values in specialPoints do
                      let at e =
                          match exactly values e with
                          | Result.Ok x -> x
                          | Result.Error reason -> failtest reason
                      let degree = at inner[0]
                      let expected =
                          if degree.Sign < 0 then
                              Rational.Zero
                          else
                              monomials (int degree.Numerator) [ for x in Array.tail inner -> at x ]
                      Expect.equal (at e) expected $"{text} at {describe values}"
                      compared <- compared + 1

              Expect.isGreaterThan compared 2000 "points compared"
          }

          test "the derivative has the variable once more" {
              let e = parse "homogeneous(5, b, x, u)"
              let slope = Derivative.by (Canonical.symbol (vocabulary "b")) e
              Expect.equal (Infix.print slope) "homogeneous(4, b, b, u, x)" "d/db"
              // A central difference of a polynomial of degree 5 in one variable, exact up to h^4.
              let at b = CompleteHomogeneous.exact [| b; q 2 3; q -1 2 |] 5
              let h = q 1 1000
              let difference = (at (q 3 2 + h) - at (q 3 2 - h)) / (h + h)
              let value = CompleteHomogeneous.exact [| q 3 2; q 3 2; q 2 3; q -1 2 |] 4
              Expect.isLessThan (abs ((value - difference).ToDouble())) 1e-4 "finite difference"
          }

          test "no digits are lost near coinciding variables" {
              for distance in [ 1e-2; 1e-6; 1e-10; 1e-14; 0.0 ] do
                  let x = 0.9
                  let y = x + distance
                  let exact = (CompleteHomogeneous.exact [| Rational.OfDouble x; Rational.OfDouble y |] 40).ToDouble()
                  let value = CompleteHomogeneous.value [| x; y |] 40
                  Expect.isLessThan (abs (value - exact) / exact) 1e-14 $"distance {distance}"
          } ]

let private wave =
    testList
        "wave"
        [ test "is the sum of its terms, derivatives included" {
              let random = Random 11
              let mutable compared = 0

              for _ in 1..150 do
                  let k, n = random.Next 4, random.Next 12
                  let ratio, omega, phi =
                      random.NextDouble() * 2.4 - 1.2, random.NextDouble() * 7.0, random.NextDouble() * 7.0

                  let binomial j = List.fold (fun c m -> c * float (j - m) / float (m + 1)) 1.0 [ 0 .. k - 1 ]
                  let term (turn: int -> float) j = binomial j * Math.Pow(ratio, float (j - k)) * turn j
                  let sum turn = List.sum [ for j in k .. n - 1 -> term turn j ]
                  let cosine j = Math.Cos(omega * float j + phi)

                  let call (id: string) = parse $"{id}({k}, b, x, u, {n})"
                  let at = Evaluation.pointOf [ "b", ratio; "x", omega; "u", phi ]

                  let close what e expected =
                      match Evaluation.toDouble at e with
                      | Result.Ok value ->
                          Expect.isLessThan (abs (value - expected)) (1e-9 * (1.0 + abs expected)) $"{what}, k={k}, n={n}, q={ratio}"
                      | Result.Error reason -> failtest reason

                  let e = call "wave"
                  close "value" e (sum cosine)
                  close
                      "d/d omega"
                      (Derivative.by (Canonical.symbol (vocabulary "x")) e)
                      (sum (fun j -> -float j * Math.Sin(omega * float j + phi)))
                  close "d/d phi" (Derivative.by (Canonical.symbol (vocabulary "u")) e) (sum (fun j -> -Math.Sin(omega * float j + phi)))
                  let slope =
                      List.sum [ for j in k + 1 .. n - 1 -> binomial j * float (j - k) * Math.Pow(ratio, float (j - k - 1)) * cosine j ]
                  close "d/dq" (Derivative.by (Canonical.symbol (vocabulary "b")) e) slope
                  compared <- compared + 1

              Expect.equal compared 150 "drawn"
          }

          test "a whole or half turn leaves a geometric sum" {
              Expect.equal (Infix.print (parse "wave(1, b, 0, 0, T)")) "geometric(1, b, T)" "omega = 0"
              Expect.equal (Infix.print (parse "wave(1, b, pi, 0, T)")) "-geometric(1, -b, T)" "omega = pi"
              let exact = (GeometricSum.exact 1 (q -3 5) 6).Value.ToDouble()
              Expect.floatClose Accuracy.high (CompleteHomogeneous.wave 1 0.6 Math.PI 0.0 6) -exact "value"
          } ]

let private geometric =
    testList
        "geometric"
        [ test "complex values agree with exact ones" {
              let mutable compared = 0

              for k in 0..3 do
                  for n in -2 .. 12 do
                      for ratio in [ q 0 1; q 1 1; q -1 1; q 1 2; q -4 3 ] do
                          let e = Functions.geometricSum k (Canonical.symbol (vocabulary "x")) (Canonical.ofInt n)
                          let at = Evaluation.pointOf [ "x", Numerics.Complex(ratio.ToDouble(), 0.0) ]
                          let exact = (GeometricSum.exact k ratio n).Value.ToDouble()

                          match Evaluation.toComplex at e with
                          | Result.Ok value ->
                              Expect.isLessThan
                                  (Numerics.Complex.Abs(value - Numerics.Complex(exact, 0.0)))
                                  (1e-10 * (1.0 + abs exact))
                                  $"G_{k}({ratio}, {n})"
                          | Result.Error reason -> failtest reason

                          Expect.isLessThan
                              (abs (GeometricSum.value k (ratio.ToDouble()) (int64 n) - exact))
                              (1e-10 * (1.0 + abs exact))
                              $"G_{k}({ratio}, {n}) in doubles"
                          compared <- compared + 1

              Expect.equal compared 300 "points"
          }

          test "a bracket that is 0 makes a product 0 where its other factors have no value" {
              let e = parse "[k=3]*b^(T-5)"
              Expect.equal (exactly [ "k", ofInt 2; "b", ofInt 0; "T", ofInt 2 ] e) (Result.Ok Rational.Zero) "0 * 0^-3"
              Expect.isError (exactly [ "k", ofInt 3; "b", ofInt 0; "T", ofInt 2 ] e) "but not where it is 1"
          } ]

[<Tests>]
let tests = testList "rows of closed sums" [ homogeneous; wave; geometric ]
