namespace LrnnSymbolic.Emission

open System

/// A program for given values of some parameters, with the bits that it has for any values: what depends on them alone is computed
/// here, by the same operations, so that a sum whose length is known has no loop to set up.
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

    /// The program without the parameters that are bound. Raises ArgumentException for a name that it does not have.
    let bind (values: (string * float) list) (program: Program) : Program =
        for name, _ in values do
            if not (List.contains name program.Parameters) then
                invalidArg (nameof values) $"{program.Name} has no parameter {name}"

        let bound = Map.ofList values
        let free = program.Parameters |> List.filter (fun name -> not (bound.ContainsKey name))
        let known = Array.create<float voption> program.ValueCount ValueNone

        let parameter k =
            let name = program.Parameters[k]

            match bound.TryFind name with
            | Some x -> Literal x
            | None -> Parameter(List.findIndex ((=) name) free)

        let folded (op: Operation) =
            let ofOne f x =
                match known[x] with
                | ValueSome x -> f x
                | ValueNone -> None

            let ofTwo f x y =
                match known[x], known[y] with
                | ValueSome x, ValueSome y -> f x y
                | _ -> None

            match op with
            | Parameter k -> parameter k
            | Unary(op', x) -> ofOne (unary op') x |> Option.fold (fun _ x -> Literal x) op
            | Binary(op', x, y) -> ofTwo (binary op') x y |> Option.fold (fun _ x -> Literal x) op
            | MultiplyAdd(x, y, z) ->
                match known[x], known[y], known[z] with
                | ValueSome x, ValueSome y, ValueSome z -> Literal(Math.FusedMultiplyAdd(x, y, z))
                | _ -> op
            | op -> op

        let rec statement s =
            match s with
            | Define(value, op) ->
                let op = folded op

                match op with
                | Literal x -> known[value] <- ValueSome x
                | _ -> ()

                Define(value, op)
            | DefineSums _ -> s
            | Repeat loop ->
                Repeat
                    { loop with
                        Body = List.map statement loop.Body }

        { program with
            Parameters = free
            Body = List.map statement program.Body }

    /// The program for trajectories of one length: without the parameter T.
    let forLength (length: int) (program: Program) : Program = bind [ "T", float length ] program
