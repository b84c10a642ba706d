namespace LrnnSymbolic.Theory

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra

/// A task's dynamics: the singular value s_t of the input-output correlation at each step t = 1..T of a trajectory.
[<NoEquality; NoComparison>]
type TaskDynamics =
    {
        /// What the user called it: a preset's name or the formula.
        Name: string
        /// s_t as an expression in t, T and parameters; s[t] itself for a tabulated or unspecified task.
        Formula: Expr
        /// The trajectory length: the symbol T, or a whole number where it is given.
        Length: Expr
        /// Does the formula depend on T? Where T has a value, its symbol is gone.
        KnowsLength: bool
        Setting: Setting
    }

/// Reading tasks, and giving their parameters values.
[<RequireQualifiedAccess>]
module TaskDynamics =
    let step = Vocabulary.real "t"
    let trajectoryLength = Vocabulary.trajectoryLength

    /// The symbol of tabulated singular values, s[t].
    let singularValue = Vocabulary.real "s"

    let private eigenvalue = Vocabulary.complex "d"

    /// s for real modes, d for complex ones.
    let singularValueOf (kind: ModeKind) =
        match kind with
        | RealModes -> singularValue
        | ComplexModes -> eigenvalue

    /// The symbols that the formula is a function of: t, or t and i where every output counts.
    let formals (setting: Setting) =
        match setting.Outputs with
        | Last -> [ step ]
        | Every -> [ step; Vocabulary.real "i" ]

    let vocabulary (kind: ModeKind) =
        match kind with
        | RealModes -> Vocabulary.real
        | ComplexModes -> Vocabulary.complex

    // These letters are the modes and the other letters of every equation; a task that used them would be read as something else.
    let private reserved =
        [ "a", "the input mode"
          "b", "the recurrent mode"
          "c", "the output mode"
          "u", "the input-output mode"
          "tau", "the learning timescale"
          "T_1", "another trajectory length"
          "t_1", "another output step"
          "energy", "the energy"
          "loss", "the loss"
          "data", "the data-driven part of the energy"
          "regularization", "the effective regularization"
          "error", "the error of a step"
          "remainder", "the remainder of a series"
          "yhat", "the output" ]

    /// What a name always means, so that it is never a parameter of a task: a mode, the timescale, the step, a constant.
    let meaningOf (name: string) =
        reserved
        @ [ "t", "the step, from 1 to T"; "pi", "the constant 3.14159..."; "I", "the imaginary unit" ]
        |> List.tryPick (fun (known, meaning) -> if known = name then Some meaning else None)

    // All distinct parts of an expression, itself included.
    let internal parts (e: Expr) =
        let seen = HashSet<Expr>(HashIdentity.Reference)

        let rec look (e: Expr) =
            if seen.Add e then
                Substitution.mapChildren
                    (fun part ->
                        look part
                        part)
                    e
                |> ignore

        look e
        seen

    let private isComplexPower (f: Factor) =
        match f.Base.Node with
        | Number q -> q.Sign < 0 && not (Properties.isInteger f.Exponent)
        | _ -> false

    let private complexPower (f: Factor) =
        let power = Infix.print (Canonical.power f.Base f.Exponent)
        $"'{power}' is complex and cannot be in a task with real modes, whose singular values are real"

    let private misuseOfPart (setting: Setting) (e: Expr) =
        let value = singularValueOf setting.Modes
        let indices = if setting.Outputs = Last then 1 else 2

        match e.Node with
        | Symbol s when obj.ReferenceEquals(s, value) ->
            Some $"'{value.Name}' is the singular value, written {value.Name}[t], and cannot be a parameter of the task"
        | Indexed(s, at) when obj.ReferenceEquals(s, value) && at.Length = indices -> None
        | Indexed _ -> Some $"'{Infix.print e}' cannot be in a task: only tabulated singular values have an index, s[t]"
        // I^t and (-1)^(t/2) are one.
        | Power f when setting.Modes = RealModes && isComplexPower f -> Some(complexPower f)
        | Product factors when setting.Modes = RealModes && Array.exists isComplexPower factors ->
            factors |> Array.find isComplexPower |> complexPower |> Some
        | Constant ImaginaryUnit when setting.Modes = RealModes ->
            Some "'I' cannot be in a task with real modes, whose singular values are real"
        | _ -> None

    let private misuse (setting: Setting) (formula: Expr) =
        let ofSymbol (s: Symbol) =
            reserved
            |> List.tryPick (fun (name, meaning) ->
                if s.Name = name then
                    Some $"'{name}' is {meaning} and cannot be a parameter of the task"
                else
                    None)

        Properties.freeSymbols formula
        |> Seq.tryPick ofSymbol
        |> Option.orElseWith (fun () -> Seq.tryPick (misuseOfPart setting) (parts formula))

    // Words joined by hyphens read as a preset's name, though the grammar would take them for a difference.
    let private looksLikePreset (text: string) =
        text.Contains '-'
        && text.Split '-'
           |> Array.forall (fun word -> word.Length > 1 && Seq.forall Char.IsAsciiLetterLower word)

    // A preset is a function of the distance from the counted output: where every output t counts, t takes the place of T
    // and the input step i that of t.
    let private presetFor (setting: Setting) (formula: Expr) =
        match setting.Outputs with
        | Last -> formula
        | Every -> Substitution.symbols [ trajectoryLength, Canonical.symbol step; step, Canonical.symbol (Vocabulary.real "i") ] formula

    /// Reads a preset's name or a formula, for a setting.
    let parseFor (setting: Setting) (text: string) : Result<TaskDynamics, InputProblem> =
        // On one line, so that it can be a title and carry a caret.
        let text = String.Join(' ', text.Split(Array.empty<char>, StringSplitOptions.RemoveEmptyEntries))

        match Presets.tryFind text, Presets.misspelt text with
        | None, Some meant when Seq.forall (fun c -> Char.IsAsciiLetter c || c = '-') text ->
            Result.Error(InputProblem $"there is no preset '{text}'; write {meant}, or 1*({text}) if it is no preset that is meant")
        | None, _ when looksLikePreset text ->
            let names = Presets.all |> List.map (fun (name, _, _) -> name) |> String.concat ", "

            Result.Error(
                InputProblem $"there is no preset '{text}'; the presets are {names} (a difference of parameters is written with spaces)"
            )
        | preset, _ ->
            match Parser.parse (vocabulary setting.Modes) (Option.defaultValue text preset) with
            | Result.Error failure -> Result.Error(InputProblem(string failure))
            | Result.Ok written ->
                let formula = Brackets.silencing written

                match misuse setting formula with
                | Some problem -> Result.Error(InputProblem $"{problem}: {text}")
                | None ->
                    Result.Ok
                        { Name = text
                          Formula = (if preset.IsSome then presetFor setting formula else formula)
                          Length = Canonical.symbol trajectoryLength
                          KnowsLength = (preset.IsNone || setting.Outputs = Last) && Properties.contains trajectoryLength formula
                          Setting = setting }

    /// Reads a preset's name or a formula: last output, real modes.
    let parse (text: string) = parseFor Setting.standard text

    /// Tabulated values: the formula is s[t] (d[t] for complex modes, s[t,i] where every output counts), and the numbers come
    /// with the data.
    let tabulatedFor (setting: Setting) name =
        { Name = name
          Formula = Canonical.indexed (singularValueOf setting.Modes) (formals setting |> List.map Canonical.symbol)
          Length = Canonical.symbol trajectoryLength
          KnowsLength = false
          Setting = setting }

    let tabulated name = tabulatedFor Setting.standard name

    /// The task with these values at the steps 1, 2, ..., T, for the last output: a formula of brackets, exact.
    let ofValues (kind: ModeKind) (name: string) (values: Expr list) =
        { Name = name
          Formula =
            values
            |> List.mapi (fun k value -> Canonical.bracket Equal (Canonical.symbol step -. Canonical.ofInt (k + 1)) *. value)
            |> Canonical.addAll
          Length = Canonical.ofInt values.Length
          KnowsLength = false
          Setting = { Outputs = Last; Modes = kind } }

    /// The symbols that need a value besides t and T, in order.
    let parameters (task: TaskDynamics) : Symbol list =
        [ for s in Properties.freeSymbols task.Formula do
              let isFormal = formals task.Setting |> List.exists (fun f -> obj.ReferenceEquals(f, s))

              if
                  not isFormal
                  && not (obj.ReferenceEquals(s, trajectoryLength))
                  && not (obj.ReferenceEquals(s, singularValueOf task.Setting.Modes))
              then
                  s ]

    /// The task with values in the place of its parameters (and of T, where it is given).
    let withValues (values: ParameterValues) (task: TaskDynamics) : Result<TaskDynamics, InputProblem> =
        let valueOf (s: Symbol) =
            if obj.ReferenceEquals(s, trajectoryLength) then
                ParameterValues.trajectoryLength values |> Result.map Canonical.ofInt
            else
                ParameterValues.forMode 0 s.Name values
                |> Result.bind (fun value ->
                    if s.Assumptions.Domain = Complex then
                        ParameterValues.toComplex s.Name value |> Result.map (fun _ -> value)
                    else
                        ParameterValues.toDouble s.Name value |> Result.map (fun _ -> value))

        let replacements =
            (Result.Ok [], trajectoryLength :: parameters task)
            ||> List.fold (fun found s ->
                match ParameterValues.tryFind s.Name values with
                | None -> found
                | Some _ -> found |> Result.bind (fun found -> valueOf s |> Result.map (fun value -> (s, value) :: found)))

        match values.Values |> List.tryFind (fun (_, list) -> list.Length > 1), replacements with
        | _, Result.Error problem -> Result.Error problem
        | Some(name, list), _ -> Result.Error(InputProblem $"a derivation is for one mode, but {name} has {list.Length} values")
        | None, Result.Ok replacements ->
            try
                Result.Ok
                    { task with
                        Formula = Substitution.symbols replacements task.Formula
                        Length = Substitution.symbols replacements task.Length }
            with UndefinedExpression reason ->
                Result.Error(InputProblem $"the task {task.Name} has no value there: {reason}")
