namespace LrnnSymbolic.Algebra.Matrices

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
type private Notation =
    { Scalar: Expr -> string
      Letter: Leaf -> Expr -> string
      Power: string -> Expr -> string
      Sum: Range -> string
      Group: string -> string
      Trace: string -> string
      Kronecker: string -> string -> string
      Vec: string -> bool -> string
      Identity: Expr -> string }

/// Text and LaTeX, in an order for readers that depends on the structure alone.
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

    let private signed (k: int) (negative: bool) body =
        match k, negative with
        | 0, false -> body
        | 0, true -> "-" + body
        | _, false -> " + " + body
        | _, true -> " - " + body

    let rec private word (n: Notation) size (factors: MatrixFactor list) =
        match factors with
        | [] -> n.Identity size
        | _ -> factors |> List.map (letter n) |> String.concat " "

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
        String.concat " " (scalar @ parts)

    and private middle n (b: Bundle) =
        match b.Middle with
        | [ (c, w) ] -> term n b.Size b.Traces c (b.Before @ w @ b.After)
        | several ->
            let inner =
                several
                |> List.mapi (fun k (c, w) ->
                    let negative = isNegative c
                    signed k negative (term n b.Size [] (if negative then Canonical.negate c else c) w))
                |> String.concat ""

            let traces = b.Traces |> List.map (fun w -> n.Trace(word n w.Rows w.Factors))
            let letters = List.map (letter n)
            String.concat " " (traces @ letters b.Before @ [ n.Group inner ] @ letters b.After)

    and private expression n (e: MatrixExpr) : string =
        match bundles e with
        | [] -> "0"
        | all ->
            all
            |> List.mapi (fun k b ->
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
                        String.concat " " (scalar @ (b.Ranges |> List.map n.Sum) @ [ middle n b ])

                signed k negative body)
            |> String.concat ""

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
          Identity = fun n -> "I_" + atomicText n }

    /// "-sum_{i=1..T} (W_h^(T - i))' W_y' (Sigma[i] - W_y W_h^(T - i) W_x)": A' is the transpose, A^dagger its conjugate.
    let print (e: MatrixExpr) : string = expression text e

    // ---- LaTeX ------------------------------------------------------------------------------------------------

    let private parenthesized s = "\\left(" + s + "\\right)"

    let private nameLatex (l: Leaf) =
        let indices = l.Indices |> List.map Latex.print

        match l.Symbol.Latex with
        | Some form ->
            indices
            |> List.indexed
            |> List.fold (fun (s: string) (k, text) -> s.Replace($"#{k + 1}", text)) form
        | None ->
            let name = Latex.name l.Symbol.Name
            if indices.IsEmpty then name else Latex.indexed name indices

    let private superscript (b: string) mark =
        let isRaised =
            b.Contains '^'
            && not (
                b.StartsWith("\\left(", System.StringComparison.Ordinal)
                && b.EndsWith("\\right)", System.StringComparison.Ordinal)
            )
        (if isRaised then parenthesized b else b) + "^{" + mark + "}"

    let private powerLatex (b: string) (n: Expr) = if Canonical.isOne n then b else superscript b (Latex.print n)

    let private letterLatex (l: Leaf) (n: Expr) =
        let power = powerLatex (nameLatex l) n

        match l.Transposed, l.Conjugated with
        | false, false -> power
        | true, false -> superscript power "\\top"
        | false, true -> "\\overline{" + power + "}"
        | true, true -> superscript power "\\dagger"

    let private scalarLatex (e: Expr) =
        match e.Node with
        | Sum(constant, terms) when terms.Length > 1 || not constant.IsZero -> parenthesized (Latex.print e)
        | _ -> Latex.print e

    let private latexNotation =
        { Scalar = scalarLatex
          Letter = letterLatex
          Power = powerLatex
          Sum = fun r -> "\\sum_{" + Latex.name r.Index.Name + "=" + Latex.print r.Lower + "}^{" + Latex.print r.Upper + "}"
          Group = parenthesized
          Trace = fun s -> "\\operatorname{tr}" + parenthesized s
          Kronecker = fun a b -> a + " \\otimes " + b
          Vec = fun s transposed -> "\\operatorname{vec}" + parenthesized s + (if transposed then "^{\\top}" else "")
          Identity = fun n -> "I_{" + Latex.print n + "}" }

    /// In math mode, without delimiters.
    let latex (e: MatrixExpr) : string = expression latexNotation e
