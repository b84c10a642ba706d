namespace LrnnSymbolic.Theory

open System.Numerics
open LrnnSymbolic.Algebra

/// The correlation as a polynomial in q = p^power, and what is needed to come back to p.
[<NoEquality; NoComparison>]
type internal ControlProblem =
    {
        Control: string
        Correlation: ControlledCorrelation
        Power: int
        /// Coefficients in q by powers of b.
        InPower: Univariate[]
        ResponsePower: Univariate
        Steps: int
        Low: Rational
        High: Rational
        /// The sum of the errors of A's coefficients, and of their derivatives by q, anywhere in the range: zero for rational values.
        Uncertainty: Rational
        /// How wide an interval may be that encloses a transition of rounded values.
        Margin: Rational
    }

    member x.IsRounded = not x.Uncertainty.IsZero

/// A parameter that is varied over a range, and the power of it that the task depends on.
[<RequireQualifiedAccess>]
module internal ControlProblem =
    let private two = Rational.OfInt 2

    let private exponents (p: Univariate) =
        [ for k in 1 .. p.Degree do
              if not (p.Coefficient k).IsZero then k ]

    let greatestPower (coefficients: Univariate[]) =
        coefficients
        |> Seq.collect exponents
        |> Seq.fold (fun g k -> int (BigInteger.GreatestCommonDivisor(BigInteger g, BigInteger k))) 0

    let contract (m: int) (p: Univariate) = Univariate.OfCoefficients [ for k in 0..m .. p.Degree -> p.Coefficient k ]

    /// The range of q = p^m, a little wider, so that a transition at an end of the range of p is inside.
    let rangeOfPower (x: ControlProblem) =
        let power q = Rational.Pow(q, x.Power)
        let ends = [ power x.Low; power x.High ]
        let low =
            if x.Power % 2 = 0 && x.Low.Sign < 0 && x.High.Sign > 0 then
                Rational.Zero
            else
                List.min ends
        let high = List.max ends
        let margin = (high - low) * Rational.ofRatio 1 99991
        low - margin, high + margin

    // The signs of p for which p^m = q.
    let signs (power: int) = if power % 2 = 0 then [ 1; -1 ] else [ 1 ]

    let contains (q: AlgebraicNumber) (low: Rational) (high: Rational) =
        AlgebraicNumber.compare (AlgebraicNumber.ofRational low) q <= 0
        && AlgebraicNumber.compare q (AlgebraicNumber.ofRational high) <= 0

    let inRange (x: ControlProblem) (p: AlgebraicNumber) = contains p x.Low x.High

    let isReal (x: ControlProblem) (q: AlgebraicNumber) = x.Power % 2 = 1 || AlgebraicNumber.sign q > 0

    /// Values beyond the ends too, for a bifurcation just there.
    let widened (x: ControlProblem) =
        let outside = Rational.ofRatio 1 99991 * (x.High - x.Low)

        { x with
            Low = x.Low - outside
            High = x.High + outside }

    let setAt (x: ControlProblem) (p: Rational) =
        ReducedEnergy.numbersAt x.ResponsePower x.Correlation p |> Option.map StationaryPoints.ofNumbers

    let distinctSorted (numbers: AlgebraicNumber list) =
        numbers
        |> List.sortWith AlgebraicNumber.compare
        |> List.fold
            (fun kept n ->
                match kept with
                | last :: _ when AlgebraicNumber.compare last n = 0 -> kept
                | _ -> n :: kept)
            []
        |> List.rev

    /// A rational number between two numbers, the first one smaller, as simple as the intervals allow.
    let rec private between (x: AlgebraicNumber) (y: AlgebraicNumber) : Rational =
        let low, high = x.Interval.Upper, y.Interval.Lower

        if low < high then
            let third = (high - low) / Rational.OfInt 3
            MinimumBranch.simplest (low + third) (high - third)
        else
            let narrow (a: AlgebraicNumber) = AlgebraicNumber.refine (a.Interval.Width / Rational.OfInt 4) a
            between (narrow x) (narrow y)

    let private ends (x: ControlProblem) = AlgebraicNumber.ofRational x.Low, AlgebraicNumber.ofRational x.High

    /// A root of A or of G is infinite there.
    let private hasPointAtInfinity (x: ControlProblem) (value: Rational) =
        match ReducedEnergy.numbersAt x.ResponsePower x.Correlation value with
        | Some numbers ->
            let coefficient lower = numbers.Correlation.Coefficient(numbers.Steps - 1 - lower)
            (coefficient 0).IsZero || (coefficient 1).IsZero
        | None -> false

    /// Samples between neighbours in the range, which are sorted and distinct; below and above the outermost too.
    let samplesBetween (x: ControlProblem) (numbers: AlgebraicNumber list) =
        let low, high = ends x

        low :: numbers @ [ high ]
        |> List.pairwise
        |> List.filter (fun (a, b) -> AlgebraicNumber.compare a b < 0)
        |> List.map (fun (a, b) ->
            // Where infinity is a point of the coordinate like any other, a stationary point may be just there at the simplest number:
            // most of a range has one more.
            let simple = between a b
            if hasPointAtInfinity x simple then
                between (AlgebraicNumber.ofRational simple) b
            else
                simple)
