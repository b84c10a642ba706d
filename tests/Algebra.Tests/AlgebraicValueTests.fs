module LrnnSymbolic.Algebra.Tests.AlgebraicValueTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private value numerator denominator at : AlgebraicValue =
    { Numerator = univariate numerator
      Denominator = univariate denominator
      At = at }

let private roots text = AlgebraicNumber.rootsUnfactored (univariate text)
let private greatest text = List.last (roots text)

[<Tests>]
let tests =
    testList
        "AlgebraicValue"
        [ test "digits, also of a rational value just at a tie" {
              let root2 = greatest "x^2 - 2"
              Expect.equal (AlgebraicValue.toDecimal 20 (value "x" "x + 1" root2)) "0.58578643762690495120" "2 - sqrt 2"
              Expect.equal (AlgebraicValue.toDecimal 2 (value "x^2 + 1/2" "20" root2)) "0.13" "1/8"
              Expect.equal (AlgebraicValue.toDecimal 3 (value "-x^4" "1" root2)) "-4.000" "a whole number"
          }

          test "drawn: bounds hold the exact value and close in on it" {
              let random = Random 3

              for _ in 1..30 do
                  let p = Univariate.OfCoefficients [ for _ in 0..4 -> rational random 9 ]
                  let d = univariate "x^2 + x + 1"

                  for at in roots "x^5 - 3*x^3 + x/7 + 1/3" do
                      let v =
                          { Numerator = p
                            Denominator = d
                            At = at }
                      let exact = AlgebraicValue.exact v
                      let struct (low, high) = AlgebraicValue.enclose 80 v
                      Expect.isLessThanOrEqual (AlgebraicNumber.compare (AlgebraicNumber.ofRational low) exact) 0 "low"
                      Expect.isLessThanOrEqual (AlgebraicNumber.compare exact (AlgebraicNumber.ofRational high)) 0 "high"
                      Expect.isLessThan ((high - low).ToDouble()) 1e-15 "narrow"
                      Expect.floatClose Accuracy.high (AlgebraicValue.toDouble v) (AlgebraicNumber.toDouble exact) "double"
          }

          test "order, and equality by symmetry and without" {
              let minus, plus = (roots "x^4 - x - 3").Head, greatest "x^4 - x - 3"
              Expect.isLessThan (AlgebraicValue.compare (value "x" "1" minus) (value "x" "1" plus)) 0 "the lower root"
              // x^4 = x + 3 for both.
              Expect.equal (AlgebraicValue.compare (value "x^4 - x" "3" minus) (value "x^4 - x" "3" plus)) 0 "both are 1"
              let low, high = (roots "x^6 - 3*x^2 + 1").Head, greatest "x^6 - 3*x^2 + 1"
              Expect.equal (AlgebraicValue.compare (value "x^2" "x^4 + 1" low) (value "x^2" "x^4 + 1" high)) 0 "even, at x and -x"
              let small, large = (roots "x^2 - 7*x + 1").Head, greatest "x^2 - 7*x + 1"
              Expect.equal
                  (AlgebraicValue.compare (value "x^2 + x + 1" "x^2 + 1" small) (value "x^2 + x + 1" "x^2 + 1" large))
                  0
                  "at x and 1/x"
              Expect.isGreaterThan (AlgebraicValue.compare (value "x^2 + 1" "1" large) (value "x^2 + 1" "1" small)) 0 "not symmetric"
          } ]
