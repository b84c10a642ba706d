namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// A stationary point in doubles, rounded from exact values.
[<NoComparison>]
type internal BranchPoint =
    { Control: float
      B: float
      U: float
      Energy: float
      IsGlobal: bool }

/// A curve of stationary points of one kind over the control parameter.
[<NoComparison>]
type internal BranchCurve =
    { Kind: StationaryKind
      Points: BranchPoint[] }

/// Everything that a bifurcation diagram shows.
[<NoComparison>]
type internal BranchDiagram =
    {
        Curves: BranchCurve list
        /// The control, and the limit of E* as |b| grows.
        Limit: (float * float) list
    }

/// The stationary points of a task at one value of its control parameter, with what a flow can do there.
[<NoEquality; NoComparison>]
type internal ControlSlice =
    { Control: Rational
      Numbers: ReducedNumbers
      Stationary: StationarySet
      Escapes: EscapeLaw list }

/// The curves of a bifurcation diagram.
[<RequireQualifiedAccess>]
module internal BranchDiagram =
    // Nothing but the common factor has the control in it.
    let private isFactor (correlation: ControlledCorrelation) = correlation.Coefficients |> Array.forall _.IsConstant

    // Narrow enough for doubles, so that no sample narrows it again.
    let private narrowed (set: StationarySet) =
        match set with
        | Points(points, infinity, origin, attained) ->
            let narrow (p: StationaryPoint) =
                { p with
                    B = AlgebraicNumber.refine (Rational.Pow(Rational.OfInt 2, -160)) p.B }

            Points(List.map narrow points, infinity, origin, attained)
        | AllSilent _
        | OneStep _ -> set

    // Where the control is a factor of the task, its points are those of the task without it, scaled.
    let private solver (power: Univariate) (correlation: ControlledCorrelation) : ReducedNumbers -> StationarySet =
        if isFactor correlation then
            let known = lazy (narrowed (StationaryPoints.ofNumbers (ReducedEnergy.unscaled power correlation)))

            fun numbers ->
                if numbers.Correlation.IsZero then
                    StationaryPoints.ofNumbers numbers
                else
                    StationaryPoints.rescaled numbers known.Value
        else
            StationaryPoints.ofNumbers

    /// The stationary points at any rational value of the control; none where the task has no value.
    let slice (report: TransitionReport) : Rational -> ControlSlice option =
        match ReducedEnergy.correlationIn (Some report.Control) report.Energy with
        | Result.Error _ -> fun _ -> None
        | Result.Ok correlation ->
            let power = ReducedEnergy.responsePower report.Energy
            let solve = solver power correlation

            fun value ->
                ReducedEnergy.numbersAt power correlation value
                |> Option.map (fun numbers ->
                    { Control = value
                      Numbers = numbers
                      Stationary = solve numbers
                      Escapes = EscapeLaw.ofNumbers numbers })

    /// How the growth and the limit of a law depend on the control; none where that has no exact form.
    let lawInControl (report: TransitionReport) (law: EscapeLaw) : (Expr * Expr) option =
        match ReducedEnergy.correlationIn (Some report.Control) report.Energy with
        | Result.Ok correlation -> EscapeLaw.inControl report.Control (ReducedEnergy.responsePower report.Energy) correlation law
        | Result.Error _ -> None

    let private bifurcationValues (report: TransitionReport) =
        let ofTransition (t: Transition) = Transitions.toDouble t.Value

        let births = report.Bifurcations |> List.map Transitions.bifurcationValue

        births @ (report.Transitions |> List.map ofTransition)

    // Evenly spaced values, and pairs close around each bifurcation, so that the curves that meet there are seen to meet.
    let private controls (count: int) (report: TransitionReport) : Rational list =
        let low, high = report.Range
        let width = high - low
        let even = [ for k in 0..count -> low + width * Rational.ofRatio k count ]

        let around (value: float) =
            [ for offset in [ 1e-3; 1e-5; 1e-7 ] do
                  for side in [ -1.0; 1.0 ] do
                      Rational.OfDouble(value + side * offset * width.ToDouble()) ]

        even @ (bifurcationValues report |> List.collect around)
        |> List.filter (fun p -> p >= low && p <= high)
        |> List.distinct
        |> List.sort

    let private pointsOf (slice: ControlSlice) =
        match slice.Stationary with
        | Points(points, _, _, _) -> points
        | _ -> []

    let private inDoubles (control: Rational) (p: StationaryPoint) : BranchPoint =
        { Control = control.ToDouble()
          B = AlgebraicNumber.toDouble p.B
          U = AlgebraicValue.toDouble p.U
          Energy = AlgebraicValue.toDouble p.Energy
          IsGlobal = p.IsGlobal }

    let private curves (report: TransitionReport) (slices: ControlSlice list) : BranchCurve list =
        let breaks = bifurcationValues report
        let signature (s: ControlSlice) = pointsOf s |> List.map _.Kind

        let continues (s: ControlSlice) (next: ControlSlice) =
            let from, until = s.Control.ToDouble(), next.Control.ToDouble()
            signature s = signature next
            && not (breaks |> List.exists (fun value -> from <= value && value <= until))

        let rec runs (slices: ControlSlice list) =
            match slices with
            | [] -> []
            | first :: rest ->
                match runs rest with
                | (next :: _ as run) :: others when continues first next -> (first :: run) :: others
                | others -> [ first ] :: others

        [ for run in runs slices do
              for rank, kind in List.indexed (signature run.Head) do
                  { Kind = kind
                    Points = [| for s in run -> inDoubles s.Control (List.item rank (pointsOf s)) |] } ]

    /// The diagram over the range of the report, at count + 1 evenly spaced values and close to its bifurcations. Between two
    /// neighbouring values without a bifurcation between them, points of the same rank belong to one curve.
    let trace (count: int) (report: TransitionReport) : BranchDiagram =
        let slices = controls count report |> List.choose (slice report)

        let limit (s: ControlSlice) =
            match s.Stationary with
            | Points(_, infinity, _, _) -> Some(s.Control.ToDouble(), infinity.Energy.ToDouble())
            | _ -> None

        { Curves = curves report slices
          Limit = slices |> List.choose limit }
