namespace LrnnSymbolic.Algebra

open System.Xml.Linq

/// Presentation MathML, for pages: what browsers set without help.
[<RequireQualifiedAccess>]
module MathMl =
    let private space = XNamespace.Get "http://www.w3.org/1998/Math/MathML"
    let private half = Rational.ofRatio 1 2
    let private leaf (tag: string) (text: string) = XElement(space + tag, text)
    let private attribute (name: string) (value: string) = XAttribute(XName.Get name, value)

    /// An element around others.
    let internal element (tag: string) (parts: XElement list) = XElement(space + tag, parts)

    let internal row (parts: XElement list) = element "mrow" parts
    let internal operator (text: string) = leaf "mo" text
    let internal digits (text: string) = leaf "mn" text
    let internal letter (text: string) = leaf "mi" text
    let internal fenced (opening: string) (e: XElement) (closing: string) = row [ operator opening; e; operator closing ]
    let internal parenthesized (e: XElement) = fenced "(" e ")"
    let internal accented (accent: string) (e: XElement) = XElement(space + "mover", attribute "accent" "true", e, operator accent)
    let private commas (es: XElement list) = row (es |> List.mapi (fun k e -> if k = 0 then [ e ] else [ operator ","; e ]) |> List.concat)

    /// The space between factors of a name.
    let internal gap = XElement(space + "mspace", attribute "width" "0.2em")

    /// A letter or a word that is set upright.
    let internal upright (text: string) =
        XElement(space + "mi", (if text.Length = 1 then [ attribute "mathvariant" "normal" ] else []), text)

    /// phi_1 is φ with the index 1; as in LaTeX, no two names look alike.
    let internal name (text: string) =
        let word (part: string) =
            match Greek.character part with
            | ValueSome greek -> letter greek
            | ValueNone when part |> Seq.forall System.Char.IsAsciiDigit -> digits part
            | ValueNone -> letter part

        let subscript part = if Naming.isStep part then upright part else word part

        match Naming.read text with
        | Naming.Whole text -> letter text
        | Naming.Subscripted(head, []) -> word head
        | Naming.Subscripted(head, subscripts) -> element "msub" [ word head; commas (List.map subscript subscripts) ]

    let private isNumber (e: Expr) =
        match e.Node with
        | Number q -> q.IsInteger && q.Sign >= 0
        | _ -> false

    /// Does the expression stand by itself as the base of a power?
    let private isAtom (e: Expr) =
        match e.Node with
        | Constant _
        | Symbol _
        | Indexed _
        | Conjugate _ -> true
        | Function(id, [| _ |]) -> (FunctionTable.rowOf id).Notation.IsBetween
        | _ -> isNumber e

    /// Does it need parentheses among the factors of a product?
    let private isLoose (e: Expr) =
        match e.Node with
        | Number q -> q.Sign < 0
        | Sum _
        | IndexedSum _ -> true
        | _ -> false

    let rec internal render (e: Expr) : XElement =
        Nesting.check ()

        match e.Node with
        | Number q when q.IsInteger && q.Sign >= 0 -> digits (q.ToString())
        | Number _ -> quotient (Reading.quotient (coefficientOf e) Canonical.one)
        | Constant E -> upright "e"
        | Constant Pi -> letter "π"
        | Constant ImaginaryUnit -> upright "i"
        | Symbol s -> name s.Name
        | Indexed(s, indices) -> indexed s.Name (List.ofArray indices)
        | Sum(constant, terms) ->
            let signed = Reading.sum constant terms
            row (signed |> Seq.mapi (fun k t -> term (k = signed.Length - 1) k t) |> List.concat)
        | Product _ -> quotient (Reading.quotient Rational.One e)
        | Power f ->
            match f.Exponent.Node with
            | Number q when q.Sign < 0 -> quotient (Reading.quotient Rational.One e)
            | _ -> power f
        | Function(id, arguments) -> application id arguments
        | IndexedSum sum ->
            let below = row [ name sum.Index.Name; operator "="; render sum.Lower ]
            let body = render sum.Body

            let body =
                match sum.Body.Node with
                | Sum _ -> parenthesized body
                | _ -> body

            row [ element "munderover" [ operator "∑"; below; row [ render sum.Upper ] ]; body ]
        | Indicator(relation, x) ->
            let left, sign, right = Reading.comparison relation x

            let sign =
                match sign with
                | "<=" -> "≤"
                | other -> other

            row [ operator "["; render left; operator sign; render right; operator "]" ]
        | Conjugate x -> element "mover" [ render x; operator "¯" ]

    and internal indexed (own: string) (indices: Expr list) =
        let list = commas (List.map render indices)

        if own.Contains '_' || indices |> List.forall isNumber then
            row [ name own; fenced "[" list "]" ]
        else
            element "msub" [ name own; list ]

    and private coefficientOf (e: Expr) =
        match e.Node with
        | Number q -> q
        | _ -> Rational.One

    and private term isLast k (t: SignedTerm) =
        let sign =
            match k, t.Negative with
            | 0, false -> []
            | _, true -> [ operator "−" ]
            | _ -> [ operator "+" ]

        let body =
            match t.Rest with
            | ValueNone -> quotient (Reading.quotient t.Magnitude Canonical.one)
            | ValueSome rest -> quotient (Reading.quotient t.Magnitude rest)

        // A sum sign would swallow the terms behind it; in a product it has parentheses already.
        let swallows =
            match t.Rest with
            | ValueSome rest when not isLast ->
                match rest.Node with
                | IndexedSum _ -> true
                | _ -> false
            | _ -> false

        sign @ [ (if swallows then parenthesized body else body) ]

    and private power (f: Factor) =
        let exponent () = row [ render f.Exponent ]

        match f.Base.Node, f.Exponent.Node with
        | Constant E, _ -> element "msup" [ upright "e"; exponent () ]
        | _, Number q when q.IsOne -> if isLoose f.Base then parenthesized (render f.Base) else render f.Base
        | _, Number q when q = half -> element "msqrt" [ render f.Base ]
        | _ ->
            let b = render f.Base
            element "msup" [ (if isAtom f.Base then b else parenthesized b); exponent () ]

    and private factors (coefficient: System.Numerics.BigInteger) (fs: Factor[]) =
        let invisibleTimes = "\u2062"

        let alone (f: Factor) =
            match fs with
            | [| _ |] when coefficient.IsOne && Canonical.isOne f.Exponent -> render f.Base
            | _ -> power f

        let parts =
            (if coefficient.IsOne && fs.Length > 0 then
                 []
             else
                 [ digits (string coefficient) ])
            @ [ for f in fs -> alone f ]

        row (
            parts
            |> List.mapi (fun k part -> if k = 0 then [ part ] else [ operator invisibleTimes; part ])
            |> List.concat
        )

    and private quotient (q: Quotient) =
        let body =
            if q.Denominator.IsOne && q.Under.Length = 0 then
                factors q.Numerator q.Over
            else
                element "mfrac" [ factors q.Numerator q.Over; factors q.Denominator q.Under ]

        if q.Negative then row [ operator "−"; body ] else body

    and private application id (arguments: Expr[]) =
        let call (symbol: XElement) (es: Expr seq) = row [ symbol; operator "\u2061"; parenthesized (commas [ for x in es -> render x ]) ]

        let row' = FunctionTable.rowOf id

        match row'.Notation with
        | FunctionNotation.Operator _ -> call (letter row'.Name) arguments
        | FunctionNotation.Letter head -> call (element "msub" [ letter head; row [ render arguments[0] ] ]) (Seq.tail arguments)
        | FunctionNotation.Between(_, (left, right)) ->
            let inner =
                if arguments.Length = 1 then
                    render arguments[0]
                else
                    element "mfrac" [ row [ render arguments[0] ]; row [ render arguments[1] ] ]

            fenced left inner right
        | FunctionNotation.Behind sign ->
            let n = arguments[0]
            row [ (if isAtom n then render n else parenthesized (render n)); operator sign ]
        | FunctionNotation.Stacked ->
            parenthesized (
                XElement(space + "mfrac", attribute "linethickness" "0", row [ render arguments[0] ], row [ render arguments[1] ])
            )
        | FunctionNotation.Indexed -> element "msub" [ parenthesized (render arguments[0]); row [ render arguments[1] ] ]

    /// The content of a math element.
    let content (e: Expr) : XElement = row [ render (BoundNames.apart e) ]

    /// A math element around a content, displayed as a block or in the line.
    let math (block: bool) (content: XElement) : XElement =
        XElement(space + "math", attribute "xmlns" space.NamespaceName, attribute "display" (if block then "block" else "inline"), content)

    /// As it stands in a page.
    let written (e: XElement) : string = e.ToString SaveOptions.DisableFormatting

    /// A math element as text, displayed as a block or in the line.
    let print (block: bool) (e: Expr) : string = written (math block (content e))
