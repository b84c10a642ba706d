namespace LrnnSymbolic.Theory

open System.Numerics
open LrnnSymbolic.Algebra

/// Rational bounds of a real constant such as sqrt(2), pi or cos(1), as narrow as is asked for.
[<RequireQualifiedAccess>]
module internal ConstantBounds =
    let private one = Rational.One
    let private two = Rational.OfInt 2
    let private refuse what = raise (UnsupportedOperation $"no rational bounds for {what}")

    let private hull (values: Rational list) = struct (List.min values, List.max values)

    let private multiply (struct (a, b)) (struct (c, d)) : struct (Rational * Rational) = hull [ a * c; a * d; b * c; b * d ]

    /// Outwards to multiples of 2^-bits, so that numerators stay short.
    let private outward (bits: int) (struct (low: Rational, high: Rational)) =
        let unit = Rational.OfInteger(BigInteger.One <<< bits)
        struct (Rational.OfInteger (low * unit).Floor / unit, -(Rational.OfInteger (-high * unit).Floor / unit))

    /// sum of term k = term (k-1) * factor k with |factor| <= 1/2 from `from` on: what is left is at most the last term kept.
    let private series (bits: int) (from: int) (first: Rational) (factor: int -> Rational) =
        let tiny = Rational.Pow(two, -bits - 8)

        let rec go (k: int) (term: Rational) (sum: Rational) =
            let next = term * factor k
            if k >= from && next.Abs < tiny then
                struct (sum - two * next.Abs, sum + two * next.Abs)
            else
                go (k + 1) next (sum + next)

        go 1 first first

    let private size (x: Rational) = int (x.Abs.Floor + BigInteger.One)

    // Terms x^k/k!, or every second of them.
    let private exponential (bits: int) (x: Rational) = series bits (2 * size x) one (fun k -> x / Rational.OfInt k)

    let private cosine (bits: int) (x: Rational) = series bits (2 * size x) one (fun k -> -(x * x) / Rational.OfInt(2 * k * (2 * k - 1)))

    let private sine (bits: int) (x: Rational) = series bits (2 * size x) x (fun k -> -(x * x) / Rational.OfInt(2 * k * (2 * k + 1)))

    /// atan(1/n) for n of 2 at least: partial sums lie on alternating sides.
    let private arcus (bits: int) (n: int) =
        let square = Rational.OfInt(n * n)
        let tiny = Rational.Pow(two, -bits - 8)

        let rec go (k: int) (power: Rational) (sum: Rational) =
            let next = power / Rational.OfInt(2 * k + 1)
            if next < tiny then
                struct (sum - next, sum + next)
            else
                go (k + 1) (power / square) (if k % 2 = 0 then sum + next else sum - next)

        go 0 (Rational.ofRatio 1 n) Rational.Zero

    // Machin: pi = 16 atan(1/5) - 4 atan(1/239).
    let private pi (bits: int) =
        let struct (a, b) = arcus (bits + 8) 5
        let struct (c, d) = arcus (bits + 8) 239
        let weigh (x: Rational) (y: Rational) = Rational.OfInt 16 * x - Rational.OfInt 4 * y
        struct (weigh a d, weigh b c)

    /// A monotonic or contracting function over an interval: its value at the middle, and the interval's half width times the slope.
    let private around (slope: Rational) (f: Rational -> struct (Rational * Rational)) (struct (low: Rational, high: Rational)) =
        let struct (a, b) = f ((low + high) / two)
        let radius = slope * (high - low) / two
        struct (a - radius, b + radius)

    let private root (bits: int) (n: int) (struct (low: Rational, high: Rational)) =
        if low.Sign < 0 then refuse "the root of a negative number"

        let at (x: Rational) =
            AlgebraicArithmetic.root n (AlgebraicNumber.ofRational x)
            |> AlgebraicNumber.refine (Rational.Pow(two, -bits))
        struct ((at low).Interval.Lower, (at high).Interval.Upper)

    let private arithmetic (bits: int) =
        let power (struct (low, high) as x: struct (Rational * Rational)) (n: int) =
            let rec go k = if k = 0 then struct (one, one) else multiply x (go (k - 1))

            if n >= 0 then go n
            elif low.Sign * high.Sign <= 0 then refuse "1/0"
            else let struct (a, b) = go -n in hull [ a.Reciprocal; b.Reciprocal ]

        { new IArithmetic<struct (Rational * Rational)> with
            member _.OfRational q = struct (q, q)

            member _.OfConstant c =
                match c with
                | Pi -> outward bits (pi bits)
                | E -> outward bits (exponential bits one)
                | ImaginaryUnit -> refuse "I"

            member _.Add(struct (a, b), struct (c, d)) = struct (a + c, b + d)
            member _.Multiply(x, y) = multiply x y |> outward bits

            member _.Power(x, (struct (low, high))) =
                if low <> high then
                    refuse "an irrational exponent"
                else
                    let degree = low.Denominator
                    if degree > BigInteger 64 || BigInteger.Abs low.Numerator > BigInteger 4096 then
                        refuse "so high a power"
                    let x = if degree.IsOne then x else root bits (int degree) x
                    power x (int low.Numerator) |> outward bits

            member _.Apply(id, x) =
                let bounded f = around one (f bits) x[0] |> outward bits

                match id with
                | Sin -> bounded sine
                | Cos -> bounded cosine
                | Tan ->
                    let struct (low, high) = bounded cosine
                    if low.Sign * high.Sign <= 0 then refuse "tan at a pole"
                    multiply (bounded sine) (hull [ low.Reciprocal; high.Reciprocal ]) |> outward bits
                | _ -> refuse $"{id}"

            member _.Conjugate x = x

            member _.Satisfies(relation, (struct (low, high))) =
                match relation with
                | _ when low = high ->
                    (match relation with
                     | Equal -> low.IsZero
                     | Less -> low.Sign < 0
                     | LessOrEqual -> low.Sign <= 0)
                | _ when low.Sign > 0 -> false
                | _ when high.Sign < 0 -> relation <> Equal
                | _ -> refuse "a comparison of numbers that are too close"

            member _.ToInteger(struct (low, high)) = if low = high then low.TryInt else ValueNone }

    // e^x with a known base is a power there; as a function of x it is a series here.
    let rec private isExponential (e: Expr) =
        match e.Node with
        | Power f when obj.ReferenceEquals(f.Base, Canonical.constant E) -> ValueSome f.Exponent
        | _ -> ValueNone

    /// Bounds about 2^-bits apart. Raises UnsupportedOperation for what is not a real constant of roots, pi, e, sin, cos and tan.
    let enclose (bits: int) (e: Expr) : struct (Rational * Rational) =
        let point: Point<struct (Rational * Rational)> =
            { Symbols = fun _ -> ValueNone
              Indexed = fun _ _ -> ValueNone }

        let value = Evaluation.value (arithmetic (bits + 64)) point

        match isExponential e with
        | ValueSome x ->
            let struct (low, high) = value x
            let struct (a, _) = exponential (bits + 64) low
            let struct (_, b) = exponential (bits + 64) high
            outward (bits + 64) (struct (a, b))
        | ValueNone -> value e
