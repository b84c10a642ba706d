namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// What can be compiled of one mode, as a function of the modes (a, b, c); complex modes are their real and imaginary parts.
[<RequireQualifiedAccess>]
type Quantity =
    /// tau (a', b', c').
    | Flow
    /// The energy, its data-driven term and its effective regularization.
    | Energy
    /// A(b) and B(b), through which alone a task enters its flow.
    | Sums
    /// The derivatives of the flow, row by row.
    | Jacobian
    /// The second derivatives of the energy, row by row.
    | Hessian
    /// The Hessian times a direction (v_a, v_b, v_c), which follows the modes in the state: one pass, without the matrix.
    | HessianVector
    /// The derivatives of tau (a', b', c') by the task's parameters, a row for each number of the state, a column for each of the
    /// parameters; T, which is whole, and others that are have none.
    | FlowByParameters

/// How many numbers something is.
[<RequireQualifiedAccess>]
type internal ValueShape =
    /// A real number, whatever the modes are.
    | Real
    /// A number of the modes' kind: two where they are complex.
    | Mode
    /// One of the modes' kind for each of a, b, c.
    | State
    /// The numbers of a state by the numbers of a state, row by row.
    | Matrix
    /// The numbers of a state by those of the task's parameters, row by row.
    | ByParameters
    /// One of the modes' kind for each order of a series, or one for each of a, b, c.
    | Series of order: int * each: ValueShape

/// A part of a quantity that has a name of its own.
[<NoEquality; NoComparison>]
type internal QuantityValue =
    {
        Name: string
        Shape: ValueShape
        /// False for what is the same at every point: a kernel, which is called at many, leaves it out.
        VariesWithState: bool
        /// Is it by the learning time, in units of tau?
        IsRate: bool
    }

/// What a quantity is written from. Both energies are the task's: `Plain` is a sum of squares, whose value does not suffer where it is
/// small; `Energy` may have its sums in closed form, and is differentiated.
[<NoEquality; NoComparison>]
type internal TaskEnergy =
    { Task: TaskDynamics
      Mode: Mode
      Energy: Expr
      Plain: Expr }

/// A row of the catalogue.
[<NoEquality; NoComparison>]
type internal QuantityRow =
    {
        Name: string
        /// What it is, in a sentence.
        About: string
        /// The section of the derivation that it belongs to; none for what is compiled when it is asked for, and is in no source of a
        /// section.
        Section: string option
        Modes: ModeKind list
        Values: QuantityValue list
        /// None where the task has no such quantity.
        Write: TaskEnergy -> WrittenQuantity option
    }

