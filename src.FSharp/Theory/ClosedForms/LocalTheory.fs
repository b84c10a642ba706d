namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// What learning looks like at a solution and near the start (theory: Section 10, Appendix F).
[<RequireQualifiedAccess>]
module LocalTheory =
    let private half = Canonical.number (Rational.ofRatio 1 2)
    let private two = Canonical.ofInt 2
    let private square (e: Expr) = Canonical.power e two

    let private root =
        Canonical.symbol (
            Symbol.Of(
                "root",
                { Assumptions.Of Real with
                    Lower = Some { Value = Rational.Zero; Strict = true } }
            )
        )

    /// The Hessian at a balanced solution a = c = sqrt(u) on the plane orthogonal to the rescaling (1, 0, -1): entries
    /// along (1, 0, 1)/sqrt(2) and b. Without loss it is the sum of the dyads of the response's gradients.
    let private reducedHessian (b: Expr) (u: Expr) =
        let product z z' = ResponseOverlap.now (ResponseOverlap.gradientProduct z z')

        let atSolution (e: Expr) =
            // a = c = sqrt(u) after a common positive symbol stands for both, so that a c is u for every sign rule.
            e
            |> Substitution.symbols [ Mode.input, root; Mode.output, root; Mode.recurrent, b ]
            |> Substitution.symbol (Properties.freeSymbols root |> Array.head) (Canonical.squareRoot u)

        let twice (e: Expr) = two *. e
        // (1, 0, 1)/sqrt(2) on both sides of the (a, c) block: (H_aa + 2 H_ac + H_cc)/2, all four alike at a = c.
        atSolution (twice (product Mode.a Mode.a)),
        atSolution (Canonical.squareRoot two *. product Mode.a Mode.b),
        atSolution (product Mode.b Mode.b)

    let private importance (task: TaskDynamics) =
        let value step = Substitution.symbol TaskDynamics.step step task.Formula
        let ratio =
            try
                Some(RationalForm.cancel (value (Mode.t +. Canonical.one) /. value Mode.t))
            with _ ->
                None

        match ratio with
        | Some r when Properties.isFreeOf TaskDynamics.step r ->
            [ Equation.derived "s[t+1]/s[t]" "" ("s[t+1]/s[t]", "s_{t+1}/s_t") r "the ratio of neighbouring values" ],
            [ "Below 1 in modulus early steps count more, and the solution has |b| > 1 (unstable hidden dynamics); above 1 late steps count more, and |b| < 1 (stable)." ]
        | Some r ->
            [ Equation.derived "s[t+1]/s[t]" "" ("s[t+1]/s[t]", "s_{t+1}/s_t") r "the ratio of neighbouring values" ],
            [ "Steps where the ratio is above 1 in modulus make late inputs count more, steps where it is below 1 early ones." ]
        | None -> [], [ "s_t vanishes or has no ratio of neighbouring values in closed form." ]

    let private atZeroLoss (task: TaskDynamics) (b: Expr) (u: Expr) =
        let fill (e: Expr) = Substitution.symbol TaskDynamics.trajectoryLength task.Length e
        let h11, h12, h22 = reducedHessian b u
        let h11, h12, h22 = fill h11, fill h12, fill h22
        let trace = h11 +. h22
        let determinant = h11 *. h22 -. square h12
        let root = Canonical.squareRoot (square trace -. Canonical.ofInt 4 *. determinant)
        let eigenvalue sign = half *. (trace +. Canonical.ofInt sign *. root)

        // The characteristic polynomial of the whole 3 x 3 Hessian at drawn points.
        let verdict =
            let hessian = GradientFlow.hessian (Energy.ofTask task)
            let names = "T" :: (TaskDynamics.parameters task |> List.map _.Name)
            let random = System.Random 11

            let agrees _ =
                let values =
                    [ for name in names -> name, (if name = "T" then float (2 + random.Next 6) else 0.3 + random.NextDouble()) ]

                let at extra = Evaluation.pointOf (values @ extra)

                match Evaluation.toDouble (at []) u, Evaluation.toDouble (at []) b with
                | Ok u0, Ok b0 when u0 > 0.0 ->
                    let point = at [ "a", sqrt u0; "b", b0; "c", sqrt u0 ]
                    let h =
                        hessian
                        |> List.map (
                            List.map (fun e ->
                                match Evaluation.toDouble point e with
                                | Ok x -> x
                                | Error _ -> nan)
                        )
                    let trace3 = h[0][0] + h[1][1] + h[2][2]

                    match Evaluation.toDouble (at []) (eigenvalue 1), Evaluation.toDouble (at []) (eigenvalue -1) with
                    | Ok high, Ok low ->
                        let minors =
                            h[0][0] * h[1][1] - h[0][1] * h[1][0] + h[0][0] * h[2][2] - h[0][2] * h[2][0] + h[1][1] * h[2][2]
                            - h[1][2] * h[2][1]

                        abs (high + low - trace3) <= 1e-9 * (1.0 + abs trace3)
                        && abs (high * low - minors) <= 1e-9 * (1.0 + abs trace3 * abs trace3)
                    | _ -> false
                | _ -> true

            if Seq.forall agrees (seq { 1..20 }) then
                Checked 20
            else
                Unknown "a drawn point failed"

        [ Equation.derived "b" "" ("b", "b") b "the solution without loss"
          Equation.make "trace" "" ("h_1 + h_2", "h_1 + h_2") trace "trace of the Hessian at a = c = sqrt(u)" verdict
          Equation.make
              "determinant"
              ""
              ("h_1*h_2", "h_1 h_2")
              determinant
              "determinant on the plane orthogonal to the rescaling of a against c"
              verdict
          Equation.make "h_1" "" ("h_1", "h_1") (eigenvalue 1) "the larger eigenvalue" verdict
          Equation.make "h_2" "" ("h_2", "h_2") (eigenvalue -1) "the smaller eigenvalue; the third is 0" verdict
          Equation.make
              "rate"
              ""
              ("eta_max", "\\eta_{\\max}")
              (two /. eigenvalue 1)
              "2 over the largest eigenvalue: the largest stable rate of descent"
              verdict ],
        [ "For T = 1 b has no influence and h_2 = 0."; "Near the solution the loss falls as exp(-2 h_2 t/tau)." ]

    /// The section "stability".
    let section (task: TaskDynamics) =
        let importanceEquations, importanceRemarks = importance task

        let local, localRemarks =
            match ZeroLoss.decide task with
            | Solved(b, u, _) -> atZeroLoss task b u
            | _ -> [], [ "There is no solution without loss; the stationary points are in the section on stationary points." ]

        let start =
            let final = Substitution.symbol TaskDynamics.step task.Length task.Formula
            [ Equation.derived "A(0)" "" ("A(0)", "A(0)") final "A at b = 0, where b^0 = 1 leaves the last value" ]

        Section.make
            "stability"
            "Stability and rates"
            (importanceEquations @ local @ start)
            (importanceRemarks
             @ localRemarks
             @ [ "From a small balanced start u_0 a mode grows as u_0 exp(2 A t/tau), so of two modes the one with the larger A(b) at the start is learned first; at small |b| that is the one with the larger last value." ])
