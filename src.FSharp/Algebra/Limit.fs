namespace LrnnSymbolic.Algebra

open System.Collections.Generic
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

    // ---- From one side ------------------------------------------------------------------------------------------------

    let private small =
        Symbol.Of(
            "$s",
            { Assumptions.Of Real with
                Lower = Some { Value = Rational.Zero; Strict = true } }
        )

    let private s = Canonical.symbol small

    let private isSettledZero (e: Expr) =
        match Equality.isZero e with
        | Proved _ -> true
        | Refuted _ -> false
        | _ ->
            match e.Node with
            | Symbol _ -> false
            | _ -> raise (UnsupportedOperation $"it is not settled whether {Infix.print e} is zero")

    /// (a, c) where the expression is c s^a to leading order as s tends to 0 from above, the exponent a being any expression.
    let rec private leadingPower (e: Expr) : Expr * Expr =
        if isFreeOf small e then
            Canonical.zero, e
        else
            match e.Node with
            | Product factors ->
                let parts = factors |> Array.map powerOf
                parts |> Array.map fst |> Canonical.addAll, parts |> Array.map snd |> Canonical.multiplyAll
            | Power f -> powerOf f
            | Symbol _ -> Canonical.one, Canonical.one
            | Sum _ -> dominant e
            | _ -> bySeries e

    and private powerOf (f: Factor) =
        if contains small f.Exponent then
            bySeries (Canonical.power f.Base f.Exponent)
        else
            let a, c = leadingPower f.Base
            if not (isInteger f.Exponent || isPositive c) then
                raise (UnsupportedOperation $"the branch of a power of {Infix.print c} is not settled")
            Canonical.multiply a f.Exponent, Canonical.power c f.Exponent

    // The terms with the least exponent, if it is known which these are, and they do not cancel.
    and private dominant (e: Expr) =
        let terms =
            Canonical.termsOf e
            |> List.map (fun t ->
                let struct (content, rest) = Canonical.splitContent t
                let a, c = leadingPower rest
                a, Canonical.scale content c)

        let above (x: Expr) (y: Expr) = Canonical.subtract y x

        match
            terms
            |> List.tryFind (fun (a, _) -> terms |> List.forall (fun (b, _) -> isPositive (above a b) || Canonical.isZero (above a b)))
        with
        | None -> raise (UnsupportedOperation $"it is not known which term of {Infix.print e} leads")
        | Some(a, _) ->
            let lead =
                terms
                |> List.filter (fun (b, _) -> Canonical.isZero (above a b))
                |> List.map snd
                |> Canonical.addAll
            if isSettledZero lead then bySeries e else a, lead

    and private bySeries (e: Expr) =
        match Series.leadingTerm small (Point Canonical.zero) e with
        | Ok(n, lead) -> Canonical.ofInt n, lead
        | Error reason -> raise (UnsupportedOperation reason)

    /// The least d for which the fractional powers of x are whole powers of s in x = s^d, as in a Puiseux series.
    let private ramification (variable: Symbol) (e: Expr) : int =
        let seen = HashSet<Expr>(HashIdentity.Reference)
        let denominators = HashSet<System.Numerics.BigInteger>()

        let rec visit (e: Expr) =
            if contains variable e && seen.Add e then
                Nesting.check ()

                let exponent (f: Factor) =
                    match f.Exponent.Node with
                    | Number q when contains variable f.Base -> denominators.Add q.Denominator |> ignore
                    | _ -> ()

                match e.Node with
                | Power f -> exponent f
                | Product factors -> factors |> Array.iter exponent
                | _ -> ()

                Substitution.mapChildren
                    (fun child ->
                        visit child
                        child)
                    e
                |> ignore

        visit e
        let d =
            denominators
            |> Seq.fold (fun m d -> m * d / System.Numerics.BigInteger.GreatestCommonDivisor(m, d)) System.Numerics.BigInteger.One
        if d > System.Numerics.BigInteger 12 then
            raise (UnsupportedOperation "roots of an order above 12")
        int d

    /// The limit of an expression in s as s falls to 0.
    let private towardsZero (inS: Expr) : Result<LimitValue, string> =
        match Equality.isZero inS with
        | Proved _ -> Ok(Finite Canonical.zero)
        | _ ->
            let a, c = leadingPower inS

            if Canonical.isZero a then Ok(Finite c)
            elif isPositive a then Ok(Finite Canonical.zero)
            elif isPositive (Canonical.negate a) then growing (Some 1) 1 c
            else Error $"the sign of the leading exponent {Infix.print a} is not known"

    let private attempt (work: unit -> Result<LimitValue, string>) =
        try
            work ()
        with
        | UnsupportedOperation reason
        | UndefinedExpression reason -> Error reason

    /// The limit as s falls to 0, of the expression with the variable written in s.
    let private oneSided (variable: Symbol) (written: Expr -> Expr) (e: Expr) : Result<LimitValue, string> =
        attempt (fun () ->
            let at = written (Canonical.power s (Canonical.ofInt (ramification variable e)))
            towardsZero (Substitution.symbol variable at e))

    // ---- From every direction of the plane ----------------------------------------------------------------------------

    /// conj(z), |z| and their kin do not depend on z as a series does.
    let private needsDirections (variable: Symbol) (e: Expr) =
        let rec look (e: Expr) =
            contains variable e
            && (match e.Node with
                | Conjugate _ -> true
                | Function(id, _) when (FunctionTable.rowOf id).Series.IsAbsent -> true
                | _ ->
                    let mutable found = false

                    Substitution.mapChildren
                        (fun child ->
                            found <- found || look child
                            child)
                        e
                    |> ignore

                    found)

        variable.Assumptions.Domain = Complex && look e

    let private direction = Symbol.Of("$w", Assumptions.Of Complex)
    let private w = Canonical.symbol direction

    /// As z = value + s w with |w| = 1 comes from the direction w, where the limit does not depend on it.
    let private fromAllDirections (variable: Symbol) (value: Expr) (e: Expr) =
        let rec onCircle (e: Expr) =
            match e.Node with
            | Conjugate x when obj.ReferenceEquals(x, w) -> Canonical.power w (Canonical.ofInt -1)
            | Function(Abs, [| x |]) when obj.ReferenceEquals(x, w) -> Canonical.one
            | _ -> Substitution.mapChildren onCircle e

        attempt (fun () ->
            let along = Canonical.add value (Canonical.multiply s w)

            match towardsZero (onCircle (Substitution.symbol variable along e)) with
            | Ok(Finite limit) when contains direction (Expand.expand limit) ->
                Error $"the limit depends on the direction from which {variable.Name} comes"
            | result -> result)

    let private orElse (other: unit -> Result<LimitValue, string>) (first: Result<LimitValue, string>) =
        match first with
        | Ok value -> Ok value
        | Error reason -> other () |> Result.mapError (fun _ -> reason)

    /// As the variable falls to a finite value; fractional powers are settled, as they are not on both sides.
    let fromAbove (variable: Symbol) (value: Expr) (e: Expr) = oneSided variable (Canonical.add value) e
    /// As the variable rises to a finite value.
    let fromBelow (variable: Symbol) (value: Expr) (e: Expr) = oneSided variable (Canonical.subtract value) e

    let private fromBothSides variable value e () =
        match fromAbove variable value e, fromBelow variable value e with
        | Ok(Finite x), Ok(Finite y) when obj.ReferenceEquals(x, y) -> Ok(Finite x)
        | Ok ToPlusInfinity, Ok ToPlusInfinity -> Ok ToPlusInfinity
        | Ok ToMinusInfinity, Ok ToMinusInfinity -> Ok ToMinusInfinity
        | Error reason, _
        | _, Error reason -> Error reason
        | _ -> Error "the limits from the two sides differ"

    let private inverse sign (x: Expr) = Canonical.scale (Rational.OfInt sign) (Canonical.power x (Canonical.ofInt -1))

    // ---- Limits in one variable ---------------------------------------------------------------------------------------

    /// As the variable tends to a finite value from both sides.
    let atPoint (variable: Symbol) (value: Expr) (e: Expr) =
        if needsDirections variable e then
            fromAllDirections variable value e
        else
            byLeadingTerm variable (Point value) None e |> orElse (fromBothSides variable value e)

    /// As the variable tends to +infinity.
    let atPlusInfinity (variable: Symbol) (e: Expr) =
        byLeadingTerm variable Infinity (Some 1) e |> orElse (fun () -> oneSided variable (inverse 1) e)

    /// As the variable tends to -infinity.
    let atMinusInfinity (variable: Symbol) (e: Expr) =
        byLeadingTerm variable Infinity (Some -1) e |> orElse (fun () -> oneSided variable (inverse -1) e)

    /// As the absolute value of the variable grows, whatever its sign.
    let atInfinity (variable: Symbol) (e: Expr) = byLeadingTerm variable Infinity None e

    // ---- Large counts -------------------------------------------------------------------------------------------------

    /// c with g = c^n for whole n, if g is an exponential.
    let private ratioOf (n: Symbol) (g: Expr) : Expr option =
        match g.Node with
        | Power f when isFreeOf n f.Base ->
            let slope = Canonical.divide f.Exponent (Canonical.symbol n)
            if isFreeOf n slope then Some(Canonical.power f.Base slope) else None
        | _ -> None

    /// The terms of a polynomial that share one exponential, c^n (...).
    [<NoEquality; NoComparison>]
    type private Part = { Ratio: Expr; Terms: Polynomial }

    let private partsOf (ratios: Expr option[]) (p: Polynomial) : Part list =
        let isExponential k = ratios[k].IsSome
        let exponentials (t: Monomial) = t.Exponents |> Array.mapi (fun k e -> if isExponential k then e else 0)

        p.Terms
        |> Array.groupBy exponentials
        |> Array.map (fun (exponents, terms) ->
            { Ratio =
                Array.map2 (fun (c: Expr option) e -> c |> Option.map (fun c -> Canonical.power c (Canonical.ofInt e))) ratios exponents
                |> Array.choose id
                |> Canonical.multiplyAll
              Terms =
                terms
                |> Seq.map (fun t ->
                    { t with
                        Exponents = Array.map2 (-) t.Exponents exponents })
                |> Polynomial.ofTerms p.Generators })
        |> List.ofArray

    let private quotient (x: Part) (y: Part) = Canonical.divide x.Ratio y.Ratio

    /// The part that outgrows all others, or two of which it is not known.
    let private largest (n: Symbol) (parts: Part list) : Result<Part, string> =
        let outgrows x y = obj.ReferenceEquals(x, y) || Magnitude.comparedWithOne (quotient x y) = Some 1

        match parts |> List.tryFind (fun x -> parts |> List.forall (outgrows x)) with
        | Some x -> Ok x
        | None ->
            let x, y =
                List.allPairs parts parts
                |> List.find (fun (x, y) -> not (obj.ReferenceEquals(x, y) || outgrows x y || outgrows y x))
            let written (p: Part) = Infix.bounded 60 (Canonical.power p.Ratio (Canonical.symbol n))

            Error(
                if Magnitude.comparedWithOne (quotient x y) = Some 0 then
                    $"{written x} and {written y} stay of equal absolute value"
                else
                    $"it is not known which of {written x} and {written y} is larger for large {n.Name}"
            )

    /// c^n p/q for |c| above one, as n grows.
    let private exponentiallyGrowing (n: Symbol) (numerator: Part) (denominator: Part) =
        let c = quotient numerator denominator

        match
            isPositive c,
            Series.leadingTerm n Infinity (Canonical.divide (Polynomial.toExpr numerator.Terms) (Polynomial.toExpr denominator.Terms))
        with
        | _, Error reason -> Error reason
        | true, Ok(_, lead) -> growing (Some 1) 1 lead
        | false, _ -> Error $"it grows exponentially without bound, and the sign of {Infix.print c} is not known to be positive"

    /// The parts of the numerator against the largest one of the denominator: those that it outgrows are left out.
    let private compete (n: Symbol) (numerator: Part list) (denominator: Part) : Result<LimitValue, string> =
        let over (part: Part) = Canonical.divide (Polynomial.toExpr part.Terms) (Polynomial.toExpr denominator.Terms)

        // (-1)^n/n
        let isVanishingTurn (part, c, size) =
            size = Some 0
            && not (Canonical.isOne c)
            && (match atPlusInfinity n (over part) with
                | Ok(Finite value) -> Canonical.isZero value
                | _ -> false)

        let sizes =
            numerator
            |> List.map (fun part ->
                let c = quotient part denominator
                part, c, Magnitude.comparedWithOne c)
            |> List.filter (isVanishingTurn >> not)

        match
            sizes
            |> List.tryFind (fun (_, c, size) -> size.IsNone || (size = Some 0 && not (Canonical.isOne c)))
        with
        | _ when sizes |> List.exists (fun (_, _, size) -> size = Some 1) ->
            largest n numerator |> Result.bind (fun part -> exponentiallyGrowing n part denominator)
        | Some(_, c, size) ->
            let power = Infix.bounded 60 (Canonical.power c (Canonical.symbol n))
            Error(
                if size.IsSome then
                    $"{power} keeps its absolute value"
                else
                    $"it is not known how {power} behaves for large {n.Name}"
            )
        | None ->
            match sizes |> List.tryFind (fun (_, _, size) -> size = Some 0) with
            | None -> Ok(Finite Canonical.zero)
            | Some(part, _, _) ->
                match atPlusInfinity n (over part) with
                | Ok(Finite value) -> Ok(Finite(RationalForm.cancel value))
                | other -> other

    /// Closed sums as quotients, where no ratios can coincide.
    let private withoutRows (e: Expr) =
        if List.isEmpty (TextbookForm.rowsIn e) then
            e
        else
            let placeholders = Placeholders()

            match SumCases.ofExpression placeholders.Meaning (Named.rows placeholders e) with
            | Ok [ case ] -> case.Value
            | Ok cases -> raise (UnsupportedOperation $"a sum in it has {cases.Length} cases; its ratios need assumptions that leave one")
            | Error reason -> raise (UnsupportedOperation reason)

    /// As the whole number n grows: T^k b^T -> 0 for |b| < 1 whatever k, so that the exponentials which others outgrow leave, and a
    /// rational function of n remains.
    let ofLargeCount (n: Symbol) (e: Expr) : Result<LimitValue, string> =
        try
            let f = RationalForm.fraction (Expand.expand (withoutRows e))
            let generators = f.Numerator.Generators
            let ratios = generators |> Array.map (ratioOf n)

            let isUnclear k (g: Expr) = not (isFreeOf n g || obj.ReferenceEquals(g, Canonical.symbol n) || ratios[k].IsSome)

            match generators |> Seq.indexed |> Seq.tryFind (fun (k, g) -> isUnclear k g) with
            | Some(_, g) -> Error $"it is not known how {Infix.print g} behaves for large {n.Name}"
            | None when f.Numerator.IsZero -> Ok(Finite Canonical.zero)
            | None -> largest n (partsOf ratios f.Denominator) |> Result.bind (compete n (partsOf ratios f.Numerator))
        with
        | UnsupportedOperation reason
        | UndefinedExpression reason -> Error reason
