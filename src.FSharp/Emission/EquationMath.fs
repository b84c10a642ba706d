namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// Equations of a derivation in MathML, as browsers set them.
[<RequireQualifiedAccess>]
module EquationMath =
    let private math (display: string) (content: string) =
        $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"{display}\">{content}</math>"

    let private right (equation: Equation) =
        match equation.Matrix with
        | Some(_, latex) -> LatexMath.content latex
        | None -> MathMl.content equation.Right

    /// The whole equation, as a block.
    let equation (equation: Equation) : string = math "block" (LatexMath.content equation.LeftLatex + "<mo>=</mo>" + right equation)

    let private compared (left: Expr) (sign: string) (right: Expr) = MathMl.content left + $"<mo>{sign}</mo>" + MathMl.content right

    /// Its conditions, each in the line.
    let conditions (equation: Equation) : string list =
        [ for c in equation.Conditions do
              compared c.Left (if c.Equal then "=" else "≠") c.Right
          for e in equation.Positive do
              compared e "&gt;" Canonical.zero ]
        |> List.map (math "inline")
