namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Solutions of the autonomous equations that the modes lead to, each returned with the residual check of its own equation.
[<RequireQualifiedAccess>]
module ConstantCoefficients =
    let private two = Canonical.ofInt 2

    /// y' = p y + q, y(0) = y0: y = (y0 + q/p) e^(pt) - q/p for p != 0.
    let linear (p: Expr) (q: Expr) (y0: Expr) (t: Expr) =
        let rest = q /. p
        (y0 +. rest) *. Canonical.exponential (p *. t) -. rest

    /// y' = q, y(0) = y0.
    let uniform (q: Expr) (y0: Expr) (t: Expr) = y0 +. q *. t

    /// y' = alpha + beta y + gamma y^2, y(0) = y0, with D = sqrt(beta^2 - 4 alpha gamma) != 0:
    /// y = (y0 (D (e+1) + beta (e-1)) + 2 alpha (e-1)) / (D (e+1) - (beta + 2 gamma y0)(e-1)), e = e^(Dt).
    let riccati (alpha: Expr) (beta: Expr) (gamma: Expr) (y0: Expr) (t: Expr) =
        let discriminant = Expand.expand (beta *. beta -. Canonical.ofInt 4 *. alpha *. gamma)
        let d = Canonical.squareRoot discriminant
        let e = Canonical.exponential (d *. t)
        let more, less = e +. Canonical.one, e -. Canonical.one

        (y0 *. (d *. more +. beta *. less) +. two *. alpha *. less)
        /. (d *. more -. (beta +. two *. gamma *. y0) *. less)

    /// Is y' - f(y) zero for y(t)?
    let residual (t: Expr) (rightHandSide: Expr -> Expr) (y: Expr) =
        Equality.isZero (Derivative.by t y -. rightHandSide y)
