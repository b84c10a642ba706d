namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// One equation of a derivation, with the rule that made it and how certain it is.
[<NoEquality; NoComparison>]
type Equation =
    {
        /// A short name, unique within its section: "a'", "energy".
        Name: string
        /// The number in the source paper, such as "(8)"; empty where it has none.
        Number: string
        /// The left-hand side, as text and as LaTeX.
        Left: string
        LeftLatex: string
        Right: Expr
        /// The right-hand side as text and LaTeX where it is a matrix expression; Right is then not printed.
        Matrix: (string * string) option
        /// When the equation holds.
        Conditions: Condition list
        /// What must be positive besides.
        Positive: Expr list
        /// What was done to arrive here.
        Rule: string
        Verdict: Verdict
    }

/// A value in a record.
[<RequireQualifiedAccess>]
type Field =
    | Text of string
    | Real of float
    | Whole of int
    | Truth of bool
    | Texts of string list

/// A chapter of a derivation.
[<NoEquality; NoComparison>]
type Section =
    {
        Name: string
        Title: string
        Equations: Equation list
        /// What the equations mean, and what could not be done, in sentences.
        Remarks: string list
        /// What the chapter is about as named values, for readers that are programs.
        Records: (string * Field) list list
    }

[<RequireQualifiedAccess>]
module internal Equation =
    /// Holds by construction: a chain of identities of the algebra.
    let byConstruction = Proved "each step is an identity of the algebra"

    let make (name: string) (number: string) (left: string, leftLatex: string) (right: Expr) (rule: string) (verdict: Verdict) =
        { Name = name
          Number = number
          Left = left
          LeftLatex = leftLatex
          Right = right
          Matrix = None
          Conditions = []
          Positive = []
          Rule = rule
          Verdict = verdict }

    let derived name number left right rule = make name number left right rule byConstruction

    /// The same, put in rather than derived.
    let given (what: string) (equation: Equation) = { equation with Verdict = Given what }

    let where (conditions: Condition list) (equation: Equation) =
        { equation with
            Conditions = conditions }

    /// The equation holds where these are positive.
    let wherePositive (expressions: Expr list) (equation: Equation) = { equation with Positive = expressions }

    /// All conditions as text.
    let conditions (equation: Equation) =
        (equation.Conditions |> List.map string)
        @ (equation.Positive |> List.map (fun e -> $"{Infix.print e} > 0"))

    /// The contract's word for the certainty: identity, induction (telescoping), numeric, or unknown. It has none of its own for what is
    /// given, an identity as long as it is assumed, nor for an estimate, which is no better than numeric.
    let verified (equation: Equation) =
        match equation.Verdict with
        | Proved reason when reason.Contains "telescoping" || reason.Contains "induction" -> "induction"
        | Proved _
        | Given _ -> "identity"
        | Checked _
        | Estimated _ -> "numeric"
        | Refuted _ -> "refuted"
        | Unknown _ -> "unknown"

    /// The right-hand side as text.
    let infix (equation: Equation) =
        match equation.Matrix with
        | Some(text, _) -> text
        | None -> Infix.print (BoundNames.apart equation.Right)

    /// The whole equation in LaTeX.
    let latex (equation: Equation) =
        match equation.Matrix with
        | Some(_, latex) -> $"{equation.LeftLatex} = {latex}"
        | None -> $"{equation.LeftLatex} = {Latex.print equation.Right}"

    let private conditionLatex (condition: Condition) =
        let sign = if condition.Equal then "=" else "\\neq"
        $"{Latex.print condition.Left} {sign} {Latex.print condition.Right}"

    /// All conditions in LaTeX.
    let conditionsLatex (equation: Equation) =
        (equation.Conditions |> List.map conditionLatex)
        @ (equation.Positive |> List.map (fun e -> $"{Latex.print e} > 0"))

[<RequireQualifiedAccess>]
module internal Section =
    let make name title equations remarks =
        { Name = name
          Title = title
          Equations = equations
          Remarks = remarks
          Records = [] }

type Equation with
    /// The whole equation as text.
    member equation.Text = $"{equation.Left} = {Equation.infix equation}"

    /// The whole equation in LaTeX, without delimiters.
    member equation.Latex = Equation.latex equation

    /// When the equation holds, each condition as text; empty where always.
    member equation.ConditionTexts: System.Collections.Generic.IReadOnlyList<string> =
        Equation.conditions equation :> _
