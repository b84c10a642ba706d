/// The kernel functions against exact rational values.
module LrnnSymbolic.Emission.Tests.KernelFunctionsTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts

let private relativeError (actual: float) (exact: Rational) =
    if exact.IsZero then
        (if actual = 0.0 then 0.0 else infinity)
    else
        ((Rational.OfDouble actual - exact) / exact).Abs.ToDouble()

let private nearOne =
    [ for sign in [ 1.0; -1.0 ] do
          sign

          for k in [ 1; 2; 5; 10; 17; 26; 35; 44; 52 ] do
              sign * (1.0 + Math.ScaleB(1.0, -k))
              sign * (1.0 - Math.ScaleB(1.0, -k)) ]

/// The exact value; the sums here are short enough to have one.
let private exactSum order (q: Rational) n = (GeometricSum.exact order q n).Value

[<Tests>]
let tests =
    testList
        "kernel functions"
        [ for order in 0..3 do
              test $"geometric({order}, q, n) near q = 1 and q = -1" {
                  for q in nearOne do
                      for n in [ 0..13 ] @ [ 40; 101; 200 ] do
                          let exact = exactSum order (Rational.OfDouble q) n
                          let value = KernelFunctions.Geometric(float order, q, float n)
                          // For negative q and a derivative terms cancel, and the sum of their absolute values is the scale.
                          let scale =
                              if order = 0 || q > 0.0 then
                                  exact.Abs
                              else
                                  exactSum order (Rational.OfDouble -q) n

                          let error =
                              if scale.IsZero then
                                  relativeError value scale
                              else
                                  ((Rational.OfDouble value - exact) / scale).Abs.ToDouble()

                          Expect.isLessThanOrEqual error 1e-13 $"q = {q:R}, n = {n}: {value:R}"
              }
          test "geometric elsewhere" {
              for q in [ 0.0; -0.0; 0.25; -0.75; 3.5; -2.25 ] do
                  for order in 0..4 do
                      for n in 0..12 do
                          let exact = exactSum order (Rational.OfDouble q) n
                          let scale = max (exactSum order (Rational.OfDouble(abs q)) n) exact.Abs

                          let error =
                              (Rational.OfDouble(KernelFunctions.Geometric(float order, q, float n)) - exact).Abs.ToDouble()

                          Expect.isLessThanOrEqual error (1e-13 * scale.ToDouble()) $"order = {order}, q = {q}, n = {n}"
          }
          test "geometric of many terms" {
              // 1/(1 - q) up to q^n, which is 0 here; n at q = 1.
              Expect.equal (KernelFunctions.Geometric(0.0, 0.5, 1e6)) 2.0 "q = 1/2"
              Expect.equal (KernelFunctions.Geometric(0.0, 1.0, 1e6)) 1e6 "q = 1"
              Expect.equal (KernelFunctions.Geometric(0.0, -1.0, 1e6 + 1.0)) 1.0 "q = -1"
              Expect.equal (KernelFunctions.Geometric(1.0, 1.0, 1e6)) 499999500000.0 "n (n - 1) / 2"
          }
          test "geometric refuses what is no whole number" {
              for k, n in [ 0.5, 3.0; 0.0, 2.5; -1.0, 3.0; nan, 3.0; 0.0, nan; 0.0, infinity; 0.0, -infinity ] do
                  Expect.isTrue (Double.IsNaN(KernelFunctions.Geometric(k, 0.5, n))) $"k = {k}, n = {n}"
          }
          test "what has no terms is 0, as in the algebra" {
              for k in [ 0.0; 1.0; 2.0; 70.0 ] do
                  for n in [ -1e9; -7.0; -1.0; 0.0; k ] do
                      for q in [ 0.0; 1.0; -1.0; 0.5; -2.5 ] do
                          Expect.equal (KernelFunctions.Geometric(k, q, n)) 0.0 $"geometric({k}, {q}, {n})"
                          Expect.equal (KernelFunctions.Wave(k, q, 0.3, 0.2, n)) 0.0 $"wave({k}, {q}, ..., {n})"

                  for n in [ -1e9; -7.0; -1.0; 0.0 ] do
                      let mutable slope, curvature = nan, nan
                      Expect.equal (SharedSums.Geometric(0.5, 0.0, n, &slope)) 0.0 $"{n} terms"
                      Expect.equal slope 0.0 $"derivative of {n} terms"
                      Expect.equal (SharedSums.Geometric(0.5, 0.0, n, &slope, &curvature)) 0.0 $"{n} terms"
                      Expect.equal (slope, curvature) (0.0, 0.0) $"derivatives of {n} terms"
          }
          test "at its edges each function is what the algebra's is" {
              let expect (text: string) (value: float) =
                  match Parser.parse Vocabulary.real text |> Result.map ExactValue.OfReal with
                  | Ok(Ok exact) -> Expect.floatClose Accuracy.veryHigh value exact text
                  | _ -> Expect.isFalse (Double.IsFinite value) $"{text} has no value, and is not {value}"

              for n in -4 .. 4 do
                  for k in -4 .. 4 do
                      expect $"falling({n}/2, {k})" (KernelFunctions.Falling(float n / 2.0, float k))
                      expect $"binomial({n}/2, {k})" (KernelFunctions.Binomial(float n / 2.0, float k))
                      expect $"quotient({n}, {k})" (KernelFunctions.Quotient(float n, float k))
                      expect $"homogeneous({k}, {n}, 1/2)" (KernelFunctions.Homogeneous(float k, float n, 0.5))
                      if k >= 0 then
                          expect $"geometric({k}, 3/2, {n})" (KernelFunctions.Geometric(float k, 1.5, float n))
                          expect $"wave({k}, 3/2, 1/4, 1/8, {n})" (KernelFunctions.Wave(float k, 1.5, 0.25, 0.125, float n))

                  expect $"factorial({n}/2)" (KernelFunctions.Factorial(float n / 2.0))
          }
          test "binomial" {
              for n in [ -3.5; -2.0; 0.0; 0.5; 1.0; 7.0; 12.0; 40.0 ] do
                  for k in -2 .. 45 do
                      let exact =
                          if k < 0 then
                              Rational.Zero
                          else
                              Seq.fold
                                  (fun p j -> p * (Rational.OfDouble n - Rational.OfInt j) / Rational.OfInt(j + 1))
                                  Rational.One
                                  (seq { 0 .. k - 1 })

                      // One rounding for each of the 2 k operations.
                      let bound = 2.0 * float (max k 0) * Math.ScaleB(1.0, -53)

                      Expect.isLessThanOrEqual (relativeError (KernelFunctions.Binomial(n, float k)) exact) bound $"C({n}, {k})"

              for k in [ 0.5; nan; infinity ] do
                  Expect.isTrue (Double.IsNaN(KernelFunctions.Binomial(4.5, k))) $"k = {k}"
          }
          test "quotient" {
              for n in -60 .. 60 do
                  for d in [ -7; -1; 1; 3; 49 ] do
                      let expected = (Rational.ofRatio n d).Floor
                      Expect.equal (KernelFunctions.Quotient(float n, float d)) (float expected) $"{n}/{d}"
          }
          test "falling" {
              for x in [ -2.5; 0.0; 3.0; 7.75 ] do
                  for k in 0..12 do
                      let exact =
                          Seq.fold (fun p j -> p * (Rational.OfDouble x - Rational.OfInt j)) Rational.One (seq { 0 .. k - 1 })

                      Expect.isLessThanOrEqual
                          (relativeError (KernelFunctions.Falling(x, float k)) exact)
                          (float k * Math.ScaleB(1.0, -53))
                          $"({x})_{k}"

              for k in [ 0.5; nan; infinity ] do
                  Expect.isTrue (Double.IsNaN(KernelFunctions.Falling(4.5, k))) $"k = {k}"
          }
          test "factorial" {
              for n in 0..170 do
                  let exact = Seq.fold (fun p k -> p * Rational.OfInt k) Rational.One (seq { 1..n })

                  Expect.isLessThanOrEqual
                      (relativeError (KernelFunctions.Factorial(float n)) exact)
                      (float n * Math.ScaleB(1.0, -53))
                      $"{n}!"

              Expect.equal (KernelFunctions.Factorial 171.0) infinity "171! is beyond doubles"

              for n in [ -1.0; 2.5; nan ] do
                  Expect.isTrue (Double.IsNaN(KernelFunctions.Factorial n)) $"{n}!"
          }
          test "the error function, in units in the last place of its certain value" {
              let random = Random 46

              for _ in 1..4000 do
                  let x = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-40, 5))
                  let exact = (Functions.rowOf Erf).Double [| x |]
                  let unit = Math.BitIncrement(abs exact) - abs exact
                  Expect.isLessThanOrEqual (abs (KernelFunctions.Erf x - exact)) (2.0 * unit) $"erf({x:R})"

              for x in [ 0.0; 5e-324; 1e-310; 0.84375; 1.25; 1.0 / 0.35; 5.9; 6.0; 40.0; infinity ] do
                  let exact = (Functions.rowOf Erf).Double [| x |]
                  Expect.isLessThanOrEqual (abs (KernelFunctions.Erf x - exact)) 2.3e-16 $"erf({x:R})"
                  Expect.equal (KernelFunctions.Erf -x) -(KernelFunctions.Erf x) "odd"

              Expect.isTrue (Double.IsNaN(KernelFunctions.Erf nan)) "NaN"
          }
          test "sign" {
              Expect.equal (List.map KernelFunctions.Sign [ -2.5; 0.0; 1e-300; infinity; -infinity ]) [ -1.0; 0.0; 1.0; 1.0; -1.0 ] "signs"

              Expect.isTrue (Double.IsNaN(KernelFunctions.Sign nan)) "NaN"
          } ]
