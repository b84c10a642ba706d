module LrnnSymbolic.Bench.ModeEnergy

open LrnnSymbolic.Algebra

/// The symbols of one run. Each run has names of its own, so that nothing is found ready in the table of interned expressions.
type Unknowns =
    { A: Expr; B: Expr; C: Expr; S: Expr[] }

let unknowns (steps: int) (run: int) =
    let symbol (name: string) = Canonical.symbol (Symbol.Of($"{name}_{run}", Assumptions.Of Real))

    { A = symbol "a"
      B = symbol "b"
      C = symbol "c"
      S = Array.init (steps + 1) (fun k -> symbol $"s{k}") }

/// 1/2 sum_{i=1..T} (s_i - c b^(T-i) a)^2 with every term written out.
let energy (steps: int) (u: Unknowns) =
    let term i =
        let response = Canonical.multiplyAll [ u.C; Canonical.power u.B (Canonical.ofInt (steps - i)); u.A ]
        Canonical.power (u.S[i] -. response) (Canonical.ofInt 2)

    Canonical.scale (Rational.ofRatio 1 2) (Canonical.addAll [ for i in 1..steps -> term i ])

let flow (u: Unknowns) (energy: Expr) = [ u.A; u.B; u.C ] |> List.map (fun v -> Canonical.negate (Derivative.by v energy))