/// The catalogue of all that is computed of a task: one row for each quantity, which every back end and every command reads.
[<RequireQualifiedAccess>]
module Quantities =
    let private two = Canonical.ofInt 2
    let private half = Canonical.number (Rational.ofRatio 1 2)
    let private real = List.map WrittenOutput.real
    let private isComplex (mode: Mode) = (mode.Kind = ComplexModes)

    // ---- Numbers of either kind -----------------------------------------------------------------------------------------------

    /// Each value as its numbers.
    let private numbers (mode: Mode) = if isComplex mode then List.collect WrittenOutput.parts else real

    // d/dz_re = d/dz + d/dconj(z) and d/dz_im = i (d/dz - d/dconj(z)).
    let private byNumbers (mode: Mode) (variables: Expr list) (e: Expr) : Expr list =
        [ for z in variables do
              if isComplex mode then
                  let holomorphic, other = Derivative.by z e, Derivative.by (Energy.partner z) e
                  holomorphic +. other
                  Canonical.i *. (holomorphic -. other)
              else
                  Derivative.by z e ]

    let private modes (mode: Mode) = [ mode.A; mode.B; mode.C ]

    let private entries prefix (rows: (Part * Expr) list list) =
        [ for name, (part, value) in WrittenOutput.matrix prefix rows ->
              { Name = name
                Part = part
                Value = value } ]

    let private tagged part = List.map (fun e -> part, e)

    // z_re' and z_im' are the parts of z', by whatever they are differentiated.
    let private flowBy (mode: Mode) (variables: Expr list) (energy: Expr) : (Part * Expr) list list =
        [ for velocity in GradientFlow.ofEnergy mode energy do
              let row = byNumbers mode variables velocity

              if isComplex mode then
                  tagged Part.Re row
                  tagged Part.Im row
              else
                  tagged Part.All row ]

    let private hessianRows (mode: Mode) (energy: Expr) =
        let part = if isComplex mode then Part.Re else Part.All
        [ for slope in byNumbers mode (modes mode) energy -> tagged part (byNumbers mode (modes mode) slope) ]

    // Along v a real energy rises by sum v dE/dz, of complex z by sum v dE/dz + conj(v) dE/dconj(z); twice the derivative of that by
    // conj(z) is the block H v.
    let private hessianVector (written: TaskEnergy) =
        let mode = written.Mode
        let direction =
            mode.Symbols
            |> List.map (fun s -> WrittenQuantity.inputOf (Mode.vocabulary mode.Kind) written.Task $"v_{s.Name}")

        let along (z: Expr) (v: Symbol) =
            let v = Canonical.symbol v
            let rise = v *. Derivative.by z written.Energy

            if isComplex mode then
                rise +. Energy.partner v *. Derivative.by (Energy.partner z) written.Energy
            else
                rise

        let slope = List.map2 along (modes mode) direction |> Canonical.addAll
        let factor = if isComplex mode then two else Canonical.one

        direction, [ for s, z in List.zip mode.Symbols (modes mode) -> $"(H v)_{s.Name}", factor *. Derivative.by (Energy.partner z) slope ]

    // ---- Series -------------------------------------------------------------------------------------------------------------------

    // Of complex modes the terms are taken apart here, so that an energy beside them stays a sum of squared moduli.
    let private coefficients (frozen: Symbol list) (order: int) (written: TaskEnergy) : Expr list list =
        if isComplex written.Mode then
            LearningSeries.complexCoefficients frozen order written.Task
            |> List.map (List.map (SeparateSums.asLoops written.Mode.Symbols))
        else
            LearningSeries.coefficients frozen order written.Task

    let private seriesOutputs (frozen: Symbol list) (order: int) (written: TaskEnergy) =
        numbers
            written.Mode
            [ for n, coefficients in List.indexed (coefficients frozen order written) do
                  for s, e in List.zip written.Mode.Symbols coefficients -> $"{s.Name}_{n + 1}", e ]

    let private seriesOrder = 3
    let private recurrentOrder = 5

    // ---- Energies and sums ----------------------------------------------------------------------------------------------------------

    let private regularization (written: TaskEnergy) = "regularization", Energy.effectiveRegularization written.Mode written.Energy

    let private correlation (written: TaskEnergy) = Energy.correlationOf written.Mode written.Energy
    let private responsePower (written: TaskEnergy) = Energy.responsePowerOf written.Mode written.Energy

    // At the best u the energy is a sum of squares where it is one, and rises with b as if u were frozen.
    let private reduced (written: TaskEnergy) =
        let mode = written.Mode
        let atBest best = Substitution.symbols [ mode.Symbols[0], best; mode.Symbols[2], Canonical.one ]

        if isComplex mode then
            let best = correlation written /. responsePower written
            let slope = atBest best (two *. Derivative.by (Energy.partner mode.B) written.Energy)
            let slopes = WrittenOutput.parts ("dE*/db", slope)
            numbers mode [ "u*", best ] @ real [ "E*", atBest best written.Plain ] @ slopes
        else
            let A, B = Energy.correlation written.Plain, Energy.responsePower written.Plain
            let best = A /. B
            let slope = Derivative.by mode.B
            real [ "u*", best; "E*", atBest best written.Plain; "dE*/db", half *. best *. (best *. slope B -. two *. slope A) ]

    // ---- u(t) -------------------------------------------------------------------------------------------------------------------------

    let private learningTime (task: TaskDynamics) = WrittenQuantity.input task "learningTime"
    let private start (task: TaskDynamics) = WrittenQuantity.input task "u_0"

    let private filled (written: TaskEnergy) (solution: Expr) =
        Substitution.symbols
            [ Vocabulary.real "A", correlation written
              Vocabulary.real "B", responsePower written
              Vocabulary.real "t", Canonical.symbol (learningTime written.Task)
              Vocabulary.real "u_0", Canonical.symbol (start written.Task) ]
            solution

    // A task with nothing to learn has A = 0 for every b, where the solution for any start is not defined.
    let private hasNothingToLearn (written: TaskEnergy) = Canonical.isZero (correlation written)

    // ---- Rows ---------------------------------------------------------------------------------------------------------------------------

    let private either = [ RealModes; ComplexModes ]
    let private byKind (mode: Mode) (ofReal: 'a) (ofComplex: 'a) = if isComplex mode then ofComplex else ofReal

    let private value name shape =
        { Name = name
          Shape = shape
          VariesWithState = true
          IsRate = false }

    let private rate name shape = { value name shape with IsRate = true }

    let private row name section modes values about (write: TaskEnergy -> Symbol list * WrittenOutput list * string list) =
        { Name = name
          About = about
          Section = section
          Modes = modes
          Values = values
          Write =
            fun written ->
                let states, outputs, remarks = write written

                Some
                    { WrittenQuantity.make written.Task (Option.defaultValue name section) name states outputs with
                        Remarks = remarks } }

    /// The same with other parameters than T and the task's.
    let private withParameters (parameters: TaskDynamics -> string list) (row: QuantityRow) =
        { row with
            Write =
                fun written ->
                    row.Write written
                    |> Option.map (fun q ->
                        { q with
                            Parameters = parameters written.Task }) }

    let private unless (isSo: TaskEnergy -> bool) (row: QuantityRow) =
        { row with
            Write = fun written -> if isSo written then None else row.Write written }

    let private more (names: string list) (task: TaskDynamics) = WrittenQuantity.parametersOf task @ names
    let private order (mode: Mode) = byKind mode [] [ "Rows and columns are a_re, a_im, b_re, b_im, c_re, c_im." ]

    let private inUnitsOfTau (mode: Mode) =
        byKind
            mode
            "a', b', c' are the derivatives by the learning time in units of tau."
            "The derivatives are by the learning time in units of tau."

    let private laterModes (mode: Mode) = mode.Symbols |> List.map (fun s -> Mode.vocabulary mode.Kind (s.Name + "_1"))
    // Real, but written with complex numbers.
    let private realParts (mode: Mode) outputs =
        [ for output in real outputs ->
              { output with
                  Part = byKind mode Part.All Part.Re } ]

    let private extrapolation (written: TaskEnergy) =
        let mode = written.Mode

        let energy (b: Expr) (u: Expr) =
            if isComplex mode then
                OtherLengths.energy written.Task b u
            else
                (OtherLengths.error written.Task b u).Stable

        match ZeroLoss.decide written.Task with
        | Solved(b, u, _) -> [], real [ "E(T_1)", energy b u ], [ "The energy at length T_1 of the mode that has no loss at length T." ]
        | _ ->
            mode.Symbols,
            real [ "E(T_1)", energy mode.B (mode.A *. mode.C) ],
            [ "The energy of a mode at length T_1; no mode without loss at length T is known." ]

    let private tangentKernel (written: TaskEnergy) =
        let kernel = NeuralTangentKernel.aligned written.Task.Setting

        written.Mode.Symbols,
        realParts
            written.Mode
            [ "k_1 + k_2", kernel.Trace
              "k_1*k_2", kernel.Determinant
              "k_1", fst kernel.Eigenvalues
              "k_2", snd kernel.Eigenvalues ],
        [ byKind
              written.Mode
              "One aligned mode on whitened data; k_1 and k_2 are the kernel's eigenvalues."
              "One aligned mode z on whitened data, the block of the kernel between z and z; k_1 and k_2 are its eigenvalues, which its conjugate has again." ]

    let private kernelDistance (written: TaskEnergy) =
        let kernel = NeuralTangentKernel.aligned written.Task.Setting

        written.Mode.Symbols @ laterModes written.Mode,
        realParts written.Mode [ "<K,K_1>", kernel.InnerProduct; "distance", kernel.Distance ],
        [ byKind
              written.Mode
              "One aligned mode on whitened data at two learning times, (a, b, c) and (a_1, b_1, c_1)."
              "One aligned mode z on whitened data at two learning times, (a, b, c) and (a_1, b_1, c_1): the block of the kernel between z and z alone, without the one between z and its conjugate, which the kernel of a real network has besides." ]

    // T aside, which is whole, and what else is.
    let private differentiable (task: TaskDynamics) = TaskDynamics.parameters task |> List.filter (fun s -> s.Assumptions.Domain <> Integer)

    let private flowByParameters (written: TaskEnergy) =
        let symbols = differentiable written.Task
        let rows = flowBy written.Mode (symbols |> List.map Canonical.symbol) written.Energy

        let named =
            [ for velocity, row in List.zip (numbers written.Mode [ for s in written.Mode.Symbols -> $"{s.Name}'", Canonical.zero ]) rows do
                  for parameter, (part, e) in List.zip (symbols |> List.collect WrittenQuantity.numbersOf) row ->
                      { Name = $"d({velocity.Name})/d({parameter})"
                        Part = part
                        Value = e } ]

        written.Mode.Symbols, named, [ inUnitsOfTau written.Mode ]

    /// Every row, in reading order.
    let internal catalogue: QuantityRow list =
        let scalar name = value name ValueShape.Real
        let number name = value name ValueShape.Mode

        [ row "task" (Some "task") either [ number "value" ] "The singular value s_t of the task, or its eigenvalue d_t." (fun e ->
              let name = byKind e.Mode "s" "d"
              TaskDynamics.formals e.Task.Setting, numbers e.Mode [ name, e.Task.Formula ], [])
          row
              "energy"
              (Some "energy")
              either
              [ scalar "energy"; scalar "data"; scalar "regularization" ]
              "The energy of a mode, its data-driven term and its effective regularization, which add up to it."
              (fun e -> e.Mode.Symbols, real [ "energy", e.Plain; "data", Energy.dataTerm e.Mode e.Energy; regularization e ], [])
          row
              "regularization"
              (Some "regularization")
              either
              [ scalar "regularization" ]
              "The effective regularization: the part of the energy that knows only the network."
              (fun e -> e.Mode.Symbols, real [ regularization e ], [])
          row
              "flow"
              (Some "flow")
              either
              [ rate "flow" ValueShape.State ]
              "The derivatives of the modes by the learning time, in units of tau: minus the slope of the energy."
              (fun e ->
                  e.Mode.Symbols,
                  numbers e.Mode (List.zip [ "a'"; "b'"; "c'" ] (GradientFlow.ofEnergy e.Mode e.Energy)),
                  [ inUnitsOfTau e.Mode ])
          row "jacobian" (Some "flow") either [ rate "jacobian" ValueShape.Matrix ] "The derivatives of the flow by the modes." (fun e ->
              e.Mode.Symbols,
              entries "jacobian" (flowBy e.Mode (modes e.Mode) e.Energy),
              byKind e.Mode [] (order e.Mode @ [ inUnitsOfTau e.Mode ]))
          row
              "series"
              (Some "flow")
              either
              [ value "series" (ValueShape.Series(seriesOrder, ValueShape.State)) ]
              "The power series of the modes in the learning time."
              (fun e ->
                  e.Mode.Symbols,
                  seriesOutputs [] seriesOrder e,
                  [ $"z(t + h*tau) = z + z_1*h + ... + z_{seriesOrder}*h^{seriesOrder} for z = a, b, c." ])
          row
              "sums"
              (Some "closed-sums")
              either
              [ number "A"
                scalar "B"
                { scalar "power" with
                    VariesWithState = false } ]
              "A(b) and B(b), through which alone a task enters its flow, and the power of the task."
              (fun e ->
                  [ e.Mode.Symbols[1] ],
                  numbers e.Mode [ "A", correlation e ]
                  @ real [ "B", responsePower e; byKind e.Mode "sum(s^2)" "sum(|d|^2)", Energy.taskPowerOf e.Mode e.Energy ],
                  [])
          row
              "frozen-balanced"
              (Some "input-output")
              [ RealModes ]
              [ number "u(t)" ]
              "The input-output mode u = a c in the learning time from a = c, b frozen."
              (fun e ->
                  let solution =
                      if hasNothingToLearn e then
                          InputOutputMode.uncorrelated
                      else
                          StableInputOutput.balanced

                  [ start e.Task; Mode.recurrent; learningTime e.Task ],
                  real [ "u(t)", filled e solution ],
                  [ "b is frozen and a = c at the start, so that u_0 = a^2 >= 0; learningTime >= 0." ])
          |> withParameters (more [ "tau" ])
          row
              "frozen"
              (Some "input-output")
              [ RealModes ]
              [ number "u(t)" ]
              "The input-output mode u = a c in the learning time from any start, b frozen."
              (fun e ->
                  Mode.state @ [ learningTime e.Task ],
                  real [ "u(t)", filled e StableInputOutput.anyStart ],
                  [ "b is frozen; a and c are those of the start; learningTime >= 0." ])
          |> withParameters (more [ "tau" ])
          |> unless hasNothingToLearn
          row
              "recurrent-series"
              (Some "recurrent-series")
              either
              [ value "series" (ValueShape.Series(recurrentOrder, ValueShape.Mode)) ]
              "The power series of the recurrent mode in the learning time, a and c frozen."
              (fun e ->
                  let frozen = [ e.Mode.Symbols[0]; e.Mode.Symbols[2] ]

                  e.Mode.Symbols,
                  numbers e.Mode [ for n, modes in List.indexed (coefficients frozen recurrentOrder e) -> $"b_{n + 1}", modes[1] ],
                  [ $"b(t + h*tau) = b + b_1*h + ... + b_{recurrentOrder}*h^{recurrentOrder}, a and c frozen." ])
          row
              "reduced-energy"
              (Some "stationary")
              either
              [ number "u*"; scalar "E*"; number "dE*/db" ]
              "The best input-output mode for a recurrent mode, the energy there, and its slope."
              (fun e ->
                  [ e.Mode.Symbols[1] ], reduced e, [ "u* is the best input-output mode for a recurrent mode b, E* the energy there." ])
          row
              "hessian"
              (Some "stability")
              either
              [ value "hessian" ValueShape.Matrix ]
              "The second derivatives of the energy by the modes."
              (fun e -> e.Mode.Symbols, entries "hessian" (hessianRows e.Mode e.Energy), order e.Mode)
          row
              "hessian-vector"
              (Some "stability")
              either
              [ value "hessian-vector" ValueShape.State ]
              "The second derivatives of the energy along a direction (v_a, v_b, v_c)."
              (fun e ->
                  let direction, outputs = hessianVector e
                  e.Mode.Symbols @ direction, numbers e.Mode outputs, [])
          row "extrapolation" (Some "extrapolation") either [ scalar "E(T_1)" ] "The energy at another trajectory length." extrapolation
          |> withParameters (more [ OtherLengths.otherLength.Name ])
          row
              "tangent-kernel"
              (Some "kernel")
              either
              [ scalar "trace"; scalar "determinant"; scalar "k_1"; scalar "k_2" ]
              "The eigenvalues of the neural tangent kernel of one mode, their sum and their product."
              tangentKernel
          |> withParameters (fun _ -> [ "T" ])
          row
              "kernel-distance"
              (Some "kernel")
              either
              [ scalar "inner-product"; scalar "distance" ]
              "How far the neural tangent kernel of one mode is from that at a later learning time."
              kernelDistance
          |> withParameters (fun _ -> [ "T" ])
          row
              "flow-by-parameters"
              None
              either
              [ rate "flow-by-parameters" ValueShape.ByParameters ]
              "The derivatives of the flow by the task's parameters."
              flowByParameters ]

    /// The row of a name that the catalogue has.
    let internal rowOf (name: string) = catalogue |> List.find (fun row -> row.Name = name)

    /// The row of what a kernel can be asked for.
    let internal rowFor (quantity: Quantity) =
        match quantity with
        | Quantity.Flow -> "flow"
        | Quantity.Energy -> "energy"
        | Quantity.Sums -> "sums"
        | Quantity.Jacobian -> "jacobian"
        | Quantity.Hessian -> "hessian"
        | Quantity.HessianVector -> "hessian-vector"
        | Quantity.FlowByParameters -> "flow-by-parameters"
        |> rowOf

    /// How many numbers a shape has, of a task.
    let rec internal sizeOf (task: TaskDynamics) (shape: ValueShape) : int =
        let width = if task.Setting.Modes = ComplexModes then 2 else 1

        match shape with
        | ValueShape.Real -> 1
        | ValueShape.Mode -> width
        | ValueShape.State -> 3 * width
        | ValueShape.Matrix -> 9 * width * width
        | ValueShape.ByParameters -> 3 * width * (differentiable task |> List.sumBy (WrittenQuantity.numbersOf >> List.length))
        | ValueShape.Series(order, each) -> order * sizeOf task each

    /// What there is at a point (a, b, c) without anything else, value by value.
    let internal atPoint: (QuantityValue * Quantity) list =
        [ for quantity in [ Quantity.Energy; Quantity.Flow; Quantity.Jacobian; Quantity.Hessian; Quantity.Sums ] do
              for value in (rowFor quantity).Values do
                  if value.VariesWithState then value, quantity ]

    /// The numbers of one value among those of a kernel of its quantity.
    let internal part (task: TaskDynamics) (quantity: Quantity) (name: string) (numbers: float array) : float array =
        let values = (rowFor quantity).Values |> List.filter _.VariesWithState
        let before, rest = values |> List.splitAt (values |> List.findIndex (fun value -> value.Name = name))
        let start = before |> List.sumBy (fun value -> sizeOf task value.Shape)
        Array.sub numbers start (sizeOf task rest.Head.Shape)

    let private written (task: TaskDynamics) (energy: Expr) (plain: Expr) =
        { Task = task
          Mode = Mode.ofKind task.Setting.Modes
          Energy = energy
          Plain = plain }

    let private rowsOf (task: TaskDynamics) = catalogue |> List.filter (fun row -> List.contains task.Setting.Modes row.Modes)

    /// A quantity from the given forms of the task's energy; none where the task has no such quantity.
    let internal write (row: QuantityRow) (task: TaskDynamics) (energy: Expr) (plain: Expr) : WrittenQuantity option =
        if List.contains task.Setting.Modes row.Modes then
            row.Write(written task energy plain)
        else
            None

    /// The power series of the modes to any order, frozen modes staying: its numbers a_1, b_1, c_1, a_2, ...
    let internal series (frozen: Symbol list) (order: int) (task: TaskDynamics) : WrittenQuantity =
        // A series is made of the task's formula, not of an energy.
        let written = written task Canonical.zero Canonical.zero

        let held =
            match frozen with
            | [] -> ""
            | modes -> ", " + String.concat " and " (modes |> List.map _.Name) + " frozen"

        { WrittenQuantity.make task "flow" "series" written.Mode.Symbols (seriesOutputs frozen order written) with
            Remarks = [ $"z(t + h*tau) = z + z_1*h + ... + z_{order}*h^{order} for z = a, b, c{held}" ] }

    /// Every quantity of the sections as the theory writes it, its sums open.
    let ofTask (task: TaskDynamics) : WrittenQuantity list =
        let energy = Energy.ofTask task

        rowsOf task
        |> List.filter _.Section.IsSome
        |> List.choose (fun row -> row.Write(written task energy energy))

    // Real quantities may have sums of several terms yet; of complex ones the rows take them apart themselves, so that the energy stays
    // a sum of squared moduli.
    let internal inLoops (task: TaskDynamics) (q: WrittenQuantity) =
        let apart (output: WrittenOutput) =
            { output with
                Value = SeparateSums.asLoops q.States output.Value }

        match task.Setting.Modes with
        | RealModes ->
            { q with
                Outputs = List.map apart q.Outputs }
        | ComplexModes -> q

    /// The quantities of the sections that are wanted with their programs, sums in a form. With complex modes only geometric sums of
    /// |b|^2 have a closed form: the rest stays loops.
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
        |> List.filter _.Section.IsSome
        |> List.choose (fun row -> row.Write(written task energy sums))
        |> List.filter isWanted
        |> List.map remarked
        |> List.map (fun q -> q, WrittenQuantity.lower $"{task.Name} {q.Name}" task (inLoops task q))

    /// Every quantity with its program.
    let programs (form: SumForm) (task: TaskDynamics) : (WrittenQuantity * Program) list = programsOf (fun _ -> true) form task
