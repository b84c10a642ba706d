namespace LrnnSymbolic.Emission

open System
open System.Reflection
open System.Reflection.Emit
open LrnnSymbolic.Contracts

/// Programs as delegates, through IL. The delegate allocates nothing, keeps no state, and is collected with its last user.
[<RequireQualifiedAccess>]
module DelegateBackend =
    // Span types cannot be written with typeof, so they are taken from the delegate's own signature.
    let private signature =
        match typeof<Kernel>.GetMethod "Invoke" with
        | null -> invalidOp "A delegate has an Invoke method."
        | invoke -> invoke.GetParameters() |> Array.map _.ParameterType

    let private itemOf (spanType: Type) : MethodInfo =
        match spanType.GetMethod "get_Item" with
        | null -> invalidOp "A span has an indexer."
        | item -> item

    let private items =
        [| itemOf signature[0]; itemOf signature[1]; itemOf signature[2]; itemOf signature[3] |]

    // A delegate passes its target first; a method without one is reached through a stub that moves all the other arguments.
    let private own = Array.append [| typeof<obj> |] signature

    /// The delegate of a program.
    let compile (program: Program) : Kernel =
        let dynamic = DynamicMethod(program.Name, typeof<Void>, own, typeof<Program>.Module, true)
        dynamic.InitLocals <- false // every local is assigned before it is read
        let il = dynamic.GetILGenerator()

        // The last element is asked for once, which checks the length; the others are found from the first without a check.
        let first (argument: int) (count: int) =
            let start = il.DeclareLocal(typeof<float>.MakeByRefType())

            let at (k: int) =
                il.Emit(OpCodes.Ldarga_S, byte (argument + 1))
                il.Emit(OpCodes.Ldc_I4, k)
                il.Emit(OpCodes.Call, items[argument])

            if count > 1 then
                at (count - 1)
                il.Emit OpCodes.Pop

            if count > 0 then
                at 0
                il.Emit(OpCodes.Stloc, start)

            start

        let state, parameters, output =
            first 0 program.States.Length, first 1 program.Parameters.Length, first 3 program.Outputs.Length

        let reference (start: LocalBuilder) (k: int) =
            il.Emit(OpCodes.Ldloc, start)

            if k > 0 then
                il.Emit(OpCodes.Ldc_I4, sizeof<float> * k)
                il.Emit OpCodes.Add

        let element start k =
            reference start k
            il.Emit OpCodes.Ldind_R8

        let inputs: LaneCode.Inputs =
            { State = element state
              Parameter = element parameters
              Data = fun () -> il.Emit OpCodes.Ldarg_3 }

        let writer = LaneCode.Writer(il, program, None, (fun _ -> false), inputs)
        writer.Block program.Body

        program.Outputs
        |> List.iteri (fun k (_, value) ->
            reference output k
            writer.Load value
            il.Emit OpCodes.Stind_R8)

        il.Emit OpCodes.Ret
        dynamic.CreateDelegate(typeof<Kernel>, program.Name) :?> Kernel
