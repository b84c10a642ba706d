namespace LrnnSymbolic.Emission

open System
open System.Collections.Concurrent
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts
open LrnnSymbolic.Theory

/// The values that a mode has for the parameters of its task, T first.
[<NoEquality; NoComparison>]
type internal BoundMode =
    {
        Exact: Expr array
        /// The same as numbers, two for a complex one.
        Numbers: float array
    }

/// A task with values for T and all parameters, of one mode or of several that share the formula and T: how its parameters are laid out,
/// what is compiled of it, and calling that. The one door from values to numbers, for the command line and for LearningTask.
[<Sealed>]
type internal BoundTask
    private (dynamics: TaskDynamics, length: int, modes: BoundMode array, tables: float array array, problem: string option) =
    let readsTable = tables.Length > 0
    let compiled = if readsTable then ValueTable.tabulated dynamics else dynamics
    let form = lazy (ModeKernels.formFor compiled length)
    let kernels = ConcurrentDictionary<Quantity, Lazy<Kernel>>()

    // A table has no parameter in it to differentiate by.
    let isOfTable quantity = readsTable && quantity <> Quantity.FlowByParameters

    // In closed form a small energy would be a difference of large numbers.
    let formOf quantity =
        match quantity with
        | Quantity.Energy -> Loops
        | Quantity.FlowByParameters -> ModeKernels.formFor dynamics length
        | _ -> form.Value

    let ofAnyLength quantity =
        ModeKernels.ofQuantity quantity (formOf quantity) (if isOfTable quantity then compiled else dynamics)

    let programOf quantity = ofAnyLength quantity |> Specialization.forLength length

    /// Why a task has no number at a step, in a sentence. What is too large or too much work has a value all the same.
    static member WithoutValue(dynamics: TaskDynamics, output: int, step: int, reason: string) =
        let place =
            if dynamics.Setting.Outputs = Last then
                $"t = {step}"
            else
                $"t = {output}, i = {step}"

        let has =
            if reason = Evaluation.beyondRange || reason = Evaluation.tooMuchWork then
                "cannot be evaluated"
            else
                "has no value"

        $"the task {dynamics.Name} {has} at {place}: {reason}"

    /// Is a parameter of the task complex? Then it is two numbers.
    static member IsComplex(dynamics: TaskDynamics, name: string) =
        TaskDynamics.parameters dynamics
        |> List.exists (fun s -> s.Name = name && s.Assumptions.Domain = Complex)

    /// The number, or the two, of a parameter's exact value.
    static member Numbers(dynamics: TaskDynamics, name: string, value: Expr) : Result<float list, InputProblem> =
        if BoundTask.IsComplex(dynamics, name) then
            ParameterValues.toComplex name value |> Result.map (fun z -> [ z.Real; z.Imaginary ])
        else
            ParameterValues.toDouble name value |> Result.map List.singleton

    /// Of the given numbers. A task whose values are known already comes with their table for each mode; otherwise a short trajectory
    /// reads a table of values that are rounded once, and a long one computes them from the formula.
    static member OfModes(dynamics: TaskDynamics, length: int, modes: BoundMode array, known: float array array) : BoundTask =
        if known.Length > 0 || not (ValueTable.suit dynamics length) then
            BoundTask(dynamics, length, modes, known, None)
        else
            let names = ModeKernels.parameterNames dynamics

            let found =
                modes
                |> Array.map (fun mode -> ValueTable.table dynamics length (List.zip names (List.ofArray mode.Exact)))

            let problem =
                found
                |> Array.tryPick (fun values ->
                    match values with
                    | Ok _ -> None
                    | Error(struct (output, step, reason)) -> Some(BoundTask.WithoutValue(dynamics, output, step, reason)))

            BoundTask(dynamics, length, modes, found |> Array.map (Result.defaultValue [||]), problem)

    /// Of one mode with exact values by name. T is among them, unless the task has a number for it.
    static member Bind(dynamics: TaskDynamics, values: ParameterValues) : Result<BoundTask, InputProblem> =
        let collect (results: Result<'a, InputProblem> list) =
            (results, Ok [])
            ||> List.foldBack (fun result rest ->
                match result, rest with
                | Ok x, Ok rest -> Ok(x :: rest)
                | Error problem, _ -> Error problem
                | _, Error problem -> Error problem)

        let length =
            match dynamics.Length.Node with
            | Number q -> Ok(int q.Numerator)
            | _ -> ParameterValues.trajectoryLength values

        let bound (length: int) (exact: Expr list) (numbers: float list list) =
            BoundTask.OfModes(
                dynamics,
                length,
                [| { Exact = List.toArray (Canonical.ofInt length :: exact)
                     Numbers = List.toArray (float length :: List.concat numbers) } |],
                [||]
            )

        // T comes first.
        let names = (ModeKernels.parameterNames dynamics).Tail

        length
        |> Result.bind (fun length ->
            names
            |> List.map (fun name -> ParameterValues.forMode 0 name values)
            |> collect
            |> Result.bind (fun exact ->
                List.map2 (fun name value -> BoundTask.Numbers(dynamics, name, value)) names exact
                |> collect
                |> Result.map (bound length exact)))
        |> Result.bind (fun bound ->
            match bound.Problem with
            | None -> Ok bound
            | Some problem -> Error(InputProblem problem))

    member _.Dynamics = dynamics
    /// The trajectory length T.
    member _.Length = length
    /// The task that equations are compiled for: short ones read a table.
    member _.Compiled = compiled
    member _.ReadsTable = readsTable
    /// The form of the sums of its kernels.
    member _.Form = form.Value
    /// What is wrong with the values, in a sentence: only a table tells it here.
    member _.Problem = problem
    member _.Mode(mode: int) = modes[mode]

    /// What the kernels of a mode are given: the numbers of the task's own parameters, or none where its values come from a table.
    member _.Parameters(mode: int, quantity: Quantity) : float array = if isOfTable quantity then [||] else Array.tail modes[mode].Numbers

    /// The values of a mode that its kernels read; empty where they compute them.
    member _.Table(mode: int) : float array = if readsTable then tables[mode] else [||]

    /// The program of a quantity for the trajectory length: a sum whose length is known has no loop to set up.
    member _.Program(quantity: Quantity) : Program = programOf quantity

    /// The compiled program, once for all modes and callers.
    member _.Kernel(quantity: Quantity) : Kernel =
        kernels.GetOrAdd(quantity, (fun quantity -> lazy (DelegateBackend.compile (programOf quantity)))).Value

    /// What a program has to do with the task besides its formula: one that agrees in this serves another length and other values, T being
    /// the first of its parameters.
    member _.Sharing(quantity: Quantity) = struct (quantity, formOf quantity, isOfTable quantity)

    /// The program of a quantity with T among its parameters.
    member _.ProgramOfAnyLength(quantity: Quantity) : Program = ofAnyLength quantity

    /// The numbers that such a program is given for a mode.
    member _.ParametersOfAnyLength(mode: int) : float array = if readsTable then [| float length |] else modes[mode].Numbers

/// Kernels for many lengths and values of one formula, each compiled once. Safe to use from several threads.
[<Sealed>]
type internal SharedKernels() =
    let kernels = ConcurrentDictionary<struct (Quantity * SumForm * bool), Lazy<Kernel>>()

    /// The kernel of a quantity that serves a task; it is given ParametersOfAnyLength.
    member _.Of(task: BoundTask, quantity: Quantity) : Kernel =
        kernels.GetOrAdd(task.Sharing quantity, (fun _ -> lazy (DelegateBackend.compile (task.ProgramOfAnyLength quantity)))).Value
