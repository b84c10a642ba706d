namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// What the theory says about one mode, as programs over the state (a, b, c); of complex modes (a_re, a_im, b_re, b_im, c_re, c_im).
[<RequireQualifiedAccess>]
module ModeKernels =
    let private stateNames = Mode.state |> List.map _.Name

    /// T, then the task's own parameters: what takes a value.
    let parameterNames (task: TaskDynamics) = "T" :: (TaskDynamics.parameters task |> List.map _.Name)

    /// The same as the numbers of every parameter vector, in order: a complex parameter z is z_re and z_im.
    let parameterNumbers (task: TaskDynamics) = WrittenQuantity.parametersOf task

    // Up to here loops cost no more than doubling, and nothing has to be closed and proved first.
    let private mostTerms = 64

    /// The form of sums that suits a task's trajectories of a length: where every output counts, a double sum over the steps.
    let formFor (task: TaskDynamics) (length: int) : SumForm =
        let terms =
            match task.Setting.Outputs with
            | Last -> int64 length
            | Every -> int64 length * int64 (length + 1) / 2L

        if terms <= int64 mostTerms then Loops else Closed

    /// The energy with its sums in a form. Only its derivatives are taken: as a value it would be a difference of large numbers
    /// where the energy is small.
    let private energyIn (form: SumForm) (task: TaskDynamics) =
        SeparateSums.inForm form (Mode.ofKind task.Setting.Modes).Symbols (Energy.ofTask task)

    let private isComplex (task: TaskDynamics) = (task.Setting.Modes = ComplexModes)

    let private complex (task: TaskDynamics) (q: WrittenQuantity) = WrittenQuantity.lower task.Name task q

    // Shared subexpressions are printed each time, which can be without end.
    let private longestLine = 10_000

    let private documented (outputs: (string * Expr) list) =
        outputs |> List.map (fun (name, e) -> $"{name} = {Infix.bounded longestLine e}")

    let private program (task: TaskDynamics) (documentation: string list) outputs =
        Lowering.lower task.Name documentation stateNames (parameterNames task) TaskDynamics.singularValue outputs

    /// tau (a', b', c').
    let flow (form: SumForm) (task: TaskDynamics) =
        if isComplex task then
            ComplexQuantities.flow task (energyIn form task) |> complex task
        else

            let outputs = List.zip [ "a'"; "b'"; "c'" ] (GradientFlow.ofEnergy Mode.real (energyIn form task))
            program task (documented outputs |> List.map (fun line -> "tau*" + line)) outputs

    /// The energy and its two terms. As a loop the energy is a sum of squares, accurate however small it is; in closed form it is a
    /// difference, whose error is relative to the data's term.
    let energy (form: SumForm) (task: TaskDynamics) =
        let energy =
            match form with
            | Closed -> energyIn Closed task
            | Loops -> Energy.ofTask task

        if isComplex task then
            ComplexQuantities.energy task energy energy |> complex task
        else

            let outputs =
                [ "energy", energy
                  "data", Energy.dataTerm Mode.real energy
                  "regularization", Energy.effectiveRegularization Mode.real energy ]

            program task (documented outputs) outputs

    /// A(b) and B(b), through which alone a task enters its flow; of complex modes (A_re, A_im, B), over the whole state.
    let sums (form: SumForm) (task: TaskDynamics) =
        let energy = energyIn form task

        if isComplex task then
            let sums = ComplexQuantities.sums task energy

            { sums with
                States = (Mode.ofKind ComplexModes).Symbols
                Outputs = List.truncate 3 sums.Outputs }
            |> complex task
        else

            let outputs = [ "A", Energy.correlation energy; "B", Energy.responsePower energy ]
            program task (documented outputs) outputs

    /// A matrix of derivatives, row by row.
    let private matrix task prefix (rows: Expr list list) =
        let outputs =
            [ for r, row in List.indexed rows do
                  for c, e in List.indexed row -> $"{prefix}[{r},{c}]", e ]
        program task (documented outputs) outputs

    let jacobian (form: SumForm) (task: TaskDynamics) =
        if isComplex task then
            ComplexQuantities.jacobian task (energyIn form task) |> complex task
        else
            matrix task "jacobian" (GradientFlow.jacobian (energyIn form task))

    let hessian (form: SumForm) (task: TaskDynamics) =
        if isComplex task then
            ComplexQuantities.hessian task (energyIn form task) |> complex task
        else
            matrix task "hessian" (GradientFlow.hessian (energyIn form task))

    /// The Hessian times a direction (v_a, v_b, v_c), which follows the modes in the state: one pass, without the matrix. Real modes.
    let hessianVector (form: SumForm) (task: TaskDynamics) =
        let direction = stateNames |> List.map (fun name -> Vocabulary.real $"v_{name}")
        let energy = energyIn form task

        let along (e: Expr) =
            List.zip Mode.state direction
            |> List.map (fun (mode, v) -> Canonical.symbol v *. Derivative.by (Canonical.symbol mode) e)
            |> Canonical.addAll

        let slope = along energy
        let outputs =
            [ for mode in Mode.state -> $"(H v)_{mode.Name}", Derivative.by (Canonical.symbol mode) slope ]
        let states = stateNames @ (direction |> List.map _.Name)
        Lowering.lower task.Name (documented outputs) states (parameterNames task) TaskDynamics.singularValue outputs

    /// The parameters of programs on a slice: a^2 - c^2, which the flow conserves, follows those of the task.
    let sliceParameterNames (task: TaskDynamics) = parameterNames task @ [ GradientFlow.imbalance.Name ]

    /// tau (u', b') for u = ac on the slice of an imbalance a^2 - c^2, and where `jacobian` is asked for its derivatives by u and b,
    /// row by row.
    let slice (form: SumForm) (jacobian: bool) (task: TaskDynamics) =
        let flow = GradientFlow.onSlice (energyIn form task)
        let states = [ GradientFlow.inputOutput; Mode.recurrent ]
        let rows =
            if jacobian then
                Derivative.jacobian (List.map Canonical.symbol states) flow
            else
                []

        let outputs =
            List.zip [ "u'"; "b'" ] flow
            @ [ for r, row in List.indexed rows do
                    for k, e in List.indexed row -> $"jacobian[{r},{k}]", e ]

        Lowering.lower
            task.Name
            (documented outputs)
            (states |> List.map _.Name)
            (sliceParameterNames task)
            TaskDynamics.singularValue
            outputs

    /// The modes' power series in learning time, in units of tau: a_1, b_1, c_1, a_2, ... up to the order; see LearningSeries.
    let series (frozen: Symbol list) (order: int) (task: TaskDynamics) =
        if isComplex task then
            ComplexQuantities.series frozen order task |> complex task
        else

            let outputs =
                [ for n, coefficients in List.indexed (LearningSeries.coefficients frozen order task) do
                      for mode, e in List.zip stateNames coefficients -> $"{mode}_{n + 1}", SeparateSums.asLoops Mode.state e ]

            // Written out, a coefficient is as long as all before it together.
            let held =
                match frozen with
                | [] -> ""
                | modes -> ", " + String.concat " and " (modes |> List.map _.Name) + " frozen"

            program task [ $"z(t + h*tau) = z + z_1*h + ... + z_{order}*h^{order} for z = a, b, c{held}" ] outputs
