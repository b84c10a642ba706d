namespace LrnnSymbolic.Algebra

open System
open System.Numerics

/// A dense polynomial in one unnamed variable over the rationals: content times a primitive integer polynomial with positive
/// leading coefficient, lowest order first. The representation is unique, so equality is field by field.
[<Sealed>]
type Univariate private (content: Rational, primitive: BigInteger[]) =
    static member internal Of(content: Rational, coefficients: BigInteger[]) =
        let a = IntegerPolynomial.trim coefficients

        if content.IsZero || a.Length = 0 then
            Univariate(Rational.Zero, [||])
        else
            let c = IntegerPolynomial.content a
            let c = if (IntegerPolynomial.leading a).Sign < 0 then -c else c
            Univariate(content * Rational.OfInteger c, (if c.IsOne then a else a |> Array.map (fun x -> x / c)))

    /// The number by which the primitive part is multiplied; 0 for the zero polynomial.
    member _.Content = content
    /// Coprime integers, the last one positive; empty for the zero polynomial.
    member _.Primitive = primitive
    /// -1 for the zero polynomial.
    member _.Degree = primitive.Length - 1
    member _.IsZero = primitive.Length = 0
    member _.IsConstant = primitive.Length <= 1
    member _.Coefficient(k: int) =
        if k < 0 || k >= primitive.Length then
            Rational.Zero
        else
            content * Rational.OfInteger primitive[k]
    member p.Coefficients = Array.init primitive.Length p.Coefficient
    member p.Leading = p.Coefficient p.Degree

    static member Zero = Univariate(Rational.Zero, [||])
    static member One = Univariate.Of(Rational.One, [| BigInteger.One |])
    static member Constant(q: Rational) = Univariate.Of(q, [| BigInteger.One |])
    static member X = Univariate.Of(Rational.One, [| BigInteger.Zero; BigInteger.One |])
    static member OfIntegers(coefficients: BigInteger[]) = Univariate.Of(Rational.One, coefficients)

    /// Coefficients, lowest order first.
    static member OfCoefficients(coefficients: Rational seq) =
        let cs = Seq.toArray coefficients

        let common =
            cs
            |> Array.fold (fun m (c: Rational) -> m / BigInteger.GreatestCommonDivisor(m, c.Denominator) * c.Denominator) BigInteger.One

        Univariate.Of(Rational.Create(BigInteger.One, common), cs |> Array.map (fun c -> c.Numerator * (common / c.Denominator)))

    static member (~-)(p: Univariate) = Univariate(-p.Content, p.Primitive)

    static member (+)(p: Univariate, q: Univariate) =
        if p.IsZero then
            q
        elif q.IsZero then
            p
        else
            // p = g m a, q = g n b with whole numbers m and n.
            let g = Rational.gcd p.Content q.Content
            Univariate.Of(g, IntegerPolynomial.combine (p.Content / g).Numerator p.Primitive (q.Content / g).Numerator q.Primitive)

    static member (-)(p: Univariate, q: Univariate) : Univariate = p + (-q)
    // A product of primitive polynomials is primitive (Gauss).
    static member (*)(p: Univariate, q: Univariate) =
        if p.IsZero || q.IsZero then
            Univariate.Zero
        else
            Univariate(p.Content * q.Content, IntegerPolynomial.multiply p.Primitive q.Primitive)

    override p.Equals(other: obj | null) =
        match other with
        | :? Univariate as q -> p.Content = q.Content && p.Primitive = q.Primitive
        | _ -> false

    override _.GetHashCode() = primitive |> Array.fold (fun h c -> h * 31 + c.GetHashCode()) (content.GetHashCode())

    override p.ToString() =
        if p.IsZero then
            "0"
        else
            [ for k in p.Degree .. -1 .. 0 do
                  let c = p.Coefficient k
                  if not c.IsZero then $"{c} x^{k}" ]
            |> String.concat " + "

