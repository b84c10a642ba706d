module LrnnSymbolic.Bench.TaskSums

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private correlation (preset: string) =
    match TaskDynamics.parse preset with
    | Ok task -> Energy.correlation (Energy.ofTask task)
    | Error problem -> failwith $"{preset}: {problem}"

/// A(b) = sum s_i b^(T-i) of some preset tasks by the preset's name, and B(b) = sum b^(2(T-i)), which is the same for all.
let all: (string * Expr) list =
    [ for preset in [ "constant"; "exponential"; "inverse-exponential"; "dirac" ] do
          preset, correlation preset
      "B", Energy.responsePower (Energy.general Setting.standard) ]

/// The sum in symbols of its own: T, the mode and the parameters of the task are renamed.
let onFreshSymbols (sum: Expr) (run: int) : Expr =
    let renamed (s: Symbol) = s, Canonical.symbol (Symbol.Of($"{s.Name}_{run}", s.Assumptions))
    Substitution.symbols [ for s in Properties.freeSymbols sum -> renamed s ] sum
