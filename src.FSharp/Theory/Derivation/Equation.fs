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
        Left: Formula
        Right: Formula
        /// When the equation holds.
        Conditions: Condition list
        /// What must be positive besides.
        Positive: Expr list
        /// What was done to arrive here.
        Rule: Prose
        Verdict: Verdict
        /// Does it hold for every task? All of its letters are then the derivation's own.
        IsGeneral: bool
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
        Remarks: Prose list
        /// What the letters stand for that the section has for itself; g_n stands for all numbered ones.
        Letters: (string * string) list
        /// What the chapter is about as named values, for readers that are programs.
        Records: (string * Field) list list
    }

[<RequireQualifiedAccess>]
module internal Equation =
    /// Holds by construction: a chain of identities of the algebra.
    let byConstruction = Verdict.ByIdentity "each step is an identity of the algebra"

    let make (name: string) (number: string) (left: Formula) (right: Formula) (rule: string) (verdict: Verdict) =
        { Name = name
          Number = number
          Left = left
          Right = right
          Conditions = []
          Positive = []
          Rule = Prose.read rule
          Verdict = verdict
          IsGeneral = false }

    let derived name number left right rule = make name number left right rule byConstruction

    /// The same, put in rather than derived.
    let given (what: string) (equation: Equation) = { equation with Verdict = Given what }

    /// The same, which holds for every task.
    let general (equation: Equation) = { equation with IsGeneral = true }

    let where (conditions: Condition list) (equation: Equation) =
        { equation with
            Conditions = conditions }

    /// The equation holds where these are positive.
    let wherePositive (expressions: Expr list) (equation: Equation) = { equation with Positive = expressions }

    /// When the equation holds.
    let conditions (equation: Equation) : Formula list =
        (equation.Conditions |> List.map Formula.condition)
        @ (equation.Positive |> List.map Formula.positive)

    /// The contract's word for the certainty: identity, induction (telescoping), numeric, or unknown. It has none of its own for what is
    /// given, an identity as long as it is assumed, nor for an estimate, which is no better than numeric.
    let verified (equation: Equation) =
        match equation.Verdict with
        | Proved(Induction, _) -> "induction"
        | Proved(Identity, _)
        | Given _ -> "identity"
        | Checked _
        | Estimated _ -> "numeric"
        | Refuted _ -> "refuted"
        | Unknown _ -> "unknown"

    let whole (equation: Equation) = Row [ equation.Left; Mark " = "; equation.Right ]

    let rename (expression: Expr -> Expr) (name: string -> string) (equation: Equation) =
        let formula = Formula.rename expression name
        let again (f: 'a -> 'a) = if equation.IsGeneral then f else id

        { equation with
            Left = formula equation.Left
            Right = again formula equation.Right
            Conditions =
                equation.Conditions
                |> List.map (
                    again (fun c ->
                        { c with
                            Left = expression c.Left
                            Right = expression c.Right })
                )
            Positive = equation.Positive |> List.map (again expression)
            Rule = Prose.rename formula equation.Rule }

[<RequireQualifiedAccess>]
module internal Section =
    let make name title equations remarks =
        { Name = name
          Title = title
          Equations = equations
          Remarks = remarks
          Letters = []
          Records = [] }

    /// What the section's letters stand for.
    let explained (letters: (string * string) list) (section: Section) = { section with Letters = letters }

    /// The section with all of its equations general.
    let general (section: Section) =
        { section with
            Equations = section.Equations |> List.map Equation.general }

type Section with
    /// The remarks as plain text.
    member section.RemarkTexts = [ for remark in section.Remarks -> remark.Text ]

type Equation with
    /// The right-hand side, where it is an expression; an InvalidOperationException where it is a matrix.
    member equation.Value: Expr =
        match equation.Right with
        | Scalar e -> e
        | _ -> invalidOp $"the right-hand side of {equation.Name} is a matrix"

    /// The whole equation as text.
    member equation.Text = (Equation.whole equation).Text

    /// The whole equation in LaTeX, without delimiters.
    member equation.Latex = (Equation.whole equation).Latex

    /// When the equation holds, each condition as text; empty where always.
    member equation.ConditionTexts: System.Collections.Generic.IReadOnlyList<string> =
        [ for c in Equation.conditions equation -> c.Text ] :> _

    /// When the equation holds, each condition in LaTeX; empty where always.
    member equation.ConditionLatex: System.Collections.Generic.IReadOnlyList<string> =
        [ for c in Equation.conditions equation -> c.Latex ] :> _