/// Arithmetic of polynomials in one variable: quotients, common divisors, values.
[<RequireQualifiedAccess>]
module Univariate =
    let ofInts (coefficients: int list) = coefficients |> List.map BigInteger |> List.toArray |> Univariate.OfIntegers
    let scale (q: Rational) (p: Univariate) = Univariate.Constant q * p
    let primitive (p: Univariate) = if p.IsZero then p else Univariate.OfIntegers p.Primitive
    let monic (p: Univariate) = if p.IsZero then p else scale p.Leading.Reciprocal p

    let rec power (p: Univariate) (n: int) : Univariate =
        if n = 0 then Univariate.One
        elif n % 2 = 1 then p * power p (n - 1)
        else (let half = power p (n / 2) in half * half)

    let ofRoots (roots: Rational seq) = roots |> Seq.fold (fun p r -> p * Univariate.OfCoefficients [ -r; Rational.One ]) Univariate.One

    let derivative (p: Univariate) = Univariate.Of(p.Content, IntegerPolynomial.derivative p.Primitive)

    /// The antiderivative without constant term.
    let antiderivative (p: Univariate) =
        Univariate.OfCoefficients(Seq.append [ Rational.Zero ] (p.Coefficients |> Seq.mapi (fun k c -> c / Rational.OfInt(k + 1))))

    let evaluate (p: Univariate) (x: Rational) : Rational =
        if p.IsZero then
            Rational.Zero
        else
            let value = IntegerPolynomial.evaluateHomogeneous p.Primitive x.Numerator x.Denominator
            p.Content * Rational.Create(value, BigInteger.Pow(x.Denominator, p.Degree))

    /// The sign of p(x).
    let signAt (p: Univariate) (x: Rational) =
        p.Content.Sign * (IntegerPolynomial.evaluateHomogeneous p.Primitive x.Numerator x.Denominator).Sign

    /// p(q(x)).
    let compose (p: Univariate) (q: Univariate) = Seq.foldBack (fun c sum -> sum * q + Univariate.Constant c) p.Coefficients Univariate.Zero

    /// x^deg p(1/x).
    let reverse (p: Univariate) = Univariate.Of(p.Content, Array.rev p.Primitive)

    /// Quotient and remainder over the rationals; q is not zero.
    let divide (p: Univariate) (q: Univariate) : struct (Univariate * Univariate) =
        if q.IsZero then
            raise (DivideByZeroException "Division by the zero polynomial.")

        let struct (quotient, rest, multiplier) = IntegerPolynomial.pseudoDivide p.Primitive q.Primitive
        let scale = p.Content / Rational.OfInteger multiplier
        struct (Univariate.Of(scale / q.Content, quotient), Univariate.Of(scale, rest))

    let remainder p q = let struct (_, r) = divide p q in r
    let quotient p q = let struct (d, _) = divide p q in d

    let tryDivide (p: Univariate) (q: Univariate) =
        let struct (d, r) = divide p q
        if r.IsZero then Some d else None

    /// The primitive greatest common divisor.
    let gcd (p: Univariate) (q: Univariate) = Univariate.OfIntegers(IntegerPolynomial.gcd p.Primitive q.Primitive)

    /// (g, s, t) with s p + t q = g, g the monic greatest common divisor.
    let bezout (p: Univariate) (q: Univariate) : struct (Univariate * Univariate * Univariate) =
        let rec go (r0: Univariate) (s0: Univariate) (t0: Univariate) (r1: Univariate) (s1: Univariate) (t1: Univariate) =
            if r1.IsZero then
                let unit = r0.Leading.Reciprocal
                struct (scale unit r0, scale unit s0, scale unit t0)
            else
                let struct (d, r) = divide r0 r1
                // Any multiple of a remainder serves; primitive ones keep the numbers small.
                let shrink = if r.IsZero then Rational.One else r.Content.Reciprocal
                go r1 s1 t1 (scale shrink r) (scale shrink (s0 - d * s1)) (scale shrink (t0 - d * t1))

        if p.IsZero && q.IsZero then
            struct (Univariate.Zero, Univariate.Zero, Univariate.Zero)
        else
            go p Univariate.One Univariate.Zero q Univariate.Zero Univariate.One

    /// The product of the distinct irreducible factors, primitive.
    let squareFreePart (p: Univariate) =
        if p.IsConstant then
            (if p.IsZero then p else Univariate.One)
        else
            primitive (quotient p (gcd p (derivative p)))

    /// p = content * product of factor^multiplicity with primitive, square-free, coprime factors (Yun's algorithm).
    let squareFree (p: Univariate) : (Univariate * int) list =
        let rec yun n (b: Univariate) (c: Univariate) =
            if b.IsConstant then
                []
            else
                let d = c - derivative b
                let factor = gcd b d
                let rest = yun (n + 1) (quotient b factor) (quotient d factor)
                if factor.IsConstant then rest else (factor, n) :: rest

        if p.IsConstant then
            []
        else
            let slope = derivative p
            let g = gcd p slope
            yun 1 (quotient p g) (quotient slope g)

    /// The polynomial in the one symbol or generator, or why it is none.
    let ofExpr (variable: Expr) (e: Expr) : Result<Univariate, string> =
        match RationalForm.tryPolynomial [ variable ] e with
        | Some p ->
            let coefficients = Array.create (Polynomial.degreeIn 0 p + 1) Rational.Zero

            for t in p.Terms do
                coefficients[t.Exponents[0]] <- t.Coefficient

            Ok(Univariate.OfCoefficients coefficients)
        | None -> Error $"{Infix.print e} is not a polynomial in {Infix.print variable} with rational coefficients"

    let toExpr (variable: Expr) (p: Univariate) : Expr =
        p.Coefficients
        |> Seq.mapi (fun k c -> c, Canonical.power variable (Canonical.ofInt k))
        |> Canonical.linear
