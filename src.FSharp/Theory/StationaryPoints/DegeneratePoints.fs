namespace LrnnSymbolic.Theory

open System.Collections.Generic
open LrnnSymbolic.Algebra

/// What happens to stationary points at a value of the parameter.
type BifurcationKind =
    /// Two stationary points appear or vanish together: g = dg/dx = 0 with d^2g/dx^2, dg/dq and a not 0.
    | Fold
    /// A symmetric point changes its kind and a pair of mirror images parts from it: g = 0 at x = 0 with dg/dx and dg/dq not 0, or
    /// the same for a and points with u = 0.
    | Pitchfork
    /// Two points with u = 0 part or meet, with a minimum between them: a = da/dx = 0 with d^2a/dx^2 and da/dq not 0.
    | SilentSplit
    /// A symmetric point with u = 0 throws off two pairs of mirror images at once, one of them with u = 0.
    | TwinPitchfork
    /// A stationary point passes through infinity and comes back from the other side: the leading coefficient of G, or of A, changes its
    /// sign. Nothing else need happen.
    | Passage
    /// No such condition could be established.
    | Unclassified

/// Where stationary points meet: one point in a rectangle of the chart's coordinate x and the parameter q, proved to be there and
/// alone.
[<NoEquality; NoComparison>]
type internal DegeneratePoint =
    { Chart: EnergyChart
      Kind: BifurcationKind
      X: Interval
      Q: Interval }

