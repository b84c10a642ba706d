namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Does a mode with s_t = u b^(T-t) for all t exist (theory: Appendix F)? Of parameters in general: see ZeroLoss.needed and
/// ZeroLoss.unless for the values of the parameters that an answer leaves out.
[<NoEquality; NoComparison>]
type ZeroLoss =
    /// At b and u = a c.
    | Solved of b: Expr * u: Expr * Verdict
    /// Every s_t is zero: u = 0 with any b.
    | Silent
    /// One step alone: u = s_1 with any b.
    | SingleStep of u: Expr
    | Unsolvable of Failure
    | Undecided of reason: string

/// Why a task has no solution without loss.
and [<NoEquality; NoComparison>] Failure =
    {
        /// The least trajectory length that this is about, where T is symbolic: shorter ones have too few steps to fail.
        From: int
        /// A step at which s_t = u b^(T-t) fails for the b and u that the last two steps ask for; where every output counts, an
        /// output step at which s_{t,i} = u b^(t-i) fails for those of the first two.
        Step: Expr
        /// The step of the input, where every output counts.
        Input: Expr option
        /// s_t - u b^(T-t) there, not zero.
        Mismatch: Expr
        /// Why the mismatch is not zero.
        Witness: string
        /// The shorter trajectories, each decided by itself.
        Shorter: (int * ZeroLoss) list
    }

