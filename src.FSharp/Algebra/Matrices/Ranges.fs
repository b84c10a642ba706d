namespace LrnnSymbolic.Algebra.Matrices

open LrnnSymbolic.Algebra

/// What follows from the bounds of summation indices, where these are linear in the indices outside.
[<RequireQualifiedAccess>]
module internal Ranges =
    let private one = Canonical.one

    /// The coefficient of the index in an expression linear in it, 0 where it is absent; none where it is not linear.
    let slope (index: Symbol) (e: Expr) =
        let self = Canonical.symbol index

        match e.Node with
        | _ when Properties.isFreeOf index e -> ValueSome Rational.Zero
        | _ when obj.ReferenceEquals(e, self) -> ValueSome Rational.One
        | Sum(_, terms) when
            terms
            |> Array.forall (fun t -> obj.ReferenceEquals(t.Expr, self) || Properties.isFreeOf index t.Expr)
            ->
            terms |> Array.find (fun t -> obj.ReferenceEquals(t.Expr, self)) |> _.Coefficient |> ValueSome
        | _ -> ValueNone

    let at (index: Symbol) (value: Expr) (e: Expr) = Substitution.symbol index value e

    /// The least value of e while the indices run, an expression free of them; none where e is not linear.
    let private least (ranges: Range list) (e: Expr) =
        let eliminate (range: Range) (e: Expr voption) =
            match e with
            | ValueNone -> ValueNone
            | ValueSome e ->
                match slope range.Index e with
                | ValueSome q when q.IsZero -> ValueSome e
                | ValueSome q -> ValueSome(at range.Index (if q.Sign > 0 then range.Lower else range.Upper) e)
                | ValueNone -> ValueNone

        List.foldBack eliminate ranges (ValueSome e)

    /// Is e at least 0 for all values of the indices, for certain?
    let isNonnegative (ranges: Range list) (e: Expr) =
        match least ranges e with
        | ValueSome bound -> Properties.isNonnegative bound
        | ValueNone -> false

    let isPositive ranges (e: Expr) = Properties.isInteger e && isNonnegative ranges (e -. one)
    let private isNegative ranges (e: Expr) = isPositive ranges (Canonical.negate e)

    let length (range: Range) = range.Upper -. range.Lower +. one
    let isEmpty (outside: Range list) (range: Range) = isNonnegative outside (Canonical.negate (length range))

    /// The value of a range of one point.
    let onlyPoint (range: Range) =
        if obj.ReferenceEquals(range.Lower, range.Upper) then
            ValueSome range.Lower
        else
            ValueNone

    /// The outer range without the ends at which the inner one is empty: sum_{i=1..T} sum_{r=0..T-i-1} stops at T-1.
    let rec trim (outside: Range list) (outer: Range) (inner: Range) : Range =
        let points = length inner
        let emptyAt bound = isNonnegative outside (Canonical.negate (at outer.Index bound points))

        match slope outer.Index points with
        | ValueSome q when q.Sign < 0 && emptyAt outer.Upper ->
            trim
                outside
                { outer with
                    Upper = outer.Upper -. one }
                inner
        | ValueSome q when q.Sign > 0 && emptyAt outer.Lower ->
            trim
                outside
                { outer with
                    Lower = outer.Lower +. one }
                inner
        | _ -> outer

    let private same (x: Expr) (y: Expr) = obj.ReferenceEquals(x, y)

    /// The two sums the other way round, where their region is a product or a triangle.
    let interchange (outer: Range) (inner: Range) : (Range * Range) option =
        let o = Canonical.symbol outer.Index
        let n = Canonical.symbol inner.Index
        let free = Properties.isFreeOf outer.Index
        let slopes = slope outer.Index inner.Lower, slope outer.Index inner.Upper
        let swapped (lower, upper) (lower', upper') =
            Some(
                { inner with
                    Lower = lower
                    Upper = upper },
                { outer with
                    Lower = lower'
                    Upper = upper' }
            )

        let isUnit sign (q: Rational) = q = Rational.OfInt sign

        match slopes with
        | _ when free inner.Lower && free inner.Upper -> Some(inner, outer)
        // outer + inner <= c
        | ValueSome p, ValueSome q when p.IsZero && isUnit -1 q ->
            let c = inner.Upper +. o
            if same outer.Upper (c -. inner.Lower) then
                swapped (inner.Lower, c -. outer.Lower) (outer.Lower, c -. n)
            else
                None
        // inner <= outer + c
        | ValueSome p, ValueSome q when p.IsZero && isUnit 1 q ->
            let c = inner.Upper -. o
            if same outer.Lower (inner.Lower -. c) then
                swapped (inner.Lower, outer.Upper +. c) (n -. c, outer.Upper)
            else
                None
        // outer + c <= inner
        | ValueSome p, ValueSome q when isUnit 1 p && q.IsZero ->
            let c = inner.Lower -. o
            if same (outer.Upper +. c) inner.Upper then
                swapped (outer.Lower +. c, inner.Upper) (outer.Lower, n -. c)
            else
                None
        // c <= outer + inner
        | ValueSome p, ValueSome q when isUnit -1 p && q.IsZero ->
            let c = inner.Lower +. o
            if same (c -. outer.Lower) inner.Upper then
                swapped (c -. outer.Upper, inner.Upper) (c -. n, outer.Upper)
            else
                None
        | _ -> None

    /// Sorts the ranges as far as their bounds let neighbours change places.
    let rec sort (precedes: Range -> Range -> bool) (ranges: Range list) : Range list =
        let rec insert (range: Range) sorted =
            match sorted with
            | next :: rest when precedes next range ->
                match interchange range next with
                | Some(first, second) -> first :: insert second rest
                | None -> range :: sorted
            | _ -> range :: sorted

        List.foldBack insert ranges []

    /// What becomes of a bracket inside a sum.
    [<RequireQualifiedAccess; NoEquality; NoComparison>]
    type Resolution =
        /// [e = 0] leaves one value of the index, if the conditions hold.
        | Fixes of Range * value: Expr * conditions: Expr list
        /// [e <= 0] is the same as this smaller range.
        | Narrows of Range
        /// It always holds.
        | Holds

    let private solve (range: Range) (e: Expr) =
        match slope range.Index e with
        | ValueSome q when q.Abs.IsOne -> Some(q.Sign, Canonical.scale -q (at range.Index Canonical.zero e))
        | _ -> None

    let private fix (ranges: Range list) (e: Expr) =
        ranges
        |> List.tryFindBack (fun r -> Properties.contains r.Index e)
        |> Option.bind (fun range ->
            solve range e
            |> Option.map (fun (_, value) ->
                let others = ranges |> List.filter (fun r -> r <> range)

                let conditions =
                    [ range.Lower -. value; value -. range.Upper ]
                    |> List.filter (fun c -> not (isNonnegative others (Canonical.negate c)))

                Resolution.Fixes(range, value, conditions |> List.map (Canonical.bracket LessOrEqual))))

    let private narrow (ranges: Range list) (e: Expr) =
        if isNonnegative ranges (Canonical.negate e) then
            Some Resolution.Holds
        else
            ranges
            |> List.tryFindBack (fun r -> Properties.contains r.Index e)
            |> Option.bind (fun range ->
                let others = ranges |> List.filter (fun r -> r <> range)

                match solve range e with
                | Some(1, bound) when isNonnegative others (range.Upper -. bound) -> Some(Resolution.Narrows { range with Upper = bound })
                | Some(-1, bound) when isNonnegative others (bound -. range.Lower) -> Some(Resolution.Narrows { range with Lower = bound })
                | _ -> None)

    /// Resolves the bracket [e relation 0], where e is linear in an index.
    let resolve (ranges: Range list) relation (e: Expr) =
        match relation with
        | Equal -> fix ranges e
        | Less
        | LessOrEqual -> if Properties.isInteger e then narrow ranges e else None
