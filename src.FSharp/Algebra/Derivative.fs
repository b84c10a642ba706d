namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open LrnnSymbolic.Algebra.Properties

/// Differentiation, under the sign of indexed sums too: a sum is never written out.
[<RequireQualifiedAccess>]
module Derivative =
    /// The part of the range lower..upper at whose ends the summand has no explicit zero factor. The derivative of b^(T-i) is
    /// (T-i) b^(T-i-1), which at i = T would ask for 0^-1 at b = 0 although the term is 0: there the end leaves the range.
    let rec private supportOf (index: Symbol) (lower: Expr) (upper: Expr) (term: Expr) =
        let vanishesAt (bound: Expr) =
            let struct (_, difference) = Canonical.splitContent (Canonical.subtract (Canonical.symbol index) bound)

            let isDifference (e: Expr) = obj.ReferenceEquals(e, difference) || obj.ReferenceEquals(e, Canonical.negate difference)

            let isPositivePower (f: Factor) =
                match f.Exponent.Node with
                | Number q -> q.Sign > 0
                | _ -> false

            match term.Node with
            // A bound may mention an outer symbol with the name of the index.
            | _ when contains index bound -> false
            | Product factors -> factors |> Array.exists (fun f -> isDifference f.Base && isPositivePower f)
            | Power f -> isDifference f.Base && isPositivePower f
            | _ -> isDifference term

        if vanishesAt upper then
            supportOf index lower (Canonical.subtract upper Canonical.one) term
        elif vanishesAt lower then
            supportOf index (Canonical.add lower Canonical.one) upper term
        else
            struct (lower, upper)

    /// sum of the body, each of its terms over its support only; terms with one support stay together.
    let private sumOverSupport (sum: IndexedSum) (body: Expr) =
        Canonical.termsOf body
        |> List.groupBy (fun term ->
            let struct (_, rest) = Canonical.splitContent term
            let struct (lower, upper) = supportOf sum.Index sum.Lower sum.Upper rest
            lower, upper)
        |> Seq.map (fun ((lower, upper), group) -> Canonical.sumOver sum.Index lower upper (Canonical.addAll group))
        |> Canonical.addAll

    let private step =
        Symbol.Of(
            "$step",
            { Assumptions.Of Integer with
                Lower =
                    Some
                        { Value = Rational.Zero
                          Strict = false } }
        )

    /// Is an exponent certain to vanish at an end of the range alone, or nowhere in it?
    let private isSettledIn (sum: IndexedSum) (exponent: Expr) =
        let from (bound: Expr) sign =
            let place = Canonical.add bound (Canonical.scale (Rational.OfInt sign) (Canonical.symbol step))
            let value = Substitution.symbol sum.Index place exponent
            isNonnegative value || isNonnegative (Canonical.negate value)

        // Linear in the index, it vanishes at most once.
        let isLinear =
            match exponent.Node with
            | Sum(_, terms) -> terms |> Array.forall (fun t -> t.Expr.Node.IsSymbol || not (contains sum.Index t.Expr))
            | node -> node.IsSymbol

        contains sum.Index exponent && isLinear && (from sum.Lower 1 || from sum.Upper -1)

    /// The slope of x^n by x is 0 where n is, also at x = 0: what n x^(n-1) means at a step inside a range a bracket has to say.
    let private guardOf (enclosing: IndexedSum list) (f: Factor) =
        let n = f.Exponent
        let isInside = enclosing |> List.exists (fun sum -> contains sum.Index n)

        if
            not isInside
            || isPositive n
            || isPositive f.Base
            || not (isReal n)
            || enclosing |> List.exists (fun sum -> isSettledIn sum n)
        then
            Canonical.one
        elif isNonnegative n then
            Canonical.bracket Less (Canonical.negate n)
        else
            Canonical.add (Canonical.bracket Less n) (Canonical.bracket Less (Canonical.negate n))

    let private kronecker (xs: Expr[]) (ys: Expr[]) =
        Array.map2 (fun x y -> Canonical.bracket Equal (Canonical.subtract x y)) xs ys
        |> Canonical.multiplyAll

    /// d e / d variable, where the variable is a symbol or an indexed symbol. A complex symbol and its conjugate are
    /// independent (Wirtinger).
    /// Raises UnsupportedOperation where a function has no derivative.
    let rec by (variable: Expr) (e: Expr) : Expr =
        let symbol, (indices: Expr[]) =
            let unbarred =
                match variable.Node with
                | Conjugate x -> x
                | _ -> variable

            match unbarred.Node with
            | Symbol s -> s, [||]
            | Indexed(s, indices) -> s, indices
            | _ -> invalidArg (nameof variable) "Differentiation is by a symbol, an indexed symbol, or the conjugate of one."

        let byConjugate =
            match variable.Node with
            | Conjugate _ -> true
            | _ -> false

        let memo = Dictionary<Expr, Expr>()
        let mutable enclosing: IndexedSum list = []

        let rec go (e: Expr) : Expr =
            // The mask proves absence; where it does not, the walk below finds it out.
            if e.Mask &&& symbol.Mask = 0UL then
                Canonical.zero
            else
                match memo.TryGetValue e with
                | true, known -> known
                | _ ->
                    Nesting.check ()
                    let result = work e
                    memo[e] <- result
                    result

        and work (e: Expr) =
            match e.Node with
            | Number _
            | Constant _ -> Canonical.zero
            | Symbol s ->
                if obj.ReferenceEquals(s, symbol) && indices.Length = 0 && not byConjugate then
                    Canonical.one
                else
                    Canonical.zero
            | Indexed(s, own) ->
                if own |> Array.exists (contains symbol) then
                    raise (UnsupportedOperation $"{s.Name}[...] has no derivative by its index")
                elif not (obj.ReferenceEquals(s, symbol)) then
                    Canonical.zero
                elif byConjugate || own.Length <> indices.Length then
                    Canonical.zero
                else
                    kronecker own indices
            // d conj(f) / dz = conj(d f / d conj(z))
            | Conjugate x -> by (Functions.conjugate variable) x |> Functions.conjugate
            | Sum(_, terms) -> Canonical.linearMap go terms
            | Product factors ->
                factors
                |> Array.mapi (fun k f -> Canonical.multiplyOthers factors k (powerRule f))
                |> Canonical.addAll
            | Power f -> powerRule f
            | Function(Abs, [| x |]) when not (isReal x) ->
                // |x|^2 = x conj(x)
                let conjugated = Functions.conjugate x
                let slope = Canonical.add (Canonical.multiply conjugated (go x)) (Canonical.multiply x (go conjugated))
                Canonical.divide (Canonical.scale (Rational.ofRatio 1 2) slope) e
            | Function(id, arguments) ->
                let partials = (Functions.rowOf id).Partials

                arguments
                |> Seq.mapi (fun k x ->
                    let slope = go x

                    if Canonical.isZero slope then
                        Canonical.zero
                    else
                        match partials[k] with
                        | Some partial -> Canonical.multiply (partial arguments) slope
                        | None -> raise (UnsupportedOperation $"{(Functions.rowOf id).Name} has no derivative by argument {k + 1}"))
                |> Canonical.addAll
            | IndexedSum sum -> underSum sum
            | Indicator(_, x) ->
                if not (isInteger x) then
                    raise (UnsupportedOperation $"an Iverson bracket has no derivative by {symbol.Name}")

                Canonical.zero

        and powerRule (f: Factor) =
            let inBase = go f.Base
            let inExponent = go f.Exponent

            let byBase =
                if Canonical.isZero inBase then
                    Canonical.zero
                elif Canonical.isOne f.Exponent then
                    inBase
                else
                    Canonical.multiplyAll
                        [| guardOf enclosing f
                           f.Exponent
                           Canonical.power f.Base (Canonical.subtract f.Exponent Canonical.one)
                           inBase |]

            let byExponent =
                if Canonical.isZero inExponent then
                    Canonical.zero
                else
                    Canonical.multiplyAll [ Canonical.power f.Base f.Exponent; Functions.log f.Base; inExponent ]

            Canonical.add byBase byExponent

        and underSum (sum: IndexedSum) =
            if contains symbol sum.Lower || contains symbol sum.Upper then
                raise (UnsupportedOperation $"a sum has no derivative by {symbol.Name}, which is in its bounds")

            // The index of a sum is its own, whatever is called the same outside.
            if obj.ReferenceEquals(sum.Index, symbol) then
                Canonical.zero
            // A variable that mentions the index from outside must not be captured.
            elif indices |> Array.exists (contains sum.Index) then
                let taken = Seq.append (freeSymbols sum.Body) (indices |> Seq.collect freeSymbols)
                let renamed = Substitution.fresh taken sum.Index
                let body = Substitution.symbol sum.Index (Canonical.symbol renamed) sum.Body
                underSum
                    { sum with
                        Index = renamed
                        Body = body }
            else
                enclosing <- sum :: enclosing
                let slope = go sum.Body
                enclosing <- enclosing.Tail
                sumOverSupport sum slope

        go e

    /// The n-th derivative.
    let rec nth (n: int) (variable: Expr) (e: Expr) = if n = 0 then e else nth (n - 1) variable (by variable e)

    let gradient (variables: Expr list) (e: Expr) = variables |> List.map (fun v -> by v e)

    /// Row r, column c: derivative of the r-th expression by the c-th variable.
    let jacobian (variables: Expr list) (es: Expr list) = es |> List.map (gradient variables)
