module LrnnSymbolic.Algebra.Tests.AlgebraicArithmeticTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private greatest text = List.last (AlgebraicNumber.roots (univariate text))
let private polynomialOf (a: AlgebraicNumber) = Infix.print (Univariate.toExpr (read "x") a.Polynomial)
let private expectPolynomial text expected (a: AlgebraicNumber) = Expect.equal (polynomialOf a) (Infix.print (read expected)) text

let private drawn (random: Random) =
    let degree = random.Next(1, 4)
    let p =
        Univariate.OfCoefficients [ for k in 0..degree -> if k = degree then nonzero random 5 else rational random 5 ]
    match AlgebraicNumber.roots p with
    | [] -> AlgebraicNumber.ofRational (rational random 7)
    | roots -> roots[random.Next roots.Length]

let private same text expected (actual: AlgebraicNumber) =
    Expect.isTrue (AlgebraicNumber.equal expected actual) $"{text}: {AlgebraicNumber.toDecimal 20 actual}"

[<Tests>]
let tests =
    testList
        "AlgebraicArithmetic"
        [ test "minimal polynomials of sums, products, powers and roots" {
              let root2, root3 = greatest "x^2 - 2", greatest "x^2 - 3"
              expectPolynomial "sqrt 2 + sqrt 3" "x^4 - 10*x^2 + 1" (AlgebraicArithmetic.add root2 root3)
              expectPolynomial "sqrt 2 sqrt 3" "x^2 - 6" (AlgebraicArithmetic.multiply root2 root3)
              expectPolynomial "sqrt 2 / sqrt 3" "3*x^2 - 2" (AlgebraicArithmetic.divide root2 root3)
              expectPolynomial "sqrt 2 - sqrt 2" "x" (AlgebraicArithmetic.subtract root2 root2)
              expectPolynomial "2^(1/6)" "x^6 - 2" (AlgebraicArithmetic.root 3 root2)
              expectPolynomial "golden^-3" "x^2 + 4*x - 1" (AlgebraicArithmetic.power (greatest "x^2 - x - 1") -3)
              expectPolynomial "(5 + 2 sqrt 6)^(1/2)" "x^4 - 10*x^2 + 1" (AlgebraicArithmetic.squareRoot (greatest "x^2 - 10*x + 1"))
              expectPolynomial "sqrt(1/4)" "2*x - 1" (AlgebraicArithmetic.squareRoot (AlgebraicNumber.ofRational (Rational.ofRatio 1 4)))
          }

          test "drawn: field laws hold exactly, and doubles agree" {
              let random = Random 77

              for _ in 1..25 do
                  let a, b = drawn random, drawn random
                  let sum, product = AlgebraicArithmetic.add a b, AlgebraicArithmetic.multiply a b
                  same "b + a" sum (AlgebraicArithmetic.add b a)
                  same "(a + b) - b" a (AlgebraicArithmetic.subtract sum b)

                  if AlgebraicNumber.sign b <> 0 then
                      same "(a b) / b" a (AlgebraicArithmetic.divide product b)

                  let p = univariate "x^3 - 2*x + 1/3"
                  let x = AlgebraicNumber.toDouble a
                  let value = AlgebraicNumber.toDouble (AlgebraicArithmetic.valueOf p a)
                  Expect.floatClose Accuracy.high value (x * x * x - 2.0 * x + 1.0 / 3.0) "value of a polynomial"
                  Expect.floatClose Accuracy.high (AlgebraicNumber.toDouble sum) (x + AlgebraicNumber.toDouble b) "sum"

                  let square = AlgebraicArithmetic.power a 2
                  let magnitude = if AlgebraicNumber.sign a < 0 then AlgebraicArithmetic.negate a else a
                  same "sqrt(a^2) = |a|" magnitude (AlgebraicArithmetic.squareRoot square)
          }

          test "no value where a denominator vanishes, no root of a negative number" {
              let root2 = greatest "x^2 - 2"
              let fraction () = AlgebraicArithmetic.valueOfFraction Univariate.One (univariate "x^4 - 4") root2 |> ignore
              Expect.throwsT<DivideByZeroException> fraction "1/(x^4 - 4) at sqrt 2"
              let inverse () = AlgebraicArithmetic.reciprocal (AlgebraicNumber.ofRational Rational.Zero) |> ignore
              Expect.throwsT<DivideByZeroException> inverse "1/0"
              let root () = AlgebraicArithmetic.squareRoot (AlgebraicArithmetic.negate root2) |> ignore
              Expect.throwsT<ArgumentException> root "sqrt(-sqrt 2)"
          } ]
