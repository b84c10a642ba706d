namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics
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
    let private intern (node: Node) = Expr.Intern node

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

    let private termOrder =
        Comparer<Term>.Create(fun (x: Term) (y: Term) -> Expr.Compare(x.Expr, y.Expr))

    /// Sorts and merges terms in place, and interns the result.
    let private sumOfTerms (constant: Rational) (terms: List<Term>) =
        if terms.Count > 1 then terms.Sort termOrder
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
                terms[kept] <- { Expr = term; Coefficient = coefficient }
                kept <- kept + 1

        if kept = 0 then
            number constant
        elif kept = 1 && constant.IsZero && terms[0].Coefficient.IsOne then
            terms[0].Expr
        else
            intern (Sum(constant, terms.GetRange(0, kept).ToArray()))

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

    let addAll (parts: Expr seq) =
        let terms = List<Term>()
        let mutable constant = Rational.Zero

        for e in parts do
            constant <- gather constant terms Rational.One e

        sumOfTerms constant terms

    let add (x: Expr) (y: Expr) =
        if isZero x then y
        elif isZero y then x
        else addAll [| x; y |]

    /// q * e.
    let scale (q: Rational) (e: Expr) =
        if q.IsOne then e
        elif q.IsZero then zero
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

    let negate (e: Expr) = scale (Rational.OfInt -1) e
    let subtract (x: Expr) (y: Expr) = add x (negate y)

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

            if content.IsOne then struct (Rational.One, e) else struct (content, scale content.Reciprocal e)
        | _ -> struct (Rational.One, e)

    // ---- Powers of numbers ------------------------------------------------------------------------------------

    let private tooLargeToWriteOut (q: Rational) (n: int) =
        let bits = max (q.Numerator.GetBitLength()) (q.Denominator.GetBitLength())
        float bits * abs (float n) > 4.0e6

    // Prime factors found by trial division; a large cofactor is left as it is.
    let private factorInteger (n: BigInteger) =
        let factors = List<struct (BigInteger * int)>()
        let mutable rest = n
        let mutable p = 2

        while p < 5000 && BigInteger(p) * BigInteger p <= rest do
            let mutable count = 0

            while (rest % BigInteger p).IsZero do
                rest <- rest / BigInteger p
                count <- count + 1

            if count > 0 then factors.Add(struct (BigInteger p, count))
            p <- if p = 2 then 3 else p + 2

        if not rest.IsOne then factors.Add(struct (rest, 1))
        factors

    let private imaginaryUnit = constant ImaginaryUnit

    // ---- Products and powers ----------------------------------------------------------------------------------

    let private factorOrder =
        Comparer<Factor>.Create(fun (x: Factor) (y: Factor) -> Expr.Compare(x.Base, y.Base))

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
        if isZero exponent then one
        elif isOne exponent then b
        elif isOne b then one
        else
            match b.Node, exponent.Node with
            | Number q, Number p -> numericPower q p
            | Number q, _ -> numberToThe q exponent
            | Constant ImaginaryUnit, Number p when p.IsInteger ->
                match int (BigInteger.ModPow(((p.Numerator % BigInteger 4) + BigInteger 4) % BigInteger 4, BigInteger.One, BigInteger 4)) with
                | 0 -> one
                | 1 -> imaginaryUnit
                | 2 -> ofInt -1
                | _ -> negate imaginaryUnit
            | Constant E, Function(Log, [| x |]) -> x
            | Constant E, Sum(_, terms) when terms |> Array.exists (fun t -> isLog t.Expr && t.Coefficient.IsInteger) ->
                exponentialOfLogs exponent
            | Power inner, _ -> powerOfPower inner exponent
            | Product factors, _ -> powerOfProduct factors exponent
            | Sum _, _ -> powerOfSum b exponent
            | Indicator _, Number p when p.Sign > 0 -> b
            | Function(Abs, [| x |]), Number p when p.IsInteger && p.Numerator.IsEven && isReal x -> power x exponent
            | _ -> atomicPower b exponent

    and private isLog (e: Expr) =
        match e.Node with
        | Function(Log, _) -> true
        | _ -> false

    // exp(x + n log y) = exp(x) y^n for integers n, on every branch of the logarithm.
    and private exponentialOfLogs (exponent: Expr) =
        match exponent.Node with
        | Sum(shift, terms) ->
            let logs, others = terms |> Array.partition (fun t -> isLog t.Expr && t.Coefficient.IsInteger)
            let rest = addAll (Seq.append [ number shift ] (others |> Seq.map (fun t -> scale t.Coefficient t.Expr)))

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
        elif p.IsInteger then
            match p.TryInt with
            | ValueSome n when q.Abs.IsOne || not (tooLargeToWriteOut q n) ->
                number (if q.Abs.IsOne && n % 2 = 0 then Rational.One elif q.Abs.IsOne then q else Rational.Pow(q, n))
            | _ when q.IsOne -> one
            | _ when q.Abs.IsOne -> if p.Numerator.IsEven then one else number q
            | _ -> intern (Power { Base = number q; Exponent = number p })
        elif q.Sign < 0 then
            // The principal branch: (-q)^p = (-1)^p q^p for q > 0, and (-1)^(1/2) = I.
            let unit =
                if p.Denominator = BigInteger 2 then
                    power imaginaryUnit (number (Rational.OfInteger p.Numerator))
                else
                    // (-1)^p has period 2 in p.
                    let reduced = p - Rational.OfInteger(BigInteger 2 * (p / Rational.OfInt 2).Floor)

                    intern (Power { Base = ofInt -1; Exponent = number reduced })

            if q.Abs.IsOne then unit else multiply unit (numericPower (-q) p)
        else
            // Positive base: primes apart, whole powers taken out.
            let part (n: BigInteger) (sign: int) =
                [| for struct (prime, count) in factorInteger n do
                       let exponent = p * Rational.OfInt(sign * count)
                       let whole = exponent.Floor
                       let rest = exponent - Rational.OfInteger whole
                       let base' = Rational.OfInteger prime
                       yield number (Rational.Pow(base', int whole))
                       if not rest.IsZero then
                           yield intern (Power { Base = number base'; Exponent = number rest }) |]

            let abs = p.Abs

            if abs.Numerator > BigInteger 100000 then
                intern (Power { Base = number q; Exponent = number p })
            else
                multiplyFlat (Seq.append (part q.Numerator 1) (part q.Denominator -1))

    // A number to a symbolic power: integer shifts of the exponent become a coefficient; (-1)^n sees only parity.
    and private numberToThe (q: Rational) (exponent: Expr) =
        match exponent.Node with
        | Sum(shift, terms) when q = Rational.OfInt -1 && isInteger exponent ->
            let two = Rational.OfInt 2
            let parity (c: Rational) = c - two * Rational.OfInteger (c / two).Floor
            let sign = if (parity shift).IsZero then Rational.One else q
            let rest = linear (terms |> Seq.map (fun t -> parity t.Coefficient, t.Expr))
            scale sign (if isZero rest then one else atomicPower (number q) rest)
        | _ when q.IsZero && isPositive exponent -> zero
        | Sum(shift, _) when not shift.IsZero && not q.IsZero && shift.IsInteger ->
            let rest = subtract exponent (number shift)
            multiply (numericPower q shift) (power (number q) rest)
        | _ -> atomicPower (number q) exponent

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
            power (intern (Function(Abs, [| inner.Base |]))) (multiply inner.Exponent exponent)
        else
            atomicPower (intern (Power inner)) exponent

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
        let struct (content, rest) = splitContent b

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

        factors.Sort factorOrder

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
            let struct (content, rest) = splitContent e

            match rest.Node with
            | Sum _ ->
                factors.Add { Base = rest; Exponent = one }
                content
            | _ -> content * gatherFactor factors rest
        | _ ->
            factors.Add { Base = e; Exponent = one }
            Rational.One

    and multiplyAll (parts: Expr seq) : Expr =
        let factors = List<Factor>()
        let mutable coefficient = Rational.One

        for e in parts do
            coefficient <- coefficient * gatherFactor factors e

        if coefficient.IsZero then zero else collectFactors coefficient factors

    // Merges like bases. A merged power can turn into something else (2^(1/2) 2^(1/2) = 2, I I = -1); then gather again.
    and private collectFactors (coefficient: Rational) (factors: List<Factor>) =
        if factors.Count > 1 then factors.Sort factorOrder
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
                | Sum _ -> rewritten <- p :: rewritten
                | _ when obj.ReferenceEquals(p, first.Base) ->
                    factors[kept] <- { Base = p; Exponent = one }
                    kept <- kept + 1
                | _ -> rewritten <- p :: rewritten

        if not rewritten.IsEmpty then
            let rest = [ for k in 0 .. kept - 1 -> atomicPower factors[k].Base factors[k].Exponent ]
            multiplyAll (number coefficient :: rewritten @ rest)
        else
            match kept with
            | 0 -> number coefficient
            | 1 -> scale coefficient (atomicPower factors[0].Base factors[0].Exponent)
            | _ -> scale coefficient (intern (Product(factors.GetRange(0, kept).ToArray())))

    and multiply (x: Expr) (y: Expr) : Expr =
        match x.Node, y.Node with
        | Number q, _ -> scale q y
        | _, Number q -> scale q x
        | _ -> multiplyAll [| x; y |]

    /// e times the factors but the one at a position: the product rule's term.
    let internal multiplyOthers (factors: Factor[]) (position: int) (e: Expr) =
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
    let bracket (relation: Relation) (e: Expr) : Expr =
        let truth value = if value then one else zero

        match relation, e.Node with
        | Equal, Number q -> truth q.IsZero
        | Less, Number q -> truth (q.Sign < 0)
        | LessOrEqual, Number q -> truth (q.Sign <= 0)
        // Integers: e < 0 is e + 1 <= 0, so that one form remains.
        | Less, _ when isInteger e -> intern (Indicator(LessOrEqual, add e one))
        | Equal, Sum(_, terms) ->
            let struct (content, rest) = splitContent e
            let rest = if content.Sign < 0 || terms[0].Coefficient.Sign > 0 then rest else negate rest

            match rest.Node with
            // k n + m = 0 has no integer solution when m is not an integer.
            | Sum(shift, inner) when
                not shift.IsInteger
                && inner |> Array.forall (fun t -> t.Coefficient.IsInteger && isInteger t.Expr)
                ->
                zero
            | _ -> intern (Indicator(Equal, rest))
        | (Less | LessOrEqual), Sum _ ->
            let struct (content, rest) = splitContent e
            intern (Indicator(relation, (if content.Sign < 0 then negate rest else rest)))
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
            let struct (content, rest) = splitContent body
            let free, bound = factorsOf rest |> Array.partition (fun f -> isFreeOf index f.Base && isFreeOf index f.Exponent)
            let product (factors: Factor[]) = factors |> Seq.map (fun f -> atomicPower f.Base f.Exponent) |> multiplyAll
            let count = add (subtract upper lower) one

            if bound.Length > 0 then
                let body = if free.Length = 0 then rest else product bound
                multiplyAll [| number content; product free; indexedSumNode index lower upper body |]
            elif isNonnegative count then
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
