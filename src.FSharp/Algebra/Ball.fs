namespace LrnnSymbolic.Algebra

open System
open System.Collections.Concurrent
open System.Numerics

/// A real number known up to a radius: it lies in (Middle - Radius, Middle + Radius) * 2^Exponent, ends included.
[<Struct; NoEquality; NoComparison>]
type internal Ball =
    { Middle: BigInteger
      Radius: BigInteger
      Exponent: int }

/// The digits of a ball do not decide what is asked of it: more of them may.
exception internal TooFewDigits

/// The value is beyond any exponent that a ball has.
exception internal BeyondRange

/// Balls rounded to a number of bits, every radius rounded outwards.
[<RequireQualifiedAccess>]
module internal Ball =
    // Far beyond the range of doubles, and far from the end of the exponents' own.
    let private farthest = 1L <<< 28

    /// Of no more bits than asked for; a radius needs only its first few.
    let private rounded (bits: int) (middle: BigInteger) (radius: BigInteger) (exponent: int64) : Ball =
        let drop = int (max 0L (max (middle.GetBitLength() - int64 bits) (radius.GetBitLength() - 32L)))
        let radius = if drop > 0 then (radius >>> drop) + BigInteger 2 else radius
        let middle = middle >>> drop
        let exponent = exponent + int64 drop
        let top = exponent + max (middle.GetBitLength()) (radius.GetBitLength())

        if top > farthest then
            raise BeyondRange
        elif top < -farthest then
            { Middle = BigInteger.Zero
              Radius = BigInteger.One
              Exponent = int -farthest }
        else
            { Middle = middle
              Radius = radius
              Exponent = int (max exponent (-2L * farthest)) }

    let ofRational (bits: int) (q: Rational) : Ball =
        let n, d = q.Numerator, q.Denominator
        let shift = max 0L (int64 bits + 2L + d.GetBitLength() - n.GetBitLength()) |> int
        let struct (quotient, rest) = BigInteger.DivRem(n <<< shift, d)
        rounded bits quotient (if rest.IsZero then BigInteger.Zero else BigInteger.One) (int64 -shift)

    /// 1 or -1 where every number of the ball has that sign, 0 for zero itself; raises TooFewDigits where that is open.
    let sign (x: Ball) =
        if BigInteger.Abs x.Middle > x.Radius then x.Middle.Sign
        elif x.Middle.IsZero && x.Radius.IsZero then 0
        else raise TooFewDigits

    let negate (x: Ball) = { x with Middle = -x.Middle }

    let rec add (bits: int) (x: Ball) (y: Ball) : Ball =
        let isNothing (z: Ball) = z.Middle.IsZero && z.Radius.IsZero

        if isNothing x then y
        elif isNothing y then x
        else overlaid bits x y

    and private overlaid (bits: int) (x: Ball) (y: Ball) : Ball =
        let high, low = if x.Exponent >= y.Exponent then x, y else y, x

        // The one with the larger exponent gets digits enough; what is too far below it only widens the radius.
        let spare = max 0L (int64 bits + 32L - high.Middle.GetBitLength())
        let shift = int (min spare (int64 high.Exponent - int64 low.Exponent))
        let middle, radius, exponent = high.Middle <<< shift, high.Radius <<< shift, high.Exponent - shift
        let gap = exponent - low.Exponent

        if gap = 0 then
            rounded bits (middle + low.Middle) (radius + low.Radius) (int64 exponent)
        else
            rounded bits (middle + (low.Middle >>> gap)) (radius + (low.Radius >>> gap) + BigInteger 2) (int64 exponent)

    let multiply (bits: int) (x: Ball) (y: Ball) : Ball =
        let radius =
            BigInteger.Abs x.Middle * y.Radius + BigInteger.Abs y.Middle * x.Radius + x.Radius * y.Radius
        rounded bits (x.Middle * y.Middle) radius (int64 x.Exponent + int64 y.Exponent)

    let inverse (bits: int) (x: Ball) : Ball =
        if sign x = 0 then raise (UndefinedExpression "0 to a negative power")
        let size = BigInteger.Abs x.Middle
        let shift = int (size.GetBitLength()) + bits + 2
        let one = BigInteger.One <<< shift
        let radius = one * x.Radius / (size * (size - x.Radius)) + BigInteger 2
        rounded bits (one / x.Middle) radius (int64 -shift - int64 x.Exponent)

    let rec power (bits: int) (x: Ball) (n: BigInteger) : Ball =
        if n.Sign < 0 then inverse bits (power (bits + 8) x -n)
        elif n.IsZero then ofRational bits Rational.One
        elif n.IsEven then let half = power bits x (n >>> 1) in multiply bits half half
        else multiply bits x (power bits x (n - BigInteger.One))

    // ---- Fixed point: whole numbers of units 2^-w --------------------------------------------------------------------------

    /// The middle in units of 2^-w, off by less than one unit.
    let private fixedPoint (w: int) (x: Ball) : BigInteger =
        let shift = x.Exponent + w
        if shift >= 0 then x.Middle <<< shift else x.Middle >>> -shift

    /// The radius in units of 2^-w, rounded up.
    let private fixedRadius (w: int) (x: Ball) : BigInteger =
        if x.Radius.IsZero then
            BigInteger.Zero
        else
            let shift = x.Exponent + w
            if shift >= 0 then
                x.Radius <<< shift
            else
                (x.Radius >>> -shift) + BigInteger.One

    // atanh(1/n) or atan(1/n).
    let private inverseTangent (isHyperbolic: bool) (n: int) (w: int) : BigInteger =
        let square = BigInteger(n * n)
        let mutable power = (BigInteger.One <<< w) / BigInteger n
        let mutable sum = BigInteger.Zero
        let mutable k = 0

        while not power.IsZero do
            let term = power / BigInteger(2 * k + 1)
            sum <- if isHyperbolic || k % 2 = 0 then sum + term else sum - term
            power <- power / square
            k <- k + 1

        sum

    // Worked out once for each precision; off by less than two units.
    let private constant (work: int -> BigInteger) : int -> BigInteger =
        let known = ConcurrentDictionary<int, BigInteger>()
        fun w ->
            let wide = (w + 127) / 64 * 64
            known.GetOrAdd(wide, (fun wide -> work (wide + 32) >>> 32)) >>> (wide - w)

    let private logOfTwo =
        constant (fun w ->
            BigInteger 18 * inverseTangent true 26 w - BigInteger 2 * inverseTangent true 4801 w
            + BigInteger 8 * inverseTangent true 8749 w)

    let private piFixed =
        constant (fun w -> BigInteger 16 * inverseTangent false 5 w - BigInteger 4 * inverseTangent false 239 w)

    let pi (bits: int) : Ball = rounded bits (piFixed (bits + 8)) (BigInteger 2) (int64 -(bits + 8))

    // The largest k with |x| < 2^k.
    let private magnitude (x: Ball) = int64 x.Exponent + max (x.Middle.GetBitLength()) (x.Radius.GetBitLength()) + 1L

    // exp of |g| < 2, in units of 2^-w; off by less than 2^12 units.
    let private expFixed (w: int) (g: BigInteger) : BigInteger =
        let halvings = 4 + int (sqrt (float w / 4.0))
        let inner = w + 2 * halvings
        let reduced = g <<< halvings // g / 2^halvings in units of 2^-(w + 2 halvings)
        let mutable term = BigInteger.One <<< inner
        let mutable sum = term
        let mutable n = 1

        while not (term.IsZero || term.Equals BigInteger.MinusOne) do
            term <- (term * reduced >>> inner) / BigInteger n
            sum <- sum + term
            n <- n + 1

        for _ in 1..halvings do
            sum <- sum * sum >>> inner

        sum >>> (2 * halvings)

    let exp (bits: int) (x: Ball) : Ball =
        if magnitude x > 40L then
            if sign x > 0 then
                raise BeyondRange
            else
                { Middle = BigInteger.Zero
                  Radius = BigInteger.One
                  Exponent = int -farthest }
        else

            let size = int (max 0L (magnitude x))
            let w = bits + 32 + size
            let radius = fixedRadius w x
            if radius.GetBitLength() > int64 (w - 1) then raise TooFewDigits
            let value, unit = fixedPoint w x, logOfTwo w
            let k = BigInteger.Divide(value, unit)
            let result = expFixed w (value - k * unit)

            // What the reduction left out, and the radius of x: e^r - 1 < 2 r for r < 1/2.
            let off = (BigInteger 8 <<< size) + BigInteger 4096 + (result * radius >>> (w - 1))
            rounded bits result (off + BigInteger.One) (int64 k - int64 w)

    /// log of a number that is certain to be positive.
    let log (bits: int) (x: Ball) : Ball =
        if sign x <= 0 then raise (UndefinedExpression "log(0)")
        let length = int (x.Middle.GetBitLength())
        let w = bits + 32
        // x = v 2^k with v from 3/4 to 3/2.
        let v, k =
            let v = fixedPoint w { x with Exponent = -length }
            if v < (BigInteger 3 <<< (w - 2)) then
                v <<< 1, int64 x.Exponent + int64 length - 1L
            else
                v, int64 x.Exponent + int64 length
        let mutable y =
            BigInteger(Math.Log(float (v >>> (w - 52)) * Math.Pow(2.0, -52.0)) * Math.Pow(2.0, 60.0))
            <<< (w - 60)
        let mutable right = 45

        // Each step of y + 2 (v - e^y)/(v + e^y) triples the digits that are right.
        while right < w + 4 do
            let e = expFixed w y
            y <- y + (((v - e) <<< (w + 1)) / (v + e))
            right <- 3 * right - 4

        let size = 64 - BitOperations.LeadingZeroCount(uint64 (abs k))
        let wide = w + size
        let value = (y <<< size) + BigInteger k * logOfTwo wide
        let relative = (x.Radius <<< wide) / (x.Middle - x.Radius) + BigInteger.One
        rounded bits value (relative + (BigInteger 16384 <<< size)) (int64 -wide)

    // sin and cos of |g| < 2, in units of 2^-w; off by less than 2^12 units.
    let private sinCosFixed (w: int) (g: BigInteger) : struct (BigInteger * BigInteger) =
        let square = g * g >>> w

        let series (first: BigInteger) (start: int) =
            let mutable term = first
            let mutable sum = first
            let mutable n = start

            while not (term.IsZero || term.Equals BigInteger.MinusOne) do
                term <- -(term * square >>> w) / BigInteger((n + 1) * (n + 2))
                sum <- sum + term
                n <- n + 2

            sum

        struct (series g 1, series (BigInteger.One <<< w) 0)

    let sinCos (bits: int) (x: Ball) : struct (Ball * Ball) =
        if magnitude x > 4096L then raise TooFewDigits
        let size = int (max 0L (magnitude x))
        let w = bits + 32 + size
        let value, half = fixedPoint w x, piFixed w >>> 1
        let quarters = BigInteger.Divide(value + (half >>> 1), half)
        let quarters =
            if (value - quarters * half) < -half then
                quarters - BigInteger.One
            else
                quarters
        let struct (sine, cosine) = sinCosFixed w (value - quarters * half)
        let off = fixedRadius w x + (BigInteger 4 <<< size) + BigInteger 4096
        let ball (v: BigInteger) = rounded bits v off (int64 -w)

        match int (((quarters % BigInteger 4) + BigInteger 4) % BigInteger 4) with
        | 0 -> struct (ball sine, ball cosine)
        | 1 -> struct (ball cosine, ball -sine)
        | 2 -> struct (ball -sine, ball -cosine)
        | _ -> struct (ball -cosine, ball sine)

    let rec atan (bits: int) (x: Ball) : Ball =
        if magnitude x > 2L then
            // atan x = +-pi/2 - atan(1/x)
            let half = pi (bits + 8)
            let quarter =
                { half with
                    Exponent = half.Exponent - 1 }
            let rest = negate (atan (bits + 8) (inverse (bits + 8) x))
            add bits (if sign x > 0 then quarter else negate quarter) rest
        else
            let w = bits + 32
            let v = fixedPoint w x
            let mutable y =
                BigInteger(Math.Atan(float (v >>> (w - 52)) * Math.Pow(2.0, -52.0)) * Math.Pow(2.0, 60.0))
                <<< (w - 60)
            let mutable right = 45

            while right < w + 4 do
                let struct (sine, cosine) = sinCosFixed w y
                let z = (v * cosine - (sine <<< w)) / (cosine + (v * sine >>> w))
                y <- y + z - (z * z * z >>> (2 * w)) / BigInteger 3
                right <- 4 * right

            rounded bits y (fixedRadius w x + BigInteger 16384) (int64 -w)

    /// The nearest double where all numbers of the ball have the same.
    let toDouble (x: Ball) : float voption =
        let top = magnitude x

        if top < -1080L then
            ValueSome 0.0
        elif int64 x.Exponent + x.Middle.GetBitLength() > 1100L && BigInteger.Abs x.Middle > (x.Radius <<< 1) then
            ValueSome(if x.Middle.Sign > 0 then infinity else -infinity)
        elif top > 5000L || x.Exponent < -100_000 then
            ValueNone
        else
            let value (m: BigInteger) =
                (if x.Exponent >= 0 then
                     Rational.OfInteger(m <<< x.Exponent)
                 else
                     Rational.Create(m, BigInteger.One <<< -x.Exponent))
                    .ToDouble()

            let low, high = value (x.Middle - x.Radius), value (x.Middle + x.Radius)
            if low = high then ValueSome(if low = 0.0 then 0.0 else low) else ValueNone
