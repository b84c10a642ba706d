namespace LrnnSymbolic.Emission

open System.Collections.Generic

/// Only what the outputs need: of a complex number often just one part is wanted.
[<RequireQualifiedAccess>]
module internal NeededStatements =
    /// The program without the statements whose values nobody reads.
    let keep (program: Program) : Program =
        let needed = HashSet<Value>(program.Outputs |> List.map snd)

        // From the end: whatever reads a value comes after it, but for what a loop carries.
        let rec block (statements: Statement list) : Statement list =
            List.foldBack
                (fun statement rest ->
                    match statement with
                    | Define(value, op) ->
                        if needed.Contains value then
                            needed.UnionWith(Program.operands op)
                            statement :: rest
                        else
                            rest
                    | DefineSums(values, _, arguments) ->
                        if List.exists needed.Contains values then
                            needed.UnionWith arguments
                            statement :: rest
                        else
                            rest
                    | Repeat loop ->
                        match repeated loop with
                        | { Carried = [] } -> rest
                        | loop -> Repeat loop :: rest)
                statements
                []

        // What is carried is needed after the loop, or in its body by what else is needed there.
        and repeated (loop: Loop) : Loop =
            let mutable body = loop.Body
            let mutable before = -1

            while needed.Count <> before do
                before <- needed.Count

                for c in loop.Carried do
                    if needed.Contains c.Current then needed.Add c.Next |> ignore

                body <- block loop.Body

            let carried = loop.Carried |> List.filter (fun c -> needed.Contains c.Current)
            if not carried.IsEmpty then
                needed.UnionWith(loop.Lower :: loop.Upper :: (carried |> List.map _.Start))

            { loop with
                Carried = carried
                Body = body }

        { program with
            Body = block program.Body }
