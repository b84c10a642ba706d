namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// R = sum_i (c b^(T-i) a)(c_1 b_1^(T-i) a_1): how much the responses of a mode at two learning times overlap. Its mixed
/// derivatives are the inner products of the response's gradients, of which the Hessian at a solution without loss and
/// the tangent kernel consist; differentiating the closed form keeps them free of excluded points, b = 0 among them.
[<RequireQualifiedAccess>]
module ResponseOverlap =
    let private secondTime (mode: Symbol) = Canonical.symbol (Vocabulary.real (mode.Name + "_1"))
    let private pairs = Mode.state |> List.map (fun s -> s, secondTime s)

    /// The same expression at the second time: a, b, c become a_1, b_1, c_1.
    let later (e: Expr) = Substitution.symbols pairs e

    /// The two times made one.
    let now (e: Expr) =
        pairs
        |> List.map (fun (s, second) -> (Properties.freeSymbols second |> Array.head), Canonical.symbol s)
        |> fun back -> Substitution.symbols back e

    let private overlap =
        lazy
            (let response = Mode.response Last Mode.real
             (ClosedSum.close (Energy.over Last (response *. later response))).Stable)

    /// grad_z r . grad_z' r_1, for modes z of the first and z' of the second time.
    let gradientProduct (z: Expr) (z': Expr) = overlap.Value |> Derivative.by z |> Derivative.by (later z')
