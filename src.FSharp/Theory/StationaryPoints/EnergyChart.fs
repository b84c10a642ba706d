namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// What stands for b: a variable v on a line, or the square of one in which the gain is even.
type internal Folding =
    /// v = b.
    | Plain
    /// v^2 with v = b: b and -b have the same energy.
    | Squared
    /// v^2 with v = (1 - b)/(1 + b): b and 1/b have the same energy.
    | Reciprocal

/// Which of two charts.
type internal Coordinate =
    /// The variable of the folding.
    | Near
    /// Its reciprocal.
    | Far

/// The gain r = A^2/B near 0 or near infinity of a folding's variable, as a function of a coordinate x and the control parameter q;
/// energy is lowest where the gain is greatest. r = x^Lowest a^2/d with d > 0, and dr/dx has the sign of a g on x > 0 (everywhere,
/// if Lowest is 0). Both charts, on |x| <= 1 or 0 <= x <= 1, cover the line of b with its point at infinity.
[<NoEquality; NoComparison>]
type internal EnergyChart =
    {
        Folding: Folding
        Coordinate: Coordinate
        /// 0, or 1 in foldings of squares.
        Lowest: int
        /// a, by powers of x.
        Correlation: Univariate[]
        /// d, by powers of x.
        Power: Rational[]
        /// g, by powers of x.
        Stationary: Univariate[]
        /// No coefficient of a, nor its derivative by q, is wrong by more: above 0 where irrational values were rounded.
        Slack: float
    }

    /// x is a square, so x = 0 is an end.
    member chart.IsHalf = chart.Folding <> Plain

