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
type internal ControlledCorrelation =
    {
        /// Coefficients by powers 0 .. T-1 of b; all zero for a task that is zero.
        Coefficients: Univariate[]
        /// scale = ScaleNumerator / ScaleDenominator, in lowest terms.
        ScaleNumerator: Univariate
        ScaleDenominator: Univariate
        /// P over its denominator where every output counts; else P is the sum of the squares of A's coefficients.
        TaskPower: (Univariate * Univariate) option
        /// Zero where all values are rational. Else they are rounded, and with |p| in it this bounds the sum of the errors of the
        /// Coefficients.
        Uncertainty: Univariate
        /// A reads the same backwards but for its sign, rounded values included: b^(T-1) A(1/b) = A(b) or -A(b).
        ReadsBackwards: bool
    }

/// The three quantities of which the reduced energy is made, for a task of numbers.
[<NoEquality; NoComparison>]
type internal ReducedNumbers =
    {
        Steps: int
        Correlation: Univariate
        ResponsePower: Univariate
        TaskPower: Rational
        /// Zero where all values are rational. Else they are rounded, and this bounds the sum of the errors of A's coefficients.
        Uncertainty: Rational
        /// A of the values themselves, not only of their roundings, reads the same backwards but for its sign.
        ReadsBackwards: bool
    }

    /// 2 A' B - A B'.
    member n.StationaryPolynomial =
        Univariate.scale (Rational.OfInt 2) (Univariate.derivative n.Correlation * n.ResponsePower)
        - n.Correlation * Univariate.derivative n.ResponsePower

