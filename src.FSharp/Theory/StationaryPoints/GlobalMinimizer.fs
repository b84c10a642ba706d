namespace LrnnSymbolic.Theory

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra

/// What is proved of the global minimum for all parameters from Low to High.
[<NoEquality; NoComparison>]
type internal Phase =
    {
        Low: Rational
        High: Rational
        /// The lowest energies are on these branches, and nowhere else. Where there are several, the energies of any two of them
        /// cross at most once, and cross there with different slopes, or touch once without crossing. None: undecided.
        Branches: MinimumBranch list
    }

/// Where E* is lowest, followed through a range of a control parameter. Doubles suggest the branches; intervals prove them,
/// on ever smaller ranges.
[<RequireQualifiedAccess>]
module internal GlobalMinimizer =
    // ---- Suggestions, in doubles ------------------------------------------------------------------------------------

    let private horner (c: float[]) (x: float) =
        let mutable value = 0.0

        for k in c.Length - 1 .. -1 .. 0 do
            value <- value * x + c[k]

        value

    let private middles (c: Interval[]) = c |> Array.map _.Middle

    let private halve (f: float -> float) (low: float) (high: float) =
        let mutable low = low
        let mutable high = high

        for _ in 1..60 do
            let middle = 0.5 * (low + high)
            if f middle > 0.0 then low <- middle else high <- middle

        0.5 * (low + high)

    /// Coordinates where the gain seems to have a local maximum, from its slope on a grid.
    let private onGrid (c: ChartOver) : float list =
        let a, g = middles c.A, middles c.G
        let slope x = horner a x * horner g x
        let cells = 6 * c.A.Length + 40
        let start = if c.Chart.IsHalf then 0.0 else -1.0
        let point k = start + (float k + 0.037) * (1.0 - start) / float cells

        // Not at 0, which may be stationary for every parameter; a little beyond 1 and -1, where the charts meet.
        let grid =
            [ yield if c.Chart.IsHalf then 0.0 else -1.001
              for k in 0..cells do
                  yield point k ]

        [ if c.Chart.IsHalf && c.Chart.Lowest = 0 && slope 0.0 <= 0.0 then 0.0
          for x, y in List.pairwise grid do
              if slope x > 0.0 && slope y <= 0.0 then halve slope x y ]

    /// The same from all real roots, isolated at one parameter: dear, but it finds maxima and minima that are close together.
    let private fromRoots (middle: Rational) (c: ChartOver) : float list =
        let a, slope = middles c.A, middles c.GSlope
        let g = EnergyChart.at middle c.Chart.Stationary
        let least = if c.Chart.IsHalf then 0.0 else -1.001

        [ if c.Chart.IsHalf && c.Chart.Lowest = 0 && horner a 0.0 * horner (middles c.G) 0.0 <= 0.0 then
              0.0
          if not g.IsConstant then
              for root in AlgebraicNumber.rootsUnfactored g do
                  let x = AlgebraicNumber.toDouble root
                  if least <= x && x <= 1.001 && horner a x * horner slope x < 0.0 then x ]

    // ---- Proofs -----------------------------------------------------------------------------------------------------

    /// The gain rises, then falls over the interval, whatever the parameter: its only maximum there is one branch.
    let private isBranch (c: ChartOver) (x: Interval) =
        let sign = (ChartOver.correlation c x).Sign
        let rises (at: Interval) = sign * (ChartOver.stationary c at).Sign
        let fromEnd = c.Chart.IsHalf && x.Low <= 0.0

        let turnsOnce () =
            sign * (ChartOver.stationarySlope c x).Sign < 0
            && rises (Interval.point x.High) < 0
            && (fromEnd || rises (Interval.point x.Low) > 0)

        sign <> 0
        // With the factor x the sign of dr/dx is that of a g on x > 0 only.
        && (c.Chart.Lowest = 0 || x.Low > 0.0)
        && ((fromEnd && rises x < 0) || turnsOnce ())

    let private around (c: ChartOver) (parameter: Interval) (drift: float) (x: float) : MinimumBranch option =
        let within (radius: float) =
            let x: Interval = { Low = x - radius; High = x + radius }
            if c.Chart.IsHalf && x.Low < 0.0 then { x with Low = 0.0 } else x

        Seq.init 24 (fun k -> (min 0.02 (drift * parameter.Width) + 1e-9) * Math.Pow(2.0, float k))
        |> Seq.takeWhile (fun radius -> radius < 0.7)
        |> Seq.map within
        |> Seq.tryFind (isBranch c)
        |> Option.map (fun x -> { Chart = c.Chart; X = x })

    // dx/dq of the branch, for the first guess of a radius.
    let private driftOf (c: ChartOver) (parameter: Interval) (x: float) =
        let slope = (ChartOver.stationarySlope c (Interval.point x)).Middle
        let spread = (ChartOver.stationary c (Interval.point x)).Width
        if parameter.Width = 0.0 || slope = 0.0 then
            0.0
        else
            abs (spread / slope) / parameter.Width

    /// The same branch in the other chart, where it is a part of the line that needs no other proof.
    let private seenFrom (chart: EnergyChart) (branch: MinimumBranch) : Interval option =
        if branch.Chart.Coordinate = chart.Coordinate then
            Some branch.X
        elif branch.X.Low > 0.0 || branch.X.High < 0.0 then
            Some
                { Low = Math.BitIncrement(1.0 / branch.X.High)
                  High = Math.BitDecrement(1.0 / branch.X.Low) }
        else
            None

    let private isApart (x: Interval) (y: Interval) = x.High < y.Low || y.High < x.Low

    /// No lower energy outside the branches: a part of the chart has too little gain, or no stationary point.
    let private isCovered (c: ChartOver) (known: Interval list) (least: float) =
        let mutable budget = 4000

        // At the end of a half chart a minimum needs no stationary point.
        let endsThere (x: Interval) = c.Chart.IsHalf && x.Low <= 0.0

        let hasNone (x: Interval) =
            let g = (ChartOver.stationary c x).Sign

            g <> 0 && (not (endsThere x) || c.Chart.Lowest = 1 || g * (ChartOver.correlation c x).Sign > 0)

        let rec covered (x: Interval) (depth: int) =
            budget <- budget - 1

            budget > 0
            && (known |> List.exists (fun k -> k.Contains x)
                || (ChartOver.gain c x).High < least
                || hasNone x
                || (depth < 50
                    && (let middle = x.Middle in covered { x with High = middle } (depth + 1) && covered { x with Low = middle } (depth + 1))))

        let start = if c.Chart.IsHalf then 0.0 else -1.0
        covered { Low = start; High = 1.0 } 0

    // By chance the simplest number in a narrow interval has a large denominator.
    let private isSimple (q: Rational) = q.Denominator < System.Numerics.BigInteger 10000

    /// Two energies that touch at a simple number in the range, and of which the difference bends one way: they do not cross.
    let private onlyTouch (low: Rational, high: Rational) (x: ChartOver * MinimumBranch) (y: ChartOver * MinimumBranch) =
        let bend (c: ChartOver, b: MinimumBranch) = ChartOver.gainBend c b.X

        match bend x, bend y with
        | Some first, Some second when isApart first second ->
            let q = MinimumBranch.simplest low high
            isSimple q && MinimumBranch.touch q (snd x) (snd y)
        | _ -> false

    /// The branches of lowest energy for all parameters in an interval, proved; none if that fails.
    let private tryProve
        (charts: EnergyChart list)
        (suggest: ChartOver -> float list)
        (range: Rational * Rational)
        : MinimumBranch list option =
        let parameter = range ||> Interval.between
        let over = charts |> List.map (ChartOver.over parameter)
        let of' (chart: EnergyChart) = over |> List.find (fun c -> c.Chart.Coordinate = chart.Coordinate)

        let suggested =
            [ for c in over do
                  for x in suggest c do
                      c, x, ChartOver.gain c (Interval.point x) ]

        if suggested.IsEmpty then
            None
        else
            let least = suggested |> List.map (fun (_, _, gain) -> gain.Low) |> List.max

            // Where the charts meet a branch may be suggested twice.
            let distinct (branches: MinimumBranch list) (c: ChartOver, x: float) =
                let known =
                    branches |> List.exists (fun b -> seenFrom c.Chart b |> Option.exists (fun seen -> seen.Contains x))

                if known then
                    Some branches
                else
                    around c parameter (driftOf c parameter x) x |> Option.map (fun b -> b :: branches)

            let branches =
                (Some [], suggested |> List.filter (fun (_, _, gain) -> not (gain.High < least)))
                ||> List.fold (fun found (c, x, _) -> found |> Option.bind (fun found -> distinct found (c, x)))

            match branches with
            | Some branches when over |> List.forall (fun c -> isCovered c (branches |> List.choose (seenFrom c.Chart)) least) ->
                // A branch that is lower than another one throughout needs no slope.
                let gains = branches |> List.map (fun b -> b, ChartOver.gain (of' b.Chart) b.X)
                let best = gains |> List.map (fun (_, g) -> g.Low) |> List.max
                let left = gains |> List.filter (fun (_, g) -> not (g.High < best)) |> List.map fst
                let slopes = left |> List.map (fun b -> b, ChartOver.gainByControl (of' b.Chart) b.X)

                let crossOnceAtMost =
                    List.allPairs (List.indexed slopes) (List.indexed slopes)
                    |> List.forall (fun ((i, (x, first)), (j, (y, second))) ->
                        i >= j || isApart first second || onlyTouch range (of' x.Chart, x) (of' y.Chart, y))

                if crossOnceAtMost then Some left else None
            | _ -> None

    // After so many undecided ranges coarser ones are left undecided, so that a hopeless stretch ends.
    let private patience = 6

    // And after so many attempts at a proof nothing is halved any more.
    let private mostAttempts = 1000

    /// From low to high in ranges on each of which the lowest branches are proved, or undecided: those have been halved until
    /// they are narrower than `narrowest`, or, in long undecided stretches, than a multiple of it.
    let follow (charts: EnergyChart list) (narrowest: float) (low: Rational) (high: Rational) : Phase list =
        let found = List<Phase>()
        let mutable undecided = 0
        let mutable attempts = 0
        let mutable narrowest = narrowest
        // Below this width a failure may be the grid's.
        let rare = 1e-3 * (high - low).ToDouble()

        let rec go (low: Rational) (high: Rational) =
            attempts <- attempts + 1
            let parameter = Interval.between low high
            let middle = Rational.OfDouble parameter.Middle

            let proof =
                tryProve charts onGrid (low, high)
                |> Option.orElseWith (fun () ->
                    if parameter.Width < rare then
                        tryProve charts (fromRoots middle) (low, high)
                    else
                        None)

            match proof with
            | Some branches ->
                found.Add
                    { Low = low
                      High = high
                      Branches = branches }
            | None ->
                let width = (high - low).ToDouble()

                if width < narrowest || attempts > mostAttempts then
                    undecided <- undecided + 1
                    if undecided % patience = 0 then narrowest <- 8.0 * narrowest

                    found.Add
                        { Low = low
                          High = high
                          Branches = [] }
                else
                    // Off the middle, so that no end is a simple number, at which energies are often equal.
                    let split = Rational.OfDouble(low.ToDouble() + 0.4877 * width)
                    go low split
                    go split high

        go low high
        List.ofSeq found
