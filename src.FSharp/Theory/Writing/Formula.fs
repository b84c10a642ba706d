namespace LrnnSymbolic.Theory

open System.Xml.Linq
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// What stands above a letter.
type Accent =
    | Dot
    | Hat
    | Bar

/// Mathematics as a value: an expression of one of the algebras, or a quantity that neither knows, built of what it is written with.
/// Text, LaTeX and MathML are printers of it.
[<NoEquality; NoComparison>]
type Formula =
    | Scalar of Expr
    | Matrix of MatrixExpr
    /// A matrix of scalars, written out in rows.
    | Block of Expr list list
    /// A letter that is named like a symbol, and renamed with it.
    | Letter of string
    /// A letter that no symbol is: E of a part of the energy, with its label.
    | Glyph of string
    /// An upright word or label.
    | Word of string
    /// L as the loss is written.
    | Script of string
    /// Signs as characters of plain text: = <= ( | + sum lim oo.
    | Mark of string
    | Accented of Accent * Formula
    | Below of Formula * Formula
    | Above of Formula * Formula
    | Fraction of Formula * Formula
    | Row of Formula list
    /// A small space between factors.
    | Thin
    | Gap
    /// What plain text writes in a way of its own.
    | Named of text: Formula * notation: Formula

[<RequireQualifiedAccess>]
module internal Formula =
    let zero = Scalar Canonical.zero
    let parenthesized (parts: Formula list) = Row [ Mark "("; yield! parts; Mark ")" ]
    let of' (head: Formula) (argument: Formula) = Row [ head; parenthesized [ argument ] ]

    let condition (c: Condition) = Row [ Scalar c.Left; Mark(if c.Equal then " = " else " != "); Scalar c.Right ]
    let positive (e: Expr) = Row [ Scalar e; Mark " > "; Mark "0" ]

    // One row a sign: as text, in LaTeX, in MathML.
    let private signs =
        dict
            [ " = ", (" = ", " = ", "=")
              " != ", (" != ", " \\neq ", "≠")
              " > ", (" > ", " > ", ">")
              " < ", (" < ", " < ", "<")
              " <= ", (" <= ", " \\le ", "≤")
              "sum", ("sum", "\\sum", "∑")
              "lim", ("lim", "\\lim", "lim")
              " -> ", (" -> ", " \\to ", "→")
              "oo", ("oo", "\\infty", "∞")
              "'", ("'", "^{\\prime}", "′")
              "dagger", ("^dagger", "\\dagger", "†")
              "transpose", ("^T", "\\top", "⊤")
              "<<", ("<", "\\langle", "⟨")
              ">>", (">", "\\rangle", "⟩")
              "-", ("-", "-", "−") ]

    let private sign (s: string) =
        match signs.TryGetValue s with
        | true, row -> row
        | _ -> s, s, s

    // ---- Text -------------------------------------------------------------------------------------------------------------

    let rec text (formula: Formula) : string =
        match formula with
        | Scalar e -> Infix.print (BoundNames.apart e)
        | Matrix m -> MatrixPrinting.print m
        | Block rows ->
            let row (entries: Expr list) = "[" + (entries |> List.map Infix.print |> String.concat ", ") + "]"
            "[" + (rows |> List.map row |> String.concat ", ") + "]"
        | Letter s
        | Glyph s
        | Word s
        | Script s -> s
        | Mark s -> let text, _, _ = sign s in text
        | Accented(_, f) -> text f
        | Below(f, index) -> $"{text f}_{text index}"
        | Above(f, raised) -> $"{text f}^{text raised}"
        | Fraction(over, under) -> $"{text over}/{text under}"
        | Row parts -> parts |> List.map text |> String.concat ""
        | Thin
        | Gap -> " "
        | Named(f, _) -> text f

    // A command is told from a letter behind it by a space.
    let private beside (before: string) (next: string) =
        let isCommand =
            next <> ""
            && System.Char.IsAsciiLetter next[0]
            && System.Text.RegularExpressions.Regex.IsMatch(before, @"\\[A-Za-z]+$")

        if isCommand then before + " " + next else before + next

    // ---- LaTeX ------------------------------------------------------------------------------------------------------------

    let rec latex (formula: Formula) : string =
        match formula with
        | Scalar e -> Latex.print e
        | Matrix m -> MatrixPrinting.latex m
        | Block rows ->
            let row (entries: Expr list) = entries |> List.map Latex.print |> String.concat " & "
            "\\begin{pmatrix} " + (rows |> List.map row |> String.concat " \\\\ ") + " \\end{pmatrix}"
        | Letter s -> Latex.name s
        | Glyph s -> s
        | Word s -> "\\mathrm{" + s + "}"
        | Script s -> "\\mathcal{" + s + "}"
        | Mark s -> let _, latex, _ = sign s in latex
        | Accented(accent, f) ->
            let command =
                match accent with
                | Dot -> "\\dot"
                | Hat -> "\\hat"
                | Bar -> "\\bar"

            command + "{" + latex f + "}"
        | Below(Letter s, index) -> Latex.indexed (Latex.name s) [ latex index ]
        | Below(f, index) -> latex f + "_{" + latex index + "}"
        | Above(f, raised) -> latex f + "^{" + latex raised + "}"
        | Fraction(over, under) -> "\\frac{" + latex over + "}{" + latex under + "}"
        | Row parts -> parts |> List.map latex |> List.fold beside ""
        | Thin -> "\\,"
        | Gap -> " "
        | Named(_, f) -> latex f

    // ---- MathML -----------------------------------------------------------------------------------------------------------

    let rec math (formula: Formula) : XElement =
        match formula with
        | Scalar e -> MathMl.content e
        | Matrix m -> MatrixPrinting.math m
        | Block rows ->
            let cell (e: Expr) = MathMl.element "mtd" [ MathMl.content e ]
            let row (entries: Expr list) = MathMl.element "mtr" (List.map cell entries)
            MathMl.parenthesized (MathMl.element "mtable" (List.map row rows))
        | Letter s -> MathMl.name s
        | Glyph s -> MathMl.letter s
        | Word s -> MathMl.upright s
        | Script "L" -> MathMl.letter "ℒ"
        | Script s -> MathMl.letter s
        | Mark s when s |> Seq.forall System.Char.IsAsciiDigit -> MathMl.digits s
        | Mark s -> let _, _, character = sign s in MathMl.operator (character.Trim())
        | Accented(accent, f) ->
            let mark =
                match accent with
                | Dot -> "˙"
                | Hat -> "^"
                | Bar -> "¯"

            MathMl.accented mark (math f)
        | Below(Mark("sum" | "lim") as f, below) -> MathMl.element "munder" [ math f; math below ]
        // A name that has an index already keeps it apart from another.
        | Below(Letter s, index) when s.Contains '_' -> MathMl.row [ MathMl.name s; MathMl.fenced "[" (math index) "]" ]
        | Below(f, index) -> MathMl.element "msub" [ math f; math index ]
        | Above(f, raised) -> MathMl.element "msup" [ math f; math raised ]
        | Fraction(over, under) -> MathMl.element "mfrac" [ math over; math under ]
        | Row parts -> MathMl.row [ for part in parts -> math part ]
        | Thin
        | Gap -> MathMl.gap
        | Named(_, f) -> math f

    // ---- Symbols ----------------------------------------------------------------------------------------------------------

    /// The names of its symbols and letters as they stand in formulas.
    let rec letters (formula: Formula) : string seq =
        match formula with
        | Scalar e -> Properties.freeSymbols e |> Seq.map _.Name
        | Matrix m -> MatrixLetters.all m
        | Block rows -> rows |> Seq.collect (Seq.collect Properties.freeSymbols) |> Seq.map _.Name
        | Letter s -> Seq.singleton s
        | Accented(_, f)
        | Named(_, f) -> letters f
        | Below(f, g)
        | Above(f, g)
        | Fraction(f, g) -> Seq.append (letters f) (letters g)
        | Row parts -> Seq.collect letters parts
        | Glyph _
        | Word _
        | Script _
        | Mark _
        | Thin
        | Gap -> Seq.empty

    /// The same with every symbol and letter renamed.
    let rec rename (expression: Expr -> Expr) (name: string -> string) (formula: Formula) : Formula =
        let again = rename expression name

        match formula with
        | Scalar e -> Scalar(expression e)
        | Matrix m -> Matrix(MatrixLetters.rename expression name m)
        | Block rows -> Block(rows |> List.map (List.map expression))
        | Letter s -> Letter(name s)
        | Accented(accent, f) -> Accented(accent, again f)
        | Below(f, index) -> Below(again f, again index)
        | Above(f, raised) -> Above(again f, again raised)
        | Fraction(over, under) -> Fraction(again over, again under)
        | Row parts -> Row(List.map again parts)
        | Named(text, notation) -> Named(again text, again notation)
        | Glyph _
        | Word _
        | Script _
        | Mark _
        | Thin
        | Gap -> formula

type Formula with
    member formula.Text = Formula.text formula

    /// In math mode, without delimiters.
    member formula.Latex = Formula.latex formula

    /// The content of a math element.
    member formula.MathMl = Formula.math formula
