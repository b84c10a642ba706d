namespace LrnnSymbolic.Algebra

/// Complex numbers by their parts, their squares, and their polar form, all in terms of conjugation.
[<RequireQualifiedAccess>]
module internal ComplexForms =
    let private half = Rational.ofRatio 1 2

    /// (z + conj z) / 2.
    let re (z: Expr) = Canonical.scale half (z +. Functions.conjugate z)

    /// (z - conj z) / 2i.
    let im (z: Expr) = Canonical.scale -half (Canonical.i *. (z -. Functions.conjugate z))

    /// |z|^2 = z conj(z), which has Wirtinger derivatives in both variables.
    let squaredModulus (z: Expr) = z *. Functions.conjugate z

    /// r e^(i phi).
    let polar (radius: Expr) (angle: Expr) = radius *. Canonical.exponential (Canonical.i *. angle)

    /// |z| e^(i arg z) read back from parts x + i y: radius and angle.
    let ofParts (x: Expr) (y: Expr) =
        let two = Canonical.ofInt 2
        Canonical.squareRoot (Canonical.power x two +. Canonical.power y two), Functions.apply Atan2 [ y; x ]

    /// The right-hand side of tau z' = -2 dE / d conj(z), the gradient flow of a real energy of complex modes.
    let gradientFlow (mode: Symbol) (energy: Expr) =
        Canonical.scale (Rational.OfInt -2) (Derivative.by (Functions.conjugate (Canonical.symbol mode)) energy)
