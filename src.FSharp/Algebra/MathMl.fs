namespace LrnnSymbolic.Algebra

/// Presentation MathML, for pages: what browsers set without help.
[<RequireQualifiedAccess>]
module MathMl =
    let private half = Rational.ofRatio 1 2
    let private element tag (content: string) = $"<{tag}>{content}</{tag}>"
    let private row (parts: string seq) = element "mrow" (String.concat "" parts)
    let private operator (text: string) = element "mo" text
    let private digits (text: string) = element "mn" text
    let private parenthesized (e: string) = row [ operator "("; e; operator ")" ]
    let private commas (es: string seq) = es |> String.concat (operator ",")

    let private upright (letter: string) = $"<mi mathvariant=\"normal\">{letter}</mi>"

    /// phi_1 is φ with the index 1; as in LaTeX, no two names look alike.
    let private name (text: string) =
        let word (part: string) =
            match Greek.character part with
            | ValueSome letter -> element "mi" letter
            | ValueNone when part |> Seq.forall System.Char.IsAsciiDigit -> digits part
            | ValueNone -> element "mi" part

        let subscript part = if Naming.isStep part then upright part else word part

        match Naming.read text with
        | Naming.Whole text -> element "mi" text
        | Naming.Subscripted(head, []) -> word head
        | Naming.Subscripted(head, subscripts) -> element "msub" (word head + row [ subscripts |> List.map subscript |> commas ])

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

    let rec private render (e: Expr) : string =
        Nesting.check ()

        match e.Node with
        | Number q when q.IsInteger && q.Sign >= 0 -> digits (q.ToString())
        | Number _ -> quotient (Reading.quotient (coefficientOf e) Canonical.one)
        | Constant E -> upright "e"
        | Constant Pi -> element "mi" "π"
        | Constant ImaginaryUnit -> upright "i"
        | Symbol s -> name s.Name
        | Indexed(s, indices) ->
            let list = indices |> Seq.map render |> commas

            if s.Name.Contains '_' || indices |> Array.forall isNumber then
                row [ name s.Name; operator "["; list; operator "]" ]
            else
                element "msub" (name s.Name + row [ list ])
        | Sum(constant, terms) ->
            let signed = Reading.sum constant terms
            row (signed |> Array.mapi (fun k t -> term (k = signed.Length - 1) k t))
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

            row [ element "munderover" (operator "∑" + below + row [ render sum.Upper ]); body ]
        | Indicator(relation, x) ->
            let left, sign, right = Reading.comparison relation x

            let sign =
                match sign with
                | "<=" -> "≤"
                | "<" -> "&lt;"
                | other -> other

            row [ operator "["; render left; operator sign; render right; operator "]" ]
        | Conjugate x -> element "mover" (render x + operator "¯")

    and private coefficientOf (e: Expr) =
        match e.Node with
        | Number q -> q
        | _ -> Rational.One

    and private term isLast k (t: SignedTerm) =
        let sign =
            match k, t.Negative with
            | 0, false -> ""
            | _, true -> operator "−"
            | _ -> operator "+"

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

        sign + (if swallows then parenthesized body else body)

    and private power (f: Factor) =
        let exponent () = row [ render f.Exponent ]

        match f.Base.Node, f.Exponent.Node with
        | Constant E, _ -> element "msup" (upright "e" + exponent ())
        | _, Number q when q.IsOne -> if isLoose f.Base then parenthesized (render f.Base) else render f.Base
        | _, Number q when q = half -> element "msqrt" (render f.Base)
        | _ ->
            let b = render f.Base
            element "msup" ((if isAtom f.Base then b else parenthesized b) + exponent ())

    and private factors (coefficient: System.Numerics.BigInteger) (fs: Factor[]) =
        let invisibleTimes = operator "&#x2062;"

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

        row [ parts |> String.concat invisibleTimes ]

    and private quotient (q: Quotient) =
        let body =
            if q.Denominator.IsOne && q.Under.Length = 0 then
                factors q.Numerator q.Over
            else
                element "mfrac" (factors q.Numerator q.Over + factors q.Denominator q.Under)

        if q.Negative then row [ operator "−"; body ] else body

    and private application id (arguments: Expr[]) =
        let call (symbol: string) (es: Expr seq) = row [ symbol; operator "&#x2061;"; parenthesized (es |> Seq.map render |> commas) ]

        let row' = FunctionTable.rowOf id

        match row'.Notation with
        | FunctionNotation.Operator _ -> call (element "mi" row'.Name) arguments
        | FunctionNotation.Letter letter -> call (element "msub" (element "mi" letter + row [ render arguments[0] ])) (Seq.tail arguments)
        | FunctionNotation.Between(_, (left, right)) ->
            let inner =
                if arguments.Length = 1 then
                    render arguments[0]
                else
                    element "mfrac" (row [ render arguments[0] ] + row [ render arguments[1] ])

            row [ operator left; inner; operator right ]
        | FunctionNotation.Behind sign ->
            let n = arguments[0]
            row [ (if isAtom n then render n else parenthesized (render n)); operator sign ]
        | FunctionNotation.Stacked ->
            parenthesized ($"<mfrac linethickness=\"0\">{row [ render arguments[0] ]}{row [ render arguments[1] ]}</mfrac>")
        | FunctionNotation.Indexed -> element "msub" (parenthesized (render arguments[0]) + row [ render arguments[1] ])

    /// The content of a math element.
    let content (e: Expr) : string = row [ render (BoundNames.apart e) ]

    /// A math element, displayed as a block or in the line.
    let print (block: bool) (e: Expr) : string =
        let display = if block then "block" else "inline"
        $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"{display}\">{content e}</math>"
