namespace LrnnSymbolic.Emission

open System
open System.Reflection
open System.Reflection.Emit
open LrnnSymbolic.Algebra
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

    let private method' (owner: Type) (name: string) (arity: int) : MethodInfo =
        match owner.GetMethod(name, Array.create arity typeof<float>) with
        | null -> invalidOp $"{owner.Name}.{name} is missing."
        | found -> found

    let private functionMethod (id: FunctionId) (arity: int) =
        match id with
        | Log -> method' typeof<Math> "Log" 1
        | Sin -> method' typeof<Math> "Sin" 1
        | Cos -> method' typeof<Math> "Cos" 1
        | Tan -> method' typeof<Math> "Tan" 1
        | Tanh -> method' typeof<Math> "Tanh" 1
        | Atan -> method' typeof<Math> "Atan" 1
        | Atan2 -> method' typeof<Math> "Atan2" 2
        | Abs -> method' typeof<Math> "Abs" 1
        | Sign -> method' typeof<KernelFunctions> "Sign" 1
        | Factorial -> method' typeof<KernelFunctions> "Factorial" 1
        | Binomial -> method' typeof<KernelFunctions> "Binomial" 2
        | FallingFactorial -> method' typeof<KernelFunctions> "Falling" 2
        | WholeQuotient -> method' typeof<KernelFunctions> "Quotient" 2
        | Geometric -> method' typeof<KernelFunctions> "Geometric" 3
        | Wave -> method' typeof<KernelFunctions> "Wave" 5
        | Homogeneous when arity <= 7 -> method' typeof<KernelFunctions> "Homogeneous" arity
        | Homogeneous -> raise (UnsupportedOperation $"homogeneous of {arity - 1} variables has no program; at most 6")

    /// The delegate of a program.
    let compile (program: Program) : Kernel =
        let dynamic = DynamicMethod(program.Name, typeof<Void>, signature, typeof<Program>.Module, true)
        let il = dynamic.GetILGenerator()
        let literals = Array.create program.ValueCount nan
        let isLiteral = Array.create program.ValueCount false
        let locals: LocalBuilder option[] = Array.create program.ValueCount None

        let localOf (value: Value) =
            match locals[value] with
            | Some local -> local
            | None ->
                let local = il.DeclareLocal typeof<float>
                locals[value] <- Some local
                local

        let load (value: Value) =
            if isLiteral[value] then
                il.Emit(OpCodes.Ldc_R8, literals[value])
            else
                il.Emit(OpCodes.Ldloc, localOf value)

        let element (argument: int) (position: unit -> unit) =
            il.Emit(OpCodes.Ldarga_S, byte argument)
            position ()
            il.Emit(OpCodes.Call, itemOf signature[argument])
            il.Emit OpCodes.Ldind_R8

        let at (k: int) () = il.Emit(OpCodes.Ldc_I4, k)

        let operation (op: Operation) =
            match op with
            | Literal x -> il.Emit(OpCodes.Ldc_R8, x)
            | State k -> element 0 (at k)
            | Parameter k -> element 1 (at k)
            | Datum step ->
                element 2 (fun () ->
                    load step
                    il.Emit OpCodes.Conv_I4
                    il.Emit OpCodes.Ldc_I4_1
                    il.Emit OpCodes.Sub)
            | Unary(Negate, x) ->
                load x
                il.Emit OpCodes.Neg
            | Unary(Reciprocal, x) ->
                il.Emit(OpCodes.Ldc_R8, 1.0)
                load x
                il.Emit OpCodes.Div
            | Unary(SquareRoot, x) ->
                load x
                il.Emit(OpCodes.Call, method' typeof<Math> "Sqrt" 1)
            | Unary(Exponential, x) ->
                load x
                il.Emit(OpCodes.Call, method' typeof<Math> "Exp" 1)
            | Unary(Whole, x) ->
                load x
                il.Emit(OpCodes.Call, method' typeof<KernelFunctions> "Whole" 1)
            | Binary(op, x, y) ->
                load x
                load y

                match op with
                | Add -> il.Emit OpCodes.Add
                | Subtract -> il.Emit OpCodes.Sub
                | Multiply -> il.Emit OpCodes.Mul
                | Divide -> il.Emit OpCodes.Div
                | Raise -> il.Emit(OpCodes.Call, method' typeof<Math> "Pow" 2)
            | Call(id, arguments) ->
                List.iter load arguments
                il.Emit(OpCodes.Call, functionMethod id arguments.Length)
            | Test(relation, x) ->
                // Compare gives 0 or 1 as an int; <= is "not >".
                load x
                il.Emit(OpCodes.Ldc_R8, 0.0)

                match relation with
                | Equal -> il.Emit OpCodes.Ceq
                | Less -> il.Emit OpCodes.Clt
                | LessOrEqual ->
                    il.Emit OpCodes.Cgt_Un
                    il.Emit OpCodes.Ldc_I4_0
                    il.Emit OpCodes.Ceq

                il.Emit OpCodes.Conv_R8

        let assign (target: Value) (source: Value) =
            load source
            il.Emit(OpCodes.Stloc, localOf target)

        let rec statement s =
            match s with
            | Define(value, Literal x) ->
                literals[value] <- x
                isLiteral[value] <- true
            | Define(value, op) ->
                operation op
                il.Emit(OpCodes.Stloc, localOf value)
            | Repeat loop -> repeat loop

        and repeat loop =
            let body = il.DefineLabel()
            let test = il.DefineLabel()
            assign loop.Index (if loop.Descending then loop.Upper else loop.Lower)
            loop.Carried |> List.iter (fun c -> assign c.Current c.Start)
            il.Emit(OpCodes.Br, test)
            il.MarkLabel body
            List.iter statement loop.Body
            loop.Carried |> List.iter (fun c -> assign c.Current c.Next)
            load loop.Index
            il.Emit(OpCodes.Ldc_R8, (if loop.Descending then -1.0 else 1.0))
            il.Emit OpCodes.Add
            il.Emit(OpCodes.Stloc, localOf loop.Index)
            il.MarkLabel test
            load loop.Index

            if loop.Descending then
                load loop.Lower
                il.Emit(OpCodes.Bge, body)
            else
                load loop.Upper
                il.Emit(OpCodes.Ble, body)

        List.iter statement program.Body

        program.Outputs
        |> List.iteri (fun k (_, value) ->
            il.Emit(OpCodes.Ldarga_S, 3uy)
            il.Emit(OpCodes.Ldc_I4, k)
            il.Emit(OpCodes.Call, itemOf signature[3])
            load value
            il.Emit OpCodes.Stind_R8)

        il.Emit OpCodes.Ret
        dynamic.CreateDelegate(typeof<Kernel>) :?> Kernel
