namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The energy of one mode and its two parts (theory: equations (8), (9), (144)-(159), (163)-(170)).
[<RequireQualifiedAccess>]
module Energy =
    let private half = Canonical.number (Rational.ofRatio 1 2)

    /// z conj(z); the square of a real expression.
    let modulusSquared (e: Expr) = Canonical.multiply e (Functions.conjugate e)

    /// sum over the correlations that the loss counts: i = 1..T, or t = 1..T and i = 1..t.
    let over (outputs: Outputs) (summand: Expr) =
        let inner = Canonical.sumOver Mode.index Canonical.one (Mode.counted outputs) summand

        match outputs with
        | Last -> inner
        | Every -> Canonical.sumOver Mode.outputStep Canonical.one Mode.T inner

    /// s[i], or s[t,i] where every output counts.
    let private value (setting: Setting) =
        let symbol = TaskDynamics.singularValueOf setting.Modes

        match setting.Outputs with
        | Last -> Canonical.indexed symbol [ Mode.i ]
        | Every -> Canonical.indexed symbol [ Mode.t; Mode.i ]

    /// E = 1/2 sum |s - c b^(T-i) a|^2 for values of the task that are not specified further.
    let general (setting: Setting) =
        let residual = value setting -. Mode.response setting.Outputs (Mode.ofKind setting.Modes)
        half *. over setting.Outputs (modulusSquared residual)

    /// Puts a task's formula in the place of s[i], and its length in the place of T.
    let fill (task: TaskDynamics) (e: Expr) =
        e
        |> Substitution.indexedSymbol (TaskDynamics.singularValueOf task.Setting.Modes) (TaskDynamics.formals task.Setting) task.Formula
        |> Substitution.symbol TaskDynamics.trajectoryLength task.Length

    let ofTask (task: TaskDynamics) = fill task (general task.Setting)

    /// The symbol's conjugate partner: itself for a real symbol.
    let partner (mode: Expr) = Functions.conjugate mode

    // E is bilinear in (c, conj c), for a real c quadratic: its second derivative is all of the quadratic part.
    let private isReal (mode: Mode) = (mode.Kind = RealModes)

    /// The part that knows only the network: quadratic in the response, the effective regularization.
    let effectiveRegularization (mode: Mode) (energy: Expr) =
        let curvature = energy |> Derivative.by mode.C |> Derivative.by (partner mode.C)
        let square = modulusSquared mode.C *. curvature
        if isReal mode then half *. square else square

    /// The part that knows the data: constant and linear in the response.
    let dataTerm (mode: Mode) (energy: Expr) =
        let atZero (e: Expr) = Substitution.symbol mode.Symbols[2] Canonical.zero e
        let linear (c: Expr) = c *. atZero (Derivative.by c energy)
        let slopes = if isReal mode then linear mode.C else linear mode.C +. linear (partner mode.C)
        atZero energy +. slopes

    // A derivative by c and one by a take a sum out of a term; where a c stands with its conjugate, so must they.
    let private byBoth (mode: Mode) (e: Expr) = e |> Derivative.by (partner mode.A) |> Derivative.by (partner mode.C)

    /// A(b) = sum_i s_i conj(b)^(T-i), how well a recurrent mode b correlates with the task, for either kind of mode:
    /// E = 1/2 sum |s_i|^2 - Re(conj(a c) A) + |a c|^2 B / 2.
    let correlationOf (mode: Mode) (energy: Expr) =
        let share = Canonical.ofInt (if isReal mode then -1 else -2)
        share *. byBoth mode (dataTerm mode energy)

    /// A(b) of real modes: E = 1/2 sum s_i^2 - a c A + (a c)^2 B / 2.
    let correlation (energy: Expr) = correlationOf Mode.real energy

    /// B(b) = sum_i |b|^(2(T-i)): the power of the network's own response.
    let responsePowerOf (mode: Mode) (energy: Expr) =
        // The regularization is |a c|^2 B / 2. By a, a, c, c the square gives 4, by a, conj(a), c, conj(c) the modulus 1.
        let share = if isReal mode then half else Canonical.ofInt 2

        effectiveRegularization mode energy
        |> Derivative.by mode.A
        |> Derivative.by mode.C
        |> byBoth mode
        |> fun quartic -> share *. quartic

    let responsePower (energy: Expr) = responsePowerOf Mode.real energy

    /// sum |s_i|^2, twice the energy of a network that does nothing.
    let taskPowerOf (mode: Mode) (energy: Expr) = Canonical.ofInt 2 *. Substitution.symbol mode.Symbols[2] Canonical.zero energy

    let taskPower (energy: Expr) = taskPowerOf Mode.real energy
