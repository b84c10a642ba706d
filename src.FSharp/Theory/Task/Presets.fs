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

    let tryFind (name: string) = all |> List.tryPick (fun (n, formula, _) -> if n = name then Some formula else None)
