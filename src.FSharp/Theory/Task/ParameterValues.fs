namespace LrnnSymbolic.Theory

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra
open System.Numerics

/// Why an input cannot be used, in one line (and a caret below it for expressions).
type InputProblem = InputProblem of string

/// Values given on a command line: "T=6,delta=1.1:0.5". Several values of one name stand for several modes.
/// Values are exact: decimals are fractions, and constants such as pi/6 stay symbolic.
[<NoEquality; NoComparison>]
type ParameterValues =
    { Values: (string * Expr list) list }

    /// The number of modes: the longest list of values.
    member p.ModeCount = (1, p.Values) ||> List.fold (fun n (_, vs) -> max n vs.Length)

/// Reading values of parameters, as in "T=6,delta=1.1", and taking them out.
[<RequireQualifiedAccess>]
module ParameterValues =
    let empty = { Values = [] }

    let private problem text = Result.Error(InputProblem text)

    let private closedValue (name: string) (text: string) =
        match Parser.parse Vocabulary.real text with
        | _ when String.IsNullOrWhiteSpace text -> problem $"the value of {name} is empty; write a number, as in {name}=1"
        | Result.Error failure -> problem $"the value of {name}: {failure}"
        | Result.Ok value when (Properties.freeSymbols value).Length > 0 ->
            let unknown = (Properties.freeSymbols value |> Array.head).Name
            problem $"the value of {name} must be a number, but '{text}' contains {unknown}"
        | Result.Ok value -> Result.Ok value

    let rec private collect (results: Result<'a, 'e> list) : Result<'a list, 'e> =
        match results with
        | [] -> Result.Ok []
        | Result.Error e :: _ -> Result.Error e
        | Result.Ok x :: rest -> collect rest |> Result.map (fun xs -> x :: xs)

    // Commas and colons inside parentheses belong to a value: atan2(1,2).
    let private splitOutside (separator: char) (text: string) =
        let parts = List<string>()
        let mutable depth = 0
        let mutable start = 0

        text
        |> String.iteri (fun k c ->
            if c = '(' then
                depth <- depth + 1
            elif c = ')' then
                depth <- depth - 1
            elif c = separator && depth = 0 then
                parts.Add(text.Substring(start, k - start))
                start <- k + 1)

        parts.Add(text.Substring start)
        List.ofSeq parts

    let private assignment (text: string) =
        match text.IndexOf '=' with
        | -1 -> problem $"'{text}' is not of the form name=value"
        | at ->
            let name = text.Substring(0, at).Trim()

            if name = "" || not (Seq.forall (fun c -> Char.IsAsciiLetterOrDigit c || c = '_') name) then
                problem $"'{name}' in '{text}' is not a name"
            else
                splitOutside ':' (text.Substring(at + 1))
                |> List.map (closedValue name)
                |> collect
                |> Result.map (fun values -> name, values)

    /// Reads "name=value,name=value:value"; an empty text gives no values.
    let parse (text: string) : Result<ParameterValues, InputProblem> =
        if String.IsNullOrWhiteSpace text then
            Result.Ok empty
        else
            splitOutside ',' text
            |> List.map assignment
            |> collect
            |> Result.bind (fun values ->
                match values |> List.countBy fst |> List.tryFind (fun (_, n) -> n > 1) with
                | Some(name, _) -> problem $"{name} is given twice in '{text}'; several modes are written {name}=value:value"
                | None -> Result.Ok { Values = values })

    let tryFind (name: string) (p: ParameterValues) = p.Values |> List.tryPick (fun (n, vs) -> if n = name then Some vs else None)

    // The algebra takes some names (i, j) for whole numbers and has simplified accordingly.
    let private admissible (name: string) (value: Expr) =
        if (Vocabulary.real name).Assumptions.Domain = Integer && not (Properties.isInteger value) then
            problem $"{name} stands for a whole number, not {Infix.print value}; give it a whole value or another name"
        else
            Result.Ok value

    /// The value of a name for one mode; a single value serves all modes.
    let forMode (mode: int) (name: string) (p: ParameterValues) : Result<Expr, InputProblem> =
        match tryFind name p with
        | None -> problem $"{name} has no value; give it one, as in {name}=1"
        | Some [ single ] -> admissible name single
        | Some values when mode < values.Length -> admissible name values[mode]
        | Some values ->
            problem $"{name} has {values.Length} values, but there are {p.ModeCount} modes; give one value or one for each mode"

    /// The values of one mode alone.
    let ofMode (mode: int) (p: ParameterValues) : Result<ParameterValues, InputProblem> =
        p.Values
        |> List.map (fun (name, _) -> forMode mode name p |> Result.map (fun value -> name, [ value ]))
        |> collect
        |> Result.map (fun values -> { Values = values })

    let toDouble (name: string) (value: Expr) : Result<float, InputProblem> =
        match ExactValue.OfReal value with
        | Result.Ok x when Double.IsFinite x -> Result.Ok x
        // (-1)^(1/6), which is exp(pi*I/6)
        | Result.Ok _ when not (Properties.isReal value) -> problem $"the value {Infix.bounded 60 value} of {name}: the value is complex"
        | Result.Ok _ -> problem $"the value {Infix.bounded 60 value} of {name} is not a finite number"
        | Result.Error reason -> problem $"the value {Infix.print value} of {name}: {reason}"

    /// The same for what may be complex, "0.9*exp(I*pi/6)".
    let toComplex (name: string) (value: Expr) : Result<Complex, InputProblem> =
        match ExactValue.Of value with
        | Result.Ok z when Complex.IsFinite z -> Result.Ok z
        | Result.Ok _ -> problem $"the value {Infix.bounded 60 value} of {name} is not a finite number"
        | Result.Error reason -> problem $"the value {Infix.print value} of {name}: {reason}"

    /// The greatest trajectory length that is accepted.
    let longestTrajectory = 1_000_000

    /// T, a whole number from 1.
    let trajectoryLength (p: ParameterValues) : Result<int, InputProblem> =
        match tryFind "T" p with
        | None -> problem "T, the trajectory length, has no value; give it one, as in T=6"
        | Some [ value ] ->
            match value.Node with
            | Number q when q.IsInteger && q.Sign > 0 && q.Numerator <= BigInteger longestTrajectory -> Result.Ok(int q.Numerator)
            | _ -> problem $"T must be a whole number from 1 to {longestTrajectory}, not {Infix.print value}"
        | Some _ -> problem "T must have one value: all modes share a trajectory"

    /// Names that are given but not asked for.
    let unused (asked: string seq) (p: ParameterValues) =
        let asked = HashSet asked
        p.Values |> List.map fst |> List.filter (asked.Contains >> not)
