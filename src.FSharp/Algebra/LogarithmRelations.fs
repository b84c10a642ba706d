namespace LrnnSymbolic.Algebra

open System.Numerics

/// Logarithms of positive rationals by those of whole numbers that have no divisor in common, pairwise: as no product of powers of
/// such numbers is 1, these logarithms have no relation with whole coefficients, and what is 0 by log(8) = 3 log(2) cancels.
/// Greatest common divisors find such numbers without factoring any.
[<RequireQualifiedAccess>]
module internal LogarithmRelations =
    // Of longer numbers no divisor is looked for.
    let private longest = 4096L

    /// A number as a product of rational powers of whole numbers above 1.
    let private powersOf (number: Expr) : (BigInteger * Rational) list option =
        let ofRational (q: Rational) (exponent: Rational) =
            if q.Sign > 0 && max (q.Numerator.GetBitLength()) (q.Denominator.GetBitLength()) <= longest then
                Some [ q.Numerator, exponent; q.Denominator, -exponent ]
            else
                None

        let factor (f: Factor) =
            match f.Base.Node, f.Exponent.Node with
            | Number q, Number exponent -> ofRational q exponent
            | _ -> None

        let struct (content, product) = Canonical.splitContent number

        let parts =
            ofRational content Rational.One
            :: (if Canonical.isOne product then
                    []
                else
                    ExponentialPolynomial.factorsOf product |> List.map factor)

        if parts |> List.forall Option.isSome then
            Some(parts |> List.collect Option.get |> List.filter (fun (n, _) -> not n.IsOne))
        else
            None

    /// Numbers without common divisors of whose powers all of the numbers are products. Each step makes the product of all smaller.
    let private coprime (numbers: BigInteger list) : BigInteger list =
        let rec insert (bases: BigInteger list) (n: BigInteger) =
            if n.IsOne then
                bases
            else
                match bases |> List.tryFind (fun b -> not (BigInteger.GreatestCommonDivisor(b, n)).IsOne) with
                | None -> n :: bases
                | Some b ->
                    let common = BigInteger.GreatestCommonDivisor(b, n)
                    List.fold insert (List.except [ b ] bases) [ b / common; n / common; common ]

        List.fold insert [] numbers

    let rec private multiplicity (b: BigInteger) (n: BigInteger) =
        let struct (quotient, rest) = BigInteger.DivRem(n, b)
        if rest.IsZero then 1 + multiplicity b quotient else 0

    /// The expression with every logarithm of a product of powers of rationals by those of the common bases of all of them.
    let independent (e: Expr) : Expr =
        let found = System.Collections.Generic.Dictionary<Expr, (BigInteger * Rational) list>()

        let look go (e: Expr) =
            match e.Node with
            | Function(Log, [| x |]) -> powersOf x |> Option.iter (fun powers -> found[e] <- powers)
            | _ -> ()

            Substitution.mapChildren go e

        SharedWalk.everywhere look e |> ignore

        if found.Count = 0 then
            e
        else
            let bases = found.Values |> Seq.collect (List.map fst) |> List.ofSeq |> coprime

            let written (powers: (BigInteger * Rational) list) =
                [ for b in bases do
                      let exponent = powers |> List.sumBy (fun (n, exponent) -> exponent * Rational.OfInt(multiplicity b n))

                      Canonical.scale exponent (Functions.log (Canonical.number (Rational.OfInteger b))) ]
                |> Canonical.addAll

            SharedWalk.everywhere
                (fun go (e: Expr) ->
                    match found.TryGetValue e with
                    | true, powers -> written powers
                    | _ -> Substitution.mapChildren go e)
                e
