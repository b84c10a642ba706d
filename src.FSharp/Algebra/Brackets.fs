namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// Factors that are built of Iverson brackets, written so that they silence term by term: 1 - [t = 2] multiplied out with 1/(t - 2)
/// would leave a term without a value at t = 2; [t < 2] + [t > 2] leaves none.
[<RequireQualifiedAccess>]
module internal Brackets =
    // The first bracket in an expression that is built of brackets.
    let rec private first (e: Expr) : (Relation * Expr) option =
        match e.Node with
        | Indicator(relation, x) -> Some(relation, x)
        | Sum(_, terms) -> terms |> Array.tryPick (fun t -> first t.Expr)
        | Product factors -> factors |> Array.tryPick (fun f -> first f.Base)
        | Power f -> first f.Base
        | _ -> None

    /// What holds where a bracket of real numbers does not, as brackets that exclude each other.
    let private opposite (relation: Relation) (x: Expr) =
        match relation with
        | Equal -> [ Canonical.bracket Less x; Canonical.bracket Less (Canonical.negate x) ]
        | Less -> [ Canonical.bracket LessOrEqual (Canonical.negate x) ]
        | LessOrEqual -> [ Canonical.bracket Less (Canonical.negate x) ]

    // More brackets would make too many terms.
    let private mostBrackets = 6

    // Case by case: [A] p(1) + [not A] p(0).
    let rec private cases (left: int) (p: Expr) : Expr list option =
        match first p with
        | None -> Some(if Canonical.isZero p then [] else [ p ])
        | Some(_, x) when left = 0 || not (isReal x) -> None
        | Some(relation, x) ->
            let bracket = Canonical.bracket relation x

            let rec where (value: Expr) (e: Expr) =
                if obj.ReferenceEquals(e, bracket) then value
                elif isBracketed e then Substitution.mapChildren (where value) e
                else e

            let times (guards: Expr list) (rest: Expr list) =
                [ for guard in guards do
                      for term in rest -> Canonical.multiply guard term ]

            match cases (left - 1) (where Canonical.one p), cases (left - 1) (where Canonical.zero p) with
            | Some holds, Some fails -> Some(times [ bracket ] holds @ times (opposite relation x) fails)
            | _ -> None

    // Terms of one sign that all have a bracket are 0 together.
    let private isSilentByTerm (e: Expr) =
        match e.Node with
        | Sum(constant, terms) -> constant.IsZero && terms |> Array.forall (fun t -> t.Coefficient.Sign = terms[0].Coefficient.Sign)
        | _ -> true

    let private byTerm (f: Factor) : Expr =
        let whole = Canonical.power f.Base f.Exponent

        if isSilentByTerm f.Base then
            whole
        else
            match cases mostBrackets f.Base with
            | Some terms -> Canonical.power (Canonical.addAll terms) f.Exponent
            | None -> whole

    let rec private mayLackValue (e: Expr) : bool =
        let ofFactor (f: Factor) =
            match f.Exponent.Node with
            | Number q when q.IsInteger && q.Sign > 0 -> mayLackValue f.Base
            | _ -> not (isPositive f.Base)

        match e.Node with
        | Number _
        | Constant _
        | Symbol _
        | Indexed _
        | Indicator _ -> false
        | Sum(_, terms) -> terms |> Array.exists (fun t -> mayLackValue t.Expr)
        | Product factors -> Array.exists ofFactor factors
        | Power f -> ofFactor f
        | Function(id, arguments) -> not (FunctionTable.rowOf id).Domain.IsEverywhere || Array.exists mayLackValue arguments
        | Conjugate x -> mayLackValue x
        | IndexedSum sum -> mayLackValue sum.Body

    /// The expression with such factors where they stand with one that may have no value.
    let rec silencing (e: Expr) : Expr =
        let inner = Substitution.mapChildren silencing e

        match inner.Node with
        | Product factors when
            factors |> Array.exists (fun f -> isSilencing f && not (isSilentByTerm f.Base))
            && factors
               |> Array.exists (fun f -> not (isSilencing f) && mayLackValue (Canonical.power f.Base f.Exponent))
            ->
            factors
            |> Seq.map (fun f -> if isSilencing f then byTerm f else Canonical.power f.Base f.Exponent)
            |> Canonical.multiplyAll
        | _ -> inner