[<RequireQualifiedAccess>]
module internal EnergyChart =
    /// The coordinate x, and a second one for the parameter or its power.
    let internal generators = [| "x"; "y" |] |> Array.map (Vocabulary.real >> Canonical.symbol)

    /// A polynomial in x, given by its coefficients in the parameter, in both.
    let internal bivariate (p: Univariate[]) =
        Polynomial.ofTerms
            generators
            [ for k in 0 .. p.Length - 1 do
                  for j in 0 .. p[k].Degree do
                      { Exponents = [| k; j |]
                        Coefficient = p[k].Coefficient j } ]

    let private trim (p: Univariate[]) = Array.sub p 0 (1 + (p |> Array.tryFindIndexBack (fun c -> not c.IsZero) |> Option.defaultValue -1))

    let private add (p: Univariate[]) (q: Univariate[]) =
        let at (r: Univariate[]) k = if k < r.Length then r[k] else Univariate.Zero
        Array.init (max p.Length q.Length) (fun k -> at p k + at q k)

    let private scale (c: Rational) (p: Univariate[]) = p |> Array.map (Univariate.scale c)
    let private derivative (p: Univariate[]) =
        Array.init (max 0 (p.Length - 1)) (fun k -> Univariate.scale (Rational.OfInt(k + 1)) p[k + 1])
    let private timesX (p: Univariate[]) = Array.append [| Univariate.Zero |] p

    let private multiply (p: Univariate[]) (q: Rational[]) =
        let product = Array.create (max 0 (p.Length + q.Length - 1)) Univariate.Zero

        for i in 0 .. p.Length - 1 do
            for j in 0 .. q.Length - 1 do
                if not p[i].IsZero && not q[j].IsZero then
                    product[i + j] <- product[i + j] + Univariate.scale q[j] p[i]

        product

    let private make folding coordinate lowest (a: Univariate[]) (d: Rational[]) =
        let slope = derivative a
        let dSlope = Array.init (d.Length - 1) (fun k -> Rational.OfInt(k + 1) * d[k + 1])
        let two, less = Rational.OfInt 2, Rational.OfInt -1

        // The numerator of r' over a: (2 a' d - a d') or, with the factor x, (a + 2 x a') d - x a d'.
        let g =
            if lowest = 0 then
                add (scale two (multiply slope d)) (scale less (multiply a dSlope))
            else
                add (multiply (add a (timesX (scale two slope))) d) (timesX (scale less (multiply a dSlope)))

        { Folding = folding
          Coordinate = coordinate
          Lowest = lowest
          Correlation = a
          Power = d
          Stationary = trim g
          Slack = 0.0 }

    let private differByASign (p: Univariate[]) (q: Univariate[]) =
        Array.forall2 (fun x y -> x = y) p q || Array.forall2 (fun (x: Univariate) y -> x = -y) p q

    let private every (parity: int) (p: 'a[]) = [| for k in parity..2 .. p.Length - 1 -> p[k] |]

    /// The charts of a folding; one where what is beyond |x| = 1 is a copy of what is within.
    let private both folding lowest (a: Univariate[]) (d: Rational[]) =
        let highest = d.Length - 1 - lowest - 2 * (a.Length - 1)
        let far = Array.rev a
        let alternating = a |> Array.mapi (fun k c -> if k % 2 = 1 then -c else c)

        // r(1/x) = r(x) or r(-1/x) = r(x).
        let isCopy =
            highest = lowest
            && Array.rev d = d
            && (differByASign far a || (folding = Plain && differByASign far alternating))

        [ make folding Near lowest a d; if not isCopy then make folding Far highest far (Array.rev d) ]

    /// A polynomial of degree n in b, given by all its coefficients, times (1 + v)^n at b = (1 - v)/(1 + v).
    let private reciprocal (zero: 'a) (add: 'a -> 'a -> 'a) (scale: Rational -> 'a -> 'a) (p: 'a[]) : 'a[] =
        let n = p.Length - 1
        let line sign = Univariate.OfCoefficients [ Rational.One; Rational.OfInt sign ]
        let basis k = Univariate.power (line -1) k * Univariate.power (line 1) (n - k)
        let bases = Array.init (n + 1) basis
        Array.init (n + 1) (fun j -> Seq.fold (fun sum k -> add sum (scale (bases[k].Coefficient j) p[k])) zero (seq { 0..n }))

    let private inReciprocals (a: Univariate[]) (b: Rational[]) =
        let a = reciprocal Univariate.Zero (fun p q -> p + q) Univariate.scale a
        let b = reciprocal Rational.Zero (fun p q -> p + q) (fun p q -> p * q) b
        let parity = if every 1 a |> Array.forall _.IsZero then 0 else 1
        both Reciprocal parity (every parity a) (every 0 b)

    /// The charts for A, with coefficients by powers 0 .. T-1 of b, and B, even of degree 2(T-1) and positive; T is at least 2.
    let ofCorrelation (a: Univariate[]) (b: Rational[]) : EnergyChart list =
        let vanishes parity = every parity a |> Array.forall _.IsZero

        if vanishes 1 then both Squared 0 (every 0 a) (every 0 b)
        elif vanishes 0 then both Squared 1 (every 1 a) (every 0 b)
        elif differByASign (Array.rev a) a && Array.rev b = b then inReciprocals a b
        else both Plain 0 a b

    /// The charts where the coefficients of A, and their derivatives by q, are wrong by no more than `error` in total.
    let withUncertainty (error: Rational) (charts: EnergyChart list) : EnergyChart list =
        let inFrame (chart: EnergyChart) =
            match chart.Folding with
            | Reciprocal ->
                // Sums of products of binomials: none is above 2^(T-1), and A has degree T-1.
                let degree = 2 * chart.Correlation.Length
                error * Rational.Pow(Rational.OfInt 4, degree)
            | _ -> error

        charts
        |> List.map (fun chart ->
            { chart with
                Slack = if error.IsZero then 0.0 else 2.0 * (inFrame chart).ToDouble() + 1e-300 })

    /// What the slack of a makes of the coefficients of g: each is a sum of products of those of a and d, with factors up to the degrees.
    let slackOfStationary (chart: EnergyChart) : float =
        let sizes = chart.Power |> Array.sumBy (fun d -> abs (d.ToDouble()))
        8.0 * float (chart.Correlation.Length + chart.Power.Length) * sizes * chart.Slack

    /// b at a coordinate; infinite at b's point at infinity. In frames of squares one of the two: not negative, or |b| <= 1.
    let toB (chart: EnergyChart) (x: float) : float =
        let v = if chart.IsHalf then sqrt (max 0.0 x) else x

        match chart.Folding, chart.Coordinate with
        | Reciprocal, Near -> (1.0 - v) / (1.0 + v)
        | Reciprocal, Far -> (v - 1.0) / (v + 1.0)
        | _, Near -> v
        | _, Far -> 1.0 / v

    /// a polynomial of the chart at a rational value of the parameter.
    let at (q: Rational) (p: Univariate[]) = Univariate.OfCoefficients(p |> Array.map (fun c -> Univariate.evaluate c q))

/// A chart with the parameter anywhere in an interval: coefficients as intervals.
[<NoEquality; NoComparison>]
type internal ChartOver =
    {
        Chart: EnergyChart
        Parameter: Interval
        A: Interval[]
        ASlope: Interval[]
        D: Interval[]
        DSlope: Interval[]
        G: Interval[]
        GSlope: Interval[]
        GCurvature: Interval[]
        /// da/dq.
        AByControl: Interval[]
    }

[<RequireQualifiedAccess>]
module internal ChartOver =
    let private coefficients (p: Univariate) = p.Coefficients |> Array.map Interval.ofRational

    let private evaluate (q: Interval) (p: Univariate) =
        let c = coefficients p
        Interval.centered c (Interval.derivative c) q

    let over (q: Interval) (chart: EnergyChart) : ChartOver =
        let widened (slack: float) (x: Interval) : Interval = if slack = 0.0 then x else x + { Low = -slack; High = slack }

        let a = chart.Correlation |> Array.map (evaluate q >> widened chart.Slack)
        let d = chart.Power |> Array.map Interval.ofRational
        let g = chart.Stationary |> Array.map (evaluate q >> widened (EnergyChart.slackOfStationary chart))

        { Chart = chart
          Parameter = q
          A = a
          ASlope = Interval.derivative a
          D = d
          DSlope = Interval.derivative d
          G = g
          GSlope = Interval.derivative g
          GCurvature = Interval.derivative (Interval.derivative g)
          AByControl = chart.Correlation |> Array.map (Univariate.derivative >> evaluate q >> widened chart.Slack) }

    let private a (c: ChartOver) x = Interval.centered c.A c.ASlope x
    let private d (c: ChartOver) x = Interval.centered c.D c.DSlope x
    let private factor (c: ChartOver) (x: Interval) = if c.Chart.Lowest = 0 then Interval.point 1.0 else x

    let correlation (c: ChartOver) x = a c x
    let stationary (c: ChartOver) x = Interval.centered c.G c.GSlope x
    let stationarySlope (c: ChartOver) x = Interval.centered c.GSlope c.GCurvature x

    let private plain c x = factor c x * Interval.square (a c x) / d c x

    /// Bounds of the gain over x and all parameters.
    let gain (c: ChartOver) (x: Interval) : Interval =
        let middle = Interval.point x.Middle
        // r' = a g / d^2, for either factor.
        let slope = a c x * stationary c x / Interval.square (d c x)
        Interval.meet (plain c x) (plain c middle + slope * (x - middle))

    /// Bounds of dr/dq.
    let gainByControl (c: ChartOver) (x: Interval) : Interval =
        Interval.point 2.0
        * factor c x
        * a c x
        * Interval.centered c.AByControl (Interval.derivative c.AByControl) x
        / d c x

    /// Bounds of d^2r/dq^2 along a branch of minima: r_qq - r_xq^2/r_xx with r_x = a g/d^2 and g = 0. None at an end, where the branch
    /// may rest, for rounded values, and where g may have a double root.
    let gainBend (c: ChartOver) (x: Interval) : Interval option =
        let by (p: Univariate[]) = p |> Array.map (Univariate.derivative >> evaluate c.Parameter)
        let value (p: Interval[]) = Interval.centered p (Interval.derivative p) x
        let turn = stationarySlope c x

        if c.Chart.Slack > 0.0 || turn.Sign = 0 || (c.Chart.IsHalf && x.Low <= 0.0) then
            None
        else
            let bent = value (c.Chart.Correlation |> Array.map Univariate.derivative |> by)
            let slope = value c.AByControl
            let shift = value (by c.Chart.Stationary)

            Some(
                Interval.point 2.0 * factor c x * (Interval.square slope + a c x * bent) / d c x
                - a c x * Interval.square shift / (turn * Interval.square (d c x))
            )
