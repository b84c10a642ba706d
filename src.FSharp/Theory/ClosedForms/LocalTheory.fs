namespace LrnnSymbolic.Theory

open System
open LrnnSymbolic.Algebra

/// What learning looks like at a solution and near the start (theory: Section 10, Appendix F).
[<RequireQualifiedAccess>]
module LocalTheory =
    let private half = Canonical.number (Rational.ofRatio 1 2)
    let private two = Canonical.ofInt 2
    let private square (e: Expr) = Canonical.power e two

    // A common positive symbol for |a| = |c|, whose square is |u|.
    let private size =
        Symbol.Of(
            "root",
            { Assumptions.Of Real with
                Lower = Some { Value = Rational.Zero; Strict = true } }
        )

    /// Trace, and product of the two eigenvalues that are not zero, of the Hessian at a balanced solution |a| = |c|. Without
    /// loss the Hessian is the Gram matrix of the response's gradients; the rescaling of a against c is in its null space.
    /// For complex modes: the matrix G of tau delta' = -G delta, whose eigenvalues are those of the real Hessian, each twice.
    let private traceAndDeterminant (setting: Setting) (b: Expr) (u: Expr) =
        let mode = Mode.ofKind setting.Modes
        let product z z' = ResponseOverlap.now setting.Modes (ResponseOverlap.gradientProduct setting z z')
        let root = Canonical.symbol size

        let atSolution (e: Expr) =
            e
            |> Substitution.symbols [ mode.Symbols[0], root; mode.Symbols[1], b; mode.Symbols[2], root ]
            |> Substitution.symbol size (Canonical.squareRoot (Canonical.squareRoot (Energy.modulusSquared u)))

        let entry z z' = atSolution (product z z')
        let minor z z' = entry z z *. entry z' z' -. entry z z' *. entry z' z

        [ for z in [ mode.A; mode.B; mode.C ] -> entry z z ] |> Canonical.addAll,
        minor mode.A mode.B +. minor mode.A mode.C +. minor mode.B mode.C

    let rec private hasPowerOf (root: Expr) (e: Expr) =
        let mutable found = false

        let look (part: Expr) =
            found <- found || hasPowerOf root part
            part

        match e.Node with
        | Power f when obj.ReferenceEquals(f.Base, root) -> true
        | Product factors when factors |> Array.exists (fun f -> obj.ReferenceEquals(f.Base, root)) -> true
        | _ ->
            Substitution.mapChildren look e |> ignore
            found

    // In lowest terms, where that asks for no more than what it is divided by: (2^(-t) + lambda^(T-t)) as a fraction over lambda^t
    // has no value at lambda = 0, and mu*[t=2] + nu^(t-1) is (mu*nu*[t=2] + nu^t)/nu, which at t = 1 has none at nu = 0.
    let private shortened (step: Symbol) (below: Expr) (quotient: Expr) =
        let lowest = RationalForm.cancel quotient
        let allowed, multiplied = ParameterRoots.factors below, ParameterRoots.poles below
        let isAllowed (pole: Expr) =
            allowed |> List.exists (fun e -> obj.ReferenceEquals(e, pole))
            && not (multiplied |> List.exists (fun root -> hasPowerOf root pole))
        let isConstant = Properties.isFreeOf step lowest
        if isConstant || ParameterRoots.poles lowest |> List.forall isAllowed then
            lowest
        else
            quotient

    let private importance (task: TaskDynamics) (decision: ZeroLoss) =
        let step = List.last (TaskDynamics.formals task.Setting)
        let at = Canonical.symbol step
        let value place = Substitution.symbol step place task.Formula
        let s = TaskDynamics.singularValueOf task.Setting.Modes

        let ratio =
            try
                Some(shortened step (value at) (value (at +. Canonical.one) /. value at))
            with
            | UndefinedExpression _
            | UnsupportedOperation _ -> None

        let left =
            let formals = TaskDynamics.formals task.Setting |> List.map Canonical.symbol
            let valueAt place = Scalar(Canonical.indexed s (List.take (formals.Length - 1) formals @ [ place ]))
            Row [ valueAt (at +. Canonical.one); Mark "/"; valueAt at ]

        let equation r =
            Equation.derived "ratio" "" left (Scalar r) "the ratio of neighbouring values"
            |> Equation.where
                [ { Left = value at
                    Right = Canonical.zero
                    Equal = false } ]

        match ratio with
        | Some r when Properties.isFreeOf step r ->
            [ equation r ],
            [ "Below 1 in modulus early steps count more, above 1 late ones."
              match decision with
              | Solved _ ->
                  "Where the values are not 0 and T >= 2 the solution without loss has |b| > 1 (unstable hidden dynamics) with a ratio below 1 in modulus, and |b| < 1 (stable) with one above 1; a task whose values are 0, or T = 1, asks for no b."
              | _ -> () ]
        | Some r ->
            [ equation r ],
            [ "Steps where the ratio is above 1 in modulus make late inputs count more, steps where it is below 1 early ones." ]
        | None -> [], [ $"{s.Name} vanishes or has no ratio of neighbouring values in closed form." ]

    // ---- Without loss -----------------------------------------------------------------------------------------------------

    // Minus the derivatives of the flow at a drawn solution, in doubles: holomorphic part, and the part by the conjugates,
    // which must vanish without loss.
    let private numericLinearization (setting: Setting) (energy: Expr) =
        let mode = Mode.ofKind setting.Modes
        let modes = [ mode.A; mode.B; mode.C ]
        let flow = GradientFlow.ofEnergy mode energy
        let derivatives (z: Expr -> Expr) = [ for f in flow -> [ for m in modes -> Derivative.by (z m) f ] ]
        let holomorphic = derivatives id
        let other = if setting.Modes = RealModes then [] else derivatives Functions.conjugate

        fun (point: Point<Numerics.Complex>) ->
            let value (e: Expr) =
                match Evaluation.toComplex point e with
                | Ok x -> x
                | Error _ -> Numerics.Complex.NaN

            holomorphic |> List.map (List.map (value >> Numerics.Complex.Negate)), other |> List.collect (List.map value)

    let private draw (random: Random) (s: Symbol) =
        let part low = low + random.NextDouble()

        if obj.ReferenceEquals(s, Vocabulary.trajectoryLength) then
            Numerics.Complex(float (random.Next(2, 8)), 0.0)
        elif s.Assumptions.Domain = Integer then
            Numerics.Complex(float (random.Next(1, 4)), 0.0)
        elif s.Assumptions.Domain = Domain.Complex then
            Numerics.Complex(part 0.2, part -0.5)
        else
            Numerics.Complex(part 0.3 * float (1 - 2 * random.Next 2), 0.0)

    let private points = 20

    // Trace and principal minors of the linearized flow itself, at drawn parameters of either sign.
    let private verdict (task: TaskDynamics) (b: Expr) (u: Expr) (trace: Expr) (determinant: Expr) =
        let linearization = numericLinearization task.Setting (Energy.ofTask task)
        let random = Random 11
        let symbols = Vocabulary.trajectoryLength :: TaskDynamics.parameters task

        let agrees _ =
            let values = [ for s in symbols -> s.Name, draw random s ]
            let at extra = Evaluation.pointOf (values @ extra)
            let value e = Evaluation.toComplex (at []) e

            match value u, value b, value trace, value determinant with
            | Ok u, Ok b, Ok trace, Ok determinant ->
                let a = Numerics.Complex(sqrt u.Magnitude, 0.0)
                let h, other = linearization (at [ "a", a; "b", b; "c", u / a ])
                let minor j k = h[j][j] * h[k][k] - h[j][k] * h[k][j]
                let scale = 1.0 + Numerics.Complex.Abs trace
                let near (x: Numerics.Complex) (y: Numerics.Complex) size = Numerics.Complex.Abs(x - y) <= 1e-9 * size

                near (h[0][0] + h[1][1] + h[2][2]) trace scale
                && near (minor 0 1 + minor 0 2 + minor 1 2) determinant (scale * scale)
                && other |> List.forall (fun x -> near x Numerics.Complex.Zero scale)
            | _ -> false

        if Seq.forall agrees (seq { 1..points }) then
            Checked points
        else
            Unknown "the linearized flow at a drawn point has another spectrum, or no value"

    let private atZeroLoss (task: TaskDynamics) (b: Expr) (u: Expr) =
        let fill (e: Expr) = Substitution.symbol TaskDynamics.trajectoryLength task.Length e
        let trace, determinant = traceAndDeterminant task.Setting b u
        let trace, determinant = fill trace, fill determinant
        let root = Canonical.squareRoot (square trace -. Canonical.ofInt 4 *. determinant)
        let eigenvalue sign = half *. (trace +. Canonical.ofInt sign *. root)
        let verdict = verdict task b u trace determinant
        let needed = ZeroLossCases.needed [ b; u ]
        // A solution at u = 0 has no curvature.
        let moving =
            [ { Left = u
                Right = Canonical.zero
                Equal = false } ]

        let h_1, h_2 = Canonical.symbol (Vocabulary.real "h_1"), Canonical.symbol (Vocabulary.real "h_2")

        [ Equation.derived "b" "" (Letter "b") (Scalar b) "the solution without loss"
          Equation.make "trace" "" (Scalar(h_1 +. h_2)) (Scalar trace) "trace of the Hessian at |a| = |c|, ac = u" verdict
          Equation.make
              "determinant"
              ""
              (Scalar(h_1 *. h_2))
              (Scalar determinant)
              "determinant on the plane orthogonal to the rescaling of a against c"
              verdict
          Equation.make "h_1" "" (Scalar h_1) (Scalar(eigenvalue 1)) "the larger eigenvalue" verdict
          Equation.make "h_2" "" (Scalar h_2) (Scalar(eigenvalue -1)) "the smaller eigenvalue; the third is 0" verdict
          Equation.make
              "rate"
              ""
              (Letter "eta_max")
              (Scalar(two /. eigenvalue 1))
              "2 over the largest eigenvalue: the largest stable rate of descent"
              verdict
          |> Equation.where moving ]
        |> List.map (fun e -> Equation.where (needed @ e.Conditions) e),
        [ "`h_1`, `h_2` and `eta_max` are those of the balanced solution, |a| = |c|. Of all a and c with ac = u it has the smallest `h_1` and `h_2`: both grow with |a|^2 + |c|^2, and the largest stable rate 2/`h_1` falls."
          "`h_2` > 0 for T >= 2 and u != 0, and near the balanced solution the loss then falls as exp(-2 `h_2` t/tau). For T = 1 b has no influence and `h_2` = 0; at u = 0 `h_1` = `h_2` = 0." ]
        |> List.map Prose.read

    /// The section "stability".
    let internal section (task: TaskDynamics) (answer: ZeroLossAnswer) =
        let importanceEquations, importanceRemarks = importance task answer.Decision

        let local, localRemarks =
            match answer.Decision with
            | Solved(b, u, _) -> atZeroLoss task b u
            | Undecided reason -> [], [ Prose.words $"Whether there is a solution without loss is not decided: {reason}." ]
            | Silent -> [], [ Prose.words "The task is zero, and every mode with u = 0 is without loss." ]
            | SingleStep _ -> [], [ Prose.words "T = 1: b has no influence." ]
            | Unsolvable _ -> [], ZeroLossSection.absence answer
            | Valueless _ -> [], [ Prose.words "The task has no value at some step." ]
            | ByLength _ -> [], []

        let order, orderRemarks = LearningOrder.equations task

        Section.make
            "stability"
            "Stability and rates"
            (importanceEquations @ local @ order)
            (List.map Prose.words importanceRemarks @ localRemarks @ orderRemarks)
        |> Section.explained (
            InputOutputMode.taskSums
            @ [ "A_n", "A of two modes that are compared"
                "x", "A/(B*u_0) - 1, the growth of u up to half of its final value A/B" ]
        )
