namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Properties

/// sum_i C(n, k) g(i) q^(n-k), n = Last - i, times a factor: Horner's rule, whose powers fall as the index rises. It takes the
/// k-th derivative by q along: G_k = G_k q + G_(k-1).
[<NoEquality; NoComparison>]
type internal NestedSum =
    {
        Ratio: Expr
        /// g, in the sum's index.
        Summand: Expr
        /// k.
        Order: int
        /// The index at which the power of the ratio is 0, from the sum's upper end on.
        Last: Expr
        Factor: Expr
    }

/// How an indexed sum can be computed.
[<NoEquality; NoComparison>]
type internal SumShape =
    /// Nested, with the table's value s_i at i = 1, 2, ... for g.
    | OfTable of NestedSum
    /// Nested, with 1 for g: a geometric sum of so many terms, or a derivative of it.
    | OfPowers of NestedSum * count: Expr
    | Nested of NestedSum
    /// Term by term.
    | Plain

[<RequireQualifiedAccess>]
module internal SumShape =
    /// The whole number k in e = k * index + offset, where the offset does not depend on the index; else 0.
    let slopeIn (index: Symbol) (e: Expr) =
        let isIndex (part: Expr) =
            match part.Node with
            | Symbol s -> obj.ReferenceEquals(s, index)
            | _ -> false

        match e.Node with
        | Sum(_, terms) ->
            let own, others = terms |> Array.partition (fun t -> isIndex t.Expr)

            if own.Length = 1 && others |> Array.forall (fun t -> isFreeOf index t.Expr) then
                own[0].Coefficient.TryInt |> ValueOption.defaultValue 0
            else
                0
        | _ -> if isIndex e then 1 else 0

    let factorsOf (e: Expr) : Factor list =
        match e.Node with
        | Product factors -> List.ofArray factors
        | Power f -> [ f ]
        | _ -> [ { Base = e; Exponent = Canonical.one } ]

    let private product (factors: Factor list) = factors |> List.map (fun f -> Canonical.power f.Base f.Exponent) |> Canonical.multiplyAll

    // Beyond this the doubles of the chain are no whole numbers any more.
    let private largestOrder = 16

    let private factorial (k: int) = Seq.fold (fun p j -> p * Rational.OfInt j) Rational.One (seq { 1..k }) |> Canonical.number

    /// Removes (last - i), (last - 1 - i), ... as far as they are there, once each and of either sign; how many, what is left, and
    /// the sign of what was removed.
    let private removeChain (index: Symbol) (last: Expr) (factors: Factor list) =
        let rec remove k sign (factors: Factor list) =
            let wanted = Canonical.subtract (Canonical.subtract last (Canonical.ofInt k)) (Canonical.symbol index)
            let is (e: Expr) (f: Factor) = obj.ReferenceEquals(f.Base, e) && Canonical.isOne f.Exponent
            let negative = Canonical.negate wanted

            match factors |> List.partition (fun f -> is wanted f || is negative f) with
            | [ f ], rest when k < largestOrder -> remove (k + 1) (if is wanted f then sign else -sign) rest
            | _ -> k, factors, sign

        remove 0 1 factors

    let private nestedAt (index: Symbol) (last: Expr) (excess: int) (falling: Factor list) (others: Factor list) =
        let order, rest, sign = removeChain index last others

        // base^(s n + r) = base^(s k + r) (base^s)^(n - k)
        let split (f: Factor) =
            let slope = -(slopeIn index f.Exponent)
            let atLast = Substitution.symbol index last f.Exponent
            let outside = Canonical.add atLast (Canonical.ofInt (slope * order))
            f.Base, slope, outside

        let powers = falling |> List.map split

        if excess <= order && powers |> List.forall (fun (_, _, outside) -> isNonnegative outside) then
            Some
                { Ratio =
                    powers
                    |> List.map (fun (b, slope, _) -> Canonical.power b (Canonical.ofInt slope))
                    |> Canonical.multiplyAll
                  Summand = product rest
                  Order = order
                  Last = last
                  Factor =
                    Canonical.ofInt sign
                    :: factorial order
                    :: (powers |> List.map (fun (b, _, outside) -> Canonical.power b outside))
                    |> Canonical.multiplyAll }
        else
            None

    /// The shape of a sum; `data` is the table's symbol.
    let ofSum (data: Symbol) (sum: IndexedSum) : SumShape =
        let isFalling (f: Factor) = isFreeOf sum.Index f.Base && slopeIn sum.Index f.Exponent < 0
        // 21^(i-T) (7 + 3x)^(T-i) falls as one power: by itself either may be beyond the range of doubles.
        let falling, others =
            factorsOf sum.Body
            |> Array.ofList
            |> PowerContent.rejoined
            |> List.ofArray
            |> List.partition isFalling

        let isTable (summand: Expr) =
            match summand.Node with
            | Indexed(s, [| at |]) ->
                obj.ReferenceEquals(s, data)
                && obj.ReferenceEquals(at, Canonical.symbol sum.Index)
                && Canonical.isOne sum.Lower
            | _ -> false

        if falling.IsEmpty then
            Plain
        else
            // A derivative ends where its factor n would be 0; with that factor known the sum may go on to the common end.
            let linear = others |> List.filter (fun f -> abs (slopeIn sum.Index f.Base) = 1) |> List.length

            [ linear .. -1 .. 0 ]
            |> List.tryPick (fun excess -> nestedAt sum.Index (Canonical.add sum.Upper (Canonical.ofInt excess)) excess falling others)
            |> function
                | None -> Plain
                | Some nested when Canonical.isOne nested.Summand && nested.Order <= 2 ->
                    let count = Canonical.add (Canonical.subtract nested.Last sum.Lower) Canonical.one
                    // An empty sum may reach back beyond its end.
                    if isInteger count && isNonnegative count then
                        OfPowers(nested, count)
                    else
                        Nested nested
                | Some nested when isTable nested.Summand && nested.Order <= 2 && isInteger nested.Last && isNonnegative nested.Last ->
                    OfTable nested
                | Some nested -> Nested nested
