namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// A branch of minima over a range of the parameter: for every parameter in the range, the coordinates in X hold exactly one
/// local minimum of E* (in a half chart perhaps at its end x = 0), which depends continuously on the parameter.
[<NoEquality; NoComparison>]
type internal MinimumBranch = { Chart: EnergyChart; X: Interval }

/// Exact values on a branch at rational parameters.
[<RequireQualifiedAccess>]
module internal MinimumBranch =
    /// The coordinate of the minimum, exact.
    let coordinate (q: Rational) (branch: MinimumBranch) : AlgebraicNumber =
        let g = EnergyChart.at q branch.Chart.Stationary
        let low, high = Rational.OfDouble branch.X.Low, Rational.OfDouble branch.X.High
        let isRoot (x: Rational) = low <= x && x <= high && Univariate.signAt g x = 0
        let correlation = EnergyChart.at q branch.Chart.Correlation

        let isAtEnd =
            branch.Chart.IsHalf
            && low.Sign <= 0
            && Univariate.signAt correlation Rational.Zero * Univariate.signAt g Rational.Zero <= 0

        if isAtEnd then
            AlgebraicNumber.ofRational Rational.Zero
        else
            match [ Rational.Zero; Rational.One; -Rational.One ] |> List.tryFind isRoot with
            | Some x -> AlgebraicNumber.ofRational x
            | None -> AlgebraicNumber.ofBracket g low high

    /// The gain r there, exact.
    let gain (q: Rational) (branch: MinimumBranch) : AlgebraicValue =
        let a = EnergyChart.at q branch.Chart.Correlation

        { Numerator = Univariate.power Univariate.X branch.Chart.Lowest * a * a
          Denominator = Univariate.OfCoefficients branch.Chart.Power
          At = coordinate q branch }

    /// dr/dq along the branch, exact: the gain does not depend on the coordinate to first order.
    let gainByControl (q: Rational) (branch: MinimumBranch) : AlgebraicValue =
        let a = EnergyChart.at q branch.Chart.Correlation
        let slope = EnergyChart.at q (branch.Chart.Correlation |> Array.map Univariate.derivative)

        { gain q branch with
            Numerator = Univariate.power Univariate.X branch.Chart.Lowest * Univariate.scale (Rational.OfInt 2) (a * slope) }

    /// The rational number with the smallest denominator in an interval of positive width.
    let rec simplest (low: Rational) (high: Rational) : Rational =
        if low.Sign < 0 && high.Sign > 0 then
            Rational.Zero
        elif high.Sign <= 0 then
            -(simplest -high -low)
        else
            let floor = Rational.OfInteger low.Floor

            if floor = low then
                low
            elif floor + Rational.One <= high then
                floor + Rational.One
            else
                floor + (simplest (high - floor).Reciprocal (low - floor).Reciprocal).Reciprocal

    /// Two branches have one energy at the parameter, and one slope.
    let touch (q: Rational) (x: MinimumBranch) (y: MinimumBranch) =
        let same value = AlgebraicValue.compare (value q x) (value q y) = 0
        same gain && same gainByControl
