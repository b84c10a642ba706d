namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// A limit on the extended real line.
[<NoEquality; NoComparison>]
type LimitValue =
    | Finite of Expr
    | ToPlusInfinity
    | ToMinusInfinity
    /// The absolute value grows without bound; the sign differs from side to side.
    | ToInfinityWithoutSign

/// Limits decided by a leading term that is certain; everything else is refused with a reason.
[<RequireQualifiedAccess>]
module Limit =
    let private signOf (e: Expr) =
        if isPositive e then
            1
        elif isPositive (Canonical.negate e) then
            -1
        else
            match e.Node with
            | Number q -> q.Sign
            | _ -> 0

    let private growing (oddSide: int option) (n: int) (lead: Expr) =
        let side = if n % 2 = 0 then Some 1 else oddSide

        match side, signOf lead with
        | Some side, s when s <> 0 -> Ok(if side * s > 0 then ToPlusInfinity else ToMinusInfinity)
        | None, s when s <> 0 -> Ok ToInfinityWithoutSign
        | _ -> Error $"it grows without bound, and the sign of {Infix.print lead} is not known"

    let private byLeadingTerm variable point oddSide (e: Expr) =
        if isFreeOf variable e then
            Ok(Finite e)
        else
            match Equality.isZero e with
            | Proved _ -> Ok(Finite Canonical.zero)
            | _ ->
                match Series.leadingTerm variable point e with
                | Error reason -> Error reason
                | Ok(n, _) when n > 0 -> Ok(Finite Canonical.zero)
                | Ok(0, lead) -> Ok(Finite lead)
                | Ok(n, lead) -> growing oddSide n lead

    /// As the variable tends to a finite value from both sides.
    let atPoint (variable: Symbol) (value: Expr) (e: Expr) = byLeadingTerm variable (Point value) None e
    /// As the variable tends to +infinity.
    let atPlusInfinity (variable: Symbol) (e: Expr) = byLeadingTerm variable Infinity (Some 1) e
    /// As the variable tends to -infinity.
    let atMinusInfinity (variable: Symbol) (e: Expr) = byLeadingTerm variable Infinity (Some -1) e
    /// As the absolute value of the variable grows, whatever its sign.
    let atInfinity (variable: Symbol) (e: Expr) = byLeadingTerm variable Infinity None e

    // How a generator behaves as n grows: free of n, n itself, vanishing or growing exponentially, or unknown.
    type private Behaviour =
        | Constant
        | Counter
        | Vanishing
        | Growing
        | Unclear

    let private behaviour (n: Symbol) (g: Expr) =
        if isFreeOf n g then
            Constant
        elif obj.ReferenceEquals(g, Canonical.symbol n) then
            Counter
        else
            match g.Node with
            | Power f when isFreeOf n f.Base ->
                let struct (rate, rest) = Canonical.splitContent f.Exponent
                let rising behaves =
                    if rate.Sign > 0 then
                        behaves
                    else
                        (if behaves = Growing then Vanishing else Growing)

                if not (obj.ReferenceEquals(rest, Canonical.symbol n)) then
                    Unclear
                else
                    match f.Base.Node with
                    | Symbol s when s.Assumptions.ModulusBelowOne -> rising Vanishing
                    | Number q when not q.IsZero && q.Abs < Rational.One -> rising Vanishing
                    | Number q when q.Abs > Rational.One -> rising Growing
                    | Node.Constant(E | Pi) -> rising Growing
                    | _ -> Unclear
            | _ -> Unclear

    /// The expression without whatever vanishes exponentially against the rest, as numerator and denominator in the others.
    let private withoutVanishing (behaviours: Behaviour[]) (f: Fraction) =
        let signed (p: Polynomial) =
            p.Terms
            |> Array.map (fun t ->
                { t with
                    Exponents = Array.map2 (fun b e -> if b = Growing then -e else e) behaviours t.Exponents })

        let n, d = signed f.Numerator, signed f.Denominator
        let exponential k = behaviours[k] = Growing || behaviours[k] = Vanishing

        // A common power of each exponential is taken out, so that no exponent is negative and some are zero.
        let low =
            Array.init behaviours.Length (fun k ->
                if exponential k then
                    Seq.append n d |> Seq.map (fun t -> t.Exponents[k]) |> Seq.min
                else
                    0)

        let keep (terms: Monomial[]) =
            terms
            |> Seq.map (fun t ->
                { t with
                    Exponents = Array.map2 (-) t.Exponents low })
            |> Seq.filter (fun t -> Seq.forall (fun k -> not (exponential k) || t.Exponents[k] = 0) (seq { 0 .. low.Length - 1 }))
            |> Polynomial.ofTerms f.Numerator.Generators

        struct (keep n, keep d)

    /// As the whole number n grows: T^k b^T -> 0 for |b| < 1 whatever k, so exponentials leave numerator and denominator, and a
    /// rational function of n remains.
    let ofLargeCount (n: Symbol) (e: Expr) : Result<LimitValue, string> =
        try
            let f = RationalForm.fraction (Expand.expand e)
            let generators = f.Numerator.Generators
            let behaviours = generators |> Array.map (behaviour n)

            match Array.tryFindIndex ((=) Unclear) behaviours with
            | Some k -> Error $"it is not known how {Infix.print generators[k]} behaves for large {n.Name}"
            | None when f.Numerator.IsZero -> Ok(Finite Canonical.zero)
            | None ->
                let struct (numerator, denominator) = withoutVanishing behaviours f

                if denominator.IsZero then
                    Error(
                        if numerator.IsZero then
                            "several exponentials compete in numerator and denominator"
                        else
                            "it grows exponentially without bound"
                    )
                else
                    atPlusInfinity n (Canonical.divide (Polynomial.toExpr numerator) (Polynomial.toExpr denominator))
        with
        | UnsupportedOperation reason
        | UndefinedExpression reason -> Error reason
