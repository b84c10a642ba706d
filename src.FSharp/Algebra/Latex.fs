namespace LrnnSymbolic.Algebra

open System.Numerics

/// LaTeX for papers (amsmath and KaTeX both read it).
[<RequireQualifiedAccess>]
module Latex =
    let private greek =
        set
            [ "alpha"
              "beta"
              "gamma"
              "delta"
              "epsilon"
              "zeta"
              "eta"
              "theta"
              "iota"
              "kappa"
              "lambda"
              "mu"
              "nu"
              "xi"
              "pi"
              "rho"
              "sigma"
              "tau"
              "upsilon"
              "phi"
              "chi"
              "psi"
              "omega"
              "Gamma"
              "Delta"
              "Theta"
              "Lambda"
              "Xi"
              "Pi"
              "Sigma"
              "Phi"
              "Psi"
              "Omega" ]

    let private word (name: string) =
        if greek.Contains name then "\\" + name
        elif name.Length = 1 then name
        else "\\mathrm{" + name + "}"

    /// phi_1 is \phi_{1}; names of several letters are set upright.
    let name (name: string) =
        match name.Trim('_').Split '_' |> Array.filter (fun part -> part <> "") |> Array.toList with
        | [] -> "\\_"
        | [ single ] -> word single
        | head :: subscripts ->
            let subscripts = subscripts |> List.map word |> String.concat ","
            word head + "_{" + subscripts + "}"

    let private additive = 1
    let private multiplicative = 2
    let private tall = 3
    let private atomic = 4
    let private half = Rational.ofRatio 1 2

    let private parenthesized (s: string) = "\\left(" + s + "\\right)"

    // How many characters are left to write; every piece is paid for, about by its length.
    [<Sealed>]
    type private Budget(limit: int) =
        let mutable rest = limit
        member _.IsSpent = rest < 0

        member _.Pay(text: string) =
            rest <- rest - text.Length
            text

        /// The texts of the items in turn, ended by dots where the budget is spent.
        member budget.Texts(dots: string, items: 'a list, write: int -> 'a -> string) =
            let texts =
                items
                |> Seq.mapi (fun k item -> k, item)
                |> Seq.takeWhile (fun (k, _) -> k = 0 || not budget.IsSpent)
                |> Seq.map (fun (k, item) -> write k item)
                |> Seq.toList

            if texts.Length < items.Length then texts @ [ dots ] else texts

    let rec private strengthOf (e: Expr) =
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
            | Number q when q.Sign < 0 -> tall
            | _ -> tall
        | Function _ -> tall
        | _ -> atomic

    and private at (budget: Budget) place (e: Expr) =
        let s = render budget e
        if strengthOf e < place then parenthesized s else s

    and private fraction (over: string) (under: string) = "\\frac{" + over + "}{" + under + "}"

    and private factor (budget: Budget) (f: Factor) =
        let f = Reading.power f

        match f.Base.Node, f.Exponent.Node with
        | Constant E, _ -> "e^{" + render budget f.Exponent + "}"
        | _, Number q when q.IsOne -> at budget multiplicative f.Base
        | _, Number q when q = half -> "\\sqrt{" + render budget f.Base + "}"
        | Function((Sin | Cos | Tan | Tanh | Log) as id, [| x |]), Number q when q.IsInteger ->
            "\\"
            + (Functions.rowOf id).Name
            + "^{"
            + render budget f.Exponent
            + "}"
            + parenthesized (render budget x)
        | _ -> at budget atomic f.Base + "^{" + render budget f.Exponent + "}"

    and private juxtaposed (budget: Budget) (coefficient: BigInteger) (factors: Factor list) =
        let alone = factors.Length = 1 && coefficient.IsOne

        let write k (f: Factor) =
            match f.Base.Node with
            // The last factor may be an open sum sign; a lone sum keeps its parentheses off.
            | (Sum _) when alone && Canonical.isOne f.Exponent -> render budget f.Base
            | IndexedSum _ when Canonical.isOne f.Exponent && k = factors.Length - 1 -> render budget f.Base
            | _ -> factor budget f

        let numeral = if coefficient.IsOne && not factors.IsEmpty then [] else [ string coefficient ]

        // Digits after digits need a sign between them: 2 \cdot 3^{n}.
        numeral @ budget.Texts("\\cdots", factors, write)
        |> List.reduce (fun before after ->
            if System.Char.IsAsciiDigit after[0] then
                before + " \\cdot " + after
            else
                before + " " + after)

    and private quotient (budget: Budget) (q: Quotient) =
        let isSummation (f: Factor) =
            match f.Base.Node with
            | IndexedSum _
            | Function _
            | Sum _ -> true
            | _ -> false

        let body =
            if q.Denominator.IsOne && q.Under.IsEmpty then
                juxtaposed budget q.Numerator q.Over
            elif q.Over |> List.exists isSummation then
                // Long factors stand beside the fraction, on the line.
                let beside, above = q.Over |> List.partition isSummation
                let under = juxtaposed budget q.Denominator q.Under
                let aside = juxtaposed budget BigInteger.One beside

                let aside =
                    match beside with
                    | [ f ] when
                        Canonical.isOne f.Exponent
                        && (match f.Base.Node with
                            | Sum _ -> true
                            | _ -> false)
                        ->
                        parenthesized aside
                    | _ -> aside

                if
                    q.Under.IsEmpty
                    || not above.IsEmpty
                    || beside
                       |> List.exists (fun f ->
                           match f.Base.Node with
                           | IndexedSum _ -> true
                           | _ -> false)
                then
                    fraction (juxtaposed budget q.Numerator above) under + " " + aside
                else
                    fraction (juxtaposed budget q.Numerator q.Over) under
            else
                fraction (juxtaposed budget q.Numerator q.Over) (juxtaposed budget q.Denominator q.Under)

        if q.Negative then "-" + body else body

    and private render (budget: Budget) (e: Expr) : string =
        Nesting.check ()

        if budget.IsSpent then
            "\\cdots"
        else

            match e.Node with
            | Number q when q.IsInteger -> budget.Pay(q.ToString())
            | Number q ->
                let text = fraction (string (BigInteger.Abs q.Numerator)) (string q.Denominator)
                budget.Pay(if q.Sign < 0 then "-" + text else text)
            | Constant E -> budget.Pay "e"
            | Constant Pi -> budget.Pay "\\pi"
            | Constant ImaginaryUnit -> budget.Pay "\\mathrm{i}"
            | Symbol s -> budget.Pay(name s.Name)
            | Indexed(s, indices) ->
                // phi_1[t] has one subscript: \phi_{1,t}.
                let own = budget.Pay(name s.Name)
                let indices = indices |> Seq.map (render budget) |> String.concat ","
                if own.EndsWith '}' && own.Contains '_' then
                    own.Substring(0, own.Length - 1) + "," + indices + "}"
                else
                    own + "_{" + indices + "}"
            | Sum(constant, terms) ->
                let write k (term: SignedTerm) =
                    let sign =
                        match k, term.Negative with
                        | 0, false -> ""
                        | 0, true -> "-"
                        | _, false -> " + "
                        | _, true -> " - "

                    let body =
                        match term.Rest with
                        | None -> render budget (Canonical.number term.Magnitude)
                        | Some rest -> quotient budget (Reading.quotient term.Magnitude rest)

                    // A sum sign that is followed by more terms would swallow them.
                    let open' =
                        match term.Rest with
                        | Some rest when k < terms.Length - 1 || not constant.IsZero -> endsInSummation rest
                        | _ -> false

                    budget.Pay sign + (if open' then "\\left[" + body + "\\right]" else body)

                budget.Texts(" + \\cdots", Reading.sum constant terms, write) |> String.concat ""
            | Product _
            | Power _ ->
                match e.Node with
                | Power f when not (isNegative f.Exponent) -> factor budget f
                | _ -> quotient budget (Reading.quotient Rational.One e)
            | Function(id, arguments) ->
                budget.Pay (Functions.rowOf id).Name |> ignore
                application budget id arguments
            | IndexedSum sum ->
                let body =
                    match sum.Body.Node with
                    | Sum _ -> parenthesized (render budget sum.Body)
                    | _ -> render budget sum.Body

                budget.Pay("\\sum_{" + name sum.Index.Name + "=")
                + render budget sum.Lower
                + "}^{"
                + render budget sum.Upper
                + "} "
                + body
            | Indicator(relation, x) ->
                let lower, sign, upper = Reading.comparison relation x
                let sign = if sign = "<=" then "\\le" else sign
                "\\left[" + render budget lower + " " + sign + " " + render budget upper + "\\right]"
            | Conjugate x -> "\\overline{" + render budget x + "}"

    and private isNegative (e: Expr) =
        match e.Node with
        | Number q -> q.Sign < 0
        | _ -> false

    and private endsInSummation (e: Expr) =
        match e.Node with
        | IndexedSum _ -> true
        | Product factors ->
            factors
            |> Array.exists (fun f ->
                Canonical.isOne f.Exponent
                && (match f.Base.Node with
                    | IndexedSum _ -> true
                    | _ -> false))
        | _ -> false

    and private application (budget: Budget) id (arguments: Expr[]) =
        match id, arguments with
        | Abs, [| x |] -> "\\left|" + render budget x + "\\right|"
        | Factorial, [| n |] -> at budget atomic n + "!"
        | Binomial, [| n; k |] -> "\\binom{" + render budget n + "}{" + render budget k + "}"
        | FallingFactorial, [| x; k |] -> parenthesized (render budget x) + "_{" + render budget k + "}"
        | WholeQuotient, [| n; d |] -> "\\left\\lfloor \\frac{" + render budget n + "}{" + render budget d + "} \\right\\rfloor"
        | Sign, [| x |] -> "\\operatorname{sgn}" + parenthesized (render budget x)
        | Atan, [| x |] -> "\\arctan" + parenthesized (render budget x)
        | Atan2, [| y; x |] -> "\\operatorname{atan2}" + parenthesized (render budget y + ", " + render budget x)
        | Geometric, [| k; q; n |] -> "G_{" + render budget k + "}" + parenthesized (render budget q + ", " + render budget n)
        | Homogeneous, _ ->
            "h_{"
            + render budget arguments[0]
            + "}"
            + parenthesized (arguments |> Seq.tail |> Seq.map (render budget) |> String.concat ", ")
        | Wave, [| k; q; omega; phi; n |] ->
            "C_{"
            + render budget k
            + "}"
            + parenthesized ([ q; omega; phi; n ] |> List.map (render budget) |> String.concat ", ")
        | (Log | Sin | Cos | Tan | Tanh), [| x |] -> "\\" + (Functions.rowOf id).Name + parenthesized (render budget x)
        | _ ->
            "\\operatorname{"
            + (Functions.rowOf id).Name
            + "}"
            + parenthesized (arguments |> Seq.map (render budget) |> String.concat ", ")

    /// The expression in math mode, without delimiters, at most about `limit` characters long: parts beyond it are dots.
    let bounded (limit: int) (e: Expr) : string = render (Budget limit) e

    /// The expression in math mode, without delimiters.
    let print (e: Expr) : string = bounded System.Int32.MaxValue e
