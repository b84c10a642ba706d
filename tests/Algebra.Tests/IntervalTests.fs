module LrnnSymbolic.Algebra.Tests.IntervalTests

open System
open Expecto
open LrnnSymbolic.Algebra

// Does the interval hold the exact number?
let private holds (x: Interval) (value: Rational) = Rational.OfDouble x.Low <= value && value <= Rational.OfDouble x.High

let private drawn (random: Random) =
    let at () = Math.ScaleB(2.0 * random.NextDouble() - 1.0, random.Next(-8, 9))
    let a, b = at (), at ()
    let inside = if random.Next 2 = 0 then min a b else min a b + 0.5 * abs (a - b)
    let interval: Interval = { Low = min a b; High = max a b }
    interval, Rational.OfDouble(max interval.Low (min interval.High inside))

[<Tests>]
let tests =
    testList
        "Interval"
        [ test "drawn: arithmetic holds the exact results of numbers inside" {
              let random = Random 99

              for _ in 1..2000 do
                  let (x, p), (y, q) = drawn random, drawn random
                  Expect.isTrue (holds (x + y) (p + q)) "+"
                  Expect.isTrue (holds (x - y) (p - q)) "-"
                  Expect.isTrue (holds (x * y) (p * q)) "*"
                  Expect.isTrue (holds (Interval.square x) (p * p)) "square"
                  if y.Sign <> 0 then Expect.isTrue (holds (x / y) (p / q)) "/"
          }

          test "drawn: polynomials, by Horner's rule and centered" {
              let random = Random 17

              for _ in 1..300 do
                  let coefficients = [| for _ in 0..6 -> Drawn.rational random 50 |]
                  let c = coefficients |> Array.map Interval.ofRational
                  let x, p = drawn random
                  let exact = Univariate.evaluate (Univariate.OfCoefficients coefficients) p
                  Expect.isTrue (holds (Interval.horner c x) exact) "Horner"
                  Expect.isTrue (holds (Interval.centered c (Interval.derivative c) x) exact) "centered"
          }

          test "rational numbers, also those that are no doubles" {
              for q in
                  [ Rational.ofRatio 1 3
                    Rational.ofRatio 1 10
                    Rational.Zero
                    Rational.ofRatio -7 8
                    Rational.Pow(Rational.OfInt 3, 60) ] do
                  Expect.isTrue (holds (Interval.ofRational q) q) $"{q}"

              Expect.equal (Interval.ofRational (Rational.ofRatio -7 8)).Width 0.0 "a double is itself"
              Expect.isGreaterThan (Interval.ofRational (Rational.ofRatio 1 3)).Width 0.0 "1/3 is between two"
          }

          test "nothing is concluded where doubles overflow or a divisor may be zero" {
              let huge = Interval.point 1e300 * Interval.point 1e300
              Expect.equal (huge - huge).Sign 0 "infinity - infinity"
              let around: Interval = { Low = -1.0; High = 2.0 }
              Expect.equal (Interval.point 1.0 / around).Sign 0 "1/[-1, 2]"
          } ]
