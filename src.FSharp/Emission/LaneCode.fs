namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open System.Reflection
open System.Reflection.Emit
open System.Runtime.Intrinsics
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts

/// The vectors in which a program runs.
[<NoEquality; NoComparison>]
type internal VectorKind =
    {
        Width: int
        Type: Type
        /// The class of its functions: Vector256 or Vector512.
        Functions: Type
        Lanes: Type
    }

/// The IL of a program's body, on doubles alone or on vectors of them: values that differ from mode to mode are vectors, the others
/// stay doubles.
[<RequireQualifiedAccess>]
module internal LaneCode =
    let private found = KernelMethods.found
    let private doubles = KernelMethods.doubles

    /// A call of a framework or kernel function: the method and its arguments.
    let private callOf (op: Operation) : (MethodInfo * Value list) option =
        match op with
        | Unary(Exponential, x) -> Some(doubles typeof<Math> "Exp" 1, [ x ])
        | Unary(Whole, x) -> Some(doubles typeof<KernelFunctions> "Whole" 1, [ x ])
        | Binary(Raise, x, y) -> Some(doubles typeof<Math> "Pow" 2, [ x; y ])
        | Call(id, arguments) -> Some(KernelMethods.ofArity id arguments.Length, arguments)
        | _ -> None

    let private fused = lazy (doubles typeof<Math> "FusedMultiplyAdd" 3)
    let private root = lazy (doubles typeof<Math> "Sqrt" 1)

    let private datum = lazy (typeof<KernelFunctions>.GetMethod "Datum" |> found "KernelFunctions.Datum")

    // A span cannot be written with typeof, so that methods that take one are told by their number of parameters.
    let private sums (name: string) (generic: bool) (parameters: int) =
        typeof<SharedSums>.GetMethods()
        |> Array.find (fun m -> m.Name = name && m.IsGenericMethodDefinition = generic && m.GetParameters().Length = parameters)

    /// Where a program's inputs come from; each pushes one value, of the type that `isVarying` says.
    [<NoEquality; NoComparison>]
    type Inputs =
        {
            State: int -> unit
            Parameter: int -> unit
            /// Pushes the span of the table.
            Data: unit -> unit
        }

    [<Sealed>]
    type Writer(il: ILGenerator, program: Program, vector: VectorKind option, isVarying: Value -> bool, inputs: Inputs) =
        let literals = Array.create<float voption> program.ValueCount ValueNone
        let locals = Array.create<LocalBuilder | null> program.ValueCount null
        let varies value = vector.IsSome && isVarying value
        let kind () = vector.Value

        let localOf (value: Value) =
            match locals[value] with
            | null ->
                let local = il.DeclareLocal(if varies value then (kind ()).Type else typeof<float>)

                locals[value] <- local
                local
            | local -> local

        let call (m: MethodInfo) = il.Emit(OpCodes.Call, m)

        // A method of Vector512 or Vector256 on vectors of doubles, by its name and number of parameters.
        let findVectorMethod (name: string) (arity: int) =
            let m =
                (kind ()).Functions.GetMethods()
                |> Array.tryFind (fun m ->
                    m.Name = name
                    && m.IsGenericMethodDefinition
                    && m.GetGenericArguments().Length = 1
                    && m.GetParameters().Length = arity
                    && (let first = m.GetParameters()[0] in first.ParameterType.IsGenericType))

            match m with
            | Some m -> m.MakeGenericMethod typeof<float>
            | None ->
                (kind ()).Functions.GetMethod(name, Array.create arity (kind ()).Type)
                |> found $"{(kind ()).Functions.Name}.{name}"

        // Looking through some hundred methods takes longer than the rest of an operation.
        let vectorMethods = Dictionary<struct (string * int), MethodInfo>()

        let vectorMethod (name: string) (arity: int) =
            let key = struct (name, arity)

            match vectorMethods.TryGetValue key with
            | true, m -> m
            | _ ->
                let m = findVectorMethod name arity
                vectorMethods[key] <- m
                m

        let operator (name: string) = (kind ()).Type.GetMethod(name, [| (kind ()).Type; (kind ()).Type |]) |> found name

        let create = lazy (doubles (kind ()).Functions "Create" 1)
        let gather = lazy (doubles (kind ()).Functions "Create" (kind ()).Width)
        let element = lazy (vectorMethod "GetElement" 2)

        let number (x: float) = il.Emit(OpCodes.Ldc_R8, x)

        // Doubles that one later line of the same block reads are computed there: every local costs the runtime's compiler time.
        let uses = Program.uses program
        let delayed = Array.create<struct (Operation * int) voption> program.ValueCount ValueNone
        let mutable emit: Operation -> unit = ignore

        let load (value: Value) =
            match literals[value], delayed[value] with
            | ValueSome x, _ -> number x
            | _, ValueSome(struct (op, _)) -> emit op
            | _ -> il.Emit(OpCodes.Ldloc, localOf value)

        // A long chain inside of one line would keep all its other operands in registers until it ends.
        let longestLine = 3

        let delay (readHere: HashSet<Value>) (value: Value) (op: Operation) =
            let depth =
                match
                    Program.operands op
                    |> List.map (fun v -> delayed[v] |> ValueOption.fold (fun _ (struct (_, n)) -> n) 0)
                with
                | [] -> 1
                | depths -> 1 + List.max depths

            let canMove =
                match op with
                | Binary(Silence, _, _) -> false // branches
                | _ -> vector.IsNone && uses[value] = 1 && readHere.Contains value && depth <= longestLine

            if canMove then delayed[value] <- ValueSome(struct (op, depth))
            canMove

        // What the lines of a block read, loops in it left out: what is moved into a loop would be computed in every step.
        let readBy (statements: Statement list) =
            HashSet(
                statements
                |> Seq.collect (function
                    | Define(_, op) -> Program.operands op
                    | _ -> [])
            )

        /// As a vector, or as a double where the result is one.
        let loadFor wide (value: Value) =
            load value
            if wide && not (varies value) then call create.Value

        // The double in one lane.
        let loadLane lane (value: Value) =
            load value

            if varies value then
                il.Emit(OpCodes.Ldc_I4, (lane: int))
                call element.Value

        /// A function of doubles in every lane.
        let inLanes (one: int -> unit) =
            for lane in 0 .. (kind ()).Width - 1 do
                one lane

            call gather.Value

        let choice (test: unit -> unit) (ifZero: unit -> unit) (otherwise: unit -> unit) =
            let zero, finished = il.DefineLabel(), il.DefineLabel()
            test ()
            number 0.0
            il.Emit(OpCodes.Beq, zero)
            otherwise ()
            il.Emit(OpCodes.Br, finished)
            il.MarkLabel zero
            ifZero ()
            il.MarkLabel finished

        let binary wide op x y =
            let both () =
                loadFor wide x
                loadFor wide y

            let instruction scalar (name: string) =
                both ()

                if wide then call (operator name) else il.Emit(scalar: OpCode)

            match op with
            | Add -> instruction OpCodes.Add "op_Addition"
            | Subtract -> instruction OpCodes.Sub "op_Subtraction"
            | Multiply -> instruction OpCodes.Mul "op_Multiply"
            | Divide -> instruction OpCodes.Div "op_Division"
            | Silence when wide ->
                loadFor true y
                loadFor true x
                number 0.0
                call create.Value
                call (vectorMethod "Equals" 2)
                call (vectorMethod "AndNot" 2)
            | Silence -> choice (fun () -> load x) (fun () -> number 0.0) (fun () -> load y)
            | Raise -> invalidOp "A power is a call."

        let test wide relation x =
            if wide then
                loadFor true x
                number 0.0
                call create.Value

                call (
                    vectorMethod
                        (match relation with
                         | Equal -> "Equals"
                         | Less -> "LessThan"
                         | LessOrEqual -> "LessThanOrEqual")
                        2
                )

                number 1.0
                call create.Value
                call (operator "op_BitwiseAnd")
            else
                // Compare gives 0 or 1 as an int; <= is "not >".
                load x
                number 0.0

                match relation with
                | Equal -> il.Emit OpCodes.Ceq
                | Less -> il.Emit OpCodes.Clt
                | LessOrEqual ->
                    il.Emit OpCodes.Cgt_Un
                    il.Emit OpCodes.Ldc_I4_0
                    il.Emit OpCodes.Ceq

                il.Emit OpCodes.Conv_R8

        let operation wide (op: Operation) =
            match callOf op, op with
            | Some(m, arguments), _ when wide ->
                inLanes (fun lane ->
                    arguments |> List.iter (loadLane lane)
                    call m)
            | Some(m, arguments), _ ->
                arguments |> List.iter load
                call m
            | None, Literal x -> number x
            | None, State k -> inputs.State k
            | None, Parameter k -> inputs.Parameter k
            | None, Datum step when varies step -> raise (UnsupportedOperation "a batch reads the table at one step for all modes")
            | None, Datum step ->
                inputs.Data()
                load step
                call datum.Value
            | None, Unary(Negate, x) when wide ->
                loadFor true x
                number -0.0
                call create.Value
                call (operator "op_ExclusiveOr")
            | None, Unary(Negate, x) ->
                load x
                il.Emit OpCodes.Neg
            | None, Unary(Reciprocal, x) ->
                number 1.0

                if wide then
                    call create.Value
                    loadFor true x
                    call (operator "op_Division")
                else
                    load x
                    il.Emit OpCodes.Div
            | None, Unary(_, x) ->
                loadFor wide x
                call (if wide then vectorMethod "Sqrt" 1 else root.Value)
            | None, MultiplyAdd(x, y, z) ->
                [ x; y; z ] |> List.iter (loadFor wide)
                call (if wide then vectorMethod "FusedMultiplyAdd" 3 else fused.Value)
            | None, Test(relation, x) -> test wide relation x
            | None, Binary(op, x, y) -> binary wide op x y
            | None, Call _ -> invalidOp "A call has a method."

        let geometricSums wide (results: Value list) (q: Value) (low: Value) (n: Value) =
            if varies n then
                raise (UnsupportedOperation "in a batch sums have one length for all modes")

            let arity = 2 + results.Length
            loadFor wide q
            loadFor wide low
            load n
            for slope in results.Tail do
                il.Emit(OpCodes.Ldloca, localOf slope)

            if wide then
                call ((sums "Geometric" true arity).MakeGenericMethod((kind ()).Type, (kind ()).Lanes))
            else
                call (sums "Geometric" false arity)

            il.Emit(OpCodes.Stloc, localOf results.Head)

        let tableSums wide (results: Value list) (x: Value) (n: Value) =
            let arity = 2 + results.Length

            let one (loadPoint: Value -> unit) (m: MethodInfo) (targets: LocalBuilder list) =
                inputs.Data()
                loadPoint x
                load n
                for slope in targets.Tail do
                    il.Emit(OpCodes.Ldloca, slope)
                call m
                il.Emit(OpCodes.Stloc, targets.Head)

            // A long sum runs on vectors by itself.
            let isShort =
                match literals[n] with
                | ValueSome n -> n < SharedSums.ShortTable && results.Length = 2
                | ValueNone -> false

            if wide && isShort then
                let m = (sums "Polynomial" true arity).MakeGenericMethod((kind ()).Type, (kind ()).Lanes)
                one (loadFor true) m (List.map localOf results)
            elif wide then
                let lanes =
                    [ for lane in 0 .. (kind ()).Width - 1 ->
                          let targets = [ for _ in results -> il.DeclareLocal typeof<float> ]
                          one (loadLane lane) (sums "Polynomial" false arity) targets
                          targets ]

                results
                |> List.iteri (fun k value ->
                    inLanes (fun lane -> il.Emit(OpCodes.Ldloc, lanes[lane].[k]))
                    il.Emit(OpCodes.Stloc, localOf value))
            else
                one load (sums "Polynomial" false arity) (List.map localOf results)

        let assign (target: Value) (source: Value) =
            loadFor (varies target) source
            il.Emit(OpCodes.Stloc, localOf target)

        do emit <- operation false

        member writer.Block(statements: Statement list) : unit =
            let readHere = readBy statements
            List.iter (fun s -> writer.Statement(readHere, s)) statements

        member private writer.Statement(readHere: HashSet<Value>, statement: Statement) : unit =
            match statement with
            | Define(value, Literal x) -> literals[value] <- ValueSome x
            | Define(value, op) when delay readHere value op -> ()
            | Define(value, op) ->
                operation (varies value) op
                il.Emit(OpCodes.Stloc, localOf value)
            | DefineSums(results, GeometricSums, [ q; low; n ]) -> geometricSums (varies results.Head) results q low n
            | DefineSums(results, TableSums, [ x; n ]) -> tableSums (varies results.Head) results x n
            | DefineSums _ -> invalidOp "Geometric sums have three arguments, a table's two."
            | Repeat loop -> writer.Loop loop

        member private writer.Loop(loop: Loop) =
            if [ loop.Lower; loop.Upper ] |> List.exists varies then
                raise (UnsupportedOperation "in a batch sums have one length for all modes")

            let body, test = il.DefineLabel(), il.DefineLabel()
            assign loop.Index (if loop.Descending then loop.Upper else loop.Lower)
            loop.Carried |> List.iter (fun c -> assign c.Current c.Start)
            il.Emit(OpCodes.Br, test)
            il.MarkLabel body
            writer.Block loop.Body
            loop.Carried |> List.iter (fun c -> assign c.Current c.Next)
            load loop.Index
            number (if loop.Descending then -1.0 else 1.0)
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

        /// Pushes a value, as a vector in a program on vectors.
        member _.Load(value: Value) = loadFor vector.IsSome value
