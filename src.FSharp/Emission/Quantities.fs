namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// All that can be emitted for a task, for either kind of outputs: one row for each quantity.
[<RequireQualifiedAccess>]
module Quantities =
    let private real (name: string) = Vocabulary.real name
    let private a, b, c = Mode.input, Mode.recurrent, Mode.output
    let private half = Canonical.number (Rational.ofRatio 1 2)
    let private square (e: Expr) = Canonical.power e (Canonical.ofInt 2)
    let private parameters (task: TaskDynamics) = WrittenQuantity.parametersOf task
    let private input (task: TaskDynamics) (name: string) = WrittenQuantity.input task name
    let private quantity (task: TaskDynamics) section name states outputs =
        WrittenQuantity.make task section name states (outputs |> List.map WrittenOutput.real)
    let private matrix prefix (rows: Expr list list) = WrittenOutput.matrix prefix rows

    let private inputOutput (task: TaskDynamics) (energy: Expr) =
        let time, u0 = input task "learningTime", input task "u_0"
        let filled =
            Substitution.symbols
                [ real "A", Energy.correlation energy
                  real "B", Energy.responsePower energy
                  real "t", Canonical.symbol time
                  real "u_0", Canonical.symbol u0 ]

        let make name states outputs remarks =
            { quantity task "input-output" name states outputs with
                Parameters = parameters task @ [ "tau" ]
                Remarks = remarks }

        let balanced solution =
            make
                "frozen-balanced"
                [ u0; b; time ]
                [ "u(t)", filled solution ]
                [ "b is frozen and a = c at the start, so that u_0 = a^2 >= 0; learningTime >= 0." ]

        // A task with nothing to learn has A = 0 for every b, where the solution for any start is not defined.
        if Canonical.isZero (Energy.correlation energy) then
            [ balanced InputOutputMode.uncorrelated ]
        else
            [ balanced StableInputOutput.balanced
              make
                  "frozen"
                  [ a; b; c; time ]
                  [ "u(t)", filled StableInputOutput.anyStart ]
                  [ "b is frozen; a and c are those of the start; learningTime >= 0." ] ]

    let private hessianVector (task: TaskDynamics) (energy: Expr) =
        let direction = Mode.state |> List.map (fun s -> input task $"v_{s.Name}")

        let slope =
            List.map2 (fun mode v -> Canonical.symbol v *. Derivative.by (Canonical.symbol mode) energy) Mode.state direction
            |> Canonical.addAll

        quantity
            task
            "stability"
            "hessian-vector"
            (Mode.state @ direction)
            [ for mode in Mode.state -> $"(H v)_{mode.Name}", Derivative.by (Canonical.symbol mode) slope ]

    // E(u*(b), b) as the energy itself at u = u*: a sum of squares where the energy is one.
    let private reduced (task: TaskDynamics) (energy: Expr) =
        let A, B = Energy.correlation energy, Energy.responsePower energy
        let best = A /. B
        let slope = Derivative.by Mode.b
        { quantity
              task
              "stationary"
              "reduced-energy"
              [ b ]
              [ "u*", best
                "E*", Substitution.symbols [ a, best; c, Canonical.one ] energy
                "dE*/db", half *. best *. (best *. slope B -. Canonical.ofInt 2 *. slope A) ] with
            Remarks = [ "u* is the best input-output mode for a recurrent mode b, E* the energy there." ] }

    let private tangentKernel (task: TaskDynamics) =
        let kernel = NeuralTangentKernel.aligned task.Setting
        let later = Mode.state |> List.map (fun s -> real (s.Name + "_1"))

        let make name states outputs remarks =
            { quantity task "kernel" name states outputs with
                Parameters = [ "T" ]
                Remarks = remarks }

        [ make
              "tangent-kernel"
              Mode.state
              [ "k_1 + k_2", kernel.Trace
                "k_1*k_2", kernel.Determinant
                "k_1", fst kernel.Eigenvalues
                "k_2", snd kernel.Eigenvalues ]
              [ "One aligned mode on whitened data; k_1 and k_2 are the kernel's eigenvalues." ]
          make
              "kernel-distance"
              (Mode.state @ later)
              [ "<K,K_1>", kernel.InnerProduct; "distance", kernel.Distance ]
              [ "One aligned mode on whitened data at two learning times, (a, b, c) and (a_1, b_1, c_1)." ] ]

    let private extrapolation (task: TaskDynamics) =
        let make states (b: Expr) (u: Expr) remark =
            { quantity task "extrapolation" "extrapolation" states [ "E(T_1)", (OtherLengths.error task b u).Stable ] with
                Parameters = parameters task @ [ OtherLengths.otherLength.Name ]
                Remarks = [ remark ] }

        match ZeroLoss.decide task with
        | Solved(b, u, _) -> make [] b u "The energy at length T_1 of the mode that has no loss at length T."
        | _ -> make Mode.state Mode.b (Mode.a *. Mode.c) "The energy of a mode at length T_1; no mode without loss at length T is known."

    let private recurrentSeries (order: int) (task: TaskDynamics) =
        let coefficients = LearningSeries.coefficients [ a; c ] order task

        { quantity
              task
              "recurrent-series"
              "recurrent-series"
              Mode.state
              [ for n, modes in List.indexed coefficients -> $"b_{n + 1}", modes[1] ] with
            Remarks = [ $"b(t + h*tau) = b + b_1*h + ... + b_{order}*h^{order}, a and c frozen." ] }

    let private seriesOrder = 3

    let private series (task: TaskDynamics) =
        { quantity
              task
              "flow"
              "series"
              Mode.state
              [ for n, modes in List.indexed (LearningSeries.coefficients [] seriesOrder task) do
                    for mode, e in List.zip Mode.state modes -> $"{mode.Name}_{n + 1}", e ] with
            Remarks = [ $"z(t + h*tau) = z + z_1*h + ... + z_{seriesOrder}*h^{seriesOrder} for z = a, b, c." ] }

    /// Each row with the energy that it is made of; `plain` is a sum of squares, whose value does not suffer where it is small.
    let private ofReal: (TaskDynamics -> Expr -> Expr -> WrittenQuantity list) list =
        [ fun task _ _ -> [ quantity task "task" "task" (TaskDynamics.formals task.Setting) [ "s", task.Formula ] ]
          fun task energy plain ->
              [ quantity
                    task
                    "energy"
                    "energy"
                    Mode.state
                    [ "energy", plain
                      "data", Energy.dataTerm Mode.real energy
                      "regularization", Energy.effectiveRegularization Mode.real energy ]
                quantity
                    task
                    "regularization"
                    "regularization"
                    Mode.state
                    [ "regularization", Energy.effectiveRegularization Mode.real energy ] ]
          fun task energy _ ->
              [ { quantity task "flow" "flow" Mode.state (List.zip [ "a'"; "b'"; "c'" ] (GradientFlow.ofEnergy Mode.real energy)) with
                    Remarks = [ "a', b', c' are the derivatives by the learning time in units of tau." ] }
                quantity task "flow" "jacobian" Mode.state (matrix "jacobian" (GradientFlow.jacobian energy)) ]
          fun task _ _ -> [ series task ]
          fun task energy _ ->
              [ quantity
                    task
                    "closed-sums"
                    "sums"
                    [ b ]
                    [ "A", Energy.correlation energy; "B", Energy.responsePower energy; "sum(s^2)", Energy.taskPower energy ] ]
          fun task energy _ -> inputOutput task energy
          fun task _ _ -> [ recurrentSeries 5 task ]
          fun task _ plain -> [ reduced task plain ]
          fun task energy _ ->
              [ quantity task "stability" "hessian" Mode.state (matrix "hessian" (GradientFlow.hessian energy))
                hessianVector task energy ]
          fun task _ _ -> [ extrapolation task ]
          fun task _ _ -> tangentKernel task ]

    let private rowsOf (task: TaskDynamics) =
        match task.Setting.Modes with
        | RealModes -> ofReal
        | ComplexModes -> ComplexQuantities.rows

    /// Every quantity as the theory writes it, its sums open.
    let ofTask (task: TaskDynamics) : WrittenQuantity list =
        let energy = Energy.ofTask task
        rowsOf task |> List.collect (fun row -> row task energy energy)

    // Real quantities may have sums of several terms yet; of complex ones the rows take them apart themselves, so that the energy stays
    // a sum of squared moduli.
    let private inLoops (task: TaskDynamics) (q: WrittenQuantity) =
        let apart (output: WrittenOutput) =
            { output with
                Value = SeparateSums.asLoops q.States output.Value }

        match task.Setting.Modes with
        | RealModes ->
            { q with
                Outputs = List.map apart q.Outputs }
        | ComplexModes -> q

    /// The quantities that are wanted with their programs, sums in a form. With complex modes only geometric sums of |b|^2 have a closed form: the rest
    /// stays loops.
    let programsOf (isWanted: WrittenQuantity -> bool) (form: SumForm) (task: TaskDynamics) : (WrittenQuantity * Program) list =
        let plain = Energy.ofTask task
        let energy = SeparateSums.inForm form (Mode.ofKind task.Setting.Modes).Symbols plain
        let sums = if form = Closed then energy else plain

        let remarked (q: WrittenQuantity) =
            if form = Closed && q.Name = "energy" && task.Setting.Modes = RealModes then
                { q with
                    Remarks =
                        q.Remarks
                        @ [ "The energy is a difference of its two terms here: where it is small, its error is relative to them." ] }
            else
                q

        rowsOf task
        |> List.collect (fun row -> row task energy sums)
        |> List.filter isWanted
        |> List.map remarked
        |> List.map (fun q -> q, WrittenQuantity.lower $"{task.Name} {q.Name}" task (inLoops task q))

    /// Every quantity with its program.
    let programs (form: SumForm) (task: TaskDynamics) : (WrittenQuantity * Program) list = programsOf (fun _ -> true) form task
