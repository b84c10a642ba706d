namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The energy of one mode and its two parts (theory: equations (8), (9)).
[<RequireQualifiedAccess>]
module Energy =
    let private half = Canonical.number (Rational.ofRatio 1 2)
    let private square (e: Expr) = Canonical.power e (Canonical.ofInt 2)
    let private singularValue (index: Expr) = Canonical.indexed TaskDynamics.singularValue [ index ]

    /// sum of the summand over the trajectory, i = 1..T.
    let overTrajectory (summand: Expr) = Canonical.sumOver Mode.index Canonical.one Mode.T summand

    /// E = 1/2 sum_i (s[i] - c b^(T-i) a)^2 for singular values that are not specified further.
    let general =
        half *. overTrajectory (square (singularValue Mode.i -. Mode.response))

    /// Puts a task's formula in the place of s[i], and its length in the place of T.
    let ofTask (task: TaskDynamics) (e: Expr) =
        e
        |> Substitution.indexedSymbol TaskDynamics.singularValue [ TaskDynamics.step ] task.Formula
        |> Substitution.symbol TaskDynamics.trajectoryLength task.Length

    // E is quadratic in c, so its Taylor polynomial at c = 0 is E itself.
    let private atZero (e: Expr) = Substitution.symbol Mode.output Canonical.zero e
    let private slope (e: Expr) = Derivative.by Mode.c e

    /// The part of an energy that knows the data: constant and linear in the response.
    let dataTerm (energy: Expr) = atZero energy +. Mode.c *. atZero (slope energy)

    /// The part that knows only the network: quadratic in the response, the effective regularization.
    let effectiveRegularization (energy: Expr) = half *. square Mode.c *. slope (slope energy)

    /// A(b) = sum_i s_i b^(T-i): how well a recurrent mode b correlates with the task. E is linear in it,
    /// E = 1/2 sum s_i^2 - a c A + (a c)^2 B / 2.
    let correlation (energy: Expr) =
        dataTerm energy |> Derivative.by Mode.a |> Derivative.by Mode.c |> Canonical.negate

    /// B(b) = sum_i b^(2(T-i)): the power of the network's own response.
    let responsePower (energy: Expr) =
        // The regularization is a^2 c^2 B / 2, so four derivatives give 2 B.
        half *. (effectiveRegularization energy |> Derivative.nth 2 Mode.a |> Derivative.nth 2 Mode.c)
