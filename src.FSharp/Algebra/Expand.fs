namespace LrnnSymbolic.Algebra

open System.Collections.Generic

/// Multiplying out, and collecting by powers of one unknown.
[<RequireQualifiedAccess>]
module Expand =
    let private isPlain (f: Factor) =
        match f with
        | Generators.WholePower n -> n < 0
        | _ -> true

    let private isBareSum (f: Factor) =
        match f.Base.Node with
        | Sum _ -> Canonical.isOne f.Exponent
        | _ -> false

    /// Is there nothing left to multiply out at the top: no sum under a product or a whole power?
    let private isMultipliedOut (e: Expr) =
        let isPlainTerm (e: Expr) =
            match e.Node with
            | Product factors -> factors |> Array.forall isPlain
            | Power f -> isPlain f
            | _ -> true

        match e.Node with
        | Sum(_, terms) -> terms |> Array.forall (fun t -> isPlainTerm t.Expr)
        | _ -> isPlainTerm e

    /// The position of the sum in a product of one sum and otherwise plain factors, such as a b (s - a b c).
    let private loneSum (e: Expr) =
        match e.Node with
        | Product factors ->
            let mutable at = -1
            let mutable isLone = true

            for k in 0 .. factors.Length - 1 do
                if not (isPlain factors[k]) then
                    if at < 0 && isBareSum factors[k] then at <- k else isLone <- false

            if isLone then at else -1
        | _ -> -1

    /// constant + sum of the terms, where a lone sum is multiplied into its product.
    let private distribute (constant: Rational) (terms: Term[]) =
        Canonical.sumOf (fun put ->
            put constant Canonical.one

            for t in terms do
                match loneSum t.Expr, t.Expr.Node with
                | k, Product factors when k >= 0 ->
                    match factors[k].Base.Node with
                    | Sum(innerConstant, innerTerms) ->
                        put t.Coefficient (Canonical.multiplyOthers factors k (Canonical.number innerConstant))

                        for inner in innerTerms do
                            put (t.Coefficient * inner.Coefficient) (Canonical.multiplyOthers factors k inner.Expr)
                    | _ -> put t.Coefficient t.Expr
                | _ -> put t.Coefficient t.Expr)

    let private hasPlainIndex (e: Expr) =
        match e.Node with
        | Indexed(_, [| index |]) ->
            match index.Node with
            | Number _
            | Symbol _ -> true
            | _ -> false
        | _ -> false

    /// Is there certainly nothing to multiply out, at any depth?
    let rec private isExpanded (e: Expr) : bool =
        Properties.remembered
            4
            (fun e ->
                let isExpandedFactor (f: Factor) = isPlain f && isExpanded f.Base && isExpanded f.Exponent

                match e.Node with
                | Number _
                | Constant _
                | Symbol _ -> true
                | Indexed _ -> hasPlainIndex e
                | Sum(_, terms) -> terms |> Array.forall (fun t -> isExpanded t.Expr)
                | Product factors -> factors |> Array.forall isExpandedFactor
                | Power f -> isExpandedFactor f
                | Function(_, arguments) -> arguments |> Array.forall isExpanded
                | _ -> false)
            e

    // Two or three rounds suffice for all that the tests draw; a bound keeps a rewrite and its inverse from alternating for ever.
    let private mostRounds = 32

    /// Products and whole powers of sums multiplied out everywhere, inside functions, exponents, indices and indexed sums too;
    /// an indexed sum of several terms becomes several sums. A power of more than two million terms stays as it is.
    /// What is expanded stays as it is.
    let expand (e: Expr) : Expr =
        let memo = Dictionary<Expr, Expr>()

        let rec go (e: Expr) : Expr =
            if isExpanded e then
                e
            else
                match memo.TryGetValue e with
                | true, known -> known
                | _ ->
                    let result = settle mostRounds e
                    memo[e] <- result
                    memo[result] <- result
                    result

        // An indexed sum can leave a product under a power: sum(y + i, i, 0, T)^n is (y (T + 1) + sum(i, i, 0, T))^n.
        and settle rounds (e: Expr) : Expr =
            let next = multiplyOut (prepare e)

            if obj.ReferenceEquals(next, e) || isExpanded next || rounds = 0 then
                next
            else
                settle (rounds - 1) next

        // What is below the sums and products of the top.
        and prepare (e: Expr) : Expr =
            match e.Node with
            | Number _
            | Constant _
            | Symbol _
            | Indexed _ when hasPlainIndex e -> e
            | Sum _ -> Substitution.mapChildren prepare e
            | Product factors ->
                let prepared = factors |> Array.map prepareFactor
                if prepared |> Array.forall _.IsNone then
                    e
                else
                    Seq.map2
                        (fun (f: Factor) p -> p |> ValueOption.defaultWith (fun () -> Canonical.power f.Base f.Exponent))
                        factors
                        prepared
                    |> Canonical.multiplyAll
            | Power f -> prepareFactor f |> ValueOption.defaultValue e
            | IndexedSum sum ->
                let lower, upper = go sum.Lower, go sum.Upper
                go sum.Body
                |> Canonical.termsOf
                |> Seq.map (Canonical.sumOver sum.Index lower upper)
                |> Canonical.addAll
            | _ -> Substitution.mapChildren go e

        and prepareFactor (f: Factor) : Expr voption =
            let exponent =
                match f.Exponent.Node with
                | Number _ -> f.Exponent
                | _ -> go f.Exponent

            let b =
                match f.Base.Node, f.Exponent.Node with
                | Sum _, Number q when q.Sign > 0 && q.IsInteger -> prepare f.Base
                | Sum _, _ -> go f.Base
                | _ -> prepare f.Base

            if obj.ReferenceEquals(b, f.Base) && obj.ReferenceEquals(exponent, f.Exponent) then
                ValueNone
            else
                ValueSome(Canonical.power b exponent)

        // Putting products together can make new ones: g^2 x with g^2 = 1 + x. Each round lowers the nesting.
        and multiplyOut (e: Expr) =
            let isSimple (t: Term) = loneSum t.Expr >= 0 || isMultipliedOut t.Expr

            match e.Node with
            | _ when isMultipliedOut e -> e
            // Sums of such products need no polynomials over all their symbols.
            | Sum(constant, terms) when terms |> Array.forall isSimple -> multiplyOut (distribute constant terms)
            | _ -> multiplyOut (Polynomial.toExpr (RationalForm.polynomial e))

        go e

    /// The coefficients of the powers of a symbol, indexed symbol or other generator in a multiplied-out expression, by
    /// descending exponent. Powers with symbolic exponents are generators of their own and count as free of it.
    let coefficients (unknown: Expr) (e: Expr) : (int * Expr) list =
        let p = RationalForm.polynomial (expand e)

        match System.Array.IndexOf(p.Generators, unknown) with
        | -1 -> if p.IsZero then [] else [ 0, Polynomial.toExpr p ]
        | k ->
            let lower (t: Monomial) =
                let exponents = Array.copy t.Exponents
                exponents[k] <- 0
                { t with Exponents = exponents }

            p.Terms
            |> Array.groupBy (fun t -> t.Exponents[k])
            |> Array.sortByDescending fst
            |> Array.map (fun (n, terms) -> n, Polynomial.toExpr (Polynomial.ofTerms p.Generators (terms |> Seq.map lower)))
            |> List.ofArray

    /// The coefficient of unknown^n.
    let coefficient (unknown: Expr) (n: int) (e: Expr) : Expr =
        coefficients unknown e
        |> List.tryFind (fun (m, _) -> m = n)
        |> Option.map snd
        |> Option.defaultValue Canonical.zero

    /// The sum of coefficient * unknown^n, multiplied out except for that grouping.
    let collect (unknown: Expr) (e: Expr) : Expr =
        coefficients unknown e
        |> Seq.map (fun (n, c) -> Canonical.multiply c (Canonical.power unknown (Canonical.ofInt n)))
        |> Canonical.addAll
