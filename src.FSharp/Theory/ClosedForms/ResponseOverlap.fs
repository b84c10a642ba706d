namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// R = sum_i (c b^(T-i) a) conj(c_1 b_1^(T-i) a_1), over all outputs that count: how much the responses of a mode at two
/// learning times overlap. Its mixed derivatives are the inner products of the response's gradients, of which the Hessian
/// at a solution without loss and the tangent kernel consist; differentiating the closed form keeps them free of excluded
/// points, b = 0 among them.
[<RequireQualifiedAccess>]
module internal ResponseOverlap =
    let private pairs (kind: ModeKind) = (Mode.ofKind kind).Symbols |> List.map (fun s -> s, Mode.vocabulary kind (s.Name + "_1"))

    /// The same expression at the second time: a, b, c become a_1, b_1, c_1.
    let later (kind: ModeKind) (e: Expr) = Substitution.symbols [ for s, second in pairs kind -> s, Canonical.symbol second ] e

    /// The two times made one.
    let now (kind: ModeKind) (e: Expr) = Substitution.symbols [ for s, second in pairs kind -> second, Canonical.symbol s ] e

    let private close (setting: Setting) =
        let response = Mode.response setting.Outputs (Mode.ofKind setting.Modes)
        (ClosedSum.close (Energy.over setting.Outputs (response *. Functions.conjugate (later setting.Modes response)))).Stable

    let private overlap = Setting.once close

    /// grad_z r . conj(grad_z' r_1), for modes z of the first and z' of the second time.
    let gradientProduct (setting: Setting) (z: Expr) (z': Expr) =
        overlap setting |> Derivative.by z |> Derivative.by (Energy.partner (later setting.Modes z'))
