namespace LrnnSymbolic.Algebra

open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// Where the textbook form of a sum has no value.
[<NoEquality; NoComparison>]
type internal Coincidence =
    /// Two ratios agree: q = 1, lambda = b.
    | Agree of Expr * Expr
    /// q e^(i omega) = 1 for real q and omega: q = 1 and cos omega = 1, or q = -1 and cos omega = -1.
    | Resonate of ratio: Expr * frequency: Expr

/// One way in which a coincidence comes about.
[<NoEquality; NoComparison>]
type internal Solution =
    {
        Assignments: (Symbol * Expr) list
        /// The equations that single this way out.
        Equations: (Expr * Expr) list
        /// What is left where no symbol is expressed by the others: z^3 = 1, or b^2 = lambda^3.
        Relation: PowerRelation option
        /// Both sides vanish with a common factor: b lambda = lambda at lambda = 0.
        IsZero: bool
    }

/// Equations between ratios, which are products of powers of symbols.
[<RequireQualifiedAccess>]
module internal Coincidence =
    let private one = Canonical.one
    let private ofInt = Canonical.ofInt
    let isNumeric (e: Expr) = (freeSymbols e).Length = 0

    /// Are two numbers without symbols different for certain? Doubles decide only where they are far apart.
    let private differ (x: Expr) (y: Expr) =
        let at: Point<Complex> = Evaluation.pointOf []

        match Evaluation.toComplex at (Canonical.subtract x y), Evaluation.toComplex at x with
        | Ok difference, Ok x -> Complex.Abs difference > 1e-9 * (1.0 + Complex.Abs x)
        | _ -> false

    /// Could a symbol have the value, as far as its assumptions tell?
    let allows (s: Symbol, value: Expr) =
        let a = s.Assumptions

        match value.Node with
        | Number q ->
            let above (b: Bound) = if b.Strict then q > b.Value else q >= b.Value
            let below (b: Bound) = if b.Strict then q < b.Value else q <= b.Value

            (a.Domain <> Integer || q.IsInteger)
            && Option.forall above a.Lower
            && Option.forall below a.Upper
            && (not a.ModulusBelowOne || q.Abs < Rational.One)
        | _ -> true

    /// exp(i x) for a real x.
    let isTurn (e: Expr) =
        match e.Node with
        | Power { Base = b; Exponent = x } when obj.ReferenceEquals(b, Canonical.constant E) -> isReal (Canonical.divide x Canonical.i)
        | _ -> false

    /// An exponential is never 0, whatever its argument.
    let isNonzero (e: Expr) =
        match e.Node with
        | Power { Base = b } when obj.ReferenceEquals(b, Canonical.constant E) -> true
        | _ -> isPositive e || isPositive (Canonical.negate e)

    /// Could an angle be an even, or an odd, multiple of pi? False is certain: 2 pi/T is an even one for T = 1 alone.
    let private mayBeMultipleOfPi (isOdd: bool) (angle: Expr) =
        let fits (n: Rational) = n.IsInteger && n.Numerator.IsEven <> isOdd
        let struct (content, rest) = Canonical.splitContent (Canonical.divide angle Canonical.pi)

        match angle.Node, rest.Node with
        | Number q, _ -> q.IsZero && not isOdd
        | _ when Canonical.isOne rest -> fits content
        | _, Power { Base = b; Exponent = n } when obj.ReferenceEquals(n, ofInt -1) ->
            match b.Node, content.Numerator with
            | Symbol s, p when s.Assumptions.Domain = Integer && not content.IsInteger && not p.IsZero -> false
            | Symbol s, p when s.Assumptions.Domain = Integer && BigInteger.Abs p <= BigInteger 10000 ->
                let p = int p
                let divides n = n <> 0 && p % n = 0 && fits (Rational.OfInt(p / n)) && allows (s, ofInt n)
                seq { -(abs p) .. abs p } |> Seq.exists divides
            | _ -> true
        | _ when isNumeric angle -> not (differ (Functions.cos angle) (ofInt (if isOdd then -1 else 1)))
        | _ -> true

    let private isMultipleOfPi (isOdd: bool) (angle: Expr) =
        match Functions.multipleOfPi angle with
        | ValueSome n -> n.IsInteger && n.Numerator.IsEven <> isOdd
        | ValueNone -> false

    let private assign (assignments: (Symbol * Expr) list) =
        { Assignments = assignments
          Equations = []
          Relation = None
          IsZero = false }

    /// All u with u^g = value; None where they are not enumerated.
    let private roots (real: bool) (g: int) (value: Expr) : Expr list option =
        let root (e: Expr) = Canonical.power e (Canonical.number (Rational.ofRatio 1 g))

        if g = 1 then
            Some [ value ]
        elif real && isPositive value then
            Some(
                if g % 2 = 0 then
                    [ root value; Canonical.negate (root value) ]
                else
                    [ root value ]
            )
        elif real && isPositive (Canonical.negate value) then
            Some(if g % 2 = 0 then [] else [ Canonical.negate (root (Canonical.negate value)) ])
        elif g = 2 && Canonical.isOne value then
            Some [ one; ofInt -1 ]
        else
            None

    /// A ratio as a number and powers of symbols.
    let private monomial (e: Expr) : (Expr * (Symbol * int) list) option =
        let struct (content, rest) = Canonical.splitContent e

        let numeric, symbolic =
            ExponentialPolynomial.factorsOf rest
            |> List.partition (fun f -> isNumeric f.Base && isNumeric f.Exponent)

        let powers =
            symbolic
            |> List.map (fun f ->
                match f.Base.Node, f.Exponent.Node with
                | Symbol s, Number q when q.TryInt.IsSome -> Some(s, q.TryInt.Value)
                | _ -> None)

        if powers |> List.forall Option.isSome then
            Some(Canonical.scale content (ExponentialPolynomial.product numeric), List.choose id powers)
        else
            None

    let private gcd (x: int) (y: int) = int (BigInteger.GreatestCommonDivisor(BigInteger x, BigInteger y))

    /// What makes the product of the powers equal to a value: one symbol in terms of the others, or a relation for its powers.
    let private solvedFor (powers: (Symbol * int) list) (value: Expr) : Solution =
        let isAlone (s: Symbol, a: int) = powers |> List.forall (fun (t, b) -> obj.ReferenceEquals(s, t) || sign a <> sign b)
        // Of equal exponents one with all others on the other side, which needs no division: v = z w.
        // Of those one of the user's rather than a placeholder: the latter are mostly exponentials, which may be divided by.
        let isPlaceholder (s: Symbol) = s.Name.StartsWith '$'

        let s, a =
            powers |> List.minBy (fun power -> abs (snd power), not (isAlone power), isPlaceholder (fst power))

        let others =
            powers
            |> List.filter (fun (t, _) -> not (obj.ReferenceEquals(s, t)))
            |> List.map (fun (t, b) -> Canonical.power (Canonical.symbol t) (ofInt -b))
            |> Canonical.multiplyAll

        let value = Canonical.power (Canonical.multiply value others) (ofInt (sign a))

        if abs a = 1 then
            assign [ s, value ]
        else
            { assign [] with
                Relation =
                    Some
                        { Symbol = s
                          Order = abs a
                          Value = value } }

    /// No product of numbers of modulus below one has a modulus of one or more.
    let private isTooLarge (powers: (Symbol * int) list) (value: Expr) =
        let small = powers |> List.forall (fun (s, _) -> s.Assumptions.ModulusBelowOne)

        match value.Node with
        | Number q when small && powers |> List.forall (fun (_, a) -> a > 0) -> q.Abs >= Rational.One
        | Number q when small && powers |> List.forall (fun (_, a) -> a < 0) -> q.Abs <= Rational.One
        | _ -> false

    let private isSymbolIn powers (s: Symbol, a) = a > 0 && powers |> List.exists (fun (t, b) -> obj.ReferenceEquals(s, t) && b > 0)

    /// The symbols at whose zeros both sides vanish.
    let private commonSymbols x y =
        match monomial x, monomial y with
        | Some(_, xs), Some(_, ys) -> xs |> List.filter (isSymbolIn ys) |> List.map fst
        | _ -> []

    let private zeroOf (s: Symbol) : Solution =
        { assign [ s, Canonical.zero ] with
            IsZero = true
            Equations = [ Canonical.symbol s, Canonical.zero ] }

    let private isAllowed (solution: Solution) = solution.Assignments |> List.forall allows

    let private solveQuotient (constant: Expr) (powers: (Symbol * int) list) : Solution list =
        let g = powers |> List.fold (fun g (_, a) -> gcd g a) 0
        let real = powers |> List.forall (fun (s, _) -> s.Assumptions.Domain <> Domain.Complex)
        let reduced = powers |> List.map (fun (s, a) -> s, a / g)
        let value = Canonical.power constant (ofInt -1)

        let product =
            reduced
            |> List.map (fun (s, a) -> Canonical.power (Canonical.symbol s) (ofInt a))
            |> Canonical.multiplyAll

        if isTooLarge powers value then
            []
        else
            match roots real g value with
            | None ->
                [ { solvedFor powers value with
                      Equations = [ Canonical.power product (ofInt g), value ] } ]
            | Some roots ->
                roots
                |> List.map (fun root ->
                    { solvedFor reduced root with
                        Equations = [ product, root ] })

    let private mostTurns = 6

    /// The angle of the meaning of a symbol, where that is exp(i x).
    let private angleOf (meaning: Expr -> Expr) (s: Symbol) : Expr option =
        let value = meaning (Canonical.symbol s)

        match value.Node with
        | Power f when isTurn value -> Some(Canonical.divide f.Exponent Canonical.i)
        | _ -> None

    /// How the product of powers of exp(i x), exp(i y), ... becomes 1 or -1.
    let private solveTurns (meaning: Expr -> Expr) (sign: int) (turns: (Symbol * int) list) : Solution list option =
        let product =
            turns
            |> List.map (fun (u, n) -> Canonical.power (Canonical.symbol u) (ofInt n))
            |> Canonical.multiplyAll

        let angle =
            turns
            |> List.choose (fun (u, n) -> angleOf meaning u |> Option.map (Canonical.multiply (ofInt n)))
            |> Canonical.addAll

        match turns, turns |> List.tryFind (fun (_, n) -> abs n = 1) with
        | _ when not (mayBeMultipleOfPi (sign = -1) angle) -> Some []
        | [ u, n ], _ when abs n <= mostTurns ->
            let half = if sign = 1 then 0 else 1

            Some
                [ for j in 0 .. abs n - 1 do
                      let root = Canonical.power (ofInt -1) (Canonical.number (Rational.ofRatio (2 * j + half) (abs n)))

                      { assign [ u, root ] with
                          Equations = [ Canonical.symbol u, root ] } ]
        | _, Some(u, n) ->
            let others = Canonical.divide product (Canonical.power (Canonical.symbol u) (ofInt n))
            let value = Canonical.power (Canonical.divide (ofInt sign) others) (ofInt n)

            Some
                [ { assign [ u, value ] with
                      Equations = [ product, ofInt sign ] } ]
        | _ -> None

    let private both (x: Solution) (y: Solution) =
        { x with
            Assignments = x.Assignments @ y.Assignments
            Equations = x.Equations @ y.Equations }

    /// A real ratio times a product of turns is 1: both are 1, or both are -1. None where it is not such a product.
    let private solveTurned (meaning: Expr -> Expr) (constant: Expr) (powers: (Symbol * int) list) : Solution list option =
        let turns, others = powers |> List.partition (fst >> angleOf meaning >> Option.isSome)

        if others |> List.exists (fun (s, _) -> s.Assumptions.Domain = Domain.Complex) then
            None
        // No real ratio is exp(i).
        elif turns.IsEmpty && not (isReal constant) && differ constant (Functions.conjugate constant) then
            Some []
        elif turns.IsEmpty || not (isReal constant) then
            None
        else
            let ways sign =
                let signed = Canonical.scale (Rational.OfInt sign) constant

                let ratios =
                    if not others.IsEmpty then solveQuotient signed others
                    elif differ signed one then []
                    else [ assign [] ]

                solveTurns meaning sign turns
                |> Option.map (fun turns -> List.allPairs ratios turns |> List.map (fun (ratio, turn) -> both ratio turn))

            Option.map2 (@) (ways 1) (ways -1)

    /// lambda exp(i omega) = b also where lambda = b = 0.
    let private commonZeros x y : Solution list =
        match monomial x, monomial y with
        | Some(_, xs), Some(_, ys) ->
            [ for s, a in xs do
                  for t, b in ys do
                      if a > 0 && b > 0 && not (obj.ReferenceEquals(s, t)) then
                          { assign [ s, Canonical.zero; t, Canonical.zero ] with
                              IsZero = true
                              Equations = [ Canonical.symbol s, Canonical.zero; Canonical.symbol t, Canonical.zero ] } ]
        | _ -> []

    let private solveAgreement (meaning: Expr -> Expr) (x: Expr) (y: Expr) : Result<Solution list, string> =
        let unsolved = $"{Infix.print x} = {Infix.print y} is not solved"

        if Canonical.isZero x || Canonical.isZero y then
            match monomial (Canonical.add x y) with
            | Some(_, powers) when powers |> List.forall (fun (_, a) -> a > 0) ->
                Ok(powers |> List.map (fst >> zeroOf) |> List.filter isAllowed)
            | _ -> Error unsolved
        else
            let zeros = commonSymbols x y |> List.map zeroOf

            match monomial (Canonical.divide x y) with
            | None -> Error unsolved
            | Some(_, []) -> Ok(zeros |> List.filter isAllowed)
            | Some(constant, powers) ->
                let solutions =
                    match solveTurned meaning constant powers with
                    | Some ways -> ways @ commonZeros x y
                    | None -> solveQuotient constant powers

                Ok(solutions @ zeros |> List.filter isAllowed)

    /// The angles, up to whole turns, of which a multiple is an even or an odd multiple of pi.
    let private anglesOf (isOdd: bool) (w: Symbol) (multiple: int) : Solution list =
        [ for j in 0 .. multiple - 1 do
              let angle = Canonical.scale (Rational.ofRatio (2 * j + (if isOdd then 1 else 0)) multiple) Canonical.pi

              let equation f = f (Canonical.symbol w), f angle

              { assign [ w, angle ] with
                  Equations = [ equation Functions.cos; if not (Canonical.isZero (Functions.sin angle)) then equation Functions.sin ] } ]

    let private multipleOfSymbol (e: Expr) : (Symbol * int) option =
        let struct (content, rest) = Canonical.splitContent e

        match rest.Node, content.TryInt with
        | Symbol s, ValueSome n when n <> 0 && abs n <= mostTurns -> Some(s, abs n)
        | _ -> None

    let private solveResonance (meaning: Expr -> Expr) (q: Expr) (omega: Expr) : Result<Solution list, string> =
        let at (ratio: Expr) (isOdd: bool) =
            let ratios =
                if obj.ReferenceEquals(q, ratio) then Ok [ assign [] ]
                elif isNumeric q then Ok []
                else solveAgreement id q ratio

            match multipleOfSymbol omega with
            | _ when not (mayBeMultipleOfPi isOdd (meaning omega)) -> Ok []
            | Some(w, multiple) ->
                ratios
                |> Result.map (fun ratios -> List.allPairs ratios (anglesOf isOdd w multiple) |> List.map (fun (x, y) -> both x y))
            | None when isMultipleOfPi isOdd omega -> ratios
            | None -> Error $"cos({Infix.print omega}) is not a number known to differ from 1 and -1"

        match at one false, at (ofInt -1) true with
        | Ok x, Ok y -> Ok(x @ y)
        | Error reason, _
        | _, Error reason -> Error reason

    /// All ways in which it comes about, or why they are not known. Symbols stand for their meanings.
    let solve (meaning: Expr -> Expr) coincidence =
        match coincidence with
        | Agree(x, y) -> solveAgreement meaning x y
        | Resonate(q, omega) -> solveResonance meaning q omega

    /// Known to be false wherever the expression has a value.
    let isImpossible coincidence =
        // Where one of two is not 0, equality makes neither 0, and their quotient 1.
        let differInSize (x: Expr) (y: Expr) =
            (isNonzero x || isNonzero y)
            && not (Canonical.isZero x || Canonical.isZero y)
            && (match Magnitude.comparedWithOne (Canonical.divide x y) with
                | Some order -> order <> 0
                | None -> false)

        match coincidence with
        | Agree(x, y) -> (isNumeric x && isNumeric y && differ x y) || differInSize x y
        | Resonate(q, omega) ->
            let unlike (ratio: Expr) = (isNumeric q && differ q ratio) || differInSize q one

            (unlike one || not (mayBeMultipleOfPi false omega))
            && (unlike (ofInt -1) || not (mayBeMultipleOfPi true omega))

    let holds coincidence =
        match coincidence with
        | Agree(x, y) -> obj.ReferenceEquals(x, y)
        | Resonate(q, omega) ->
            (obj.ReferenceEquals(q, one) && isMultipleOfPi false omega)
            || (obj.ReferenceEquals(q, ofInt -1) && isMultipleOfPi true omega)

    /// Whether the meaning of a frequency lets its angle have the value.
    let allowsAngle (meaning: Expr -> Expr) coincidence (s: Symbol, value: Expr) =
        match coincidence with
        | Agree _ -> true
        | Resonate(_, omega) ->
            let there = Substitution.symbol s value omega
            [ false; true ]
            |> List.forall (fun isOdd -> mayBeMultipleOfPi isOdd (meaning omega) || not (isMultipleOfPi isOdd there))

    /// The same of a symbol that stands for exp(i x).
    let allowsTurn (meaning: Expr -> Expr) (s: Symbol, value: Expr) =
        match angleOf meaning s with
        | Some angle when Canonical.isOne value -> mayBeMultipleOfPi false angle
        | Some angle when obj.ReferenceEquals(value, ofInt -1) -> mayBeMultipleOfPi true angle
        | _ -> true

    let map (f: Expr -> Expr) coincidence =
        match coincidence with
        | Agree(x, y) -> Agree(f x, f y)
        | Resonate(q, omega) ->
            match f q, f omega with
            // One coincidence has one form.
            | q, omega when isMultipleOfPi false omega -> Agree(q, one)
            | q, omega when isMultipleOfPi true omega -> Agree(q, ofInt -1)
            | q, omega -> Resonate(q, omega)

    /// The same coincidence, whichever way it is written.
    let same c d =
        let equal (x: Expr) (y: Expr) = obj.ReferenceEquals(x, y)

        match c, d with
        | Agree(x, y), Agree(u, v) ->
            (equal x u && equal y v)
            || (equal x v && equal y u)
            || (not (List.exists Canonical.isZero [ x; y; u; v ])
                && commonSymbols x y = []
                && commonSymbols u v = []
                && (let p, q = Canonical.divide x y, Canonical.divide u v
                    equal p q || equal p (Canonical.power q (ofInt -1))))
        | Resonate(q, w), Resonate(p, v) -> equal q p && equal w v
        | _ -> false

    /// Does the second hold wherever the first does, as b^2 = 1 does where b = 1?
    let isPowerOf c power =
        let hasNoZero (x: Expr) (y: Expr) = not (Canonical.isZero x || Canonical.isZero y) && commonSymbols x y = []

        match c, power with
        | Agree(x, y), Agree(u, v) when hasNoZero x y && hasNoZero u v ->
            let root, whole = Canonical.divide x y, Canonical.divide u v

            seq { 2..6 }
            |> Seq.collect (fun k -> [ k; -k ])
            |> Seq.exists (fun k -> obj.ReferenceEquals(Canonical.power root (ofInt k), whole))
        | _ -> false

    // Positive powers on both sides: lambda/b = 1 reads lambda = b, and -b = 1 reads b = -1.
    let private withoutNegativePowers (x: Expr) (y: Expr) : Expr * Expr =
        let struct (content, rest) = Canonical.splitContent (Canonical.divide x y)
        let sign = Rational.OfInt content.Sign

        let isNegative (f: Factor) =
            match f.Exponent.Node with
            | Number q -> q.Sign < 0
            | _ -> false

        let under, over =
            (if Canonical.isOne rest then [] else ExponentialPolynomial.factorsOf rest)
            |> List.partition isNegative
        let inverted =
            under
            |> List.map (fun f ->
                { f with
                    Exponent = Canonical.negate f.Exponent })

        Canonical.scale (sign * Rational.OfInteger content.Numerator) (ExponentialPolynomial.product over),
        Canonical.scale (sign * Rational.OfInteger content.Denominator) (ExponentialPolynomial.product inverted)

    /// An equation as it is read.
    let readable (x: Expr) (y: Expr) : Expr * Expr =
        let isVanishing = Canonical.isZero x || Canonical.isZero y
        let left, right =
            if isVanishing || commonSymbols x y <> [] || (isNumeric y && (monomial x).IsNone) then
                x, y
            else
                withoutNegativePowers x y
        if isNumeric left && not (isNumeric right) then right, left else left, right
