module RationalTests

open System
open System.Numerics
open Expecto
open LrnnSymbolic.Algebra
open Draw

// The plainest rational arithmetic: BigInteger pairs, no fast path.
let private plain (q: Rational) = q.Numerator, q.Denominator

let private same (q: Rational) (n: BigInteger, d: BigInteger) =
    let g = BigInteger.GreatestCommonDivisor(n, d) * BigInteger d.Sign
    q.Numerator = n / g && q.Denominator = d / g

let private agree name (q: Rational) (n: BigInteger, d: BigInteger) = Expect.isTrue (same q (n, d)) $"{name}: {q} for {n}/{d}"

/// The nearest double to n/d, ties to even, found by comparing with the midpoints between neighbours.
let private nearestDouble (q: Rational) =
    let midpoint (x: float) =
        let y = Math.BitIncrement x
        let upper = if Double.IsFinite y then Rational.OfDouble y else Rational.Pow(ofInt 2, 1024)
        (Rational.OfDouble x + upper) / ofInt 2

    let magnitude = q.Abs
    // The largest finite double whose value is not above the magnitude, by bisection over the bit patterns.
    let mutable low = 0L
    let mutable high = BitConverter.DoubleToInt64Bits Double.MaxValue

    while low < high do
        let middle = low + (high - low + 1L) / 2L
        if Rational.OfDouble(BitConverter.Int64BitsToDouble middle) <= magnitude then
            low <- middle
        else
            high <- middle - 1L

    let below = BitConverter.Int64BitsToDouble low
    let half = midpoint below

    let nearest =
        if magnitude < half then below
        elif magnitude > half then Math.BitIncrement below
        elif low % 2L = 0L then below
        else Math.BitIncrement below

    if q.Sign < 0 then -nearest else nearest

