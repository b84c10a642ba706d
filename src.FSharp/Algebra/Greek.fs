namespace LrnnSymbolic.Algebra

/// The Greek letters that LaTeX names, and the characters that show them.
[<RequireQualifiedAccess>]
module internal Greek =
    let private letters =
        dict
            [ "alpha", "α"
              "beta", "β"
              "gamma", "γ"
              "delta", "δ"
              "epsilon", "ε"
              "zeta", "ζ"
              "eta", "η"
              "theta", "θ"
              "iota", "ι"
              "kappa", "κ"
              "lambda", "λ"
              "mu", "μ"
              "nu", "ν"
              "xi", "ξ"
              "pi", "π"
              "rho", "ρ"
              "sigma", "σ"
              "tau", "τ"
              "upsilon", "υ"
              "phi", "φ"
              "chi", "χ"
              "psi", "ψ"
              "omega", "ω"
              "Gamma", "Γ"
              "Delta", "Δ"
              "Theta", "Θ"
              "Lambda", "Λ"
              "Xi", "Ξ"
              "Pi", "Π"
              "Sigma", "Σ"
              "Upsilon", "Υ"
              "Phi", "Φ"
              "Psi", "Ψ"
              "Omega", "Ω" ]

    /// The character of a letter's name: λ of lambda.
    let character (name: string) : string voption =
        match letters.TryGetValue name with
        | true, character -> ValueSome character
        | _ -> ValueNone

    let isName (name: string) = letters.ContainsKey name

/// How a name is read: a letter or word with subscripts, phi_1 as phi with 1 below it.
[<RequireQualifiedAccess>]
module internal Naming =
    /// A name that no reading splits, such as x_ or x__1, which would look like x and x_1, stands by itself.
    [<NoComparison>]
    type Reading =
        | Whole of string
        | Subscripted of head: string * subscripts: string list

    let read (name: string) : Reading =
        match name.Split '_' |> Array.toList with
        | parts when parts |> List.exists ((=) "") -> Whole name
        | head :: subscripts -> Subscripted(head, subscripts)
        | [] -> Whole name

    /// Is a subscript the letter of a step, which names of steps leave to s[t] and its like? In a name it is a label, set upright.
    let isStep (subscript: string) = List.contains subscript [ "t"; "i"; "j"; "T" ]
