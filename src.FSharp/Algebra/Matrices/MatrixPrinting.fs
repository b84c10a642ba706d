namespace LrnnSymbolic.Algebra.Matrices

open System.Xml.Linq
open LrnnSymbolic.Algebra

/// Terms with the same sums, common letters on both sides taken out: Before (Middle) After.
[<NoEquality; NoComparison>]
type private Bundle =
    {
        Scale: Expr
        Ranges: Range list
        Traces: Word list
        Before: MatrixFactor list
        Middle: (Expr * MatrixFactor list) list
        After: MatrixFactor list
        /// What an empty word stands for: I of this size.
        Size: Expr
    }

/// How one kind of output writes the parts.
[<NoEquality; NoComparison>]
type private Notation<'Out> =
    {
        Scalar: Expr -> 'Out
        Letter: Leaf -> Expr -> 'Out
        Power: 'Out -> Expr -> 'Out
        Sum: Range -> 'Out
        Group: 'Out -> 'Out
        Trace: 'Out -> 'Out
        Kronecker: 'Out -> 'Out -> 'Out
        Vec: 'Out -> bool -> 'Out
        Identity: Expr -> 'Out
        Row: 'Out list -> 'Out
        /// Terms, each with whether a minus stands before it.
        Signed: (bool * 'Out) list -> 'Out
    }

/// Text, LaTeX and MathML, in an order for readers that depends on the structure alone.
[<RequireQualifiedAccess>]
module MatrixPrinting =
    let private one = Canonical.one

    // ---- Bundles: the layout both outputs share ---------------------------------------------------------------

    let private commonPrefix (words: MatrixFactor list list) =
        let rec two (x: MatrixFactor list) (y: MatrixFactor list) =
            match x, y with
            | f :: x, g :: y when f = g -> f :: two x y
            | _ -> []

        List.reduce two words

    let private isFreeOfAll (ranges: Range list) (e: Expr) = ranges |> List.forall (fun r -> Properties.isFreeOf r.Index e)

    /// What the coefficients share: the first one's sign, its number if all have it, its factors free of the indices.
    let private commonScale (ranges: Range list) (coefficients: Expr list) =
        let split (e: Expr) =
            let struct (content, rest) = Canonical.splitContent e
            content, rest

        let content, rest = split coefficients.Head

        let number =
            if coefficients |> List.forall (fun c -> (fst (split c)).Abs = content.Abs) then
                content
            elif content.Sign < 0 then
                Rational.OfInt -1
            else
                Rational.One

        let shared = coefficients |> List.forall (fun c -> snd (split c) = rest) && isFreeOfAll ranges rest
        Canonical.scale number (if shared then rest else one)

    let private bundle (terms: MatrixTerm list) =
        let first = terms.Head
        let words = terms |> List.map _.Word.Factors
        let before = if terms.Length = 1 then [] else commonPrefix words
        let rests = words |> List.map (List.skip before.Length)
        let after =
            if terms.Length = 1 then
                []
            else
                rests |> List.map List.rev |> commonPrefix |> List.rev
        let middle = rests |> List.map (fun w -> List.truncate (w.Length - after.Length) w)
        let scale = commonScale first.Ranges (terms |> List.map _.Coefficient)

        { Scale = scale
          Ranges = first.Ranges
          Traces = first.Traces
          Before = before
          Middle = List.map2 (fun (t: MatrixTerm) w -> Canonical.divide t.Coefficient scale, w) terms middle
          After = after
          Size = first.Word.Rows }

    let private isWorthwhile (b: Bundle) = not b.Ranges.IsEmpty || not b.Before.IsEmpty || not b.After.IsEmpty

    let private bundles (e: MatrixExpr) : Bundle list =
        e.Terms
        |> List.map Matrix.shown
        |> List.sortBy (fun t -> t.Ranges.Length, t.Word.Factors.Length, t)
        |> List.groupBy (fun t -> t.Ranges, t.Traces)
        |> List.collect (fun (_, group) ->
            let together = bundle group
            if isWorthwhile together then
                [ together ]
            else
                group |> List.map (fun t -> bundle [ t ]))

    // ---- Writing ----------------------------------------------------------------------------------------------

    let private isNegative (e: Expr) =
        let struct (content, rest) = Canonical.splitContent e

        match rest.Node with
        | Sum _ -> false
        | _ -> content.Sign < 0

    let rec private word (n: Notation<'Out>) size (factors: MatrixFactor list) =
        match factors with
        | [] -> n.Identity size
        | _ -> factors |> List.map (letter n) |> n.Row

    and private letter n factor =
        match factor with
        | MatrixFactor.Leaf(l, e) -> n.Letter l e
        | MatrixFactor.Composite(b, e) -> n.Power (n.Group(expression n b)) e
        | MatrixFactor.Kronecker(a, b) ->
            let side (w: Word) =
                if w.Factors.Length > 1 then
                    n.Group(word n w.Rows w.Factors)
                else
                    word n w.Rows w.Factors
            n.Group(n.Kronecker (side a) (side b))
        | MatrixFactor.Vec(w, transposed) -> n.Vec (word n w.Rows w.Factors) transposed

    /// Coefficient and word; the number 1 is written only where nothing else is.
    and private term n size traces (coefficient: Expr) (factors: MatrixFactor list) =
        let traces = traces |> List.map (fun (w: Word) -> n.Trace(word n w.Rows w.Factors))
        let isScalar = Canonical.isOne size
        let letters = if factors.IsEmpty && isScalar then [] else [ word n size factors ]
        let parts = traces @ letters
        let scalar =
            if Canonical.isOne coefficient && not parts.IsEmpty then
                []
            else
                [ n.Scalar coefficient ]
        n.Row(scalar @ parts)

    and private middle n (b: Bundle) =
        match b.Middle with
        | [ (c, w) ] -> term n b.Size b.Traces c (b.Before @ w @ b.After)
        | several ->
            let inner =
                several
                |> List.map (fun (c, w) ->
                    let negative = isNegative c
                    negative, term n b.Size [] (if negative then Canonical.negate c else c) w)
                |> n.Signed

            let traces = b.Traces |> List.map (fun w -> n.Trace(word n w.Rows w.Factors))
            let letters = List.map (letter n)
            n.Row(traces @ letters b.Before @ [ n.Group inner ] @ letters b.After)

    and private expression (n: Notation<'Out>) (e: MatrixExpr) : 'Out =
        match bundles e with
        | [] -> n.Scalar Canonical.zero
        | all ->
            all
            |> List.map (fun b ->
                let negative = isNegative b.Scale
                let scale = if negative then Canonical.negate b.Scale else b.Scale
                let alone =
                    b.Ranges.IsEmpty
                    && b.Traces.IsEmpty
                    && b.Before.IsEmpty
                    && b.After.IsEmpty
                    && Canonical.isOne b.Size

                let body =
                    match b.Middle with
                    | [ (c, []) ] when alone -> n.Scalar(Canonical.multiply scale c)
                    | _ ->
                        let scalar = if Canonical.isOne scale then [] else [ n.Scalar scale ]
                        n.Row(scalar @ (b.Ranges |> List.map n.Sum) @ [ middle n b ])

                negative, body)
            |> n.Signed

    let private signedText (terms: (bool * string) list) =
        let sign k negative =
            match k, negative with
            | 0, false -> ""
            | 0, true -> "-"
            | _, false -> " + "
            | _, true -> " - "

        terms |> List.mapi (fun k (negative, body) -> sign k negative + body) |> String.concat ""

    // ---- Text -------------------------------------------------------------------------------------------------

    let private atomicText (e: Expr) =
        match e.Node with
        | Number q when q.IsInteger && q.Sign >= 0 -> Infix.print e
        | Symbol _
        | Indexed _ -> Infix.print e
        | _ -> "(" + Infix.print e + ")"

    let private scalarText (e: Expr) =
        match e.Node with
        | Sum(constant, terms) when terms.Length > 1 || not constant.IsZero -> "(" + Infix.print e + ")"
        | _ -> Infix.print e

    let private powerText (b: string) (n: Expr) = if Canonical.isOne n then b else b + "^" + atomicText n

    let private letterText (l: Leaf) (n: Expr) =
        let indices = l.Indices |> List.map Infix.print |> String.concat ", "
        let name = if l.Indices.IsEmpty then l.Symbol.Name else $"{l.Symbol.Name}[{indices}]"
        let power = powerText name n
        let atom = if Canonical.isOne n then power else "(" + power + ")"

        match l.Transposed, l.Conjugated with
        | false, false -> power
        | true, false -> atom + "'"
        | false, true -> "conj(" + power + ")"
        | true, true -> atom + "^dagger"

    let private text =
        { Scalar = scalarText
          Letter = letterText
          Power = powerText
          Sum = fun r -> $"sum_{{{r.Index.Name}={Infix.print r.Lower}..{Infix.print r.Upper}}}"
          Group = fun s -> "(" + s + ")"
          Trace = fun s -> "tr(" + s + ")"
          Kronecker = fun a b -> a + " kron " + b
          Vec = fun s transposed -> "vec(" + s + ")" + (if transposed then "'" else "")
          Identity = fun n -> "I_" + atomicText n
          Row = String.concat " "
          Signed = signedText }

    /// "-sum_{i=1..T} (W_h^(T - i))' W_y' (Sigma[i] - W_y W_h^(T - i) W_x)": A' is the transpose, A^dagger its conjugate.
    let print (e: MatrixExpr) : string = expression text e

    // ---- LaTeX ------------------------------------------------------------------------------------------------

    /// What is written, and whether it ends in something raised.
    [<Struct>]
    type private Set = { Latex: string; IsRaised: bool }

    let private plain latex = { Latex = latex; IsRaised = false }
    let private parenthesized (s: Set) = plain ("\\left(" + s.Latex + "\\right)")

    // The last letters have the indices.
    let private hung (letters: string list) (indices: Expr list) =
        let bare = letters.Length - indices.Length
        letters |> List.mapi (fun k letter -> letter, (if k < bare then None else Some indices[k - bare]))

    let rec private nameLatex (form: MatrixForm) (name: string) (indices: Expr list) =
        match form with
        | MatrixForm.Name ->
            let name = Latex.name name
            plain (
                if indices.IsEmpty then
                    name
                else
                    Latex.indexed name (List.map Latex.print indices)
            )
        | MatrixForm.Differential form -> plain ("\\mathrm{d}" + (nameLatex form (name.Substring 1) indices).Latex)
        | MatrixForm.Raised(head, letters) ->
            let letter (name, index: Expr option) =
                match index with
                | Some index -> Latex.indexed (Latex.name name) [ Latex.print index ]
                | None -> Latex.name name

            { Latex = Latex.name head + "^{" + (hung letters indices |> List.map letter |> String.concat "") + "}"
              IsRaised = true }

    let private superscript (b: Set) mark =
        { Latex = (if b.IsRaised then parenthesized b else b).Latex + "^{" + mark + "}"
          IsRaised = true }

    let private powerLatex (b: Set) (n: Expr) = if Canonical.isOne n then b else superscript b (Latex.print n)

    let private letterLatex (l: Leaf) (n: Expr) =
        let power = powerLatex (nameLatex l.Symbol.Form l.Symbol.Name l.Indices) n

        match l.Transposed, l.Conjugated with
        | false, false -> power
        | true, false -> superscript power "\\top"
        | false, true -> plain ("\\overline{" + power.Latex + "}")
        | true, true -> superscript power "\\dagger"

    let private needsGroup (e: Expr) =
        match e.Node with
        | Sum(constant, terms) -> terms.Length > 1 || not constant.IsZero
        | _ -> false

    let private scalarLatex (e: Expr) =
        let s = plain (Latex.print e)
        if needsGroup e then parenthesized s else s

    let private latexNotation =
        { Scalar = scalarLatex
          Letter = letterLatex
          Power = powerLatex
          Sum = fun r -> plain ("\\sum_{" + Latex.name r.Index.Name + "=" + Latex.print r.Lower + "}^{" + Latex.print r.Upper + "}")
          Group = parenthesized
          Trace = fun s -> plain ("\\operatorname{tr}" + (parenthesized s).Latex)
          Kronecker = fun a b -> plain (a.Latex + " \\otimes " + b.Latex)
          Vec = fun s transposed -> plain ("\\operatorname{vec}" + (parenthesized s).Latex + (if transposed then "^{\\top}" else ""))
          Identity = fun n -> plain ("I_{" + Latex.print n + "}")
          Row = fun parts -> plain (parts |> List.map _.Latex |> String.concat " ")
          Signed = fun terms -> plain (signedText [ for negative, s in terms -> negative, s.Latex ]) }

    /// In math mode, without delimiters.
    let latex (e: MatrixExpr) : string = (expression latexNotation e).Latex

    // ---- MathML -----------------------------------------------------------------------------------------------

    let rec private nameMath (form: MatrixForm) (name: string) (indices: Expr list) =
        match form with
        | MatrixForm.Name when indices.IsEmpty -> MathMl.name name
        | MatrixForm.Name -> MathMl.indexed name indices
        | MatrixForm.Differential form -> MathMl.row [ MathMl.upright "d"; nameMath form (name.Substring 1) indices ]
        | MatrixForm.Raised(head, letters) ->
            let letter (name, index: Expr option) =
                match index with
                | Some index -> MathMl.element "msub" [ MathMl.name name; MathMl.render index ]
                | None -> MathMl.name name

            MathMl.element "msup" [ MathMl.name head; MathMl.row (hung letters indices |> List.map letter) ]

    let private raised (b: XElement) (mark: XElement) =
        MathMl.element "msup" [ (if b.Name.LocalName = "msup" then MathMl.parenthesized b else b); mark ]

    let private powerMath (b: XElement) (n: Expr) = if Canonical.isOne n then b else raised b (MathMl.row [ MathMl.render n ])

    let private letterMath (l: Leaf) (n: Expr) =
        let power = powerMath (nameMath l.Symbol.Form l.Symbol.Name l.Indices) n

        match l.Transposed, l.Conjugated with
        | false, false -> power
        | true, false -> raised power (MathMl.operator "⊤")
        | false, true -> MathMl.accented "¯" power
        | true, true -> raised power (MathMl.operator "†")

    let private called (name: string) (e: XElement) = MathMl.row [ MathMl.letter name; MathMl.parenthesized e ]

    let private mathNotation =
        { Scalar =
            fun e ->
                let s = MathMl.render e
                if needsGroup e then MathMl.parenthesized s else s
          Letter = letterMath
          Power = powerMath
          Sum =
            fun r ->
                let below = MathMl.row [ MathMl.name r.Index.Name; MathMl.operator "="; MathMl.render r.Lower ]
                MathMl.element "munderover" [ MathMl.operator "∑"; below; MathMl.row [ MathMl.render r.Upper ] ]
          Group = MathMl.parenthesized
          Trace = called "tr"
          Kronecker = fun a b -> MathMl.row [ a; MathMl.operator "⊗"; b ]
          Vec =
            fun s transposed ->
                let vec = called "vec" s
                if transposed then raised vec (MathMl.operator "⊤") else vec
          Identity = fun n -> MathMl.element "msub" [ MathMl.letter "I"; MathMl.render n ]
          Row = MathMl.row
          Signed =
            fun terms ->
                [ for k, (negative, e) in List.indexed terms do
                      if negative then MathMl.operator "−"
                      elif k > 0 then MathMl.operator "+"
                      e ]
                |> MathMl.row }

    /// As the content of a math element.
    let math (e: MatrixExpr) : XElement = expression mathNotation e
