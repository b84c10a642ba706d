namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// A place of a task: the length of the trajectory, the step whose output is counted, and that of the input.
[<NoEquality; NoComparison>]
type internal TaskPlace =
    { Length: Expr
      Counted: Expr
      Input: Expr }

/// The task has no value at a place.
exception internal NoValue of string

/// A task's values at places that may be known up to their order only, as with T >= 5 the step T - 2.
[<RequireQualifiedAccess>]
module internal TaskValues =
    let private zero, one = Canonical.zero, Canonical.one

    /// A symbol for whole numbers from the given one on.
    let wholeFrom (least: int) (name: string) =
        Symbol.Of(
            name,
            { Vocabulary.trajectoryLength.Assumptions with
                Lower =
                    Some
                        { Value = Rational.OfInt least
                          Strict = false } }
        )

    // 0^(T - 2) decides like a bracket: it is 1 at T = 2, 0 above, and has no value below.
    let rec hasBracket (e: Expr) =
        let mutable found = false

        let look (part: Expr) =
            found <- found || hasBracket part
            part

        match e.Node with
        | Indicator _ -> true
        | Power f when Canonical.isZero f.Base -> true
        | Product factors when factors |> Array.exists (fun f -> Canonical.isZero f.Base) -> true
        | _ ->
            Substitution.mapChildren look e |> ignore
            found

    // A bracket decided by the bounds of its whole numbers, where they decide it.
    let private truth (relation: Relation) (x: Expr) =
        let decided value = if value then one else zero
        let negative = Canonical.negate x

        match relation with
        | Equal when Properties.isPositive x || Properties.isPositive negative -> Some zero
        | LessOrEqual when Properties.isPositive x || Properties.isNonnegative negative -> Some(decided (Properties.isNonnegative negative))
        | Less when Properties.isNonnegative x || Properties.isPositive negative -> Some(decided (Properties.isPositive negative))
        | _ -> None

    // The formula at a place, brackets decided; one that is 0 silences its factors, whether they have a value or not.
    let rec private filled (places: (Symbol * Expr) list) (e: Expr) : Expr =
        let isSilent (f: Factor) = f.Base.Node.IsIndicator && Canonical.isZero (filled places f.Base)

        match e.Node with
        | Indicator(relation, x) ->
            let x = Substitution.symbols places x
            let bracket = Canonical.bracket relation x

            match bracket.Node with
            | Indicator(relation, x) -> truth relation x |> Option.defaultValue bracket
            | _ -> bracket
        | Product factors when Array.exists isSilent factors -> zero
        | Sum _
        | Product _
        | Power _
        | Function _
        | Conjugate _ -> Substitution.mapChildren (filled places) e
        | IndexedSum _ -> Substitution.symbols places e |> UnrolledSums.writeOut |> BinomialTheorem.close
        | _ -> Substitution.symbols places e

    let private symbolsAt (task: TaskDynamics) (place: TaskPlace) =
        (TaskDynamics.trajectoryLength, place.Length)
        :: (match TaskDynamics.formals task.Setting with
            | [ t; i ] -> [ t, place.Counted; i, place.Input ]
            | formals -> [ List.head formals, place.Input ])

    /// s_t there, or s_{t,i}. Raises NoValue.
    let at (task: TaskDynamics) (place: TaskPlace) : Expr =
        try
            filled (symbolsAt task place) task.Formula
        with UndefinedExpression reason ->
            raise (NoValue reason)

    /// The same unread: s[t], or s[t,i].
    let symbolAt (task: TaskDynamics) (place: TaskPlace) : Expr =
        let s = TaskDynamics.singularValueOf task.Setting.Modes

        match task.Setting.Outputs with
        | Last -> Canonical.indexed s [ place.Input ]
        | Every -> Canonical.indexed s [ place.Counted; place.Input ]
