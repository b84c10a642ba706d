namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// How certain an equation is. Unknown is never success.
type Standing =
    /// It holds by construction: each step was an identity of the algebra.
    | Identity
    /// It was evaluated exactly at this many drawn points and held at each.
    | Numeric of points: int
    /// It is an assumption or a definition: the start of a derivation.
    | Definition

/// One equation of a derivation, with the rule that made it.
[<NoEquality; NoComparison>]
type Equation =
    { /// A short name, unique within its section: "a'", "energy".
      Name: string
      /// The number in the source paper, such as "(8)"; empty where it has none.
      Number: string
      /// The left-hand side, as text and as LaTeX.
      Left: string
      LeftLatex: string
      Right: Expr
      /// When the equation holds, as text.
      Conditions: string list
      /// What was done to arrive here.
      Rule: string
      Standing: Standing }

/// A chapter of a derivation.
[<NoEquality; NoComparison>]
type Section =
    { Name: string
      Title: string
      Equations: Equation list }
