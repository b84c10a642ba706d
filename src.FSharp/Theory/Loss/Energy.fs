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

    /// A(b) = sum_i s_i b^(T-i), how well a recurrent mode b correlates with the task:
    /// E = 1/2 sum s_i^2 - a c A + (a c)^2 B / 2 for real modes.
    let correlation (energy: Expr) = dataTerm Mode.real energy |> Derivative.by Mode.a |> Derivative.by Mode.c |> Canonical.negate

    /// B(b) = sum_i b^(2(T-i)): the power of the network's own response.
    let responsePower (energy: Expr) =
        // The regularization is a^2 c^2 B / 2, so four derivatives give 2 B.
        half
        *. (effectiveRegularization Mode.real energy |> Derivative.nth 2 Mode.a |> Derivative.nth 2 Mode.c)

    /// sum s_i^2, twice the energy of a network that does nothing.
    let taskPower (energy: Expr) = Canonical.ofInt 2 *. Substitution.symbol Mode.output Canonical.zero energy
