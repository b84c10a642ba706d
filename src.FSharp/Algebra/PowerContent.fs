namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// The canonical form takes the content out of a sum under a power, (1 + r/100)^t = (100 + r)^t 100^(-t). Where numbers are
/// computed these powers belong together again: each by itself may be far beyond the range of doubles.
[<RequireQualifiedAccess>]
module internal PowerContent =
    let private isOpenPower (f: Factor) =
        match f.Exponent.Node with
        | Number _ -> false
        | _ -> true

    let private isNumber (f: Factor) =
        match f.Base.Node with
        | Number q -> q.Sign > 0 && isOpenPower f
        | _ -> false

    let private isSum (f: Factor) =
        match f.Base.Node with
        | Sum _ -> isOpenPower f
        | _ -> false

    // The whole number k with x = k y.
    let private multipleOf (y: Expr) (x: Expr) =
        let struct (p, rest) = Canonical.splitSigned x
        let struct (q, other) = Canonical.splitSigned y
        if obj.ReferenceEquals(rest, other) then (p / q).TryInt else ValueNone

    // Powers of numbers that are this large are no content.
    let private largest = 64

    /// The factors, with powers of numbers inside the sums that they are the content of.
    let rejoined (factors: Factor[]) : Factor[] =
        if not (Array.exists isNumber factors && Array.exists isSum factors) then
            factors
        else
            let numbers, others = Array.partition isNumber factors

            let joined (others: Factor[]) (content: Factor) =
                let exponentOf (f: Factor) =
                    match multipleOf f.Exponent content.Exponent with
                    | ValueSome k when isSum f && abs k <= largest && (isInteger f.Exponent || isPositive f.Base) -> ValueSome k
                    | _ -> ValueNone

                match others |> Array.tryFind (fun f -> (exponentOf f).IsSome) with
                | None -> Array.append others [| content |]
                | Some first ->
                    // All sums under this power, since only their product is certain to be of a usual size.
                    let isSame (f: Factor) = isSum f && obj.ReferenceEquals(f.Exponent, first.Exponent)
                    let same, rest = Array.partition isSame others
                    let number = Canonical.power content.Base (Canonical.ofInt (exponentOf first).Value)
                    let merged = Canonical.multiplyAll (number :: [ for f in same -> f.Base ])
                    Array.append
                        rest
                        [| { Base = merged
                             Exponent = first.Exponent } |]

            Array.fold joined others numbers
