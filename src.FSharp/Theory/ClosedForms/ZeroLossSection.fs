namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The section "zero-loss": what is known of a task's solutions without loss, in equations and sentences.
[<RequireQualifiedAccess>]
module internal ZeroLossSection =
    let private T = Mode.T
    let private zero = Canonical.zero

    // ---- Sentences ---------------------------------------------------------------------------------------------------------

    let private stepsOf (e: Expr) =
        match (T -. e).Node with
        | Number steps -> Some steps
        | _ -> None

    // T - 4 = 0 reads as T = 4.
    let private vanishing (e: Expr) =
        match stepsOf e with
        | Some steps -> Prose.words $"T = {steps}"
        | None -> Prose.say $"{e} = 0"

    let private both (places: Prose list) = Prose.concat " and " places

    // In a sentence about T from the given length on.
    let private placeOf (from: int) (case: ZeroLossCase) =
        let isOfOneLength = case.Where |> List.exists (stepsOf >> Option.isSome)

        let lengths =
            if case.From > from && not isOfOneLength then
                [ Prose.words $"T >= {case.From}" ]
            else
                []

        both (
            (case.Where |> List.map vanishing)
            @ lengths
            @ (case.Unless |> List.map (fun e -> Prose.say $"{e} != 0"))
        )

    let private conditional (conditions: Condition list) =
        match conditions with
        | [] -> Prose.empty
        | _ ->
            let all = conditions |> List.map (fun c -> Prose.say $"{c}") |> both
            Prose.say $" where {all}"

    let private isFixed (e: Expr) = Properties.freeSymbols e |> Array.isEmpty

    let private fromOn (from: int) = if from > 1 then $" for T >= {from}" else ""

    // The parameters with which there is a solution after all, and those of which it is not known.
    let private ofUnsolvable (place: Prose) (from: int) (cases: ZeroLossCase list) =
        let open', known = cases |> List.partition _.Decision.IsUndecided
        let exceptions =
            match known with
            | [] -> Prose.empty
            | _ ->
                let places = known |> List.map (placeOf from) |> Prose.concat ", or where "
                Prose.say $", with the exception of parameters where {places}"

        [ Prose.say $"{place}{exceptions}."
          for case in open' do
              match case.Decision with
              | Undecided reason -> Prose.say $"Where {placeOf from case} it is not decided whether there is a solution: {reason}."
              | _ -> () ]

    let private claim (place: Prose) (needed: Condition list) (decision: ZeroLoss) : Prose list =
        match decision with
        | Solved(b, u, _) ->
            let still = if isFixed u then "" else "; any other b does as well where u = 0"
            [ Prose.say $"{place} the mode b = {b}, u = {u} has no loss{conditional needed}{still}." ]
        | Silent -> [ Prose.say $"{place} every value is 0: u = 0 with any b." ]
        | SingleStep u -> [ Prose.say $"{place} u = {u} has no loss, with any b{conditional (ZeroLossCases.needed [ u ])}." ]
        | Valueless _ -> [ Prose.say $"{place} the task has no value at some step." ]
        | Undecided reason -> [ Prose.say $"{place} it is not decided whether there is a solution: {reason}." ]
        | Unsolvable _
        | ByLength _ -> []

    let private ofCases (place: string) (from: int) (cases: ZeroLossCase list) =
        [ for case in cases do
              if not case.Decision.IsUndecided then
                  yield! claim (Prose.say $"{place}{placeOf from case}") [] case.Decision ]

    let private neededOf (decision: ZeroLoss) =
        match decision with
        | Solved(b, u, _) -> ZeroLossCases.needed [ b; u ]
        | _ -> []

    let private valued (answer: ZeroLossAnswer) = answer.Cases.Value |> List.filter (_.Decision.IsValueless >> not)

    let private atLength (steps: int, answer: ZeroLossAnswer) =
        let place = $"For T = {steps}"

        let further = ofCases $"{place}, where " steps (valued answer)

        match answer.Decision with
        | Unsolvable _ -> ofUnsolvable (Prose.words $"{place} no mode is without loss") steps answer.Cases.Value @ further
        | decision -> claim (Prose.words place) (neededOf decision) decision @ further

    let private shorter (answer: ZeroLossAnswer) = answer.Shorter |> List.collect atLength

    /// What is known of a task without solution, in sentences: for which T and parameters there is none, and what the others have.
    let absence (answer: ZeroLossAnswer) : Prose list =
        ofUnsolvable (Prose.words $"There is no solution without loss{fromOn answer.From}") answer.From answer.Cases.Value
        @ ofCases "Where " 1 answer.Cases.Value
        @ shorter answer

    /// What the solution in general leaves out.
    let leftOut (answer: ZeroLossAnswer) : Prose list =
        let open' = answer.Cases.Value |> List.filter _.Decision.IsUndecided

        let poles =
            match answer.Decision with
            | Solved(b, u, _) -> ZeroLossCases.needed [ b; u ] |> List.map _.Left
            | _ -> []
        // Of a pole that no case is about all modes have a loss, or the task has no value.
        let others =
            poles
            |> List.filter (fun pole ->
                not (
                    answer.Cases.Value
                    |> List.exists (fun case -> List.forall (fun e -> obj.ReferenceEquals(e, pole)) case.Where)
                ))

        ofCases "Where " 1 answer.Cases.Value
        @ [ for case in open' do
                match case.Decision with
                | Undecided reason -> Prose.say $"Where {placeOf 1 case} it is not decided whether there is a solution: {reason}."
                | _ -> ()
            for pole in others do
                let further = if answer.Cases.Value.IsEmpty then "" else " but that"
                Prose.say $"Where {vanishing pole} no mode{further}{fromOn answer.From} is without loss." ]

    // ---- Equations ---------------------------------------------------------------------------------------------------------

    // What a task that is not known must satisfy: neighbours in one ratio, for 1 < t < T and values that are not 0.
    let private condition (task: TaskDynamics) =
        match task.Setting.Outputs with
        | Every -> []
        | Last ->
            let value shift = Substitution.symbol TaskDynamics.step (Mode.t +. Canonical.ofInt shift) task.Formula
            [ Equation.derived
                  "condition"
                  ""
                  Formula.zero
                  (Scalar(value -1 *. value 1 -. Canonical.power (value 0) (Canonical.ofInt 2)))
                  "values other than 0 are geometric when this holds for each t from 2 to T - 1"
              |> Equation.where
                  [ { Left = value 0
                      Right = zero
                      Equal = false } ] ]

    let private equation name right rule verdict = Equation.make name "" (Letter name) (Scalar right) rule verdict

    // The solutions of the trajectories that are too short to fail.
    let private atLengthEquations (steps: int, answer: ZeroLossAnswer) =
        let here: Condition =
            { Left = T
              Right = Canonical.ofInt steps
              Equal = true }
        let equation name e conditions =
            Equation.derived $"{name}.{steps}" "" (Letter name) (Scalar e) "too short to fail"
            |> Equation.where (here :: conditions)

        match answer.Decision with
        | Solved(b, u, _) -> [ equation "b" b (neededOf answer.Decision); equation "u" u (neededOf answer.Decision) ]
        | Silent -> [ equation "u" zero [] ]
        | SingleStep u -> [ equation "u" u (ZeroLossCases.needed [ u ]) ]
        | _ -> []

    let private longEnough (from: int) = Equation.wherePositive (if from > 1 then [ T -. Canonical.ofInt (from - 1) ] else [])

    // A value in brackets shows where it is zero by itself.
    let private anyRecurrent (task: TaskDynamics) (from: int) (u: Expr) =
        let short = if task.Length.Node.IsSymbol && from = 1 then [ "for T = 1" ] else []
        let still = if isFixed u then [] else [ "where u = 0" ]

        match short @ still with
        | [] -> []
        | places -> [ Prose.words $"""Any other b does as well {String.concat " and " places}.""" ]

    let private solved (task: TaskDynamics) (answer: ZeroLossAnswer) b u verdict =
        let value = (TaskDynamics.singularValueOf task.Setting.Modes).Name
        let every, ratio, final =
            match task.Setting.Outputs with
            | Last -> $"{value}[t] = u*b^(T - t)", "the ratio of the last two values", "the last value, as b^0 = 1"
            | Every -> $"{value}[t, i] = u*b^(t - i)", $"the ratio {value}[t, t-1]/{value}[t, t]", $"{value}[t, t], as b^0 = 1"
        let place = neededOf answer.Decision

        [ equation "b" b ratio verdict |> Equation.where place |> longEnough answer.From
          equation "u" u final verdict |> Equation.where place |> longEnough answer.From
          yield! List.collect atLengthEquations answer.Shorter ],
        [ Prose.words $"{every} for every step{fromOn answer.From}: a mode with these b and u = ac has no loss."
          yield! anyRecurrent task answer.From u
          yield! leftOut answer
          yield! shorter answer ]

    let private unsolvable (answer: ZeroLossAnswer) (f: Failure) =
        let why =
            if f.IsSilenced then
                "b^0 = 1 asks for u = 0 here, and with it every value is 0"
            else
                "without loss both parts are the same product of powers of u and b"

        [ Equation.make
              "mismatch"
              ""
              (Scalar f.Left)
              (Scalar f.Value)
              $"it would be 0, for {why}"
              (Verdict.ByIdentity $"it is not zero: {f.Witness}")
          |> Equation.where (ZeroLossCases.needed [ f.Value ])
          |> longEnough answer.From
          yield! List.collect atLengthEquations answer.Shorter ],
        [ yield! absence answer; Prose.say $"{f.Left} would be 0, for {why}; it is not ({f.Witness})." ]

    // Where the task has its values at all is said beside it.
    let private domain (task: TaskDynamics) =
        match TaskDomain.requirementsOf task |> Result.map (fun asked -> asked @ TaskDomain.ofParameters task) with
        | Ok(_ :: _) -> [ Prose.words "This is about parameters with which the task has a value at every step." ]
        | _ -> []

    /// The section "zero-loss".
    let section (task: TaskDynamics) (answer: ZeroLossAnswer) =
        let equations, remarks =
            match answer.Decision with
            | Solved(b, u, verdict) -> solved task answer b u verdict
            | Silent ->
                [ equation "u" zero "every value is zero" Equation.byConstruction |> longEnough answer.From
                  yield! List.collect atLengthEquations answer.Shorter ],
                Prose.words $"The task is zero{fromOn answer.From}: u = 0 with any b." :: shorter answer
            | SingleStep u -> [ equation "u" u "T = 1" Equation.byConstruction ], [ Prose.words "One step: u = s_1 with any b." ]
            | Unsolvable f -> unsolvable answer f
            | Valueless reason -> [], Prose.words $"The task has no value at some step{fromOn answer.From}: {reason}." :: shorter answer
            | ByLength _ -> [], []
            | Undecided reason -> condition task, [ Prose.words $"Not decided: {reason}." ]

        Section.make "zero-loss" "Solutions without loss" equations (remarks @ domain task)
