namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// The canonical form as a predicate, written apart from the constructors that are to keep it.
[<RequireQualifiedAccess>]
module internal CanonicalForm =
    let private isInOrder (items: Expr[]) =
        let mutable k = 1
        while k < items.Length && Expr.Compare(items[k - 1], items[k]) < 0 do
            k <- k + 1
        k >= items.Length

    // The positive rational that divides every coefficient.
    let private content (constant: Rational) (terms: Term[]) = terms |> Array.fold (fun c t -> Rational.gcd c t.Coefficient) constant.Abs

    let private isSum (e: Expr) =
        match e.Node with
        | Sum _ -> true
        | _ -> false

    /// Is it a sum that is written as the negative of another one among factors? Of 1 - x and x - 1, and of x - y and y - x,
    /// the first is not; but of the whole numbers T - 1 and 1 - T the first.
    let startsNegative (e: Expr) =
        match e.Node with
        | Sum(constant, [| _ |]) when constant.IsZero -> false
        | Sum(constant, terms) -> (if constant.IsZero || isInteger e then terms[0].Coefficient else constant).Sign < 0
        | _ -> false

    /// What is wrong with base^exponent as a factor, if anything.
    let private flawOfFactor (f: Factor) =
        match f.Base.Node, f.Exponent.Node with
        | _, Number p when p.IsZero -> Some "an exponent is 0" // x^0 is 1
        | Number q, _ when q.IsOne -> Some "a base is 1"
        | Number q, Number p when q.IsZero -> Some $"0^{p} has a value or none"
        // 2^3 is 8; only what is too long to write out, such as 2^(10^12), remains.
        | Number q, Number p when
            p.IsInteger
            && p.Abs
               * Rational.OfInteger(System.Numerics.BigInteger((max q.Numerator q.Denominator).GetBitLength()))
                <
                Rational.OfInt 200000
            ->
            Some "a number has an integer power"
        // (-2)^x is (-1)^x 2^x, and (1/2)^x is 2^(-x).
        | Number q, _ when q.Sign < 0 && not q.Abs.IsOne -> Some "a negative number other than -1 has a power"
        | Number q, _ when q.Sign > 0 && q < Rational.One -> Some "a number below 1 has a power"
        | Number q, Number p when q.Sign < 0 && (p.Sign < 0 || p > Rational.One) -> Some "a power of -1 is out of range"
        | Number q, Sum(shift, _) when not q.IsZero && not shift.Floor.IsZero -> Some "a whole power of a number is in the exponent"
        | Product _, e when
            (match e with
             | Number p -> p.IsInteger
             | _ -> isInteger f.Exponent)
            ->
            Some "a product has an integer power" // (x y)^2 is x^2 y^2
        | Power _, _ when isInteger f.Exponent -> Some "a power has an integer power" // (x^a)^2 is x^(2a)
        | Sum(c, terms), _ when terms.Length > 1 || not c.IsZero ->
            // (2 + 2x)^3 is 8 (1 + x)^3, and (x - 1)^3 is -(1 - x)^3.
            if not (content c terms).IsOne then
                Some "a sum in a product has a common factor"
            elif isInteger f.Exponent && startsNegative f.Base then
                Some "a sum in a product has the wrong sign"
            else
                None
        | Sum(_, [| term |]), _ ->
            // (4x)^(1/2) is 2 x^(1/2), but (-x)^(1/2) stays.
            if term.Coefficient = Rational.OfInt -1 && not (isInteger f.Exponent) then
                None
            else
                Some "a multiple has a power"
        | Indicator _, Number p when not p.Abs.IsOne -> Some "an Iverson bracket has a power"
        | Constant ImaginaryUnit, e when
            (match e with
             | Number p -> not p.IsOne
             | _ -> true)
            ->
            Some "I has a power"
        | _ -> None

    /// What is wrong with the node, given that its children are canonical: None when it is canonical.
    let flawOf (node: Node) : string option =
        match node with
        | Number _
        | Constant _
        | Symbol _ -> None
        | Indexed(_, indices) -> if indices.Length = 0 then Some "an indexed symbol has no index" else None
        | Sum(constant, terms) ->
            if terms.Length = 0 then
                Some "a sum has no terms"
            elif terms |> Array.exists _.Coefficient.IsZero then
                Some "a coefficient is 0"
            elif
                terms
                |> Array.exists (fun t ->
                    match t.Expr.Node with
                    | Number _
                    | Sum _ -> true
                    | _ -> false)
            then
                Some "a term is a number or a sum"
            elif constant.IsZero && terms.Length = 1 && terms[0].Coefficient.IsOne then
                Some "a lone term is a sum"
            elif not (isInOrder (terms |> Array.map _.Expr)) then
                Some "terms are not in order, or alike"
            else
                None
        | Product factors ->
            let isBare (f: Factor) =
                match f.Exponent.Node, f.Base.Node with
                | Number p, (Number _ | Product _ | Power _) -> p.IsOne
                | _ -> false

            if factors.Length < 2 then
                Some "a product has fewer than two factors"
            elif not (isInOrder (factors |> Array.map _.Base)) then
                Some "factors are not in order, or alike"
            elif factors |> Array.exists isBare then
                Some "a product has a product, a power or a number as a factor"
            else
                factors |> Array.tryPick flawOfFactor
        | Power f ->
            match f.Exponent.Node with
            | Number p when p.IsOne -> Some "an exponent is 1"
            | _ -> flawOfFactor f
        | Function(_, arguments) -> if arguments.Length = 0 then Some "a function has no argument" else None
        | IndexedSum sum ->
            match sum.Body.Node with
            | Number q -> if q.IsOne then None else Some "a sum has a constant body"
            | Sum(c, terms) ->
                if terms.Length = 1 && c.IsZero then
                    Some "a coefficient is under a sum sign"
                elif not (content c terms).IsOne then
                    Some "a common factor is under a sum sign"
                elif startsNegative sum.Body then
                    Some "a sum under a sum sign has the wrong sign"
                elif isFreeOf sum.Index sum.Body then
                    Some "a body free of the index is under a sum sign"
                else
                    None
            | Product factors ->
                if factors |> Array.exists (fun f -> isFreeOf sum.Index f.Base && isFreeOf sum.Index f.Exponent) then
                    Some "a factor free of the index is under a sum sign"
                else
                    None
            | _ ->
                if isFreeOf sum.Index sum.Body then
                    Some "a body free of the index is under a sum sign"
                else
                    None
        | Indicator(relation, e) ->
            match relation, e.Node with
            | _, Number _ -> Some "a bracket compares numbers"
            | Less, _ when isInteger e -> Some "integers are compared by <"
            | Equal, Sum(_, terms) when terms[0].Coefficient.Sign < 0 -> Some "an equation starts with a minus"
            | Equal, Sum(c, terms) when c.IsZero && terms.Length = 1 -> Some "an equation has a common factor"
            | _, Sum(c, terms) ->
                if (content c terms).IsOne then
                    None
                else
                    Some "a comparison has a common factor"
            | _ -> None
        | Conjugate e ->
            if isReal e then
                Some "a real expression is conjugated"
            elif isSum e then
                Some "a sum is conjugated"
            else
                match e.Node with
                | Product _
                | Conjugate _
                | IndexedSum _
                | Constant _ -> Some "a conjugate is not pushed down"
                | _ -> None

    /// What is wrong anywhere in the expression.
    let flaw (e: Expr) : string option =
        let seen = System.Collections.Generic.HashSet<Expr>()

        let rec go (e: Expr) =
            if not (seen.Add e) then
                None
            else
                let children =
                    match e.Node with
                    | Number _
                    | Constant _
                    | Symbol _ -> []
                    | Indexed(_, es)
                    | Function(_, es) -> List.ofArray es
                    | Sum(_, terms) -> [ for t in terms -> t.Expr ]
                    | Product factors -> factors |> List.ofArray |> List.collect (fun f -> [ f.Base; f.Exponent ])
                    | Power f -> [ f.Base; f.Exponent ]
                    | IndexedSum s -> [ s.Lower; s.Upper; s.Body ]
                    | Indicator(_, x)
                    | Conjugate x -> [ x ]

                children |> List.tryPick go |> Option.orElseWith (fun () -> flawOf e.Node)

        go e

    let isCanonical (e: Expr) = (flaw e).IsNone
