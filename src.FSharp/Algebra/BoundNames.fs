namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open LrnnSymbolic.Algebra.Properties

/// Names of summation indices as readers need them: an index is no letter that means something else nearby.
/// A sum over i whose upper end is another i, and sums within sums over one name, are right but unreadable.
[<RequireQualifiedAccess>]
module internal BoundNames =
    let private sumsIn (e: Expr) =
        let found = List<IndexedSum>()

        let look go (x: Expr) =
            match x.Node with
            | IndexedSum sum -> found.Add sum
            | _ -> ()

            Substitution.mapChildren go x |> ignore
            x

        SharedWalk.everywhere look e |> ignore
        found

    let private names (symbols: Symbol seq) = symbols |> Seq.map _.Name |> Set.ofSeq

    let rec private within (taken: Set<string>) (e: Expr) : Expr =
        let rename go (x: Expr) =
            match x.Node with
            | IndexedSum sum ->
                let lower, upper: Expr * Expr = go sum.Lower, go sum.Upper

                let index, body =
                    if taken.Contains sum.Index.Name then
                        let used =
                            Seq.append (freeSymbols sum.Body) [ for name in taken -> Symbol.Of(name, sum.Index.Assumptions) ]
                        let other = Substitution.fresh used sum.Index
                        other, Substitution.symbol sum.Index (Canonical.symbol other) sum.Body
                    else
                        sum.Index, sum.Body

                Canonical.sumOver index lower upper (within (taken.Add index.Name) body)
            | _ -> Substitution.mapChildren go x

        SharedWalk.everywhere rename e

    /// The same expression in which every index has a name of its own, unlike any letter around its sum.
    let apart (e: Expr) : Expr =
        let sums = sumsIn e
        let free = names (freeSymbols e)

        let isUnclear (sum: IndexedSum) =
            free.Contains sum.Index.Name
            || sumsIn sum.Body |> Seq.exists (fun inner -> inner.Index.Name = sum.Index.Name)

        if sums.Count > 0 && Seq.exists isUnclear sums then within free e else e
