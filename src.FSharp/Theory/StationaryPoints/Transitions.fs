namespace LrnnSymbolic.Theory

open System.Numerics
open LrnnSymbolic.Algebra

/// How the point of lowest energy changes.
type TransitionKind =
    /// Two points have equal energies; b and u jump.
    | FirstOrder
    /// A symmetric point (b = 0 or infinity, b = 1 or -1) splits into two, or two merge in it; b and u are continuous.
    | SecondOrder
    /// b runs through infinity and comes back from the other side: continuous on the line with its point at infinity.
    | ThroughInfinity

/// The parameter value of a transition.
[<NoEquality; NoComparison>]
type TransitionValue =
    | Exact of AlgebraicNumber
    /// sign * q^(1/power) for the q of a crossing of which no polynomial was worked out; known to any number of digits.
    | Certified of Crossing * power: int * sign: int
    /// Of a task with irrational values: between two numbers that are as close as the digits that were asked for.
    | Enclosed of low: Rational * high: Rational

/// The point of lowest energy beside a transition, in doubles next to the exact values.
[<NoEquality; NoComparison>]
type PhaseState =
    {
        /// Infinite where the infimum is a limit.
        B: float
        U: float
        Energy: float
        /// A mirror image, at -b or at 1/b, has the same energy.
        IsPair: bool
    }

/// A value of the parameter at which the point of lowest energy changes.
[<NoEquality; NoComparison>]
type Transition =
    {
        Kind: TransitionKind
        Value: TransitionValue
        /// The lowest point just below and just above the value.
        From: PhaseState
        To: PhaseState
        /// Some point has the lowest energy at the value itself.
        Attained: bool
        /// b of other points with the same energy at the value, known where it is rational in the squared or plain parameter.
        Ties: float list
    }

/// The parameter value of a bifurcation.
[<NoEquality; NoComparison>]
type BifurcationValue =
    | Root of AlgebraicNumber
    /// Exactly one between the two numbers.
    | Within of low: Rational * high: Rational

/// A value at which stationary points appear, vanish or pass through infinity, and how many minima there are around.
[<NoEquality; NoComparison>]
type Bifurcation =
    {
        Value: BifurcationValue
        Kind: BifurcationKind
        /// b where that happens, or one of its mirror images; none where the kind is not classified.
        B: float option
        MinimaBelow: int
        MinimaAbove: int
        StationaryBelow: int
        StationaryAbove: int
    }

/// Between two transitions.
[<NoEquality; NoComparison>]
type PhaseSample =
    { Sample: Rational
      Stationary: StationarySet }

/// How the point of lowest energy was followed.
[<NoEquality; NoComparison>]
type Following =
    internal
        {
            /// The parameter of the proofs is q = control^Power.
            Power: int
            Frame: Frame
            /// A, by powers of b, with coefficients in q, but for a factor that b does not change.
            Correlation: Univariate[]
            /// Into how many pieces the range of q was cut.
            Pieces: int
            /// Irrational values were rounded, to so many decimals more than are shown.
            IsRounded: bool
        }

/// What happens to the points of lowest energy over a range of a parameter.
[<NoEquality; NoComparison>]
type TransitionReport =
    {
        Control: Symbol
        Range: Rational * Rational
        Energy: ReducedEnergy
        /// In increasing order; complete where Undecided is empty.
        Transitions: Transition list
        /// One sample inside each range between neighbouring transitions and excluded values, with all stationary points.
        Phases: PhaseSample list
        /// In increasing order; how they were found, and whether these are all.
        Bifurcations: Bifurcation list
        BifurcationMethod: string
        AreBifurcationsComplete: bool
        /// Values at which the task vanishes or has none.
        Excluded: AlgebraicNumber list
        /// Ranges of the parameter in which it is not decided where the energy is lowest.
        Undecided: (float * float) list
        Remarks: string list
        /// None where b does not depend on the control.
        Following: Following option
    }

