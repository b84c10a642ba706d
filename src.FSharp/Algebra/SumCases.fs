namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// Left = Right, or Left != Right.
[<NoComparison>]
type Condition =
    { Left: Expr
      Right: Expr
      Equal: bool }

    override c.ToString() =
        let sign = if c.Equal then "=" else "!="
        $"{Infix.print c.Left} {sign} {Infix.print c.Right}"

/// The value of a closed form where the conditions hold. Cases cover all parameters and exclude one another.
[<NoComparison>]
type Case =
    {
        Conditions: Condition list
        /// The equalities solved: any one of these lists of assignments, with powers of symbols on the left where the roots are
        /// not enumerated (z^3 = 1 for complex z). Empty where there is no equality.
        Solutions: (Expr * Expr) list list
        Value: Expr
    }

/// The case distinction of an expression with geometric, homogeneous and wave in it, one leaf for each way in which ratios coincide.
[<RequireQualifiedAccess>]
module internal SumCases =
    /// One of the ways in which a coincidence comes about.
    [<NoEquality; NoComparison>]
    type internal Way =
        {
            Solution: Solution
            /// How many ways there are.
            Count: int
            /// Zeros that belong to other ways.
            Except: (Expr * Expr) list
            /// What the solution divides by and the coincidence itself lets be 0.
            Nonzero: Symbol list
        }

    /// A coincidence held to be false, or true in one of several ways.
    [<NoEquality; NoComparison>]
    type internal Decision =
        {
            Coincidence: Coincidence
            /// How it comes about; None where it does not.
            Way: Way option
        }

    /// One leaf: which coincidences hold, with what replaced, and the expression after the replacements, in which the
    /// remaining ratios are all distinct. Powers in it are lowered by the relations.
    [<NoEquality; NoComparison>]
    type internal Leaf =
        {
            Decisions: Decision list
            Replacements: (Symbol * Expr) list
            Relations: PowerRelation list
            HasZero: bool
            /// The symbols of frequencies, which count up to whole turns.
            Angles: Symbol list
            Expression: Expr
        }

    let private one = Canonical.one
    let private ofInt = Canonical.ofInt
    let private mostLeaves = 48

    let private anglesOf (e: Expr) : Symbol list =
        TextbookForm.rowsIn e
        |> List.collect (fun (_, id, arguments) -> if id = Wave then List.ofArray (freeSymbols arguments[2]) else [])
        |> List.distinct

    let private openCoincidences (meaning: Expr -> Expr) (settled: Coincidence list) (e: Expr) =
        TextbookForm.rowsIn e
        |> List.collect (fun (_, id, arguments) -> TextbookForm.coincidencesOf id arguments)
        |> List.filter (fun c ->
            // What holds already has no textbook form left to spoil: the row is written for equal ratios.
            not (Coincidence.holds c)
            && not (Coincidence.isImpossible (Coincidence.map meaning c))
            && not (settled |> List.exists (Coincidence.same c)))

    let private unsolved (coincidence: Coincidence) =
        match coincidence with
        | Agree(x, y) -> $"{Infix.bounded 80 x} = {Infix.bounded 80 y} is not solved"
        | Resonate(_, omega) -> $"cos({Infix.bounded 80 omega}) is not a number known to differ from 1 and -1"

    let private asRead coincidence =
        match coincidence with
        | Agree(x, y) -> Agree(Coincidence.readable x y)
        | Resonate _ -> coincidence

    let private isNumber coincidence =
        match coincidence with
        | Agree(x, y) -> Coincidence.isNumeric x || Coincidence.isNumeric y
        | Resonate _ -> true

    /// The symbols that the assigned values divide by.
    let private divisors (solution: Solution) : Symbol list =
        [ for _, value in solution.Assignments do
              let struct (_, product) = Canonical.splitContent value

              for f in ExponentialPolynomial.factorsOf product do
                  match f.Base.Node, f.Exponent.Node with
                  | Symbol s, Number q when q.Sign < 0 -> s
                  | _ -> () ]

    // An angle of 0 is one of 2 pi, too.
    let private isAngle coincidence (s: Symbol) =
        match coincidence with
        | Resonate(_, omega) -> contains s omega
        | Agree _ -> false

    /// The ways to make a coincidence true, without those that ask a ratio which is never 0 to be 0.
    let private waysTo (meaning: Expr -> Expr) (coincidence: Coincidence) : Result<Way list, string> =
        let isPossible (solution: Solution) =
            solution.Assignments
            |> List.forall (fun (s, value) ->
                isAngle coincidence s
                || not (Canonical.isZero value && Coincidence.isNonzero (meaning (Canonical.symbol s))))

        // Where both sides agree and one of its symbols is 0, some zero holds: one symbol of each is enough.
        let zeros (solutions: Solution list) = solutions |> List.filter _.IsZero |> List.collect (_.Equations >> List.truncate 1)

        // lambda = mu and lambda = -mu are one at 0, which belongs to the first.
        let shared (before: Solution list) (solution: Solution) =
            let overlaps (s: Symbol, value) (other: Solution) =
                other.Assignments
                |> List.exists (fun (t, v) -> obj.ReferenceEquals(s, t) && not (obj.ReferenceEquals(v, value)))
                && other.Assignments.Length = 1

            match solution.Assignments with
            | [ s, value ] when
                not (solution.IsZero || Coincidence.isNumeric value)
                && List.exists (overlaps (s, value)) before
                && (divisors solution).IsEmpty
                ->
                [ Canonical.symbol s, Canonical.zero ]
            | _ -> []

        Coincidence.solve meaning coincidence
        |> Result.mapError (fun _ -> unsolved (Coincidence.map meaning coincidence))
        |> Result.map (
            List.filter isPossible
            >> fun solutions ->
                solutions
                |> List.mapi (fun k solution ->
                    { Solution = solution
                      Count = solutions.Length
                      // Zeros come last; each leaves the later ones to themselves.
                      Except = zeros (List.skip (k + 1) solutions) @ shared (List.take k solutions) solution |> List.distinct
                      Nonzero =
                        if isNumber (asRead coincidence) then
                            []
                        else
                            divisors solution
                            |> List.filter (fun s -> not (Coincidence.isNonzero (meaning (Canonical.symbol s)))) })
        )

    // ---- What the angles of a leaf are -------------------------------------------------------------------------------

    // An angle is determined by its cosine only up to turns, which is what its condition says.
    let private isTurning (meaning: Expr -> Expr) (leaf: Leaf) (s: Symbol) =
        List.contains s leaf.Angles || Coincidence.isTurn (meaning (Canonical.symbol s))

    /// What the replacements say of angles: omega, exp(i omega) and 2 omega are unknowns of their own to the algebra.
    let private angleFacts (meaning: Expr -> Expr) (leaf: Leaf) : AngleFacts =
        // A rate that is a number is one as an angle, too.
        let plain =
            leaf.Replacements
            |> List.filter (fun (s, _) -> obj.ReferenceEquals(meaning (Canonical.symbol s), Canonical.symbol s))

        let meaning = meaning >> Substitution.symbols plain

        AngleFacts.ofWholeTurns
            [ for s, value in leaf.Replacements do
                  let meant = meaning (Canonical.symbol s)

                  if List.contains s leaf.Angles then
                      if isReal meant then Canonical.subtract meant (meaning value)
                  elif Coincidence.isTurn meant then
                      match AngleFacts.tryAngle meant, AngleFacts.tryAngle (meaning value) with
                      | Some x, Some y -> Canonical.subtract x y
                      | _ -> () ]

    /// The turn that is 1 where the coincidence holds, if it is known to be a turn.
    let private turnOf (meaning: Expr -> Expr) coincidence : Expr option =
        match coincidence with
        | Agree(x, y) when Canonical.isZero x || Canonical.isZero y -> None
        | Agree(x, y) -> AngleFacts.tryAngle (meaning (Canonical.divide x y))
        | Resonate(q, omega) when isReal (meaning omega) -> AngleFacts.tryAngle (meaning q) |> Option.map (Canonical.add (meaning omega))
        | Resonate _ -> None

    /// Does a coincidence hold by what is known of angles? None where that is not known.
    let private decided (meaning: Expr -> Expr) (facts: AngleFacts) coincidence : bool option =
        // At a zero that both sides have, they agree whatever the turn between them.
        let mayVanish =
            match coincidence with
            | Agree(x, y) -> [ x; y ] |> List.exists (meaning >> AngleFacts.tryAngle >> Option.isNone)
            | Resonate _ -> false

        match turnOf meaning coincidence |> Option.bind (AngleFacts.tryTurns facts) with
        | Some turns when turns.IsZero -> Some true
        | Some _ when not mayVanish -> Some false
        | _ -> None

    /// No angles are as the leaf says: cos(omega) = 1 and cos(2 omega) != 1.
    let private isContradictory (meaning: Expr -> Expr) (leaf: Leaf) (apart: Coincidence list) : bool =
        let facts = angleFacts meaning leaf
        AngleFacts.areContradictory facts
        || apart |> List.exists (fun c -> decided meaning facts c = Some true)

    let private symbolsOf (e: Expr) = freeSymbols e |> List.ofArray

    /// The symbols of angles and turns that follow from the replacements, as 2 omega does where omega is a whole turn.
    let private determined (meaning: Expr -> Expr) (leaf: Leaf) : (Symbol * Expr) list =
        let facts = angleFacts meaning leaf

        let known (s: Symbol) =
            let meant = meaning (Canonical.symbol s)
            let isAngle = List.contains s leaf.Angles
            let angle =
                if isAngle then (if isReal meant then Some meant else None)
                elif Coincidence.isTurn meant then AngleFacts.tryAngle meant
                else None

            angle
            |> Option.bind (AngleFacts.tryTurns facts)
            |> Option.map (fun turns ->
                let halves = Canonical.number (turns + turns)
                s,
                (if isAngle then
                     Canonical.multiply halves Canonical.pi
                 else
                     Canonical.power (ofInt -1) halves))

        // A frequency that is a number is one symbol on purpose: it turns as any other.
        symbolsOf leaf.Expression
        |> List.filter (fun s -> not (Coincidence.isNumeric (meaning (Canonical.symbol s))))
        |> List.choose known

    /// The conjugate of an expression in placeholders, where it can be said in them.
    let private conjugateOf (meaning: Expr -> Expr) (e: Expr) : Expr -> Expr option =
        let symbols = symbolsOf e
        let meaningOf (s: Symbol) = meaning (Canonical.symbol s)

        let partners =
            dict
                [ for s in symbols do
                      if s.Assumptions.Domain = Complex then
                          let conjugate = Functions.conjugate (meaningOf s)

                          if Coincidence.isTurn (meaningOf s) then
                              s, Canonical.power (Canonical.symbol s) (ofInt -1)
                          else
                              match symbols |> List.tryFind (fun t -> obj.ReferenceEquals(meaningOf t, conjugate)) with
                              | Some t -> s, Canonical.symbol t
                              | None -> () ]

        let replace go (e: Expr) =
            match e.Node with
            | Conjugate x ->
                match x.Node with
                | Symbol s when partners.ContainsKey s -> partners[s]
                | _ -> Substitution.mapChildren go e
            | _ -> Substitution.mapChildren go e

        fun e ->
            if isReal e then
                Some e
            elif symbolsOf e |> List.forall (fun s -> s.Assumptions.Domain <> Complex || partners.ContainsKey s) then
                Some(SharedWalk.everywhere replace (Functions.conjugate e))
            else
                None

    /// Where beta is 1, conj(beta) is too.
    let private withConjugates (conjugate: Expr -> Expr option) (assignments: (Symbol * Expr) list) =
        let isAssigned (s: Symbol) = assignments |> List.exists (fun (t, _) -> obj.ReferenceEquals(s, t))

        let mirrored =
            [ for s, value in assignments do
                  match conjugate (Canonical.symbol s), conjugate value with
                  | Some other, Some value ->
                      match other.Node with
                      // Not of what is assigned itself, as in beta = conj(beta).
                      | Symbol t when
                          not (isAssigned t)
                          && isFreeOf t value
                          && assignments |> List.forall (fun (r, v) -> isFreeOf r value && isFreeOf t v)
                          ->
                          t, value
                      | _ -> ()
                  | _ -> () ]

        assignments @ mirrored

    /// All leaves, the one without coincidences first; or why the distinction cannot be made. Placeholders in the expression are
    /// translated by `meaning`.
    let internal leaves (meaning: Expr -> Expr) (e: Expr) : Result<Leaf list, string> =
        let conjugate = conjugateOf meaning e
        let mutable count = 0

        // `apart` are the coincidences excluded so far, after all replacements.
        let rec split (leaf: Leaf) (apart: Coincidence list) : Result<Leaf list, string> =
            if isContradictory meaning leaf apart then
                Ok []
            else
                match determined meaning leaf with
                | [] -> distinguish leaf apart
                | values ->
                    let within = Substitution.symbols values

                    distinguish
                        { leaf with
                            Replacements = (leaf.Replacements |> List.map (fun (s, value) -> s, within value)) @ values
                            Expression = within leaf.Expression }
                        (apart |> List.map (Coincidence.map within))

        and distinguish leaf apart =
            match openCoincidences meaning apart leaf.Expression with
            | [] when count = mostLeaves -> Error $"more than {mostLeaves} cases"
            | [] ->
                count <- count + 1

                Ok
                    [ { leaf with
                          Decisions = List.rev leaf.Decisions } ]
            | next :: _ ->
                match waysTo meaning next with
                | Error reason -> Error reason
                | Ok [] -> split leaf (next :: apart)
                | Ok ways ->
                    let off =
                        split
                            { leaf with
                                Decisions = { Coincidence = next; Way = None } :: leaf.Decisions }
                            (conjugated next @ next :: apart)

                    List.fold (fun found way -> join found (fun () -> taking leaf apart [] next way)) off ways

        and taking leaf apart equations next (way: Way) =
            let solution =
                { way.Solution with
                    Assignments = withConjugates conjugate way.Solution.Assignments }

            let relation = Option.toList solution.Relation
            let within = Substitution.symbols solution.Assignments >> PowerRelation.apply relation
            let defined f =
                try
                    Ok(f ())
                with UndefinedExpression reason ->
                    Error reason

            let excluded =
                [ for x, y in way.Except -> Agree(x, y)
                  for s in way.Nonzero -> Agree(Canonical.symbol s, Canonical.zero) ]

            // What has no value at the solution does not coincide there.
            let apart =
                excluded @ apart
                |> List.choose (fun c -> Result.toOption (defined (fun () -> Coincidence.map within c)))

            // A relation that the solution changes is an equation that remains to be solved.
            let moved () =
                leaf.Relations
                |> List.map (fun r -> r, within r.Power, within r.Value)
                |> List.partition (fun (r, power, value) -> obj.ReferenceEquals(power, r.Power) && obj.ReferenceEquals(value, r.Value))

            let remaining () = equations |> List.map (Coincidence.map within)
            let replaced () = leaf.Replacements |> List.map (fun (s, value) -> s, within value)

            match defined (fun () -> within leaf.Expression, replaced (), moved (), remaining ()) with
            | _ when apart |> List.exists Coincidence.holds -> Ok []
            // At a zero of the ratios a negative power of them has no value, and neither has the sum.
            | Error _ when solution.IsZero -> Ok []
            | Error reason -> Error reason
            | Ok(expression, replaced, (kept, changed), remaining) ->
                let relations = (kept |> List.map (fun (r, _, _) -> r)) @ relation

                satisfy
                    { Decisions = { Coincidence = next; Way = Some way } :: leaf.Decisions
                      Replacements = replaced @ solution.Assignments
                      Relations = relations
                      HasZero = leaf.HasZero || solution.IsZero
                      Angles = leaf.Angles
                      Expression = PowerRelation.apply relations expression }
                    apart
                    ((changed |> List.map (fun (_, power, value) -> Agree(power, value))) @ remaining)

        // Splits the leaf after equations that must hold in it.
        and satisfy leaf apart equations =
            match equations with
            | [] -> split leaf apart
            | next :: rest when Coincidence.holds next -> satisfy leaf apart rest
            | next :: _ when Coincidence.isImpossible (Coincidence.map meaning next) -> Ok []
            | next :: rest ->
                match waysTo meaning next with
                | Error reason -> Error reason
                | Ok ways -> List.fold (fun found way -> join found (fun () -> taking leaf apart rest next way)) (Ok []) ways

        and join (found: Result<Leaf list, string>) more =
            found |> Result.bind (fun leaves -> more () |> Result.map (fun others -> leaves @ others))

        // Where a coincidence does not hold, neither does its conjugate.
        and conjugated coincidence =
            match coincidence with
            | Agree(x, y) ->
                match conjugate x, conjugate y with
                | Some u, Some v when not (obj.ReferenceEquals(x, u) && obj.ReferenceEquals(y, v)) -> [ Agree(u, v) ]
                | _ -> []
            | Resonate _ -> []

        split
            { Decisions = []
              Replacements = []
              Relations = []
              HasZero = false
              Angles = anglesOf e
              Expression = e }
            []

    // ---- Is every point in one leaf? ---------------------------------------------------------------------------------

    let private trialValues =
        [ Canonical.zero; one; ofInt -1; ofInt 2; Canonical.number (Rational.ofRatio 1 2) ]
    let private trialAngles =
        [ Canonical.zero; Canonical.pi; Canonical.scale (Rational.ofRatio 1 2) Canonical.pi; one; ofInt -1 ]
    let private mostTrials = 128

    /// Does the leaf hold where the symbols have these values? What has no value there does not hold.
    let private holdsAt (values: (Symbol * Expr) list) (leaf: Leaf) =
        let is coincidence =
            try
                Coincidence.holds (Coincidence.map (Substitution.symbols values) coincidence)
            with UndefinedExpression _ ->
                false

        leaf.Decisions
        |> List.forall (fun decision ->
            match decision.Way with
            | None -> not (is decision.Coincidence)
            | Some way ->
                let isZero (s: Symbol) = is (Agree(Canonical.symbol s, Canonical.zero))

                is decision.Coincidence
                && not (way.Nonzero |> List.exists isZero)
                && (way.Count = 1
                    || (way.Solution.Equations |> List.forall (fun (x, y) -> is (Agree(Coincidence.readable x y)))
                        && not (way.Except |> List.exists (Agree >> is)))))

    /// Points at which ratios are 0, 1, -1, equal, inverse to each other, or none of these.
    let private trials (meaning: Expr -> Expr) (e: Expr) (leaves: Leaf list) : (Symbol * Expr) list list =
        let decided = leaves |> List.collect _.Decisions |> List.map _.Coincidence

        let symbolsIn choose = decided |> List.collect choose |> Seq.collect freeSymbols |> Seq.distinct |> List.ofSeq

        let angles =
            symbolsIn (function
                | Resonate(_, omega) -> [ omega ]
                | Agree _ -> [])

        let ratios =
            symbolsIn (function
                | Resonate(q, _) -> [ q ]
                | Agree(x, y) -> [ x; y ])

        let isAllowed s value =
            Coincidence.allows (s, value)
            && not (Canonical.isZero value && Coincidence.isNonzero (meaning (Canonical.symbol s)))

        let isTurn (s: Symbol) = Coincidence.isTurn (meaning (Canonical.symbol s))
        let conjugate = conjugateOf meaning e

        // Of two conjugates one is chosen, and the other follows.
        let ratios =
            ratios
            |> List.fold
                (fun kept s ->
                    match conjugate (Canonical.symbol s) with
                    | Some other when kept |> List.exists (fun (t: Symbol) -> obj.ReferenceEquals(other, Canonical.symbol t)) -> kept
                    | _ -> kept @ [ s ])
                []

        // The turns and angles follow from their parts, so that exp(i omega) and 2 omega are of one omega.
        let turning =
            (angles |> List.map (fun s -> s, false, meaning (Canonical.symbol s)))
            @ (ratios
               |> List.filter (fun s -> isTurn s && not (List.contains s angles))
               |> List.choose (fun s -> AngleFacts.tryAngle (meaning (Canonical.symbol s)) |> Option.map (fun angle -> s, true, angle)))
            |> List.map (fun (s, isTurn, angle) -> s, isTurn, AngleFacts.formOf angle)

        // A part that is a rate as well has one value as both.
        let isRatio (part: Expr) = ratios |> List.exists (fun s -> obj.ReferenceEquals(Canonical.symbol s, part))

        // Every multiple of a part takes all of the trial values.
        let parts =
            turning
            |> List.collect (fun (_, _, form) -> form.Parts)
            |> List.groupBy fst
            |> List.filter (fst >> isRatio >> not)
            |> List.map (fun (part, uses) ->
                let values =
                    if Coincidence.isNumeric part then
                        [ part ]
                    else
                        List.allPairs (uses |> List.map (fun (_, c) -> c.Abs) |> List.distinct) trialAngles
                        |> List.map (fun (c, value) -> Canonical.scale c.Reciprocal value)
                        |> List.distinct

                [ for value in values -> part, value ])

        let valuesAt (chosen: (Expr * Expr) list) =
            [ for s, isTurn, form in turning do
                  let angle =
                      [ Canonical.scale (form.Turns + form.Turns) Canonical.pi
                        for part, c in form.Parts do
                            Canonical.scale c (chosen |> List.find (fst >> fun p -> obj.ReferenceEquals(p, part)) |> snd) ]
                      |> Canonical.addAll

                  s,
                  (if isTurn then
                       Canonical.exponential (Canonical.multiply Canonical.i angle)
                   else
                       angle) ]

        let isAllowedTurn isTurn value =
            if isTurn then
                Coincidence.allowsTurn meaning value
            else
                decided |> List.forall (fun c -> Coincidence.allowsAngle meaning c value)

        let choices =
            parts
            @ [ for s in ratios do
                    if not (turning |> List.exists (fun (t, _, _) -> obj.ReferenceEquals(s, t))) then
                        [ for value in trialValues do
                              if isAllowed s value then Canonical.symbol s, value ] ]

        let total = choices |> List.fold (fun n c -> n * bigint c.Length) bigint.One

        let point (number: bigint) =
            let chosen =
                choices
                |> List.mapFold (fun (rest: bigint) c -> c[int (rest % bigint c.Length)], rest / bigint c.Length) number
                |> fst

            let turns = valuesAt chosen

            if List.forall2 (fun (_, isTurn, _) value -> isAllowedTurn isTurn value) turning turns then
                let others =
                    chosen
                    |> List.choose (fun (e, value) ->
                        match e.Node with
                        | Symbol s when ratios |> List.exists (fun t -> obj.ReferenceEquals(s, t)) -> Some(s, value)
                        | _ -> None)

                Some(withConjugates conjugate (turns @ others))
            else
                None

        // All points where they are few, else some that are spread over them.
        let count = min total (bigint mostTrials)
        [ for k in 0 .. int count - 1 -> point (bigint k * total / count) ] |> List.choose id

    /// The leaves, if each of the trial points at which the expression has a value is in one of them.
    let private complete (meaning: Expr -> Expr) (e: Expr) (leaves: Leaf list) : Result<Leaf list, string> =
        let hasValue values =
            try
                Substitution.symbols values e |> ignore
                true
            with UndefinedExpression _ ->
                false

        let isMissed values = not (leaves |> List.exists (holdsAt values)) && hasValue values

        match leaves with
        | [ _ ] -> Ok leaves
        | _ ->
            match trials meaning e leaves |> List.tryFind isMissed with
            | None -> Ok leaves
            | Some values ->
                let where =
                    values
                    |> List.map (fun (s, value) -> $"{Infix.print (meaning (Canonical.symbol s))} = {Infix.print value}")
                    |> String.concat ", "

                Error $"no case holds at {where}"

    // ---- Cases as they are read --------------------------------------------------------------------------------------

    // exp(i omega) = 1 as cos(omega) = 1, and exp(i omega) = i as sin(omega) = 1.
    let private asCosine (left: Expr) (right: Expr) : Expr * Expr =
        match left.Node with
        | Power f when Coincidence.isTurn left ->
            let omega = Canonical.divide f.Exponent Canonical.i

            if obj.ReferenceEquals(right, one) || obj.ReferenceEquals(right, ofInt -1) then
                Functions.cos omega, right
            elif obj.ReferenceEquals(right, Canonical.i) then
                Functions.sin omega, one
            elif obj.ReferenceEquals(right, Canonical.negate Canonical.i) then
                Functions.sin omega, ofInt -1
            else
                left, right
        | _ -> left, right

    let private relation (meaning: Expr -> Expr) equal (x: Expr) (y: Expr) : Condition =
        // The symbols that both sides have in common are seen before the placeholders are translated.
        let left, right = Coincidence.readable x y

        let left, right = asCosine (meaning left) (meaning right)

        { Left = left
          Right = right
          Equal = equal }

    let private cosineIs (meaning: Expr -> Expr) (omega: Expr) (value: Expr) : Condition =
        { Left = Functions.cos (meaning omega)
          Right = meaning value
          Equal = true }

    /// A coincidence in words of the symbols that the meanings stand for.
    let private conditions (meaning: Expr -> Expr) (equal: bool) (coincidence: Coincidence) : Condition list =
        match coincidence with
        | Agree(x, y) -> [ relation meaning equal x y ]
        | Resonate(q, omega) when equal ->
            [ if not (Coincidence.isNumeric q) then
                  relation meaning true (Canonical.power q (ofInt 2)) one
              cosineIs meaning omega q ]
        | Resonate(q, omega) when Coincidence.isNumeric q ->
            [ { cosineIs meaning omega q with
                  Equal = false } ]
        | Resonate(q, omega) ->
            let square =
                Canonical.addAll [ one; Canonical.multiplyAll [ ofInt -2; q; Functions.cos omega ]; Canonical.power q (ofInt 2) ]

            [ { Left = meaning square
                Right = Canonical.zero
                Equal = false } ]

    /// One way of a coincidence: its equations say that it holds.
    let private wayConditions (meaning: Expr -> Expr) (way: Way) : Condition list =
        [ for x, y in way.Solution.Equations do
              relation meaning true x y
          for x, y in way.Except do
              relation meaning false x y ]

    let private sameDecisions (x: Leaf) (y: Leaf) =
        x.Decisions.Length = y.Decisions.Length
        && List.forall2
            (fun (d: Decision) (e: Decision) -> d.Way.IsSome = e.Way.IsSome && Coincidence.same d.Coincidence e.Coincidence)
            x.Decisions
            y.Decisions

    // In how many ways the coincidences of a leaf come about.
    let private waysOf (leaf: Leaf) =
        leaf.Decisions
        |> List.fold (fun n d -> n * (d.Way |> Option.map _.Count |> Option.defaultValue 1)) 1

    /// What a leaf excludes, after its replacements, without what cannot hold anyway.
    let private excludedIn (meaning: Expr -> Expr) (leaf: Leaf) (coincidences: Coincidence list) : Coincidence list =
        let within = Substitution.symbols leaf.Replacements >> PowerRelation.apply leaf.Relations
        let facts = angleFacts meaning leaf

        coincidences
        |> List.choose (fun c ->
            try
                Some(Coincidence.map within c)
            with UndefinedExpression _ ->
                None)
        |> List.filter (fun c -> not (Coincidence.isImpossible (Coincidence.map meaning c)) && decided meaning facts c <> Some false)

    // b^2 != 1 says that b != 1.
    let private withoutImplied (excluded: Coincidence list) =
        let distinct =
            excluded
            |> List.fold (fun seen c -> if List.exists (Coincidence.same c) seen then seen else seen @ [ c ]) []

        distinct
        |> List.filter (fun c ->
            not (
                distinct
                |> List.exists (fun other -> not (obj.ReferenceEquals(c, other)) && Coincidence.isPowerOf c other)
            ))

    // A solution in words of the user's symbols: 1 - eta = 1 reads eta = 0, and exp(alpha) = 1 reads alpha = 0.
    let private solved (left: Expr, right: Expr) : Expr * Expr =
        match left.Node, right.Node with
        | Sum(constant, [| term |]), Number value -> term.Expr, Canonical.number ((value - constant) / term.Coefficient)
        | Power { Base = b; Exponent = x }, Number value when obj.ReferenceEquals(b, Canonical.constant E) && value.IsOne && isReal x ->
            let struct (_, rest) = Canonical.splitContent x
            rest, Canonical.zero
        | _ -> left, right

    // Leaves that differ only in the root taken and have one value are one case.
    let private merge (leaves: (Leaf * Expr) list) =
        let rec go (leaves: (Leaf * Expr) list) =
            match leaves with
            | [] -> []
            | (leaf, value) :: _ ->
                let alike, others =
                    leaves
                    |> List.partition (fun (other, v) -> sameDecisions leaf other && obj.ReferenceEquals(v, value))

                // Only all ways together may go without saying which.
                if alike.Length = waysOf leaf then
                    (List.map fst alike, value) :: go others
                else
                    [ for l, v in alike -> [ l ], v ] @ go others

        go leaves

    // cos(omega) = 0 and sin(omega) = 1 or -1, with one value, is cos(omega) = 0.
    let rec private withoutSigns (cases: Case list) : Case list =
        let isSine (c: Condition) =
            c.Equal
            && (match c.Left.Node with
                | Function(Sin, _) -> true
                | _ -> false)

        let same (c: Condition) (d: Condition) =
            obj.ReferenceEquals(c.Left, d.Left) && obj.ReferenceEquals(c.Right, d.Right) && c.Equal = d.Equal

        let opposite (c: Condition) (d: Condition) =
            isSine c
            && isSine d
            && obj.ReferenceEquals(c.Left, d.Left)
            && obj.ReferenceEquals(c.Right, Canonical.negate d.Right)

        // The conditions that two cases share, where they differ in the sign of one sine.
        let shared (x: Case) (y: Case) =
            if obj.ReferenceEquals(x.Value, y.Value) && x.Conditions.Length = y.Conditions.Length then
                let pairs = List.zip x.Conditions y.Conditions
                let differing = pairs |> List.filter (fun (c, d) -> not (same c d))

                match differing with
                | [ c, d ] when opposite c d -> Some(pairs |> List.filter (fun (c, d) -> same c d) |> List.map fst)
                | _ -> None
            else
                None

        match cases with
        | [] -> []
        | first :: rest ->
            match
                rest
                |> List.tryPick (fun other -> shared first other |> Option.map (fun conditions -> other, conditions))
            with
            | Some(other, conditions) ->
                { first with
                    Conditions = conditions
                    Solutions = first.Solutions @ other.Solutions |> List.filter (List.isEmpty >> not) }
                :: withoutSigns (rest |> List.filter (fun c -> not (obj.ReferenceEquals(c, other))))
            | None -> first :: withoutSigns rest

    /// The value with the cosines that the leaf knows: cos(2 omega) is 1 where cos(omega) is.
    let private withAngles (meaning: Expr -> Expr) (leaf: Leaf) (value: Expr) : Expr =
        let known = AngleFacts.simplify (angleFacts meaning leaf) value

        if obj.ReferenceEquals(known, value) then
            value
        else
            known |> TextbookForm.collectShortFractions |> TextbookForm.collectExponents

    /// What a condition says of an angle: that it is a whole number of turns.
    let private wholeTurn (condition: Condition) : Expr option =
        let less (angle: Expr) (turns: Rational) = Canonical.subtract angle (Canonical.scale (turns + turns) Canonical.pi)

        match condition.Left.Node, condition.Right.Node with
        | _ when not condition.Equal -> None
        | Function(Cos, [| x |]), Number q when q.IsOne -> Some x
        | Function(Cos, [| x |]), Number q when q = Rational.OfInt -1 -> Some(less x (Rational.ofRatio 1 2))
        | Function(Sin, [| x |]), Number q when q.Abs.IsOne -> Some(less x (Rational.ofRatio q.Sign 4))
        | _ -> None

    // cos(omega) = 1 says that cos(2 omega) = 1.
    let private withoutImpliedAngles (conditions: Condition list) : Condition list =
        let isImplied others condition =
            match wholeTurn condition with
            | Some angle -> AngleFacts.tryTurns (AngleFacts.ofWholeTurns (List.choose wholeTurn others)) angle = Some Rational.Zero
            | None -> false

        let rec go kept later =
            match later with
            | [] -> List.rev kept
            | c :: rest -> if isImplied (kept @ rest) c then go kept rest else go (c :: kept) rest

        // The later ones leave first.
        List.rev (go [] (List.rev conditions))

    /// The textbook form case by case. Placeholders in the expression are translated by `meaning`.
    let internal ofExpression (meaning: Expr -> Expr) (e: Expr) : Result<Case list, string> =
        let assignments (leaf: Leaf) =
            [ for s, value in leaf.Replacements do
                  if not (isTurning meaning leaf s) then
                      solved (meaning (Canonical.symbol s), meaning value)
              for r in leaf.Relations do
                  meaning r.Power, meaning r.Value ]

        let valueOf (leaf: Leaf) =
            let lowered = PowerRelation.apply leaf.Relations
            TextbookForm.replaceRows leaf.Expression
            |> lowered
            |> TextbookForm.collectShortFractions
            |> lowered
            |> meaning
            |> TextbookForm.collectExponents
            |> withAngles meaning leaf

        let build (group: Leaf list, value: Expr) =
            let leaf = group.Head
            let isAllWays = group.Length = waysOf leaf

            let excluded = leaf.Decisions |> List.filter (fun d -> d.Way.IsNone) |> List.map _.Coincidence

            let excluded =
                match group with
                | [ leaf ] -> excludedIn meaning leaf excluded
                | _ ->
                    excluded
                    |> List.filter (fun c -> group |> List.exists (fun leaf -> not (excludedIn meaning leaf [ c ]).IsEmpty))

            let holding (d: Decision) =
                match d.Way with
                | None -> []
                | Some way ->
                    [ if (way.Count > 1 && not isAllWays) || way.Solution.IsZero then
                          yield! wayConditions meaning way
                      else
                          yield! conditions meaning true d.Coincidence
                      for s in way.Nonzero do
                          relation meaning false (Canonical.symbol s) Canonical.zero ]

            { Conditions =
                (withoutImplied excluded |> List.collect (conditions meaning false))
                @ (leaf.Decisions |> List.collect holding)
                |> List.distinct
                |> withoutImpliedAngles
              Solutions = group |> List.map assignments |> List.filter (List.isEmpty >> not)
              Value = value }

        leaves meaning e
        |> Result.bind (complete meaning e)
        |> Result.map (fun leaves -> leaves |> List.map (fun leaf -> leaf, valueOf leaf) |> merge |> List.map build |> withoutSigns)
