namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open LrnnSymbolic.Contracts
open LrnnSymbolic.Theory
open System.Numerics

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

/// A quantity of one mode, compiled, with the values of the task's parameters. Safe to use from several threads.
[<Sealed>]
type CompiledQuantity internal (program: Program, parameters: float[], table: float[]) =
    let kernel = DelegateBackend.compile program
    let names = program.Outputs |> List.map fst |> List.toArray

    /// The outputs' names, in order.
    member _.Names: IReadOnlyList<string> = names :> _

    /// Writes the outputs, one for each name, at the state (a, b, c), or (a_re, a_im, b_re, b_im, c_re, c_im) with complex modes;
    /// nothing is allocated.
    member _.Evaluate(state: ReadOnlySpan<float>, output: Span<float>) =
        kernel.Invoke(state, ReadOnlySpan<float> parameters, ReadOnlySpan<float> table, output)

    member private this.AtState(state: float[]) : float[] =
        if state.Length <> program.States.Length then
            let kind = if program.States.Length = 3 then "real" else "complex"
            raise (ArgumentException $"the modes of {program.Name} are {kind} numbers")

        let output = Array.zeroCreate names.Length
        this.Evaluate(ReadOnlySpan<float> state, Span<float> output)
        output

    /// The outputs at real modes (a, b, c), in a new array.
    member this.At(a: float, b: float, c: float) : float[] = this.AtState [| a; b; c |]

    /// The outputs at complex modes (a, b, c), in a new array.
    member this.At(a: Complex, b: Complex, c: Complex) : float[] =
        this.AtState [| a.Real; a.Imaginary; b.Real; b.Imaginary; c.Real; c.Imaginary |]

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

    let valuesOf (text: string) =
        let values = orThrow (ParameterValues.parse text)

        match ParameterValues.unused open' values, open' with
        | [], _ -> values
        | name :: _, [] -> raise (ArgumentException $"{name} is not a parameter of {dynamics.Name}, which has none left without a value")
        | name :: _, _ ->
            let known = String.concat ", " open'
            raise (ArgumentException $"{name} is not a parameter of {dynamics.Name} without a value; those are {known}")

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
    member _.With(values: string) = LearningTask(orThrow (TaskDynamics.withValues (valuesOf values) dynamics))

    /// The sections of these names (see Derivation.sectionNames), in reading order; all of them where none is named.
    member _.Derive([<ParamArray>] sections: string[]) : IReadOnlyList<Section> =
        match sections |> Array.tryFind (fun name -> not (List.contains name Derivation.sectionNames)) with
        | Some name ->
            let known = Derivation.sectionNames |> String.concat ", "
            raise (ArgumentException $"there is no section '{name}'; the sections are {known}")
        | None -> Derivation.derive (if sections.Length = 0 then Derivation.sectionNames else List.ofArray sections) dynamics :> _

    /// The equations of one section.
    member this.Equations(section: string) : IReadOnlyList<Equation> = (this.Derive section).Item(0).Equations :> _

    static member private Program(dynamics: TaskDynamics, quantity: Quantity, length: int option) =
        let form = length |> Option.map (ModeKernels.formFor dynamics) |> Option.defaultValue Closed

        match quantity with
        | Quantity.Flow -> ModeKernels.flow form dynamics
        // In closed form a small energy would be a difference of large numbers.
        | Quantity.Energy -> ModeKernels.energy Loops dynamics
        | Quantity.Sums -> ModeKernels.sums form dynamics
        | Quantity.Jacobian -> ModeKernels.jacobian form dynamics
        | Quantity.Hessian -> ModeKernels.hessian form dynamics

    /// Compiles a quantity with values for all parameters, "T=6,delta=1.1".
    member this.Compile(quantity: Quantity, values: string) : CompiledQuantity =
        let given = valuesOf values
        TaskDynamics.withValues given dynamics |> Result.bind TaskDomain.requirementsOf |> orThrow |> ignore

        let numbers name =
            let value = ParameterValues.forMode 0 name given |> orThrow
            let isComplex =
                TaskDynamics.parameters dynamics
                |> List.exists (fun s -> s.Name = name && s.Assumptions.Domain = LrnnSymbolic.Algebra.Domain.Complex)

            if isComplex then
                let z = orThrow (ParameterValues.toComplex name value)
                [ z.Real; z.Imaginary ]
            else
                [ orThrow (ParameterValues.toDouble name value) ]

        let length =
            match dynamics.Length.Node with
            | LrnnSymbolic.Algebra.Number q -> int q.Numerator
            | _ -> orThrow (ParameterValues.trajectoryLength given)

        // T comes first, and is bound: a sum whose length is known has no loop to set up.
        let compiled dynamics parameters table =
            let program = LearningTask.Program(dynamics, quantity, Some length) |> Specialization.forLength length
            CompiledQuantity(program, parameters, table)

        let names = ModeKernels.parameterNames dynamics |> List.tail

        if ValueTable.suit dynamics length then
            let exact name = name, orThrow (ParameterValues.forMode 0 name given)

            match ValueTable.table dynamics length (("T", LrnnSymbolic.Algebra.Canonical.ofInt length) :: List.map exact names) with
            | Ok table -> compiled (ValueTable.tabulated dynamics) [||] table
            | Error(struct (output, step, reason)) ->
                let place =
                    if dynamics.Setting.Outputs = Last then
                        $"t = {step}"
                    else
                        $"t = {output}, i = {step}"
                raise (ArgumentException $"the task {dynamics.Name} has no value at {place}: {reason}")
        else
            compiled dynamics (List.toArray (List.collect numbers names)) [||]

    /// d(a, b, c)/dt with t in units of tau, for any integrator; values for all parameters, "T=6,delta=1.1". With complex modes the
    /// state is (a_re, a_im, b_re, b_im, c_re, c_im).
    member this.Flow(values: string) : VectorField =
        let flow = this.Compile(Quantity.Flow, values)
        VectorField(fun _ state derivative -> flow.Evaluate(state, derivative))

    /// The C# source of a quantity, as one class that compiles alone.
    member _.CSharpSource(quantity: Quantity) : string = CSharpBackend.emit (LearningTask.Program(dynamics, quantity, None))

    override _.ToString() = dynamics.Name
