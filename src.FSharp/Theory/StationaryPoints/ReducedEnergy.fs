namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The energy at the best input-output mode for each recurrent mode, for a numeric T (theory: Section 9):
/// E*(b) = min over u of (P - 2 u A(b) + u^2 B(b))/2 = (P - A^2/B)/2 at u*(b) = A/B.
[<NoEquality; NoComparison>]
type ReducedEnergy =
    {
        Task: TaskDynamics
        Steps: int
        /// A(b) = sum_i s_i b^(T-i), a polynomial in b; where every output counts, sum over t and i of s_{t,i} b^(t-i).
        Correlation: Expr
        /// B(b) = sum_i b^(2(T-i)), positive; where every output counts, sum over t and i of b^(2(t-i)).
        ResponsePower: Expr
        /// P = sum s_i^2, over t too where every output counts.
        TaskPower: Expr
    }

    /// u*(b).
    member e.BestMode = e.Correlation /. e.ResponsePower
    /// E*(b).
    member e.Energy =
        (e.TaskPower -. Canonical.power e.Correlation (Canonical.ofInt 2) /. e.ResponsePower)
        /. Canonical.ofInt 2

    /// G(b) = 2 A' B - A B': dE*/db = -A G / (2 B^2), so E* is stationary where A G = 0, and with u not 0 where G = 0.
    member e.StationaryPolynomial =
        let slope = Derivative.by Mode.b
        Expand.expand (
            Canonical.ofInt 2 *. slope e.Correlation *. e.ResponsePower
            -. e.Correlation *. slope e.ResponsePower
        )

/// The correlation A of a task whose values are numbers but for one control parameter p: scale(p) times a polynomial in b with
/// coefficients that are coprime polynomials in p.
[<NoEquality; NoComparison>]
type ControlledCorrelation =
    {
        /// Coefficients by powers 0 .. T-1 of b; all zero for a task that is zero.
        Coefficients: Univariate[]
        /// scale = ScaleNumerator / ScaleDenominator, in lowest terms.
        ScaleNumerator: Univariate
        ScaleDenominator: Univariate
        /// P over its denominator where every output counts; else P is the sum of the squares of A's coefficients.
        TaskPower: (Univariate * Univariate) option
    }

/// The three quantities of which the reduced energy is made, for a task of numbers.
[<NoEquality; NoComparison>]
type ReducedNumbers =
    { Steps: int
      Correlation: Univariate
      ResponsePower: Univariate
      TaskPower: Rational }

    /// 2 A' B - A B'.
    member n.StationaryPolynomial =
        Univariate.scale (Rational.OfInt 2) (Univariate.derivative n.Correlation * n.ResponsePower)
        - n.Correlation * Univariate.derivative n.ResponsePower

