namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open System.Reflection
open System.Reflection.Emit
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Threading.Tasks
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts

/// A program over many modes at once. Every result has the bits of the delegate for a single mode, whatever the width of the
/// vectors and the number of threads.
[<Sealed>]
type Batch internal (program: Program, varying: string list, width: int, kernel: BatchKernel) =
    // Modes that one thread takes at a time: small enough for the caches, and a whole number of vectors.
    static let chunk = 2048

    let states, outputs = program.States.Length, program.Outputs.Length

    let need (name: string) (actual: int) (expected: int) =
        if actual < expected then
            invalidArg name $"{program.Name}: {name} has {actual} numbers, and {expected} are needed"

    // Fewer modes than lanes are computed on copies as long as a vector.
    let padded (count: int) (columns: int) (values: double[]) =
        let wide = Array.zeroCreate (columns * width)
        for k in 0 .. columns - 1 do
            for m in 0 .. width - 1 do
                wide[k * width + m] <- values[k * count + min m (count - 1)]
        wide

    let few (count: int) (states': double[]) (varying': double[]) (parameters: double[]) (data: double[]) (outputs': double[]) =
        let wide = Array.zeroCreate (outputs * width)
        kernel.Invoke(
            0,
            width,
            width,
            ReadOnlySpan(padded count states states'),
            ReadOnlySpan(padded count varying.Length varying'),
            ReadOnlySpan parameters,
            ReadOnlySpan data,
            Span wide
        )
        for k in 0 .. outputs - 1 do
            Array.blit wide (k * width) outputs' (k * count) count

    /// The parameters that differ from mode to mode.
    member _.Varying = varying
    /// Doubles in a vector.
    member _.Width = width
    /// The kernel itself, for callers with spans.
    member _.Kernel = kernel

    /// Computes all outputs of `count` modes: component k of mode m is element k * count + m of `states`, `varying` and `outputs`.
    /// `parameters` are all parameters in the program's order; those that vary are not read there. Threads share the modes.
    member _.Compute
        (count: int, states': double[], varying': double[], parameters: double[], data: double[], outputs': double[], threads: int)
        : unit =
        need "states" states'.Length (states * count)
        need "varying" varying'.Length (varying.Length * count)
        need "parameters" parameters.Length program.Parameters.Length
        need "outputs" outputs'.Length (outputs * count)

        let range first last =
            kernel.Invoke(
                first,
                last,
                count,
                ReadOnlySpan states',
                ReadOnlySpan varying',
                ReadOnlySpan parameters,
                ReadOnlySpan data,
                Span outputs'
            )

        if count = 0 then
            ()
        elif count < width then
            few count states' varying' parameters data outputs'
        elif threads <= 1 || count < 2 * chunk then
            range 0 count
        else
            // The last chunk takes the rest, so that none is shorter than a vector.
            let chunks = count / chunk
            let ends k = if k = chunks - 1 then count else (k + 1) * chunk
            Parallel.For(0, chunks, ParallelOptions(MaxDegreeOfParallelism = threads), (fun k -> range (k * chunk) (ends k)))
            |> ignore

/// Programs compiled for many modes or parameter points at once, on the lanes of vectors.
[<RequireQualifiedAccess>]
module BatchBackend =
    let private signature =
        match typeof<BatchKernel>.GetMethod "Invoke" with
        | null -> invalidOp "A delegate has an Invoke method."
        | invoke -> invoke.GetParameters() |> Array.map _.ParameterType

    let private kinds =
        [ { Width = 8
            Type = typeof<Vector512<float>>
            Functions = typeof<Vector512>
            Lanes = typeof<EightLanes> }
          { Width = 4
            Type = typeof<Vector256<float>>
            Functions = typeof<Vector256>
            Lanes = typeof<FourLanes> } ]

    /// The doubles in the widest vector that the processor has.
    let widest = if Vector512.IsHardwareAccelerated then 8 else 4

    /// The values that depend on the state or on a parameter that varies.
    let private varyingValues (program: Program) (varying: string list) : HashSet<Value> =
        let found = HashSet<Value>()
        let mark condition values = if condition then found.UnionWith values

        let rec visit statement =
            match statement with
            | Define(value, State _) -> mark true [ value ]
            | Define(value, Parameter k) -> mark (List.contains program.Parameters[k] varying) [ value ]
            | Define(value, op) -> mark (Program.operands op |> List.exists found.Contains) [ value ]
            | DefineSums(values, _, arguments) -> mark (arguments |> List.exists found.Contains) values
            | Repeat loop ->
                // What is carried may come to vary by way of another value that is.
                let mutable before = -1

                while found.Count <> before do
                    before <- found.Count

                    for c in loop.Carried do
                        mark (found.Contains c.Start || found.Contains c.Next) [ c.Current ]

                    List.iter visit loop.Body

        List.iter visit program.Body
        found

    let private reference (name: string) (span: Type) : MethodInfo =
        typeof<MemoryMarshal>.GetMethods()
        |> Array.find (fun m -> m.Name = name && m.GetParameters().[0].ParameterType.Name = span.Name)
        |> fun m -> m.MakeGenericMethod typeof<float>

    let private memory (kind: VectorKind) (name: string) : MethodInfo =
        kind.Functions.GetMethods()
        |> Array.find (fun m ->
            m.Name = name
            && m.IsGenericMethodDefinition
            && m.GetParameters().[m.GetParameters().Length - 1].ParameterType = typeof<unativeint>)
        |> fun m -> m.MakeGenericMethod typeof<float>

    let private build (program: Program) (varying: string list) (kind: VectorKind) : BatchKernel =
        let dynamic = DynamicMethod(program.Name, typeof<Void>, signature, typeof<Program>.Module, true)
        dynamic.InitLocals <- false // every local is assigned before it is read
        let il = dynamic.GetILGenerator()
        let varies = varyingValues program varying
        let load (argument: int) = il.Emit(OpCodes.Ldarg, int16 argument)

        // The first elements of the states, the varying parameters and the outputs.
        let start argument =
            let local = il.DeclareLocal(typeof<float>.MakeByRefType())
            load argument
            il.Emit(OpCodes.Call, reference "GetReference" signature[argument])
            il.Emit(OpCodes.Stloc, local)
            local

        let states, parameters, outputs = start 3, start 4, start 7
        let next, at = il.DeclareLocal typeof<int>, il.DeclareLocal typeof<int>

        let position (k: int) =
            il.Emit(OpCodes.Ldc_I4, k)
            load 2
            il.Emit OpCodes.Mul
            il.Emit(OpCodes.Ldloc, at)
            il.Emit OpCodes.Add
            il.Emit OpCodes.Conv_I

        let vectorAt (origin: LocalBuilder) k =
            il.Emit(OpCodes.Ldloc, origin)
            position k
            il.Emit(OpCodes.Call, memory kind "LoadUnsafe")

        let item =
            match signature[5].GetMethod "get_Item" with
            | null -> invalidOp "A span has an indexer."
            | item -> item

        let inputs: LaneCode.Inputs =
            { State = vectorAt states
              Parameter =
                fun k ->
                    match List.tryFindIndex ((=) program.Parameters[k]) varying with
                    | Some j -> vectorAt parameters j
                    | None ->
                        il.Emit(OpCodes.Ldarga_S, 5uy)
                        il.Emit(OpCodes.Ldc_I4, k)
                        il.Emit(OpCodes.Call, item)
                        il.Emit OpCodes.Ldind_R8
              Data = fun () -> load 6 }

        let writer = LaneCode.Writer(il, program, Some kind, varies.Contains, inputs)

        // What is the same for all modes comes before the loop over them.
        let isVarying statement =
            match statement with
            | Define(value, _) -> varies.Contains value
            | DefineSums(values, _, _) -> varies.Contains values.Head
            | Repeat loop -> loop.Carried |> List.exists (fun c -> varies.Contains c.Current)

        let own, common = program.Body |> List.partition isVarying
        writer.Block common
        let body, test = il.DefineLabel(), il.DefineLabel()
        load 0
        il.Emit(OpCodes.Stloc, next)
        il.Emit(OpCodes.Br, test)
        il.MarkLabel body
        // The last vector overlaps the one before it rather than be cut.
        il.Emit(OpCodes.Ldloc, next)
        load 1
        il.Emit(OpCodes.Ldc_I4, kind.Width)
        il.Emit OpCodes.Sub
        il.Emit(OpCodes.Call, typeof<Math>.GetMethod("Min", [| typeof<int>; typeof<int> |]) |> Option.ofObj |> Option.get)
        il.Emit(OpCodes.Stloc, at)
        writer.Block own

        program.Outputs
        |> List.iteri (fun k (_, value) ->
            writer.Load value
            il.Emit(OpCodes.Ldloc, outputs)
            position k
            il.Emit(OpCodes.Call, memory kind "StoreUnsafe"))

        il.Emit(OpCodes.Ldloc, next)
        il.Emit(OpCodes.Ldc_I4, kind.Width)
        il.Emit OpCodes.Add
        il.Emit(OpCodes.Stloc, next)
        il.MarkLabel test
        il.Emit(OpCodes.Ldloc, next)
        load 1
        il.Emit(OpCodes.Blt, body)
        il.Emit OpCodes.Ret
        dynamic.CreateDelegate(typeof<BatchKernel>) :?> BatchKernel

    /// The batch of a program on vectors of 4 or 8 doubles. The parameters named in `varying` differ from mode to mode, the others
    /// are the same for all, as is the table. Raises UnsupportedOperation where a sum's length would vary, or for an unknown name.
    let compileFor (width: int) (varying: string list) (program: Program) : Batch =
        for name in varying do
            if not (List.contains name program.Parameters) then
                raise (UnsupportedOperation $"{program.Name} has no parameter {name}")

        let kind = kinds |> List.find (fun kind -> kind.Width = width)
        Batch(program, varying, width, build program varying kind)

    /// The batch on the widest vectors of this processor.
    let compile (varying: string list) (program: Program) : Batch = compileFor widest varying program
