namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// Where a summand counts: over a range of the index, or at one value of it. The guard is a product of brackets free of the index.
[<NoEquality; NoComparison>]
type internal Support =
    | OverRange of guard: Expr * lower: Expr * upper: Expr
    | AtPoint of guard: Expr * at: Expr

/// An index with its range, for the summations that enclose an expression; innermost first.
[<NoEquality; NoComparison>]
type internal Enclosing = { Of: Symbol; From: Expr; To: Expr }

/// Ranges of summation: what is known about them, and how Iverson brackets cut them.
[<RequireQualifiedAccess>]
module internal SumRange =
    let private one = Canonical.one

    /// The expression with each floor(n/d) replaced by n/d or (n - d + 1)/d, so that it is not greater.
    let private withoutFloors (e: Expr) : Expr =
        Canonical.termsOf e
        |> List.map (fun t ->
            let struct (c, rest) = Canonical.splitContent t

            match rest.Node with
            | Function(WholeQuotient, [| n; d |]) when isInteger n && isInteger d && isPositive d ->
                let least = if c.Sign < 0 then n else Canonical.add (Canonical.subtract n d) one
                Canonical.scale c (Canonical.divide least d)
            | _ -> t)
        |> Canonical.addAll

    /// Certain to be at least 0, wherever the enclosing indices are in their ranges.
    let rec isNonnegativeWithin (enclosing: Enclosing list) (e: Expr) : bool =
        isNonnegative e
        || isNonnegative (withoutFloors e)
        || (match enclosing with
            | [] -> false
            | index :: outer ->
                if isFreeOf index.Of e then
                    isNonnegativeWithin outer e
                else
                    match ExponentialPolynomial.linearIn index.Of e with
                    | Some(slope, offset) ->
                        match slope.Node with
                        | Number q ->
                            // A linear expression is least at an end of the range.
                            let worst = if q.Sign > 0 then index.From else index.To
                            isNonnegativeWithin outer (Canonical.add (Canonical.multiply slope worst) offset)
                        | _ -> false
                    | None -> false)

    /// [x <= y], or 1 where that is known.
    let atMost enclosing (x: Expr) (y: Expr) =
        let difference = Canonical.subtract y x
        if isNonnegativeWithin enclosing difference then
            one
        else
            Canonical.bracket LessOrEqual (Canonical.negate difference)

    /// The number of terms.
    let count (lower: Expr) (upper: Expr) = Canonical.add (Canonical.subtract upper lower) one

    let private isPossible support =
        match support with
        | OverRange(guard, _, _)
        | AtPoint(guard, _) -> not (Canonical.isZero guard)

    // The part of lower..upper up to the turning point, or from it on, in pieces that do not overlap.
    let private upToOrFrom isUpTo enclosing guard lower upper turn =
        // How many indices are cut off, and how many are left.
        let cutOff = if isUpTo then Canonical.subtract upper turn else Canonical.subtract turn lower
        let left = if isUpTo then count lower turn else count turn upper

        let part own =
            let inside = atMost enclosing Canonical.zero left
            let guard = Canonical.multiplyAll [ guard; own; inside ]
            if isUpTo then OverRange(guard, lower, turn) else OverRange(guard, turn, upper)

        if isNonnegativeWithin enclosing (Canonical.negate cutOff) then
            [ OverRange(guard, lower, upper) ]
        elif isNonnegativeWithin enclosing cutOff then
            [ part one ]
        else
            [ part (Canonical.bracket Less (Canonical.negate cutOff))
              OverRange(Canonical.multiply guard (Canonical.bracket LessOrEqual cutOff), lower, upper) ]

    // slope * i + offset <= 0 or = 0 with whole numbers in it, where the symbols of the offset are whole.
    let private inWholeNumbers (slope: Rational) (offset: Expr) : (Rational * Expr) option =
        let denominators =
            slope
            :: [ for t in Canonical.termsOf offset do
                     let struct (content, _) = Canonical.splitContent t
                     content ]
            |> List.map (fun q -> q.Denominator)

        let common =
            denominators
            |> List.fold (fun m d -> m * d / System.Numerics.BigInteger.GreatestCommonDivisor(m, d)) System.Numerics.BigInteger.One
            |> Rational.OfInteger

        let offset = Canonical.scale common offset
        if isInteger offset then Some(common * slope, offset) else None

    /// The bracket [slope * i + offset <= 0] or [slope * i + offset = 0].
    let private cutRange enclosing guard lower upper relation (slope: Rational) (offset: Expr) : Support list option =
        let ratio = Functions.wholeQuotientOf

        match relation, inWholeNumbers slope offset with
        | LessOrEqual, Some(slope, offset) when slope.Sign > 0 ->
            Some(upToOrFrom true enclosing guard lower upper (ratio (Canonical.negate offset) slope))
        | LessOrEqual, Some(slope, offset) ->
            let divisor = -slope
            let rounded = Canonical.add offset (Canonical.number (divisor - Rational.One))
            Some(upToOrFrom false enclosing guard lower upper (ratio rounded divisor))
        | Equal, Some(slope, offset) ->
            let sign = Rational.OfInt -slope.Sign
            let at = ratio (Canonical.scale sign offset) slope.Abs
            let isWhole = Canonical.bracket Equal (Canonical.add (Canonical.scale slope at) offset)
            let inside = Canonical.multiply (atMost enclosing lower at) (atMost enclosing at upper)
            Some [ AtPoint(Canonical.multiplyAll [ guard; isWhole; inside ], at) ]
        | _ -> None

    /// The support cut by a bracket that involves the index; None where the bracket is not linear in it with a numeric slope, or
    /// has symbols that are not known to be whole numbers.
    let cut (index: Symbol) (enclosing: Enclosing list) (relation: Relation) (e: Expr) (support: Support) : Support list option =
        match support with
        | AtPoint(guard, at) ->
            let bracket = Canonical.bracket relation (Substitution.symbol index at e)
            Some(List.filter isPossible [ AtPoint(Canonical.multiply guard bracket, at) ])
        | OverRange(guard, lower, upper) ->
            match ExponentialPolynomial.linearIn index e with
            | Some(slope, offset) ->
                match slope.Node with
                | Number q when not q.IsZero ->
                    cutRange enclosing guard lower upper relation q offset |> Option.map (List.filter isPossible)
                | _ -> None
            | None -> None
