namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Globalization
open System.Numerics
open System.Text

/// LaTeX for papers (amsmath and KaTeX both read it).
[<RequireQualifiedAccess>]
module Latex =
    let private word (name: string) =
        if name.Length = 1 then name
        elif Greek.isName name then "\\" + name
        else "\\mathrm{" + name + "}"

    let private upright (text: string) = "\\mathrm{" + text + "}"

    /// phi_1 is \phi_{1}; names of several letters are set upright. No two names look alike.
    let name (name: string) =
        match Naming.read name with
        | Naming.Whole name -> upright (name.Replace("_", "\\_"))
        | Naming.Subscripted(head, []) -> word head
        | Naming.Subscripted(head, subscripts) ->
            let subscript s = if Naming.isStep s then upright s else word s
            word head + "_{" + (subscripts |> List.map subscript |> String.concat ",") + "}"

    /// Is a name's LaTeX one letter or word, without a subscript, and are the indices no numbers alone? Then they may stand below it,
    /// and s_{t} is no parameter's name: s_t has an upright t, s_1[t] and s[1] keep their brackets.
    let private hangs (own: string) (indices: string seq) =
        not (own.Contains "_{")
        && indices |> Seq.exists (fun index -> not (index |> Seq.forall Char.IsAsciiDigit))

    /// A name's LaTeX with indices: s_{t}, s_{1}[t].
    let indexed (own: string) (indices: string seq) =
        let list = String.concat "," indices
        if hangs own indices then own + "_{" + list + "}" else own + "[" + list + "]"

    let private additive = 1
    let private multiplicative = 2
    let private tall = 3
    let private atomic = 4
    let private half = Rational.ofRatio 1 2

    let private strengthOf (e: Expr) =
        match e.Node with
        | Number q ->
            if q.Sign < 0 then additive
            elif q.IsInteger then atomic
            else tall
        | Sum(constant, [| term |]) when constant.IsZero && term.Coefficient.Sign > 0 -> multiplicative
        | Sum _ -> additive
        // An indexed sum reaches as far right as a sum does.
        | IndexedSum _ -> additive
        | Product _ -> multiplicative
        | Power f ->
            match f.Exponent.Node with
            | Number q when q = half -> atomic
            | _ -> tall
        | Function _ -> tall
        | _ -> atomic

    let private isIndexedSum (f: Factor) =
        match f.Base.Node with
        | IndexedSum _ -> true
        | _ -> false

    let private isSum (f: Factor) =
        match f.Base.Node with
        | Sum _ -> true
        | _ -> false

    let private isLong (f: Factor) =
        match f.Base.Node with
        | IndexedSum _
        | Function _
        | Sum _ -> true
        | _ -> false

    let private isNegative (e: Expr) =
        match e.Node with
        | Number q -> q.Sign < 0
        | _ -> false

    let private endsInSummation (e: Expr) =
        match e.Node with
        | IndexedSum _ -> true
        | Product factors -> factors |> Array.exists (fun f -> Canonical.isOne f.Exponent && isIndexedSum f)
        | _ -> false

    // Writes expressions into one buffer; parts for which it has no room left become dots.
    [<Sealed>]
    type private Writer(limit: int) =
        let out = StringBuilder()
        let names = Dictionary<Symbol, string>()
        let mutable juxtaposing = false

        let nameOf (s: Symbol) =
            match names.TryGetValue s with
            | true, known -> known
            | _ ->
                let text = name s.Name
                names[s] <- text
                text

        member _.Text = out.ToString()
        member _.IsFull = out.Length > limit

        member _.Put(text: string) =
            if juxtaposing then
                // Digits after digits need a sign between them: 2 \cdot 3^{n}.
                out.Append(if Char.IsAsciiDigit text[0] then " \\cdot " else " ") |> ignore
                juxtaposing <- false

            out.Append text |> ignore

        member w.Braced(e: Expr) =
            w.Put "{"
            w.Expression e
            w.Put "}"

        member w.Parenthesized(e: Expr) =
            w.Put "\\left("
            w.Expression e
            w.Put "\\right)"

        /// The arguments from a position on, in parentheses.
        member w.Arguments(es: Expr[], first: int) =
            w.Put "\\left("

            for k in first .. es.Length - 1 do
                if k > first then w.Put ", "
                w.Expression es[k]

            w.Put "\\right)"

        /// In parentheses where it binds less than its place asks for.
        member w.At(place: int, e: Expr) = if strengthOf e < place then w.Parenthesized e else w.Expression e

        member w.Factor(f: Factor) =
            let f = Reading.power f

            match f.Base.Node, f.Exponent.Node with
            | Constant E, _ ->
                w.Put "\\mathrm{e}^"
                w.Braced f.Exponent
            | _, Number q when q.IsOne -> w.At(multiplicative, f.Base)
            | _, Number q when q = half ->
                w.Put "\\sqrt"
                w.Braced f.Base
            | Function(id, [| x |]), Number q when q.IsInteger ->
                match (FunctionTable.rowOf id).Notation with
                | FunctionNotation.Operator(latex, true) ->
                    w.Put(latex + "^")
                    w.Braced f.Exponent
                    w.Parenthesized x
                | _ -> w.Raised f
            | _ -> w.Raised f

        member w.Raised(f: Factor) =
            w.At(atomic, f.Base)
            w.Put "^"
            w.Braced f.Exponent

        /// coefficient * factors, side by side.
        member w.Juxtaposed(coefficient: BigInteger, factors: Factor[]) =
            let isBare = coefficient.IsOne && factors.Length > 0
            if not isBare then w.Put(coefficient.ToString CultureInfo.InvariantCulture)
            let mutable k = 0

            while k < factors.Length do
                if w.IsFull && (k > 0 || not isBare) then
                    w.Put " \\cdots"
                    k <- factors.Length
                else
                    let f = factors[k]
                    juxtaposing <- k > 0 || not isBare
                    k <- k + 1
                    let isOpen = isBare && factors.Length = 1 && isSum f || k = factors.Length && isIndexedSum f

                    // The last factor may be an open sum sign; a lone sum keeps its parentheses off.
                    if isOpen && Canonical.isOne f.Exponent then w.Expression f.Base else w.Factor f

        member w.Fraction(numerator: BigInteger, over: Factor[], denominator: BigInteger, under: Factor[]) =
            w.Put "\\frac{"
            w.Juxtaposed(numerator, over)
            w.Put "}{"
            w.Juxtaposed(denominator, under)
            w.Put "}"

        member w.Quotient(q: Quotient) =
            if q.Negative then w.Put "-"

            if q.Denominator.IsOne && q.Under.Length = 0 then
                w.Juxtaposed(q.Numerator, q.Over)
            else
                // Long factors stand beside the fraction, on the line.
                let beside, above = q.Over |> Array.partition isLong

                if beside.Length > 0 && (q.Under.Length = 0 || above.Length > 0 || beside |> Array.exists isIndexedSum) then
                    w.Fraction(q.Numerator, above, q.Denominator, q.Under)
                    w.Put " "

                    match beside with
                    | [| f |] when Canonical.isOne f.Exponent && isSum f -> w.Parenthesized f.Base
                    | _ -> w.Juxtaposed(BigInteger.One, beside)
                else
                    w.Fraction(q.Numerator, q.Over, q.Denominator, q.Under)

        member w.Sum(constant: Rational, terms: Term[]) =
            let terms = Reading.sum constant terms
            let mutable k = 0

            while k < terms.Length do
                if w.IsFull && k > 0 then
                    w.Put " + \\cdots"
                    k <- terms.Length
                else
                    let term = terms[k]
                    if k > 0 then w.Put(if term.Negative then " - " else " + ")
                    elif term.Negative then w.Put "-"
                    k <- k + 1

                    match term.Rest with
                    | ValueNone -> w.Expression(Canonical.number term.Magnitude)
                    // A sum sign that is followed by more terms would swallow them.
                    | ValueSome e when k < terms.Length && endsInSummation e ->
                        w.Put "\\left["
                        w.Quotient(Reading.quotient term.Magnitude e)
                        w.Put "\\right]"
                    | ValueSome e -> w.Quotient(Reading.quotient term.Magnitude e)

        member w.Expression(e: Expr) : unit =
            Nesting.check ()

            if w.IsFull then
                w.Put "\\cdots"
            else
                match e.Node with
                | Number q when q.IsInteger -> w.Put(q.ToString())
                | Number q ->
                    if q.Sign < 0 then w.Put "-"
                    w.Fraction(BigInteger.Abs q.Numerator, [||], q.Denominator, [||])
                | Constant E -> w.Put "\\mathrm{e}"
                | Constant Pi -> w.Put "\\pi"
                | Constant ImaginaryUnit -> w.Put "\\mathrm{i}"
                | Symbol s -> w.Put(nameOf s)
                | Indexed(s, indices) -> w.Indexed(nameOf s, indices)
                | Sum(constant, terms) -> w.Sum(constant, terms)
                | Power f when not (isNegative f.Exponent) -> w.Factor f
                | Product _
                | Power _ -> w.Quotient(Reading.quotient Rational.One e)
                | Function(id, arguments) -> w.Application(id, arguments)
                | IndexedSum sum ->
                    w.Put("\\sum_{" + nameOf sum.Index + "=")
                    w.Expression sum.Lower
                    w.Put "}^{"
                    w.Expression sum.Upper
                    w.Put "} "

                    match sum.Body.Node with
                    | Sum _ -> w.Parenthesized sum.Body
                    | _ -> w.Expression sum.Body
                | Indicator(relation, x) ->
                    let lower, sign, upper = Reading.comparison relation x
                    w.Put "\\left["
                    w.Expression lower
                    w.Put(if sign = "<=" then " \\le " else " " + sign + " ")
                    w.Expression upper
                    w.Put "\\right]"
                | Conjugate x ->
                    w.Put "\\overline"
                    w.Braced x

        member w.Indexed(own: string, indices: Expr[]) =
            let written (e: Expr) =
                let inner = Writer(limit - out.Length)
                inner.Expression e
                inner.Text

            w.Put(indexed own (indices |> Array.map written))

        member w.Application(id: FunctionId, arguments: Expr[]) =
            match (FunctionTable.rowOf id).Notation with
            | FunctionNotation.Operator(latex, _) ->
                w.Put latex
                w.Arguments(arguments, 0)
            | FunctionNotation.Letter letter ->
                w.Put(letter + "_")
                w.Braced arguments[0]
                w.Arguments(arguments, 1)
            | FunctionNotation.Between((left, right), _) ->
                w.Put left
                if arguments.Length = 1 then
                    w.Expression arguments[0]
                else
                    w.Put "\\frac"
                    w.Braced arguments[0]
                    w.Braced arguments[1]
                w.Put right
            | FunctionNotation.Behind sign ->
                w.At(atomic, arguments[0])
                w.Put sign
            | FunctionNotation.Stacked ->
                w.Put "\\binom"
                w.Braced arguments[0]
                w.Braced arguments[1]
            | FunctionNotation.Indexed ->
                w.Parenthesized arguments[0]
                w.Put "_"
                w.Braced arguments[1]

    /// The expression in math mode, without delimiters, at most about `limit` characters long: parts beyond it are dots.
    let bounded (limit: int) (e: Expr) : string =
        let writer = Writer limit
        writer.Expression(BoundNames.apart e)
        writer.Text

    /// The expression in math mode, without delimiters.
    let print (e: Expr) : string = bounded Int32.MaxValue e
