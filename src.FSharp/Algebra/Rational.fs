namespace LrnnSymbolic.Algebra

open System
open System.Globalization
open System.Numerics

/// An exact rational number in lowest terms. Values whose numerator and denominator fit in 64 bits take a fast path;
/// all others are carried by BigInteger. The representation is unique, so equality is field by field.
[<Struct; System.Runtime.CompilerServices.IsReadOnly; CustomEquality; CustomComparison>]
type Rational =
    // `wide` is null exactly when the value fits the fast path; then the value is small / (over + 1),
    // so that the default value of the struct is zero.
    private
        { small: int64
          overLessOne: int64
          wide: Wide | null }

    member private q.SmallDenominator = q.overLessOne + 1L

    /// Numerator, carrying the sign.
    member q.Numerator =
        match q.wide with
        | null -> BigInteger q.small
        | wide -> wide.Numerator

    /// Denominator, positive.
    member q.Denominator =
        match q.wide with
        | null -> BigInteger q.SmallDenominator
        | wide -> wide.Denominator

    member q.IsZero = isNull q.wide && q.small = 0L
    member q.IsOne = isNull q.wide && q.small = 1L && q.overLessOne = 0L

    member q.IsInteger =
        match q.wide with
        | null -> q.overLessOne = 0L
        | wide -> wide.Denominator.IsOne

    member q.Sign =
        match q.wide with
        | null -> sign q.small
        | wide -> wide.Numerator.Sign

    static member Zero =
        { small = 0L
          overLessOne = 0L
          wide = null }
    static member One =
        { small = 1L
          overLessOne = 0L
          wide = null }

    static member private Small(numerator: int64, denominator: int64) =
        { small = numerator
          overLessOne = denominator - 1L
          wide = null }

    static member private OfLowestTerms(numerator: BigInteger, denominator: BigInteger) =
        // int64.MinValue is kept wide so that negation never overflows.
        if BigInteger.Abs numerator <= BigInteger Int64.MaxValue && denominator <= BigInteger Int64.MaxValue then
            Rational.Small(int64 numerator, int64 denominator)
        else
            { small = 0L
              overLessOne = 0L
              wide = Wide(numerator, denominator) }

    /// numerator / denominator; a zero denominator raises DivideByZeroException.
    static member Create(numerator: BigInteger, denominator: BigInteger) =
        if denominator.IsZero then
            raise (DivideByZeroException "A rational number needs a denominator that is not zero.")
        Work.spendOnBits (max (numerator.GetBitLength()) (denominator.GetBitLength()))
        let divisor = BigInteger.GreatestCommonDivisor(numerator, denominator)
        let divisor = if denominator.Sign < 0 then -divisor else divisor
        Rational.OfLowestTerms(numerator / divisor, denominator / divisor)

    static member OfInt(n: int) = Rational.Small(int64 n, 1L)
    static member OfInteger(n: BigInteger) = Rational.OfLowestTerms(n, BigInteger.One)

    /// The rational number that a finite double is, exactly.
    static member OfDouble(x: float) =
        if not (Double.IsFinite x) then
            raise (ArgumentException $"{x} is not a finite number.")
        let bits = BitConverter.DoubleToInt64Bits x
        let exponentField = int ((bits >>> 52) &&& 0x7FFL)
        let fraction = bits &&& 0xFFFFFFFFFFFFFL
        let mantissa = if exponentField = 0 then fraction else fraction ||| 0x10000000000000L
        let exponent = (max exponentField 1) - 1075
        let signed = BigInteger(if bits < 0L then -mantissa else mantissa)

        if exponent >= 0 then
            Rational.OfInteger(signed <<< exponent)
        else
            Rational.Create(signed, BigInteger.One <<< -exponent)

    // The product of two such numbers fits in 64 bits.
    static member private IsHalfWidth(n: int64) = n < 0x7FFFFFFFL && n > -0x7FFFFFFFL

    static member private GreatestCommonDivisor(a: int64, b: int64) =
        let mutable x = abs a
        let mutable y = abs b

        while y <> 0L do
            let r = x % y
            x <- y
            y <- r

        x

    static member private OfInt128(numerator: Int128, denominator: Int128) =
        // Both products of two 63-bit numbers, so Int128 holds them; denominator > 0.
        let mutable x = Int128.Abs numerator
        let mutable y = denominator

        while y <> Int128.Zero do
            let r = x % y
            x <- y
            y <- r

        let n = numerator / x
        let d = denominator / x
        let limit = Int128.op_Implicit Int64.MaxValue

        if Int128.Abs n <= limit && d <= limit then
            Rational.Small(Int128.op_Explicit n, Int128.op_Explicit d)
        else
            Rational.OfLowestTerms(BigInteger.op_Implicit n, BigInteger.op_Implicit d)

    static member (~-)(q: Rational) =
        match q.wide with
        | null -> Rational.Small(-q.small, q.SmallDenominator)
        | wide -> Rational.OfLowestTerms(-wide.Numerator, wide.Denominator)

    static member (+)(p: Rational, q: Rational) =
        if isNull p.wide && isNull q.wide then
            if p.overLessOne = 0L && q.overLessOne = 0L then
                let sum = p.small + q.small
                // Two terms of one sign whose sum has the other have overflowed.
                if ((p.small ^^^ sum) &&& (q.small ^^^ sum)) >= 0L && sum <> Int64.MinValue then
                    Rational.Small(sum, 1L)
                else
                    Rational.OfLowestTerms(BigInteger p.small + BigInteger q.small, BigInteger.One)
            else
                let pd: Int128 = Int128.op_Implicit p.SmallDenominator
                let qd: Int128 = Int128.op_Implicit q.SmallDenominator
                let left = Int128.op_Implicit p.small * qd
                let right = Int128.op_Implicit q.small * pd
                // |left|, |right| < 2^126, so the sum fits.
                Rational.OfInt128(left + right, pd * qd)
        else
            Rational.Create(p.Numerator * q.Denominator + q.Numerator * p.Denominator, p.Denominator * q.Denominator)

    static member (-)(p: Rational, q: Rational) : Rational = p + (-q)

    static member (*)(p: Rational, q: Rational) =
        if isNull p.wide && isNull q.wide && p.overLessOne = 0L && q.overLessOne = 0L then
            let mutable low = 0L
            let high = Math.BigMul(p.small, q.small, &low)

            if high = (low >>> 63) && low <> Int64.MinValue then
                Rational.Small(low, 1L)
            else
                Rational.OfLowestTerms(BigInteger p.small * BigInteger q.small, BigInteger.One)
        elif isNull p.wide && isNull q.wide then
            // Cross-cancelling first keeps the products in lowest terms.
            let g1 = max 1L (Rational.GreatestCommonDivisor(p.small, q.SmallDenominator))
            let g2 = max 1L (Rational.GreatestCommonDivisor(q.small, p.SmallDenominator))
            let n = Int128.op_Implicit (p.small / g1) * Int128.op_Implicit (q.small / g2)
            let d = Int128.op_Implicit (p.SmallDenominator / g2) * Int128.op_Implicit (q.SmallDenominator / g1)
            let limit: Int128 = Int128.op_Implicit Int64.MaxValue

            if Int128.Abs n <= limit && d <= limit then
                Rational.Small(Int128.op_Explicit n, Int128.op_Explicit d)
            else
                Rational.OfLowestTerms(BigInteger.op_Implicit n, BigInteger.op_Implicit d)
        else
            Rational.Create(p.Numerator * q.Numerator, p.Denominator * q.Denominator)

    member q.Reciprocal =
        if q.IsZero then raise (DivideByZeroException "Zero has no reciprocal.")
        Rational.Create(q.Denominator, q.Numerator)

    static member (/)(p: Rational, q: Rational) : Rational = p * q.Reciprocal

    /// The largest rational of which both are integer multiples.
    static member Gcd(p: Rational, q: Rational) : Rational =
        if isNull p.wide && isNull q.wide && p.overLessOne = 0L && q.overLessOne = 0L then
            Rational.Small(Rational.GreatestCommonDivisor(p.small, q.small), 1L)
        elif p.IsZero then
            q.Abs
        elif q.IsZero then
            p.Abs
        else
            let numerators = BigInteger.GreatestCommonDivisor(p.Numerator, q.Numerator)
            let denominators = BigInteger.GreatestCommonDivisor(p.Denominator, q.Denominator)
            Rational.Create(numerators, p.Denominator / denominators * q.Denominator)

    member q.Abs: Rational = if q.Sign < 0 then -q else q

    /// The largest integer not above the number.
    member q.Floor =
        let quotient = BigInteger.Divide(q.Numerator, q.Denominator)

        if q.Sign < 0 && not q.IsInteger then quotient - BigInteger.One else quotient

    /// The number as an int when it is an integer in range.
    member q.TryInt =
        if
            isNull q.wide
            && q.overLessOne = 0L
            && q.small >= int64 Int32.MinValue
            && q.small <= int64 Int32.MaxValue
        then
            ValueSome(int q.small)
        else
            ValueNone

    /// q^n for any integer n; 0^0 = 1; 0^negative raises DivideByZeroException.
    static member Pow(q: Rational, n: int) : Rational =
        if n = 0 then
            Rational.One
        elif n > 0 then
            Rational.OfLowestTerms(BigInteger.Pow(q.Numerator, n), BigInteger.Pow(q.Denominator, n))
        else
            Rational.Pow(q.Reciprocal, -(n + 1)) * q.Reciprocal // -n itself may not be an int

    /// The nearest double, ties to even, subnormal results included; infinite beyond the largest.
    member q.ToDouble() =
        let exact = 1L <<< 53

        if isNull q.wide && abs q.small <= exact && q.SmallDenominator <= exact then
            float q.small / float q.SmallDenominator
        else
            let n = BigInteger.Abs q.Numerator
            let d = q.Denominator
            // 2^(exponent-1) < |q| < 2^(exponent+1)
            let exponent = n.GetBitLength() - d.GetBitLength()

            // |q| in units of 2^unit, rounded; the unit is that of a 53-bit significand, but no smaller than 2^-1074.
            let rec inUnits (unit: int) =
                let n, d = if unit < 0 then n <<< -unit, d else n, d <<< unit
                let struct (quotient, remainder) = BigInteger.DivRem(n, d)

                if quotient >= BigInteger exact then
                    inUnits (unit + 1)
                else
                    let up =
                        match compare (remainder <<< 1) d with
                        | 0 -> not quotient.IsEven
                        | order -> order > 0

                    Math.ScaleB(float (int64 quotient + (if up then 1L else 0L)), unit)

            let magnitude =
                if exponent > 1025L then Double.PositiveInfinity
                elif exponent < -1080L then 0.0
                else inUnits (max (int exponent - 53) -1074)

            if q.Sign < 0 then -magnitude else magnitude

    /// Equality without boxing.
    static member AreEqual(p: Rational, q: Rational) =
        match p.wide, q.wide with
        | null, null -> p.small = q.small && p.overLessOne = q.overLessOne
        | null, _
        | _, null -> false
        | v, w -> v.Numerator = w.Numerator && v.Denominator = w.Denominator

    /// Order without boxing.
    static member Compare(p: Rational, q: Rational) : int =
        if isNull p.wide && isNull q.wide then
            if p.overLessOne = q.overLessOne then
                compare p.small q.small
            else
                let left = Int128.op_Implicit p.small * Int128.op_Implicit q.SmallDenominator
                let right: Int128 = Int128.op_Implicit q.small * Int128.op_Implicit p.SmallDenominator
                left.CompareTo right
        else
            BigInteger.Compare(p.Numerator * q.Denominator, q.Numerator * p.Denominator)

    interface IEquatable<Rational> with
        member p.Equals(q: Rational) = Rational.AreEqual(p, q)

    interface IComparable<Rational> with
        member p.CompareTo(q: Rational) = Rational.Compare(p, q)

    interface IComparable with
        member p.CompareTo(other: obj | null) =
            match other with
            | :? Rational as q -> Rational.Compare(p, q)
            | _ -> invalidArg (nameof other) "A rational number compares with rational numbers only."

    override p.Equals(other: obj | null) =
        match other with
        | :? Rational as q -> Rational.AreEqual(p, q)
        | _ -> false

    override p.GetHashCode() =
        // Own mixing: the hash decides nothing that is printed, but is the same in every process.
        match p.wide with
        | null ->
            int (p.small * 31L ^^^ (p.small >>> 32)) * 486187739
            + int (p.overLessOne ^^^ (p.overLessOne >>> 32))
        | wide ->
            let prime = BigInteger 2147483647
            int (wide.Numerator % prime) * 31 + int (wide.Denominator % prime)

    /// "-3", "7/2": digits in invariant form, which the task grammar reads back.
    override p.ToString() =
        let text (n: BigInteger) = n.ToString CultureInfo.InvariantCulture
        if p.IsInteger then
            text p.Numerator
        else
            $"{text p.Numerator}/{text p.Denominator}"

