namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// What a formula asks of its steps so that it has a value there.
[<NoEquality; NoComparison>]
type internal Requirement =
    | NonZero of Expr
    | Positive of Expr
    | NonNegative of Expr
    /// More than a sign: the steps must be looked at one by one.
    | Whole of Expr

/// Where a task's formula has a value: 1/(t - 2) has none at t = 2, sqrt(t - 3) none below 3.
[<RequireQualifiedAccess>]
module internal TaskDomain =
    // ---- What must be positive, from the steps' own ranges --------------------------------------------------------

    let private naturalSymbol (name: string) =
        Symbol.Of(
            name,
            { Assumptions.Of Integer with
                Lower =
                    Some
                        { Value = Rational.Zero
                          Strict = false } }
        )

    let private natural (name: string) = Canonical.symbol (naturalSymbol name)

    // 1 <= i <= t <= T as i = 1 + p, t = i + q, T = t + r with p, q, r >= 0; the formals are t alone, or t and i.
    let private chained (task: TaskDynamics) (e: Expr) =
        let first = Canonical.one +. natural "p_step"

        let places =
            match TaskDynamics.formals task.Setting with
            | [ t; i ] ->
                let output = first +. natural "q_step"
                [ i, first; t, output; TaskDynamics.trajectoryLength, output +. natural "r_step" ]
            | formals -> [ formals.Head, first; TaskDynamics.trajectoryLength, first +. natural "r_step" ]

        Expand.expand (Substitution.symbols places e)

    let private isPositive task e = Properties.isPositive (chained task e)
    let private isNonNegative task e = Properties.isNonnegative (chained task e)

    let private holds (task: TaskDynamics) (requirement: Requirement) =
        match requirement with
        | NonZero e -> isPositive task e || isPositive task (Canonical.negate e)
        | Positive e -> isPositive task e
        | NonNegative e -> isNonNegative task e
        | Whole _ -> false

    // ---- What a formula asks -------------------------------------------------------------------------------------

    let private ofPower (task: TaskDynamics) (f: Factor) =
        let isReal = task.Setting.Modes = RealModes

        match f.Exponent.Node, f.Base.Node with
        | Number q, _ when q.IsInteger -> if q.Sign < 0 then [ NonZero f.Base ] else []
        | Number q, _ when isReal -> [ (if q.Sign < 0 then Positive f.Base else NonNegative f.Base) ]
        | Number q, _ -> if q.Sign < 0 then [ NonZero f.Base ] else []
        | _, Number q when q.Sign > 0 -> []
        | _, Number q when q.Sign < 0 && Properties.isInteger f.Exponent -> []
        | _, Number _ -> [ Whole(Canonical.power f.Base f.Exponent) ]
        | _ when Properties.isInteger f.Exponent -> if isNonNegative task f.Exponent then [] else [ NonZero f.Base ]
        | _ -> [ (if isReal then Positive f.Base else NonZero f.Base) ]

    let private asked (task: TaskDynamics) (part: Expr) =
        match part.Node with
        | Power f -> ofPower task f
        | Function(Log, [| x |]) -> [ (if task.Setting.Modes = RealModes then Positive x else NonZero x) ]
        | Function((Tan | Factorial | Binomial | FallingFactorial | WholeQuotient | Atan2), _) -> [ Whole part ]
        | _ -> []

    let private expressionOf (requirement: Requirement) =
        match requirement with
        | NonZero e
        | Positive e
        | NonNegative e
        | Whole e -> e

    // What it is made of: of a product the powers.
    let private childrenOf (e: Expr) : Expr list =
        match e.Node with
        | Product factors -> [ for f in factors -> Canonical.power f.Base f.Exponent ]
        | _ ->
            let children = System.Collections.Generic.List<Expr>()

            Substitution.mapChildren
                (fun child ->
                    children.Add child
                    child)
                e
            |> ignore

            List.ofSeq children

    let private isClosed (e: Expr) = (Properties.freeSymbols e).Length = 0

    // Why an expression without symbols is no singular value or eigenvalue.
    let private problemOf (setting: Setting) (e: Expr) =
        match ExactValue.Of e with
        // A number all the same.
        | Result.Error reason when reason = Evaluation.beyondRange || reason = Evaluation.tooMuchWork -> None
        | Result.Error reason ->
            let text = Infix.bounded 80 e
            Some(if reason.StartsWith text then reason else $"{text}: {reason}")
        | Result.Ok z when setting.Modes = RealModes && z.Imaginary <> 0.0 -> Some $"{Infix.bounded 80 e} is not a real number"
        | Result.Ok _ -> None

    // Is a requirement on numbers certain to hold?
    let private isMet (setting: Setting) (requirement: Requirement) =
        match requirement with
        | Whole e -> (problemOf setting e).IsNone
        | NonZero e ->
            match ExactValue.Of e with
            | Result.Ok z -> z <> System.Numerics.Complex.Zero
            | Result.Error _ -> false
        | Positive e
        | NonNegative e ->
            match ExactValue.OfReal e with
            | Result.Ok x -> x > 0.0 || (x = 0.0 && requirement.IsNonNegative)
            | Result.Error _ -> false

    // A sum's index moves up from the lower bound; the symbols are those that move from step to step.
    let rec private openIn (task: TaskDynamics) (moving: Symbol list) (e: Expr) : Requirement list =
        let isOpen requirement =
            let part = expressionOf requirement

            if isClosed part then
                not (isMet task.Setting requirement)
            else
                (moving |> List.exists (fun s -> Properties.contains s part)) && not (holds task requirement)

        match e.Node with
        | IndexedSum sum ->
            let distance = naturalSymbol $"{sum.Index.Name}_step"
            let body = Substitution.symbol sum.Index (sum.Lower +. Canonical.symbol distance) sum.Body

            if (openIn task (distance :: moving) body).IsEmpty then [] else [ Whole e ]
        | _ ->
            let found = List.filter isOpen (asked task e) @ List.collect (openIn task moving) (childrenOf e)

            match e.Node with
            // Where the bracket is 0 nothing is asked.
            | Product factors when not found.IsEmpty && Array.exists Properties.isSilencing factors -> [ Whole e ]
            | _ -> found

    let private requirements (task: TaskDynamics) =
        openIn task (TaskDynamics.trajectoryLength :: TaskDynamics.formals task.Setting) task.Formula

    // ---- One step ------------------------------------------------------------------------------------------------

    // The parts that count whatever the brackets are.
    let rec private unsilenced (e: Expr) : Expr seq =
        seq {
            match e.Node with
            | Product factors when Array.exists Properties.isSilencing factors -> ()
            | IndexedSum _ -> yield e
            | _ ->
                yield e
                for child in childrenOf e do
                    yield! unsilenced child
        }

    let private failure (task: TaskDynamics) (part: Expr) =
        match part.Node with
        | Constant ImaginaryUnit when task.Setting.Modes = RealModes -> Some "it is complex, but singular values are real"
        | IndexedSum _ when isClosed part -> problemOf task.Setting part
        | _ when isClosed part && asked task part |> List.exists (isMet task.Setting >> not) -> problemOf task.Setting part
        | _ -> None

    // Why the formula has no value at a place.
    let private failureAt (task: TaskDynamics) (places: (Symbol * Expr) list) =
        try
            let formula = Substitution.symbols places task.Formula

            if isClosed formula then
                problemOf task.Setting formula
            else
                unsilenced formula |> Seq.tryPick (failure task)
        with UndefinedExpression reason ->
            Some reason

    // ---- All steps -----------------------------------------------------------------------------------------------

    // So many steps are looked at one by one; a longer trajectory is left to its conditions.
    let private mostSteps = 100_000

    let private numericPlaces (task: TaskDynamics) (steps: int) =
        match TaskDynamics.formals task.Setting with
        | [ t; i ] ->
            seq {
                for output in 1..steps do
                    for input in 1..output -> [ t, Canonical.ofInt output; i, Canonical.ofInt input ]
            }
        | formals -> seq { for step in 1..steps -> [ formals.Head, Canonical.ofInt step ] }

    // Steps of a symbolic T: from the first on, and back from the last. Each exists in every long enough trajectory.
    let private symbolicPlaces (task: TaskDynamics) =
        let near = 8

        match TaskDynamics.formals task.Setting with
        | [ _; _ ] -> numericPlaces task near
        | formals ->
            seq {
                for step in 1..near -> [ formals.Head, Canonical.ofInt step ]
                for back in 0 .. near - 1 -> [ formals.Head, task.Length -. Canonical.ofInt back ]
            }

    let private describe (places: (Symbol * Expr) list) =
        places |> List.map (fun (s, e) -> $"{s.Name} = {Infix.print e}") |> String.concat ", "

    /// What must hold at every step and is not certain; an error where a step has no value, whatever the parameters are.
    let requirementsOf (task: TaskDynamics) : Result<Requirement list, InputProblem> =
        let refuse places advice =
            let place = if List.isEmpty places then "" else $" at {describe places}"

            failureAt task places
            |> Option.map (fun reason -> InputProblem $"the task {task.Name} has no value{place}: {reason}{advice}")

        match refuse [] "", requirements task with
        | Some problem, _ -> Result.Error problem
        | None, [] -> Result.Ok []
        | None, open' ->

            let isNumeric, places =
                match task.Length.Node with
                | Number q ->
                    match q.TryInt with
                    | ValueSome steps when task.Setting.Outputs = Last && steps <= mostSteps -> true, numericPlaces task steps
                    | ValueSome steps when task.Setting.Outputs = Every && steps <= 400 -> true, numericPlaces task steps
                    | _ -> false, symbolicPlaces task
                | _ -> false, symbolicPlaces task

            let advice =
                match task.Length.Node with
                | Number _ -> ""
                | _ -> "; T is symbolic, so this step is in the trajectory: give a T without it, or brackets such as [t > 2]*(...)"

            match places |> Seq.tryPick (fun at -> refuse at advice), isNumeric with
            | Some problem, _ -> Result.Error problem
            // Every step was looked at; what depends on parameters stays a requirement.
            | None, true ->
                open'
                |> List.filter (fun r -> (TaskDynamics.parameters task |> List.exists (fun s -> Properties.contains s (expressionOf r))))
                |> Result.Ok
            | None, false -> Result.Ok open'

    let private moves (requirement: Requirement) =
        TaskDynamics.trajectoryLength :: TaskDynamics.formals { Outputs = Every; Modes = RealModes }
        |> List.exists (fun s -> Properties.contains s (expressionOf requirement))

    /// What a formula asks of its parameters alone, whatever the step: of kappa in delta/kappa and sqrt(kappa)*t.
    let ofParameters (task: TaskDynamics) : Requirement list =
        // Where T is a number, kappa^(3 - t) may ask for nothing.
        let isAsked (requirement: Requirement) =
            match (expressionOf requirement).Node, task.Length.Node with
            | Symbol x, Number steps when requirement.IsNonZero && steps <= Rational.OfInt 64 ->
                let without =
                    { task with
                        Formula = Substitution.symbol x Canonical.zero task.Formula }
                numericPlaces task (int steps.Numerator) |> Seq.exists (failureAt without >> _.IsSome)
            | _ -> true

        try
            openIn task (TaskDynamics.parameters task) task.Formula
            |> List.filter (fun requirement -> not (moves requirement) && isAsked requirement)
        // Without a value wherever it is zero.
        with UndefinedExpression _ ->
            openIn task (TaskDynamics.parameters task) task.Formula |> List.filter (moves >> not)

    /// The requirements as sentences.
    let sentences (requirements: Requirement list) =
        [ for requirement in requirements ->
              let anywhere, everywhere = if moves requirement then " at any step", " at every step" else "", ""

              match requirement with
              | NonZero e -> Prose.say $"{e} must not be 0{anywhere}."
              | Positive e -> Prose.say $"{e} must be above 0{everywhere}."
              | NonNegative e -> Prose.say $"{e} must not be below 0{anywhere}."
              | Whole e -> Prose.say $"{e} must have a value{everywhere}." ]
        |> List.distinctBy _.Text

    /// Does a value depend on something that rounding could decide otherwise: a bracket, a sign, a floor, a pole, the end of a domain?
    let isDelicate (task: TaskDynamics) =
        let decides (part: Expr) =
            match part.Node with
            | Indicator(_, x) -> not (Properties.isInteger x)
            | Function((Abs | Sign | WholeQuotient), arguments) -> not (Array.forall Properties.isInteger arguments)
            | Function((Factorial | Binomial | FallingFactorial), _) -> true
            | _ -> false

        not (requirements task).IsEmpty || Seq.exists decides (TaskDynamics.parts task.Formula)
