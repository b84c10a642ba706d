namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open System.Numerics

/// Resultants and discriminants. res(f, g) is the determinant of Sylvester's matrix; it vanishes where f and g have a common root
/// or both lose degree. Signs follow res(f, g) = lc(f)^deg(g) * product of g over the roots of f.
[<RequireQualifiedAccess>]
module internal Resultant =
    // ---- Coefficients in one parameter, by values and Chinese remainders ---------------------------------------

    /// Twice a bound of the coefficients: on the unit circle every entry of Sylvester's matrix is at most the 1-norm of a
    /// coefficient, and Hadamard's inequality bounds the determinant there, hence each of its coefficients.
    let private bound (f: BigInteger[][]) (g: BigInteger[][]) =
        let squares (h: BigInteger[][]) = h |> Array.sumBy (fun c -> let norm = c |> Array.sumBy BigInteger.Abs in norm * norm)

        let n, m = f.Length - 1, g.Length - 1
        let square = BigInteger.Pow(squares f, m) * BigInteger.Pow(squares g, n)
        BigInteger.One <<< (int (square.GetBitLength()) / 2 + 2)

    let private degreeIn (h: BigInteger[][]) = h |> Array.fold (fun d c -> max d (c.Length - 1)) 0

    /// Coefficients of the polynomial of least degree through (x_k, y_k), modulo p (Newton's divided differences).
    let private interpolate (field: PrimeField) (xs: uint64[]) (ys: uint64[]) =
        let n = xs.Length
        let differences = Array.copy ys
        // The inverses of all x_i - x_j that occur: the points are close, so few distinct ones.
        let inverses = Dictionary<uint64, uint64>()

        let inverse d =
            match inverses.TryGetValue d with
            | true, known -> known
            | _ ->
                let i = field.Invert d
                inverses[d] <- i
                i

        for level in 1 .. n - 1 do
            for k in n - 1 .. -1 .. level do
                let numerator = field.Subtract(differences[k], differences[k - 1])
                differences[k] <- field.Multiply(numerator, inverse (field.Subtract(xs[k], xs[k - level])))

        let result: uint64[] = Array.zeroCreate n

        for k in n - 1 .. -1 .. 0 do
            // result <- result (x - x_k) + differences_k
            for j in n - 1 .. -1 .. 1 do
                result[j] <- field.Subtract(result[j - 1], field.Multiply(xs[k], result[j]))

            result[0] <- field.Subtract(differences[k], field.Multiply(xs[k], result[0]))

        result

    /// The resultant modulo p, at enough values of the parameter for its degree.
    let private image (field: PrimeField) (degree: int) (f: BigInteger[][]) (g: BigInteger[][]) =
        let f, g = f |> Array.map field.Reduce, g |> Array.map field.Reduce

        if (Array.last f).Length = 0 || (Array.last g).Length = 0 then
            None
        else
            let points = List<uint64>()
            let values = List<uint64>()
            let mutable x = 0UL

            while points.Count <= degree do
                let a = f |> Array.map (fun c -> field.Evaluate(c, x))
                let b = g |> Array.map (fun c -> field.Evaluate(c, x))

                if Array.last a <> 0UL && Array.last b <> 0UL then
                    points.Add x
                    values.Add(field.Resultant(a, b))

                x <- x + 1UL

            Some(interpolate field (points.ToArray()) (values.ToArray()))

    /// f and g by powers of the variable eliminated, each coefficient dense in the parameter; both of positive degree.
    let private modular (f: BigInteger[][]) (g: BigInteger[][]) : BigInteger[] =
        let degree = (f.Length - 1) * degreeIn g + (g.Length - 1) * degreeIn f
        let limit = bound f g
        let result = Array.create (degree + 1) BigInteger.Zero
        let mutable modulus = BigInteger.One
        use primes = PrimeField.Large.GetEnumerator()

        while modulus <= limit && primes.MoveNext() do
            let field = primes.Current

            match image field degree f g with
            | None -> ()
            | Some values ->
                let inverse = field.Invert(field.OfInteger modulus)

                for k in 0..degree do
                    let step = field.Multiply(field.Subtract(values[k], field.OfInteger result[k]), inverse)
                    result[k] <- result[k] + modulus * BigInteger step

                modulus <- modulus * BigInteger field.Prime

        result |> Array.map (IntegerPolynomial.symmetric modulus) |> IntegerPolynomial.trim

    // ---- Any coefficients, by subresultants (Cohen, algorithm 3.3.7) --------------------------------------------

    let private trimmed (c: Polynomial[]) =
        Array.sub c 0 (1 + (c |> Array.tryFindIndexBack (fun x -> not x.IsZero) |> Option.defaultValue -1))

    let rec private bySubresultants (sign: int) (a: Polynomial[]) (b: Polynomial[]) (g: Polynomial) (h: Polynomial) =
        let delta = a.Length - b.Length
        let sign = if a.Length % 2 = 0 && b.Length % 2 = 0 then -sign else sign

        if b.Length = 0 then
            Polynomial.zero g.Generators
        elif b.Length = 1 then
            // h^(1 - deg a) lc(b)^(deg a)
            let n = a.Length - 1
            let top = Polynomial.power b[0] n
            let value =
                if n = 0 then h
                elif n = 1 then top
                else Polynomial.divideExactly top (Polynomial.power h (n - 1))
            Polynomial.scale (Rational.OfInt sign) value
        else
            let divisor = Polynomial.multiply g (Polynomial.power h delta)
            let r =
                PolynomialGcd.pseudoRemainder a b
                |> trimmed
                |> Array.map (fun c -> Polynomial.divideExactly c divisor)
            let g = Array.last b

            let h =
                if delta = 0 then
                    h
                elif delta = 1 then
                    g
                else
                    Polynomial.divideExactly (Polynomial.power g delta) (Polynomial.power h (delta - 1))

            bySubresultants sign b r g h

    let private general (a: Polynomial[]) (b: Polynomial[]) =
        let one = Polynomial.one a[0].Generators

        if a.Length >= b.Length then
            bySubresultants 1 a b one one
        else
            let sign = if a.Length % 2 = 0 && b.Length % 2 = 0 then -1 else 1
            bySubresultants sign b a one one

    /// The resultant with respect to the generator at the given position.
    let by (k: int) (p: Polynomial) (q: Polynomial) : Polynomial =
        let generators = Polynomial.union p.Generators q.Generators
        let k = System.Array.IndexOf(generators, p.Generators[k])
        let p, q = Polynomial.over generators p, Polynomial.over generators q

        if p.IsZero || q.IsZero then
            Polynomial.zero generators
        else
            let n, m = Polynomial.degreeIn k p, Polynomial.degreeIn k q
            let parameters = List.except [ k ] (List.distinct (Polynomial.variables p @ Polynomial.variables q))

            if n = 0 && m = 0 then
                Polynomial.one generators
            elif n = 0 || m = 0 then
                Polynomial.power (if n = 0 then p else q) (max n m)
            else
                match parameters with
                | []
                | [ _ ] ->
                    let parameter =
                        parameters |> List.tryHead |> Option.defaultValue (if k = 0 then generators.Length - 1 else 0)
                    let cp, cq = Polynomial.content p, Polynomial.content q

                    let dense (r: Polynomial) =
                        Polynomial.coefficientsIn k (Polynomial.primitive r)
                        |> Array.map (Polynomial.denseIn parameter >> IntegerPolynomial.trim)

                    modular (dense p) (dense q)
                    |> Polynomial.ofDense generators parameter
                    |> Polynomial.scale (Rational.Pow(cp, m) * Rational.Pow(cq, n))
                | _ -> general (Polynomial.coefficientsIn k p) (Polynomial.coefficientsIn k q)

    /// The same by subresultants only: an independent route.
    let bySubresultantsOnly (k: int) (p: Polynomial) (q: Polynomial) : Polynomial =
        general (Polynomial.coefficientsIn k p) (Polynomial.coefficientsIn k q)

    /// (-1)^(n (n-1) / 2) res(p, p') / lc(p), for degree n at least 1 in the generator at the given position.
    let discriminant (k: int) (p: Polynomial) : Polynomial =
        let n = Polynomial.degreeIn k p

        if n < 1 then
            invalidArg (nameof p) "A discriminant needs a polynomial of positive degree."
        elif n = 1 then
            Polynomial.one p.Generators
        else
            let lead = Array.last (Polynomial.coefficientsIn k p)
            let quotient = Polynomial.divideExactly (by k p (Polynomial.derivative k p)) lead
            if n * (n - 1) / 2 % 2 = 0 then quotient else Polynomial.negate quotient

    let private plain (p: Univariate) = p.Primitive |> Array.map (fun c -> IntegerPolynomial.trim [| c |])

    /// The resultant of two polynomials in one variable.
    let ofUnivariate (p: Univariate) (q: Univariate) : Rational =
        if p.IsZero || q.IsZero then
            Rational.Zero
        else
            let scale = Rational.Pow(p.Content, q.Degree) * Rational.Pow(q.Content, p.Degree)

            if p.Degree = 0 || q.Degree = 0 then
                scale
            else
                match modular (plain p) (plain q) with
                | [||] -> Rational.Zero
                | values -> scale * Rational.OfInteger values[0]

    let discriminantOf (p: Univariate) : Rational =
        if p.Degree < 1 then
            invalidArg (nameof p) "A discriminant needs a polynomial of positive degree."
        let r = ofUnivariate p (Univariate.derivative p) / p.Leading
        if p.Degree * (p.Degree - 1) / 2 % 2 = 0 then r else -r
