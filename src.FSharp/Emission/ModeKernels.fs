namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// What the theory says about one mode, as programs over the state (a, b, c); of complex modes (a_re, a_im, b_re, b_im, c_re, c_im).
[<RequireQualifiedAccess>]
module ModeKernels =
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

    // A kernel is called at many points: what is the same at all of them is left out.
    let private varying (row: QuantityRow) (task: TaskDynamics) (q: WrittenQuantity) =
        let kept =
            row.Values
            |> List.collect (fun value -> List.replicate (Quantities.sizeOf task value.Shape) value.VariesWithState)

        { q with
            Outputs = List.zip kept q.Outputs |> List.filter fst |> List.map snd }

    // All kernels have the modes as their state, whatever they read of it.
    let private overModes (task: TaskDynamics) (q: WrittenQuantity) =
        let modes = (Mode.ofKind task.Setting.Modes).Symbols
        let others =
            q.States
            |> List.filter (fun s -> modes |> List.forall (fun mode -> not (obj.ReferenceEquals(mode, s))))

        { q with States = modes @ others }

    // Alone, a real flow says in its lines what stands beside it in a section.
    let private documentation (quantity: Quantity) (task: TaskDynamics) (q: WrittenQuantity) =
        let lines = WrittenQuantity.lines q

        if isComplex task then lines @ q.Remarks
        elif quantity = Quantity.Flow then lines |> List.map (fun line -> "tau*" + line)
        else lines

    /// The program of a row of the catalogue, over the modes; sums in a form. As a loop the energy is a sum of squares, accurate however
    /// small it is; in closed form it is a difference, whose error is relative to the data's term.
    let ofQuantity (quantity: Quantity) (form: SumForm) (task: TaskDynamics) : Program =
        let row = Quantities.rowFor quantity

        let energy =
            if quantity = Quantity.Energy && form = Loops then
                Energy.ofTask task
            else
                energyIn form task

        match Quantities.write row task energy energy with
        | Some q ->
            let q = q |> varying row task |> overModes task
            WrittenQuantity.lowerWith (documentation quantity task q) task.Name task q
        | None -> raise (UnsupportedOperation $"the task {task.Name} has no {row.Name}")

    /// tau (a', b', c').
    let flow form task = ofQuantity Quantity.Flow form task

    /// The energy and its two terms.
    let energy form task = ofQuantity Quantity.Energy form task

    /// A(b) and B(b), through which alone a task enters its flow; of complex modes (A_re, A_im, B), over the whole state.
    let sums form task = ofQuantity Quantity.Sums form task

    /// The derivatives of the flow, row by row.
    let jacobian form task = ofQuantity Quantity.Jacobian form task

    /// The second derivatives of the energy, row by row.
    let hessian form task = ofQuantity Quantity.Hessian form task

    /// The Hessian times a direction (v_a, v_b, v_c), which follows the modes in the state: one pass, without the matrix.
    let hessianVector form task = ofQuantity Quantity.HessianVector form task

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
            [ for output in outputs -> WrittenOutput.print WrittenQuantity.longestLine (WrittenOutput.real output) ]
            (states |> List.map _.Name)
            (sliceParameterNames task)
            TaskDynamics.singularValue
            outputs

    /// The modes' power series in learning time, in units of tau: a_1, b_1, c_1, a_2, ... up to the order; see LearningSeries.
    let series (frozen: Symbol list) (order: int) (task: TaskDynamics) =
        let q = Quantities.series frozen order task
        // Written out, a coefficient is as long as all before it together.
        WrittenQuantity.lowerWith q.Remarks task.Name task (Quantities.inLoops task q)
