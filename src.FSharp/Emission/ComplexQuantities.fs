namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// What can be emitted for a task with complex modes: each mode z as the pair of real numbers z_re and z_im, the entries of a real 2x2
/// block (theory: Section 12).
[<RequireQualifiedAccess>]
module internal ComplexQuantities =
    let private mode = Mode.ofKind ComplexModes
    let private modes = [ mode.A; mode.B; mode.C ]
    let private two = Canonical.ofInt 2
    let private quantity = WrittenQuantity.make
    let private apart (e: Expr) = SeparateSums.asLoops mode.Symbols e
    let private real = List.map WrittenOutput.real
    let private parts = List.collect WrittenOutput.parts

    /// d/dz_re = d/dz + d/dconj(z) and d/dz_im = i (d/dz - d/dconj(z)), for each mode.
    let private byNumbers (e: Expr) : Expr list =
        [ for z in modes do
              let holomorphic, other = Derivative.by z e, Derivative.by (Energy.partner z) e
              holomorphic +. other
              Canonical.i *. (holomorphic -. other) ]

    let private entries prefix (rows: (Part * Expr) list list) =
        WrittenOutput.matrix prefix rows
        |> List.map (fun (name, (part, value)) ->
            { Name = name
              Part = part
              Value = value })

    // z_re' and z_im' are the parts of z', by whatever they are differentiated.
    let private jacobianRows (energy: Expr) =
        [ for velocity in GradientFlow.ofEnergy mode energy do
              let row = byNumbers velocity
              row |> List.map (fun e -> Part.Re, e)
              row |> List.map (fun e -> Part.Im, e) ]
        |> entries "jacobian"

    let private hessianRows (energy: Expr) =
        byNumbers energy
        |> List.map (fun slope -> byNumbers slope |> List.map (fun e -> Part.Re, e))
        |> entries "hessian"

    // Along v the real energy rises by sum v dE/dz + conj(v) dE/dconj(z); twice the derivative of that by conj(z) is the block H v.
    let private hessianVector (task: TaskDynamics) (energy: Expr) =
        let direction =
            mode.Symbols |> List.map (fun s -> WrittenQuantity.inputOf Vocabulary.complex task $"v_{s.Name}")

        let rise =
            List.map2
                (fun z v ->
                    let v = Canonical.symbol v
                    v *. Derivative.by z energy +. Energy.partner v *. Derivative.by (Energy.partner z) energy)
                modes
                direction
            |> Canonical.addAll

        [ for s, z in List.zip mode.Symbols modes -> $"(H v)_{s.Name}", two *. Derivative.by (Energy.partner z) rise ]
        |> parts
        |> quantity task "stability" "hessian-vector" (mode.Symbols @ direction)

    let private order = "Rows and columns are a_re, a_im, b_re, b_im, c_re, c_im."
    let private flowRemark = "The derivatives are by the learning time in units of tau."

    /// tau z' of the parts of a, b, c.
    let flow (task: TaskDynamics) (energy: Expr) =
        { quantity task "flow" "flow" mode.Symbols (parts (List.zip [ "a'"; "b'"; "c'" ] (GradientFlow.ofEnergy mode energy))) with
            Remarks = [ flowRemark ] }

    /// The derivatives of the flow by the six numbers.
    let jacobian (task: TaskDynamics) (energy: Expr) =
        { quantity task "flow" "jacobian" mode.Symbols (jacobianRows energy) with
            Remarks = [ order; flowRemark ] }

    /// The second derivatives of the energy by the six numbers.
    let hessian (task: TaskDynamics) (energy: Expr) =
        { quantity task "stability" "hessian" mode.Symbols (hessianRows energy) with
            Remarks = [ order ] }

    let private regularization energy = "regularization", Energy.effectiveRegularization mode energy

    /// The energy and its two terms; `plain` is the energy as a sum of squared moduli.
    let energy (task: TaskDynamics) (energy: Expr) (plain: Expr) =
        [ "energy", plain; "data", Energy.dataTerm mode energy; regularization energy ]
        |> real
        |> quantity task "energy" "energy" mode.Symbols

    /// A(b) in two parts, B(b) and the power of the task.
    let sums (task: TaskDynamics) (energy: Expr) =
        parts [ "A", Energy.correlationOf mode energy ]
        @ real [ "B", Energy.responsePowerOf mode energy; "sum(|d|^2)", Energy.taskPowerOf mode energy ]
        |> quantity task "closed-sums" "sums" [ mode.Symbols[1] ]

    /// The modes' power series in learning time to an order; frozen modes stay.
    let series (frozen: Symbol list) (order: int) (task: TaskDynamics) =
        { quantity
              task
              "flow"
              "series"
              mode.Symbols
              (parts
                  [ for n, coefficients in List.indexed (LearningSeries.complexCoefficients frozen order task) do
                        for s, e in List.zip mode.Symbols coefficients -> $"{s.Name}_{n + 1}", apart e ]) with
            Remarks = [ $"z(t + h*tau) = z + z_1*h + ... + z_{order}*h^{order} for z = a, b, c." ] }

    let private seriesOrder = 3

    let private recurrentSeries (order: int) (task: TaskDynamics) =
        let coefficients = LearningSeries.complexCoefficients [ mode.Symbols[0]; mode.Symbols[2] ] order task

        { quantity
              task
              "recurrent-series"
              "recurrent-series"
              mode.Symbols
              (parts [ for n, z in List.indexed coefficients -> $"b_{n + 1}", apart z[1] ]) with
            Remarks = [ $"b(t + h*tau) = b + b_1*h + ... + b_{order}*h^{order}, a and c frozen." ] }

    // At the best u the energy rises with b as if u were frozen: its slope is minus the flow of b there.
    let private reduced (task: TaskDynamics) (energy: Expr) (plain: Expr) =
        let best = Energy.correlationOf mode energy /. Energy.responsePowerOf mode energy
        let atBest = Substitution.symbols [ mode.Symbols[0], best; mode.Symbols[2], Canonical.one ]
        let slope = atBest (two *. Derivative.by (Energy.partner mode.B) energy)

        { quantity
              task
              "stationary"
              "reduced-energy"
              [ mode.Symbols[1] ]
              (parts [ "u*", best ]
               @ real [ "E*", atBest plain ]
               @ [ { Name = "dE*/db_re"
                     Part = Part.Re
                     Value = slope }
                   { Name = "dE*/db_im"
                     Part = Part.Im
                     Value = slope } ]) with
            Remarks = [ "u* is the best input-output mode for a recurrent mode b, E* the energy there." ] }

    let private extrapolation (task: TaskDynamics) =
        let make states (b: Expr) (u: Expr) remark =
            { quantity task "extrapolation" "extrapolation" states (real [ "E(T_1)", OtherLengths.energy task b u ]) with
                Parameters = WrittenQuantity.parametersOf task @ [ OtherLengths.otherLength.Name ]
                Remarks = [ remark ] }

        match ZeroLoss.decide task with
        | Solved(b, u, _) -> make [] b u "The energy at length T_1 of the mode that has no loss at length T."
        | _ -> make mode.Symbols mode.B (mode.A *. mode.C) "The energy of a mode at length T_1; no mode without loss at length T is known."

    let private tangentKernel (task: TaskDynamics) =
        let kernel = NeuralTangentKernel.aligned task.Setting
        let later = mode.Symbols |> List.map (fun s -> Vocabulary.complex (s.Name + "_1"))

        let make name states outputs remarks =
            { quantity task "kernel" name states outputs with
                Parameters = [ "T" ]
                Remarks = remarks }

        let realParts =
            List.map (fun output ->
                { WrittenOutput.real output with
                    Part = Part.Re })

        [ make
              "tangent-kernel"
              mode.Symbols
              (realParts
                  [ "k_1 + k_2", kernel.Trace
                    "k_1*k_2", kernel.Determinant
                    "k_1", fst kernel.Eigenvalues
                    "k_2", snd kernel.Eigenvalues ])
              [ "One aligned mode z on whitened data, the block of the kernel between z and z; k_1 and k_2 are its eigenvalues, which its conjugate has again." ]
          make
              "kernel-distance"
              (mode.Symbols @ later)
              (realParts [ "<K,K_1>", kernel.InnerProduct; "distance", kernel.Distance ])
              [ "One aligned mode z on whitened data at two learning times, (a, b, c) and (a_1, b_1, c_1): the block of the kernel between z and z alone, without the one between z and its conjugate, which the kernel of a real network has besides." ] ]

    /// Each row with the energy that it is made of; `plain` is a sum of squared moduli, whose value does not suffer where it is small.
    let rows: (TaskDynamics -> Expr -> Expr -> WrittenQuantity list) list =
        [ fun task _ _ -> [ quantity task "task" "task" (TaskDynamics.formals task.Setting) (parts [ "d", task.Formula ]) ]
          fun task written plain ->
              [ energy task written plain
                quantity task "regularization" "regularization" mode.Symbols (real [ regularization written ]) ]
          fun task energy _ -> [ flow task energy; jacobian task energy ]
          fun task _ _ -> [ series [] seriesOrder task ]
          fun task energy _ -> [ sums task energy ]
          fun task _ _ -> [ recurrentSeries 5 task ]
          fun task energy plain -> [ reduced task energy plain ]
          fun task energy _ -> [ hessian task energy; hessianVector task energy ]
          fun task _ _ -> [ extrapolation task ]
          fun task _ _ -> tangentKernel task ]
