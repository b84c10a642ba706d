namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Values of the parameters for which a task has a solution without loss of another kind than for parameters in general.
[<NoEquality; NoComparison>]
type ZeroLossCase =
    {
        /// What is zero here, and no more than that: enough for the decision.
        Where: Expr list
        /// What is not zero here.
        Unless: Expr list
        /// The least trajectory length that this is about, where T is symbolic.
        From: int
        Decision: ZeroLoss
    }

/// What is known of a task's solutions without loss, for all parameters with which the task has its values.
[<NoEquality; NoComparison>]
type ZeroLossAnswer =
    {
        /// The least trajectory length that this is about, where T is symbolic.
        From: int
        /// Of parameters in general.
        Decision: ZeroLoss
        /// Where it is another one, but for those that have no solution.
        Cases: Lazy<ZeroLossCase list>
        /// The shorter trajectories, each by itself.
        Shorter: (int * ZeroLossAnswer) list
    }

/// The parameters that the decision in general leaves out, decided by putting their values in the task.
[<RequireQualifiedAccess>]
module internal ZeroLossCases =
    // So many decisions are made for one task, and so many parameters put in one after another.
    let private mostDecisions = 40
    let private deepest = 5

    let private orNone (work: unit -> 'a list) =
        try
            work ()
        with
        | UndefinedExpression _
        | UnsupportedOperation _ -> []

    let private poles (values: Expr list) = orNone (fun () -> values |> List.collect ParameterRoots.poles |> List.distinct)

    let private nonzero (e: Expr) : Condition =
        { Left = e
          Right = Canonical.zero
          Equal = false }

    /// What must not be zero for values to exist.
    let needed (values: Expr list) : Condition list = poles values |> List.map nonzero

    let private numeric (task: TaskDynamics) (steps: int) =
        { task with
            Length = Canonical.ofInt steps
            Formula = Substitution.symbol TaskDynamics.trajectoryLength (Canonical.ofInt steps) task.Formula }

    // x stands in angles n x with a whole n alone, so that the formula reads the same a turn on.
    let private isPeriodic (task: TaskDynamics) (x: Symbol) =
        let isWhole (angle: Expr) =
            let times = Expand.expand (Derivative.by (Canonical.symbol x) angle)
            Properties.isInteger times && Properties.isFreeOf x times

        let rec holds (e: Expr) =
            let mutable all = true

            let look (part: Expr) =
                all <- all && holds part
                part

            match e.Node with
            | _ when Properties.isFreeOf x e -> true
            | Symbol _ -> false
            | Function((Sin | Cos), [| angle |]) -> isWhole angle
            | Power f when obj.ReferenceEquals(f.Base, Canonical.constant E) -> isWhole (Canonical.negate (Canonical.i *. f.Exponent))
            | Product factors -> factors |> Array.forall (fun f -> holds (Canonical.power f.Base f.Exponent))
            | _ ->
                Substitution.mapChildren look e |> ignore
                all

        holds task.Formula

    // Does each step of so short a trajectory have the value that the decision tells?
    let private holdsFor (steps: int) (task: TaskDynamics) (decision: ZeroLoss) =
        let short = numeric task steps

        let told (place: TaskPlace) =
            match decision with
            | Solved(b, u, _) ->
                u *. Canonical.power b (place.Counted -. place.Input)
                |> Substitution.symbol TaskDynamics.trajectoryLength (Canonical.ofInt steps)
                |> Some
            | Silent -> Some Canonical.zero
            | _ -> None

        let fits (place: TaskPlace) =
            told place
            |> Option.exists (fun value -> Oscillations.vanishes (TaskValues.at short place -. value))

        try
            let places = GeometricRelations.places task.Setting steps

            if decision.IsValueless then
                for place in places do
                    TaskValues.at short place |> ignore

            List.forall fits places
        with
        | NoValue _
        | UndefinedExpression _ -> decision.IsValueless
        | UnsupportedOperation _ -> false

    // From which length on a decision for all from the given one holds.
    let rec private holdsSince (since: int) (task: TaskDynamics) (decision: ZeroLoss) =
        if task.Length.Node.IsSymbol && since > 1 && holdsFor (since - 1) task decision then
            holdsSince (since - 1) task decision
        else
            since

    let private tooMany = Undecided "there are too many cases"

    // All solutions of a task with T from a length on, each with what is zero.
    let rec private solutions (left: int ref) (task: TaskDynamics) (since: int) (where: Expr list) (unless: Expr list) : ZeroLossCase list =
        left.Value <- left.Value - 1

        if left.Value < 0 || where.Length > deepest then
            [ { Where = where
                Unless = unless
                From = since
                Decision = tooMany } ]
        else
            ZeroLoss.decideSince since task |> casesOf left task since where unless

    and private casesOf left task since where unless (decision: ZeroLoss) : ZeroLossCase list =
        let case unless =
            { Where = where
              Unless = unless
              From = holdsSince since task decision
              Decision = decision }

        match decision with
        | Valueless _
        | Silent
        | SingleStep _
        | Undecided _ -> [ case unless ]
        | Solved(b, u, _) -> case (List.distinct (unless @ poles [ b; u ])) :: leftOut left task since where unless decision
        | Unsolvable _ -> leftOut left task since where unless decision
        | ByLength(shorter, from, longer) ->
            [ for steps, decision in shorter do
                  if steps >= since && not decision.IsValueless then
                      let where = where @ [ Mode.T -. Canonical.ofInt steps ]
                      yield! casesOf left (numeric task steps) steps where unless decision
              // That some of the lengths have no value is nothing to be told of all.
              if
                  not (
                      longer.IsValueless
                      && shorter |> List.exists (fun (steps, decision) -> steps >= since && not decision.IsValueless)
                  )
              then
                  yield! casesOf left task from where unless longer ]

    // The solutions where the decision itself says nothing.
    and private leftOut left task since where unless (decision: ZeroLoss) =
        match decision with
        | Solved(b, u, _) -> poles [ b; u ]
        | Unsolvable f -> orNone (fun () -> ParameterRoots.factors f.Value @ ParameterRoots.poles f.Value) |> List.distinct
        | _ -> []
        |> List.collect (branches left task since where unless)

    and private branches left task since where unless (factor: Expr) : ZeroLossCase list =
        let roots () =
            try
                ParameterRoots.ofFactor (isPeriodic task) since factor
            with
            | UndefinedExpression _
            | UnsupportedOperation _ -> None

        let lengths =
            if TaskDynamics.parameters { task with Formula = factor } |> List.isEmpty then
                ParameterRoots.lengthsFrom since factor
            else
                None

        match lengths, (if lengths.IsSome then None else roots ()) with
        // T alone decides.
        | Some from, _ ->
            [ for steps in since .. from - 1 do
                  yield! solutions left (numeric task steps) steps (where @ [ Mode.T -. Canonical.ofInt steps ]) unless ]
        | None, None ->
            [ { Where = where @ [ factor ]
                Unless = unless
                From = since
                Decision = Undecided "that step does not fail there, and another one may" } ]
        | None, Some roots ->
            roots
            |> List.collect (fun root ->
                try
                    let put = Substitution.symbols [ root.Replacement ]
                    let unless = List.distinct (List.map put unless @ root.Unless)

                    if unless |> List.exists Oscillations.vanishes then
                        []
                    else
                        let unless = unless |> List.filter (ParameterRoots.isNonzeroNumber since >> not)
                        solutions left { task with Formula = put task.Formula } since (where @ root.Where) unless
                with UndefinedExpression reason ->
                    [ { Where = where @ root.Where
                        Unless = unless
                        From = since
                        Decision = Valueless reason } ])

    let private contains (es: Expr list) (e: Expr) = es |> List.exists (fun other -> obj.ReferenceEquals(other, e))

    // Each once, and none that a wider one says.
    let private essential (cases: ZeroLossCase list) =
        let covers (wide: ZeroLossCase) (narrow: ZeroLossCase) =
            not wide.Decision.IsUndecided
            && wide.Where |> List.forall (contains narrow.Where)
            && not (wide.Unless |> List.exists (contains narrow.Where))
            && wide.From <= narrow.From
            && (wide.Where.Length < narrow.Where.Length || wide.Unless.Length <= narrow.Unless.Length)

        let rec go (kept: ZeroLossCase list) (rest: ZeroLossCase list) =
            match rest with
            | [] -> List.rev kept
            | next :: rest ->
                go
                    (if kept |> List.exists (fun wide -> covers wide next) then
                         kept
                     else
                         next :: kept)
                    rest

        cases
        |> List.sortBy (fun case -> case.Where.Length, case.Decision.IsUndecided, case.Unless.Length)
        |> go []

    let private answer (task: TaskDynamics) (from: int) (shorter: (int * ZeroLossAnswer) list) (decision: ZeroLoss) =
        { From = from
          Decision = decision
          Cases = lazy (leftOut (ref mostDecisions) task from [] [] decision |> essential)
          Shorter = shorter }

    /// The whole answer for a task, its cases worked out when they are asked for.
    let ofTask (task: TaskDynamics) : ZeroLossAnswer =
        match ZeroLoss.decide task with
        | ByLength(shorter, from, longer) ->
            let shorter = [ for steps, decision in shorter -> steps, answer (numeric task steps) steps [] decision ]
            answer task from shorter longer
        | decision -> answer task 1 [] decision
