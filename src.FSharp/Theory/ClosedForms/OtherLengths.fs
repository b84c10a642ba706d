namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// What the solution for trajectories of length T does on trajectories of another length.
[<RequireQualifiedAccess>]
module internal OtherLengths =
    /// The length T_1 that a solution for length T is tried on.
    let otherLength = Symbol.Of("T_1", Vocabulary.trajectoryLength.Assumptions)

    /// E on trajectories of length T_1 of a mode (b, u) that may know T, as the sum that it is.
    let energy (task: TaskDynamics) (b: Expr) (u: Expr) : Expr =
        let length = Canonical.symbol otherLength
        let longer = Substitution.symbol TaskDynamics.trajectoryLength length
        let mode = Mode.ofKind task.Setting.Modes

        longer (Energy.general task.Setting)
        |> Substitution.indexedSymbol
            (TaskDynamics.singularValueOf task.Setting.Modes)
            (TaskDynamics.formals task.Setting)
            (longer task.Formula)
        |> Substitution.symbols [ mode.Symbols[0], u; mode.Symbols[1], b; mode.Symbols[2], Canonical.one ]

    /// The same in closed form; zero exactly when the solution extrapolates.
    let error (task: TaskDynamics) (b: Expr) (u: Expr) : ClosedSum = energy task b u |> Expand.expand |> TaskSums.closeOrKeep

    // A number in the place of T is in the formula for good.
    let private isFixed (task: TaskDynamics) = task.Length.Node.IsNumber && task.KnowsLength

    let private fixedLength (task: TaskDynamics) =
        if isFixed task then
            [ Prose.say
                  $"T = {task.Length} stands in the formula here, which is continued to other lengths as a function of the step alone; leave T symbolic for a task that depends on it." ]
        else
            []

    let private letters = [ otherLength.Name, "the other trajectory length" ]
    let private title = "Extrapolation to other lengths"
    let private left = Formula.of' Quantity.energy (Letter otherLength.Name)

    let private ofSolution (task: TaskDynamics) (answer: ZeroLossAnswer) b u =
        let error = error task b u
        let zero = Oscillations.isZero error.Stable
        let needed = ZeroLossCases.needed [ b; u ]
        let place =
            match needed with
            | [] -> Prose.empty
            | _ ->
                let all = needed |> List.map (fun c -> Prose.say $"{c}") |> Prose.concat " and "
                Prose.say $" where {all}"
        let solution =
            let long = if answer.From > 1 then $" for T >= {answer.From}" else ""
            if isFixed task then
                Prose.say $"With T = {task.Length} in the formula, the solution"
            else
                Prose.words $"The solution{long}"

        let remark =
            match zero with
            | Proved _ -> Prose.say $"{solution} extrapolates{place}: it has no loss at any length `T_1`."
            | Refuted witness ->
                Prose.say $"{solution} does not extrapolate, parameters in general: its loss at length `T_1` is not zero ({witness})."
            | _ -> Prose.read "Whether the loss at length `T_1` vanishes is not decided."

        let equations =
            match zero with
            | Proved _ -> [ Equation.make "error" "" left Formula.zero "E at the solution on trajectories of length `T_1`" zero ]
            | _ -> TaskSums.equations "error" "" left error
            |> List.map (fun e -> Equation.where (List.distinct (needed @ e.Conditions)) e)

        Section.make
            "extrapolation"
            title
            equations
            (remark
             :: Prose.words "b and u are those of the solution for length T above."
             :: ZeroLossSection.leftOut answer
             @ fixedLength task
             @ TaskSums.remarks error)
        |> Section.explained letters

    let private ofAnyMode (task: TaskDynamics) (why: Prose list) =
        let mode = Mode.ofKind task.Setting.Modes
        let general = error task mode.B (mode.A *. mode.C)

        Section.make
            "extrapolation"
            title
            (TaskSums.equations "error" "" left general)
            (why
             @ Prose.read "The energy of any mode (a, b, c) on trajectories of length `T_1` is given."
               :: fixedLength task
             @ TaskSums.remarks general)
        |> Section.explained letters

    /// The section "extrapolation".
    let section (task: TaskDynamics) (answer: ZeroLossAnswer) =
        match answer.Decision with
        | Solved(b, u, _) -> ofSolution task answer b u
        | Undecided reason -> ofAnyMode task [ Prose.words $"Whether there is a solution without loss is not decided: {reason}." ]
        | Unsolvable _ -> ofAnyMode task (ZeroLossSection.absence answer)
        | Valueless _ -> ofAnyMode task [ Prose.words "The task has no value at some step." ]
        | _ -> ofAnyMode task [ Prose.words "Every b solves it without loss at this length." ]
