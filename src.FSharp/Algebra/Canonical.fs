namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics
open System.Runtime.InteropServices
open LrnnSymbolic.Algebra.Properties

/// The constructors that keep expressions canonical. They collect like terms and like factors, and never expand.
///
/// Canonical form:
///   Sum      constant + coefficient * term, terms sorted and distinct, none a number or a sum, no coefficient zero;
///            a lone term has a constant or a coefficient other than one.
///   Product  base^exponent, bases sorted and distinct, at least two, none a number with an integer power, none a product;
///            its rational coefficient lives in the enclosing Sum. A sum among the factors has content one.
///   Power    as a factor of a Product, exponent not 1.
[<RequireQualifiedAccess>]
module Canonical =
    let private intern (node: Node) =
#if DEBUG
        match CanonicalForm.flawOf node with
        | Some flaw -> invalidOp $"Not canonical: {flaw}."
        | None -> ()
#endif
        Expr.Intern node

    let number (q: Rational) = intern (Number q)
    let ofInt (n: int) = number (Rational.OfInt n)
    let zero = ofInt 0
    let one = ofInt 1
    let constant (c: Constant) = intern (Constant c)
    let symbol (s: Symbol) = intern (Symbol s)
    let indexed (s: Symbol) (indices: Expr list) = intern (Indexed(s, List.toArray indices))

    let isZero (e: Expr) = obj.ReferenceEquals(e, zero)
    let isOne (e: Expr) = obj.ReferenceEquals(e, one)

    // ---- Sums -------------------------------------------------------------------------------------------------

    let private termOrder = Comparer<Term>.Create(fun (x: Term) (y: Term) -> Expr.Compare(x.Expr, y.Expr))

    // Most lists are one or two runs in order, from the sums that were added: those are merged.
    let private sort (terms: List<Term>) =
        let endOfRun start =
            let mutable k = start + 1
            while k < terms.Count && Expr.Compare(terms[k - 1].Expr, terms[k].Expr) <= 0 do
                k <- k + 1
            k

        let middle = endOfRun 0

        if terms.Count = 2 && middle = 1 then
            terms.Reverse()
        elif middle < terms.Count then
            if endOfRun middle < terms.Count then
                terms.Sort termOrder
            else
                let first = terms.GetRange(0, middle).ToArray()
                let mutable i = 0
                let mutable j = middle
                let mutable k = 0

                while i < first.Length do
                    if j < terms.Count && Expr.Compare(terms[j].Expr, first[i].Expr) < 0 then
                        terms[k] <- terms[j]
                        j <- j + 1
                    else
                        terms[k] <- first[i]
                        i <- i + 1

                    k <- k + 1

    /// Sorts and merges terms in place, and interns the result.
    let private sumOfTerms (constant: Rational) (terms: List<Term>) =
        Work.spend terms.Count
        sort terms
        let mutable kept = 0
        let mutable i = 0

        while i < terms.Count do
            let term = terms[i].Expr
            let mutable coefficient = terms[i].Coefficient
            i <- i + 1

            while i < terms.Count && obj.ReferenceEquals(terms[i].Expr, term) do
                coefficient <- coefficient + terms[i].Coefficient
                i <- i + 1

            if not coefficient.IsZero then
                terms[kept] <-
                    { Expr = term
                      Coefficient = coefficient }
                kept <- kept + 1

        if kept = 0 then
            number constant
        elif kept = 1 && constant.IsZero && terms[0].Coefficient.IsOne then
            terms[0].Expr
        else
            let merged = Array.zeroCreate kept
            terms.CopyTo(0, merged, 0, kept)
            intern (Sum(constant, merged))

    // Adds coefficient * e to the list, flattening sums; returns the new constant.
    let private gather (constant: Rational) (terms: List<Term>) (coefficient: Rational) (e: Expr) =
        match e.Node with
        | Number q -> constant + coefficient * q
        | Sum(inner, innerTerms) ->
            for term in innerTerms do
                terms.Add
                    { Expr = term.Expr
                      Coefficient = coefficient * term.Coefficient }

            constant + coefficient * inner
        | _ ->
            terms.Add { Expr = e; Coefficient = coefficient }
            constant

    /// sum of coefficient * expression.
    let linear (parts: (Rational * Expr) seq) =
        let terms = List<Term>()
        let mutable constant = Rational.Zero

        for coefficient, e in parts do
            if not coefficient.IsZero then constant <- gather constant terms coefficient e

        sumOfTerms constant terms

    /// The sum of the terms, each expression mapped.
    let internal linearMap (f: Expr -> Expr) (terms: Term[]) =
        let mapped = List<Term>(terms.Length)
        let mutable constant = Rational.Zero

        for t in terms do
            constant <- gather constant mapped t.Coefficient (f t.Expr)

        sumOfTerms constant mapped

    /// The sum of what `write` puts down, coefficient and expression.
    let internal sumOf (write: (Rational -> Expr -> unit) -> unit) =
        let terms = List<Term>()
        let mutable constant = Rational.Zero
        write (fun coefficient e -> constant <- gather constant terms coefficient e)
        sumOfTerms constant terms

    let addAll (parts: Expr seq) =
        let terms = List<Term>()
        let mutable constant = Rational.Zero

        for e in parts do
            constant <- gather constant terms Rational.One e

        sumOfTerms constant terms

    // x + q y, without an expression for q y.
    let private addMultiple (x: Expr) (q: Rational) (y: Expr) =
        let terms = List<Term>(2)
        let constant = gather Rational.Zero terms Rational.One x
        sumOfTerms (gather constant terms q y) terms

    let add (x: Expr) (y: Expr) =
        if isZero x then y
        elif isZero y then x
        else addMultiple x Rational.One y

    /// q * e.
    let scale (q: Rational) (e: Expr) =
        if q.IsOne then
            e
        elif q.IsZero then
            zero
        else
            match e.Node with
            | Number p -> number (p * q)
            | Sum(constant, terms) ->
                let scaled =
                    terms
                    |> Array.map (fun t ->
                        { Expr = t.Expr
                          Coefficient = q * t.Coefficient })

                if constant.IsZero && scaled.Length = 1 && scaled[0].Coefficient.IsOne then
                    scaled[0].Expr
                else
                    intern (Sum(q * constant, scaled))
            | _ -> intern (Sum(Rational.Zero, [| { Expr = e; Coefficient = q } |]))

    /// The terms of an expression as a list, the constant among them; none of zero.
    let termsOf (e: Expr) : Expr list =
        match e.Node with
        | Sum(constant, terms) ->
            [ if not constant.IsZero then number constant
              for t in terms do
                  scale t.Coefficient t.Expr ]
        | Number q when q.IsZero -> []
        | _ -> [ e ]

    let negate (e: Expr) = scale (Rational.OfInt -1) e
    let subtract (x: Expr) (y: Expr) = if isZero y then x else addMultiple x (Rational.OfInt -1) y

    /// e = coefficient * rest, where rest carries no rational factor. A sum of several terms yields its positive content.
    let splitContent (e: Expr) : struct (Rational * Expr) =
        match e.Node with
        | Number q -> struct (q, one)
        | Sum(constant, [| term |]) when constant.IsZero -> struct (term.Coefficient, term.Expr)
        | Sum(constant, terms) ->
            let mutable content = constant.Abs
            let mutable integral = constant.IsInteger
            let mutable unit = false

            // An integer sum with a coefficient of 1 or -1 has content one: the common case, and a quick one.
            for t in terms do
                integral <- integral && t.Coefficient.IsInteger
                unit <- unit || t.Coefficient.Abs.IsOne

            if integral && unit then
                content <- Rational.One
            else
                for t in terms do
                    content <- Rational.gcd content t.Coefficient

            if content.IsOne then
                struct (Rational.One, e)
            else
                struct (content, scale content.Reciprocal e)
        | _ -> struct (Rational.One, e)

    /// The same with a sign for sums, so that e and -e have the same rest: a sum starts with a positive constant (1 - b^2), or
    /// with a positive term where it has no constant or is a whole number (T - i, T - 1).
    let internal splitSigned (e: Expr) : struct (Rational * Expr) =
        let struct (content, rest) = splitContent e
        if CanonicalForm.startsNegative rest then
            struct (-content, negate rest)
        else
            struct (content, rest)

    // ---- Products and powers ----------------------------------------------------------------------------------

    let private imaginaryUnit = constant ImaginaryUnit

    let private factorOrder =
        Comparer<Factor>.Create(fun (x: Factor) (y: Factor) -> Expr.Compare(x.Base, y.Base))

    /// Sorts in place. Products are short and mostly in order: by insertion. A long one is left to the library.
    let internal sortFactors (order: IComparer<Factor>) (factors: Span<Factor>) =
        if factors.Length > 32 then
            MemoryExtensions.Sort(factors, order)
        else
            for k in 1 .. factors.Length - 1 do
                let moving = factors[k]
                let mutable at = k

                while at > 0 && order.Compare(factors[at - 1], moving) > 0 do
                    factors[at] <- factors[at - 1]
                    at <- at - 1

                if at < k then factors[at] <- moving

    let private factorsOf (e: Expr) =
        match e.Node with
        | Product factors -> factors
        | Power factor -> [| factor |]
        | _ -> [| { Base = e; Exponent = one } |]

    // A factor whose base cannot be rewritten any further.
    let private atomicPower (b: Expr) (exponent: Expr) =
        if isOne exponent then b
        elif isZero exponent then one
        else intern (Power { Base = b; Exponent = exponent })

    let private integerExponent (e: Expr) =
        match e.Node with
        | Number q -> q.TryInt
        | _ -> ValueNone

    /// base^exponent. 0^0 = 1; 0^negative raises UndefinedExpression.
    let rec power (b: Expr) (exponent: Expr) : Expr =
        if isZero exponent then
            one
        elif isOne exponent then
            b
        elif isOne b then
            one
        else
            match b.Node, exponent.Node with
            | Number q, Number p -> numericPower q p
            | Number q, _ -> numberToThe q exponent
            | Constant ImaginaryUnit, _ -> power (ofInt -1) (scale (Rational.ofRatio 1 2) exponent)
            | Constant E, Function(Log, [| x |]) -> x
            | Constant E, Sum(_, terms) when terms |> Array.exists (fun t -> isLog t.Expr && t.Coefficient.IsInteger) ->
                exponentialOfLogs exponent
            | Constant E, (Sum _ | Product _) when turnsIn exponent -> exponentialOfTurns exponent
            | Power inner, _ -> powerOfPower inner exponent
            | Product factors, _ -> powerOfProduct factors exponent
            | Sum _, _ -> powerOfSum b exponent
            | Indicator _, Number p when p.Sign > 0 -> b
            | Indicator _, Number _ -> atomicPower b (ofInt -1)
            | Function(Abs, [| x |]), _ when isReal x && isEven exponent -> power x exponent
            | _ -> atomicPower b exponent

    and private isLog (e: Expr) =
        match e.Node with
        | Function(Log, _) -> true
        | _ -> false

    // n with t = n pi I, where that is a number or, doubled, a whole number for certain.
    and private halfTurns (coefficient: Rational) (t: Expr) : Expr voption =
        match t.Node with
        | Product factors when
            factors |> Array.exists (fun f -> obj.ReferenceEquals(f.Base, imaginaryUnit) && isOne f.Exponent)
            && factors |> Array.exists (fun f -> obj.ReferenceEquals(f.Base, constant Pi) && isOne f.Exponent)
            ->
            let others =
                factors
                |> Array.filter (fun f -> not (obj.ReferenceEquals(f.Base, imaginaryUnit) || obj.ReferenceEquals(f.Base, constant Pi)))

            if others.Length = 0 then
                ValueSome(number coefficient)
            elif
                (coefficient + coefficient).IsInteger
                && others |> Array.forall (fun f -> isInteger (atomicPower f.Base f.Exponent))
            then
                ValueSome(scale coefficient (others |> Seq.map (fun f -> atomicPower f.Base f.Exponent) |> multiplyAll))
            else
                ValueNone
        | _ -> ValueNone

    and private turnsIn (exponent: Expr) =
        match exponent.Node with
        | Sum(_, terms) -> terms |> Array.exists (fun t -> (halfTurns t.Coefficient t.Expr).IsSome)
        | _ -> (halfTurns Rational.One exponent).IsSome

    // exp(x + n pi I) = exp(x) (-1)^n for a number n, and for n a whole number or half of one, so that exp(pi I/2) and I are one.
    and private exponentialOfTurns (exponent: Expr) =
        let terms =
            match exponent.Node with
            | Sum(_, terms) -> terms
            | _ ->
                [| { Expr = exponent
                     Coefficient = Rational.One } |]

        let turns =
            terms
            |> Seq.choose (fun t ->
                match halfTurns t.Coefficient t.Expr with
                | ValueSome n -> Some(scale t.Coefficient t.Expr, n)
                | ValueNone -> None)
            |> Seq.toList

        let rest = turns |> List.fold (fun rest (turn, _) -> subtract rest turn) exponent

        multiplyAll (power (constant E) rest :: [ for _, n in turns -> power (ofInt -1) n ])

    // exp(x + n log y) = exp(x) y^n for integers n, on every branch of the logarithm.
    and private exponentialOfLogs (exponent: Expr) =
        match exponent.Node with
        | Sum(shift, terms) ->
            let logs, others = terms |> Array.partition (fun t -> isLog t.Expr && t.Coefficient.IsInteger)
            let rest =
                addAll (Seq.append [ number shift ] (others |> Seq.map (fun t -> scale t.Coefficient t.Expr)))

            let powers =
                logs
                |> Seq.map (fun t ->
                    match t.Expr.Node with
                    | Function(_, [| x |]) -> power x (number t.Coefficient)
                    | _ -> t.Expr)

            multiplyAll (Seq.append [ power (constant E) rest ] powers)
        | _ -> atomicPower (constant E) exponent

    and private numericPower (q: Rational) (p: Rational) : Expr =
        if q.IsZero then
            if p.Sign > 0 then zero else raise (UndefinedExpression "0 to a negative power")
        elif q.Sign < 0 then
            // The principal branch: (-q)^p = (-1)^p q^p for q > 0.
            let unit = minusOneToThe p
            if q.Abs.IsOne then unit else multiply unit (numericPower (-q) p)
        elif q.IsOne then
            one
        elif NumberRoots.tooLargeToWriteOut q p then
            positivePower q (number p)
        elif p.IsInteger then
            number (Rational.Pow(q, int p.Numerator))
        else
            // Primes apart, whole powers taken out.
            let part (n: BigInteger) (sign: int) =
                [| for struct (prime, count) in NumberRoots.factorInteger n p.Denominator do
                       let exponent = p * Rational.OfInt(sign * count)
                       let whole = exponent.Floor
                       let rest = exponent - Rational.OfInteger whole
                       let base' = Rational.OfInteger prime
                       yield number (Rational.Pow(base', int whole))
                       if not rest.IsZero then
                           yield
                               intern (
                                   Power
                                       { Base = number base'
                                         Exponent = number rest }
                               ) |]

            multiplyFlat (Seq.append (part q.Numerator 1) (part q.Denominator -1))

    // (-1)^p = I^floor(2p) (-1)^r with r in [0, 1/2), written as (-1)^(1/2 + r) where that is one power.
    and private minusOneToThe (p: Rational) : Expr =
        let whole = p.Floor
        let rest = p - Rational.OfInteger whole

        let unit =
            if rest.IsZero then
                one
            elif rest = Rational.ofRatio 1 2 then
                imaginaryUnit
            else
                intern (
                    Power
                        { Base = ofInt -1
                          Exponent = number rest }
                )

        if whole.IsEven then unit else negate unit

    // A power of a positive number that is not written out: the base is above 1 and not itself a power, so that 4^n, (1/2)^(-2n)
    // and 2^(2n) are one.
    and private positivePower (q: Rational) (exponent: Expr) : Expr =
        if q < Rational.One then
            power (number q.Reciprocal) (negate exponent)
        else
            match NumberRoots.rootOf q with
            | struct (_, 1) -> atomicPower (number q) exponent
            | struct (root, k) -> power (number root) (scale (Rational.OfInt k) exponent)

    // A number to a symbolic power: whole shifts of the exponent become a coefficient; (-1)^n sees only parity.
    and private numberToThe (q: Rational) (exponent: Expr) =
        if q.IsZero then
            // 0^n is 0 for a positive n; at n = 0 it is 1, so otherwise it stays.
            if isPositive exponent then
                zero
            elif isPositive (negate exponent) then
                raise (UndefinedExpression "0 to a negative power")
            else
                atomicPower zero exponent
        elif q.Sign < 0 && not q.Abs.IsOne then
            // log(-q) = log q + i pi, hence on every branch:
            multiply (numberToThe (Rational.OfInt -1) exponent) (numberToThe (-q) exponent)
        elif q.Sign < 0 then
            match exponent.Node with
            | Sum(shift, terms) ->
                let two = Rational.OfInt 2
                let parity (c: Rational) = c - two * Rational.OfInteger (c / two).Floor
                let halves = Rational.Create((shift * two).Floor, BigInteger 2)

                let rest =
                    Seq.append
                        [ shift - halves, one ]
                        (terms
                         |> Seq.map (fun t -> (if isInteger t.Expr then parity t.Coefficient else t.Coefficient), t.Expr))
                    |> linear

                // A third of a whole number of turns, and the like, is written as an exponential.
                let turning =
                    match rest.Node with
                    | Sum(_, terms) ->
                        terms
                        |> Seq.filter (fun t -> isInteger t.Expr && not (t.Coefficient + t.Coefficient).IsInteger)
                        |> Seq.map (fun t -> t.Coefficient, t.Expr)
                        |> linear
                    | _ -> zero

                let turn = multiplyAll [ imaginaryUnit; constant Pi; turning ]

                match (subtract rest turning).Node with
                | Number p when isZero turning -> minusOneToThe (p + halves)
                | Number p -> multiply (minusOneToThe (p + halves)) (atomicPower (constant E) turn)
                | _ when isZero turning -> multiply (minusOneToThe halves) (atomicPower (number q) rest)
                | _ -> multiplyAll [ minusOneToThe halves; power (number q) (subtract rest turning); atomicPower (constant E) turn ]
            | _ -> atomicPower (number q) exponent
        else
            match exponent.Node with
            | Sum(shift, _) when not shift.Floor.IsZero ->
                let whole = Rational.OfInteger shift.Floor
                multiply (numericPower q whole) (power (number q) (subtract exponent (number whole)))
            | _ -> positivePower q exponent

    and private powerOfPower (inner: Factor) (exponent: Expr) =
        let merged () = power inner.Base (multiply inner.Exponent exponent)

        if isInteger exponent then
            merged ()
        elif isPositive inner.Base && isReal inner.Exponent then
            merged ()
        elif isNonnegative inner.Base && isPositive inner.Exponent && isPositive exponent then
            merged ()
        elif isReal inner.Base && isEven inner.Exponent && isReal exponent then
            // (x^2)^(1/2) = |x|
            power (absolute inner.Base) (multiply inner.Exponent exponent)
        else
            atomicPower (intern (Power inner)) exponent

    /// |x|, through products, powers and signs down to what has no simpler form.
    and internal absolute (x: Expr) : Expr =
        let raw x = intern (Function(Abs, [| x |]))

        match x.Node with
        | Number q -> number q.Abs
        | Constant ImaginaryUnit -> one
        | _ when isNonnegative x -> x
        | Product factors -> factors |> Seq.map (fun f -> absolute (power f.Base f.Exponent)) |> multiplyAll
        | Power { Base = b; Exponent = e } when isReal e -> power (absolute b) e
        | Function(Abs, _) -> x
        | Conjugate y -> absolute y
        | Sum _ ->
            let struct (content, rest) = splitContent x

            match rest.Node with
            | Sum(_, terms) ->
                let rest = if terms[0].Coefficient.Sign < 0 then negate rest else rest
                scale content.Abs (if isNonnegative rest then rest else raw rest)
            | _ -> scale content.Abs (absolute rest)
        | _ -> raw x

    and private powerOfProduct (factors: Factor[]) (exponent: Expr) =
        let raise' (f: Factor) = power (atomicPower f.Base f.Exponent) exponent

        if isInteger exponent then
            multiplyAll (factors |> Seq.map raise')
        else
            // Only factors that cannot be negative may leave the power.
            let free, held = factors |> Array.partition (fun f -> isNonnegative (atomicPower f.Base f.Exponent))

            if free.Length = 0 then
                atomicPower (intern (Product factors)) exponent
            else
                let rest = held |> Seq.map (fun f -> atomicPower f.Base f.Exponent) |> multiplyAll
                let heldPower = if held.Length = 0 then one else power rest exponent
                multiply heldPower (multiplyAll (free |> Seq.map raise'))

    and private powerOfSum (b: Expr) (exponent: Expr) =
        let struct (content, rest) = if isInteger exponent then splitSigned b else splitContent b

        if content.IsOne then
            atomicPower b exponent
        elif isInteger exponent then
            multiply (power (number content) exponent) (power rest exponent)
        elif content.Sign > 0 then
            multiply (power (number content) exponent) (power rest exponent)
        elif not (content.Abs.IsOne) then
            multiply (power (number content.Abs) exponent) (power (negate rest) exponent)
        else
            atomicPower b exponent

    /// Product of factors that are powers with distinct number bases or numbers: no further rule applies between them.
    and private multiplyFlat (parts: Expr seq) : Expr =
        let mutable coefficient = Rational.One
        let factors = List<Factor>()

        for e in parts do
            match e.Node with
            | Number q -> coefficient <- coefficient * q
            | _ -> factors.AddRange(factorsOf e)

        sortFactors factorOrder (CollectionsMarshal.AsSpan factors)

        let product =
            match factors.Count with
            | 0 -> one
            | 1 -> atomicPower factors[0].Base factors[0].Exponent
            | _ -> intern (Product(factors.ToArray()))

        scale coefficient product

    // Adds e to the factors; returns the rational coefficient that it carries.
    and private gatherFactor (factors: List<Factor>) (e: Expr) : Rational =
        match e.Node with
        | Number q -> q
        | Product inner ->
            factors.AddRange inner
            Rational.One
        | Power factor ->
            factors.Add factor
            Rational.One
        | Sum _ ->
            let struct (content, rest) = splitSigned e

            match rest.Node with
            | Sum _ ->
                factors.Add { Base = rest; Exponent = one }
                content
            | _ -> content * gatherFactor factors rest
        | _ ->
            factors.Add { Base = e; Exponent = one }
            Rational.One

    and multiplyAll (parts: Expr seq) : Expr =
        let factors = List<Factor>(8)
        let mutable coefficient = Rational.One

        for e in parts do
            coefficient <- coefficient * gatherFactor factors e

        if coefficient.IsZero then zero else collectFactors coefficient factors

    // Merges like bases. A merged power can turn into something else (2^(1/2) 2^(1/2) = 2, I I = -1); then gather again.
    and private collectFactors (coefficient: Rational) (factors: List<Factor>) =
        Work.spend factors.Count
        sortFactors factorOrder (CollectionsMarshal.AsSpan factors)
        let mutable kept = 0
        let mutable rewritten: Expr list = []
        let mutable i = 0

        while i < factors.Count do
            let first = factors[i]
            let mutable exponent = first.Exponent
            let start = i
            i <- i + 1

            while i < factors.Count && obj.ReferenceEquals(factors[i].Base, first.Base) do
                exponent <- add exponent factors[i].Exponent
                i <- i + 1

            if i = start + 1 then
                factors[kept] <- first
                kept <- kept + 1
            elif not (isZero exponent) then
                let p = power first.Base exponent

                match p.Node with
                | Power f when obj.ReferenceEquals(f.Base, first.Base) ->
                    factors[kept] <- f
                    kept <- kept + 1
                // (x y)^(1/2) (x y)^(1/2) = x y: its factors are to be merged with the others.
                | Number _
                | Sum _
                | Product _
                | Power _ -> rewritten <- p :: rewritten
                | _ when obj.ReferenceEquals(p, first.Base) ->
                    factors[kept] <- { Base = p; Exponent = one }
                    kept <- kept + 1
                | _ -> rewritten <- p :: rewritten

        if not rewritten.IsEmpty then
            let rest = [ for k in 0 .. kept - 1 -> atomicPower factors[k].Base factors[k].Exponent ]
            multiplyAll (number coefficient :: rewritten @ rest)
        else
            factors.RemoveRange(kept, factors.Count - kept)

            if join factors then
                multiplyAll (number coefficient :: [ for f in factors -> power f.Base f.Exponent ])
            else
                match kept with
                | 0 -> number coefficient
                | 1 -> scale coefficient (atomicPower factors[0].Base factors[0].Exponent)
                | _ -> scale coefficient (intern (Product(factors.ToArray())))

    // The part of an exponent that is certainly a multiple of the step, where a multiple is taken out of each coefficient.
    and private multiplesOf (step: int) (exponent: Expr) : Expr =
        let step = Rational.OfInt step
        let rounded (c: Rational) = step * Rational.OfInteger (c / step).Floor

        match exponent.Node with
        | Number p -> number (rounded p)
        | Sum(shift, terms) ->
            terms
            |> Seq.filter (fun t -> isInteger t.Expr)
            |> Seq.map (fun t -> rounded t.Coefficient, t.Expr)
            |> Seq.append [ rounded shift, one ]
            |> linear
        | _ -> zero

    // Different bases that are powers of one another. Where one such pair is found, a factor is rewritten to the other's base.
    and private join (factors: List<Factor>) : bool =
        let indexOf (b: Expr) = factors.FindIndex(fun f -> obj.ReferenceEquals(f.Base, b) && isInteger f.Exponent)
        let mutable joined = false
        let mutable k = 0

        while not joined && k < factors.Count do
            let held = factors[k]

            match held.Base.Node, held.Exponent.Node with
            // I (-1)^(1/4) = (-1)^(3/4)
            | Number q, Number _ when q.Sign < 0 ->
                let unit = indexOf imaginaryUnit

                if unit >= 0 then
                    factors[k] <-
                        { held with
                            Exponent = add held.Exponent (number (Rational.ofRatio 1 2)) }
                    factors.RemoveAt unit
                    joined <- true
            // (x - 1)^(1/2) (1 - x)^2 = (x - 1)^(5/2)
            | Sum(constant, terms), _ when (terms.Length > 1 || not constant.IsZero) && not (isInteger held.Exponent) ->
                let negative = negate held.Base
                let opposite = indexOf negative

                if opposite >= 0 then
                    let n = factors[opposite].Exponent
                    factors[k] <-
                        { held with
                            Exponent = add held.Exponent n }
                    factors[opposite] <- { Base = ofInt -1; Exponent = n }
                    joined <- true
                else
                    // (x - 1)^(5/2) (1 - x)^(1/2) = (x - 1)^(1/2) (1 - x)^(5/2): of two such powers, one takes what is whole.
                    let opposite = factors.FindIndex(fun f -> obj.ReferenceEquals(f.Base, negative))

                    let whole = multiplesOf 1 held.Exponent

                    if opposite >= 0 && CanonicalForm.startsNegative held.Base && not (isZero whole) then
                        factors[k] <-
                            { held with
                                Exponent = subtract held.Exponent whole }
                        factors[opposite] <-
                            { factors[opposite] with
                                Exponent = add factors[opposite].Exponent whole }
                        factors.Add { Base = ofInt -1; Exponent = whole }
                        joined <- true
            // b^2 / |b| = |b| for real b: even powers join the modulus.
            | Function(Abs, [| x |]), _ when isReal x ->
                let plain = indexOf x
                let plain = if plain >= 0 then plain else indexOf (negate x)

                if plain >= 0 then
                    let even = multiplesOf 2 factors[plain].Exponent

                    if not (isZero even) then
                        factors[k] <-
                            { held with
                                Exponent = add held.Exponent even }
                        factors[plain] <-
                            { factors[plain] with
                                Exponent = subtract factors[plain].Exponent even }
                        joined <- true
            | _ -> ()

            k <- k + 1

        joined

    and multiply (x: Expr) (y: Expr) : Expr =
        match x.Node, y.Node with
        | Number q, _ -> scale q y
        | _, Number q -> scale q x
        | _ -> multiplyAll [| x; y |]

    /// e times the factors but the one at a position: the product rule's term.
    let internal multiplyOthers (factors: Factor[]) (position: int) (e: Expr) =
        if isZero e then
            zero
        else
            let others = List<Factor>(factors.Length + 2)

            for k in 0 .. factors.Length - 1 do
                if k <> position then others.Add factors[k]

            let coefficient = gatherFactor others e
            if coefficient.IsZero then zero else collectFactors coefficient others

    let divide (x: Expr) (y: Expr) = multiply x (power y (ofInt -1))
    let squareRoot (e: Expr) = power e (number (Rational.ofRatio 1 2))
    let exponential (e: Expr) = power (constant E) e
    let i = imaginaryUnit
    let pi = constant Pi

    // ---- Brackets and indexed sums ----------------------------------------------------------------------------

    /// The Iverson bracket [e relation 0].
    let rec bracket (relation: Relation) (e: Expr) : Expr =
        let truth value = if value then one else zero
        let measure (terms: Term[]) = terms |> Array.fold (fun m t -> Rational.gcd m t.Coefficient) Rational.Zero

        match relation, e.Node with
        | Equal, Number q -> truth q.IsZero
        | Less, Number q -> truth (q.Sign < 0)
        | LessOrEqual, Number q -> truth (q.Sign <= 0)
        // Integers: e < 0 is e + 1 <= 0, so that one form remains.
        | Less, _ when isInteger e -> bracket LessOrEqual (add e one)
        | _, Sum _ when (let struct (content, _) = splitContent e in not content.Abs.IsOne) ->
            let struct (content, _) = splitContent e
            bracket relation (scale content.Abs.Reciprocal e)
        | Equal, Sum(_, terms) when terms[0].Coefficient.Sign < 0 -> bracket Equal (negate e)
        // k (n + ...) + m = 0 has no integer solution when k does not divide m.
        | Equal, Sum(_, terms) when isInteger e && not (measure terms).IsOne -> zero
        // k (n + ...) + m <= 0 is n + ... + ceiling(m / k) <= 0.
        | LessOrEqual, Sum(shift, terms) when isInteger e && not (measure terms).IsOne ->
            let k = measure terms
            let ceiling = -Rational.OfInteger (-shift / k).Floor
            bracket LessOrEqual (linear (Seq.append [ ceiling, one ] (terms |> Seq.map (fun t -> t.Coefficient / k, t.Expr))))
        | _ -> intern (Indicator(relation, e))

    /// Substituting a bound is done by Substitution; here only what needs none.
    let private emptyOrSingle (lower: Expr) (upper: Expr) =
        match (subtract upper lower).Node with
        | Number q when q.IsInteger -> ValueSome q
        | _ -> ValueNone

    /// The node of an indexed sum whose constant factors have been taken out; body is not zero.
    let internal indexedSumNode (index: Symbol) (lower: Expr) (upper: Expr) (body: Expr) =
        intern (
            IndexedSum
                { Index = index
                  Lower = lower
                  Upper = upper
                  Body = body }
        )

    /// sum of body over index = lower..upper. Factors free of the index leave the sum; a range that is empty for
    /// certain gives 0; a body free of the index is multiplied out where the range is certain not to be inverted.
    let sumOver (index: Symbol) (lower: Expr) (upper: Expr) (body: Expr) : Expr =
        match emptyOrSingle lower upper with
        | _ when isZero body -> zero
        | ValueSome q when q.Sign < 0 -> zero
        | _ ->
            let struct (content, rest) = splitSigned body
            let free, bound =
                factorsOf rest |> Array.partition (fun f -> isFreeOf index f.Base && isFreeOf index f.Exponent)
            let product (factors: Factor[]) = factors |> Seq.map (fun f -> atomicPower f.Base f.Exponent) |> multiplyAll
            let count = add (subtract upper lower) one

            if bound.Length > 0 then
                let body = if free.Length = 0 then rest else product bound
                multiplyAll [| number content; product free; indexedSumNode index lower upper body |]
            elif isInteger count && isNonnegative count then
                multiplyAll [| number content; product free; count |]
            else
                multiplyAll [| number content; product free; indexedSumNode index lower upper one |]

    /// The node of a function application whose special values have been looked at (see Functions).
    let internal functionNode (id: FunctionId) (arguments: Expr[]) = intern (Function(id, arguments))
    let internal conjugateNode (e: Expr) = intern (Conjugate e)

/// Arithmetic on expressions, each operator with a dot so that numbers keep theirs.
[<AutoOpen>]
module ExprOperators =
    let (+.) (x: Expr) (y: Expr) = Canonical.add x y
    let (-.) (x: Expr) (y: Expr) = Canonical.subtract x y
    let ( *. ) (x: Expr) (y: Expr) = Canonical.multiply x y
    let (/.) (x: Expr) (y: Expr) = Canonical.divide x y
    let ( **. ) (x: Expr) (y: Expr) = Canonical.power x y
