namespace LrnnSymbolic.Algebra

open System

/// An interval of doubles that certainly contains the exact value: every bound is rounded outwards. It decides signs, and is
/// never the value of anything.
[<Struct; NoEquality; NoComparison>]
type Interval =
    { Low: float
      High: float }

    static member private Outward(low: float, high: float) =
        { Low = Math.BitDecrement low
          High = Math.BitIncrement high }

    static member (+)(x: Interval, y: Interval) = Interval.Outward(x.Low + y.Low, x.High + y.High)
    static member (-)(x: Interval, y: Interval) = Interval.Outward(x.Low - y.High, x.High - y.Low)
    static member (~-)(x: Interval) = { Low = -x.High; High = -x.Low }

    static member (*)(x: Interval, y: Interval) =
        let a, b, c, d = x.Low * y.Low, x.Low * y.High, x.High * y.Low, x.High * y.High
        Interval.Outward(min (min a b) (min c d), max (max a b) (max c d))

    /// x / y; everything where y may be 0.
    static member (/)(x: Interval, y: Interval) =
        if y.Low > 0.0 || y.High < 0.0 then
            let a, b, c, d = x.Low / y.Low, x.Low / y.High, x.High / y.Low, x.High / y.High
            Interval.Outward(min (min a b) (min c d), max (max a b) (max c d))
        else
            { Low = Double.NegativeInfinity
              High = Double.PositiveInfinity }

    member x.Width = x.High - x.Low
    member x.Middle = x.Low + 0.5 * (x.High - x.Low)
    /// 1 or -1 where every number in the interval has that sign; 0 where that is not certain.
    member x.Sign =
        if x.Low > 0.0 then 1
        elif x.High < 0.0 then -1
        else 0
    member x.Contains(value: float) = x.Low <= value && value <= x.High
    member x.Contains(y: Interval) = x.Low <= y.Low && y.High <= x.High

/// Rigorous bounds of polynomials. NaN and infinite bounds arise where doubles overflow: comparisons with them fail, so that
/// nothing is concluded.
[<RequireQualifiedAccess>]
module internal Interval =
    let point (x: float) : Interval = { Low = x; High = x }
    let zero = point 0.0

    let between (low: Rational) (high: Rational) : Interval =
        { Low = Math.BitDecrement(low.ToDouble())
          High = Math.BitIncrement(high.ToDouble()) }

    /// The number itself where it is a double, else its two neighbours.
    let ofRational (q: Rational) : Interval =
        let x = q.ToDouble()

        if Double.IsFinite x && Rational.AreEqual(Rational.OfDouble x, q) then
            point x
        else
            { Low = Math.BitDecrement x
              High = Math.BitIncrement x }

    let square (x: Interval) : Interval =
        let a, b = x.Low * x.Low, x.High * x.High
        { Low = (if x.Sign = 0 then 0.0 else max 0.0 (Math.BitDecrement(min a b)))
          High = Math.BitIncrement(max a b) }

    /// The common part; the first where rounding parts them.
    let meet (x: Interval) (y: Interval) : Interval =
        let low, high = max x.Low y.Low, min x.High y.High
        if low <= high then { Low = low; High = high } else x

    /// Bounds of a polynomial, coefficients lowest order first, by Horner's rule.
    let horner (coefficients: Interval[]) (x: Interval) : Interval =
        let mutable value = zero

        for k in coefficients.Length - 1 .. -1 .. 0 do
            value <- value * x + coefficients[k]

        value

    let derivative (coefficients: Interval[]) : Interval[] =
        Array.init (max 0 (coefficients.Length - 1)) (fun k -> point (float (k + 1)) * coefficients[k + 1])

    /// Bounds by Horner's rule and by the mean value theorem, whichever are better; `slope` holds the derivative's coefficients.
    let centered (coefficients: Interval[]) (slope: Interval[]) (x: Interval) : Interval =
        let middle = point x.Middle
        meet (horner coefficients x) (horner coefficients middle + horner slope x * (x - middle))