/// Where the point of lowest energy changes as one parameter of a task varies, exactly.
[<RequireQualifiedAccess>]
module Transitions =
    let private two = Rational.OfInt 2
    let private problem text = Result.Error(InputProblem text)

    // ---- The parameter and its power --------------------------------------------------------------------------------

    /// The correlation as a polynomial in q = p^power, and what is needed to come back to p.
    [<NoEquality; NoComparison>]
    type private Problem =
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

    let private exponents (p: Univariate) =
        [ for k in 1 .. p.Degree do
              if not (p.Coefficient k).IsZero then k ]

    let private greatestPower (coefficients: Univariate[]) =
        coefficients
        |> Seq.collect exponents
        |> Seq.fold (fun g k -> int (BigInteger.GreatestCommonDivisor(BigInteger g, BigInteger k))) 0

    let private contract (m: int) (p: Univariate) = Univariate.OfCoefficients [ for k in 0..m .. p.Degree -> p.Coefficient k ]

    /// The range of q = p^m, a little wider, so that a transition at an end of the range of p is inside.
    let private rangeOfPower (x: Problem) =
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

    // ---- Pieces: which branch is lowest where -----------------------------------------------------------------------

    [<NoEquality; NoComparison>]
    type private Piece =
        | Lowest of low: Rational * high: Rational * MinimumBranch
        | Change of Crossing
        | Open of low: Rational * high: Rational

    // |A|/sqrt(B) is the product of the values with a vector of length 1 at most: an error of them changes it by no more. So gains keep
    // their order where their roots differ by more than twice the error; and sqrt(r) <= 1 + r.
    let private staysAhead (x: Problem) (q: Rational) (best: MinimumBranch) (other: MinimumBranch) =
        let least = two * x.Uncertainty

        let rec decide (bits: int) =
            let struct (a, b) = AlgebraicValue.enclose bits (MinimumBranch.gain q best)
            let struct (c, d) = AlgebraicValue.enclose bits (MinimumBranch.gain q other)

            if a - d > least * (two + b + d) then true
            elif b < c || bits > 8192 then false
            else decide (2 * bits)

        decide 128

    let private isBestAt (x: Problem) (q: Rational) (branches: MinimumBranch list) (best: MinimumBranch) =
        branches |> List.forall (fun b -> obj.ReferenceEquals(b, best) || staysAhead x q best b)

    /// A crossing of rounded values, so wide that the order at its ends holds for the true ones.
    let private widen (x: Problem) (c: Crossing) =
        let c = Crossing.refine x.Margin c
        { c with
            Low = c.Low - x.Margin
            High = c.High + x.Margin }

    let private exactPieces (phase: Phase) =
        match phase.Branches with
        | [] -> [ Open(phase.Low, phase.High) ]
        | [ single ] -> [ Lowest(phase.Low, phase.High, single) ]
        | branches ->
            match Crossing.ofPhase phase with
            | Result.Error _ -> [ Open(phase.Low, phase.High) ]
            | Result.Ok [] ->
                let best =
                    branches
                    |> List.reduce (fun x y ->
                        if AlgebraicValue.compare (MinimumBranch.gain phase.Low x) (MinimumBranch.gain phase.Low y) >= 0 then
                            x
                        else
                            y)

                [ Lowest(phase.Low, phase.High, best) ]
            | Result.Ok crossings ->
                [ Lowest(phase.Low, (List.head crossings).Low, (List.head crossings).From)
                  for c, next in List.pairwise crossings do
                      Change c
                      Lowest(c.High, next.Low, c.To)
                  let last = List.last crossings
                  Change last
                  Lowest(last.High, phase.High, last.To) ]

    let private piecesOf (x: Problem) (phase: Phase) =
        let pieces = exactPieces phase

        if not x.IsRounded || phase.Branches.Length < 2 then
            pieces
        else
            let holds piece =
                match piece with
                | Lowest _
                | Open _ -> true
                | Change c ->
                    let c = widen x c
                    isBestAt x c.Low phase.Branches c.From && isBestAt x c.High phase.Branches c.To

            let best piece =
                match piece with
                | Lowest(_, _, b) -> Some b
                | _ -> None
            let atEnd q piece = best piece |> Option.exists (isBestAt x q phase.Branches)

            if
                List.forall holds pieces
                && atEnd phase.Low (List.head pieces)
                && atEnd phase.High (List.last pieces)
            then
                pieces
            else
                [ Open(phase.Low, phase.High) ]

    // ---- Values -----------------------------------------------------------------------------------------------------

    let private ofPower (power: int) (sign: int) (q: AlgebraicNumber) =
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

    let private nearby (value: TransitionValue) : Rational =
        match value with
        | Exact x when (AlgebraicNumber.tryRational x).IsSome -> (AlgebraicNumber.tryRational x).Value
        | Enclosed(low, high) -> MinimumBranch.simplest low high
        | _ -> (Rational.tryParseDecimal (toDecimal 40 value)).Value

    /// sign * q^(1/power) for q between two numbers of one sign.
    let private enclosed (x: Problem) (sign: int) (low: Rational) (high: Rational) =
        let bounds q =
            (ofPower x.Power sign (AlgebraicNumber.ofRational q)
             |> AlgebraicNumber.refine (x.Margin / Rational.OfInt 16))
                .Interval

        let a, b = bounds low, bounds high
        Enclosed(min a.Lower b.Lower, max a.Upper b.Upper)

    // ---- States -----------------------------------------------------------------------------------------------------

    let private isInfinite (chart: EnergyChart) (x: AlgebraicNumber) =
        chart.Frame <> Reciprocal && chart.Coordinate = Far && AlgebraicNumber.sign x = 0

    /// The state on a branch at a rational parameter; `atZero` where the coordinate is known to be 0.
    let private state (x: Problem) (p: Rational) (branch: MinimumBranch) (atZero: bool) : PhaseState =
        let chart = branch.Chart
        let q = Rational.Pow(p, x.Power)
        let at =
            if atZero then
                AlgebraicNumber.ofRational Rational.Zero
            else
                MinimumBranch.coordinate q branch
        let scale =
            Univariate.evaluate x.Correlation.ScaleNumerator p
            / Univariate.evaluate x.Correlation.ScaleDenominator p
        let a = EnergyChart.at q x.InPower

        let taskPower =
            match ReducedEnergy.numbersAt x.ResponsePower x.Correlation p with
            | Some numbers -> numbers.TaskPower
            // A pole of the task: no transition is kept there.
            | None -> Rational.Zero

        let gain =
            AlgebraicValue.toDouble
                { MinimumBranch.gain q branch with
                    At = at }
        let b = EnergyChart.toB chart (AlgebraicNumber.toDouble at)

        let u =
            if isInfinite chart at then
                0.0
            else
                let near = Rational.OfDouble b
                (scale * Univariate.evaluate a near / Univariate.evaluate x.ResponsePower near).ToDouble()

        { B = b
          U = u
          Energy = (taskPower.ToDouble() - (scale * scale).ToDouble() * gain) / 2.0
          IsPair = chart.IsHalf && AlgebraicNumber.sign at <> 0 }

    let private swapIf (swap: bool) (t: Transition) = if swap then { t with From = t.To; To = t.From } else t

    // ---- Transitions ------------------------------------------------------------------------------------------------

    // The signs of p for which p^m = q.
    let private signs (power: int) = if power % 2 = 0 then [ 1; -1 ] else [ 1 ]

    let private firstOrder (x: Problem) (charts: EnergyChart list) (c: Crossing) : Transition list =
        // Narrow enough for all that is read off below.
        let c = Crossing.refine (Rational.Pow(two, -180)) c
        let exact = if x.IsRounded then None else Crossing.tryAlgebraic (List.head charts) c
        let below = c.Low
        let wide = if x.IsRounded then widen x c else c

        // Only q > 0 has real roots of even order.
        if x.Power % 2 = 0 && below.Sign <= 0 && c.High.Sign <= 0 then
            []
        else
            [ for sign in signs x.Power do
                  let value =
                      match exact with
                      | Some q -> Exact(ofPower x.Power sign q)
                      | None when x.IsRounded -> enclosed x sign wide.Low wide.High
                      | None -> Certified(c, x.Power, sign)

                  let p = nearby value
                  let fixedOrNot (b: MinimumBranch) = state x p b false

                  let states = fixedOrNot c.From, fixedOrNot c.To

                  { Kind = FirstOrder
                    Value = value
                    From = fst states
                    To = snd states
                    Attained = not (System.Double.IsInfinity (fst states).B && System.Double.IsInfinity (snd states).B)
                    Ties = c.Ties |> List.map (fun b -> (fixedOrNot b).B) }
                  |> swapIf (sign < 0) ]

    let private contains (q: AlgebraicNumber) (low: Rational) (high: Rational) =
        AlgebraicNumber.compare (AlgebraicNumber.ofRational low) q <= 0
        && AlgebraicNumber.compare q (AlgebraicNumber.ofRational high) <= 0

    let private touches (q: AlgebraicNumber) piece =
        match piece with
        | Lowest(low, high, _)
        | Open(low, high) -> contains q low high
        | Change c -> contains q c.Low c.High

    /// Where a lowest branch reaches or leaves x = 0.
    let private atOrigin (x: Problem) (pieces: Piece list) (chart: EnergyChart) : Transition list =
        let g = if chart.Stationary.Length = 0 then Univariate.Zero else chart.Stationary[0]

        if g.IsConstant || chart.Lowest = 1 || (not chart.IsHalf && chart.Coordinate = Near) then
            []
        else
            // Without a change of sign nothing changes.
            let odd =
                Factorization.factor g
                |> snd
                |> List.filter (fun (_, n) -> n % 2 = 1)
                |> List.collect (fst >> AlgebraicNumber.roots)

            [ for q in odd do
                  let isThere (branch: MinimumBranch) = branch.Chart.Coordinate = chart.Coordinate && branch.X.Contains 0.0

                  // On both sides: where another branch takes over just there, the lowest one comes to the origin and does not pass it.
                  let here =
                      match pieces |> List.filter (touches q) with
                      | Lowest(_, _, branch) :: others when
                          isThere branch
                          && others
                             |> List.forall (fun piece ->
                                 match piece with
                                 | Lowest(_, _, next) -> isThere next
                                 | Change _
                                 | Open _ -> false)
                          ->
                          Some branch
                      | _ -> None

                  match here with
                  | Some branch when x.Power % 2 = 1 || AlgebraicNumber.sign q > 0 ->
                      for sign in signs x.Power do
                          let value =
                              if x.IsRounded then
                                  let near = (AlgebraicNumber.refine x.Margin q).Interval
                                  enclosed x sign (near.Lower - x.Margin) (near.Upper + x.Margin)
                              else
                                  Exact(ofPower x.Power sign q)

                          let s = state x (nearby value) branch true

                          { Kind = (if chart.IsHalf then SecondOrder else ThroughInfinity)
                            Value = value
                            From = s
                            To = s
                            Attained = (chart.Frame = Reciprocal || chart.Coordinate = Near)
                            Ties = [] }
                  | _ -> () ]

    /// Around roots of G(0) of rounded values: undecided, unless its sign certainly changes there.
    let private uncertainOrigins (x: Problem) (chart: EnergyChart) : Piece list =
        let g = if chart.Stationary.Length = 0 then Univariate.Zero else chart.Stationary[0]

        if not x.IsRounded || g.IsConstant || chart.Lowest = 1 || (not chart.IsHalf && chart.Coordinate = Near) then
            []
        else
            let slack = Rational.OfDouble(EnergyChart.slackOfStationary chart)
            let low, high = rangeOfPower x

            [ for q in AlgebraicNumber.roots g do
                  if contains q low high then
                      let near = (AlgebraicNumber.refine x.Margin q).Interval
                      let before, after = near.Lower - x.Margin, near.Upper + x.Margin
                      let isCertain at = (Univariate.evaluate g at).Abs > slack
                      let changes = Univariate.signAt g before <> Univariate.signAt g after
                      if not (isCertain before && isCertain after && changes) then Open(before, after) ]

    // ---- Bifurcations -----------------------------------------------------------------------------------------------

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

    let private setAt (x: Problem) (p: Rational) =
        ReducedEnergy.numbersAt x.ResponsePower x.Correlation p |> Option.map StationaryPoints.ofNumbers

    /// Where two roots in x meet. Factors that occur twice for every q (x^2, say) have no say in that.
    let private discriminant (p: Univariate[]) =
        let _, parts = Polynomial.squareFree (EnergyChart.bivariate p)

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
                if chart.Frame = Reciprocal then
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

    /// A rational number between two numbers, the first one smaller, as simple as the intervals allow.
    let rec private between (x: AlgebraicNumber) (y: AlgebraicNumber) : Rational =
        let low, high = x.Interval.Upper, y.Interval.Lower

        if low < high then
            let third = (high - low) / Rational.OfInt 3
            MinimumBranch.simplest (low + third) (high - third)
        else
            let narrow (a: AlgebraicNumber) = AlgebraicNumber.refine (a.Interval.Width / Rational.OfInt 4) a
            between (narrow x) (narrow y)

    let private inRange (x: Problem) (p: AlgebraicNumber) = contains p x.Low x.High

    let private ends (x: Problem) = AlgebraicNumber.ofRational x.Low, AlgebraicNumber.ofRational x.High

    let private distinctSorted (numbers: AlgebraicNumber list) =
        numbers
        |> List.sortWith AlgebraicNumber.compare
        |> List.fold
            (fun kept n ->
                match kept with
                | last :: _ when AlgebraicNumber.compare last n = 0 -> kept
                | _ -> n :: kept)
            []
        |> List.rev

    /// A root of A or of G is infinite there.
    let private hasPointAtInfinity (x: Problem) (value: Rational) =
        match ReducedEnergy.numbersAt x.ResponsePower x.Correlation value with
        | Some numbers ->
            let coefficient lower = numbers.Correlation.Coefficient(numbers.Steps - 1 - lower)
            (coefficient 0).IsZero || (coefficient 1).IsZero
        | None -> false

    /// Samples between neighbours in the range, which are sorted and distinct; below and above the outermost too.
    let private samplesBetween (x: Problem) (numbers: AlgebraicNumber list) =
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

    // A step costs as much as a few polynomials of the chart, and long ones need more steps than anyone waits for.
    let private searchSteps (charts: EnergyChart list) =
        let longest = charts |> List.map _.Stationary.Length |> List.max |> max 1
        100_000_000 / (longest * longest) |> min 150_000

    /// Where stationary points meet for q in a range, and the parts of it in which that is not decided.
    let private degeneratePoints (charts: EnergyChart list) (range: Interval) =
        let points, undecided =
            charts |> List.map (DegeneratePoints.ofChart (searchSteps charts) range) |> List.unzip
        List.concat points, List.concat undecided

    let private toBifurcation (x: Problem) value (below: Rational, above: Rational) kind b =
        match setAt x below, setAt x above with
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

    let private isReal (x: Problem) (q: AlgebraicNumber) = x.Power % 2 = 1 || AlgebraicNumber.sign q > 0

    /// Values beyond the ends too, for a bifurcation just there.
    let private widened (x: Problem) =
        let outside = Rational.ofRatio 1 99991 * (x.High - x.Low)

        { x with
            Low = x.Low - outside
            High = x.High + outside }

    // The first derivative that does not vanish is of odd order.
    let rec private changesSign (q: AlgebraicNumber) (p: Univariate) =
        let slope = Univariate.derivative p

        not p.IsConstant
        && AlgebraicNumber.signOf p q = 0
        && (AlgebraicNumber.signOf slope q <> 0 || changesSign q (Univariate.derivative slope))

    // Of A and of G, which is 2 A' B - A B' with B = 1 + b^2 + ..., but for a number. Where b and -b have one energy infinity is a symmetric
    // point, and what comes there in pairs is told by the number of points.
    let private leadingCoefficients (x: Problem) (frame: Frame) =
        if frame = Squared then
            []
        else
            [ x.InPower[x.Steps - 1]; x.InPower[x.Steps - 2] ] |> List.filter (fun p -> not p.IsConstant)

    let private passesInfinity (x: Problem) (charts: EnergyChart list) (q: AlgebraicNumber) =
        leadingCoefficients x charts.Head.Frame |> List.exists (changesSign q)

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
    let private exactBifurcations (x: Problem) charts (excluded: AlgebraicNumber list) (qs: AlgebraicNumber list) =
        let values =
            [ for q in List.filter (isReal x) qs do
                  for sign in signs x.Power -> ofPower x.Power sign q, q ]
            |> List.filter (fst >> inRange x)

        let kindOf value =
            match values |> List.tryFind (fun (v, _) -> AlgebraicNumber.equal v value) with
            | Some(_, q) -> classify charts q
            | None -> Unclassified, None

        let all = distinctSorted ((values |> List.map fst) @ excluded)

        List.zip all (samplesBetween (widened x) all |> List.pairwise)
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
    let private certifiedBifurcations (x: Problem) (charts: EnergyChart list) (points: DegeneratePoint list) =
        let bounds sign (q: Interval) =
            let root (end': float) =
                ofPower x.Power sign (AlgebraicNumber.ofRational (Rational.OfDouble end'))
                |> AlgebraicNumber.refine (Rational.Pow(two, -70))

            let low, high = root q.Low, root q.High
            min low.Interval.Lower high.Interval.Lower, max low.Interval.Upper high.Interval.Upper

        let inside =
            [ for p in points do
                  if x.Power % 2 = 1 || p.Q.Low > 0.0 then
                      for sign in signs x.Power -> bounds sign p.Q, p.Kind, EnergyChart.toB p.Chart p.X.Middle ]
            |> List.map (fun ((low, high), kind, b) -> low, high, Within(low, high), kind, b)

        let ends =
            [ for c in charts do
                  for q in DegeneratePoints.endParameters c do
                      match DegeneratePoints.atEnd c q with
                      | Some kind when isReal x q ->
                          for sign in signs x.Power do
                              let value = ofPower x.Power sign q |> AlgebraicNumber.refine (Rational.Pow(two, -60))
                              value.Interval.Lower, value.Interval.Upper, Root value, kind, EnergyChart.toB c 0.0
                      | _ -> () ]

        let passages =
            [ for p in leadingCoefficients x charts.Head.Frame do
                  for q in AlgebraicNumber.rootsUnfactored p do
                      if isReal x q && changesSign q p then
                          for sign in signs x.Power do
                              let value = ofPower x.Power sign q |> AlgebraicNumber.refine (Rational.Pow(two, -60))
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

        let wide = widened x
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
    let private inControl (x: Problem) (q: Interval) =
        let root (q: float) =
            let q = if x.Power % 2 = 0 then max 0.0 q else q
            float (sign q) * System.Math.Pow(abs q, 1.0 / float x.Power)

        let mirrored = if x.Power % 2 = 0 then " and their negatives" else ""
        let text (v: float) = v.ToString("G6", System.Globalization.CultureInfo.InvariantCulture)
        $"from {text (root q.Low)} to {text (root q.High)}{mirrored}"

    let private bifurcations (x: Problem) (charts: EnergyChart list) (excluded: AlgebraicNumber list) =
        match candidates (List.head charts) with
        | Result.Ok qs ->
            exactBifurcations x charts excluded qs,
            "all, from the discriminant of the stationary polynomial; each kind by the signs of derivatives there, exact or over an interval",
            true
        | Result.Error reason ->
            let low, high = rangeOfPower x
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
    let bifurcationValue (b: Bifurcation) : float =
        match b.Value with
        | Root value -> AlgebraicNumber.toDouble value
        | Within(low, high) -> ((low + high) / two).ToDouble()

    // ---- The whole --------------------------------------------------------------------------------------------------

    let private valueInRange (x: Problem) (value: TransitionValue) =
        match value with
        | Exact p -> inRange x p
        | Enclosed _
        | Certified _ -> let p = nearby value in x.Low <= p && p <= x.High

    let private vanishes (excluded: AlgebraicNumber list) (value: TransitionValue) =
        match value with
        | Exact p -> excluded |> List.exists (AlgebraicNumber.equal p)
        | Enclosed(low, high) -> excluded |> List.exists (fun e -> contains e low high)
        | Certified _ -> false

    let private openRanges (x: Problem) (pieces: Piece list) =
        let merge (found: (Rational * Rational) list) piece =
            match found, piece with
            // A decided range between two wider undecided ones is no news.
            | (low, high) :: rest, Open(a, b) when a - high <= (high - low) + (b - a) -> (low, b) :: rest
            | _, Open(a, b) -> (a, b) :: found
            | _ -> found

        let root (q: Rational) =
            let v = q.ToDouble()
            if x.Power = 1 then
                v
            else
                float (sign v) * System.Math.Pow(abs v, 1.0 / float x.Power)

        pieces
        |> List.fold merge []
        |> List.rev
        |> List.map (fun (a, b) -> root a, root b)
        |> List.filter (fun (_, b) -> x.Power % 2 = 1 || b > 0.0)

    // Values at which the task vanishes or has none.
    let private excludedFrom (x: Problem) =
        x.Correlation.ScaleNumerator
        :: x.Correlation.ScaleDenominator
        :: (x.Correlation.TaskPower |> Option.map snd |> Option.toList)
        |> List.filter (fun p -> not p.IsConstant)
        |> List.collect AlgebraicNumber.roots
        |> List.filter (inRange x)
        |> distinctSorted

    let private phasesBetween (x: Problem) (breaks: AlgebraicNumber list) =
        [ for p in samplesBetween x breaks do
              match setAt x p with
              | Some set -> { Sample = p; Stationary = set }
              | None -> () ]

    let private analyse (control: Symbol) (energy: ReducedEnergy) (x: Problem) : TransitionReport =
        let charts =
            EnergyChart.ofCorrelation x.InPower x.ResponsePower.Coefficients
            |> EnergyChart.withUncertainty x.Uncertainty
        let low, high = rangeOfPower x
        let phases = GlobalMinimizer.follow charts (1e-8 * (high - low).ToDouble()) low high
        let pieces = List.collect (piecesOf x) phases @ List.collect (uncertainOrigins x) charts

        let excluded = excludedFrom x

        let transitions =
            [ for piece in pieces do
                  match piece with
                  | Change c -> yield! firstOrder x charts c
                  | _ -> ()
              for chart in charts do
                  yield! atOrigin x pieces chart ]
            |> List.filter (fun t -> valueInRange x t.Value && not (vanishes excluded t.Value))
            |> List.sortBy (fun t -> toDouble t.Value)

        let breaks =
            transitions
            |> List.map (fun t ->
                match t.Value with
                | Exact p -> p
                | Enclosed _
                | Certified _ -> AlgebraicNumber.ofRational (nearby t.Value))
            |> List.append excluded
            |> distinctSorted

        let found, method, areAll =
            if x.IsRounded then
                [], "none: births and merges are looked for where all values are rational", false
            else
                bifurcations x charts excluded

        { Control = control
          Range = x.Low, x.High
          Energy = energy
          Transitions = transitions
          Phases = phasesBetween x breaks
          Bifurcations = found
          BifurcationMethod = method
          AreBifurcationsComplete = areAll
          Excluded = excluded
          Undecided = openRanges x pieces
          Remarks = []
          Following =
            Some
                { Power = x.Power
                  Frame = charts.Head.Frame
                  Correlation = x.InPower
                  Pieces = phases.Length
                  IsRounded = x.IsRounded } }

    let private unchanging (control: Symbol) energy (x: Problem) remark : TransitionReport =
        let excluded = excludedFrom x

        { Control = control
          Range = x.Low, x.High
          Energy = energy
          Transitions = []
          Phases = phasesBetween x excluded
          Bifurcations = []
          BifurcationMethod = "b does not depend on the parameter"
          AreBifurcationsComplete = true
          Excluded = excluded
          Undecided = []
          Remarks = [ remark ]
          Following = None }

    let private parameterNames (task: TaskDynamics) = TaskDynamics.parameters task |> List.map _.Name |> String.concat ", "

    // Twice the binary digits of the margin, and some for what the range and the degree do to an error.
    let private bitsOf (digits: int) = 8 * digits + 512

    let private uncertaintyIn (low: Rational) (high: Rational) (errors: Univariate) =
        let size = Rational.ofRatio 11 10 * (Rational.One + max low.Abs high.Abs)
        // k + 1: a bound of the derivative by the parameter too.
        Seq.fold
            (fun sum k -> sum + Rational.OfInt(k + 1) * errors.Coefficient k * Rational.Pow(size, k))
            Rational.Zero
            (seq { 0 .. errors.Degree })

    // Where the squares of energies are still far within the range of doubles, in which branches are proposed and intervals calculate.
    let private greatestCoefficient = Rational.Pow(Rational.OfInt 10, 60)

    let private reachesTooFar (x: Problem) =
        let furthest = Rational.One + Rational.Pow(max x.Low.Abs x.High.Abs, x.Power)

        let size (p: Univariate) =
            Seq.fold (fun sum k -> sum + (p.Coefficient k).Abs * Rational.Pow(furthest, k)) Rational.Zero (seq { 0 .. p.Degree })

        furthest > greatestCoefficient || x.InPower |> Array.exists (fun p -> size p > greatestCoefficient)

    /// The phase transitions of a task in one of its parameters between low and high, both included; T and all other parameters
    /// have rational values. Errors: no such parameter, other symbols left, a task that is not rational in the parameter.
    /// Where values are irrational transitions are enclosed to so many decimals.
    let findTo
        (digits: int)
        (control: string)
        (low: Rational, high: Rational)
        (task: TaskDynamics)
        : Result<TransitionReport, InputProblem> =
        match TaskDynamics.parameters task |> List.tryFind (fun s -> s.Name = control) with
        | None when (TaskDynamics.parameters task).IsEmpty ->
            problem $"{control} is not a parameter of {task.Name}, which has none left to vary"
        | None -> problem $"{control} is not a parameter of {task.Name}; its parameters are {parameterNames task}"
        | Some _ when low >= high -> problem $"the range of {control} must have its low end first, not {low}:{high}"
        | Some symbol ->
            ReducedEnergy.ofTask task
            |> Result.bind (fun energy ->
                ReducedEnergy.correlationTo (bitsOf digits) (Some symbol) energy
                |> Result.bind (fun correlation ->
                    let power = greatestPower correlation.Coefficients

                    let x =
                        { Control = control
                          Correlation = correlation
                          Power = max 1 power
                          InPower = correlation.Coefficients |> Array.map (contract (max 1 power))
                          ResponsePower = ReducedEnergy.responsePower energy
                          Steps = energy.Steps
                          Low = low
                          High = high
                          Uncertainty = uncertaintyIn low high correlation.Uncertainty
                          Margin = Rational.Pow(two, -(4 * digits + 40)) }

                    if reachesTooFar x then
                        problem
                            $"the range of {control} reaches too far: A has a coefficient above 10^60 at an end of it, where energies leave the range of numbers; take a narrower one"
                    elif correlation.Coefficients |> Array.forall _.IsZero then
                        Result.Ok(unchanging symbol energy x "Every s_t is zero: there is nothing to learn.")
                    elif energy.Steps = 1 then
                        Result.Ok(unchanging symbol energy x "T = 1: b has no influence.")
                    elif power = 0 && correlation.ScaleNumerator.IsConstant && correlation.ScaleDenominator.IsConstant then
                        Result.Ok(unchanging symbol energy x $"{control} has no influence: no s_t within the trajectory contains it.")
                    elif power = 0 then
                        Result.Ok(
                            unchanging
                                symbol
                                energy
                                x
                                $"{control} multiplies every s_t by the same factor: it scales u and the energy, and b stays where it is."
                        )
                    else
                        Result.Ok(analyse symbol energy x)))

    /// The same, with values of 30 decimals where they are not exact.
    let find control range task = findTo 30 control range task
