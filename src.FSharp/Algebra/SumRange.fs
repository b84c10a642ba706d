namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// Where a summand counts: over a range of the index, or at one value of it. The guard is a product of brackets free of the index.
[<NoEquality; NoComparison>]
type Support =
    | OverRange of guard: Expr * lower: Expr * upper: Expr
    | AtPoint of guard: Expr * at: Expr

/// An index with its range, for the summations that enclose an expression; innermost first.
[<NoEquality; NoComparison>]
type Enclosing = { Of: Symbol; From: Expr; To: Expr }

/// Ranges of summation: what is known about them, and how Iverson brackets cut them.
[<RequireQualifiedAccess>]
module SumRange =
    let private one = Canonical.one

    /// Certain to be at least 0, wherever the enclosing indices are in their ranges.
    let rec isNonnegativeWithin (enclosing: Enclosing list) (e: Expr) : bool =
        isNonnegative e
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

    let private guarded guard (support: Support) =
        match support with
        | OverRange(own, lower, upper) -> OverRange(Canonical.multiply guard own, lower, upper)
        | AtPoint(own, at) -> AtPoint(Canonical.multiply guard own, at)

    let private isPossible support =
        match support with
        | OverRange(guard, _, _)
        | AtPoint(guard, _) -> not (Canonical.isZero guard)

    // The part of lower..upper up to `last`, in pieces that do not overlap.
    let private upTo enclosing guard lower upper last =
        let known x y = isNonnegativeWithin enclosing (Canonical.subtract y x)

        let ending last = OverRange(atMost enclosing lower (Canonical.add last one), lower, last)

        if known upper last then
            [ OverRange(guard, lower, upper) ]
        elif known last upper then
            [ guarded guard (ending last) ]
        else
            let beyond = Canonical.bracket LessOrEqual (Canonical.subtract upper last)
            let before = Canonical.bracket LessOrEqual (Canonical.add (Canonical.subtract last upper) one)
            [ guarded (Canonical.multiply guard before) (ending last)
              OverRange(Canonical.multiply guard beyond, lower, upper) ]

    let private from enclosing guard lower upper first =
        let known x y = isNonnegativeWithin enclosing (Canonical.subtract y x)

        let beginning first = OverRange(atMost enclosing first (Canonical.add upper one), first, upper)

        if known first lower then
            [ OverRange(guard, lower, upper) ]
        elif known lower first then
            [ guarded guard (beginning first) ]
        else
            let before = Canonical.bracket LessOrEqual (Canonical.subtract first lower)
            let after = Canonical.bracket LessOrEqual (Canonical.add (Canonical.subtract lower first) one)
            [ guarded (Canonical.multiply guard after) (beginning first)
              OverRange(Canonical.multiply guard before, lower, upper) ]

    // The integer at which an inequality slope * i + offset <= 0 turns, for numeric slopes other than 1 and -1.
    let private turningPoint (slope: Rational) (offset: Expr) =
        match offset.Node with
        | Number c ->
            let crossing = -c / slope
            let floor = Rational.OfInteger crossing.Floor
            Some(Canonical.number (if slope.Sign > 0 || crossing.IsInteger then floor else floor + Rational.One))
        | _ when slope.Abs.IsOne && isInteger offset -> Some(Canonical.scale (-slope.Reciprocal) offset)
        | _ -> None

    let private cutRange enclosing guard lower upper relation (slope: Rational) (offset: Expr) : Support list option =
        match relation with
        | LessOrEqual ->
            turningPoint slope offset
            |> Option.map (fun turn ->
                if slope.Sign > 0 then
                    upTo enclosing guard lower upper turn
                else
                    from enclosing guard lower upper turn)
        | Equal ->
            let at = Canonical.scale (-slope.Reciprocal) offset

            match at.Node with
            | Number q when not q.IsInteger -> Some []
            | _ when isInteger at ->
                let inside = Canonical.multiply (atMost enclosing lower at) (atMost enclosing at upper)
                Some [ AtPoint(Canonical.multiply guard inside, at) ]
            | _ -> None
        | Less -> None

    /// The support cut by a bracket that involves the index; None where the bracket is not linear in it with a numeric slope, or
    /// where its turning point is not known to be a whole number.
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
