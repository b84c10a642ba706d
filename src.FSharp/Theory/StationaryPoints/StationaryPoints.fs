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
        /// False where values are rounded and |b| is 1 but for the rounding; Stability is 0 then.
        IsStabilityDecided: bool
        /// No point has a lower energy, those at infinity included.
        IsGlobal: bool
        /// False where values are rounded and another point, or the limit, is as low but for the rounding; both are global then.
        IsGlobalDecided: bool
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
        /// False where values are rounded and the lowest point has the energy of the limit but for the rounding.
        IsGlobalDecided: bool
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

    // ---- Orders, which rounding may leave open --------------------------------------------------------------------------

    // Rounding is some 2^-250 and moves even a fourfold root by less.
    let private nearOne = Rational.Pow(two, -60)

    // E*(b) = E*(1/b), which holds for the values themselves too.
    let private isReciprocal (numbers: ReducedNumbers) =
        numbers.ReadsBackwards && Univariate.reverse numbers.ResponsePower = numbers.ResponsePower

    // E*(b) = E*(-b): of A, only even or only odd powers of b are there, whose values no rounding has made zero.
    let private isEven (numbers: ReducedNumbers) =
        let mirrored = Univariate.compose numbers.Correlation (-Univariate.X)
        mirrored = numbers.Correlation || mirrored = -numbers.Correlation

    // Is the energy at both the same by a symmetry?
    let private areImages (numbers: ReducedNumbers) (x: AlgebraicNumber) (y: AlgebraicNumber) =
        let images = if isEven numbers then [ x; AlgebraicNumber.mirror x ] else [ x ]

        images
        |> List.exists (fun x ->
            AlgebraicNumber.equal x y
            || (isReciprocal numbers
                && AlgebraicNumber.sign y <> 0
                && AlgebraicNumber.equal x (AlgebraicNumber.inverse y)))

    // A function that 1/b leaves the same turns at b = 1 and b = -1.
    let private isFixed (numbers: ReducedNumbers) (b: AlgebraicNumber) =
        isReciprocal numbers
        && [ 1; -1 ]
           |> List.exists (fun one -> AlgebraicNumber.equal b (AlgebraicNumber.ofRational (Rational.OfInt one)))

    // The sign of |b| - 1; none where rounding may have made it.
    let private stability (numbers: ReducedNumbers) (b: AlgebraicNumber) : int option =
        let isNearOne () =
            let b = AlgebraicNumber.refine (nearOne / two) b
            (b.Interval.Lower.Abs - Rational.One).Abs < nearOne

        if not numbers.Uncertainty.IsZero && isNearOne () then
            if isFixed numbers b then Some 0 else None
        else
            Some(comparedToOne b)

    // |A|/sqrt(B) is the product of the values with a vector of length 1 at most, so it is off by e at most, and A^2/B by
    // 2 e |A|/sqrt(B) + e^2, where |A|/sqrt(B) <= 1 + A^2/B <= 1 + P. Two energies, halves of that, are off by as much together.
    let private energyError (numbers: ReducedNumbers) =
        let e = numbers.Uncertainty
        two * e * (Rational.One + numbers.TaskPower.Abs) + e * e

    /// The order of two energies; none where they differ by less than what rounding may have changed.
    let private order (numbers: ReducedNumbers) (v: AlgebraicValue) (w: AlgebraicValue) : int option =
        let error = energyError numbers

        let rec apart (bits: int) =
            let struct (a, b) = AlgebraicValue.enclose bits v
            let struct (c, d) = AlgebraicValue.enclose bits w

            if c - b > error then Some -1
            elif a - d > error then Some 1
            elif b - a < error && d - c < error then None
            else apart (2 * bits)

        if error.IsZero then Some(AlgebraicValue.compare v w) else apart 64

    // ---- The points -----------------------------------------------------------------------------------------------------

    let private inputOutput (numbers: ReducedNumbers) (b: AlgebraicNumber) =
        { Numerator = numbers.Correlation
          Denominator = numbers.ResponsePower
          At = b }

    let private energyAt (numbers: ReducedNumbers) (b: AlgebraicNumber) =
        { Numerator = Univariate.scale numbers.TaskPower numbers.ResponsePower - numbers.Correlation * numbers.Correlation
          Denominator = Univariate.scale two numbers.ResponsePower
          At = b }

    // B has the leading coefficient 1.
    let private limitOf (numbers: ReducedNumbers) =
        let first = numbers.Correlation.Coefficient(numbers.Steps - 1)
        (numbers.TaskPower - first * first) / two

    let private several (numbers: ReducedNumbers) =
        let a = numbers.Correlation
        let g = numbers.StationaryPolynomial
        let slope = Univariate.derivative g
        let product = a * g
        let roots = AlgebraicNumber.rootsUnfactored product
        // The ends of neighbouring intervals may touch a neighbour that is a point.
        let signs = samples roots |> List.map (Univariate.signAt product)

        let points =
            List.map2
                (fun x (before, after) ->
                    let isSilent = AlgebraicNumber.signOf a x = 0
                    let stability = stability numbers x

                    { B = x
                      U = inputOutput numbers x
                      Energy = energyAt numbers x
                      Kind = kindOf before after isSilent
                      IsDegenerate = isSilent || AlgebraicNumber.signOf slope x = 0
                      Stability = stability |> Option.defaultValue 0
                      IsStabilityDecided = stability.IsSome
                      IsGlobal = false
                      IsGlobalDecided = true })
                roots
                (List.pairwise signs)

        let limit = limitOf numbers
        let order = order numbers

        let orderOfPoints (p: StationaryPoint) (q: StationaryPoint) =
            match order p.Energy q.Energy with
            | None when areImages numbers p.B q.B -> Some 0
            | decided -> decided

        let minima = points |> List.filter (fun p -> p.Kind = Minimum)

        let best =
            minima
            |> List.fold
                (fun best p ->
                    match best with
                    | Some(q: StationaryPoint) when orderOfPoints p q <> Some -1 -> best
                    | _ -> Some p)
                None

        // The sign of limit - lowest energy of a point; none where not decided.
        let limitAbove =
            match best with
            | Some p -> order (AlgebraicValue.ofRational limit) p.Energy
            | None -> Some -1

        // Minima that are not above the best, and whether they are known to be as low.
        let lowest =
            match best, limitAbove with
            | _, Some -1
            | None, _ -> []
            | Some q, _ -> [ for p in minima -> if obj.ReferenceEquals(p, q) then Some 0 else orderOfPoints p q ]

        let isDecided = limitAbove.IsSome && not (List.contains None lowest)
        let isLowest = List.zip (if lowest.IsEmpty then [] else minima) lowest

        let ranked (p: StationaryPoint) =
            match isLowest |> List.tryFind (fun (q, _) -> obj.ReferenceEquals(p, q)) with
            | Some(_, (Some 0 | None)) ->
                { p with
                    IsGlobal = true
                    IsGlobalDecided = isDecided }
            | _ -> p

        Points(
            List.map ranked points,
            { Energy = limit
              IsMinimum = List.last signs > 0 && List.head signs < 0
              IsGlobal = limitAbove <> Some 1
              IsGlobalDecided = limitAbove.IsSome },
            numbers.TaskPower / two,
            limitAbove <> Some -1
        )

    /// Every stationary point of the task, exact: isolated by Descartes' rule, classified by the signs of
    /// dE*/db beside it, energies compared as algebraic numbers.
    let internal ofNumbers (numbers: ReducedNumbers) : StationarySet =
        if numbers.Correlation.IsZero then AllSilent(numbers.TaskPower / two)
        elif numbers.Steps = 1 then OneStep(numbers.Correlation.Coefficient 0)
        else several numbers

    /// The stationary points of a task that is one with known points times a factor that is not 0: b stays, u and E change.
    let internal rescaled (numbers: ReducedNumbers) (known: StationarySet) : StationarySet =
        match known with
        | Points(points, infinity, _, attained) ->
            Points(
                [ for p in points ->
                      { p with
                          U = inputOutput numbers p.B
                          Energy = energyAt numbers p.B } ],
                { infinity with
                    Energy = limitOf numbers },
                numbers.TaskPower / two,
                attained
            )
        | AllSilent _
        | OneStep _ -> ofNumbers numbers

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
