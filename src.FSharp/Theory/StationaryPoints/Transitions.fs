namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Where the point of lowest energy changes as one parameter of a task varies, exactly.
[<RequireQualifiedAccess>]
module Transitions =
    let private two = Rational.OfInt 2
    let private problem text = Result.Error(InputProblem text)

    /// The value of a transition to any number of decimals, correctly rounded.
    let toDecimal (digits: int) (value: TransitionValue) : string = TransitionDigits.toDecimal digits value

    let toDouble (value: TransitionValue) : float = TransitionDigits.toDouble value

    /// The value of a bifurcation in double precision.
    let bifurcationValue (b: Bifurcation) : float = Bifurcations.toDouble b

    // ---- States -----------------------------------------------------------------------------------------------------

    let private isInfinite (chart: EnergyChart) (x: AlgebraicNumber) =
        chart.Folding <> Reciprocal && chart.Coordinate = Far && AlgebraicNumber.sign x = 0

    /// The state on a branch at a rational parameter; `atZero` where the coordinate is known to be 0.
    let private state (x: ControlProblem) (p: Rational) (branch: MinimumBranch) (atZero: bool) : PhaseState =
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

    let private firstOrder (x: ControlProblem) (charts: EnergyChart list) (c: Crossing) : Transition list =
        // Narrow enough for all that is read off below.
        let c = Crossing.refine (Rational.Pow(two, -180)) c
        let exact = if x.IsRounded then None else Crossing.tryAlgebraic (List.head charts) c
        let below = c.Low
        let wide = if x.IsRounded then TransitionPiece.widen x c else c

        // Only q > 0 has real roots of even order.
        if x.Power % 2 = 0 && below.Sign <= 0 && c.High.Sign <= 0 then
            []
        else
            [ for sign in ControlProblem.signs x.Power do
                  let value =
                      match exact with
                      | Some q -> Exact(TransitionDigits.ofPower x.Power sign q)
                      | None when x.IsRounded -> TransitionDigits.enclosed x sign wide.Low wide.High
                      | None -> Certified(c, x.Power, sign)

                  let p = TransitionDigits.nearby value
                  let fixedOrNot (b: MinimumBranch) = state x p b false

                  let states = fixedOrNot c.From, fixedOrNot c.To

                  { Kind = FirstOrder
                    Value = value
                    From = fst states
                    To = snd states
                    Attained = not (System.Double.IsInfinity (fst states).B && System.Double.IsInfinity (snd states).B)
                    Ties = c.Ties |> List.map (fun b -> (fixedOrNot b).B) }
                  |> swapIf (sign < 0) ]

    /// Where a lowest branch reaches or leaves x = 0.
    let private atOrigin (x: ControlProblem) (pieces: TransitionPiece list) (chart: EnergyChart) : Transition list =
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
                      match pieces |> List.filter (TransitionPiece.touches q) with
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
                      for sign in ControlProblem.signs x.Power do
                          let value =
                              if x.IsRounded then
                                  let near = (AlgebraicNumber.refine x.Margin q).Interval
                                  TransitionDigits.enclosed x sign (near.Lower - x.Margin) (near.Upper + x.Margin)
                              else
                                  Exact(TransitionDigits.ofPower x.Power sign q)

                          let s = state x (TransitionDigits.nearby value) branch true

                          { Kind = (if chart.IsHalf then SecondOrder else ThroughInfinity)
                            Value = value
                            From = s
                            To = s
                            Attained = (chart.Folding = Reciprocal || chart.Coordinate = Near)
                            Ties = [] }
                  | _ -> () ]

    /// Around roots of G(0) of rounded values: undecided, unless its sign certainly changes there.
    let private uncertainOrigins (x: ControlProblem) (chart: EnergyChart) : TransitionPiece list =
        let g = if chart.Stationary.Length = 0 then Univariate.Zero else chart.Stationary[0]

        if not x.IsRounded || g.IsConstant || chart.Lowest = 1 || (not chart.IsHalf && chart.Coordinate = Near) then
            []
        else
            let slack = Rational.OfDouble(EnergyChart.slackOfStationary chart)
            let low, high = ControlProblem.rangeOfPower x

            [ for q in AlgebraicNumber.roots g do
                  if ControlProblem.contains q low high then
                      let near = (AlgebraicNumber.refine x.Margin q).Interval
                      let before, after = near.Lower - x.Margin, near.Upper + x.Margin
                      let isCertain at = (Univariate.evaluate g at).Abs > slack
                      let changes = Univariate.signAt g before <> Univariate.signAt g after
                      if not (isCertain before && isCertain after && changes) then Open(before, after) ]

    // ---- The whole --------------------------------------------------------------------------------------------------

    let private valueInRange (x: ControlProblem) (value: TransitionValue) =
        match value with
        | Exact p -> ControlProblem.inRange x p
        | Enclosed _
        | Certified _ -> let p = TransitionDigits.nearby value in x.Low <= p && p <= x.High

    let private vanishes (excluded: AlgebraicNumber list) (value: TransitionValue) =
        match value with
        | Exact p -> excluded |> List.exists (AlgebraicNumber.equal p)
        | Enclosed(low, high) -> excluded |> List.exists (fun e -> ControlProblem.contains e low high)
        | Certified _ -> false

    let private openRanges (x: ControlProblem) (pieces: TransitionPiece list) =
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
    let private excludedFrom (x: ControlProblem) =
        x.Correlation.ScaleNumerator
        :: x.Correlation.ScaleDenominator
        :: (x.Correlation.TaskPower |> Option.map snd |> Option.toList)
        |> List.filter (fun p -> not p.IsConstant)
        |> List.collect AlgebraicNumber.roots
        |> List.filter (ControlProblem.inRange x)
        |> ControlProblem.distinctSorted

    let private phasesBetween (x: ControlProblem) (breaks: AlgebraicNumber list) =
        [ for p in ControlProblem.samplesBetween x breaks do
              match ControlProblem.setAt x p with
              | Some set -> { Sample = p; Stationary = set }
              | None -> () ]

    let private analyse (control: Symbol) (energy: ReducedEnergy) (x: ControlProblem) : TransitionReport =
        let charts =
            EnergyChart.ofCorrelation x.InPower x.ResponsePower.Coefficients
            |> EnergyChart.withUncertainty x.Uncertainty
        let low, high = ControlProblem.rangeOfPower x
        let phases = GlobalMinimizer.follow charts (1e-8 * (high - low).ToDouble()) low high
        let pieces = List.collect (TransitionPiece.ofPhase x) phases @ List.collect (uncertainOrigins x) charts

        let excluded = excludedFrom x

        let transitions =
            [ for piece in pieces do
                  match piece with
                  | Change c -> yield! firstOrder x charts c
                  | _ -> ()
              for chart in charts do
                  yield! atOrigin x pieces chart ]
            |> List.filter (fun t -> valueInRange x t.Value && not (vanishes excluded t.Value))
            |> List.sortBy (fun t -> TransitionDigits.toDouble t.Value)

        let breaks =
            transitions
            |> List.map (fun t ->
                match t.Value with
                | Exact p -> p
                | Enclosed _
                | Certified _ -> AlgebraicNumber.ofRational (TransitionDigits.nearby t.Value))
            |> List.append excluded
            |> ControlProblem.distinctSorted

        let found, method, areAll =
            if x.IsRounded then
                [], "none: births and merges are looked for where all values are rational", false
            else
                Bifurcations.find x charts excluded

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
                  Folding = charts.Head.Folding
                  Correlation = x.InPower
                  Pieces = phases.Length
                  IsRounded = x.IsRounded } }

    let private unchanging (control: Symbol) energy (x: ControlProblem) remark : TransitionReport =
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

    let private reachesTooFar (x: ControlProblem) =
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
                    let power = ControlProblem.greatestPower correlation.Coefficients

                    let x =
                        { Control = control
                          Correlation = correlation
                          Power = max 1 power
                          InPower = correlation.Coefficients |> Array.map (ControlProblem.contract (max 1 power))
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