[<Tests>]
let tests =
    testList
        "Rational"
        [ test "arithmetic agrees with plain fractions of big integers, at the borders of 64 bits too" {
              let random = Random 1

              for _ in 1..6000 do
                  let p, q = rational random, rational random
                  let (pn, pd), (qn, qd) = plain p, plain q
                  agree $"{p} + {q}" (p + q) (pn * qd + qn * pd, pd * qd)
                  agree $"{p} - {q}" (p - q) (pn * qd - qn * pd, pd * qd)
                  agree $"{p} * {q}" (p * q) (pn * qn, pd * qd)
                  agree $"-({p})" (-p) (-pn, pd)
                  agree $"|{p}|" p.Abs (BigInteger.Abs pn, pd)
                  if not q.IsZero then agree $"{p} / {q}" (p / q) (pn * qd, pd * qn)
                  Expect.equal (compare p q) (sign (compare (pn * qd) (qn * pd))) $"{p} against {q}"
                  Expect.equal (p = q) ((pn, pd) = (qn, qd)) $"{p} = {q}"
                  Expect.equal p.Sign pn.Sign $"sign of {p}"
                  Expect.equal p.IsInteger pd.IsOne $"is {p} whole"
                  let floor = p.Floor
                  Expect.isTrue (floor * pd <= pn && pn < (floor + BigInteger.One) * pd) $"floor of {p} is {floor}"
          }

          test "a value reached by different routes is equal and has one hash" {
              let random = Random 2

              for _ in 1..4000 do
                  let p, q, r = rational random, rational random, rational random

                  let routes =
                      [ (p + q) + r, p + (q + r)
                        (p * q) * r, p * (q * r)
                        p * (q + r), p * q + p * r
                        (p + q) - q, p
                        p, Rational.Create(p.Numerator * BigInteger -6, p.Denominator * BigInteger -6)
                        (if q.IsZero then p, p else p * q / q, p) ]

                  for x, y in routes do
                      Expect.equal x y "equal"
                      Expect.equal (x.GetHashCode()) (y.GetHashCode()) $"hash of {x}"
                      Expect.equal (compare x y) 0 "compared"
          }

          test "values cross 64 bits in both directions" {
              let top = Rational.OfInteger(BigInteger Int64.MaxValue)
              let bottom = Rational.OfInteger(BigInteger Int64.MinValue)
              Expect.equal ((top + Rational.One).ToString()) "9223372036854775808" "up"
              Expect.equal (top + Rational.One - Rational.One) top "and down"
              Expect.equal (-bottom) (top + Rational.One) "the number without a negative in 64 bits"
              Expect.equal (bottom + Rational.One) (-top) "the last small one"
              Expect.equal (bottom / bottom) Rational.One "quotient of wide numbers"
              Expect.equal ((top * top).ToString()) "85070591730234615847396907784232501249" "product"
              Expect.equal (top * top / top) top "product and back"
              Expect.equal (bottom.Reciprocal.Reciprocal) bottom "reciprocal"
              Expect.equal (Rational.One / top - Rational.One / top) Rational.Zero "zero"
              Expect.equal Unchecked.defaultof<Rational> Rational.Zero "the default value is zero"
              Expect.equal ((Rational.Zero).ToString()) "0" "its text"
          }

          test "powers" {
              let random = Random 3

              for _ in 1..2000 do
                  let q = rational random
                  let n = random.Next(-6, 7)

                  if not (q.IsZero && n < 0) then
                      let expected = Seq.fold (fun p _ -> p * q) Rational.One (seq { 1 .. abs n })
                      Expect.equal (Rational.Pow(q, n)) (if n < 0 then expected.Reciprocal else expected) $"({q})^{n}"

              Expect.equal (Rational.Pow(Rational.Zero, 0)) Rational.One "0^0"
              Expect.throwsT<DivideByZeroException> (fun () -> Rational.Pow(Rational.Zero, -1) |> ignore) "0^-1"
              Expect.equal (Rational.Pow(ofInt -1, Int32.MinValue)) Rational.One "(-1)^(least int)"
              Expect.equal (Rational.Pow(ofInt -1, Int32.MaxValue)) (ofInt -1) "(-1)^(greatest int)"
          }

          test "division by zero is an error, not a value" {
              Expect.throwsT<DivideByZeroException> (fun () -> Rational.Create(BigInteger.One, BigInteger.Zero) |> ignore) "1/0"
              Expect.throwsT<DivideByZeroException> (fun () -> Rational.One / Rational.Zero |> ignore) "division"
          }

          test "ToDouble is correctly rounded: ordinary, tied, subnormal, huge" {
              let random = Random 4
              let check (q: Rational) = Expect.equal (q.ToDouble()) (nearestDouble q) $"{q}"

              for _ in 1..600 do
                  check (rational random)

              // Ties and their neighbourhood, normal and subnormal.
              for _ in 1..600 do
                  let bits = random.NextInt64(1L, BitConverter.DoubleToInt64Bits Double.MaxValue)
                  let bits = if random.Next 3 = 0 then bits &&& 0x1FFFFFFFFFFFFFL else bits
                  let x = BitConverter.Int64BitsToDouble bits
                  let tie = (Rational.OfDouble x + Rational.OfDouble(Math.BitIncrement x)) / ofInt 2
                  let epsilon = tie / Rational.Pow(ofInt 2, random.Next(10, 300))
                  check tie
                  check (tie + epsilon)
                  check (tie - epsilon)
                  check (-tie)

              let smallest = Rational.OfDouble Double.Epsilon
              check (smallest / ofInt 2)
              check (smallest / ofInt 2 + smallest / ofInt 1000)
              check (smallest / ofInt 3)
              check (smallest * ratio 3 2)
              let largest = Rational.OfDouble Double.MaxValue
              check (largest + Rational.Pow(ofInt 2, 960))
              Expect.equal ((Rational.Pow(ofInt 10, 400)).ToDouble()) infinity "beyond the largest"
              Expect.equal ((-Rational.Pow(ofInt 10, 400)).ToDouble()) -infinity "beyond the least"
              Expect.equal ((Rational.Pow(ofInt 10, -400)).ToDouble()) 0.0 "below the smallest"
          }

          test "a double goes to a rational number and back unchanged" {
              let random = Random 5

              for _ in 1..20000 do
                  let x = BitConverter.Int64BitsToDouble(random.NextInt64())

                  if Double.IsFinite x then
                      Expect.equal
                          (BitConverter.DoubleToInt64Bits((Rational.OfDouble x).ToDouble()))
                          (BitConverter.DoubleToInt64Bits x)
                          $"{x:R}"

              Expect.equal (Rational.OfDouble 0.1) (Rational.Create(BigInteger 3602879701896397L, BigInteger(1L <<< 55))) "0.1 is not 1/10"
              Expect.throws (fun () -> Rational.OfDouble nan |> ignore) "no number"
          }

          test "decimals are read exactly" {
              let read text = Rational.tryParseDecimal text
              Expect.equal (read "0.1") (Some(ratio 1 10)) "0.1"
              Expect.equal (read "1e-3") (Some(ratio 1 1000)) "1e-3"
              Expect.equal (read "1.5E+2") (Some(ofInt 150)) "1.5E+2"
              Expect.equal (read "-.5") (Some(ratio -1 2)) "-.5"
              Expect.equal (read "2.") (Some(ofInt 2)) "2."
              Expect.equal (read "18446744073709551616.25") (Some(integer "73786976294838206465" / ofInt 4)) "wide"
              Expect.equal (read "1e400") (Some(Rational.Pow(ofInt 10, 400))) "1e400"

              for wrong in
                  [ ""
                    "."
                    "-"
                    "e5"
                    "1e"
                    "1.2.3"
                    ".-5"
                    "1.-5"
                    "1.+5"
                    "1e+-5"
                    "1e5.5"
                    " 1"
                    "1 "
                    "0x10"
                    "1,000"
                    "NaN"
                    "1e-2147483648"
                    "1e2147483647"
                    "1e99999999999" ] do
                  Expect.equal (read wrong) None $"'{wrong}'"
          }

          test "decimal text and back, against integers" {
              let random = Random 6

              for _ in 1..5000 do
                  let digits = BigInteger.Abs(wholeNumber random)
                  let places = random.Next(0, 30)
                  let text = digits.ToString().PadLeft(places + 1, '0')
                  let decimal = if places = 0 then text else text.Insert(text.Length - places, ".")
                  Expect.equal
                      (Rational.tryParseDecimal decimal)
                      (Some(Rational.Create(digits, BigInteger.Pow(BigInteger 10, places))))
                      decimal
          }

          test "gcd is the largest common measure" {
              let random = Random 7

              for _ in 1..5000 do
                  let p, q = rational random, rational random
                  let g = Rational.gcd p q

                  if p.IsZero && q.IsZero then
                      Expect.equal g Rational.Zero "of zeros"
                  else
                      let m, n = p / g, q / g
                      Expect.isTrue (g.Sign > 0 && m.IsInteger && n.IsInteger) $"{g} measures {p} and {q}"
                      Expect.equal (BigInteger.GreatestCommonDivisor(m.Numerator, n.Numerator)) BigInteger.One "and nothing larger does"
          } ]