/// Numerator and denominator beyond 64 bits, in lowest terms, denominator positive.
and [<Sealed>] private Wide(numerator: BigInteger, denominator: BigInteger) =
    member _.Numerator = numerator
    member _.Denominator = denominator

/// Making rational numbers, and what needs two of them.
module Rational =
    let ofInt (n: int) = Rational.OfInt n
    let ofRatio (n: int) (d: int) = Rational.Create(BigInteger n, BigInteger d)

    /// Reads "12", "0.1", "1.5e-3" exactly: 0.1 is 1/10.
    let tryParseDecimal (text: string) =
        let mantissa, exponent =
            match text.IndexOfAny [| 'e'; 'E' |] with
            | -1 -> text, Some 0
            | at ->
                match Int32.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
                | true, e when e >= -10000 && e <= 10000 -> text.Substring(0, at), Some e
                | _ -> text, None

        let whole, fraction =
            match mantissa.IndexOf '.' with
            | -1 -> mantissa, ""
            | at -> mantissa.Substring(0, at), mantissa.Substring(at + 1)

        match exponent, BigInteger.TryParse(whole + fraction, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
        | Some e, (true, digits) when String.forall Char.IsAsciiDigit fraction ->
            let ten = Rational.OfInt 10
            Some(Rational.OfInteger digits * Rational.Pow(ten, e - fraction.Length))
        | _ -> None

    /// The largest rational of which both are integer multiples.
    let gcd (p: Rational) (q: Rational) = Rational.Gcd(p, q)
