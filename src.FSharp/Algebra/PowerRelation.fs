namespace LrnnSymbolic.Algebra

open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// Symbol^Order = Value for an order above 1: an equation that is not solved by roots, such as z^3 = 1 for complex z. It lowers
/// the powers of the symbol instead: z^(3 T + 1) is z.
[<NoEquality; NoComparison>]
type internal PowerRelation =
    { Symbol: Symbol
      Order: int
      Value: Expr }

    member r.Power = Canonical.power (Canonical.symbol r.Symbol) (Canonical.ofInt r.Order)

[<RequireQualifiedAccess>]
module internal PowerRelation =
    /// q and r with exponent = order q + r, where q is whole for certain and r has whole coefficients from 0 below the order.
    let private divided (order: int) (exponent: Expr) : Expr * Expr =
        let parts (t: Expr) =
            let struct (content, rest) = Canonical.splitContent t

            if content.IsInteger && isInteger rest then
                let turns = Rational.OfInteger (content / Rational.OfInt order).Floor
                Canonical.scale turns rest, Canonical.scale (content - turns * Rational.OfInt order) rest
            else
                Canonical.zero, t

        let quotients, remainders = Canonical.termsOf exponent |> List.map parts |> List.unzip
        Canonical.addAll quotients, Canonical.addAll remainders

    let private lower (lowers: Expr -> bool) (relation: PowerRelation) (e: Expr) : Expr =
        let own = Canonical.symbol relation.Symbol

        let factor go (f: Factor) =
            let exponent = go f.Exponent

            if obj.ReferenceEquals(f.Base, own) then
                match divided relation.Order exponent with
                | q, r when lowers q -> Canonical.multiply (Canonical.power relation.Value q) (Canonical.power own r)
                | _ -> Canonical.power own exponent
            else
                Canonical.power (go f.Base) exponent

        let lowered go (e: Expr) =
            match e.Node with
            | Power f -> factor go f
            | Product factors -> factors |> Array.map (factor go) |> Canonical.multiplyAll
            | IndexedSum _ -> e
            | _ -> Substitution.mapChildren go e

        SharedWalk.within (contains relation.Symbol) lowered e

    let private rounds = 8

    let private lowerAll lowers (relations: PowerRelation list) (e: Expr) : Expr =
        let rec go n (e: Expr) =
            let next = relations |> List.fold (fun e r -> lower (lowers r) r e) e
            if n = 0 || obj.ReferenceEquals(next, e) then e else go (n - 1) next

        if relations.IsEmpty then e else go rounds e

    /// Powers lowered wherever the relation can, as suits a proof: values of the relations count as different from 0.
    let normalize (relations: PowerRelation list) (e: Expr) : Expr = lowerAll (fun _ _ -> true) relations e

    /// Powers lowered where no power of a value that may be 0 becomes negative.
    let apply (relations: PowerRelation list) (e: Expr) : Expr =
        lowerAll (fun r q -> (freeSymbols r.Value).Length = 0 || isNonnegative q) relations e
