namespace LrnnSymbolic.Emission

open System.Collections.Generic

/// Products that only a sum or a difference reads become one operation with it, rounded once: half the instructions, and never less accurate.
[<RequireQualifiedAccess>]
module internal Fusion =
    /// The program with its products fused.
    let fuse (program: Program) : Program =
        let uses = Program.uses program
        let mutable count = program.ValueCount

        let rec block (statements: Statement list) : Statement list =
            let products = Dictionary<Value, struct (Value * Value)>()
            let fused = HashSet<Value>()
            let lines = List<Statement>()

            let take (v: Value) =
                match products.TryGetValue v with
                | true, factors ->
                    fused.Add v |> ignore
                    products.Remove v |> ignore
                    ValueSome factors
                | _ -> ValueNone

            let negated (v: Value) =
                count <- count + 1
                lines.Add(Define(count - 1, Unary(Negate, v)))
                count - 1

            let combine sum op x y =
                match take y with
                | ValueSome(struct (p, q)) -> MultiplyAdd((if op = Add then p else negated p), q, x)
                | ValueNone ->
                    match take x with
                    | ValueSome(struct (p, q)) -> MultiplyAdd(p, q, (if op = Add then y else negated y))
                    | ValueNone -> sum

            for statement in statements do
                match statement with
                | Define(v, (Binary((Add | Subtract) as op, x, y) as sum)) -> lines.Add(Define(v, combine sum op x y))
                | Define(v, Binary(Multiply, x, y)) ->
                    if uses[v] = 1 then products[v] <- struct (x, y)
                    lines.Add statement
                | Repeat loop -> lines.Add(Repeat { loop with Body = block loop.Body })
                | _ -> lines.Add statement

            [ for line in lines do
                  match line with
                  | Define(v, _) when fused.Contains v -> ()
                  | _ -> line ]

        let body = block program.Body

        { program with
            Body = body
            ValueCount = count }
