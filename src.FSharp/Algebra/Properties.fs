namespace LrnnSymbolic.Algebra

/// What follows from the assumptions on symbols: membership in the integers and reals, bounds, signs.
/// Every answer "true" is certain; "false" means not known.
module internal Properties =
    let private zero = Rational.Zero

    // Facts are kept on the (shared) node, so that asking costs no more than the number of distinct subexpressions.
    let internal remembered bit (work: Expr -> bool) (e: Expr) =
        let known = 1 <<< (2 * bit)

        if e.Facts &&& known <> 0 then
            e.Facts &&& (known <<< 1) <> 0
        elif not (System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) then
            false // too deep to be known from here
        else
            let answer = work e
            e.Facts <- e.Facts ||| known ||| (if answer then known <<< 1 else 0)
            answer

    let rec isInteger (e: Expr) : bool = remembered 0 workOutInteger e
    and isReal (e: Expr) : bool = remembered 1 workOutReal e
    and isPositive (e: Expr) : bool = remembered 2 workOutPositive e
    and isNonnegative (e: Expr) : bool = remembered 3 workOutNonnegative e

    and private workOutInteger (e: Expr) =
        match e.Node with
        | Number q -> q.IsInteger
        | Symbol s -> s.Assumptions.Domain = Integer
        | Sum(constant, terms) -> constant.IsInteger && terms |> Array.forall (fun t -> t.Coefficient.IsInteger && isInteger t.Expr)
        | Product factors -> factors |> Array.forall (fun f -> isInteger f.Base && isNaturalNumber f.Exponent)
        | Power f -> isInteger f.Base && isNaturalNumber f.Exponent
        | Function(id, arguments) -> (FunctionTable.rowOf id).Facts.IsInteger arguments
        | Indicator _ -> true
        | IndexedSum sum -> isInteger sum.Body
        | _ -> false

    and private isNaturalNumber (e: Expr) =
        match e.Node with
        | Number q -> q.IsInteger && q.Sign >= 0
        | _ -> isInteger e && isNonnegative e

    and private workOutReal (e: Expr) =
        match e.Node with
        | Number _ -> true
        | Constant ImaginaryUnit -> false
        | Constant _ -> true
        | Symbol s
        | Indexed(s, _) -> s.Assumptions.Domain <> Complex
        | Sum(_, terms) -> terms |> Array.forall (fun t -> isReal t.Expr)
        | Product factors -> factors |> Array.forall isRealPower
        | Power f -> isRealPower f
        | Function(id, arguments) -> (FunctionTable.rowOf id).Facts.IsReal arguments
        | IndexedSum sum -> isReal sum.Body
        | Indicator _ -> true
        | Conjugate _ -> false

    and private isRealPower (f: Factor) = isReal f.Base && (isInteger f.Exponent || (isReal f.Exponent && isNonnegative f.Base))

    // Both bounds by one rule: a negative factor turns a bound from below into one from above.
    and private boundOf (fromBelow: bool) (e: Expr) : Bound option =
        match e.Node with
        | Number q -> Some { Value = q; Strict = false }
        | Symbol s -> if fromBelow then s.Assumptions.Lower else s.Assumptions.Upper
        | Sum(constant, terms) ->
            let add (total: Bound option) (term: Term) =
                match total, boundOf (fromBelow = (term.Coefficient.Sign > 0)) term.Expr with
                | Some x, Some y ->
                    Some
                        { Value = x.Value + term.Coefficient * y.Value
                          Strict = x.Strict || y.Strict }
                | _ -> None

            terms |> Array.fold add (Some { Value = constant; Strict = false })
        | Function(id, arguments) when (FunctionTable.rowOf id).Facts.Bound.IsSome ->
            (FunctionTable.rowOf id).Facts.Bound.Value fromBelow arguments
        | Indicator _ when not fromBelow -> Some { Value = Rational.One; Strict = false }
        | _ when fromBelow && isPositive e -> Some { Value = zero; Strict = true }
        | _ when fromBelow && isNonnegative e -> Some { Value = zero; Strict = false }
        | _ -> None

    /// The greatest known lower bound.
    and lowerBound (e: Expr) : Bound option = boundOf true e

    /// The least known upper bound.
    and upperBound (e: Expr) : Bound option = boundOf false e

    and private boundedBelow strictly (e: Expr) =
        match lowerBound e with
        | Some bound -> bound.Value > zero || (bound.Value = zero && (not strictly || bound.Strict))
        | None -> false

    and private workOutPositive (e: Expr) =
        match e.Node with
        | Number q -> q.Sign > 0
        | Constant ImaginaryUnit -> false
        | Constant _ -> true
        | Symbol _
        | Sum _ -> boundedBelow true e
        | Product factors -> factors |> Array.forall isPositivePower
        | Power f -> isPositivePower f
        | Function(id, arguments) ->
            match (FunctionTable.rowOf id).Facts.Sign with
            | ValueSign.Positive -> true
            | ValueSign.OfArgument -> isPositive arguments[0]
            | ValueSign.Any
            | ValueSign.Nonnegative -> false
        | _ -> false

    and private isPositivePower (f: Factor) = isPositive f.Base && isReal f.Exponent

    and private workOutNonnegative (e: Expr) =
        match e.Node with
        | Number q -> q.Sign >= 0
        | Symbol _
        | Sum _ -> boundedBelow false e
        | Product factors -> factors |> Array.forall isNonnegativePower
        | Power f -> isNonnegativePower f
        | Function(id, arguments) ->
            let facts = (FunctionTable.rowOf id).Facts

            match facts.Sign with
            | ValueSign.Positive
            | ValueSign.Nonnegative -> true
            | ValueSign.OfArgument -> isNonnegative arguments[0]
            | ValueSign.Any -> facts.Bound.IsSome && boundedBelow false e
        | Indicator _ -> true
        | IndexedSum sum -> isNonnegative sum.Body
        | _ -> isPositive e

    and private isNonnegativePower (f: Factor) =
        isPositivePower f
        || (isNonnegative f.Base && isReal f.Exponent)
        || (isReal f.Base && isEven f.Exponent)

    /// Twice an integer, for certain.
    and isEven (e: Expr) =
        let even (q: Rational) = q.IsInteger && q.Numerator.IsEven

        match e.Node with
        | Number q -> even q
        | Sum(constant, terms) -> even constant && terms |> Array.forall (fun t -> even t.Coefficient && isInteger t.Expr)
        | _ -> false

    /// The symbols that occur free, in order; an index is bound in the body of its own sum.
    let rec freeSymbols (e: Expr) : Symbol[] =
        match e.FreeSymbolsOrNull with
        | null ->
            Nesting.check ()
            let symbols = workOutFreeSymbols e
            e.FreeSymbolsOrNull <- symbols
            symbols
        | known -> known

    and private workOutFreeSymbols (e: Expr) =
        let union (parts: Expr seq) =
            let all = parts |> Seq.collect freeSymbols |> Seq.distinct |> Seq.toArray
            System.Array.Sort(all, fun x y -> Symbol.Compare(x, y))
            all

        match e.Node with
        | Number _
        | Constant _ -> [||]
        | Symbol s -> [| s |]
        | Indexed(s, indices) -> Array.append [| s |] (union indices |> Array.except [ s ])
        | Sum(_, terms) -> union (terms |> Seq.map _.Expr)
        | Product factors -> union (factors |> Seq.collect (fun f -> [ f.Base; f.Exponent ]))
        | Power f -> union [ f.Base; f.Exponent ]
        | Function(_, arguments) -> union arguments
        | IndexedSum sum ->
            let inBody = freeSymbols sum.Body |> Array.except [ sum.Index ]
            let all = Array.concat [ inBody; freeSymbols sum.Lower; freeSymbols sum.Upper ] |> Array.distinct
            System.Array.Sort(all, fun x y -> Symbol.Compare(x, y))
            all
        | Indicator(_, x)
        | Conjugate x -> freeSymbols x

    // Looks for the symbol as far as the budget of visits reaches; -1 when it is used up.
    let rec private search (symbol: Symbol) (budget: int) (e: Expr) : struct (bool * int) =
        if e.Mask &&& symbol.Mask = 0UL then
            struct (false, budget)
        elif budget <= 0 then
            struct (false, -1)
        else
            let either (x: Expr) (y: Expr) budget =
                match search symbol budget x with
                | struct (false, left) when left >= 0 -> search symbol left y
                | answer -> answer

            let any (count: int) (part: int -> Expr) =
                let mutable found = false
                let mutable left = budget - 1
                let mutable k = 0

                while k < count && not found && left >= 0 do
                    let struct (hit, rest) = search symbol left (part k)
                    found <- hit
                    left <- rest
                    k <- k + 1

                struct (found, left)

            match e.Node with
            | Number _
            | Constant _ -> struct (false, budget)
            | Symbol s -> struct (obj.ReferenceEquals(s, symbol), budget)
            | Indexed(s, indices) ->
                if obj.ReferenceEquals(s, symbol) then
                    struct (true, budget)
                else
                    any indices.Length (fun k -> indices[k])
            | Sum(_, terms) -> any terms.Length (fun k -> terms[k].Expr)
            | Product factors -> any (2 * factors.Length) (fun k -> if k % 2 = 0 then factors[k / 2].Base else factors[k / 2].Exponent)
            | Power f -> either f.Base f.Exponent (budget - 1)
            | Function(_, arguments) -> any arguments.Length (fun k -> arguments[k])
            | IndexedSum sum ->
                if obj.ReferenceEquals(sum.Index, symbol) then
                    either sum.Lower sum.Upper (budget - 1)
                else
                    any 3 (fun k ->
                        if k = 0 then sum.Lower
                        elif k = 1 then sum.Upper
                        else sum.Body)
            | Indicator(_, x)
            | Conjugate x -> search symbol (budget - 1) x

    /// Does the symbol occur free? Small expressions are searched; for large ones the kept list of symbols is used,
    /// because a search would visit shared parts again and again.
    let contains (symbol: Symbol) (e: Expr) =
        e.Mask &&& symbol.Mask <> 0UL
        && (match e.FreeSymbolsOrNull with
            | null ->
                match search symbol 100 e with
                | struct (found, left) when found || left >= 0 -> found
                | _ -> System.Array.IndexOf(freeSymbols e, symbol) >= 0
            | known -> System.Array.IndexOf(known, symbol) >= 0)

    let isFreeOf (symbol: Symbol) (e: Expr) = not (contains symbol e)

    /// Built of Iverson brackets and numbers alone: where such a factor is 0 it silences the others, whether they have a value or not.
    let rec isBracketed (e: Expr) =
        match e.Node with
        | Indicator _ -> true
        | Sum(_, terms) -> terms |> Array.forall (fun t -> isBracketed t.Expr)
        | Product factors -> factors |> Array.forall isSilencing
        | Power f -> isSilencing f
        | _ -> false

    /// Is the factor 0 where brackets say so, and never without a value?
    and isSilencing (f: Factor) =
        match f.Exponent.Node with
        | Number q -> q.IsInteger && q.Sign > 0 && isBracketed f.Base
        | _ -> false
