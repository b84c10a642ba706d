namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open LrnnSymbolic.Contracts
open LrnnSymbolic.Theory

/// A task and all that is derived from it: the entry for scripts, and for C#. Every problem of an input is an ArgumentException
/// with one line that says what would be right.
[<Sealed>]
type LearningTask private (dynamics: TaskDynamics) =
    let orThrow (result: Result<'a, InputProblem>) =
        match result with
        | Ok value -> value
        | Error(InputProblem problem) -> raise (ArgumentException problem)

    // What has a value already takes no other.
    let open' =
        match dynamics.Length.Node with
        | LrnnSymbolic.Algebra.Number _ -> (ModeKernels.parameterNames dynamics).Tail
        | _ -> ModeKernels.parameterNames dynamics

    // An unknown name, or one that has a value already, is said.
    let known (values: ParameterValues) =
        match ParameterValues.unused open' values, open' with
        | [], _ -> values
        | name :: _, [] -> raise (ArgumentException $"{name} is not a parameter of {dynamics.Name}, which has none left without a value")
        | name :: _, _ ->
            let known = String.concat ", " open'
            raise (ArgumentException $"{name} is not a parameter of {dynamics.Name} without a value; those are {known}")

    let ofText (text: string) = ParameterValues.parse text |> orThrow |> known
    let ofPairs (pairs: ParameterValue[]) = ParameterValue.All pairs |> known

    // What the algebra refuses is a problem of the task.
    let compiled (quantity: Quantity) (make: unit -> 'a) : 'a =
        try
            make ()
        with
        | LrnnSymbolic.Algebra.UnsupportedOperation reason
        | LrnnSymbolic.Algebra.UndefinedExpression reason ->
            raise (ArgumentException $"{quantity} of {dynamics.Name} cannot be compiled: {reason}")

    let expectParameters (quantity: Quantity) =
        if quantity = Quantity.FlowByParameters && (TaskDynamics.parameters dynamics).IsEmpty then
            raise (ArgumentException $"{dynamics.Name} has no parameters left without a value")

    let bound (values: ParameterValues) =
        TaskDynamics.withValues values dynamics
        |> Result.bind TaskDomain.requirementsOf
        |> orThrow
        |> ignore
        BoundTask.Bind(dynamics, values) |> orThrow

    let compile (quantity: Quantity) (values: ParameterValues) : CompiledQuantity =
        let task = bound values
        expectParameters quantity
        compiled quantity (fun () -> CompiledQuantity(task.Program quantity, task.Parameters(0, quantity), task.Table 0))

    let field (flow: CompiledQuantity) = VectorField(fun _ state derivative -> flow.Evaluate(state, derivative))

    // Of any length, with closed sums; an energy would be a difference of large numbers where it is small.
    let program (quantity: Quantity) =
        expectParameters quantity
        let form = if quantity = Quantity.Energy then Loops else Closed
        compiled quantity (fun () -> ModeKernels.ofQuantity quantity form dynamics)

    let parametric (quantity: Quantity) =
        let program = program quantity

        match dynamics.Length.Node with
        | LrnnSymbolic.Algebra.Number q -> ParametricQuantity(dynamics, open', Specialization.forLength (int q.Numerator) program)
        | _ -> ParametricQuantity(dynamics, open', program)

    let freeFlow = lazy (parametric Quantity.Flow)
    let freeSlopes = lazy (parametric Quantity.FlowByParameters)

    let inputOutput (values: ParameterValues) =
        if dynamics.Setting.Modes = ComplexModes then
            raise (ArgumentException $"u(t) is compiled for real modes, but those of {dynamics.Name} are complex")

        InputOutputSolution(compile Quantity.Sums values)

    static let read setting formula =
        match TaskDynamics.parseFor setting formula with
        | Error(InputProblem problem) -> raise (ArgumentException problem)
        | Ok dynamics ->
            match TaskDomain.requirementsOf dynamics with
            | Error(InputProblem problem) -> raise (ArgumentException problem)
            | Ok _ -> LearningTask dynamics

    /// A preset's name, or a formula for the singular value s_t in t, T and parameters; the loss counts the last output.
    static member Read(formula: string) = read Setting.standard formula

    /// The same for any setting: with every output counted the formula is s_{t,i}, with complex modes it is the eigenvalue d_t.
    static member Read(formula: string, outputs: Outputs, modes: ModeKind) = read { Outputs = outputs; Modes = modes } formula

    /// The task as the theory's own functions take it.
    member _.Dynamics = dynamics

    /// The parameters without a value: T, where it has none, then the task's own.
    member _.ParameterNames: IReadOnlyList<string> = List.toArray open' :> _

    /// The task with exact values in the place of some parameters, "delta=1.1,lambda=1/2"; the others stay symbols.
    member _.With(values: string) = LearningTask(orThrow (TaskDynamics.withValues (ofText values) dynamics))

    /// The same with the values as pairs, ("delta", 1.1), ("lambda", 2); see ParameterValue for what a value can be.
    member _.With([<ParamArray>] values: ParameterValue[]) = LearningTask(orThrow (TaskDynamics.withValues (ofPairs values) dynamics))

    /// All sections, in reading order.
    member _.Derive() : IReadOnlyList<Section> = Derivation.derive Derivation.sectionNames dynamics :> _

    /// The named sections, in reading order.
    member _.Derive([<ParamArray>] sections: SectionName[]) : IReadOnlyList<Section> =
        Derivation.derive [ for name in sections -> string name ] dynamics :> _

    /// The sections of these names as they are printed, "closed-sums", in reading order; an unknown one is an ArgumentException that
    /// says which there are.
    member _.Derive([<ParamArray>] sections: string[]) : IReadOnlyList<Section> =
        match sections |> Array.tryFind (fun name -> not (List.contains name Derivation.sectionNames)) with
        | Some name ->
            let known = Derivation.sectionNames |> String.concat ", "
            raise (ArgumentException $"there is no section '{name}'; the sections are {known}")
        | None -> Derivation.derive (List.ofArray sections) dynamics :> _

    /// The equations of one section.
    member this.Equations(section: SectionName) : IReadOnlyList<Equation> = (this.Derive section).Item(0).Equations :> _

    /// The equations of one section by its name as it is printed.
    member this.Equations(section: string) : IReadOnlyList<Equation> = (this.Derive section).Item(0).Equations :> _

    /// The modes (u, b) that have no loss: of parameters in general, the parameters that this leaves out, and the trajectories that are
    /// too short for it.
    member _.ZeroLoss() : ZeroLossAnswer = ZeroLossCases.ofTask dynamics

    /// All stationary points of the energy, exact, of a task with real modes and values for all of its parameters, such as
    /// task.With("T=4,delta=1"); otherwise an ArgumentException.
    member _.StationaryPoints() : StationarySet =
        match open' with
        | [] -> orThrow (StationaryPoints.ofTask dynamics)
        | _ ->
            let missing = String.concat ", " open'
            raise (ArgumentException $"stationary points need a value for every parameter, but {dynamics.Name} has none for {missing}")

    /// Compiles a quantity with values for all parameters, "T=6,delta=1.1". What the outputs are stands at the cases of Quantity, how they
    /// are named in the result; learning time is in units of tau throughout.
    member _.Compile(quantity: Quantity, values: string) : CompiledQuantity = compile quantity (ofText values)

    /// The same with the values as pairs, ("T", 6), ("delta", 1.1).
    member _.Compile(quantity: Quantity, [<ParamArray>] values: ParameterValue[]) : CompiledQuantity = compile quantity (ofPairs values)

    /// Compiles a quantity once for all values of T and the parameters, which are given with each state. Sums are in closed form where
    /// they have one, so that a long trajectory costs no more than a short one; for one set of values Compile is as fast or faster.
    member _.CompileParametric(quantity: Quantity) : ParametricQuantity = parametric quantity

    /// d(a, b, c)/dt with t in units of tau, for any integrator; values for all parameters, "T=6,delta=1.1". With complex modes the
    /// state is (a_re, a_im, b_re, b_im, c_re, c_im).
    member _.Flow(values: string) : VectorField = compile Quantity.Flow (ofText values) |> field

    /// The same with the values as pairs, ("T", 6), ("delta", 1.1).
    member _.Flow([<ParamArray>] values: ParameterValue[]) : VectorField = compile Quantity.Flow (ofPairs values) |> field

    /// tau d(a, b, c)/dt at one state, a number for each of its own, with values for T and all parameters as pairs; compiled once for all of
    /// them. An ArgumentException says which value lacks or is too many.
    member _.Flow(state: float[], [<ParamArray>] values: ParameterValue[]) : float[] = freeFlow.Value.At(state, values)

    /// The same with the values by name.
    member _.Flow(state: float[], values: IReadOnlyDictionary<string, float>) : float[] = freeFlow.Value.At(state, values)

    /// The derivatives of tau d(a, b, c)/dt by the task's parameters at one state: a row for each number of the state, a column for each
    /// number of the parameters in their order, T left out. With complex modes both are real and imaginary parts in turn.
    member _.FlowByParameters(state: float[], [<ParamArray>] values: ParameterValue[]) : float[,] =
        let slopes = freeSlopes.Value.At(state, values)
        let rows = state.Length
        let columns = slopes.Length / rows
        Array2D.init rows columns (fun r k -> slopes[r * columns + k])

    /// u(t) = a(t) c(t) with the recurrent mode b frozen, in closed form and compiled, with values for all parameters, "T=6,delta=1.1".
    /// Complex modes are an ArgumentException.
    member _.InputOutput(values: string) : InputOutputSolution = inputOutput (ofText values)

    /// The same with the values as pairs, ("T", 6), ("delta", 1.1).
    member _.InputOutput([<ParamArray>] values: ParameterValue[]) : InputOutputSolution = inputOutput (ofPairs values)

    /// The C# source of a quantity, as one class that compiles alone.
    member _.CSharpSource(quantity: Quantity) : string = CSharpBackend.emit (program quantity)

    override _.ToString() = dynamics.Name
