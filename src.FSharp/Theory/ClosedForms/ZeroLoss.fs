namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Does a mode with s_t = u b^(T-t) for all t exist (theory: Appendix F)? Of parameters in general, wherever the task has its values;
/// ZeroLossCases has the values of the parameters that an answer leaves out.
[<NoEquality; NoComparison>]
type ZeroLoss =
    /// At b and u = a c, where these have values.
    | Solved of b: Expr * u: Expr * Verdict
    /// Every s_t is zero: u = 0 with any b.
    | Silent
    /// One step alone: u = s_1 with any b.
    | SingleStep of u: Expr
    | Unsolvable of Failure
    /// The task has no value at some step.
    | Valueless of reason: string
    /// T symbolic: the shorter trajectories each by itself, and all from some length on.
    | ByLength of shorter: (int * ZeroLoss) list * from: int * longer: ZeroLoss
    | Undecided of reason: string

/// Why a task has no solution without loss: what every solution has zero and the task has not.
and [<NoEquality; NoComparison>] Failure =
    {
        /// A product of values s[t] minus another one whose powers of b add up to the same; a value alone where u is zero.
        Left: Expr
        /// The same of the task; where this is not zero there is no solution.
        Value: Expr
        /// Why it is not zero.
        Witness: string
        /// u is zero, and so must be every value.
        IsSilenced: bool
    }