/// Where stationary points meet, by intervals. The Jacobian of (g, dg/dx) at a zero has the determinant -dg/dq d^2g/dx^2: a
/// regular zero, as the interval Newton method proves it, is a fold.
[<RequireQualifiedAccess>]
module internal DegeneratePoints =
    /// (f, df/dx) for f given by its coefficients in the parameter.
    let private system (f: Univariate[]) : PlaneSystem =
        let table = f |> Array.map (fun c -> c.Coefficients |> Array.map Interval.ofRational)
        let slopes = table |> Array.map Interval.derivative
        let known = Dictionary<struct (float * float), struct (Interval[] * Interval[])>()

        // Many rectangles share an interval of q.
        let over (q: Interval) =
            match known.TryGetValue(struct (q.Low, q.High)) with
            | true, both -> both
            | _ ->
                let at = Array.map (fun c -> Interval.horner c q)
                let both = struct (at table, at slopes)
                known[struct (q.Low, q.High)] <- both
                both

        let jacobian (box: Box) =
            let struct (p, byControl) = over box.Y
            let p1 = Interval.derivative p

            struct (Interval.horner p1 box.X,
                    Interval.horner byControl box.X,
                    Interval.horner (Interval.derivative p1) box.X,
                    Interval.horner (Interval.derivative byControl) box.X)

        let plain (box: Box) =
            let struct (p, _) = over box.Y
            struct (Interval.horner p box.X, Interval.horner (Interval.derivative p) box.X)

        let values (box: Box) =
            let struct (f, g) = plain box

            if f.Sign <> 0 || g.Sign <> 0 then
                struct (f, g)
            else
                // By the middle and the slopes.
                let x, y = Interval.point box.X.Middle, Interval.point box.Y.Middle
                let struct (f0, g0) = plain { X = x; Y = y }
                let struct (fx, fy, gx, gy) = jacobian box
                let dx, dy = box.X - x, box.Y - y
                struct (Interval.meet f (f0 + fx * dx + fy * dy), Interval.meet g (g0 + gx * dx + gy * dy))

        { Values = values; Slopes = jacobian }

    /// Factors in x that occur twice for every parameter, x^2 say, would have all their zeros degenerate.
    let private distinct (f: Univariate[]) : Univariate[] =
        let _, parts = PolynomialGcd.squareFree (EnergyChart.bivariate f)

        parts
        |> List.filter (fun (p, _) -> Polynomial.degreeIn 0 p > 0)
        |> List.fold (fun p (f, _) -> Polynomial.multiply p f) (Polynomial.one EnergyChart.generators)
        |> Polynomial.coefficientsIn 0
        |> Array.map (fun c -> Univariate.OfCoefficients(Polynomial.denseRational 1 c))

    let private isConstant (f: Univariate[]) = f |> Array.forall (fun c -> c.Degree < 1)

    // Fine enough for all that is not degenerate in a higher degree.
    let private least = 1e-6
    let private finest = 1e-7

    let private zeros (steps: int) (range: Interval) (chart: EnergyChart) (f: Univariate[]) =
        let f = distinct f

        if f.Length < 3 || isConstant f then
            [], []
        else
            let x: Interval =
                { Low = (if chart.IsHalf then 0.0 else -1.0)
                  High = 1.0 }

            let found, undecided =
                PlaneZeros.find (max finest (least * range.Width)) steps (system f) { X = x; Y = range }
            // Beside the rectangle zeros are somebody else's.
            let isHere (z: PlaneZero) =
                z.Place.X.High >= x.Low
                && z.Place.X.Low <= 1.0
                && z.Place.Y.High >= range.Low
                && z.Place.Y.Low <= range.High
            List.filter isHere found, (undecided |> List.map _.Y)

    let private over (f: Univariate[]) (z: PlaneZero) =
        let p =
            f
            |> Array.map (fun c -> Interval.horner (c.Coefficients |> Array.map Interval.ofRational) z.Place.Y)

        Interval.horner p z.Place.X

    /// All of a chart for q in a range, after so many steps at most, and the parameters of rectangles that are left
    /// undecided.
    let ofChart (steps: int) (range: Interval) (chart: EnergyChart) : DegeneratePoint list * Interval list =
        let folds, open' = zeros steps range chart chart.Stationary
        let silent, open'' = zeros steps range chart chart.Correlation

        let point kind (z: PlaneZero) =
            { Chart = chart
              Kind = kind
              X = z.Place.X
              Q = z.Place.Y }

        (folds
         |> List.map (fun z -> point (if (over chart.Correlation z).Sign <> 0 then Fold else Unclassified) z))
        @ (silent |> List.map (point SilentSplit)),
        open' @ open''

    // ---- Ends of half charts, exactly -------------------------------------------------------------------------------------

    let private coefficient (p: Univariate[]) k = if k < p.Length then p[k] else Univariate.Zero

    /// Parameters at which something may part from the end x = 0 of a half chart: g or a has a root there.
    let endParameters (chart: EnergyChart) : AlgebraicNumber list =
        if not chart.IsHalf then
            []
        else
            [ coefficient chart.Stationary 0; coefficient chart.Correlation 0 ]
            |> List.filter (fun p -> not p.IsConstant)
            |> List.fold (*) Univariate.One
            |> fun p -> if p.IsConstant then [] else AlgebraicNumber.rootsUnfactored p

    /// What parts from the end at a parameter: exact signs decide. None if nothing has a root there.
    let atEnd (chart: EnergyChart) (q: AlgebraicNumber) : BifurcationKind option =
        let vanishes (p: Univariate) = AlgebraicNumber.signOf p q = 0
        let crosses (p: Univariate[]) = not (vanishes (Univariate.derivative (coefficient p 0))) && not (vanishes (coefficient p 1))
        let a, g = chart.Correlation, chart.Stationary

        if not chart.IsHalf then
            None
        else
            match vanishes (coefficient a 0), vanishes (coefficient g 0) with
            | false, false -> None
            | false, true -> Some(if crosses g then Pitchfork else Unclassified)
            | true, false -> Some(if crosses a then Pitchfork else Unclassified)
            // In a chart with the factor x, g vanishes with a.
            | true, true ->
                Some(
                    if chart.Lowest = 1 && crosses a && crosses g then
                        TwinPitchfork
                    else
                        Unclassified
                )
