namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open LrnnSymbolic.Algebra.Properties

/// The quotients found in textbooks, such as (1 - q^n)/(1 - q), in place of the function rows geometric, homogeneous and wave.
[<RequireQualifiedAccess>]
module internal TextbookForm =
    let private ofInt = Canonical.ofInt
    let private one = Canonical.one

    let private orderOf (k: Expr) =
        match k.Node with
        | Number q -> q.TryInt
        | _ -> ValueNone

    /// The calls of geometric, homogeneous and wave outside of indexed sums, each once, in order of appearance.
    let rowsIn (e: Expr) : (Expr * FunctionId * Expr[]) list =
        let seen = HashSet<Expr>()
        let found = List<_>()

        let rec go (e: Expr) =
            if seen.Add e then
                Nesting.check ()

                match e.Node with
                | Function((Geometric | Homogeneous | Wave) as id, arguments) -> found.Add(e, id, arguments)
                | Function(_, arguments) -> arguments |> Array.iter go
                | Sum(_, terms) ->
                    for t in terms do
                        go t.Expr
                | Product factors ->
                    for f in factors do
                        go f.Base
                | Power f -> go f.Base
                | Conjugate x -> go x
                | _ -> ()

        go e
        List.ofSeq found

    let private distinct (es: Expr seq) = HashSet<Expr> es |> List.ofSeq

    /// The coincidences at which the textbook form of a row divides by zero.
    let coincidencesOf (id: FunctionId) (arguments: Expr[]) : Coincidence list =
        match id with
        | Geometric -> [ Agree(arguments[1], one) ]
        | Wave -> [ Resonate(arguments[1], arguments[2]) ]
        | _ ->
            let variables = distinct (Array.tail arguments)

            [ for k, x in List.indexed variables do
                  for y in List.skip (k + 1) variables do
                      Agree(x, y) ]

    /// The divided difference of x^n with x = p, k+1 times, and once x = q.
    let private confluent (p: Expr) (k: int) (q: Expr) (n: Expr) =
        let difference = Canonical.subtract q p

        let taylor =
            [ for m in 0..k ->
                  Canonical.multiplyAll
                      [ Functions.binomialPolynomial n m
                        Canonical.power p (Canonical.subtract n (ofInt m))
                        Canonical.power difference (ofInt m) ] ]

        Canonical.multiply
            (Canonical.subtract (Canonical.power q n) (Canonical.addAll taylor))
            (Canonical.power difference (ofInt -(k + 1)))

    // Groups of equal variables, with their multiplicities; all bases distinct.
    let rec private dividedDifference (n: Expr) (groups: (Expr * int) list) : Expr =
        match groups with
        | [ x, count ] ->
            let lower = Canonical.subtract n (ofInt (count - 1))
            Canonical.multiply (Functions.binomialPolynomial n (count - 1)) (Canonical.power x lower)
        | [ p, count; q, 1 ]
        | [ q, 1; p, count ] -> confluent p (count - 1) q n
        | (first, _) :: _ ->
            let last = fst (List.last groups)

            let without x =
                groups
                |> List.choose (fun (y, count) ->
                    if not (obj.ReferenceEquals(x, y)) then Some(y, count)
                    elif count > 1 then Some(y, count - 1)
                    else None)

            Canonical.divide
                (Canonical.subtract (dividedDifference n (without first)) (dividedDifference n (without last)))
                (Canonical.subtract last first)
        | [] -> Canonical.zero

    let private homogeneous (degree: Expr) (variables: Expr list) =
        let groups =
            distinct variables
            |> List.map (fun x -> x, variables |> List.filter (fun y -> obj.ReferenceEquals(x, y)) |> List.length)

        dividedDifference (Canonical.add degree (ofInt (variables.Length - 1))) groups

    /// sum_{j<n} q^j cos(omega j + phi)
    let private cosineSum (q: Expr) omega phi n =
        let cosine turns = Functions.cos (Canonical.add (Canonical.multiply turns omega) phi)

        let numerator =
            [ cosine Canonical.zero
              Canonical.negate (Canonical.multiply q (cosine (ofInt -1)))
              Canonical.negate (Canonical.multiply (Canonical.power q n) (cosine n))
              Canonical.multiply (Canonical.power q (Canonical.add n one)) (cosine (Canonical.subtract n one)) ]

        let denominator =
            [ one; Canonical.multiplyAll [ ofInt -2; q; Functions.cos omega ]; Canonical.power q (ofInt 2) ]

        Canonical.divide (Canonical.addAll numerator) (Canonical.addAll denominator)

    let private placeholder = Symbol.Of("$q", Assumptions.Of Complex)

    let private wave k q omega phi n =
        if k = 0 then
            cosineSum q omega phi n
        else
            let x = Canonical.symbol placeholder
            let factorial = Seq.fold (fun p j -> p * Rational.OfInt j) Rational.One (seq { 1..k })

            Derivative.nth k x (cosineSum x omega phi n)
            |> Substitution.symbol placeholder q
            |> Canonical.scale factorial.Reciprocal

    /// The textbook form of a row, valid off its coincidences.
    let ofRow (id: FunctionId) (arguments: Expr[]) : Expr option =
        match id, arguments with
        | Geometric, [| k; q; n |] ->
            match orderOf k with
            // sum_j C(j,k) = C(n,k+1), a polynomial for the numbers of terms n >= 0 that a range which is not inverted has.
            | ValueSome k when Canonical.isOne q -> Some(Functions.binomialPolynomial n (k + 1))
            | ValueSome k -> Some(confluent q k one n)
            | ValueNone -> None
        | Homogeneous, _ -> Some(homogeneous arguments[0] (List.ofArray (Array.tail arguments)))
        | Wave, [| k; q; omega; phi; n |] ->
            match orderOf k with
            | ValueSome k -> Some(wave k q omega phi n)
            | ValueNone -> None
        | _ -> None

    /// Every row replaced by its textbook form; indexed sums stay untouched.
    let replaceRows (e: Expr) : Expr =
        let replace go (e: Expr) =
            match e.Node with
            | Function((Geometric | Homogeneous | Wave) as id, arguments) -> ofRow id arguments |> Option.defaultValue e
            | IndexedSum _ -> e
            | _ -> Substitution.mapChildren go e

        SharedWalk.everywhere replace e

    // ---- One fraction per denominator --------------------------------------------------------------------------

    let private isDenominator (f: Factor) =
        match orderOf f.Exponent with
        | ValueSome n -> n < 0 && ExponentialPolynomial.isSeveralTerms f.Base
        | ValueNone -> false

    let private factorsWithContent (e: Expr) =
        let struct (content, rest) = Canonical.splitContent e
        struct (content, (if Canonical.isOne rest then [] else ExponentialPolynomial.factorsOf rest))

    // b^(T - 3) in front of everything has no value at b = 0 and T = 1, where a bracket silences the one term that it comes from: it
    // may stand there only if it is never without a value, or if a term without a bracket of its own had it before.
    let private hasValueWith (terms: Factor list list) (f: Factor) =
        let brackets (term: Factor list) = term |> List.filter isSilencing

        let same (f: Factor) (g: Factor) = obj.ReferenceEquals(f.Base, g.Base) && obj.ReferenceEquals(f.Exponent, g.Exponent)

        let isIn (term: Factor list) (f: Factor) = List.exists (same f) term

        Coincidence.isNonzero f.Base
        || isNonnegative f.Exponent
        || terms
           |> List.exists (fun term ->
               isIn term f
               && brackets term |> List.forall (fun bracket -> terms |> List.forall (fun other -> isIn other bracket)))

    /// What all terms have in common: factors with equal exponents, or the least of numeric ones.
    let private commonFactor (terms: Expr list) : Expr =
        let factors = terms |> List.map (fun t -> let struct (_, fs) = factorsWithContent t in fs)

        let shared (f: Factor) (others: Factor list) =
            match others |> List.tryFind (fun g -> obj.ReferenceEquals(f.Base, g.Base)) with
            | None -> None
            | Some g ->
                match f.Exponent.Node, g.Exponent.Node with
                | _ when obj.ReferenceEquals(f.Exponent, g.Exponent) -> Some f
                | _ when isNonnegative (Canonical.subtract g.Exponent f.Exponent) -> Some f
                | _ when isNonnegative (Canonical.subtract f.Exponent g.Exponent) -> Some g
                | _ -> None

        match factors with
        | [] -> one
        | first :: others ->
            others
            |> List.fold (fun common fs -> common |> List.choose (fun f -> shared f fs)) first
            |> List.filter (fun f -> isSilencing f || hasValueWith factors f)
            |> ExponentialPolynomial.product

    let private fraction (denominators: Factor list) (terms: Expr list) =
        let numerator = ExponentialPolynomial.expand (Canonical.addAll terms)
        let under = ExponentialPolynomial.product denominators
        let parts = Canonical.termsOf numerator
        let common = commonFactor parts
        let rest = parts |> List.map (fun t -> Canonical.divide t common) |> Canonical.addAll
        // 1 - q^n rather than q^n - 1
        match rest.Node with
        | Sum(constant, _) when constant.Sign < 0 -> Canonical.negate (Canonical.multiplyAll [ common; Canonical.negate rest; under ])
        | _ -> Canonical.multiplyAll [ common; rest; under ]

    /// Writes products out and collects the terms over each denominator into one fraction.
    let collectFractions (e: Expr) : Expr =
        let terms =
            Canonical.termsOf (ExponentialPolynomial.expand e)
            |> List.map (fun t ->
                let struct (content, factors) = factorsWithContent t
                let under, over = factors |> List.partition isDenominator
                under, Canonical.scale content (ExponentialPolynomial.product over))

        let sameBases (xs: Factor list) (ys: Factor list) =
            xs.Length = ys.Length
            && List.forall2 (fun (x: Factor) (y: Factor) -> obj.ReferenceEquals(x.Base, y.Base)) xs ys

        let rec grouped (terms: (Factor list * Expr) list) =
            match terms with
            | [] -> []
            | (under, _) :: _ ->
                let group, others = terms |> List.partition (fun (u, _) -> sameBases u under)
                group :: grouped others

        let collect (group: (Factor list * Expr) list) =
            let lowest (fs: Factor list) = fs |> List.reduce (fun f g -> if Expr.Compare(f.Exponent, g.Exponent) <= 0 then f else g)

            let under = group |> List.map fst |> List.transpose |> List.map lowest

            let over =
                group
                |> List.map (fun (own, term) ->
                    let missing =
                        List.map2
                            (fun (all: Factor) (mine: Factor) -> Canonical.power all.Base (Canonical.subtract mine.Exponent all.Exponent))
                            under
                            own

                    ExponentialPolynomial.expand (Canonical.multiplyAll (term :: missing)))

            fraction under over

        terms |> grouped |> List.map collect |> Canonical.addAll

    /// exp(alpha (T - 1) - alpha T) as exp(-alpha): exponents are written out where that makes them shorter.
    let collectExponents (e: Expr) : Expr =
        let exponential (exponent: Expr) =
            let written = ExponentialPolynomial.expand exponent
            let isShorter = (Canonical.termsOf written).Length < (Canonical.termsOf exponent).Length
            Canonical.exponential (if isShorter then written else exponent)

        let isExponential (f: Factor) = obj.ReferenceEquals(f.Base, Canonical.constant E)

        let factor go (f: Factor) =
            let exponent = go f.Exponent
            if isExponential f then
                exponential exponent
            else
                Canonical.power (go f.Base) exponent

        SharedWalk.everywhere
            (fun go e ->
                match e.Node with
                | Power f when isExponential f -> factor go f
                | Product factors when factors |> Array.exists isExponential -> factors |> Array.map (factor go) |> Canonical.multiplyAll
                | _ -> Substitution.mapChildren go e)
            e

    let private mostTerms = 4096.0

    /// How many terms the expression has when its products are written out, counted without writing them out.
    let private termCounter () : Expr -> float =
        let memo = Dictionary<Expr, float>()

        let rec count (e: Expr) : float =
            match memo.TryGetValue e with
            | true, known -> known
            | _ ->
                Nesting.check ()

                let terms =
                    match e.Node with
                    | Sum(constant, terms) -> terms |> Array.fold (fun n t -> n + count t.Expr) (if constant.IsZero then 0.0 else 1.0)
                    | Product factors -> factors |> Array.fold (fun n f -> n * ofFactor f) 1.0
                    | Power f -> ofFactor f
                    | _ -> 1.0

                memo[e] <- terms
                terms

        and ofFactor (f: Factor) =
            match orderOf f.Exponent with
            | ValueSome n when n > 0 -> System.Math.Pow(count f.Base, float n)
            | _ -> 1.0

        count

    /// The same where that is short, and part by part where it would write out a long product, as of an expression that contains
    /// itself many times over: what is shared stays shared.
    let collectShortFractions (e: Expr) : Expr =
        let count = termCounter ()
        let collect go (e: Expr) =
            if count e <= mostTerms then
                collectFractions e
            else
                Substitution.mapChildren go e
        SharedWalk.everywhere collect e

    let private highestReadableWave = 2

    /// Is the textbook form too long to be read, so that the rows themselves are the better closed form? A wave of order k is a
    /// k-th derivative of a quotient.
    let isLong (e: Expr) : bool =
        rowsIn e
        |> List.exists (fun (_, id, arguments) ->
            id = Wave
            && (match orderOf arguments[0] with
                | ValueSome k -> k > highestReadableWave
                | ValueNone -> true))
