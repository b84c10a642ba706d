namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Learning with a small rate follows tau d(a,b,c)/dt = -grad E (theory: equations (5)-(7)).
[<RequireQualifiedAccess>]
module GradientFlow =
    /// tau a', tau b', tau c', from the energy by differentiation.
    let ofEnergy (energy: Expr) : Expr list =
        Mode.state
        |> List.map (fun mode -> Canonical.negate (Derivative.by (Canonical.symbol mode) energy))

    let private derivativesOf (es: Expr list) = Derivative.jacobian (Mode.state |> List.map Canonical.symbol) es

    /// Row r, column k: the derivative of the r-th component of the flow by the k-th mode.
    let jacobian (energy: Expr) = derivativesOf (ofEnergy energy)

    let hessian (energy: Expr) = derivativesOf (Derivative.gradient (Mode.state |> List.map Canonical.symbol) energy)