/// Making the reduced energy of a task.
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
            | _ -> problem "stationary points need a number for T, as in T=6"

    let private symbolNames (es: Expr seq) = es |> Seq.map Infix.print |> String.concat ", "

    let private isClosed (e: Expr) = (Properties.freeSymbols e).Length = 0

    // What Expr does not see as a symbol may still be one: s[t], say.
    let private tryBounds (bits: int) (e: Expr) =
        try
            if isClosed e then Some(ConstantBounds.enclose bits e) else None
        with UnsupportedOperation _ ->
            None

    /// Numerator and denominator in b and one more symbol. Irrational constants are among the generators; their bounds come too.
    let private fractionIn (bits: int) (control: Expr option) (e: Expr) =
        let f = RationalForm.fraction e
        let allowed = Mode.b :: Option.toList control

        let others (p: Polynomial) =
            Polynomial.variables p
            |> List.map (fun k -> p.Generators[k])
            |> List.filter (fun g -> not (List.exists (fun a -> obj.ReferenceEquals(a, g)) allowed))

        let constants =
            others f.Numerator @ others f.Denominator
            |> List.distinct
            |> List.map (fun g -> g, tryBounds bits g)

        match constants |> List.filter (fun (_, bounds) -> bounds.IsNone) |> List.map fst with
        | [] -> Result.Ok(f, constants |> List.map (fun (g, bounds) -> g, bounds.Value))
        | unknown ->
            let what =
                match control with
                | Some c -> $"besides {Infix.print c} the task"
                | None -> "the task"

            problem
                $"{what} must have values that are numbers made of roots, pi, e, sin and cos, but it contains {symbolNames unknown}; give numbers in their place"

    let private position (p: Polynomial) (e: Expr) = p.Generators |> Array.tryFindIndex (fun g -> obj.ReferenceEquals(g, e))

    let private univariate (control: Expr option) (p: Polynomial) =
        match control |> Option.bind (position p) with
        | Some k -> Univariate.OfCoefficients(Polynomial.denseRational k p)
        | None -> Univariate.Constant(Polynomial.tryConstant p |> ValueOption.defaultValue Rational.Zero)

    // ---- Irrational constants ---------------------------------------------------------------------------------------

    /// A polynomial with rational numbers in place of its constants, and terms that bound what that changes.
    let private rounded (constants: (Expr * struct (Rational * Rational)) list) (p: Polynomial) : Polynomial * Polynomial =
        let at =
            p.Generators
            |> Array.map (fun g -> constants |> List.tryFind (fun (c, _) -> obj.ReferenceEquals(c, g)) |> Option.map snd)

        let parts =
            [ for term in p.Terms do
                  let mutable near, low, high = term.Coefficient, term.Coefficient, term.Coefficient

                  at
                  |> Array.iteri (fun k bounds ->
                      match bounds with
                      | None -> ()
                      | Some(struct (a, b)) ->
                          for _ in 1 .. term.Exponents[k] do
                              near <- near * (a + b) / Rational.OfInt 2
                              let corners = [ low * a; low * b; high * a; high * b ]
                              low <- List.min corners
                              high <- List.max corners)

                  let exponents = term.Exponents |> Array.mapi (fun k n -> if at[k].IsSome then 0 else n)
                  { Exponents = exponents
                    Coefficient = near },
                  { Exponents = exponents
                    Coefficient = max (high - near) (near - low) } ]

        Polynomial.ofTerms p.Generators (parts |> List.map fst), Polynomial.ofTerms p.Generators (parts |> List.map snd)

    let private undecidable =
        "it is not decided whether a value is zero that is made of irrational numbers; simplify it"

    let private partsByModes (p: Polynomial) =
        match position p Mode.b with
        | Some k -> Polynomial.coefficientsIn k p
        | None -> [| p |]

    // Irrational constants are compared as what they are, not by their digits.
    let private readsBackwards (steps: int) (p: Polynomial) =
        let parts = partsByModes p
        let part k = if k < parts.Length then parts[k] else Polynomial.zero p.Generators
        let agree (change: Polynomial -> Polynomial) =
            Seq.forall (fun k -> Polynomial.equal (part k) (change (part (steps - 1 - k)))) (seq { 0 .. steps - 1 })
        agree id || agree Polynomial.negate

    let private byModes (control: Expr option) (steps: int) (p: Polynomial) =
        let parts = partsByModes p
        Array.init steps (fun k -> if k < parts.Length then univariate control parts[k] else Univariate.Zero)

    /// The bound of all errors after division by the content, which must be a power of the parameter.
    let private uncertainty (values: Univariate[]) (errors: Univariate[]) (content: Univariate) (number: Rational) =
        let total = errors |> Array.fold (+) Univariate.Zero

        let isUndecided (v: Univariate) (e: Univariate) =
            Seq.exists (fun k -> (v.Coefficient k).IsZero && not (e.Coefficient k).IsZero) (seq { 0 .. e.Degree })

        if total.IsZero then
            Univariate.Zero
        elif
            Array.exists2 isUndecided values errors
            || Seq.exists (fun k -> not (content.Coefficient k).IsZero) (seq { 0 .. content.Degree - 1 })
        then
            raise (UndefinedExpression undecidable)
        else
            Univariate.scale
                (content.Coefficient content.Degree * number).Abs.Reciprocal
                (Univariate.quotient total (Univariate.power Univariate.X content.Degree))

    /// A in b and the control parameter; irrational values rounded to 2^-bits, with a bound of what that changes. Fails where the task
    /// has further symbols or is not rational in the parameter.
    let internal correlationTo (bits: int) (control: Symbol option) (energy: ReducedEnergy) : Result<ControlledCorrelation, InputProblem> =
        let control = control |> Option.map Canonical.symbol
        let near constants = rounded constants >> fst

        try
            let power =
                match energy.Task.Setting.Outputs with
                | Last -> Result.Ok None
                | Every ->
                    fractionIn bits control energy.TaskPower
                    |> Result.map (fun (f, constants) ->
                        Some(univariate control (near constants f.Numerator), univariate control (near constants f.Denominator)))

            Result.bind (fun power -> fractionIn bits control energy.Correlation |> Result.map (fun f -> f, power)) power
            |> Result.map (fun ((f, constants), power) ->
                let numerator, error = rounded constants f.Numerator
                let raw = byModes control energy.Steps numerator

                // The common factor, with its numbers: what is left has coprime whole coefficients.
                let content = raw |> Array.fold Univariate.gcd Univariate.Zero
                let quotients = raw |> Array.map (fun c -> if c.IsZero then c else Univariate.quotient c content)

                // Rounded values have denominators so large that whole coefficients would overflow doubles.
                let number =
                    if numerator.IsZero then
                        Rational.Zero
                    elif error.IsZero then
                        quotients |> Array.fold (fun g c -> Rational.gcd g c.Content) Rational.Zero
                    else
                        Rational.One

                { Coefficients =
                    (if number.IsZero then
                         quotients
                     else
                         quotients |> Array.map (Univariate.scale number.Reciprocal))
                  ScaleNumerator = Univariate.scale number content
                  ScaleDenominator = univariate control (near constants f.Denominator)
                  TaskPower = power
                  Uncertainty = uncertainty raw (byModes control energy.Steps error) content number
                  ReadsBackwards = readsBackwards energy.Steps f.Numerator })
        with UndefinedExpression reason ->
            problem $"the task {energy.Task.Name} has no value: {reason}"

    // For samples and drawings, whose doubles need no more.
    let private bitsOfSamples = 256

    let internal correlationIn (control: Symbol option) (energy: ReducedEnergy) = correlationTo bitsOfSamples control energy

    let private quotientAt (value: Rational) (numerator, denominator) =
        let below = Univariate.evaluate denominator value
        if below.IsZero then None else Some(Univariate.evaluate numerator value / below)

    /// B as a polynomial of numbers.
    let responsePower (energy: ReducedEnergy) : Univariate =
        match Univariate.ofExpr Mode.b energy.ResponsePower with
        | Result.Ok p -> p
        | Result.Error reason -> raise (UnsupportedOperation reason)

    /// The task without the factor that its values have in common, where nothing else has the parameter in it.
    let internal unscaled (responsePower: Univariate) (a: ControlledCorrelation) : ReducedNumbers =
        let coefficients = a.Coefficients |> Array.map (fun c -> c.Coefficient 0)

        { Steps = coefficients.Length
          Correlation = Univariate.OfCoefficients coefficients
          ResponsePower = responsePower
          TaskPower = coefficients |> Array.fold (fun sum c -> sum + c * c) Rational.Zero
          Uncertainty = a.Uncertainty.Coefficient 0
          ReadsBackwards = a.ReadsBackwards }

    /// The task at a rational value of the parameter; none where it has a pole.
    let internal numbersAt (responsePower: Univariate) (a: ControlledCorrelation) (value: Rational) : ReducedNumbers option =
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
                  TaskPower = power
                  Uncertainty = scale.Abs * Univariate.evaluate a.Uncertainty value.Abs
                  ReadsBackwards = a.ReadsBackwards }))
