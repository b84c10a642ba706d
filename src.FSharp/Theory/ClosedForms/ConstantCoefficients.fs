namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Solutions of the autonomous equations that the modes lead to, each returned with the residual check of its own equation.
[<RequireQualifiedAccess>]
module internal ConstantCoefficients =
    /// y' = p y + q, y(0) = y0: y = (y0 + q/p) e^(pt) - q/p for p != 0.
    let linear (p: Expr) (q: Expr) (y0: Expr) (t: Expr) =
        let rest = q /. p
        (y0 +. rest) *. Canonical.exponential (p *. t) -. rest

    /// y' = q, y(0) = y0.
    let uniform (q: Expr) (y0: Expr) (t: Expr) = y0 +. q *. t

    /// Is y' - f(y) zero for y(t)?
    let residual (t: Expr) (rightHandSide: Expr -> Expr) (y: Expr) = Equality.isZero (Derivative.by t y -. rightHandSide y)