/// The zero-loss test: s is geometric in t, decided exactly.
[<RequireQualifiedAccess>]
module ZeroLoss =
    // A real number stays in real terms.
    let private simplified (e: Expr) =
        try
            let factored = Oscillations.factored e |> Oscillations.withExponents
            if Properties.isReal e && not (Properties.isReal factored) then e else factored
        with
        | UnsupportedOperation _
        | UndefinedExpression _ -> e

    let private failure isSilenced (relation: GeometricRelation) (witness: string) =
        Unsolvable
            { Left = relation.Left
              Value = simplified relation.Value
              Witness = witness
              IsSilenced = isSilenced }

    // The first relation that is certain to fail, from which T on. The brackets of those that are left decide nothing. A task that
    // knows no T has relations that know none a few steps on, and where these vanish is easier to say.
    let private firstFailure (task: TaskDynamics) isSilenced (least: int) (length: Symbol) (relations: (unit -> GeometricRelation) seq) =
        relations
        |> Seq.map (fun relation -> relation ())
        |> Seq.filter (fun relation ->
            least > 3
            || Properties.contains TaskDynamics.trajectoryLength task.Formula
            || Properties.isFreeOf length relation.Value)
        // What knows no T fails for all of them alike.
        |> Seq.sortBy (fun relation -> Properties.contains length relation.Value)
        |> Seq.tryPick (fun relation ->
            if TaskValues.hasBracket relation.Value || Oscillations.vanishes relation.Value then
                None
            else
                NonVanishing.from least length relation.Value
                |> Option.map (fun (from, witness) -> from, failure isSilenced relation witness))

    // u and b of a task all of whose chains hold. u is not 0 identically, for certain.
    let private ofSettled (task: TaskDynamics) (length: Expr) (reason: string) =
        let u, before = GeometricRelations.settling task length
        let u = TaskValues.at task u
        let b = simplified (TaskValues.at task before /. u)
        if TaskValues.hasBracket b || TaskValues.hasBracket u then
            None
        else
            Some(Solved(b, u, Verdict.ByIdentity reason))

    let private isNonzero (e: Expr) = not (TaskValues.hasBracket e) && not (Oscillations.vanishes e) && (NonVanishing.witness e).IsSome

    // ---- All steps of a numeric T, one by one ---------------------------------------------------------------------------

    let private noLength = TaskDynamics.trajectoryLength

    let private stepwise (task: TaskDynamics) (steps: int) =
        let places = GeometricRelations.places task.Setting steps
        let u = TaskValues.at task places.Head
        let values = places |> List.map (GeometricRelations.alone task)
        let isZero (relation: GeometricRelation) = Oscillations.vanishes relation.Value
        let length = Canonical.ofInt steps
        let open' (e: Expr) = Undecided $"whether {Infix.bounded 200 e} is zero is not known"

        if values |> List.forall isZero then
            Silent
        elif steps = 1 then
            SingleStep u
        elif Oscillations.vanishes u then
            let others = values |> List.filter (isZero >> not)

            match firstFailure task true 1 noLength [ for value in others -> fun () -> value ] with
            | Some(_, failure) -> failure
            | None -> open' others.Head.Value
        else
            let chains =
                Seq.cache (
                    seq {
                        for place in places do
                            let chain = GeometricRelations.chain task place
                            if not (isZero chain) then chain
                    }
                )

            match Seq.tryHead chains, firstFailure task false 1 noLength (chains |> Seq.map (fun chain () -> chain)) with
            | None, _ when isNonzero u -> ofSettled task length $"each of the {steps} steps, exactly" |> Option.defaultValue (open' u)
            | None, _ -> open' u
            | _, Some(_, failure) -> failure
            | Some chain, None -> open' chain.Value

    // ---- T symbolic ----------------------------------------------------------------------------------------------------------

    // Do these vanish in all zones? An expression without a value there proves nothing.
    let private holdsEverywhere (task: TaskDynamics) (least: int) (relation: TaskPlace -> GeometricRelation) =
        GeometricRelations.zones task.Setting least
        |> List.forall (fun place ->
            try
                let value = (relation place).Value
                not (TaskValues.hasBracket value) && Oscillations.vanishes value
            with NoValue _ ->
                false)

    // What is true of all T from some length on, which is at least the given one, and of parameters in general.
    let private fromLength (task: TaskDynamics) (least: int) : (int * ZeroLoss) option =
        let length = TaskValues.wholeFrom least TaskDynamics.trajectoryLength.Name
        let T = Canonical.symbol length
        let u = fst (GeometricRelations.settling task T)
        let isSilenced = lazy (Oscillations.vanishes (TaskValues.at task u))

        let singles () =
            [ for place in GeometricRelations.single task least T -> fun () -> GeometricRelations.alone task place ]

        let inT (decision: ZeroLoss) =
            let inT (e: Expr) = Substitution.symbol length Mode.T e

            match decision with
            | Solved(b, u, verdict) -> Solved(inT b, inT u, verdict)
            | Unsolvable f ->
                Unsolvable
                    { f with
                        Left = inT f.Left
                        Value = inT f.Value }
            | other -> other

        // Of one length, so that what knows T is a number.
        let isNonzeroFor (steps: int) =
            try
                isNonzero (Substitution.symbol length (Canonical.ofInt steps) (TaskValues.at task u))
            with UndefinedExpression _ ->
                false

        let decide () =
            if isSilenced.Value then
                if holdsEverywhere task least (GeometricRelations.alone task) then
                    Some(least, Silent)
                else
                    firstFailure task true least length (singles ())
            elif isNonzeroFor (least + 1) && holdsEverywhere task least (GeometricRelations.chain task) then
                ofSettled task T "for every step of every trajectory" |> Option.map (fun solved -> least, solved)
            else
                firstFailure task false least length (GeometricRelations.near task least T)

        try
            decide () |> Option.map (fun (from, decision) -> from, inT decision)
        with NoValue reason ->
            Some(least, Valueless reason)

    let private longestNear = 8

    let private undecided (outcomes: ZeroLoss list) =
        let all isSuch = outcomes |> List.forall isSuch

        let reasons =
            outcomes
            |> List.choose (fun outcome ->
                match outcome with
                | Undecided reason -> Some reason
                | _ -> None)

        if all _.IsUnsolvable then
            "no solution for T = 3 to 5 and parameters in general; not proved for every T"
        elif all _.IsSolved then
            "solvable for each T from 3 to 5; not proved for every T"
        else
            reasons |> List.tryHead |> Option.defaultValue "solvable for some T from 3 to 5 only"

    let private guarded (work: unit -> ZeroLoss) =
        try
            work ()
        with
        | NoValue reason -> Valueless reason
        | UndefinedExpression reason
        | UnsupportedOperation reason -> Undecided reason

    let private ofNumber (task: TaskDynamics) (steps: int) = guarded (fun () -> stepwise task steps)

    let private ofSymbol (task: TaskDynamics) (since: int) =
        match seq { since..longestNear } |> Seq.tryPick (fromLength task) with
        | Some(from, general) when from <= since -> general
        | Some(from, general) -> ByLength([ for steps in since .. from - 1 -> steps, ofNumber task steps ], from, general)
        | None -> Undecided(undecided [ for steps in 3..5 -> ofNumber task steps ])

    // ---- A number for T that is too large for one step after another -------------------------------------------------------------

    let private ofLongTrajectory (task: TaskDynamics) (steps: int) =
        let length = Canonical.ofInt steps
        let u = TaskValues.at task (fst (GeometricRelations.settling task length))
        let r = Canonical.symbol (TaskValues.wholeFrom 1 "r")
        let n = Canonical.symbol (TaskValues.wholeFrom 1 "n")

        let general =
            match task.Setting.Outputs with
            | Last -> [ GeometricRelations.input length r ]
            | Every -> [ GeometricRelations.output length (r +. n) r; GeometricRelations.output length r r ]

        let holds relation =
            general
            |> List.forall (fun place -> Oscillations.vanishes (relation place: GeometricRelation).Value)

        let found =
            if Oscillations.vanishes u then
                if holds (GeometricRelations.alone task) then
                    Some Silent
                else
                    firstFailure
                        task
                        true
                        1
                        noLength
                        [ for place in GeometricRelations.single task longestNear length -> fun () -> GeometricRelations.alone task place ]
                    |> Option.map snd
            elif isNonzero u && holds (GeometricRelations.chain task) then
                ofSettled task length "for every step"
            else
                firstFailure task false 1 noLength (GeometricRelations.near task longestNear length)
                |> Option.map snd

        found
        |> Option.defaultValue (Undecided $"the {steps} steps are too many to be looked at one by one")

    let private numericLength (task: TaskDynamics) =
        match task.Length.Node with
        | Number q -> q.TryInt
        | _ -> ValueNone

    /// Decides the task for the T from the given one on, where T is symbolic; of trajectories of its own length otherwise.
    let internal decideSince (since: int) (task: TaskDynamics) : ZeroLoss =
        let isTabulated = Properties.contains (TaskDynamics.singularValueOf task.Setting.Modes) task.Formula

        match task.Setting.Outputs, numericLength task with
        | _ when isTabulated -> Undecided "the values of s_t are not known; give a formula"
        | Last, ValueSome steps when steps <= 64 -> ofNumber task steps
        | Every, ValueSome steps when steps <= 16 -> ofNumber task steps
        | _, ValueSome steps -> guarded (fun () -> ofLongTrajectory task steps)
        | _, ValueNone -> guarded (fun () -> ofSymbol task since)

    /// Decides the task. T symbolic: for every T.
    let decide (task: TaskDynamics) : ZeroLoss = decideSince 1 task
