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

/// The value of a closed form where the conditions hold. Cases cover all parameters; where two of them hold their values agree.
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
module SumCases =
    /// A coincidence held to be false, or true in one of several ways.
    [<NoEquality; NoComparison>]
    type internal Decision =
        {
            Coincidence: Coincidence
            /// How it comes about, and out of how many ways; None where it does not.
            Way: (Solution * int) option
        }

    /// One leaf: which coincidences hold, with what replaced, and the expression after the replacements, in which the
    /// remaining ratios are all distinct. Powers in it are lowered by the relations.
    [<NoEquality; NoComparison>]
    type internal Leaf =
        { Decisions: Decision list
          Replacements: (Symbol * Expr) list
          Relations: PowerRelation list
          HasZero: bool
          Expression: Expr }

    let private one = Canonical.one
    let private ofInt = Canonical.ofInt
    let private mostLeaves = 48

    let private openCoincidences (meaning: Expr -> Expr) (settled: Coincidence list) (e: Expr) =
        TextbookForm.rowsIn e
        |> List.collect (fun (_, id, arguments) -> TextbookForm.coincidencesOf id arguments)
        |> List.filter (fun c ->
            not (Coincidence.isImpossible (Coincidence.map meaning c))
            && not (settled |> List.exists (Coincidence.same c)))

    /// All leaves, the one without coincidences first; or why the distinction cannot be made. Placeholders in the expression are
    /// translated by `meaning`.
    let internal leaves (meaning: Expr -> Expr) (e: Expr) : Result<Leaf list, string> =
        // `apart` are the coincidences excluded so far, after all replacements.
        let rec split (leaf: Leaf) (apart: Coincidence list) : Result<Leaf list, string> =
            match openCoincidences meaning apart leaf.Expression with
            | [] ->
                Ok
                    [ { leaf with
                          Decisions = List.rev leaf.Decisions } ]
            | next :: _ ->
                match Coincidence.solve next with
                | Error reason -> Error reason
                | Ok [] -> split leaf (next :: apart)
                | Ok solutions ->
                    let off =
                        split
                            { leaf with
                                Decisions = { Coincidence = next; Way = None } :: leaf.Decisions }
                            (next :: apart)
                    solutions |> List.map (taking leaf apart [] next solutions.Length) |> List.fold join off

        and taking leaf apart equations next count (solution: Solution) =
            let relation = Option.toList solution.Relation
            let within = Substitution.symbols solution.Assignments >> PowerRelation.apply relation
            let defined f =
                try
                    Ok(f ())
                with UndefinedExpression reason ->
                    Error reason

            // What has no value at the solution does not coincide there.
            let apart =
                apart |> List.choose (fun c -> Result.toOption (defined (fun () -> Coincidence.map within c)))

            // A relation that the solution changes is an equation that remains to be solved.
            let moved () =
                leaf.Relations
                |> List.map (fun r -> r, within r.Power, within r.Value)
                |> List.partition (fun (r, power, value) -> obj.ReferenceEquals(power, r.Power) && obj.ReferenceEquals(value, r.Value))

            let remaining () = equations |> List.map (Coincidence.map within)

            match defined (fun () -> within leaf.Expression, moved (), remaining ()) with
            | _ when apart |> List.exists Coincidence.holds -> Ok []
            // At a zero of the ratios a negative power of them has no value, and neither has the sum.
            | Error _ when solution.IsZero -> Ok []
            | Error reason -> Error reason
            | Ok(expression, (kept, changed), remaining) ->
                let relations = (kept |> List.map (fun (r, _, _) -> r)) @ relation

                satisfy
                    { Decisions =
                        { Coincidence = next
                          Way = Some(solution, count) }
                        :: leaf.Decisions
                      Replacements = (leaf.Replacements |> List.map (fun (s, value) -> s, within value)) @ solution.Assignments
                      Relations = relations
                      HasZero = leaf.HasZero || solution.IsZero
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
                match Coincidence.solve next with
                | Error reason -> Error reason
                | Ok solutions -> solutions |> List.map (taking leaf apart rest next solutions.Length) |> List.fold join (Ok [])

        and join xs ys =
            match xs, ys with
            | Ok xs, Ok ys when xs.Length + ys.Length <= mostLeaves -> Ok(xs @ ys)
            | Ok _, Ok _ -> Error $"more than {mostLeaves} cases"
            | Error reason, _
            | _, Error reason -> Error reason

        split
            { Decisions = []
              Replacements = []
              Relations = []
              HasZero = false
              Expression = e }
            []

    /// The conditions of a decision in words of the symbols that the meanings stand for.
    let private conditions (meaning: Expr -> Expr) (decision: Decision) : Condition list =
        let equal = decision.Way.IsSome

        match decision.Coincidence with
        | Agree(x, y) ->
            let left, right = Coincidence.readable (meaning x) (meaning y)
            [ { Left = left
                Right = right
                Equal = equal } ]
        | Resonate(q, omega) ->
            let q, omega = meaning q, meaning omega

            if equal then
                [ if not (Coincidence.isNumeric q) then
                      { Left = Canonical.power q (ofInt 2)
                        Right = one
                        Equal = true }
                  { Left = Functions.cos omega
                    Right = q
                    Equal = true } ]
            else
                [ { Left = Canonical.addAll [ one; Canonical.multiplyAll [ ofInt -2; q; Functions.cos omega ]; Canonical.power q (ofInt 2) ]
                    Right = Canonical.zero
                    Equal = false } ]

    let private sameDecisions (x: Leaf) (y: Leaf) =
        x.Decisions.Length = y.Decisions.Length
        && List.forall2
            (fun (d: Decision) (e: Decision) -> d.Way.IsSome = e.Way.IsSome && Coincidence.same d.Coincidence e.Coincidence)
            x.Decisions
            y.Decisions

    // In how many ways the coincidences of a leaf come about.
    let private waysOf (leaf: Leaf) = leaf.Decisions |> List.fold (fun n d -> n * (d.Way |> Option.map snd |> Option.defaultValue 1)) 1

    // What singles the way of a leaf out among the ways of its coincidences.
    let private wayConditions (meaning: Expr -> Expr) (leaf: Leaf) : Condition list =
        leaf.Decisions
        |> List.collect (fun decision ->
            match decision.Way with
            | Some(solution, count) when count > 1 ->
                solution.Equations
                |> List.map (fun (x, y) ->
                    let left, right =
                        if Canonical.isZero y then
                            meaning x, y
                        else
                            Coincidence.readable (meaning x) (meaning y)
                    { Left = left
                      Right = right
                      Equal = true })
            | _ -> [])

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

    /// The textbook form case by case. Placeholders in the expression are translated by `meaning`.
    let internal ofExpression (meaning: Expr -> Expr) (e: Expr) : Result<Case list, string> =
        // An angle is determined by its cosine only up to turns, which is what its condition says.
        let isAngle (leaf: Leaf) (s: Symbol) =
            leaf.Decisions
            |> List.exists (fun decision ->
                match decision.Coincidence with
                | Resonate(_, omega) -> obj.ReferenceEquals(omega, Canonical.symbol s)
                | Agree _ -> false)

        let assignments (leaf: Leaf) =
            [ for s, value in leaf.Replacements do
                  if not (isAngle leaf s) then
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

        let build (group: Leaf list, value: Expr) =
            let leaf = group.Head
            let ways = if group.Length = waysOf leaf then [] else wayConditions meaning leaf

            { Conditions = (leaf.Decisions |> List.collect (conditions meaning)) @ ways |> List.distinct
              Solutions = group |> List.map assignments |> List.filter (List.isEmpty >> not)
              Value = value }

        leaves meaning e
        |> Result.map (fun leaves -> leaves |> List.map (fun leaf -> leaf, valueOf leaf) |> merge |> List.map build)
