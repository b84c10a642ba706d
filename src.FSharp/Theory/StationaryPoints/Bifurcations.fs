namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Where stationary points appear, vanish or pass through infinity as a parameter varies.
[<RequireQualifiedAccess>]
module internal Bifurcations =
    let private two = Rational.OfInt 2

    let private bifurcationLimit = 220

    let private univariateIn (k: int) (p: Polynomial) = Univariate.OfCoefficients(Polynomial.denseRational k p)

    let private minima (set: StationarySet) =
        match set with
        | Points(points, infinity, _, _) ->
            (points |> List.filter (fun p -> p.Kind = Minimum) |> List.length)
            + (if infinity.IsMinimum then 1 else 0),
            points.Length
        | AllSilent _
        | OneStep _ -> 0, 0

    /// Where two roots in x meet. Factors that occur twice for every q (x^2, say) have no say in that.
    let private discriminant (p: Univariate[]) =
        let _, parts = PolynomialGcd.squareFree (EnergyChart.bivariate p)

        let distinct =
            parts
            |> List.filter (fun (f, _) -> Polynomial.degreeIn 0 f > 0)
            |> List.fold (fun p (f, _) -> Polynomial.multiply p f) (Polynomial.one EnergyChart.generators)

        if Polynomial.degreeIn 0 distinct < 2 then
            Univariate.One
        else
            univariateIn 1 (Resultant.discriminant 0 distinct)

    let private degree (p: Univariate[]) = p |> Array.fold (fun d c -> max d c.Degree) 0

    /// q at which two stationary points meet, or one passes through an end of a chart: infinity, or a point of symmetry.
    let private candidates (chart: EnergyChart) : Result<AlgebraicNumber list, string> =
        let a, g = chart.Correlation, chart.Stationary
        let size = (2 * g.Length - 3) * degree g

        if g.Length < 2 || degree g = 0 then
            Result.Ok []
        elif size > bifurcationLimit then
            Result.Error $"the discriminant would have degree {size}, above {bifurcationLimit}"
        else
            // b = 0 and infinity, where 1 is no point of symmetry.
            let atOne (p: Univariate[]) =
                if chart.Folding = Reciprocal then
                    Array.fold (+) Univariate.Zero p
                else
                    Univariate.One

            [ discriminant g; discriminant a; g[0]; Array.last g; atOne g; a[0]; Array.last a; atOne a ]
            |> List.filter (fun p -> not p.IsConstant)
            |> List.map Univariate.squareFreePart
            |> List.fold (*) Univariate.One
            |> Univariate.squareFreePart
            |> AlgebraicNumber.rootsUnfactored
            |> Result.Ok

    // A step costs as much as a few polynomials of the chart, and long ones need more steps than anyone waits for.
    let private searchSteps (charts: EnergyChart list) =
        let longest = charts |> List.map _.Stationary.Length |> List.max |> max 1
        100_000_000 / (longest * longest) |> min 150_000

    /// Where stationary points meet for q in a range, and the parts of it in which that is not decided.
    let private degeneratePoints (charts: EnergyChart list) (range: Interval) =
        let points, undecided =
            charts |> List.map (DegeneratePoints.ofChart (searchSteps charts) range) |> List.unzip
        List.concat points, List.concat undecided

    let private toBifurcation (x: ControlProblem) value (below: Rational, above: Rational) kind b =
        match ControlProblem.setAt x below, ControlProblem.setAt x above with
        | Some before, Some after when kind = Passage || minima before <> minima after ->
            Some
                { Value = value
                  Kind = kind
                  B = b
                  MinimaBelow = fst (minima before)
                  MinimaAbove = fst (minima after)
                  StationaryBelow = snd (minima before)
                  StationaryAbove = snd (minima after) }
        | _ -> None

    // The first derivative that does not vanish is of odd order.
    let rec private changesSign (q: AlgebraicNumber) (p: Univariate) =
        let slope = Univariate.derivative p

        not p.IsConstant
        && AlgebraicNumber.signOf p q = 0
        && (AlgebraicNumber.signOf slope q <> 0 || changesSign q (Univariate.derivative slope))

    // Of A and of G, which is 2 A' B - A B' with B = 1 + b^2 + ..., but for a number. Where b and -b have one energy infinity is a symmetric
    // point, and what comes there in pairs is told by the number of points.
    let private leadingCoefficients (x: ControlProblem) (folding: Folding) =
        if folding = Squared then
            []
        else
            [ x.InPower[x.Steps - 1]; x.InPower[x.Steps - 2] ] |> List.filter (fun p -> not p.IsConstant)

    let private passesInfinity (x: ControlProblem) (charts: EnergyChart list) (q: AlgebraicNumber) =
        leadingCoefficients x charts.Head.Folding |> List.exists (changesSign q)

    /// What happens at q, by the exact signs at the ends of the charts and the points nearby that are proved by intervals.
    let private classify (charts: EnergyChart list) (q: AlgebraicNumber) =
        let narrow = AlgebraicNumber.refine (Rational.Pow(two, -60)) q
        let low, high = narrow.Interval.Lower.ToDouble(), narrow.Interval.Upper.ToDouble()
        let margin = 1e-6 * (1.0 + abs low)

        let ends =
            charts
            |> List.choose (fun c -> DegeneratePoints.atEnd c q |> Option.map (fun kind -> kind, EnergyChart.toB c 0.0))

        let inside =
            degeneratePoints
                charts
                { Low = low - margin
                  High = high + margin }
            |> fst
            |> List.filter (fun p -> p.Q.Low <= high && low <= p.Q.High)
            |> List.map (fun p -> p.Kind, EnergyChart.toB p.Chart p.X.Middle)

        match ends @ inside with
        | (kind, b) :: others when others |> List.forall (fun (k, _) -> k = kind) -> kind, Some b
        | _ -> Unclassified, None

    /// From the discriminant: all values, exactly.
    let private exactBifurcations (x: ControlProblem) charts (excluded: AlgebraicNumber list) (qs: AlgebraicNumber list) =
        let values =
            [ for q in List.filter (ControlProblem.isReal x) qs do
                  for sign in ControlProblem.signs x.Power -> TransitionDigits.ofPower x.Power sign q, q ]
            |> List.filter (fst >> ControlProblem.inRange x)

        let kindOf value =
            match values |> List.tryFind (fun (v, _) -> AlgebraicNumber.equal v value) with
            | Some(_, q) -> classify charts q
            | None -> Unclassified, None

        let all = ControlProblem.distinctSorted ((values |> List.map fst) @ excluded)

        List.zip all (ControlProblem.samplesBetween (ControlProblem.widened x) all |> List.pairwise)
        |> List.choose (fun (value, around) ->
            let passes =
                values |> List.exists (fun (v, q) -> AlgebraicNumber.equal v value && passesInfinity x charts q)

            toBifurcation x (Root value) around (if passes then Passage else Unclassified) None
            |> Option.map (fun found ->
                let kind, b = kindOf value

                match kind with
                | Unclassified when passes -> found
                | _ -> { found with Kind = kind; B = b }))

    /// From the points that are proved by intervals, and the exact ends; each value is then alone between two numbers.
    let private certifiedBifurcations (x: ControlProblem) (charts: EnergyChart list) (points: DegeneratePoint list) =
        let bounds sign (q: Interval) =
            let root (end': float) =
                TransitionDigits.ofPower x.Power sign (AlgebraicNumber.ofRational (Rational.OfDouble end'))
                |> AlgebraicNumber.refine (Rational.Pow(two, -70))

            let low, high = root q.Low, root q.High
            min low.Interval.Lower high.Interval.Lower, max low.Interval.Upper high.Interval.Upper

        let inside =
            [ for p in points do
                  if x.Power % 2 = 1 || p.Q.Low > 0.0 then
                      for sign in ControlProblem.signs x.Power -> bounds sign p.Q, p.Kind, EnergyChart.toB p.Chart p.X.Middle ]
            |> List.map (fun ((low, high), kind, b) -> low, high, Within(low, high), kind, b)

        let ends =
            [ for c in charts do
                  for q in DegeneratePoints.endParameters c do
                      match DegeneratePoints.atEnd c q with
                      | Some kind when ControlProblem.isReal x q ->
                          for sign in ControlProblem.signs x.Power do
                              let value = TransitionDigits.ofPower x.Power sign q |> AlgebraicNumber.refine (Rational.Pow(two, -60))
                              value.Interval.Lower, value.Interval.Upper, Root value, kind, EnergyChart.toB c 0.0
                      | _ -> () ]

        let passages =
            [ for p in leadingCoefficients x charts.Head.Folding do
                  for q in AlgebraicNumber.rootsUnfactored p do
                      if ControlProblem.isReal x q && changesSign q p then
                          for sign in ControlProblem.signs x.Power do
                              let value = TransitionDigits.ofPower x.Power sign q |> AlgebraicNumber.refine (Rational.Pow(two, -60))
                              value.Interval.Lower, value.Interval.Upper, Root value, Passage, infinity ]

        let found =
            inside @ ends @ passages
            |> List.filter (fun (low, high, _, _, _) -> high >= x.Low && low <= x.High)
            |> List.sortBy (fun (low, _, _, _, _) -> low)

        // The same value seen from two charts, or several points at one value.
        let merged =
            found
            |> List.fold
                (fun kept (low, high, value, kind, b) ->
                    match kept with
                    | (l, h, v, k, c) :: rest when low <= h -> (l, max h high, v, (if k = kind then k else Unclassified), c) :: rest
                    | _ -> (low, high, value, kind, b) :: kept)
                []
            |> List.rev

        let wide = ControlProblem.widened x
        let lows = merged |> List.map (fun (low, _, _, _, _) -> low)
        let highs = merged |> List.map (fun (_, high, _, _, _) -> high)

        // Close beside the value: in between may be ranges that are not decided.
        let beside (from: Rational) (until: Rational) = from + (until - from) * Rational.ofRatio 1 64
        let below = List.map2 beside lows (wide.Low :: highs |> List.truncate lows.Length)
        let above = List.map2 beside highs (List.skip 1 (lows @ [ wide.High ]))

        List.zip merged (List.zip below above)
        |> List.choose (fun ((_, _, value, kind, b), around) -> toBifurcation x value around kind (if kind = Passage then None else Some b))

    let private merge (intervals: Interval list) =
        intervals
        |> List.sortBy _.Low
        |> List.fold
            (fun (kept: Interval list) i ->
                match kept with
                | last :: rest when i.Low <= last.High ->
                    { last with
                        High = max last.High i.High }
                    :: rest
                | _ -> i :: kept)
            []
        |> List.rev

    /// A range of q in words, in the control.
    let private inControl (x: ControlProblem) (q: Interval) =
        let root (q: float) =
            let q = if x.Power % 2 = 0 then max 0.0 q else q
            float (sign q) * System.Math.Pow(abs q, 1.0 / float x.Power)

        let mirrored = if x.Power % 2 = 0 then " and their negatives" else ""
        let text (v: float) = v.ToString("G6", System.Globalization.CultureInfo.InvariantCulture)
        $"from {text (root q.Low)} to {text (root q.High)}{mirrored}"

    let find (x: ControlProblem) (charts: EnergyChart list) (excluded: AlgebraicNumber list) =
        match candidates (List.head charts) with
        | Result.Ok qs ->
            exactBifurcations x charts excluded qs,
            "all, from the discriminant of the stationary polynomial; each kind by the signs of derivatives there, exact or over an interval",
            true
        | Result.Error reason ->
            let low, high = ControlProblem.rangeOfPower x
            let points, undecided = degeneratePoints charts (Interval.between low high)
            let undecided = merge undecided
            let how = "by interval Newton steps, each point proved to exist and to be alone in its interval"
            let rest =
                if undecided.IsEmpty then
                    "and the rest of the range proved free of them"
                else
                    let ranges = undecided |> List.map (inControl x) |> String.concat ", "
                    $"and the rest of the range proved free of them but for {x.Control} {ranges}, where nothing is proved"

            certifiedBifurcations x charts points, $"{how}, {rest} ({reason})", undecided.IsEmpty

    /// The value of a bifurcation in double precision.
    let toDouble (b: Bifurcation) : float =
        match b.Value with
        | Root value -> AlgebraicNumber.toDouble value
        | Within(low, high) -> ((low + high) / two).ToDouble()
