namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra

/// A program for given values of some parameters, with the bits that it has for any values: what depends on them alone is computed
/// here, by the same operations, so that a sum whose length is known has no loop to set up, and a short loop is written out, as what a
/// bracket is worth at a known step is known then.
[<RequireQualifiedAccess>]
module Specialization =
    let private unary op (x: float) =
        match op with
        | Negate -> Some(-x)
        | Reciprocal -> Some(1.0 / x)
        | SquareRoot -> Some(Math.Sqrt x)
        | Exponential
        | Whole -> None

    let private binary op (x: float) (y: float) =
        match op with
        | Add -> Some(x + y)
        | Subtract -> Some(x - y)
        | Multiply -> Some(x * y)
        | Divide -> Some(x / y)
        | Silence -> Some(if x = 0.0 then 0.0 else y)
        | Raise -> None

    let private test (relation: Relation) (x: float) =
        match relation with
        | Equal -> x = 0.0
        | Less -> x < 0.0
        | LessOrEqual -> x <= 0.0

    // Statements that one loop may become, and all loops of a program together: very long methods are compiled to slow code.
    let private longestLoop, longestProgram = 128, 512

    /// The program without the parameters that are bound. Raises ArgumentException for a name that it does not have.
    let bind (values: (string * float) list) (program: Program) : Program =
        for name, _ in values do
            if not (List.contains name program.Parameters) then
                invalidArg (nameof values) $"{program.Name} has no parameter {name}"

        let bound = Map.ofList values
        let free = program.Parameters |> List.filter (fun name -> not (bound.ContainsKey name))
        let known = Dictionary<Value, float>()
        let other = Dictionary<Value, Value>() // what stands for a value: one of a step of a loop that is written out, or an equal one
        let mutable count = program.ValueCount
        let mutable room = longestProgram

        let named (v: Value) =
            match other.TryGetValue v with
            | true, name -> name
            | _ -> v

        let valueOf (v: Value) =
            match known.TryGetValue v with
            | true, x -> ValueSome x
            | _ -> ValueNone

        let parameter k =
            let name = program.Parameters[k]

            match bound.TryFind name with
            | Some x -> Literal x
            | None -> Parameter(List.findIndex ((=) name) free)

        let folded (op: Operation) =
            let ofOne f x =
                match valueOf x with
                | ValueSome x -> f x
                | ValueNone -> None

            let ofTwo f x y =
                match valueOf x, valueOf y with
                | ValueSome x, ValueSome y -> f x y
                | _ -> None

            match op with
            | Parameter k -> parameter k
            | Unary(op', x) -> ofOne (unary op') x |> Option.fold (fun _ x -> Literal x) op
            | Binary(op', x, y) -> ofTwo (binary op') x y |> Option.fold (fun _ x -> Literal x) op
            | MultiplyAdd(x, y, z) ->
                match valueOf x, valueOf y, valueOf z with
                | ValueSome x, ValueSome y, ValueSome z -> Literal(Math.FusedMultiplyAdd(x, y, z))
                | _ -> op
            | Test(relation, x) ->
                ofOne (fun x -> Some(if test relation x then 1.0 else 0.0)) x
                |> Option.fold (fun _ x -> Literal x) op
            | op -> op

        // How often a loop runs, if it is short enough to be written out.
        let steps (loop: Loop) =
            let size = List.length loop.Body
            let isPlain =
                loop.Body
                |> List.forall (function
                    | Define _
                    | DefineSums _ -> true
                    | Repeat _ -> false)

            match valueOf (named loop.Lower), valueOf (named loop.Upper) with
            | ValueSome lower, ValueSome upper when isPlain && Math.Floor lower = lower && Math.Floor upper = upper ->
                let steps = Math.Max(0.0, upper - lower + 1.0)
                let total = steps * float (size + 1)
                if total <= float longestLoop && total <= float room then
                    ValueSome(int steps)
                else
                    ValueNone
            | _ -> ValueNone

        let fresh (v: Value) =
            other[v] <- count
            count <- count + 1
            count - 1

        // A loop that stays has values that change from step to step, for which no other may stand.
        let rec statement (place: Value -> Value) (stays: bool) s =
            match s with
            | Define(value, op) ->
                match Program.withOperands named op with
                | Binary(Silence, x, y) when
                    not stays
                    && (match valueOf x with
                        | ValueSome x -> x <> 0.0
                        | ValueNone -> false)
                    ->
                    other[value] <- y
                    []
                | Binary(Silence, x, _) when valueOf x = ValueSome 0.0 ->
                    let value = place value
                    known[value] <- 0.0
                    [ Define(value, Literal 0.0) ]
                | op ->
                    let op, value = folded op, place value

                    match op with
                    | Literal x -> known[value] <- x
                    | _ -> ()

                    [ Define(value, op) ]
            | DefineSums(values, kind, arguments) ->
                let arguments = List.map named arguments
                [ DefineSums(List.map place values, kind, arguments) ]
            | Repeat loop ->
                match steps loop with
                | ValueSome steps -> written loop steps
                | ValueNone ->
                    let renamed (c: Carried) = { c with Start = named c.Start }
                    let loop =
                        { loop with
                            Lower = named loop.Lower
                            Upper = named loop.Upper
                            Carried = List.map renamed loop.Carried }
                    let body = List.collect (statement place true) loop.Body
                    let next (c: Carried) = { c with Next = named c.Next }

                    [ Repeat
                          { loop with
                              Body = body
                              Carried = List.map next loop.Carried } ]

        and written loop steps =
            room <- room - steps * (List.length loop.Body + 1)
            let lower, upper = known[named loop.Lower], known[named loop.Upper]

            for c in loop.Carried do
                other[c.Current] <- named c.Start

            [ for step in 0 .. steps - 1 do
                  let index = fresh loop.Index
                  known[index] <- if loop.Descending then upper - float step else lower + float step
                  Define(index, Literal known[index])
                  yield! List.collect (statement fresh false) loop.Body
                  let next = loop.Carried |> List.map (fun c -> named c.Next)
                  List.iter2 (fun (c: Carried) v -> other[c.Current] <- v) loop.Carried next ]

        let body = List.collect (statement id false) program.Body

        { program with
            Parameters = free
            Body = body
            ValueCount = count
            Outputs = program.Outputs |> List.map (fun (name, value) -> name, named value) }

    /// The program for trajectories of one length: without the parameter T.
    let forLength (length: int) (program: Program) : Program = bind [ "T", float length ] program

    /// The program with further parameters in the place of the table's values at known steps, named by their steps: what differs from
    /// problem to problem of a batch. Raises UnsupportedOperation where a step is not known.
    let tableAsParameters (name: int -> string) (steps: int) (program: Program) : Program =
        let known = Dictionary<Value, float>()
        let mutable count = program.ValueCount

        let fresh () =
            count <- count + 1
            count - 1

        let valueAt (step: float) =
            if step >= 1.0 && step <= float steps then
                Parameter(program.Parameters.Length + int step - 1)
            else
                Literal nan

        let stepOf (v: Value) =
            match known.TryGetValue v with
            | true, step -> step
            | _ -> raise (UnsupportedOperation $"{program.Name} reads its table at steps that are not known before")

        // Horner's rule with its derivatives, written out.
        let polynomial (results: Value list) (x: Value) (n: Value) =
            let order = results.Length - 1
            let zero = fresh ()
            let mutable current = List.replicate (order + 1) zero

            [ Define(zero, Literal 0.0)
              for step in 1 .. int (stepOf n) do
                  let s = fresh ()
                  Define(s, valueAt (float step))
                  let next = [ for _ in current -> fresh () ]

                  for value, before, added in List.zip3 next current (s :: List.take order current) do
                      Define(value, MultiplyAdd(before, x, added))

                  current <- next
              // A value is assigned once: the last ones carry the results' names.
              for result, value in List.zip results current do
                  Define(result, Binary(Add, value, zero)) ]

        let statement s =
            match s with
            | Define(value, Literal x) ->
                known[value] <- x
                [ s ]
            | Define(value, Datum step) -> [ Define(value, valueAt (stepOf step)) ]
            | DefineSums(results, TableSums, [ x; n ]) -> polynomial results x n
            | Define _
            | DefineSums _ -> [ s ]
            | Repeat _ when program.ReadsData ->
                raise (UnsupportedOperation $"{program.Name} has a loop that is too long to be written out")
            | Repeat _ -> [ s ]

        let body = List.collect statement program.Body

        { program with
            Parameters = program.Parameters @ [ for step in 1..steps -> name step ]
            ReadsData = false
            Body = body
            ValueCount = count }
