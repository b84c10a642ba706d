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

    // The solution of the Riccati equation in terms of D and e = exp(D t).
    let private riccatiIn (alpha: Expr) (beta: Expr) (gamma: Expr) (y0: Expr) (d: Expr) (e: Expr) =
        let more, less = e +. Canonical.one, e -. Canonical.one

        (y0 *. (d *. more +. beta *. less) +. two *. alpha *. less)
        /. (d *. more -. (beta +. two *. gamma *. y0) *. less)

    /// y' = alpha + beta y + gamma y^2, y(0) = y0, with D = sqrt(beta^2 - 4 alpha gamma) != 0:
    /// y = (y0 (D (e+1) + beta (e-1)) + 2 alpha (e-1)) / (D (e+1) - (beta + 2 gamma y0)(e-1)), e = e^(Dt).
    let riccati (alpha: Expr) (beta: Expr) (gamma: Expr) (y0: Expr) (t: Expr) =
        let d = Canonical.squareRoot (Expand.expand (beta *. beta -. Canonical.ofInt 4 *. alpha *. gamma))
        riccatiIn alpha beta gamma y0 d (Canonical.exponential (d *. t))

    /// That this solves the equation and starts at y0, for all coefficients: e' = D e makes the residual rational, and
    /// alpha = (beta^2 - D^2)/(4 gamma) takes the root out of it.
    let riccatiVerdict =
        lazy
            (let symbol (name: string) = Canonical.symbol (Vocabulary.real name)
             let beta, gamma, y0, d, e = symbol "beta", symbol "gamma", symbol "y_0", symbol "D", symbol "e"
             let alpha = (beta *. beta -. d *. d) /. (Canonical.ofInt 4 *. gamma)
             let y = riccatiIn alpha beta gamma y0 d e
             let slope = Derivative.by e y *. d *. e
             let residual = slope -. alpha -. beta *. y -. gamma *. y *. y
             let start = riccatiIn alpha beta gamma y0 d Canonical.one -. y0

             match Equality.isZero residual, Equality.isZero start with
             | Proved _, Proved _ -> Proved "the residual of the Riccati equation is a rational identity, and u(0) = u_0"
             | Proved _, other
             | other, _ -> other)

    /// Is y' - f(y) zero for y(t)?
    let residual (t: Expr) (rightHandSide: Expr -> Expr) (y: Expr) = Equality.isZero (Derivative.by t y -. rightHandSide y)
