namespace LrnnSymbolic.Emission

open System
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts

/// Programs run as they stand, statement by statement, for values that are needed once: nothing is compiled first, and every
/// operation is the one that the delegate performs, so that the bits are the same.
[<RequireQualifiedAccess>]
module TapeBackend =
    let private unary (op: UnaryOperation) (x: float) =
        match op with
        | Negate -> -x
        | Reciprocal -> 1.0 / x
        | SquareRoot -> Math.Sqrt x
        | Exponential -> Math.Exp x
        | Whole -> KernelFunctions.Whole x

    let private binary (op: BinaryOperation) (x: float) (y: float) =
        match op with
        | Add -> x + y
        | Subtract -> x - y
        | Multiply -> x * y
        | Divide -> x / y
        | Raise -> Math.Pow(x, y)
        | Silence -> if x = 0.0 then 0.0 else y

    let private truth (b: bool) = if b then 1.0 else 0.0

    let private test (relation: Relation) (x: float) =
        match relation with
        | Equal -> truth (x = 0.0)
        | Less -> truth (x < 0.0)
        | LessOrEqual -> truth (x <= 0.0)

    // A list would be walked for each operation: the program as arrays.
    [<NoEquality; NoComparison>]
    type private Line =
        | Assign of Value * Operation
        | AssignSums of Value[] * SharedSum * Value[]
        | Run of Loop * body: Line[]

    let rec private linesOf (statements: Statement list) =
        statements
        |> List.map (function
            | Define(value, op) -> Assign(value, op)
            | DefineSums(values, kind, arguments) -> AssignSums(Array.ofList values, kind, Array.ofList arguments)
            | Repeat loop -> Run(loop, linesOf loop.Body))
        |> Array.ofList

    [<Sealed>]
    type private Tape(program: Program) =
        let lines = linesOf program.Body
        let outputs = program.Outputs |> List.map snd |> Array.ofList

        let sums (v: float[]) (data: ReadOnlySpan<float>) (results: Value[]) kind (arguments: Value[]) =
            let mutable slope, curvature = 0.0, 0.0
            let ofSecond = results.Length > 2

            v[results[0]] <-
                match kind, ofSecond with
                | GeometricSums, false -> SharedSums.Geometric(v[arguments[0]], v[arguments[1]], v[arguments[2]], &slope)
                | GeometricSums, true -> SharedSums.Geometric(v[arguments[0]], v[arguments[1]], v[arguments[2]], &slope, &curvature)
                | TableSums, false -> SharedSums.Polynomial(data, v[arguments[0]], v[arguments[1]], &slope)
                | TableSums, true -> SharedSums.Polynomial(data, v[arguments[0]], v[arguments[1]], &slope, &curvature)

            v[results[1]] <- slope
            if ofSecond then v[results[2]] <- curvature

        member private tape.Run
            (v: float[], lines: Line[], state: ReadOnlySpan<float>, parameters: ReadOnlySpan<float>, data: ReadOnlySpan<float>)
            : unit =
            for line in lines do
                match line with
                | Assign(value, op) ->
                    v[value] <-
                        match op with
                        | Literal x -> x
                        | State k -> state[k]
                        | Parameter k -> parameters[k]
                        | Datum step -> KernelFunctions.Datum(data, v[step])
                        | Unary(op, x) -> unary op v[x]
                        | Binary(op, x, y) -> binary op v[x] v[y]
                        | MultiplyAdd(x, y, z) -> Math.FusedMultiplyAdd(v[x], v[y], v[z])
                        | Call(id, arguments) ->
                            let x = Array.zeroCreate arguments.Length
                            arguments |> List.iteri (fun k argument -> x[k] <- v[argument])
                            KernelMethods.call id x
                        | Test(relation, x) -> test relation v[x]
                | AssignSums(results, kind, arguments) -> sums v data results kind arguments
                | Run(loop, body) -> tape.Repeat(v, loop, body, state, parameters, data)

        member private tape.Repeat
            (v: float[], loop: Loop, body: Line[], state: ReadOnlySpan<float>, parameters: ReadOnlySpan<float>, data: ReadOnlySpan<float>)
            : unit =
            for c in loop.Carried do
                v[c.Current] <- v[c.Start]

            v[loop.Index] <- if loop.Descending then v[loop.Upper] else v[loop.Lower]
            let step = if loop.Descending then -1.0 else 1.0

            while (if loop.Descending then
                       v[loop.Index] >= v[loop.Lower]
                   else
                       v[loop.Index] <= v[loop.Upper]) do
                tape.Run(v, body, state, parameters, data)

                for c in loop.Carried do
                    v[c.Current] <- v[c.Next]

                v[loop.Index] <- v[loop.Index] + step

        member tape.Compute
            (state: ReadOnlySpan<float>, parameters: ReadOnlySpan<float>, data: ReadOnlySpan<float>, output: Span<float>)
            : unit =
            let v = Array.zeroCreate program.ValueCount
            tape.Run(v, lines, state, parameters, data)

            for k in 0 .. outputs.Length - 1 do
                output[k] <- v[outputs[k]]

    /// The kernel of a program, ready at once. Thread-safe; each call allocates room for the program's values.
    let load (program: Program) : Kernel =
        let tape = Tape program
        Kernel(fun state parameters data output -> tape.Compute(state, parameters, data, output))