[<RequireQualifiedAccess>]
module ReducedEnergy =
    let private problem text = Result.Error(InputProblem text)

    /// The longest trajectory whose stationary points are looked for.
    let longest = 200

    /// Needs a numeric T and real modes.
    let ofTask (task: TaskDynamics) : Result<ReducedEnergy, InputProblem> =
        if task.Setting.Modes <> RealModes then
            problem "stationary points are listed for real modes"
        else
            match task.Length.Node with
            | Number q when q.TryInt.IsSome && q.TryInt.Value <= longest ->
                try
                    let energy = Energy.ofTask task

                    Result.Ok
                        { Task = task
                          Steps = q.TryInt.Value
                          Correlation = UnrolledSums.writeOut (Energy.correlation energy)
                          ResponsePower = UnrolledSums.writeOut (Energy.responsePower energy)
                          TaskPower = UnrolledSums.writeOut (Energy.taskPower energy) }
                with UndefinedExpression reason ->
                    problem $"the task {task.Name} has no value at some step: {reason}"
            | Number _ -> problem $"stationary points need a T of at most {longest}"
            | _ -> problem "stationary points need a number for T; add it to --set, for example --set T=6"

    let private symbolNames (es: Expr seq) = es |> Seq.map Infix.print |> String.concat ", "

    /// Coefficients of A by powers of b and of one more symbol: rational numbers, over a common denominator in that symbol.
    let private fractionIn (control: Expr option) (e: Expr) =
        let f = RationalForm.fraction e
        let allowed = Mode.b :: Option.toList control

        let others (p: Polynomial) =
            Polynomial.variables p
            |> List.map (fun k -> p.Generators[k])
            |> List.filter (fun g -> not (List.exists (fun a -> obj.ReferenceEquals(a, g)) allowed))

        match List.distinct (others f.Numerator @ others f.Denominator) with
        | [] -> Result.Ok f
        | unknown ->
            let what =
                match control with
                | Some c -> $"besides {Infix.print c} the task"
                | None -> "the task"

            problem $"{what} must have rational values, but it contains {symbolNames unknown}; give numbers with --set"

    let private position (p: Polynomial) (e: Expr) = p.Generators |> Array.tryFindIndex (fun g -> obj.ReferenceEquals(g, e))

    let private univariate (control: Expr option) (p: Polynomial) =
        match control |> Option.bind (position p) with
        | Some k -> Univariate.OfCoefficients(Polynomial.denseRational k p)
        | None -> Univariate.Constant(Polynomial.tryConstant p |> ValueOption.defaultValue Rational.Zero)

    /// A in b and the control parameter. Fails where the task has further symbols or is not rational in the parameter.
    let correlationIn (control: Symbol option) (energy: ReducedEnergy) : Result<ControlledCorrelation, InputProblem> =
        let control = control |> Option.map Canonical.symbol

        try
            let power =
                match energy.Task.Setting.Outputs with
                | Last -> Result.Ok None
                | Every ->
                    fractionIn control energy.TaskPower
                    |> Result.map (fun f -> Some(univariate control f.Numerator, univariate control f.Denominator))

            Result.bind (fun power -> fractionIn control energy.Correlation |> Result.map (fun f -> f, power)) power
            |> Result.map (fun (f, power) ->
                let parts =
                    match position f.Numerator Mode.b with
                    | Some k -> Polynomial.coefficientsIn k f.Numerator
                    | None -> [| f.Numerator |]

                let raw =
                    Array.init energy.Steps (fun k -> if k < parts.Length then univariate control parts[k] else Univariate.Zero)

                // The common factor, with its numbers: what is left has coprime whole coefficients.
                let content = raw |> Array.fold Univariate.gcd Univariate.Zero
                let quotients = raw |> Array.map (fun c -> if c.IsZero then c else Univariate.quotient c content)
                let number = quotients |> Array.fold (fun g c -> Rational.gcd g c.Content) Rational.Zero

                { Coefficients =
                    (if number.IsZero then
                         quotients
                     else
                         quotients |> Array.map (Univariate.scale number.Reciprocal))
                  ScaleNumerator = Univariate.scale number content
                  ScaleDenominator = univariate control f.Denominator
                  TaskPower = power })
        with UndefinedExpression reason ->
            problem $"the task {energy.Task.Name} has no value: {reason}"

    let private quotientAt (value: Rational) (numerator, denominator) =
        let below = Univariate.evaluate denominator value
        if below.IsZero then None else Some(Univariate.evaluate numerator value / below)

    /// B as a polynomial of numbers.
    let responsePower (energy: ReducedEnergy) : Univariate =
        match Univariate.ofExpr Mode.b energy.ResponsePower with
        | Result.Ok p -> p
        | Result.Error reason -> raise (UnsupportedOperation reason)

    /// The task at a rational value of the parameter; none where it has a pole.
    let numbersAt (responsePower: Univariate) (a: ControlledCorrelation) (value: Rational) : ReducedNumbers option =
        quotientAt value (a.ScaleNumerator, a.ScaleDenominator)
        |> Option.bind (fun scale ->
            let coefficients = a.Coefficients |> Array.map (fun c -> scale * Univariate.evaluate c value)

            let power =
                match a.TaskPower with
                | None -> Some(coefficients |> Array.fold (fun sum c -> sum + c * c) Rational.Zero)
                | Some fraction -> quotientAt value fraction

            power
            |> Option.map (fun power ->
                { Steps = coefficients.Length
                  Correlation = Univariate.OfCoefficients coefficients
                  ResponsePower = responsePower
                  TaskPower = power }))
