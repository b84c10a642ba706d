namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Sums with numeric bounds, written out term by term.
[<RequireQualifiedAccess>]
module internal UnrolledSums =
    let rec writeOut (e: Expr) : Expr =
        match e.Node with
        | IndexedSum sum ->
            match Substitution.unroll sum with
            | Some terms -> terms |> List.map writeOut |> Canonical.addAll
            | None -> Substitution.mapChildren writeOut e
        | _ -> Substitution.mapChildren writeOut e
