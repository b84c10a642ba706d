namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// What a stationary point of E(a, b, c) is. There are no maxima: E is convex in u = ac.
type StationaryKind =
    /// No lower energy nearby. The Hessian has one zero mode, the rescaling of a against c.
    | Minimum
    /// Lower energies nearby, and higher ones.
    | Saddle
    /// E* falls through it without turning: a degenerate saddle, where a minimum and a saddle merge.
    | Inflection

/// A stationary point, exact.
[<NoEquality; NoComparison>]
type StationaryPoint =
    {
        B: AlgebraicNumber
        U: AlgebraicValue
        Energy: AlgebraicValue
        Kind: StationaryKind
        /// d^2 E*/db^2 = 0 there: the Hessian does not decide the kind, the signs of dE*/db on both sides do.
        IsDegenerate: bool
        /// The sign of |b| - 1: above 0 the hidden dynamics is unstable.
        Stability: int
        /// No point has a lower energy, those at infinity included.
        IsGlobal: bool
    }

/// What happens as |b| -> infinity, where u -> 0 such that u b^(T-1) -> s_1.
[<NoEquality; NoComparison>]
type AtInfinity =
    {
        /// lim E*.
        Energy: Rational
        /// E* decreases towards the limit from both sides.
        IsMinimum: bool
        /// The limit is the infimum of the energy.
        IsGlobal: bool
    }

/// All stationary points of a task of numbers.
[<NoEquality; NoComparison>]
type StationarySet =
    /// A = 0: no network does better than u = 0, with the energy P/2 for every b. It is zero, and so is every s_t, where only the
    /// last output counts.
    | AllSilent of energy: Rational
    /// T = 1: b has no influence; u = s_1 has zero energy.
    | OneStep of u: Rational
    /// Points with b in increasing order. Besides, a = c = 0 is stationary for every b, with the energy of a network that does
    /// nothing, and never a minimum. Attained: is the infimum of the energy the energy of a point?
    | Points of points: StationaryPoint list * infinity: AtInfinity * origin: Rational * attained: bool

/// The stationary points of a task of numbers, all of them, exactly.
[<RequireQualifiedAccess>]
module StationaryPoints =
    let private two = Rational.OfInt 2

    /// Rational numbers between, below and above the roots, which come sorted from one isolation.
    let private samples (roots: AlgebraicNumber list) =
        match roots with
        | [] -> [ Rational.Zero ]
        | _ ->
            [ (List.head roots).Interval.Lower - Rational.One
              for x, y in List.pairwise roots do
                  (x.Interval.Upper + y.Interval.Lower) / two
              (List.last roots).Interval.Upper + Rational.One ]

    // Minus the sign of dE*/db beyond all roots and between them.
    let private kindOf (before: int) (after: int) (isSilent: bool) =
        if isSilent then Saddle
        elif before > 0 && after < 0 then Minimum
        elif before < 0 && after > 0 then Saddle
        else Inflection

    let private comparedToOne (b: AlgebraicNumber) =
        let one = AlgebraicNumber.ofRational Rational.One
        let magnitude = if AlgebraicNumber.sign b < 0 then AlgebraicNumber.mirror b else b
        AlgebraicNumber.compare magnitude one

    let private several (numbers: ReducedNumbers) =
        let a, b, power = numbers.Correlation, numbers.ResponsePower, numbers.TaskPower
        let g = numbers.StationaryPolynomial
        let slope = Univariate.derivative g
        let product = a * g
        let roots = AlgebraicNumber.rootsUnfactored product
        // The ends of neighbouring intervals may touch a neighbour that is a point.
        let signs = samples roots |> List.map (Univariate.signAt product)
        let energyNumerator = Univariate.scale power b - a * a

        let points =
            List.map2
                (fun x (before, after) ->
                    let isSilent = AlgebraicNumber.signOf a x = 0

                    { B = x
                      U =
                        { Numerator = a
                          Denominator = b
                          At = x }
                      Energy =
                        { Numerator = energyNumerator
                          Denominator = Univariate.scale two b
                          At = x }
                      Kind = kindOf before after isSilent
                      IsDegenerate = isSilent || AlgebraicNumber.signOf slope x = 0
                      Stability = comparedToOne x
                      IsGlobal = false })
                roots
                (List.pairwise signs)

        // B has the leading coefficient 1.
        let first = a.Coefficient(numbers.Steps - 1)
        let limit = (power - first * first) / two

        let best =
            points
            |> List.filter (fun p -> p.Kind = Minimum)
            |> List.fold
                (fun best p ->
                    match best with
                    | Some(q: StationaryPoint) when AlgebraicValue.compare q.Energy p.Energy <= 0 -> best
                    | _ -> Some p)
                None

        // The sign of limit - lowest energy of a point.
        let limitAbove =
            match best with
            | Some p -> AlgebraicValue.compare (AlgebraicValue.ofRational limit) p.Energy
            | None -> -1

        let isGlobal (p: StationaryPoint) =
            match best with
            | Some q when p.Kind = Minimum && limitAbove >= 0 -> AlgebraicValue.compare p.Energy q.Energy = 0
            | _ -> false

        Points(
            points |> List.map (fun p -> { p with IsGlobal = isGlobal p }),
            { Energy = limit
              IsMinimum = List.last signs > 0 && List.head signs < 0
              IsGlobal = limitAbove <= 0 },
            power / two,
            limitAbove >= 0
        )

    /// Every stationary point of the task, exact: isolated by Descartes' rule, classified by the signs of
    /// dE*/db beside it, energies compared as algebraic numbers.
    let internal ofNumbers (numbers: ReducedNumbers) : StationarySet =
        if numbers.Correlation.IsZero then AllSilent(numbers.TaskPower / two)
        elif numbers.Steps = 1 then OneStep(numbers.Correlation.Coefficient 0)
        else several numbers

    /// Does the task have irrational values, so that its numbers are rounded?
    let isRounded (energy: ReducedEnergy) =
        match ReducedEnergy.correlationIn None energy with
        | Result.Ok a -> not a.Uncertainty.IsZero
        | Result.Error _ -> false

    /// A, B and P of a task without free parameters; irrational values are rounded.
    let internal numbersOf (energy: ReducedEnergy) : Result<ReducedNumbers, InputProblem> =
        ReducedEnergy.correlationIn None energy
        |> Result.bind (fun a ->
            match ReducedEnergy.numbersAt (ReducedEnergy.responsePower energy) a Rational.Zero with
            | Some numbers -> Result.Ok numbers
            | None -> Result.Error(InputProblem $"the task {energy.Task.Name} has no value"))

    /// The stationary points of a task without free parameters.
    let ofTask (task: TaskDynamics) : Result<StationarySet, InputProblem> =
        ReducedEnergy.ofTask task |> Result.bind numbersOf |> Result.map ofNumbers
