namespace LrnnSymbolic.Algebra

open System
open System.Numerics

/// The field of integers modulo a prime p below 2^31, and dense polynomials over it. Polynomials are arrays of residues,
/// lowest order first, without trailing zeros; the empty array is zero.
[<Sealed>]
type internal PrimeField(prime: int) =
    let p = uint64 prime
    // Barrett's reciprocal: for x below 2^62 the quotient estimate is too small by at most 2.
    let reciprocal = UInt64.MaxValue / p

    let reduce (x: uint64) =
        let mutable low = 0UL
        let quotient = Math.BigMul(x, reciprocal, &low)
        let mutable r = x - quotient * p

        while r >= p do
            r <- r - p

        r

    let trim (a: uint64[]) =
        let mutable n = a.Length

        while n > 0 && a[n - 1] = 0UL do
            n <- n - 1

        if n = a.Length then a else Array.sub a 0 n

    static let isPrime (n: int) =
        // Bases 2, 3, 5, 7 decide every number below 3.2e9 (Jaeschke).
        let m = BigInteger n

        let passes (b: int) =
            let mutable d = n - 1
            let mutable twos = 0

            while d % 2 = 0 do
                d <- d / 2
                twos <- twos + 1

            let mutable x = BigInteger.ModPow(BigInteger b, BigInteger d, m)
            let mutable ok = x.IsOne || x = m - BigInteger.One

            for _ in 2..twos do
                x <- x * x % m
                ok <- ok || x = m - BigInteger.One

            ok

        n > 1 && ([ 2; 3; 5; 7 ] |> List.forall (fun b -> n = b || (n % b <> 0 && passes b)))

    /// The primes below 2^31, largest first.
    static member Large: seq<PrimeField> =
        Seq.initInfinite (fun k -> Int32.MaxValue - 2 * k) |> Seq.filter isPrime |> Seq.map PrimeField

    /// The odd primes from the given number upwards.
    static member From(start: int) : seq<PrimeField> =
        Seq.initInfinite (fun k -> (start ||| 1) + 2 * k) |> Seq.filter isPrime |> Seq.map PrimeField

    member _.Prime = prime
    member _.Add(x: uint64, y: uint64) = let s = x + y in if s >= p then s - p else s
    member _.Subtract(x: uint64, y: uint64) = if x >= y then x - y else x + p - y
    member _.Multiply(x: uint64, y: uint64) = reduce (x * y)

    member f.Power(x: uint64, n: uint64) =
        let mutable result = 1UL
        let mutable square = x
        let mutable rest = n

        while rest > 0UL do
            if rest &&& 1UL = 1UL then result <- f.Multiply(result, square)
            square <- f.Multiply(square, square)
            rest <- rest >>> 1

        result

    /// The inverse of x, by Euclid's algorithm; x is not zero.
    member _.Invert(x: uint64) =
        let mutable a = int64 p
        let mutable b = int64 x
        let mutable u = 0L
        let mutable v = 1L

        while b <> 0L do
            let q = a / b
            let r = a - q * b
            a <- b
            b <- r
            let w = u - q * v
            u <- v
            v <- w

        if u < 0L then uint64 (u + int64 p) else uint64 u

    member _.OfInteger(n: BigInteger) =
        let r = BigInteger.Remainder(n, BigInteger p)
        uint64 (if r.Sign < 0 then r + BigInteger p else r)

    /// The residue of a rational number; none where p divides the denominator.
    member f.OfRational(q: Rational) =
        match f.OfInteger q.Denominator with
        | 0UL -> ValueNone
        | d -> ValueSome(f.Multiply(f.OfInteger q.Numerator, f.Invert d))

    member f.Reduce(a: BigInteger[]) = a |> Array.map f.OfInteger |> trim

    member f.AddPolynomials(a: uint64[], b: uint64[]) =
        let at (c: uint64[]) k = if k < c.Length then c[k] else 0UL
        Array.init (max a.Length b.Length) (fun k -> f.Add(at a k, at b k)) |> trim

    member f.SubtractPolynomials(a: uint64[], b: uint64[]) =
        let at (c: uint64[]) k = if k < c.Length then c[k] else 0UL
        Array.init (max a.Length b.Length) (fun k -> f.Subtract(at a k, at b k)) |> trim

    member f.Scale(c: uint64, a: uint64[]) = if c = 0UL then [||] else a |> Array.map (fun x -> f.Multiply(c, x))

    member f.MultiplyPolynomials(a: uint64[], b: uint64[]) =
        if a.Length = 0 || b.Length = 0 then
            [||]
        else
            let product: uint64[] = Array.zeroCreate (a.Length + b.Length - 1)

            for i in 0 .. a.Length - 1 do
                let x = a[i]

                if x <> 0UL then
                    for j in 0 .. b.Length - 1 do
                        product[i + j] <- reduce (x * b[j] + product[i + j])

            product

    /// Replaces a by its remainder on division by b (in the leading cells of a); returns the quotient.
    member private f.DivideInPlace(a: uint64[], b: uint64[]) =
        let lead = f.Invert b[b.Length - 1]
        let quotient: uint64[] = Array.zeroCreate (max 0 (a.Length - b.Length + 1))

        for k in a.Length - b.Length .. -1 .. 0 do
            let c = f.Multiply(a[k + b.Length - 1], lead)
            quotient[k] <- c

            if c <> 0UL then
                let minus = p - c

                for j in 0 .. b.Length - 1 do
                    a[k + j] <- reduce (minus * b[j] + a[k + j])

        quotient

    /// Quotient and remainder; b is not zero.
    member f.Divide(a: uint64[], b: uint64[]) =
        let rest = Array.copy a
        let quotient = f.DivideInPlace(rest, b)
        struct (trim quotient, trim rest)

    member f.Remainder(a: uint64[], b: uint64[]) =
        let struct (_, r) = f.Divide(a, b)
        r

    member f.Monic(a: uint64[]) = if a.Length = 0 then a else f.Scale(f.Invert a[a.Length - 1], a)

    /// The monic greatest common divisor.
    member f.Gcd(a: uint64[], b: uint64[]) =
        let mutable x = a
        let mutable y = b

        while y.Length > 0 do
            let r = f.Remainder(x, y)
            x <- y
            y <- r

        f.Monic x

    /// (s, t) with s a + t b = 1, for coprime a and b.
    member f.Bezout(a: uint64[], b: uint64[]) =
        let mutable r0, r1 = a, b
        let mutable s0, s1 = [| 1UL |], ([||]: uint64[])
        let mutable t0, t1 = ([||]: uint64[]), [| 1UL |]

        while r1.Length > 0 do
            let struct (q, r) = f.Divide(r0, r1)
            r0 <- r1
            r1 <- r
            let s = f.SubtractPolynomials(s0, f.MultiplyPolynomials(q, s1))
            s0 <- s1
            s1 <- s
            let t = f.SubtractPolynomials(t0, f.MultiplyPolynomials(q, t1))
            t0 <- t1
            t1 <- t

        let unit = f.Invert r0[0]
        struct (f.Scale(unit, s0), f.Scale(unit, t0))

    member f.Derivative(a: uint64[]) =
        if a.Length < 2 then
            [||]
        else
            Array.init (a.Length - 1) (fun k -> f.Multiply(a[k + 1], reduce (uint64 (k + 1)))) |> trim

    member f.Evaluate(a: uint64[], x: uint64) =
        let mutable value = 0UL

        for k in a.Length - 1 .. -1 .. 0 do
            value <- reduce (value * x + a[k])

        value

    /// base^n modulo a polynomial.
    member f.PowerModulo(b: uint64[], n: BigInteger, modulus: uint64[]) =
        let mutable result = f.Remainder([| 1UL |], modulus)

        for bit in int (n.GetBitLength()) - 1 .. -1 .. 0 do
            result <- f.Remainder(f.MultiplyPolynomials(result, result), modulus)
            if not (n >>> bit).IsEven then
                result <- f.Remainder(f.MultiplyPolynomials(result, b), modulus)

        result

    /// The resultant of a and b, by Euclid's algorithm: res(a, b) = (-1)^(deg a deg b) lc(b)^(deg a - deg r) res(b, r).
    member f.Resultant(a: uint64[], b: uint64[]) =
        let mutable x = a
        let mutable y = b
        let mutable result = 1UL
        let mutable go = true

        while go do
            if x.Length = 0 || y.Length = 0 then
                result <- 0UL
                go <- false
            elif y.Length = 1 then
                result <- f.Multiply(result, f.Power(y[0], uint64 (x.Length - 1)))
                go <- false
            else
                let r = f.Remainder(x, y)
                let dx, dy = x.Length - 1, y.Length - 1
                if dx % 2 = 1 && dy % 2 = 1 then result <- f.Subtract(0UL, result)

                if r.Length = 0 then
                    result <- 0UL
                    go <- false
                else
                    result <- f.Multiply(result, f.Power(y[dy], uint64 (dx - (r.Length - 1))))
                    x <- y
                    y <- r

        result
