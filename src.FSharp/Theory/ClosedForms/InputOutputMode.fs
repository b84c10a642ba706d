namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The input-output mode u = a c with b frozen, in closed form (theory: equations (41)-(47), Section 6).
[<RequireQualifiedAccess>]
module InputOutputMode =
    let private symbol (name: string) = Canonical.symbol (Vocabulary.real name)
    let private positive (name: string) =
        Canonical.symbol (
            Symbol.Of(
                name,
                { Assumptions.Of Real with
                    Lower = Some { Value = Rational.Zero; Strict = true } }
            )
        )

    let A = symbol "A"
    let B = symbol "B"
    let u = Mode.u
    let u0 = symbol "u_0"
    let k = positive "k"
    let tau = Mode.timescale
    let t = Mode.t
    let private two = Canonical.ofInt 2
    let private square (e: Expr) = Canonical.power e two
    let private inverse (e: Expr) = Canonical.power e (Canonical.ofInt -1)

    /// tau u' for a mode of given a and c: the flow's a' c + a c' with the task's sums as symbols.
    let private flowOfProduct =
        // tau a' = c (A - uB) and tau c' = a (A - uB), from E = const - a c A + (a c)^2 B / 2
        let energy =
            Canonical.negate (Mode.a *. Mode.c *. A)
            +. Canonical.multiplyAll [ Canonical.number (Rational.ofRatio 1 2); square Mode.a; square Mode.c; B ]
        let slope (z: Expr) = Canonical.negate (Derivative.by z energy)
        RationalForm.cancel (Mode.c *. slope Mode.a +. Mode.a *. slope Mode.c)

    /// u' for a balanced start, a = c: put c = a and a^2 = u into it.
    let balanced =
        flowOfProduct
        |> Substitution.symbol Mode.output Mode.a
        |> Substitution.symbol Mode.input (Canonical.squareRoot (positive "u"))
        |> Substitution.symbol (Properties.freeSymbols (positive "u") |> Array.head) u
        |> fun f -> Expand.expand f /. tau

    // v = 1/u turns the equation into a linear one, v' = p v + q.
    let private linearized =
        let v = symbol "v"
        let slope =
            Canonical.negate (square v) *. Substitution.symbol (Vocabulary.real "u") (inverse v) balanced
        let slope = RationalForm.cancel slope
        let p = Expand.coefficient v 1 slope
        let q = Expand.coefficient v 0 slope
        p, q

    /// u(t) for a balanced start, A != 0.
    let solution =
        let p, q = linearized
        RationalForm.cancel (inverse (ConstantCoefficients.linear p q (inverse u0) t))

    /// u(t) for A = 0.
    let uncorrelated =
        let _, q = linearized
        RationalForm.cancel (inverse (ConstantCoefficients.uniform q (inverse u0) t))

    /// t(u): the learning time at which the mode has come to u.
    let learningTime =
        let p, q = linearized
        let rest = q /. p
        RationalForm.cancel ((inverse u +. rest) /. (inverse u0 +. rest))
        |> Functions.log
        |> fun l -> l /. p

    /// The time at which half of the final value A/B is reached.
    let halfTime =
        let half = A /. (two *. B)
        Substitution.symbol (Vocabulary.real "u") half learningTime

    /// (a^2 + c^2)^2 = k^2 + 4 u^2 with k = a^2 - c^2: tau u' = sqrt(k^2 + 4 u^2)(A - uB).
    let unbalanced =
        Canonical.squareRoot (square k +. Canonical.ofInt 4 *. square u) *. (A -. u *. B) /. tau

    // u = k (w - 1/w)/4 with w > 0 makes the root k (w + 1/w)/2, and the equation a Riccati equation for w.
    let private w = positive "w"
    let private uOfW (w: Expr) = k *. (w -. inverse w) /. Canonical.ofInt 4
    let private wOfU (u: Expr) = (two *. u +. Canonical.squareRoot (square k +. Canonical.ofInt 4 *. square u)) /. k

    let private riccati =
        let root = k *. (w +. inverse w) /. two
        let slope = root *. (A -. uOfW w *. B) /. tau /. Derivative.by w (uOfW w)
        let slope = RationalForm.cancel slope
        Expand.coefficient w 0 slope, Expand.coefficient w 1 slope, Expand.coefficient w 2 slope

    /// u(t) for an unbalanced start, k = |a^2 - c^2| > 0.
    let unbalancedSolution =
        let alpha, beta, gamma = riccati
        uOfW (ConstantCoefficients.riccati alpha beta gamma (wOfU u0) t)

    let private atPoints (count: int) (holds: int -> bool) =
        if Seq.forall holds (seq { 1..count }) then
            Checked count
        else
            Unknown "a drawn point failed"

    // The closed form against its own equation at drawn points, by a central difference of the emitted-size expression.
    let private checkedNumerically (solution: Expr) (rightHandSide: Expr) =
        let derivative = Derivative.by t solution
        let random = System.Random 7

        atPoints 40 (fun _ ->
            let draw low high = low + (high - low) * random.NextDouble()
            let values =
                [ "A", draw 0.2 2.0
                  "B", draw 1.0 3.0
                  "k", draw 0.1 2.0
                  "u_0", draw -0.5 1.0
                  "tau", draw 0.5 2.0
                  "t", draw 0.0 2.0 ]
            let at extra = Evaluation.pointOf (values @ extra)

            match Evaluation.toDouble (at []) solution, Evaluation.toDouble (at []) derivative with
            | Ok y, Ok slope ->
                match Evaluation.toDouble (at [ "u", y ]) rightHandSide with
                | Ok expected -> abs (slope - expected) <= 1e-9 * (1.0 + abs expected)
                | Error _ -> false
            | _ -> false)

    let private residual (rightHandSide: Expr) (solution: Expr) =
        ConstantCoefficients.residual t (fun y -> Substitution.symbol (Vocabulary.real "u") y rightHandSide) solution

    // The general solution is proved; that the substitution was put in rightly is checked at drawn points besides.
    let private unbalancedVerdict () =
        match ConstantCoefficients.riccatiVerdict.Value, checkedNumerically unbalancedSolution unbalanced with
        | Proved reason, Checked _ -> Proved reason
        | Proved _, other -> other
        | other, _ -> other

    let section =
        let nonzero (e: Expr) =
            { Left = e
              Right = Canonical.zero
              Equal = false }
        let zero (e: Expr) =
            { Left = e
              Right = Canonical.zero
              Equal = true }
        let u' = "u(t)", "u(t)"

        lazy
            (Section.make
                "input-output"
                "Input-output mode with b frozen"
                [ Equation.derived "u'" "(45)" ("u'", "\\dot{u}") balanced "a' c + a c' at a = c, in terms of u = a c"
                  Equation.make "u" "(47)" u' solution "1/u obeys a linear equation; solve and invert" (residual balanced solution)
                  |> Equation.where [ nonzero A ]
                  Equation.make
                      "u.A=0"
                      ""
                      u'
                      uncorrelated
                      "the same with A = 0"
                      (residual (Substitution.symbol (Vocabulary.real "A") Canonical.zero balanced) uncorrelated)
                  |> Equation.where [ zero A ]
                  Equation.make
                      "t"
                      ""
                      ("t(u)", "t(u)")
                      learningTime
                      "solve u(t) = u for t"
                      (Equality.isZero (Derivative.by u learningTime *. balanced -. Canonical.one))
                  |> Equation.where [ nonzero A ]
                  Equation.derived "half-time" "" ("t(A/(2B))", "t_{1/2}") halfTime "t at half of the final value A/B"
                  |> Equation.where [ nonzero A ]
                  Equation.derived
                      "u'.unbalanced"
                      "(43)"
                      ("u'", "\\dot{u}")
                      unbalanced
                      "(a^2 + c^2)^2 = k^2 + 4 u^2, with k = |a^2 - c^2| conserved"
                  Equation.make
                      "u.unbalanced"
                      ""
                      u'
                      unbalancedSolution
                      "u = k (w - 1/w)/4 gives a Riccati equation with constant coefficients; solve and put back"
                      (unbalancedVerdict ())
                  |> Equation.where [ nonzero k ] ]
                [ "A and B are the task's sums at the frozen b; t is the learning time."
                  "u moves to A/B with the rate 2A/tau near the end; from a small start the time is tau/(2A) times the logarithm of the growth, so a larger A is learned faster." ])
