namespace LrnnSymbolic.Algebra

open System.Numerics

/// LaTeX for papers (amsmath and KaTeX both read it).
[<RequireQualifiedAccess>]
module Latex =
    let private greek =
        set
            [ "alpha"; "beta"; "gamma"; "delta"; "epsilon"; "zeta"; "eta"; "theta"; "iota"; "kappa"; "lambda"; "mu"
              "nu"; "xi"; "pi"; "rho"; "sigma"; "tau"; "upsilon"; "phi"; "chi"; "psi"; "omega"; "Gamma"; "Delta"
              "Theta"; "Lambda"; "Xi"; "Pi"; "Sigma"; "Phi"; "Psi"; "Omega" ]

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

    and private at place (e: Expr) =
        let s = render e
        if strengthOf e < place then parenthesized s else s

    and private fraction (over: string) (under: string) = "\\frac{" + over + "}{" + under + "}"

    and private factor (f: Factor) =
        match f.Base.Node, f.Exponent.Node with
        | Constant E, _ -> "e^{" + render f.Exponent + "}"
        | _, Number q when q.IsOne -> at multiplicative f.Base
        | _, Number q when q = half -> "\\sqrt{" + render f.Base + "}"
        | Function((Sin | Cos | Tan | Tanh | Log) as id, [| x |]), Number q when q.IsInteger ->
            "\\" + (Functions.rowOf id).Name + "^{" + render f.Exponent + "}" + parenthesized (render x)
        | _ -> at atomic f.Base + "^{" + render f.Exponent + "}"

    and private juxtaposed (coefficient: BigInteger) (factors: Factor list) =
        let alone = factors.Length = 1 && coefficient.IsOne

        let texts =
            factors
            |> List.mapi (fun k f ->
                match f.Base.Node with
                // The last factor may be an open sum sign; a lone sum keeps its parentheses off.
                | (Sum _) when alone && Canonical.isOne f.Exponent -> render f.Base
                | IndexedSum _ when Canonical.isOne f.Exponent && k = factors.Length - 1 -> render f.Base
                | _ -> factor f)

        let numeral =
            if coefficient.IsOne && not factors.IsEmpty then []
            else
                match factors with
                | { Base = b } :: _ when (match b.Node with Number _ -> true | _ -> false) -> [ string coefficient + " \\cdot" ]
                | _ -> [ string coefficient ]

        String.concat " " (numeral @ texts)

    and private quotient (q: Quotient) =
        let isSummation (f: Factor) =
            match f.Base.Node with
            | IndexedSum _
            | Function _
            | Sum _ -> true
            | _ -> false

        let body =
            if q.Denominator.IsOne && q.Under.IsEmpty then
                juxtaposed q.Numerator q.Over
            elif q.Over |> List.exists isSummation then
                // Long factors stand beside the fraction, on the line.
                let beside, above = q.Over |> List.partition isSummation
                let under = juxtaposed q.Denominator q.Under
                let aside = juxtaposed BigInteger.One beside

                let aside =
                    match beside with
                    | [ f ] when Canonical.isOne f.Exponent && (match f.Base.Node with Sum _ -> true | _ -> false) -> parenthesized aside
                    | _ -> aside

                if q.Under.IsEmpty || not above.IsEmpty || beside |> List.exists (fun f -> match f.Base.Node with IndexedSum _ -> true | _ -> false) then
                    fraction (juxtaposed q.Numerator above) under + " " + aside
                else
                    fraction (juxtaposed q.Numerator q.Over) under
            else
                fraction (juxtaposed q.Numerator q.Over) (juxtaposed q.Denominator q.Under)

        if q.Negative then "-" + body else body

    and private bound (e: Expr) = render e

    and render (e: Expr) : string =
        match e.Node with
        | Number q when q.IsInteger -> q.ToString()
        | Number q ->
            let text = fraction (string (BigInteger.Abs q.Numerator)) (string q.Denominator)
            if q.Sign < 0 then "-" + text else text
        | Constant E -> "e"
        | Constant Pi -> "\\pi"
        | Constant ImaginaryUnit -> "\\mathrm{i}"
        | Symbol s -> name s.Name
        | Indexed(s, indices) -> name s.Name + "_{" + (indices |> Seq.map render |> String.concat ",") + "}"
        | Sum(constant, terms) ->
            Reading.sum constant terms
            |> List.mapi (fun k term ->
                let sign =
                    match k, term.Negative with
                    | 0, false -> ""
                    | 0, true -> "-"
                    | _, false -> " + "
                    | _, true -> " - "

                let body =
                    match term.Rest with
                    | None -> render (Canonical.number term.Magnitude)
                    | Some rest -> quotient (Reading.quotient term.Magnitude rest)

                // A sum sign that is followed by more terms would swallow them.
                let open' =
                    match term.Rest with
                    | Some rest when k < terms.Length - 1 || not constant.IsZero -> endsInSummation rest
                    | _ -> false

                sign + (if open' then "\\left[" + body + "\\right]" else body))
            |> String.concat ""
        | Product _
        | Power _ ->
            match e.Node with
            | Power f when not (isNegative f.Exponent) -> factor f
            | _ -> quotient (Reading.quotient Rational.One e)
        | Function(id, arguments) -> application id arguments
        | IndexedSum sum ->
            let body =
                match sum.Body.Node with
                | Sum _ -> parenthesized (render sum.Body)
                | _ -> render sum.Body

            "\\sum_{" + name sum.Index.Name + "=" + render sum.Lower + "}^{" + render sum.Upper + "} " + body
        | Indicator(relation, x) ->
            let left, sign, right = Reading.comparison relation x
            let sign = if sign = "<=" then "\\le" else sign
            "\\left[" + render left + " " + sign + " " + render right + "\\right]"
        | Conjugate x -> "\\overline{" + render x + "}"

    and private isNegative (e: Expr) =
        match e.Node with
        | Number q -> q.Sign < 0
        | _ -> false

    and private endsInSummation (e: Expr) =
        match e.Node with
        | IndexedSum _ -> true
        | Product factors ->
            factors
            |> Array.exists (fun f -> Canonical.isOne f.Exponent && (match f.Base.Node with IndexedSum _ -> true | _ -> false))
        | _ -> false

    and private application id (arguments: Expr[]) =
        match id, arguments with
        | Abs, [| x |] -> "\\left|" + render x + "\\right|"
        | Factorial, [| n |] -> at atomic n + "!"
        | Binomial, [| n; k |] -> "\\binom{" + render n + "}{" + render k + "}"
        | FallingFactorial, [| x; k |] -> parenthesized (render x) + "_{" + render k + "}"
        | Sign, [| x |] -> "\\operatorname{sgn}" + parenthesized (render x)
        | Atan, [| x |] -> "\\arctan" + parenthesized (render x)
        | Atan2, [| y; x |] -> "\\operatorname{atan2}" + parenthesized (render y + ", " + render x)
        | Geometric, [| k; q; n |] -> "G_{" + render k + "}" + parenthesized (render q + ", " + render n)
        | Homogeneous, _ ->
            "h_{" + render arguments[0] + "}" + parenthesized (arguments |> Seq.tail |> Seq.map render |> String.concat ", ")
        | Wave, [| k; q; omega; phi; n |] ->
            "C_{" + render k + "}" + parenthesized ([ q; omega; phi; n ] |> List.map render |> String.concat ", ")
        | (Log | Sin | Cos | Tan | Tanh), [| x |] -> "\\" + (Functions.rowOf id).Name + parenthesized (render x)
        | _ ->
            "\\operatorname{" + (Functions.rowOf id).Name + "}"
            + parenthesized (arguments |> Seq.map render |> String.concat ", ")

    /// The expression in math mode, without delimiters.
    let print (e: Expr) : string = render e
