/// Sums with their derivatives against exact rational values and 900-digit sums: near |q| = 1 and far from it, short and long.
module LrnnSymbolic.Emission.Tests.SharedSumsTests

open System
open System.Numerics
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts

/// Fixed-point numbers with 400 binary digits behind the point.
let private digits = 400

let private fixedPoint (q: Rational) = (q.Numerator <<< digits) / q.Denominator

/// sum C(j, k) q^(j-k) and the sum of the absolute values, for k = 0, 1, 2.
let private reference (q: Rational) (n: int) =
    let factor = fixedPoint q
    let sums, sizes = Array.create 3 BigInteger.Zero, Array.create 3 BigInteger.Zero
    let powers = [| BigInteger.One <<< digits; BigInteger.Zero; BigInteger.Zero |] // C(j, k) q^(j-k) / C(j, k)

    for j in 0 .. n - 1 do
        let binomials = [| BigInteger.One; BigInteger j; BigInteger j * BigInteger(j - 1) / BigInteger 2 |]

        for k in 0..2 do
            let term = binomials[k] * powers[k]
            sums[k] <- sums[k] + term
            sizes[k] <- sizes[k] + BigInteger.Abs term

        // q^(j-k) from one k to the next is the power of the step before.
        powers[2] <- powers[1]
        powers[1] <- powers[0]
        powers[0] <- (powers[0] * factor) >>> digits

    sums, sizes

let private check (q: float) (low: float) (n: int) =
    let sums, sizes = reference (Rational.OfDouble q + Rational.OfDouble low) n
    let mutable slope, curvature = nan, nan
    let mutable slope', _unused = nan, nan
    let value = SharedSums.Geometric(q, low, float n, &slope, &curvature)
    let value' = SharedSums.Geometric(q, low, float n, &slope')

    for k, actual in [ 0, value; 1, slope; 2, curvature; 0, value'; 1, slope' ] do
        // A size of 0 has no terms; the powers of a number below 1 end below 400 digits, which 1e-13 does not see.
        let error = BigInteger.Abs(fixedPoint (Rational.OfDouble actual) - sums[k])

        let relative =
            if sizes[k].IsZero then
                (if error.IsZero then 0.0 else infinity)
            else
                Rational.Create(error, sizes[k]).ToDouble()

        Expect.isLessThanOrEqual relative 1e-14 $"k = {k}, q = {q:R} + {low}, n = {n}: {actual:R}"

let private ratios =
    [ for sign in [ 1.0; -1.0 ] do
          for distance in [ 0.0; 1e-16; 2e-16; 1e-15; 1e-12; 1e-9; 1e-6; 1e-4; 0.01; 0.1; 0.124; 0.126; 0.3; 0.5; 1.0 ] do
              sign * (1.0 - distance)
              sign * (1.0 + min distance 0.01) ]

[<Tests>]
let tests =
    testList
        "shared sums"
        [ for n in [ 0; 1; 2; 3; 15; 16; 17; 18; 31; 64; 257; 511; 512; 513; 1000; 4096; 10000 ] do
              test $"geometric sums of {n} terms" {
                  for q in ratios do
                      check q 0.0 n
              }
          test "what rounding leaves out of the ratio counts" {
              // b^2 at b next to 1: without the rest, 10^4 terms would be off by 10^4 half units.
              for b in [ 1.0 - 1.1e-13; 1.0 + 3e-12; 0.9999; 1.0001 ] do
                  let q = b * b
                  check q (Math.FusedMultiplyAdd(b, b, -q)) 10000
          }
          test "polynomials in a table" {
              let random = Random 3

              for n in [ 0; 1; 2; 31; 63; 64; 65; 95; 96; 100; 1000; 4096 ] do
                  let table = Array.init (n + 2) (fun _ -> random.NextDouble() - 0.5)

                  for x in [ 0.0; 0.5; -0.9; 1.0; -1.0; 1.0 + 1e-13; 0.9999; 1.001 ] do
                      let factor = fixedPoint (Rational.OfDouble x)
                      let mutable power, before = BigInteger.One <<< digits, BigInteger.Zero
                      let mutable value, size, slope, slopeSize =
                          BigInteger.Zero, BigInteger.Zero, BigInteger.Zero, BigInteger.Zero

                      for j in 0 .. n - 1 do
                          let s = fixedPoint (Rational.OfDouble table[n - 1 - j])
                          let term, change = (s * power) >>> digits, BigInteger j * ((s * before) >>> digits)
                          value <- value + term
                          size <- size + BigInteger.Abs term
                          slope <- slope + change
                          slopeSize <- slopeSize + BigInteger.Abs change
                          before <- power
                          power <- (power * factor) >>> digits

                      let mutable slope1, slope2, curvature = nan, nan, nan
                      let value1 = SharedSums.Polynomial(ReadOnlySpan table, x, float n, &slope1)
                      let value2 = SharedSums.Polynomial(ReadOnlySpan table, x, float n, &slope2, &curvature)

                      for actual, exact, size in
                          [ value1, value, size; slope1, slope, slopeSize; value2, value, size; slope2, slope, slopeSize ] do
                          let error = BigInteger.Abs(fixedPoint (Rational.OfDouble actual) - exact)
                          let bound = (size >>> 43) + (BigInteger.One <<< 8) // 1.1e-13, and the reference's own cut
                          Expect.isTrue (error <= bound) $"n = {n}, x = {x:R}: {actual:R}"
          }
          test "counts that are none, and tables that are too short" {
              for n in [ -1.0; 2.5; nan; infinity; 1e17 ] do
                  let mutable slope, curvature = 0.0, 0.0
                  if n <> -1.0 then
                      Expect.isTrue (Double.IsNaN(SharedSums.Geometric(0.5, 0.0, n, &slope)) && Double.IsNaN slope) $"n = {n}"
                      Expect.isTrue (Double.IsNaN(SharedSums.Geometric(0.5, 0.0, n, &slope, &curvature))) $"n = {n}"
                  Expect.isTrue (Double.IsNaN(SharedSums.Polynomial(ReadOnlySpan [| 1.0 |], 0.5, n, &slope))) $"n = {n}"

              let mutable slope = 0.0
              Expect.isTrue (Double.IsNaN(SharedSums.Polynomial(ReadOnlySpan [| 1.0; 2.0 |], 0.5, 3.0, &slope))) "3 of 2 values"
              Expect.isTrue (Double.IsNaN(SharedSums.Polynomial(ReadOnlySpan(Array.create 99 1.0), 0.5, 100.0, &slope))) "100 of 99"
          } ]
