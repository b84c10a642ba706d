namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open System.Numerics
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts
open LrnnSymbolic.Theory

// A state of another length has numbers of another kind, or lacks some.
module private States =
    let expect (program: Program) (state: float[]) =
        if state.Length <> program.States.Length then
            let names = String.Join(", ", program.States)
            raise (ArgumentException $"the state of {program.Name} has the {program.States.Length} numbers {names}, not {state.Length}")

/// A quantity of one mode, compiled, with the values of the task's parameters. Safe to use from several threads.
[<Sealed>]
type CompiledQuantity internal (program: Program, parameters: float[], table: float[]) =
    let kernel = DelegateBackend.compile program
    let names = program.Outputs |> List.map fst |> List.toArray

    /// The outputs' names, in order.
    member _.Names: IReadOnlyList<string> = names :> _

    /// The names of the numbers of a state, in order: a, b, c and what else the quantity reads.
    member _.StateNames: IReadOnlyList<string> = List.toArray program.States :> _

    /// Writes the outputs, one for each name, at the state (a, b, c), or (a_re, a_im, b_re, b_im, c_re, c_im) with complex modes;
    /// nothing is allocated.
    member _.Evaluate(state: ReadOnlySpan<float>, output: Span<float>) =
        kernel.Invoke(state, ReadOnlySpan<float> parameters, ReadOnlySpan<float> table, output)

    /// The outputs at a state, one number for each of StateNames, in a new array. A state of another length is an ArgumentException.
    member this.At(state: float[]) : float[] =
        States.expect program state
        let output = Array.zeroCreate names.Length
        this.Evaluate(ReadOnlySpan<float> state, Span<float> output)
        output

    member private this.AtModes(state: float[]) : float[] =
        match state.Length, program.States.Head with
        | 3, "a_re" -> raise (ArgumentException $"the modes of {program.Name} are complex numbers")
        | 6, "a" -> raise (ArgumentException $"the modes of {program.Name} are real numbers")
        | _ -> this.At state

    /// The outputs at real modes (a, b, c), in a new array.
    member this.At(a: float, b: float, c: float) : float[] = this.AtModes [| a; b; c |]

    /// The outputs at complex modes (a, b, c), in a new array.
    member this.At(a: Complex, b: Complex, c: Complex) : float[] =
        this.AtModes [| a.Real; a.Imaginary; b.Real; b.Imaginary; c.Real; c.Imaginary |]

/// A quantity of one mode, compiled, with T and the task's parameters left free, those without a value yet. Safe to use from several threads. Where the task has no
/// value for the parameters, the outputs are not finite.
[<Sealed>]
type ParametricQuantity internal (task: TaskDynamics, parameterNames: string list, program: Program) =
    let kernel = DelegateBackend.compile program
    let names = program.Outputs |> List.map fst |> List.toArray

    let widthOf name = if BoundTask.IsComplex(task, name) then 2 else 1
    // Where the numbers of each parameter start.
    let places =
        List.zip parameterNames (List.scan (fun at name -> at + widthOf name) 0 parameterNames |> List.take parameterNames.Length)

    let unknown (name: string) =
        let known = String.Join(", ", parameterNames)
        raise (ArgumentException $"{name} is not a parameter of {task.Name}; those are {known}")

    let expectAll (given: HashSet<string>) =
        for name in parameterNames do
            if not (given.Contains name) then
                raise (ArgumentException $"{name} has no value")

    // A program whose T is bound has none among its parameters.
    let expectLength (parameters: float[]) =
        let isWhole =
            parameterNames.IsEmpty
            || parameterNames.Head <> "T"
            || (Double.IsInteger parameters[0] && parameters[0] >= 1.0)

        if not isWhole then
            raise (ArgumentException "T, the trajectory length, is a whole number from 1")

    /// The outputs' names, in order.
    member _.Names: IReadOnlyList<string> = names :> _

    /// The names of the numbers of a state, in order.
    member _.StateNames: IReadOnlyList<string> = List.toArray program.States :> _

    /// The names of the numbers of a parameter vector, in order: T first, a complex parameter z as z_re and z_im.
    member _.ParameterNames: IReadOnlyList<string> = List.toArray program.Parameters :> _

    /// Writes the outputs, one for each name, at a state and parameters, one number for each of their names; nothing is allocated and
    /// nothing is checked.
    member _.Evaluate(state: ReadOnlySpan<float>, parameters: ReadOnlySpan<float>, output: Span<float>) =
        kernel.Invoke(state, parameters, ReadOnlySpan<float>.Empty, output)

    member private this.With(state: float[], parameters: float[]) : float[] =
        States.expect program state
        expectLength parameters
        let output = Array.zeroCreate names.Length
        this.Evaluate(ReadOnlySpan<float> state, ReadOnlySpan<float> parameters, Span<float> output)
        output

    /// The outputs at a state, one number for each of StateNames, with a value for T and each parameter as a pair, ("T", 6). An
    /// ArgumentException says which value lacks, is not used or cannot be.
    member this.At(state: float[], [<ParamArray>] values: ParameterValue[]) : float[] =
        let parameters = Array.zeroCreate program.Parameters.Length
        let given = HashSet<string>()

        for name, exact in (ParameterValue.All values).Values do
            match places |> List.tryFind (fun (known, _) -> known = name) with
            | None -> unknown name
            | Some(_, at) ->
                match BoundTask.Numbers(task, name, exact.Head) with
                | Ok numbers -> numbers |> List.iteri (fun k x -> parameters[at + k] <- x)
                | Error(InputProblem problem) -> raise (ArgumentException problem)

                given.Add name |> ignore

        expectAll given
        this.With(state, parameters)

    /// The same with the values by name, of real parameters.
    member this.At(state: float[], values: IReadOnlyDictionary<string, float>) : float[] =
        this.At(state, [| for pair in values -> ParameterValue(pair.Key, pair.Value) |])

/// The input-output mode u = a c in the learning time with b frozen, in closed form, compiled. Safe to use from several threads.
[<Sealed>]
type InputOutputSolution internal (sums: CompiledQuantity) =
    static let kernel =
        lazy
            (Lowering.lower
                "inputOutputMode"
                []
                [ "A"; "B"; "a"; "c"; "t" ]
                [ "tau" ]
                TaskDynamics.singularValue
                [ "u(t)", StableInputOutput.anyStart ]
             |> DelegateBackend.compile)

    /// u at a learning time, in units of tau and at least 0, from the modes a and c of the start; b stays.
    member _.At(a: float, b: float, c: float, learningTime: float) : float =
        if not (learningTime >= 0.0) then
            raise (ArgumentException "the learning time is at least 0")

        let sums = sums.At(a, b, c)
        let state = [| sums[0]; sums[1]; a; c; learningTime |]
        let output = [| 0.0 |]

        kernel.Value.Invoke(ReadOnlySpan<float> state, ReadOnlySpan<float> [| 1.0 |], ReadOnlySpan<float>.Empty, Span<float> output)

        output[0]
