namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Learning with a small rate follows tau d(a,b,c)/dt = -grad E (theory: equations (5)-(7); complex modes: (182)-(184)).
[<RequireQualifiedAccess>]
module GradientFlow =
    /// tau a', tau b', tau c', from the energy by differentiation. For a complex mode z the steepest descent of a real
    /// energy is -2 dE/d conj(z): the real and imaginary parts then follow their own gradients.
    let ofEnergy (mode: Mode) (energy: Expr) : Expr list =
        let factor =
            Canonical.ofInt (
                match mode.Kind with
                | RealModes -> -1
                | ComplexModes -> -2
            )

        [ mode.A; mode.B; mode.C ] |> List.map (fun z -> factor *. Derivative.by (Energy.partner z) energy)

    let private real = Mode.state |> List.map Canonical.symbol

    /// Row r, column k: the derivative of the r-th component of the flow by the k-th mode, real modes.
    let jacobian (energy: Expr) = Derivative.jacobian real (ofEnergy Mode.real energy)

    let hessian (energy: Expr) = Derivative.jacobian real (Derivative.gradient real energy)

    /// u = ac, the input-output mode, and D = a^2 - c^2, which the flow conserves.
    let inputOutput, imbalance = Vocabulary.real "u", Vocabulary.real "imbalance"

    /// tau (u', b') of real modes on the slice of an imbalance D. The energy depends on a and c by way of u alone, so that
    /// u' = c a' + a c' = -(a^2 + c^2) dE/du, where (a^2 + c^2)^2 = D^2 + 4 u^2.
    let onSlice (energy: Expr) : Expr list =
        let u, D = Canonical.symbol inputOutput, Canonical.symbol imbalance
        let two, four = Canonical.ofInt 2, Canonical.ofInt 4
        let ofU = Substitution.symbols [ Mode.input, u; Mode.output, Canonical.one ] energy
        let size =
            Canonical.power (Canonical.power D two +. four *. Canonical.power u two) (Canonical.number (Rational.ofRatio 1 2))
        let slope (e: Expr) = Canonical.negate (Derivative.by e ofU)
        [ size *. slope u; slope (Canonical.symbol Mode.recurrent) ]
