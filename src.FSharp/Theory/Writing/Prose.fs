namespace LrnnSymbolic.Theory

open System
open System.Text.RegularExpressions
open LrnnSymbolic.Algebra

/// A part of a sentence.
[<NoEquality; NoComparison>]
type Piece =
    | Words of string
    /// Mathematics in the letters of the task.
    | Math of Formula
    /// Mathematics in the derivation's own letters, which are renamed where the task has them too.
    | Own of Formula

/// A sentence or more, of words and mathematics.
[<Sealed>]
type Prose internal (pieces: Piece list) =
    member _.Pieces = pieces

    /// As plain text.
    member _.Text =
        [ for piece in pieces do
              match piece with
              | Words text -> text
              | Math formula
              | Own formula -> formula.Text ]
        |> String.concat ""

    override prose.ToString() = prose.Text

[<RequireQualifiedAccess>]
module internal Prose =
    let words (text: string) = Prose [ Words text ]

    // A letter or an expression of the derivation's own.
    let private own (text: string) =
        match Parser.parse Vocabulary.real text with
        | Ok e -> Own(Scalar e)
        | Error reason -> invalidArg (nameof text) $"'{text}' is no expression: {reason}"

    let private readPieces (text: string) =
        [ for k, part in Array.indexed (text.Split '`') do
              if part <> "" then if k % 2 = 1 then own part else Words part ]

    /// A sentence in which the derivation's own letters stand between backquotes.
    let read (text: string) = Prose(readPieces text)

    let private ofHole (hole: obj | null) =
        match hole with
        | :? Expr as e -> [ Math(Scalar e) ]
        | :? Formula as formula -> [ Math formula ]
        | :? Prose as prose -> prose.Pieces
        | :? Condition as condition -> [ Math(Formula.condition condition) ]
        | other -> [ Words(string other) ]

    /// A sentence whose holes are expressions, formulas, conditions, sentences or words; own letters stand between backquotes.
    let say (text: FormattableString) =
        let arguments = text.GetArguments()
        let literal (part: string) = part.Replace("{{", "{").Replace("}}", "}")

        Prose
            [ for k, part in Array.indexed (Regex.Split(text.Format, @"(?<!\{)\{(\d+)\}")) do
                  yield! if k % 2 = 1 then ofHole arguments[int part] else readPieces (literal part) ]

    let empty = Prose []

    let concat (separator: string) (parts: Prose list) =
        Prose
            [ for k, part in List.indexed parts do
                  if k > 0 then Words separator
                  yield! part.Pieces ]

    /// The sentence with the derivation's own letters renamed.
    let rename (formula: Formula -> Formula) (prose: Prose) =
        Prose
            [ for piece in prose.Pieces do
                  match piece with
                  | Own own -> Own(formula own)
                  | other -> other ]
