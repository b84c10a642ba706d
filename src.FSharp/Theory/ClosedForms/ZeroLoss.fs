namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Why a task has no solution without loss.
[<NoEquality; NoComparison>]
type Failure =
    {
        /// The first step, counted back from the last, at which s_t = u b^(T-t) fails for the b and u that the last two steps ask for.
        Step: Expr
        /// s_t - u b^(T-t) there, not zero.
        Mismatch: Expr
        /// Why the mismatch is not zero.
        Witness: string
    }

/// Does a mode with s_t = u b^(T-t) for all t exist (theory: Appendix F)?
[<NoEquality; NoComparison>]
type ZeroLoss =
    /// At b and u = a c.
    | Solved of b: Expr * u: Expr * Verdict
    /// Every s_t is zero: u = 0 with any b.
    | Silent
    /// One step alone: u = s_1 with any b.
    | SingleStep of u: Expr
    | Unsolvable of Failure
    | Undecided of reason: string

/// The zero-loss test: s is geometric in t, decided exactly.
[<RequireQualifiedAccess>]
module ZeroLoss =
    let private T = Mode.T
    let private one = Canonical.one
    let private at (step: Expr) (task: TaskDynamics) =
        let formals = TaskDynamics.formals task.Setting

        match task.Setting.Outputs, formals with
        // For every output, step n back from the output step t: s_{t,t-n}; the place of T is taken by t.
        | Every, [ _; i ] -> Substitution.symbol i step task.Formula
        | _ -> Substitution.symbols [ List.head formals, step ] task.Formula

    /// The last counted step: T (a number where it is given), or t.
    let private last (task: TaskDynamics) =
        match task.Setting.Outputs with
        | Last -> task.Length
        | Every -> Mode.t

    let private valueAt (task: TaskDynamics) (step: Expr) = at step task |> Substitution.symbol TaskDynamics.trajectoryLength task.Length

    let private simplified (e: Expr) =
        try
            Oscillations.factored e
        with UnsupportedOperation _ ->
            e

    // s_t = u b^(T-t) for a symbolic step t below T, without brackets in it.
    let private symbolic (task: TaskDynamics) =
        let final = last task
        let u = valueAt task final
        let before = valueAt task (final -. one)

        if Oscillations.isZero u |> _.IsProved then
            None
        else
            let b = simplified (before /. u)
            let step = Mode.i
            let mismatch = valueAt task step -. u *. Canonical.power b (final -. step)

            // Where every output counts, one b and one u must serve all output steps.
            let isConstant e = task.Setting.Outputs = Last || Properties.isFreeOf Mode.outputStep e

            match Oscillations.isZero mismatch with
            | Proved reason when isConstant b && isConstant u -> Some(Solved(b, u, Proved reason))
            | _ -> None

    // Is an expression without brackets not zero, for certain? An exact witness, or a value in doubles far above any rounding error.
    let private witness (e: Expr) =
        match Oscillations.isZero e with
        | Refuted reason -> Some reason
        | Proved _ -> None
        | _ ->
            match Oscillations.witness e with
            | Some exact -> Some exact
            | None ->
                let random = System.Random 3
                let names = Properties.freeSymbols e |> Array.map _.Name

                let attempt _ =
                    let values = names |> Array.map (fun name -> name, 0.25 + random.NextDouble())

                    match Evaluation.toDouble (Evaluation.pointOf values) e with
                    | Ok x when System.Double.IsFinite x && abs x > 1e-6 ->
                        let at = values |> Array.map (fun (name, v) -> $"{name} = {v:F3}") |> String.concat ", "
                        Some $"about {x:G4} at {at}"
                    | _ -> None

                Seq.init 20 attempt |> Seq.tryPick id

    // All steps of a numeric T, one by one, from the last.
    let private stepwise (task: TaskDynamics) (steps: int) =
        let value k = valueAt task (Canonical.ofInt k) |> simplified
        let isZero e = (Oscillations.isZero e).IsProved
        let u = value steps

        if Seq.forall (fun k -> isZero (value k)) (seq { 1..steps }) then
            Silent
        elif steps = 1 then
            SingleStep u
        elif isZero u then
            // b^0 = 1, so the last step asks for u = 0, and then every step is 0.
            let first = Seq.find (fun k -> not (isZero (value k))) (seq { steps - 1 .. -1 .. 1 })
            Unsolvable
                { Step = Canonical.ofInt first
                  Mismatch = value first
                  Witness = "the last value is zero, so u = 0" }
        else
            let b = simplified (value (steps - 1) /. u)
            let mismatch k = value k -. u *. Canonical.power b (Canonical.ofInt (steps - k))

            match Seq.tryFind (fun k -> not (isZero (mismatch k))) (seq { steps - 2 .. -1 .. 1 }) with
            | None -> Solved(b, u, Proved $"each of the {steps} steps, exactly")
            | Some k ->
                let difference = mismatch k

                match witness difference with
                | Some reason ->
                    Unsolvable
                        { Step = Canonical.ofInt k
                          Mismatch = simplified difference
                          Witness = reason }
                | None -> Undecided $"whether {Infix.print difference} is zero is not known"

    let private numericLength (task: TaskDynamics) =
        match task.Length.Node with
        | Number q -> q.TryInt
        | _ -> ValueNone

    // With T symbolic and no proof for all T, small T show where it fails; the place is given relative to T where it moves with T.
    let private sampled (task: TaskDynamics) =
        let outcomes =
            [ for steps in 3..8 ->
                  steps,
                  stepwise
                      { task with
                          Length = Canonical.ofInt steps }
                      steps ]

        let failures =
            outcomes
            |> List.choose (fun (steps, outcome) ->
                match outcome with
                | Unsolvable f ->
                    match f.Step.Node with
                    | Number q ->
                        q.TryInt
                        |> function
                            | ValueSome k -> Some(steps, k, f)
                            | ValueNone -> None
                    | _ -> None
                | _ -> None)

        if failures.Length = outcomes.Length then
            let fromEnd = failures |> List.map (fun (steps, k, _) -> steps - k) |> List.distinct
            let fromStart = failures |> List.map (fun (_, k, _) -> k) |> List.distinct

            match fromEnd, fromStart with
            | [ back ], _ ->
                let step = T -. Canonical.ofInt back
                let u, before = valueAt task T, valueAt task (T -. one)
                let mismatch = valueAt task step -. u *. Canonical.power (before /. u) (T -. step)
                let _, _, f = List.last failures
                Unsolvable
                    { f with
                        Step = step
                        Mismatch = mismatch }
            | _, [ k ] ->
                let _, _, f = List.last failures
                Unsolvable { f with Step = Canonical.ofInt k }
            | _ -> Undecided "no solution for T = 3 to 8, but the failing step moves with T"
        else
            let solved =
                outcomes
                |> List.filter (fun (_, o) ->
                    match o with
                    | Solved _ -> true
                    | _ -> false)
            let open' =
                outcomes
                |> List.tryPick (fun (_, o) ->
                    match o with
                    | Undecided reason -> Some reason
                    | _ -> None)

            match open' with
            | Some reason -> Undecided reason
            | None when solved.Length = outcomes.Length -> Undecided "solvable for each T from 3 to 8; not proved for every T"
            | None -> Undecided "solvable for some T from 3 to 8 only"

    /// Decides the task. T symbolic: for every T from 2.
    let decide (task: TaskDynamics) : ZeroLoss =
        let isTabulated = (Properties.contains (TaskDynamics.singularValueOf task.Setting.Modes) task.Formula)

        try
            match task.Setting.Outputs, numericLength task with
            | _ when isTabulated -> Undecided "the values of s_t are not known; give a formula"
            | Last, ValueSome steps when steps <= 64 -> stepwise task steps
            | _ ->
                match symbolic task with
                | Some solution -> solution
                | None when task.Setting.Outputs = Every -> Undecided "s_{t,i} is not proved to be u b^(t-i) with u free of t"
                | None when (Oscillations.isZero (valueAt task Mode.i)).IsProved -> Silent
                | None -> sampled task
        with
        | UndefinedExpression reason
        | UnsupportedOperation reason -> Undecided reason

    /// The length T' that a solution for length T is tried on.
    let otherLength = Symbol.Of("T_1", Vocabulary.trajectoryLength.Assumptions)

    /// E on trajectories of length T_1 of a mode (b, u) that may know T; zero exactly when the solution extrapolates.
    let extrapolationError (task: TaskDynamics) (b: Expr) (u: Expr) : ClosedSum =
        let length = Canonical.symbol otherLength
        let longer = Substitution.symbol TaskDynamics.trajectoryLength length
        let mode = Mode.ofKind task.Setting.Modes

        longer (Energy.general task.Setting)
        |> Substitution.indexedSymbol
            (TaskDynamics.singularValueOf task.Setting.Modes)
            (TaskDynamics.formals task.Setting)
            (longer task.Formula)
        |> Substitution.symbols [ mode.Symbols[0], u; mode.Symbols[1], b; mode.Symbols[2], Canonical.one ]
        |> Expand.expand
        |> TaskSums.closeOrKeep

    // For which parameters the step would not fail.
    let private vanishing (mismatch: Expr) =
        try
            match Oscillations.factors mismatch with
            | [] -> [ "It fails for all values of the parameters." ]
            | factors ->
                let zeros = factors |> List.map (fun (factor, _) -> $"{Infix.print factor} = 0") |> String.concat " or "
                [ $"That step fails unless {zeros}." ]
        with UnsupportedOperation _ ->
            []

    // What a task that is not known must satisfy: neighbours in one ratio, for 1 < t < T and values that are not 0.
    let private condition (task: TaskDynamics) =
        match task.Setting.Outputs with
        | Every -> []
        | Last ->
            let value shift = valueAt task (Mode.t +. Canonical.ofInt shift)
            [ Equation.derived
                  "condition"
                  ""
                  ("0", "0")
                  (value -1 *. value 1 -. Canonical.power (value 0) (Canonical.ofInt 2))
                  "values other than 0 are geometric when this holds for each t from 2 to T - 1"
              |> Equation.where
                  [ { Left = value 0
                      Right = Canonical.zero
                      Equal = false } ] ]

    /// The section "zero-loss".
    let section (task: TaskDynamics) =
        let equation name (left: string) right rule verdict = Equation.make name "" (left, left) right rule verdict

        let value = (TaskDynamics.singularValueOf task.Setting.Modes).Name
        let left, right, latex =
            match task.Setting.Outputs with
            | Last -> $"{value}[t]", "u*b^(T - t)", $"{value}_t - u b^{{T-t}}"
            | Every -> $"{value}[t, i]", "u*b^(t - i)", $"{value}_{{t,i}} - u b^{{t-i}}"

        let equations, remarks =
            match decide task with
            | Solved(b, u, verdict) ->
                [ equation "b" "b" b "the ratio of the last two values" verdict
                  equation "u" "u" u "the last value, as b^0 = 1" verdict ],
                [ $"{left} = {right} for every step: a mode with these b and u = ac has no loss." ]
            | Silent ->
                [ equation "u" "u" Canonical.zero "every value is zero" Equation.byConstruction ], [ "The task is zero: u = 0 with any b." ]
            | SingleStep u -> [ equation "u" "u" u "T = 1" Equation.byConstruction ], [ "One step: u = s_1 with any b." ]
            | Unsolvable f ->
                [ Equation.make
                      "mismatch"
                      ""
                      ($"{left} - {right}", latex)
                      (simplified f.Mismatch)
                      $"at t = {Infix.print f.Step}, with b and u from the last two steps"
                      (Proved $"it is not zero: {f.Witness}") ],
                [ $"No mode is without loss: {value} is not geometric. The first step from the end that fails is t = {Infix.print f.Step} ({f.Witness})."
                  yield! vanishing f.Mismatch ]
            | Undecided reason -> condition task, [ $"Not decided: {reason}." ]

        Section.make "zero-loss" "Solutions without loss" equations remarks

    // A number in the place of T is in the formula for good.
    let private fixedLength (task: TaskDynamics) =
        match task.Length.Node with
        | Number _ when not (Properties.freeSymbols task.Formula |> Array.isEmpty) ->
            [ $"T = {Infix.print task.Length} stands in the formula here, which is continued to other lengths as a function of the step alone; where the task itself depends on T, leave T symbolic." ]
        | _ -> []

    /// The section "extrapolation".
    let extrapolationSection (task: TaskDynamics) =
        let left = "energy(T_1)", "E(T_1)"

        match decide task with
        | Solved(b, u, _) ->
            let error = extrapolationError task b u
            let zero = Oscillations.isZero error.Stable

            let remark =
                match zero with
                | Proved _ -> "The solution extrapolates: it has no loss at any length T_1."
                | Refuted witness -> $"The solution does not extrapolate: its loss at length T_1 is not zero ({witness})."
                | _ -> "Whether the loss at length T_1 vanishes is not decided."

            let equations =
                match zero with
                | Proved _ -> [ Equation.make "error" "" left Canonical.zero "E at the solution on trajectories of length T_1" zero ]
                | _ -> TaskSums.equations "error" "" left error

            Section.make "extrapolation" "Extrapolation to other lengths" equations (remark :: fixedLength task @ TaskSums.remarks error)
        | decision ->
            let why =
                match decision with
                | Undecided reason -> $"Whether there is a solution without loss is not decided: {reason}"
                | Silent
                | SingleStep _ -> "Every b solves it without loss at this length"
                | _ -> "There is no solution without loss"
            let mode = Mode.ofKind task.Setting.Modes
            let general = extrapolationError task mode.B (mode.A *. mode.C)
            Section.make
                "extrapolation"
                "Extrapolation to other lengths"
                (TaskSums.equations "error" "" left general)
                ($"{why}; the energy of any mode (a, b, c) on trajectories of length T_1 is given."
                 :: fixedLength task
                 @ TaskSums.remarks general)
