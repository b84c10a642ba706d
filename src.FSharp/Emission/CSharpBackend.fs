namespace LrnnSymbolic.Emission

open System
open System.Globalization
open System.IO
open System.Text
open LrnnSymbolic.Algebra

/// Programs as C# source that compiles alone, with the same operations in the same order as the delegate.
[<RequireQualifiedAccess>]
module CSharpBackend =
    let private literal (x: float) =
        if Double.IsNaN x then
            "double.NaN"
        elif Double.IsPositiveInfinity x then
            "double.PositiveInfinity"
        elif Double.IsNegativeInfinity x then
            "double.NegativeInfinity"
        else
            let text = x.ToString("R", CultureInfo.InvariantCulture)
            if text.IndexOfAny [| '.'; 'E' |] >= 0 then text else text + ".0"

    let private functionName (id: FunctionId) = (FunctionTable.rowOf id).Program.Kernel

    let private whole = "KernelFunctions.Whole"

    let private sumName (kind: SharedSum) =
        match kind with
        | GeometricSums -> "SharedSums.Geometric"
        | TableSums -> "SharedSums.Polynomial"

    let rec private called (statements: Statement list) : string list =
        statements
        |> List.collect (function
            | Define(_, Call(id, _)) -> [ functionName id ]
            | Define(_, Unary(Whole, _)) -> [ whole ]
            | Define(_, Datum _) -> [ "KernelFunctions.Datum" ]
            | Define _ -> []
            | DefineSums(_, kind, _) -> [ sumName kind ]
            | Repeat loop -> called loop.Body)

    // Names that the emitted source uses itself.
    let private taken =
        set [ "Math"; "KernelFunctions"; "SharedSums"; "ILanes"; "OneLane"; "States"; "Parameters"; "Outputs"; "Compute" ]

    // A compiler takes identifiers of up to 511 characters; nobody reads that far.
    let private longestName = 100

    // "inverse-exponential" becomes InverseExponential; whatever cannot be in an identifier separates words.
    let private typeName (name: string) =
        let words =
            String.map (fun c -> if Char.IsAsciiLetterOrDigit c then c else ' ') name
            |> fun s -> s.Split(' ', StringSplitOptions.RemoveEmptyEntries)

        let pascal =
            words
            |> Array.map (fun w -> string (Char.ToUpperInvariant w[0]) + w.Substring 1)
            |> String.concat ""
        let name = pascal.Substring(0, min pascal.Length longestName)

        if name = "" || Char.IsAsciiDigit name[0] || taken.Contains name then
            "Task" + name
        else
            name

    let private escaped (text: string) = text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")

    // The text of a class of the contracts, without what stands before it: the emitted file has its own namespace and keeps the
    // class to itself.
    let private carried =
        let read (file: string) =
            match typeof<Program>.Assembly.GetManifestResourceStream file with
            | null -> invalidOp $"The source {file} is embedded in this assembly."
            | stream ->
                use reader = new StreamReader(stream)
                let text = reader.ReadToEnd()
                text.Substring(text.IndexOf("/// <summary>", StringComparison.Ordinal)).Replace("\npublic ", "\ninternal ").TrimEnd()

        let known = System.Collections.Concurrent.ConcurrentDictionary<string, string>()
        fun file -> known.GetOrAdd(file, read)

    let private filesOf (programs: Program list) =
        let calls (owner: string) =
            programs
            |> List.exists (fun p -> called p.Body |> List.exists _.StartsWith(owner, StringComparison.Ordinal))

        [ if calls "KernelFunctions" then "KernelFunctions.cs"
          if calls "SharedSums" then
              "SharedSums.cs"
              "ILanes.cs" ]

    let private list (names: string list) = String.Join(", ", names)

    // One static class with Compute(state, parameters, data, output), its equations as comments.
    let private classOf (className: string) (program: Program) : string =
        let out = StringBuilder()
        let line (depth: int) (text: string) = out.Append(' ', (if text = "" then 0 else 4 * depth)).Append(text).Append('\n') |> ignore

        let literals = Array.create<string option> program.ValueCount None
        let use' (value: Value) = literals[value] |> Option.defaultValue $"v{value}"

        let operation (op: Operation) =
            match op with
            | Literal x -> literal x
            | State k -> $"state[{k}]"
            | Parameter k -> $"parameters[{k}]"
            | Datum step -> $"KernelFunctions.Datum(data, {use' step})"
            | Unary(Negate, x) -> $"-({use' x})"
            | Unary(Reciprocal, x) -> $"1.0 / {use' x}"
            | Unary(SquareRoot, x) -> $"Math.Sqrt({use' x})"
            | Unary(Exponential, x) -> $"Math.Exp({use' x})"
            | Unary(Whole, x) -> $"{whole}({use' x})"
            | Binary(Raise, x, y) -> $"Math.Pow({use' x}, {use' y})"
            | Binary(Silence, x, y) -> $"{use' x} == 0.0 ? 0.0 : {use' y}"
            | MultiplyAdd(x, y, z) -> $"Math.FusedMultiplyAdd({use' x}, {use' y}, {use' z})"
            | Binary(op, x, y) ->
                let sign =
                    match op with
                    | Add -> "+"
                    | Subtract -> "-"
                    | Multiply -> "*"
                    | _ -> "/"
                $"{use' x} {sign} {use' y}"
            | Call(id, first :: others) when (FunctionTable.rowOf id).IsVariadic ->
                let list = others |> List.map use' |> String.concat ", "
                $"{functionName id}({use' first}, [{list}])"
            | Call(id, arguments) ->
                let list = arguments |> List.map use' |> String.concat ", "
                $"{functionName id}({list})"
            | Test(Equal, x) -> $"{use' x} == 0.0 ? 1.0 : 0.0"
            | Test(Less, x) -> $"{use' x} < 0.0 ? 1.0 : 0.0"
            | Test(LessOrEqual, x) -> $"{use' x} <= 0.0 ? 1.0 : 0.0"

        let rec statement depth s =
            match s with
            | Define(value, Literal x) -> literals[value] <- Some(if x < 0.0 then $"({literal x})" else literal x)
            | Define(value, op) ->
                let name =
                    match op with
                    | State k -> $" // {program.States[k]}"
                    | Parameter k -> $" // {program.Parameters[k]}"
                    | _ -> ""

                line depth $"var v{value} = {operation op};{name}"
            | DefineSums(results, kind, arguments) ->
                let table = if kind = TableSums then [ "data" ] else []
                let slopes = results.Tail |> List.map (fun v -> $"out var v{v}")
                let list = table @ List.map use' arguments @ slopes |> String.concat ", "
                line depth $"var v{results.Head} = {sumName kind}({list});"
            | Repeat loop ->
                for c in loop.Carried do
                    line depth $"var v{c.Current} = {use' c.Start};"

                let from, until, step =
                    if loop.Descending then
                        use' loop.Upper, $">= {use' loop.Lower}", "--"
                    else
                        use' loop.Lower, $"<= {use' loop.Upper}", "++"

                line depth $"for (double v{loop.Index} = {from}; v{loop.Index} {until}; v{loop.Index}{step})"
                line depth "{"
                List.iter (statement (depth + 1)) loop.Body

                for c in loop.Carried do
                    line (depth + 1) $"v{c.Current} = {use' c.Next};"

                line depth "}"

        let quoted (names: string list) = names |> List.map (fun n -> $"\"{n}\"") |> list

        line 0 $"/// <summary>Learning dynamics of the task {escaped program.Name}.</summary>"
        line 0 "/// <remarks>"
        for text in program.Documentation do
            line 0 $"/// {escaped text}"
        line 0 "/// </remarks>"
        line 0 $"public static class {className}"
        line 0 "{"
        line 1 "/// <summary>Names of the state's components, in order.</summary>"
        line 1 $"public static readonly string[] States = {{ {quoted program.States} }};"
        line 0 ""
        line 1 "/// <summary>Names of the parameters, in order.</summary>"
        line 1 $"public static readonly string[] Parameters = {{ {quoted program.Parameters} }};"
        line 0 ""
        line 1 "/// <summary>Names of the outputs, in order.</summary>"
        line 1 $"public static readonly string[] Outputs = {{ {quoted (List.map fst program.Outputs)} }};"
        line 0 ""
        line 1 "/// <summary>Computes the outputs.</summary>"
        line 1 $"/// <param name=\"state\">{escaped (list program.States)}</param>"
        line 1 $"/// <param name=\"parameters\">{escaped (list program.Parameters)}</param>"
        line 1 $"""/// <param name="data">{if program.ReadsData then "s_1 to s_T" else "not read"}</param>"""
        line 1 $"/// <param name=\"output\">receives {escaped (list (List.map fst program.Outputs))}</param>"
        line
            1
            "public static void Compute(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, ReadOnlySpan<double> data, Span<double> output)"
        line 1 "{"
        List.iter (statement 2) program.Body
        program.Outputs |> List.iteri (fun k (_, value) -> line 2 $"output[{k}] = {use' value};")
        line 1 "}"
        line 0 "}"

        out.ToString()

    // Distinct, in order: the first of a name keeps it.
    let private classNames (programs: Program list) =
        let seen = System.Collections.Generic.HashSet<string>()

        let free (name: string) = Seq.initInfinite (fun k -> if k = 0 then name else $"{name}{k + 1}") |> Seq.find seen.Add

        programs |> List.map (fun p -> free (typeName p.Name))

    /// The source text of several programs: a static class for each, and once what they call.
    let emitAll (programs: Program list) : string =
        let files = filesOf programs

        let head =
            [ "// Generated by LrnnSymbolic."
              "#nullable enable"
              "using System;"
              if List.contains "SharedSums.cs" files then
                  "using System.Numerics;"
                  "using System.Runtime.CompilerServices;"
                  "using System.Runtime.InteropServices;"
                  "using System.Runtime.Intrinsics;"
              ""
              "namespace LrnnSymbolic.Generated;"
              "" ]

        let classes = List.map2 classOf (classNames programs) programs
        String.Join("\n", head @ [ String.Join("\n", classes @ (files |> List.map (fun file -> carried file + "\n"))) ])

    /// The source text of one program: one static class with Compute(state, parameters, data, output), its equations as comments.
    let emit (program: Program) : string = emitAll [ program ]
