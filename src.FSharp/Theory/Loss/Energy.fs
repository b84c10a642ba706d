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

    /// Puts a task's formula in the place of s[i].
    let ofTask (task: TaskDynamics) (e: Expr) =
        match task.Formula.Node with
        | Indexed(s, _) when obj.ReferenceEquals(s, TaskDynamics.singularValue) -> e
        | _ -> Substitution.indexedSymbol TaskDynamics.singularValue [ TaskDynamics.step ] task.Formula e

    // E is quadratic in c, so its Taylor polynomial at c = 0 is E itself.
    let private atZero (e: Expr) = Substitution.symbol Mode.output Canonical.zero e
    let private slope (e: Expr) = Derivative.by Mode.c e

    /// The part of an energy that knows the data: constant and linear in the response.
    let dataTerm (energy: Expr) = atZero energy +. Mode.c *. atZero (slope energy)

    /// The part that knows only the network: quadratic in the response, the effective regularization.
    let effectiveRegularization (energy: Expr) = half *. square Mode.c *. slope (slope energy)
