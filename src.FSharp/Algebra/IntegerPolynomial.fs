namespace LrnnSymbolic.Algebra

open System
open System.Numerics

/// Dense polynomials in one variable with integer coefficients: arrays, lowest order first, without trailing zeros.
/// The arithmetic under Univariate and under the multivariate greatest common divisor.
[<RequireQualifiedAccess>]
module internal IntegerPolynomial =
    let degree (a: BigInteger[]) = a.Length - 1
    let leading (a: BigInteger[]) = a[a.Length - 1]

    let trim (a: BigInteger[]) =
        let mutable n = a.Length

        while n > 0 && a[n - 1].IsZero do
            n <- n - 1

        if n = a.Length then a else Array.sub a 0 n

    /// The positive greatest common divisor of the coefficients; 0 for zero.
    let content (a: BigInteger[]) =
        let mutable g = BigInteger.Zero
        let mutable k = a.Length - 1

        while k >= 0 && not g.IsOne do
            g <- BigInteger.GreatestCommonDivisor(g, a[k])
            k <- k - 1

        g

    /// a / content, with positive leading coefficient.
    let primitive (a: BigInteger[]) =
        if a.Length = 0 then
            a
        else
            let c = content a
            let c = if (leading a).Sign < 0 then -c else c
            if c.IsOne then a else a |> Array.map (fun x -> x / c)

    let combine (x: BigInteger) (a: BigInteger[]) (y: BigInteger) (b: BigInteger[]) =
        let at (c: BigInteger[]) k = if k < c.Length then c[k] else BigInteger.Zero
        Array.init (max a.Length b.Length) (fun k -> x * at a k + y * at b k) |> trim

    let add a b = combine BigInteger.One a BigInteger.One b
    let subtract a b = combine BigInteger.One a BigInteger.MinusOne b
    let scale (c: BigInteger) (a: BigInteger[]) = if c.IsZero then [||] else a |> Array.map (fun x -> c * x)

    let multiply (a: BigInteger[]) (b: BigInteger[]) =
        if a.Length = 0 || b.Length = 0 then
            [||]
        else
            let product: BigInteger[] = Array.zeroCreate (a.Length + b.Length - 1)

            for i in 0 .. a.Length - 1 do
                if not a[i].IsZero then
                    for j in 0 .. b.Length - 1 do
                        product[i + j] <- product[i + j] + a[i] * b[j]

            product

    let derivative (a: BigInteger[]) =
        if a.Length < 2 then
            [||]
        else
            Array.init (a.Length - 1) (fun k -> BigInteger(k + 1) * a[k + 1])

    /// (q, r, m) with m a = q b + r, deg r below deg b, m a power of the leading coefficient of b (as small as the steps need).
    let pseudoDivide (a: BigInteger[]) (b: BigInteger[]) =
        let lead = leading b
        let mutable rest = a
        let mutable multiplier = BigInteger.One
        let quotient: BigInteger[] = Array.zeroCreate (max 0 (a.Length - b.Length + 1))

        while rest.Length >= b.Length do
            let shift = rest.Length - b.Length
            let top = leading rest
            let g = BigInteger.GreatestCommonDivisor(top, lead)
            let m = BigInteger.Abs(lead / g)
            let c = (if lead.Sign < 0 then -top else top) / g

            if not m.IsOne then
                multiplier <- multiplier * m
                for k in 0 .. quotient.Length - 1 do
                    quotient[k] <- quotient[k] * m

            quotient[shift] <- quotient[shift] + c

            let next =
                Array.init (rest.Length - 1) (fun k ->
                    let scaled = if m.IsOne then rest[k] else m * rest[k]
                    if k >= shift then scaled - c * b[k - shift] else scaled)

            rest <- trim next

        struct (trim quotient, rest, multiplier)

    /// a / b where the division leaves no remainder and the quotient is integral.
    let tryDivide (a: BigInteger[]) (b: BigInteger[]) =
        let lead = leading b
        let rest = Array.copy a
        let quotient: BigInteger[] = Array.zeroCreate (max 0 (a.Length - b.Length + 1))
        let mutable exact = true
        let mutable k = a.Length - b.Length

        while exact && k >= 0 do
            let top = rest[k + b.Length - 1]

            if not top.IsZero then
                let mutable r = BigInteger.Zero
                let c = BigInteger.DivRem(top, lead, &r)
                exact <- r.IsZero
                quotient[k] <- c

                for j in 0 .. b.Length - 1 do
                    rest[k + j] <- rest[k + j] - c * b[j]

            k <- k - 1

        if exact && rest |> Array.forall _.IsZero then Some(trim quotient) else None

    /// The symmetric residue of x modulo m.
    let symmetric (m: BigInteger) (x: BigInteger) =
        let r = BigInteger.Remainder(x, m)
        let r = if r.Sign < 0 then r + m else r
        if r + r > m then r - m else r

    /// The primitive greatest common divisor, positive leading coefficient. By Chinese remainders over several primes: the
    /// candidate of least degree is accepted once it divides both, which proves it; a prime can only make it too large.
    let gcd (a: BigInteger[]) (b: BigInteger[]) =
        if a.Length = 0 then
            primitive b
        elif b.Length = 0 then
            primitive a
        elif a.Length = 1 || b.Length = 1 then
            [| BigInteger.One |]
        else
            let a, b = primitive a, primitive b
            let lead = BigInteger.GreatestCommonDivisor(leading a, leading b)
            let mutable candidate: BigInteger[] = [||]
            let mutable modulus = BigInteger.One
            let mutable answer = ValueNone
            use primes = PrimeField.Large.GetEnumerator()

            while answer.IsNone && primes.MoveNext() do
                let field = primes.Current
                let p = BigInteger field.Prime

                if not (leading a % p).IsZero && not (leading b % p).IsZero then
                    let image = field.Gcd(field.Reduce a, field.Reduce b)

                    if image.Length = 1 then
                        answer <- ValueSome [| BigInteger.One |]
                    elif candidate.Length = 0 || image.Length <= candidate.Length then
                        let image = field.Scale(field.OfInteger lead, image)

                        let previous = candidate

                        if image.Length < candidate.Length || candidate.Length = 0 then
                            candidate <- image |> Array.map (fun c -> symmetric p (BigInteger c))
                            modulus <- p
                        else
                            // Garner's step: x + modulus * ((image - x) / modulus mod p).
                            let inverse = field.Invert(field.OfInteger modulus)
                            let m = modulus
                            modulus <- modulus * p
                            let all = modulus

                            candidate <-
                                Array.map2
                                    (fun (x: BigInteger) c ->
                                        let d = field.Multiply(field.Subtract(c, field.OfInteger x), inverse)
                                        symmetric all (x + m * BigInteger d))
                                    candidate
                                    image

                        // Dividing is dear: wait until the candidate has stopped changing.
                        if previous.Length = 0 || previous = candidate then
                            let g = primitive candidate

                            if (tryDivide a g).IsSome && (tryDivide b g).IsSome then answer <- ValueSome g

            match answer with
            | ValueSome g -> g
            | ValueNone -> raise (UnsupportedOperation "the primes below 2^31 ran out")

    let evaluate (a: BigInteger[]) (x: BigInteger) =
        let mutable value = BigInteger.Zero

        for k in a.Length - 1 .. -1 .. 0 do
            value <- value * x + a[k]

        value

    /// d^n a(c / d): the sign of a at a rational number with d > 0, without fractions.
    let evaluateHomogeneous (a: BigInteger[]) (c: BigInteger) (d: BigInteger) =
        let mutable value = BigInteger.Zero
        let mutable power = BigInteger.One

        for k in a.Length - 1 .. -1 .. 0 do
            value <- value * c + a[k] * power
            power <- power * d

        value

    /// a(x + 1).
    let shiftByOne (a: BigInteger[]) =
        let b = Array.copy a

        for i in 0 .. b.Length - 2 do
            for j in b.Length - 2 .. -1 .. i do
                b[j] <- b[j] + b[j + 1]

        b

    /// The greatest bit length of a coefficient.
    let bits (a: BigInteger[]) = a |> Array.fold (fun m c -> max m (int (BigInteger.Abs(c).GetBitLength()))) 0
