namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// About which point E* is even.
type internal SymmetricPoint =
    /// b = 0: every other s_t is zero.
    | Zero
    /// |b| -> infinity, in powers of 1/b: the same for the reversed task.
    | Infinite

/// The expansion of E* in even powers about a point where it is even, with symbolic parameters.
[<NoEquality; NoComparison>]
type internal LandauExpansion =
    {
        About: SymmetricPoint
        /// Coefficients of b^0, b^2, b^4, ... (of b^-2, b^-4, ... at infinity), in lowest terms.
        Coefficients: Expr list
    }

[<RequireQualifiedAccess>]
module internal LandauExpansion =
    // Is A even or odd in b?
    let private hasParity (energy: ReducedEnergy) =
        match RationalForm.fraction energy.Correlation with
        | f ->
            match f.Numerator.Generators |> Array.tryFindIndex (fun g -> obj.ReferenceEquals(g, Mode.b)) with
            | Some k ->
                f.Numerator.Terms
                |> Seq.map (fun t -> t.Exponents[k] % 2)
                |> Seq.distinct
                |> Seq.length
                |> (fun n -> n < 2)
            | None -> true

    /// Coefficients up to b^(2 order); none where E* is not even in b.
    let about (point: SymmetricPoint) (order: int) (energy: ReducedEnergy) : LandauExpansion option =
        if not (hasParity energy) then
            None
        else
            let where' =
                match point with
                | Zero -> ExpansionPoint.Point Canonical.zero
                | Infinite -> ExpansionPoint.Infinity

            match Series.expand Mode.recurrent where' (2 * order + 1) energy.Energy with
            | Ok series ->
                Some
                    { About = point
                      Coefficients = [ for k in 0..order -> RationalForm.cancel (series.Coefficient(2 * k)) ] }
            | Error _ -> None
