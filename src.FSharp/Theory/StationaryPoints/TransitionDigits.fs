namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Parameter values of transitions in digits.
[<RequireQualifiedAccess>]
module internal TransitionDigits =
    let private two = Rational.OfInt 2

    let ofPower (power: int) (sign: int) (q: AlgebraicNumber) =
        let root =
            if power = 1 then
                q
            elif AlgebraicNumber.sign q < 0 then
                AlgebraicArithmetic.negate (AlgebraicArithmetic.root power (AlgebraicNumber.mirror q))
            else
                AlgebraicArithmetic.root power q

        if sign < 0 then AlgebraicNumber.mirror root else root

    /// The nearest multiple of 10^-digits, as a text.
    let rec private certified (digits: int) (width: Rational) (power: int) (sign: int) (c: Crossing) =
        let c = Crossing.refine width c
        let text q = AlgebraicNumber.toDecimal digits (ofPower power sign (AlgebraicNumber.ofRational q))
        let low, high = text c.Low, text c.High
        if low = high then
            low
        else
            certified digits (width * Rational.Pow(Rational.OfInt 10, -digits - 4)) power sign c

    /// The value of a transition to any number of decimals, correctly rounded.
    let toDecimal (digits: int) (value: TransitionValue) : string =
        match value with
        | Exact x -> AlgebraicNumber.toDecimal digits x
        | Certified(c, power, sign) -> certified digits (Rational.Pow(Rational.OfInt 10, -digits - 8)) power sign c
        | Enclosed(low, high) -> AlgebraicNumber.toDecimal digits (AlgebraicNumber.ofRational ((low + high) / two))

    let toDouble (value: TransitionValue) : float =
        match value with
        | Exact x -> AlgebraicNumber.toDouble x
        | Enclosed(low, high) -> ((low + high) / two).ToDouble()
        | Certified _ -> System.Double.Parse(toDecimal 30 value, System.Globalization.CultureInfo.InvariantCulture)

    let nearby (value: TransitionValue) : Rational =
        match value with
        | Exact x when (AlgebraicNumber.tryRational x).IsSome -> (AlgebraicNumber.tryRational x).Value
        | Enclosed(low, high) -> MinimumBranch.simplest low high
        | _ -> (Rational.tryParseDecimal (toDecimal 40 value)).Value

    /// sign * q^(1/power) for q between two numbers of one sign.
    let enclosed (x: ControlProblem) (sign: int) (low: Rational) (high: Rational) =
        let bounds q =
            (ofPower x.Power sign (AlgebraicNumber.ofRational q)
             |> AlgebraicNumber.refine (x.Margin / Rational.OfInt 16))
                .Interval

        let a, b = bounds low, bounds high
        Enclosed(min a.Lower b.Lower, max a.Upper b.Upper)
