namespace LrnnSymbolic.Theory

/// The tasks that have a name: formulas for the singular value s_t (theory: Section 3, Appendix F).
[<RequireQualifiedAccess>]
module Presets =
    /// Name, formula in t, T and parameters, and what the task asks of the network.
    let all: (string * string * string) list =
        [ "constant", "delta", "every step counts the same"
          "exponential", "delta*lambda^t", "importance grows (lambda > 1) or falls from the first step on"
          "inverse-exponential", "delta*lambda^(T - t)", "importance fades with the distance from the last step"
          "modified-constant", "[t < T]*delta + [t = T]*kappa", "constant but for the last step"
          "modified-exponential", "[t < T]*delta*lambda^t + [t = T]*kappa", "exponential but for the last step"
          "modified-inverse-exponential", "[t < T]*delta*lambda^(T - t) + [t = T]*kappa", "inverse-exponential but for the last step"
          "dirac", "[t = 1]*beta + [t = T]*kappa", "only the first and the last step count"
          "dirac-ratio", "[t = 1]*beta + [t = T]/beta", "first and last step, of product one"
          "early-importance", "1/t", "early steps count more"
          "late-importance", "t/10", "late steps count more"
          "rotation", "delta*lambda^(T - t)", "delta and lambda complex: a rotation of the plane a step" ]

    // Insertions, deletions and changes of letters that make one word of the other.
    let private editDistance (x: string) (y: string) =
        let next (row: int list) (letter: char) =
            let extend (built: int list) (k: int, (beside: int, above: int)) =
                let change = if y[k] = letter then beside else beside + 1
                List.min [ change; above + 1; built.Head + 1 ] :: built

            List.indexed (List.pairwise row) |> List.fold extend [ row.Head + 1 ] |> List.rev

        x |> Seq.fold next [ 0 .. y.Length ] |> List.last

    /// The preset that a word is a misspelling of, if it looks like one: short words may be anything.
    let misspelt (word: string) : string option =
        let allowed (name: string) = if name.Length < 7 then 1 else 2

        all
        |> List.map (fun (name, _, _) -> name, editDistance word name)
        |> List.filter (fun (name, distance) -> distance > 0 && distance <= allowed name)
        |> List.sortBy snd
        |> List.tryHead
        |> Option.map fst

    let tryFind (name: string) = all |> List.tryPick (fun (n, formula, _) -> if n = name then Some formula else None)
