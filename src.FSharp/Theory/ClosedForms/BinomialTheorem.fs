namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// sum of C(n,j) x^j y^(n-j) over j = 0..n as (x + y)^n.
[<RequireQualifiedAccess>]
module internal BinomialTheorem =
    // C(n,j), the one factor of the summand that is such.
    let private binomialOf (sum: IndexedSum) =
        let isBinomial (f: Factor) =
            match f.Base.Node with
            | Function(Binomial, [| n; j |]) ->
                Canonical.isOne f.Exponent
                && obj.ReferenceEquals(n, sum.Upper)
                && (obj.ReferenceEquals(j, Canonical.symbol sum.Index)
                    || Canonical.isZero (Expand.expand (sum.Upper -. Canonical.symbol sum.Index -. j)))
            | _ -> false

        match sum.Body.Node with
        | Product factors -> factors |> Array.tryFind isBinomial |> Option.map _.Base
        | Function(Binomial, _) when
            isBinomial
                { Base = sum.Body
                  Exponent = Canonical.one }
            ->
            Some sum.Body
        | _ -> None

    let private ofSum (sum: IndexedSum) =
        match binomialOf sum with
        | Some binomial when Canonical.isZero sum.Lower && Properties.isInteger sum.Upper && Properties.isNonnegative sum.Upper ->
            let weight = sum.Body /. binomial
            let at place = Substitution.symbol sum.Index place weight
            let ratio = RationalForm.cancel (at (Canonical.symbol sum.Index +. Canonical.one) /. weight)

            if Properties.isFreeOf sum.Index ratio then
                let x, y = RationalForm.numeratorAndDenominator ratio
                let first = at Canonical.zero *. Canonical.power y (Canonical.negate sum.Upper)
                Some(first *. Canonical.power (x +. y) sum.Upper)
            else
                None
        | _ -> None

    /// The expression with every such sum closed.
    let rec close (e: Expr) : Expr =
        match e.Node with
        | IndexedSum sum -> ofSum sum |> Option.defaultWith (fun () -> Substitution.mapChildren close e)
        | _ -> Substitution.mapChildren close e
