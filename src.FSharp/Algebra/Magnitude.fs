namespace LrnnSymbolic.Algebra

open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// What is known of an absolute value: it lies from Least to Most, which is absent where it may be of any size.
[<NoEquality; NoComparison>]
type internal Magnitude = { Least: Bound; Most: Bound option }

/// Exact bounds of absolute values, from the assumptions on symbols.
[<RequireQualifiedAccess>]
module internal Magnitude =
    let private exactly (q: Rational) = { Value = q; Strict = false }
    let private strictly (q: Rational) = { Value = q; Strict = true }
    let private unknown =
        { Least = exactly Rational.Zero
          Most = None }
    let private belowOne =
        { unknown with
            Most = Some(strictly Rational.One) }
    let private aboveOne =
        { unknown with
            Least = strictly Rational.One }

    let private between (least: Rational) (most: Rational) =
        { Least = exactly least
          Most = Some(exactly most) }

    let private decimals (text: string) = Rational.Create(BigInteger.Parse text, BigInteger.Pow(BigInteger 10, text.Length - 1))

    /// A number by its first digits.
    let private near (text: string) =
        let least = decimals text
        between
            least
            (least
             + (decimals ("1" + System.String('0', text.Length - 1)))
               / Rational.OfInteger(BigInteger.Pow(BigInteger 10, text.Length - 1)))

    let private e' = near "2718281828459045235360287471352662497"
    let private pi' = near "3141592653589793238462643383279502884"

    let private times (x: Bound) (y: Bound) =
        { Value = x.Value * y.Value
          Strict = x.Strict || y.Strict }

    let private multiply (x: Magnitude) (y: Magnitude) =
        { Least =
            (let least = times x.Least y.Least
             // Nothing is below 0, and 0 itself may be reached.
             if least.Value.IsZero then
                 { least with
                     Strict = x.Least.Strict && y.Least.Strict }
             else
                 least)
          Most = Option.map2 times x.Most y.Most }

    let private inverse (x: Magnitude) =
        { Least =
            match x.Most with
            | Some most when not most.Value.IsZero ->
                { most with
                    Value = most.Value.Reciprocal }
            | _ -> exactly Rational.Zero
          Most =
            if x.Least.Value.IsZero then
                None
            else
                Some
                    { x.Least with
                        Value = x.Least.Value.Reciprocal } }

    let rec private power (x: Magnitude) (n: int) =
        if n < 0 then inverse (power x -n)
        elif n = 0 then between Rational.One Rational.One
        else multiply x (power x (n - 1))

    let private largestPower = 64

    // The absolute value to the power d, a common denominator of all exponents.
    let rec private ofPower (d: int) (e: Expr) : Magnitude =
        match e.Node with
        | Product factors -> factors |> Array.map (ofFactor d) |> Array.reduce multiply
        | Power f -> ofFactor d f
        | Number q -> power (between q.Abs q.Abs) d
        | Constant E -> power e' d
        | Constant Pi -> power pi' d
        | Constant ImaginaryUnit -> between Rational.One Rational.One
        | Function(Abs, [| x |]) -> ofPower d x
        | Conjugate x -> ofPower d x
        | Symbol s when s.Assumptions.ModulusBelowOne -> belowOne
        | _ -> power (ofReal e) d

    and private ofReal (e: Expr) =
        let isAbove (x: Expr) = isPositive (Canonical.subtract x Canonical.one)
        let isBelow (x: Expr) = isPositive (Canonical.subtract Canonical.one x)
        let negated = Canonical.negate e

        let range =
            match e.Node with
            | Symbol s ->
                s.Assumptions.Lower
                |> Option.filter (fun lower -> lower.Value.Sign >= 0)
                |> Option.map (fun lower -> lower, s.Assumptions.Upper)
            | _ -> None

        match range with
        | Some(least, most) -> { Least = least; Most = most }
        | _ when not (isReal e) -> unknown
        | _ when isAbove e || isAbove negated -> aboveOne
        | _ when isBelow e && isBelow negated -> belowOne
        | _ -> unknown

    and private ofFactor (d: int) (f: Factor) =
        let turning = Canonical.divide f.Exponent Canonical.i

        match f.Base.Node, f.Exponent.Node with
        | _, Number q ->
            match (q * Rational.OfInt d).TryInt with
            | ValueSome n when abs n <= largestPower -> power (ofPower 1 f.Base) n
            | _ -> unknown
        | Constant E, _ when isPositive f.Exponent -> aboveOne
        | Constant E, _ when isPositive (Canonical.negate f.Exponent) -> belowOne
        | Constant E, _ when isReal turning -> between Rational.One Rational.One
        | _ -> unknown

    let private commonDenominator (e: Expr) =
        ExponentialPolynomial.factorsOf e
        |> List.fold
            (fun (d: BigInteger) f ->
                match f.Exponent.Node with
                | Number q -> d * q.Denominator / BigInteger.GreatestCommonDivisor(d, q.Denominator)
                | _ -> d)
            BigInteger.One

    /// Is the absolute value certainly below one (-1), one (0) or above one (1)? None where it is not known.
    let comparedWithOne (e: Expr) : int option =
        let struct (content, rest) = Canonical.splitContent e
        let d = commonDenominator rest

        if d > BigInteger largestPower then
            None
        else
            let size = multiply (ofPower (int d) (Canonical.number content)) (ofPower (int d) rest)
            let is (holds: int -> bool) (b: Bound) = holds (Rational.Compare(b.Value, Rational.One))
            let least = size.Least

            match size.Most with
            | _ when is (fun c -> c > 0 || (c = 0 && least.Strict)) least -> Some 1
            | Some most when is (fun c -> c < 0 || (c = 0 && most.Strict)) most -> Some -1
            | Some most when is ((=) 0) most && is ((=) 0) least -> Some 0
            | _ -> None