/// The zero-loss test: s is geometric in t, decided exactly.
[<RequireQualifiedAccess>]
module ZeroLoss =
    let private T = Mode.T
    let private zero, one = Canonical.zero, Canonical.one

    // s_t at a step t, or s_{t,i} at an output step and the step of an input.
    let private valueOf (task: TaskDynamics) (counted: Expr) (step: Expr) =
        let places =
            match TaskDynamics.formals task.Setting with
            | [ t; i ] -> [ t, counted; i, step ]
            | formals -> [ List.head formals, step ]

        Substitution.symbols places task.Formula
        |> Substitution.symbol TaskDynamics.trajectoryLength task.Length

    /// The last counted step: T (a number where it is given), or t.
    let private last (task: TaskDynamics) =
        match task.Setting.Outputs with
        | Last -> task.Length
        | Every -> Mode.t

    let private valueAt (task: TaskDynamics) (step: Expr) = valueOf task (last task) step

    let private simplified (e: Expr) =
        try
            Oscillations.factored e
        with UnsupportedOperation _ ->
            e

    let rec private hasBracket (e: Expr) =
        let mutable found = false

        let look (part: Expr) =
            found <- found || hasBracket part
            part

        match e.Node with
        | Indicator _ -> true
        | _ ->
            Substitution.mapChildren look e |> ignore
            found

    // The expression with the brackets decided that the bounds of its whole numbers decide.
    let rec private decided (e: Expr) =
        let truth value = if value then one else zero

        match e.Node with
        | Indicator(relation, x) ->
            let negative = Canonical.negate x

            match relation with
            | Equal when Properties.isPositive x || Properties.isPositive negative -> zero
            | LessOrEqual when Properties.isPositive x || Properties.isNonnegative negative -> truth (Properties.isNonnegative negative)
            | Less when Properties.isNonnegative x || Properties.isPositive negative -> truth (Properties.isPositive negative)
            | _ -> e
        | _ -> Substitution.mapChildren decided e

    let private wholeFrom (least: int) (name: string) =
        Symbol.Of(
            name,
            { Vocabulary.trajectoryLength.Assumptions with
                Lower =
                    Some
                        { Value = Rational.OfInt least
                          Strict = false } }
        )

    // ---- For every T -------------------------------------------------------------------------------------------------------

    // A step r and the counted step n steps later, with as many steps after it as there may be: brackets see their order.
    let private earlier, private between, private after =
        let whole least name = Canonical.symbol (wholeFrom least name)
        whole 1 "r", whole 1 "n", whole 0 "w"

    // s_t = u b^(T-t) for each step t below T. At t = T it holds by the choice of u.
    let private symbolic (task: TaskDynamics) =
        let final = last task
        let u = valueAt task final
        let before = decided (valueAt task (final -. one))

        if (Oscillations.isZero u).IsProved then
            None
        else
            let b = simplified (before /. u)
            let counted = earlier +. between
            let places =
                match task.Setting.Outputs with
                | Last -> [ TaskDynamics.trajectoryLength, counted ]
                | Every -> [ Mode.outputStep, counted; TaskDynamics.trajectoryLength, counted +. after ]
            let mismatch =
                let placed (e: Expr) = decided (Substitution.symbols places e)
                placed (valueAt task earlier) -. placed u *. Canonical.power (placed b) between

            // Where every output counts, one b and one u must serve all output steps.
            let isConstant e = task.Setting.Outputs = Last || Properties.isFreeOf Mode.outputStep e

            if not (isConstant b && isConstant u) || hasBracket b then
                None
            else
                match Oscillations.isZero mismatch with
                | Proved reason -> Some(Solved(b, u, Proved reason))
                | _ -> None

    // Is an expression without brackets not zero, for certain? An exact witness, or a value in doubles far above any rounding error.
    let private witness (e: Expr) =
        match Oscillations.isZero e with
        | Refuted reason -> Some reason
        | Proved _ -> None
        | _ ->
            match Oscillations.witness e with
            | Some exact -> Some exact
            | None ->
                let random = System.Random 3
                let names = Properties.freeSymbols e |> Array.map _.Name

                let attempt _ =
                    let values = names |> Array.map (fun name -> name, 0.25 + random.NextDouble())

                    match Evaluation.toDouble (Evaluation.pointOf values) e with
                    | Ok x when System.Double.IsFinite x && abs x > 1e-6 ->
                        let at = values |> Array.map (fun (name, v) -> $"{name} = {v:F3}") |> String.concat ", "
                        Some(if values.Length = 0 then $"about {x:G4}" else $"about {x:G4} at {at}")
                    | _ -> None

                Seq.init 20 attempt |> Seq.tryPick id

    /// A value that a solution must give: u b^Power. Where: the step, and the input's step where every output counts.
    [<NoEquality; NoComparison>]
    type private Demand =
        { Step: Expr
          Input: Expr option
          Power: Expr
          Value: Expr }

    let private demand (task: TaskDynamics) (counted: Expr) (step: Expr) =
        let value = simplified (decided (valueOf task counted step))

        match task.Setting.Outputs with
        | Last ->
            { Step = step
              Input = None
              Power = counted -. step
              Value = value }
        | Every ->
            { Step = counted
              Input = Some step
              Power = counted -. step
              Value = value }

    // Of a numeric T, in the order in which they are looked at: the first has power 0, and the first with power 1 settles b.
    let private demands (task: TaskDynamics) (steps: int) =
        let number = Canonical.ofInt

        match task.Setting.Outputs with
        | Last -> [ for k in steps .. -1 .. 1 -> demand task (number steps) (number k) ]
        | Every ->
            [ for t in 1..steps do
                  for i in t .. -1 .. 1 -> demand task (number t) (number i) ]

    let private failure (d: Demand) mismatch witness =
        { From = 1
          Step = d.Step
          Input = d.Input
          Mismatch = mismatch
          Witness = witness
          Shorter = [] }

    // All steps of a numeric T, one by one.
    let private stepwise (task: TaskDynamics) (steps: int) =
        let task =
            { task with
                Length = Canonical.ofInt steps }
        let demands = demands task steps
        let isZero e = (Oscillations.isZero e).IsProved
        let u = demands.Head.Value

        match demands |> List.tryFind (fun d -> Canonical.isOne d.Power) with
        | _ when demands |> List.forall (fun d -> isZero d.Value) -> Silent
        | None -> SingleStep u
        | Some _ when isZero u ->
            // b^0 = 1, so this value asks for u = 0, and then every step is 0.
            let first = demands |> List.find (fun d -> not (isZero d.Value))
            Unsolvable(failure first first.Value "the value that u must equal is zero, so u = 0")
        | Some second ->
            let b = simplified (second.Value /. u)
            let mismatch d = d.Value -. u *. Canonical.power b d.Power

            match demands |> List.tryFind (fun d -> not (isZero (mismatch d))) with
            | None -> Solved(b, u, Proved $"each of the {steps} steps, exactly")
            | Some d ->
                let difference = mismatch d

                match witness difference with
                | Some reason -> Unsolvable(failure d (simplified difference) reason)
                | None -> Undecided $"whether {Infix.print difference} is zero is not known"

    let private numericLength (task: TaskDynamics) =
        match task.Length.Node with
        | Number q -> q.TryInt
        | _ -> ValueNone

    // ---- From some T on ----------------------------------------------------------------------------------------------------

    // The places near the ends of a trajectory of at least so many steps, where u and b do not meet the value by their choice.
    let private ends (task: TaskDynamics) (least: int) (isSilent: bool) =
        let number = Canonical.ofInt
        let settled = if isSilent then 0 else 1

        match task.Setting.Outputs with
        | Last ->
            [ for k in 1 + settled .. least - 1 do
                  yield task.Length, task.Length -. number k
              for k in 1 .. least - 1 - settled do
                  yield task.Length, number k ]
        | Every ->
            [ for t in 1 .. min least 4 do
                  for i in t .. -1 .. 1 do
                      yield number t, number i
              yield task.Length, task.Length
              if isSilent || least > 2 then
                  for k in 1 .. least - 1 do
                      yield task.Length, task.Length -. number k
                      yield task.Length, number k ]

    // The values that settle u and b.
    let private settling (task: TaskDynamics) =
        match task.Setting.Outputs with
        | Last -> valueOf task task.Length task.Length, valueOf task task.Length (task.Length -. one)
        | Every ->
            let two = Canonical.ofInt 2
            valueOf task one one, valueOf task two one

    // A witness for a whole T, so that no T in between is taken for one.
    let private witnessFrom (least: int) (length: Symbol) (mismatch: Expr) =
        seq { least .. least + 3 }
        |> Seq.tryPick (fun steps ->
            let text = if Properties.isFreeOf length mismatch then "" else $"for T = {steps}: "

            Substitution.symbol length (Canonical.ofInt steps) mismatch
            |> witness
            |> Option.map (fun reason -> text + reason))

    // A step that fails for all T from the given one on, as an expression in T without brackets. A number in the place of T
    // stays.
    let private failureFrom (task: TaskDynamics) (least: int) =
        let length = wholeFrom least TaskDynamics.trajectoryLength.Name
        let longTask =
            { task with
                Length = Substitution.symbol TaskDynamics.trajectoryLength (Canonical.symbol length) task.Length }
        let u, before = let u, before = settling longTask in decided u, decided before
        let isSilent = (Oscillations.isZero u).IsProved

        let mismatch (d: Demand) =
            if isSilent then
                d.Value
            else
                simplified (d.Value -. u *. Canonical.power (simplified (before /. u)) d.Power)

        let inT (e: Expr) = Substitution.symbol length T e

        let failing (counted, step) =
            let d = demand longTask counted step
            let difference = mismatch d

            if hasBracket difference || (Oscillations.isZero difference).IsProved then
                None
            else
                witnessFrom least length difference
                |> Option.map (fun reason ->
                    { failure d (inT difference) reason with
                        From = least
                        Step = inT d.Step
                        Input = Option.map inT d.Input })

        if hasBracket u || hasBracket before then
            None
        else
            List.tryPick failing (ends longTask least isSilent)

    // With T symbolic and no proof for all T: from which T on a step fails, and what is true of the T below.
    let private fromSomeLength (task: TaskDynamics) =
        match Seq.tryPick (failureFrom task) (seq { 2..8 }) with
        | Some failure ->
            Unsolvable
                { failure with
                    Shorter = [ for steps in 1 .. failure.From - 1 -> steps, stepwise task steps ] }
        | None ->
            let outcomes = [ for steps in 3..6 -> stepwise task steps ]
            let count isSuch = outcomes |> List.filter isSuch |> List.length

            if count _.IsUnsolvable = outcomes.Length then
                Undecided "no solution for T = 3 to 6 and parameters in general; not proved for every T"
            elif count _.IsSolved = outcomes.Length then
                Undecided "solvable for each T from 3 to 6; not proved for every T"
            else
                match
                    outcomes
                    |> List.tryPick (fun o ->
                        match o with
                        | Undecided reason -> Some reason
                        | _ -> None)
                with
                | Some reason -> Undecided reason
                | None -> Undecided "solvable for some T from 3 to 6 only"

    // Every value, of whatever step.
    let private isSilent (task: TaskDynamics) =
        let counted = earlier +. after
        let value =
            match task.Setting.Outputs with
            | Last -> valueAt task earlier |> Substitution.symbol TaskDynamics.trajectoryLength counted
            | Every ->
                valueOf task counted earlier
                |> Substitution.symbol TaskDynamics.trajectoryLength (counted +. Canonical.symbol (wholeFrom 0 "v"))

        (Oscillations.isZero (decided value)).IsProved

    /// Decides the task. T symbolic: for every T, or from the T of the failure on.
    let decide (task: TaskDynamics) : ZeroLoss =
        let isTabulated = (Properties.contains (TaskDynamics.singularValueOf task.Setting.Modes) task.Formula)

        try
            match task.Setting.Outputs, numericLength task with
            | _ when isTabulated -> Undecided "the values of s_t are not known; give a formula"
            | Last, ValueSome steps when steps <= 64 -> stepwise task steps
            | Every, ValueSome steps when steps <= 16 -> stepwise task steps
            | _, ValueSome steps ->
                match symbolic task, failureFrom task 8 with
                | Some solution, _ -> solution
                | None, Some failure -> Unsolvable { failure with From = 1 }
                | None, None -> Undecided $"the {steps} steps are too many to be looked at one by one"
            | _, ValueNone ->
                match symbolic task with
                | Some solution -> solution
                | None when isSilent task -> Silent
                | None -> fromSomeLength task
        with
        | UndefinedExpression reason
        | UnsupportedOperation reason -> Undecided reason

    // ---- Which parameters an answer leaves out ----------------------------------------------------------------------------

    let private orNone (work: unit -> Expr list) =
        try
            work ()
            |> List.filter (fun e -> not (Properties.isPositive e || Properties.isPositive (Canonical.negate e)))
        with
        | UndefinedExpression _
        | UnsupportedOperation _ -> []

    let private poles (values: Expr list) = orNone (fun () -> values |> List.collect Oscillations.poles |> List.distinct)

    let private nonzero (e: Expr) =
        { Left = e
          Right = zero
          Equal = false }

    /// What must not be zero for values to exist.
    let needed (values: Expr list) : Condition list = poles values |> List.map nonzero

    // Of T from the failure's on.
    let private ofLength (failure: Failure) (ask: Expr -> Expr list) =
        let length = wholeFrom failure.From TaskDynamics.trajectoryLength.Name

        Substitution.symbol TaskDynamics.trajectoryLength (Canonical.symbol length) failure.Mismatch
        |> ask
        |> List.map (Substitution.symbol length T)

    /// Where one of these is zero u must be zero, or the task has no value.
    let excluded (failure: Failure) : Expr list = ofLength failure (fun mismatch -> poles [ mismatch ])

    /// Where one of these is zero the step does not fail, and another one may or may not.
    let unless (failure: Failure) : Expr list =
        ofLength failure (fun mismatch -> orNone (fun () -> Oscillations.factors mismatch |> List.map fst))

    /// The length T' that a solution for length T is tried on.
    let otherLength = Symbol.Of("T_1", Vocabulary.trajectoryLength.Assumptions)

    /// E on trajectories of length T_1 of a mode (b, u) that may know T, as the sum that it is.
    let energyAtOtherLength (task: TaskDynamics) (b: Expr) (u: Expr) : Expr =
        let length = Canonical.symbol otherLength
        let longer = Substitution.symbol TaskDynamics.trajectoryLength length
        let mode = Mode.ofKind task.Setting.Modes

        longer (Energy.general task.Setting)
        |> Substitution.indexedSymbol
            (TaskDynamics.singularValueOf task.Setting.Modes)
            (TaskDynamics.formals task.Setting)
            (longer task.Formula)
        |> Substitution.symbols [ mode.Symbols[0], u; mode.Symbols[1], b; mode.Symbols[2], Canonical.one ]

    /// The same in closed form; zero exactly when the solution extrapolates.
    let extrapolationError (task: TaskDynamics) (b: Expr) (u: Expr) : ClosedSum =
        energyAtOtherLength task b u |> Expand.expand |> TaskSums.closeOrKeep

    // ---- Sentences ---------------------------------------------------------------------------------------------------------

    let private list (word: string) (relation: string) (es: Expr list) =
        es |> List.map (fun e -> $"{Infix.print e} {relation} 0") |> String.concat word

    // For which parameters the step would not fail.
    let private vanishing (failure: Failure) =
        match unless failure with
        | [] when (Properties.freeSymbols failure.Mismatch).Length = 0 -> [ "It fails for all values of the parameters." ]
        | [] -> []
        | zeros -> [ $"""That step fails unless {list " or " "=" zeros}.""" ]

    // A value in brackets shows where it is zero by itself.
    let private anyRecurrent (task: TaskDynamics) (u: Expr) =
        let short = if (numericLength task).IsNone then [ "for T = 1" ] else []
        let still = if (Properties.freeSymbols u).Length > 0 then [ "where u = 0" ] else []

        match short @ still with
        | [] -> []
        | places -> [ $"""Any other b does as well {String.concat " and " places}.""" ]

    let private conditional (conditions: Condition list) =
        match conditions with
        | [] -> ""
        | _ -> conditions |> List.map string |> String.concat " and " |> sprintf " where %s"

    let private ofFailure (f: Failure) =
        let length = if f.From > 1 then $" for T >= {f.From}" else ""
        let zeros =
            match unless f with
            | [] -> ""
            | zeros -> $""", with the exception of parameters where {list " or " "=" zeros}"""
        $"{length}{conditional (excluded f |> List.map nonzero)}{zeros}"

    let private claim (place: string) (decision: ZeroLoss) =
        match decision with
        | Solved(b, u, _) ->
            let still =
                if (Properties.freeSymbols u).Length > 0 then
                    "; any other b does as well where u = 0"
                else
                    ""
            $"{place} the mode b = {Infix.print b}, u = {Infix.print u} has no loss{conditional (needed [ b; u ])}{still}."
        | Silent -> $"{place} every value is 0: u = 0 with any b."
        | SingleStep u -> $"{place} u = {Infix.print u} has no loss, with any b{conditional (needed [ u ])}."
        | Unsolvable f -> $"{place} no mode is without loss{ofFailure f}."
        | Undecided reason -> $"{place} it is not decided whether there is a solution: {reason}."

    let private atLength (steps: int) (decision: ZeroLoss) = claim $"For T = {steps}" decision

    // The task without a parameter, which is zero.
    let private atZero (task: TaskDynamics) (parameter: Symbol) =
        let reduced =
            { task with
                Formula = Substitution.symbol parameter zero task.Formula }
        // Raises where the values at the first steps do not exist.
        for steps in 1..3 do
            demands
                { reduced with
                    Length = Canonical.ofInt steps }
                steps
            |> ignore

        claim $"Where {parameter.Name} = 0" (decide reduced)

    // u and the values beside it.
    let private given (task: TaskDynamics) =
        let number = Canonical.ofInt

        match task.Setting.Outputs, numericLength task with
        | Last, ValueSome steps -> [ for k in steps .. -1 .. max 1 (steps - 2) -> valueAt task (number k) ]
        | Last, ValueNone -> [ for k in 0..2 -> valueAt task (T -. number k) ]
        | Every, _ -> [ valueOf task one one; valueOf task (number 2) one; valueOf task (number 2) (number 2) ]

    // What is true where the answer has no value. b is a quotient by u: there u is zero, or the task has no value itself.
    let private leftOut (task: TaskDynamics) (zeros: Expr list) =
        let values = given task
        let ofTask = poles values
        let ofU =
            orNone (fun () -> values |> List.truncate 1 |> List.collect (Oscillations.factors >> List.map fst))

        let sentence (e: Expr) =
            let place = $"Where {Infix.print e} = 0"

            try
                match e.Node with
                | Symbol parameter -> atZero task parameter
                | _ when List.contains e ofTask -> $"{place} the task has no value at some step."
                | _ when List.contains e ofU ->
                    $"{place} u must be 0, so there is no loss only where every value of the task is 0, and then with any b."
                | _ -> $"{place} this says nothing."
            with
            | UndefinedExpression _
            | UnsupportedOperation _ -> $"{place} the task has no value at some step."

        zeros |> List.map sentence

    /// What is known of a task without solution, in sentences: for which T and parameters there is none, and what the shorter T have.
    let absence (failure: Failure) : string list =
        $"There is no solution without loss{ofFailure failure}."
        :: [ for steps, decision in failure.Shorter -> atLength steps decision ]

    // What a task that is not known must satisfy: neighbours in one ratio, for 1 < t < T and values that are not 0.
    let private condition (task: TaskDynamics) =
        match task.Setting.Outputs with
        | Every -> []
        | Last ->
            let value shift = valueAt task (Mode.t +. Canonical.ofInt shift)
            [ Equation.derived
                  "condition"
                  ""
                  ("0", "0")
                  (value -1 *. value 1 -. Canonical.power (value 0) (Canonical.ofInt 2))
                  "values other than 0 are geometric when this holds for each t from 2 to T - 1"
              |> Equation.where
                  [ { Left = value 0
                      Right = Canonical.zero
                      Equal = false } ] ]

    // The solutions of the trajectories that are too short to fail.
    let private atLengthEquations (steps: int) (decision: ZeroLoss) =
        let here =
            { Left = T
              Right = Canonical.ofInt steps
              Equal = true }
        let equation name e conditions =
            Equation.derived $"{name}.{steps}" "" (name, name) e "too short to fail"
            |> Equation.where (here :: conditions)

        match decision with
        | Solved(b, u, _) -> [ equation "b" b (needed [ b; u ]); equation "u" u (needed [ b; u ]) ]
        | Silent -> [ equation "u" zero [] ]
        | SingleStep u -> [ equation "u" u (needed [ u ]) ]
        | Unsolvable _
        | Undecided _ -> []

    /// The section "zero-loss".
    let section (task: TaskDynamics) =
        let equation name (left: string) right rule verdict = Equation.make name "" (left, left) right rule verdict

        let value = (TaskDynamics.singularValueOf task.Setting.Modes).Name
        let left, right, latex =
            match task.Setting.Outputs with
            | Last -> $"{value}[t]", "u*b^(T - t)", $"{value}_t - u b^{{T-t}}"
            | Every -> $"{value}[t, i]", "u*b^(t - i)", $"{value}_{{t,i}} - u b^{{t-i}}"

        let equations, remarks =
            match decide task with
            | Solved(b, u, verdict) ->
                let place = needed [ b; u ]
                let ratio, final =
                    match task.Setting.Outputs with
                    | Last -> "the ratio of the last two values", "the last value, as b^0 = 1"
                    | Every -> $"the ratio {value}[t, t-1]/{value}[t, t]", $"{value}[t, t], as b^0 = 1"
                [ equation "b" "b" b ratio verdict |> Equation.where place
                  equation "u" "u" u final verdict |> Equation.where place ],
                [ yield $"{left} = {right} for every step: a mode with these b and u = ac has no loss."
                  yield! anyRecurrent task u
                  yield! leftOut task (poles [ b; u ]) ]
            | Silent ->
                [ equation "u" "u" Canonical.zero "every value is zero" Equation.byConstruction ], [ "The task is zero: u = 0 with any b." ]
            | SingleStep u -> [ equation "u" "u" u "T = 1" Equation.byConstruction ], [ "One step: u = s_1 with any b." ]
            | Unsolvable f ->
                let place, source =
                    match f.Input with
                    | None -> $"t = {Infix.print f.Step}", "the last two steps"
                    | Some i -> $"t = {Infix.print f.Step}, i = {Infix.print i}", $"{value}[1, 1] and {value}[2, 1]"

                [ Equation.make
                      "mismatch"
                      ""
                      ($"{left} - {right}", latex)
                      (simplified f.Mismatch)
                      $"at {place}, with b and u from {source}"
                      (Proved $"it is not zero: {f.Witness}")
                  |> Equation.where (excluded f |> List.map nonzero)
                  |> Equation.wherePositive (if f.From > 1 then [ T -. Canonical.ofInt (f.From - 1) ] else [])
                  for steps, decision in f.Shorter do
                      yield! atLengthEquations steps decision ],
                [ yield! absence f
                  yield $"{value} is not geometric: it fails at {place} ({f.Witness})."
                  yield! vanishing f
                  yield! leftOut task (excluded f) ]
            | Undecided reason -> condition task, [ $"Not decided: {reason}." ]

        Section.make "zero-loss" "Solutions without loss" equations remarks

    // A number in the place of T is in the formula for good.
    let private fixedLength (task: TaskDynamics) =
        match task.Length.Node with
        | Number _ when not (Properties.freeSymbols task.Formula |> Array.isEmpty) ->
            [ $"T = {Infix.print task.Length} stands in the formula here, which is continued to other lengths as a function of the step alone; where the task itself depends on T, leave T symbolic." ]
        | _ -> []

    /// The section "extrapolation".
    let extrapolationSection (task: TaskDynamics) =
        let left = "energy(T_1)", "E(T_1)"

        match decide task with
        | Solved(b, u, _) ->
            let error = extrapolationError task b u
            let zero = Oscillations.isZero error.Stable
            let needed = needed [ b; u ]
            let place = conditional needed

            let remark =
                match zero with
                | Proved _ -> $"The solution extrapolates{place}: it has no loss at any length T_1."
                | Refuted witness ->
                    let formula =
                        match task.Length.Node with
                        | Number _ when not (Properties.freeSymbols task.Formula |> Array.isEmpty) ->
                            $"With T = {Infix.print task.Length} in the formula, the"
                        | _ -> "The"

                    $"{formula} solution does not extrapolate, parameters in general: its loss at length T_1 is not zero ({witness})."
                | _ -> "Whether the loss at length T_1 vanishes is not decided."

            let equations =
                match zero with
                | Proved _ -> [ Equation.make "error" "" left Canonical.zero "E at the solution on trajectories of length T_1" zero ]
                | _ -> TaskSums.equations "error" "" left error
                |> List.map (fun e -> Equation.where (List.distinct (needed @ e.Conditions)) e)

            Section.make
                "extrapolation"
                "Extrapolation to other lengths"
                equations
                (remark :: "b and u are those of the solution for length T above." :: leftOut task (poles [ b; u ])
                 @ fixedLength task
                 @ TaskSums.remarks error)
        | decision ->
            let why =
                match decision with
                | Undecided reason -> [ $"Whether there is a solution without loss is not decided: {reason}." ]
                | Unsolvable failure -> absence failure
                | _ -> [ "Every b solves it without loss at this length." ]
            let mode = Mode.ofKind task.Setting.Modes
            let general = extrapolationError task mode.B (mode.A *. mode.C)
            Section.make
                "extrapolation"
                "Extrapolation to other lengths"
                (TaskSums.equations "error" "" left general)
                (why
                 @ "The energy of any mode (a, b, c) on trajectories of length T_1 is given." :: fixedLength task
                 @ TaskSums.remarks general)
