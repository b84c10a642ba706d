namespace LrnnSymbolic.Theory

open System
open LrnnSymbolic.Algebra

/// A task's dynamics: the singular value s_t of the input-output correlation at each step t = 1..T of a trajectory.
[<NoEquality; NoComparison>]
type TaskDynamics =
    { /// What the user called it: a preset's name or the formula.
      Name: string
      /// s_t as an expression in t, T and parameters; s[t] itself for a tabulated or unspecified task.
      Formula: Expr }

/// Why an input cannot be used, in one line (and a caret below it for expressions).
type InputProblem = InputProblem of string

[<RequireQualifiedAccess>]
module TaskDynamics =
    let step = Vocabulary.real "t"
    let trajectoryLength = Vocabulary.trajectoryLength

    /// The symbol of tabulated singular values, s[t].
    let singularValue = Vocabulary.real "s"

    // These letters are the modes and the frame of every equation; a task that used them would be read as something else.
    let private reserved =
        [ "a", "the input mode"
          "b", "the recurrent mode"
          "c", "the output mode"
          "u", "the input-output mode"
          "tau", "the learning timescale" ]

    let private misuse (formula: Expr) =
        Properties.freeSymbols formula
        |> Seq.tryPick (fun s ->
            reserved
            |> List.tryPick (fun (name, meaning) ->
                if s.Name = name then Some $"'{name}' is {meaning} and cannot be a parameter of the task" else None))

    /// Reads a preset's name or a formula.
    let parse (text: string) : Result<TaskDynamics, InputProblem> =
        let formula = Presets.tryFind (text.Trim()) |> Option.defaultValue text

        match Parser.parse Vocabulary.real formula with
        | Result.Error failure when formula = text && not (Seq.exists (Char.IsAsciiLetterOrDigit >> not) (text.Replace("-", ""))) && text.Contains '-' ->
            let names = Presets.all |> List.map (fun (name, _, _) -> name) |> String.concat ", "
            Result.Error(InputProblem $"{failure.Message}; the presets are {names}\n  {text}\n  {String(' ', failure.Position)}^")
        | Result.Error failure -> Result.Error(InputProblem(string failure))
        | Result.Ok formula ->
            match misuse formula with
            | Some problem -> Result.Error(InputProblem $"{problem}: {text}")
            | None -> Result.Ok { Name = text.Trim(); Formula = formula }

    /// Tabulated values: the formula is s[t], and the numbers come with the data.
    let tabulated name =
        { Name = name
          Formula = Canonical.indexed singularValue [ Canonical.symbol step ] }

    /// The symbols that need a value besides t and T, in order.
    let parameters (task: TaskDynamics) : Symbol list =
        [ for s in Properties.freeSymbols task.Formula do
              if s.Name <> "t" && s.Name <> "T" && s.Name <> singularValue.Name then
                  s ]
