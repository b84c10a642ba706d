namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The input-output mode u = a c with b frozen, in closed form (theory: equations (41)-(47), Section 6).
[<RequireQualifiedAccess>]
module InputOutputMode =
    let private symbol (name: string) = Canonical.symbol (Vocabulary.real name)
    let A = symbol "A"
    let B = symbol "B"
    let u = Mode.u
    let u0 = symbol "u_0"
    let k = symbol "k"
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

    /// u' for a balanced start: put c = a into it, and u^n for a^(2n).
    let balanced =
        Expand.coefficients Mode.a (Substitution.symbol Mode.output Mode.a flowOfProduct)
        |> List.map (fun (n, coefficient) -> coefficient *. Canonical.power u (Canonical.number (Rational.ofRatio n 2)))
        |> Canonical.addAll
        |> fun slope -> slope /. tau

    // v = 1/u turns the equation into a linear one, v' = p v + q.
    let internal linearized =
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

    // How much of the way from the final value is left at the start, over what is left at u: a solution passes u where this is
    // positive.
    let private way (u: Expr) =
        let p, q = linearized
        let rest = q /. p
        RationalForm.cancel ((inverse u0 +. rest) /. (inverse u +. rest))

    /// t(u): the learning time at which the mode has come to u.
    let timeTo (u: Expr) = Functions.log (way u) /. Canonical.negate (fst linearized)

    let learningTime = timeTo u

    let private half = A /. (two *. B)

    /// The time at which half of the final value A/B is reached.
    let halfTime = timeTo half

    let private residual (rightHandSide: Expr) (solution: Expr) =
        ConstantCoefficients.residual t (fun y -> Substitution.symbol (Vocabulary.real "u") y rightHandSide) solution

    // ---- Any start ------------------------------------------------------------------------------------------------------
    //
    // tau a' = conj(c) (A - uB) and tau c' = conj(a) (A - uB), for real modes without the conjugates. With Q = (a, conj c),
    // N = |a|^2 + |c|^2 and the conserved k = |a|^2 - |c|^2 this is
    //   tau Q' = G Q - (B/2) N Q,   G = [[Bk/2, A], [conj A, -Bk/2]],   G^2 = omega^2 I,
    // linear up to a common factor: Q = P / sqrt(1 + (B/tau) int |P|^2) with P = (cosh x + sinh x G/omega) Q_0, x = omega t/tau.

    /// A symbol for each quantity, real or complex.
    [<NoEquality; NoComparison>]
    type private Quantities =
        { A: Expr
          ConjA: Expr
          U0: Expr
          ConjU0: Expr
          // omega, N at the start, and exp(2 omega t/tau).
          Omega: Expr
          N0: Expr
          Growth: Expr }

    // Numerator and denominator of u, and the numerator of N, all times 4 omega^2 exp(2 omega t/tau).
    let private solved (v: Quantities) =
        let half (e: Expr) = e /. two
        let more, less = v.Omega *. (v.Growth +. Canonical.one), v.Growth -. Canonical.one
        let turned = half (B *. k) *. less
        let pulled = v.A *. less
        // u = P_1 conj(P_2), with P_1 = (more + turned) a + pulled conj(c) and conj(P_2) = (more - turned) c + pulled conj(a).
        let product =
            v.U0 *. (square more -. square turned)
            +. more *. pulled *. v.N0
            +. turned *. pulled *. k
            +. square pulled *. v.ConjU0

        let start = half (B *. square k) +. v.A *. v.ConjU0 +. v.ConjA *. v.U0
        let wave = square v.Growth -. Canonical.one
        let denominator =
            Canonical.ofInt 4 *. square v.Omega *. v.Growth
            +. B *. (v.Omega *. v.N0 *. wave +. start *. square less)
        let size = two *. v.Omega *. (v.Omega *. v.N0 *. (square v.Growth +. Canonical.one) +. start *. wave)

        product, denominator, size

    /// u of a real mode in the letters given: A, B, u_0, k, omega, N_0 and exp(2 omega t/tau).
    let internal anyFor (A: Expr) (B': Expr) (u0: Expr) (k': Expr) (omega: Expr) (n0: Expr) (growth: Expr) =
        let product, denominator, _ =
            solved
                { A = A
                  ConjA = A
                  U0 = u0
                  ConjU0 = u0
                  Omega = omega
                  N0 = n0
                  Growth = growth }

        product /. denominator |> Substitution.symbols [ Vocabulary.real "B", B'; Vocabulary.real "k", k' ]

    /// That this solves tau u' = N (A - uB) with N^2 = k^2 + 4 |u|^2 from u_0, for all values: identities of rational functions
    /// once conj(A) and conj(u_0) are expressed by omega and N_0.
    let private solvedVerdict =
        lazy
            (let A, u0, omega, n0, q = symbol "A", symbol "u_0", symbol "omega", symbol "N_0", symbol "q"
             let quarter (e: Expr) = e /. Canonical.ofInt 4
             let conjA = (square omega -. quarter (square (B *. k))) /. A
             let conjU0 = quarter (square n0 -. square k) /. u0
             let v =
                 { A = A
                   ConjA = conjA
                   U0 = u0
                   ConjU0 = conjU0
                   Omega = omega
                   N0 = n0
                   Growth = q }
             let product, denominator, size = solved v
             // The same with the roles of everything and its conjugate exchanged.
             let conjugate, _, _ =
                 solved
                     { v with
                         A = conjA
                         ConjA = A
                         U0 = conjU0
                         ConjU0 = u0 }
             // q' = 2 omega q/tau.
             let slope (e: Expr) = two *. omega *. q *. Derivative.by q e
             let claims =
                 [ slope product *. denominator
                   -. product *. slope denominator
                   -. size *. (A *. denominator -. product *. B)
                   square size -. square (k *. denominator) -. Canonical.ofInt 4 *. product *. conjugate
                   Substitution.symbol (Vocabulary.real "q") Canonical.one (product -. u0 *. denominator) ]

             match claims |> List.map Equality.isZero |> List.tryFind (fun v -> not v.IsProved) with
             | None -> Verdict.ByIdentity "the residual of the equation is a rational identity, and u at time 0 is its start"
             | Some other -> other)

    // ---- Sections -------------------------------------------------------------------------------------------------------

    let private condition equal (e: Expr) =
        { Left = e
          Right = Canonical.zero
          Equal = equal }

    let private u' = Quantity.at "u" "t"

    /// tau u' and u(t) for any start, in terms of k = |a|^2 - |c|^2.
    let private anyStart (kind: ModeKind) =
        let named (name: string) = Canonical.symbol (Mode.vocabulary kind name)
        let A, u, u0 = named "A", named "u", named "u_0"
        let omega, n0, q = symbol "omega", symbol "N_0", symbol "q"
        let size (u: Expr) = Canonical.squareRoot (square k +. Canonical.ofInt 4 *. Energy.modulusSquared u)
        let v =
            { A = A
              ConjA = Functions.conjugate A
              U0 = u0
              ConjU0 = Functions.conjugate u0
              Omega = omega
              N0 = n0
              Growth = q }
        let product, denominator, _ = solved v
        let difference, sumOfSquares =
            match kind with
            | RealModes -> "a^2 - c^2", "a^2 + c^2"
            | ComplexModes -> "|a|^2 - |c|^2", "|a|^2 + |c|^2"

        [ Equation.derived
              "u'.any"
              "(43)"
              (Quantity.derivative "u")
              (Scalar(size u *. (A -. u *. B) /. tau))
              $"a' c + a c', where ({sumOfSquares})^2 = `k`^2 + 4 |u|^2 and `k` = {difference} is conserved"
          Equation.derived
              "omega"
              ""
              (Letter "omega")
              (Scalar(Canonical.squareRoot (Energy.modulusSquared A +. square (B *. k) /. Canonical.ofInt 4)))
              "the eigenvalues +`omega`, -`omega` of the linear system for (a, conj c)"
          Equation.derived "N_0" "" (Letter "N_0") (Scalar(size u0)) $"{sumOfSquares} at the start"
          Equation.derived
              "q"
              ""
              (Letter "q")
              (Scalar(Canonical.exponential (two *. omega *. t /. tau)))
              "how far the linear system has grown"
          Equation.make
              "u.any"
              ""
              u'
              (Scalar(product /. denominator))
              "(a, conj c) obeys a linear system up to a common factor; solve, normalize, multiply"
              solvedVerdict.Value
          |> Equation.where [ condition false omega ] ]

    let private balancedReal () =
        let nonzero, zero = [ condition false A ], [ condition true A ]

        [ Equation.derived "u'" "(45)" (Quantity.derivative "u") (Scalar balanced) "a' c + a c' at a = c, in terms of u = a c"
          Equation.make "u" "(47)" u' (Scalar solution) "1/u obeys a linear equation; solve and invert" (residual balanced solution)
          |> Equation.where nonzero
          Equation.make
              "u.A=0"
              ""
              u'
              (Scalar uncorrelated)
              "the same with `A` = 0"
              (residual (Substitution.symbol (Vocabulary.real "A") Canonical.zero balanced) uncorrelated)
          |> Equation.where zero
          Equation.make
              "t"
              ""
              (Quantity.at "t" "u")
              (Scalar learningTime)
              "solve u(t) = u for t"
              (Equality.isZero (Derivative.by u learningTime *. balanced -. Canonical.one))
          |> Equation.where nonzero
          |> Equation.wherePositive [ way u ]
          Equation.derived
              "half-time"
              ""
              (Named(Row [ Letter "t"; Word "("; Letter "A"; Word "/(2"; Letter "B"; Word "))" ], Below(Letter "t", Mark "1/2")))
              (Scalar halfTime)
              "t at half of the final value `A`/`B`"
          |> Equation.where nonzero
          |> Equation.wherePositive [ way half ] ]

    // At k = 0 and A = 0 the linear system stands still; |u| then decays as for real modes, and the phase stays.
    let private balancedComplex () =
        let u0 = Canonical.symbol (Vocabulary.complex "u_0")
        let modulus = Canonical.squareRoot (Energy.modulusSquared u0)
        let shrinking = two *. B *. t *. modulus
        let decayed = u0 *. tau /. (tau +. shrinking)
        // tau u' = -2 |u| u B with |u| = |u_0| tau/(tau + 2 B |u_0| t).
        let claim =
            tau *. Derivative.by t decayed +. two *. B *. decayed *. modulus *. tau /. (tau +. shrinking)

        [ Equation.make "u.A=0" "" u' (Scalar decayed) "tau u' = -2 |u| u `B` keeps the phase" (Equality.isZero claim)
          |> Equation.where [ condition true (Canonical.symbol (Vocabulary.complex "A")); condition true k ] ]

    /// What the letters stand for that a task enters by.
    let taskSums =
        [ "A", "the task's sum A(b)"; "B", "the network's own sum B(b)"; "u_0", "u at learning time 0" ]

    let private make (kind: ModeKind) =
        let equations, remarks =
            match kind with
            | RealModes ->
                balancedReal () @ anyStart kind,
                [ "The first equations are for a = c, those with `k` for any a and c; `u_0` is u at t = 0."
                  "For a = c, `A` > 0 and `u_0` > 0, u moves to `A`/`B` with the rate 2`A`/tau near the end; from a small start the time is tau/(2`A`) times the logarithm of the growth. With `A` < 0 it shrinks to 0; a = -c is the same with -u and -`A`." ]
            | ComplexModes ->
                anyStart kind @ balancedComplex (),
                [ "For `A` != 0, and apart from starts that shrink to 0 (at `k` = 0 those with the phase of -`A`), u moves to `A`/`B`, and its phase to that of `A`; `k` = 0 is the balanced start |a| = |c|, where `omega` = |`A`|." ]

        Section.make
            "input-output"
            "Input-output mode with b frozen"
            equations
            ("`A` and `B` are the task's sums at the frozen b; t is the learning time." :: remarks
             |> List.map Prose.read)
        |> Section.general
        |> Section.explained (taskSums @ [ "k", "a^2 - c^2, which learning conserves (in modulus squares for complex modes)" ])

    let private ofModes = Setting.once make

    /// The section "input-output": A and B hold all that it asks of the task and of the outputs that count.
    let section (setting: Setting) = ofModes setting.Modes
