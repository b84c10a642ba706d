namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// cos(Frequency * i + Phase).
[<NoEquality; NoComparison>]
type internal Oscillation = { Frequency: Expr; Phase: Expr }

/// Base^(Slope * i + Offset).
[<NoEquality; NoComparison>]
type internal LinearPower =
    { Base: Expr
      Slope: Expr
      Offset: Expr }

/// h_(Slope * i + Offset)(Variables), the form that closed inner sums take.
[<NoEquality; NoComparison>]
type internal History =
    { Variables: Expr list
      Slope: int
      Offset: Expr }

/// Coefficient * i^Degree * powers * oscillation * histories, the coefficient free of i.
[<NoEquality; NoComparison>]
type internal ExponentialTerm =
    { Coefficient: Expr
      Degree: int
      Powers: LinearPower list
      Oscillation: Oscillation option
      Histories: History list }

/// Sums of coefficient * n^k * q^n: their normal form, and the exact test for zero on which proofs about sums rest.
[<RequireQualifiedAccess>]
module internal ExponentialPolynomial =
    let private ofInt = Canonical.ofInt
    let private largestPower = 64

    let internal factorsOf (e: Expr) : Factor list =
        match e.Node with
        | Product factors -> List.ofArray factors
        | Power f -> [ f ]
        | _ -> [ { Base = e; Exponent = Canonical.one } ]

    let internal product (factors: Factor seq) = factors |> Seq.map (fun f -> Canonical.power f.Base f.Exponent) |> Canonical.multiplyAll

    let internal isSeveralTerms (e: Expr) =
        match e.Node with
        | Sum(constant, terms) -> terms.Length > 1 || not constant.IsZero
        | _ -> false

    let private wholeNumber (e: Expr) =
        match e.Node with
        | Number q -> q.TryInt
        | _ -> ValueNone

    /// An exponent as its whole constant part and the rest.
    let private splitExponent (e: Expr) : struct (int * Expr) =
        match e.Node with
        | Number q when q.IsInteger && q.TryInt.IsSome -> struct (q.TryInt.Value, Canonical.zero)
        | Sum(constant, _) when constant.IsInteger && constant.TryInt.IsSome ->
            struct (constant.TryInt.Value, Canonical.subtract e (Canonical.number constant))
        | _ -> struct (0, e)

    let private largestPrime = 1000

    /// Prime factors with their powers; what has no small factor is left whole.
    let private primesOf (n: BigInteger) : (BigInteger * int) list =
        let rec divide (n: BigInteger) (p: int) (found: (BigInteger * int) list) =
            let prime = BigInteger p

            if n.IsOne then
                found
            elif p > largestPrime || prime * prime > n then
                (n, 1) :: found
            elif (n % prime).IsZero then
                match found with
                | (q, count) :: rest when q = prime -> divide (n / prime) p ((q, count + 1) :: rest)
                | _ -> divide (n / prime) p ((prime, 1) :: found)
            else
                divide n (p + 1) found

        // The cofactor may be the prime found last.
        divide n 2 [] |> List.groupBy fst |> List.map (fun (p, group) -> p, List.sumBy snd group)

    // 6^n = 2^n 3^n and (1/2)^n = 2^-n, so that powers of numbers meet.
    let private powerOfNumber (q: Rational) (exponent: Expr) =
        let power (n: BigInteger, count: int) =
            Canonical.power (Canonical.number (Rational.OfInteger n)) (Canonical.scale (Rational.OfInt count) exponent)

        let inverse = List.map (fun (n, count) -> n, -count)
        let sign = if q.Sign < 0 then [ BigInteger.MinusOne, 1 ] else []

        sign @ primesOf (BigInteger.Abs q.Numerator) @ inverse (primesOf q.Denominator)
        |> List.map power
        |> Canonical.multiplyAll

    let private multiplyTerms (x: Expr) (y: Expr) : Expr * bool =
        let p = Canonical.multiply x y
        let struct (_, rest) = Canonical.splitContent p

        let isWritable (f: Factor) =
            isSeveralTerms f.Base
            && (match wholeNumber f.Exponent with
                | ValueSome n -> n > 0
                | ValueNone -> false)

        p, factorsOf rest |> List.exists isWritable

    /// Writes products of sums out, in the parts of the expression that `inside` accepts. With `asExponentials`, sines and
    /// cosines become exponentials, so that equal functions have equal forms.
    let private expandWhere (asExponentials: bool) (inside: Expr -> bool) : Expr -> Expr =
        let memo = Dictionary<Expr, Expr>()

        let rec go (e: Expr) : Expr =
            if not (inside e) then
                e
            else
                match memo.TryGetValue e with
                | true, known -> known
                | _ ->
                    Nesting.check ()
                    let result = work e
                    memo[e] <- result
                    result

        and work (e: Expr) =
            match e.Node with
            | Sum(constant, terms) ->
                Seq.append [ Rational.One, Canonical.number constant ] (terms |> Seq.map (fun t -> t.Coefficient, go t.Expr))
                |> Canonical.linear
            | Product factors -> factors |> Seq.map expandFactor |> Seq.fold multiply Canonical.one
            | Power f -> expandFactor f
            | Function(Cos, [| x |]) when asExponentials -> halfSum Canonical.one x
            | Function(Sin, [| x |]) when asExponentials -> halfSum (Canonical.negate Canonical.i) x
            | _ -> Substitution.mapChildren go e

        // (c e^(ix) + conj(c) e^(-ix)) / 2
        and halfSum c x =
            let turn = go (Canonical.multiply Canonical.i x)
            let part c x = Canonical.multiply c (Canonical.exponential x)
            let sum = Canonical.add (part c turn) (part (Functions.conjugate c) (Canonical.negate turn))
            Canonical.scale (Rational.ofRatio 1 2) sum

        and multiply (x: Expr) (y: Expr) : Expr =
            let distributes (e: Expr) = isSeveralTerms e && inside e

            if distributes x || distributes y then
                let left = if distributes x then Canonical.termsOf x else [ x ]
                let right = if distributes y then Canonical.termsOf y else [ y ]

                [ for p in left do
                      for q in right do
                          let r, again = multiplyTerms p q
                          if again && inside r then go r else r ]
                |> Canonical.addAll
            else
                Canonical.multiply x y

        and expandFactor (f: Factor) =
            let b = go f.Base
            let exponent = go f.Exponent
            let struct (whole, rest) = splitExponent exponent

            match f.Base.Node with
            | Constant E -> Canonical.exponential exponent
            | Number q when asExponentials && not q.IsZero && isInteger exponent -> powerOfNumber q exponent
            // Off a proof, (1 - eta)^(3 - j) keeps its value at eta = 1, j = 3.
            | _ when
                isSeveralTerms b
                && inside b
                && whole > 0
                && whole <= largestPower
                && (asExponentials || isNonnegative rest)
                ->
                multiply (Canonical.power b rest) (Seq.replicate whole b |> Seq.reduce multiply)
            | _ -> Canonical.power b exponent

        go

    /// The expression with all products of sums written out; negative powers of sums stay.
    let expand (e: Expr) = expandWhere false (fun _ -> true) e

    /// Products are written out only where the index is involved: coefficients keep their shape.
    let expandIn (index: Symbol) (e: Expr) = expandWhere false (contains index) e

    // The negative power of a sum of the largest order, if any term has one.
    let private denominator (e: Expr) : (Expr * int) option =
        seq {
            for t in Canonical.termsOf e do
                let struct (_, rest) = Canonical.splitContent t

                for f in factorsOf rest do
                    let struct (whole, _) = splitExponent f.Exponent
                    if isSeveralTerms f.Base && whole < 0 then f.Base, -whole
        }
        |> Seq.fold
            (fun found (b, order) ->
                match found with
                | None -> Some(b, order)
                | Some(c, largest) when obj.ReferenceEquals(b, c) -> Some(c, max largest order)
                | _ -> found)
            None

    /// The expression times the powers of sums that clear its denominators, in normal form: it is zero exactly when
    /// the expression is zero wherever that is defined, powers with different bases being taken for independent.
    let private cleared (e: Expr) =
        let normal = expandWhere true (fun _ -> true)

        let rec clear budget (e: Expr) =
            match denominator e with
            | Some(b, order) when budget > 0 ->
                let factor = Canonical.power b (ofInt order)
                let written = Canonical.termsOf (normal factor)

                // A negative power cancels before anything is written out.
                let times (t: Expr) =
                    let struct (_, rest) = Canonical.splitContent t

                    if factorsOf rest |> List.exists (fun f -> obj.ReferenceEquals(f.Base, b)) then
                        [ normal (Canonical.multiply t factor) ]
                    else
                        written |> List.map (Canonical.multiply t)

                Canonical.termsOf e |> Seq.collect times |> Canonical.addAll |> clear (budget - 1)
            | Some _ -> None
            | None -> Some e

        clear 32 (normal e)

    /// Is the expression zero where a map, to be applied before and after writing out, leaves its value alone? Proved is certain.
    let internal isZeroUnder (map: Expr -> Expr) (e: Expr) : Verdict =
        if Canonical.isZero e then
            Verdict.ByIdentity "the canonical form is zero"
        else
            match cleared (map e) |> Option.map (map >> expandWhere true (fun _ -> true)) with
            | Some rest when Canonical.isZero rest -> Verdict.ByIdentity "all coefficients of the expanded exponential polynomial are zero"
            | Some rest -> Unknown $"what remains is {Infix.bounded 120 rest}"
            | None -> Unknown "its denominators cannot be cleared"

    /// Is the expression identically zero? Proved is certain. Otherwise Unknown: special values are not considered.
    let isZero (e: Expr) : Verdict = isZeroUnder id e

    // ---- Summands as terms in one index ---------------------------------------------------------------------------

    /// The slope and offset of an expression linear in the index.
    let linearIn (index: Symbol) (e: Expr) : (Expr * Expr) option =
        let i = Canonical.symbol index
        let bound, free = Canonical.termsOf (expandIn index e) |> List.partition (contains index)
        let slopes = bound |> List.map (fun t -> Canonical.divide t i)

        if slopes |> List.forall (isFreeOf index) then
            Some(Canonical.addAll slopes, Canonical.addAll free)
        else
            None

    let private constantTerm =
        { Coefficient = Canonical.one
          Degree = 0
          Powers = []
          Oscillation = None
          Histories = [] }

    let private largestSlope = 6

    let private historyOf (index: Symbol) (id: FunctionId) (arguments: Expr[]) : History option =
        let make degree variables =
            match linearIn index degree with
            | Some(slope, offset) when variables |> List.forall (isFreeOf index) ->
                match wholeNumber slope with
                | ValueSome slope when slope <> 0 && abs slope <= largestSlope ->
                    Some
                        { Variables = variables
                          Slope = slope
                          Offset = offset }
                | _ -> None
            | _ -> None

        match id, arguments with
        | Geometric, [| k; q; n |] ->
            match wholeNumber k with
            | ValueSome k -> make (Canonical.subtract n (ofInt (k + 1))) (Canonical.one :: List.replicate (k + 1) q)
            | ValueNone -> None
        | Homogeneous, _ -> make arguments[0] (List.ofArray (Array.tail arguments))
        | _ -> None

    /// The degrees, linear in the index, of the inner sums in a product; the product is 0 where one is negative. An inner sum to a
    /// power that may be 0 makes nothing 0.
    let internal degreesIn (index: Symbol) (e: Expr) : Expr list =
        factorsOf e
        |> List.choose (fun f ->
            match f.Base.Node with
            | Function(id, arguments) when contains index f.Base && isPositive f.Exponent ->
                historyOf index id arguments
                |> Option.map (fun h -> Canonical.add (Canonical.multiply (ofInt h.Slope) (Canonical.symbol index)) h.Offset)
            | _ -> None)

    let private mostHistories = 4

    let private quarterTurn = Canonical.scale (Rational.ofRatio 1 2) Canonical.pi

    /// A product as a term in the index, or the factor that has no place in one.
    let term (index: Symbol) (e: Expr) : Result<ExponentialTerm, Expr> =
        let struct (content, rest) = Canonical.splitContent e

        let oscillating term x phase =
            match term.Oscillation, linearIn index x with
            | None, Some(frequency, offset) ->
                Ok
                    { term with
                        Oscillation =
                            Some
                                { Frequency = frequency
                                  Phase = Canonical.add offset phase } }
            | _ -> Error e

        let include' (term: ExponentialTerm) (f: Factor) =
            let whole = Canonical.power f.Base f.Exponent

            if isFreeOf index whole then
                Ok
                    { term with
                        Coefficient = Canonical.multiply term.Coefficient whole }
            elif isFreeOf index f.Base then
                match linearIn index f.Exponent with
                | Some(slope, offset) ->
                    let power =
                        { Base = f.Base
                          Slope = slope
                          Offset = offset }
                    Ok
                        { term with
                            Powers = term.Powers @ [ power ] }
                | None -> Error whole
            else
                match f.Base.Node, wholeNumber f.Exponent with
                | Symbol _, ValueSome n when n > 0 -> Ok { term with Degree = term.Degree + n }
                | Function(Cos, [| x |]), ValueSome 1 -> oscillating term x Canonical.zero
                | Function(Sin, [| x |]), ValueSome 1 -> oscillating term x (Canonical.negate quarterTurn)
                | Function(id, arguments), ValueSome n when n > 0 && n <= mostHistories ->
                    match historyOf index id arguments with
                    | Some history ->
                        Ok
                            { term with
                                Histories = term.Histories @ List.replicate n history }
                    | None -> Error whole
                | _ -> Error whole

        factorsOf rest
        |> List.fold (fun term f -> term |> Result.bind (fun term -> include' term f)) (Ok constantTerm)
        |> Result.map (fun term ->
            { term with
                Coefficient = Canonical.scale content term.Coefficient })
