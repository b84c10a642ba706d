namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics

/// Greatest common divisors of polynomials, and what they decide.
[<RequireQualifiedAccess>]
module internal PolynomialGcd =
    let private splitMonomial (p: Polynomial) =
        let low = Polynomial.minima p

        struct (low,
                { p with
                    terms =
                        p.terms
                        |> Array.map (fun t ->
                            { t with
                                Exponents = Array.map2 (-) t.Exponents low }) })

    let private ofExponents (p: Polynomial) exponents =
        { p with
            terms =
                [| { Exponents = exponents
                     Coefficient = Rational.One } |] }

    // The image with all generators but one at drawn points of a prime field.
    let private image (field: PrimeField) (point: uint64[]) (k: int) (p: Polynomial) =
        let dense: uint64[] = Array.zeroCreate (Polynomial.degreeIn k p + 1)

        for t in p.terms do
            let mutable v = field.OfInteger t.Coefficient.Numerator

            for j in 0 .. point.Length - 1 do
                if j <> k && t.Exponents[j] <> 0 then
                    v <- field.Multiply(v, field.Power(point[j], uint64 t.Exponents[j]))

            dense[t.Exponents[k]] <- field.Add(dense[t.Exponents[k]], v)

        dense

    /// An upper bound of the degree of the gcd in one generator. Where a leading coefficient does not vanish, the image of the
    /// gcd divides the gcd of the images and keeps its degree; so bound 0 proves that the generator is not in the gcd.
    let private degreeBound (k: int) (p: Polynomial) (q: Polynomial) =
        let field = Seq.head PrimeField.Large
        let drawn = Random 20
        let worst = min (Polynomial.degreeIn k p) (Polynomial.degreeIn k q)

        let attempt _ =
            let point = Array.init p.generators.Length (fun _ -> uint64 (drawn.Next(1, 1 <<< 30)))
            let x, y = image field point k p, image field point k q

            if x[x.Length - 1] <> 0UL || y[y.Length - 1] <> 0UL then
                let trimmed = field.Gcd(field.AddPolynomials(x, [||]), field.AddPolynomials(y, [||]))
                // Both images zero would say nothing.
                if trimmed.Length = 0 then worst else min worst (trimmed.Length - 1)
            else
                worst

        Seq.initInfinite id |> Seq.truncate 2 |> Seq.map attempt |> Seq.min

    // The remainder of a by b in a main variable, multiplied by lc(b)^(deg a - deg b + 1); coefficients are polynomials.
    let internal pseudoRemainder (a: Polynomial[]) (b: Polynomial[]) =
        let trim (c: Polynomial[]) =
            let n = 1 + (c |> Array.tryFindIndexBack (fun x -> not x.IsZero) |> Option.defaultValue -1)
            Array.sub c 0 n

        let lead = Array.last b
        let mutable rest = a
        let mutable owed = a.Length - b.Length + 1

        while rest.Length >= b.Length do
            let shift = rest.Length - b.Length
            let top = Array.last rest

            rest <-
                Array.init (rest.Length - 1) (fun k ->
                    let scaled = Polynomial.multiply lead rest[k]
                    if k >= shift then
                        Polynomial.subtract scaled (Polynomial.multiply top b[k - shift])
                    else
                        scaled)
                |> trim

            owed <- owed - 1

        if owed > 0 && rest.Length > 0 then
            let factor = Polynomial.power lead owed
            rest |> Array.map (Polynomial.multiply factor)
        else
            rest

    // The last nonzero subresultant of a and b (up to sign) and whether it has degree 0; Collins's and Brown's sequence, in
    // which all divisions are exact.
    let rec private subresultants (a: Polynomial[]) (b: Polynomial[]) (g: Polynomial) (h: Polynomial) =
        let delta = a.Length - b.Length
        let r = pseudoRemainder a b

        if r.Length = 0 then
            b
        elif r.Length = 1 then
            r
        else
            let divisor = Polynomial.multiply g (Polynomial.power h delta)
            let next = r |> Array.map (fun c -> Polynomial.divideExactly c divisor)
            let g = Array.last b

            let h =
                if delta = 0 then
                    h
                elif delta = 1 then
                    g
                else
                    Polynomial.divideExactly (Polynomial.power g delta) (Polynomial.power h (delta - 1))

            subresultants b next g h

    /// The greatest common divisor, primitive over the integers with positive first coefficient; 0 only for two zeros.
    let rec gcd (p: Polynomial) (q: Polynomial) : Polynomial =
        let struct (p, q) = Polynomial.align p q

        if p.IsZero then
            Polynomial.primitive q
        elif q.IsZero then
            Polynomial.primitive p
        else
            let struct (lowP, p) = splitMonomial p
            let struct (lowQ, q) = splitMonomial q
            Polynomial.multiply
                (ofExponents p (Array.map2 min lowP lowQ))
                (gcdOfPrimitives (Polynomial.primitive p) (Polynomial.primitive q))

    // p and q: primitive, without monomial factors, exponents not negative.
    and private gcdOfPrimitives (p: Polynomial) (q: Polynomial) =
        if Polynomial.isConstant p || Polynomial.isConstant q then
            Polynomial.one p.generators
        elif p.terms.Length = q.terms.Length && Polynomial.equal p q then
            p
        else
            let inP, inQ = Polynomial.variables p, Polynomial.variables q

            match List.tryFind (fun k -> not (List.contains k inQ)) inP, List.tryFind (fun k -> not (List.contains k inP)) inQ with
            | Some k, _ -> gcdWithAll q (Polynomial.coefficientsIn k p)
            | None, Some k -> gcdWithAll p (Polynomial.coefficientsIn k q)
            | None, None ->
                match inP with
                | [ k ] -> Polynomial.ofDense p.generators k (IntegerPolynomial.gcd (Polynomial.denseIn k p) (Polynomial.denseIn k q))
                | _ -> gcdInMany inP p q

    and private gcdWithAll (start: Polynomial) (parts: Polynomial seq) =
        let step g part = if Polynomial.isOne g then g else gcd g part
        // Short parts first: they end the search early.
        parts
        |> Seq.filter (fun c -> not c.IsZero)
        |> Seq.sortBy (fun c -> c.terms.Length)
        |> Seq.fold step (Polynomial.primitive start)

    and private gcdInMany (common: int list) (p: Polynomial) (q: Polynomial) =
        let bounds = common |> List.map (fun k -> k, degreeBound k p q)

        match bounds |> List.tryFind (fun (_, bound) -> bound = 0) with
        | Some(k, _) ->
            let parts =
                Array.append (Polynomial.coefficientsIn k p) (Polynomial.coefficientsIn k q)
                |> Array.filter (fun c -> not c.IsZero)
            gcdWithAll parts[0] parts[1..]
        | None ->
            let divides (d: Polynomial) (n: Polynomial) =
                bounds |> List.forall (fun (k, bound) -> Polynomial.degreeIn k d <= bound)
                && (Polynomial.tryDivide n d).IsSome

            if divides q p then
                q
            elif divides p q then
                p
            else
                match gcdByValues common p q 0 with
                | Some g -> g
                | None ->
                    gcdByRemainders (fst (List.minBy (fun (k, _) -> min (Polynomial.degreeIn k p) (Polynomial.degreeIn k q)) bounds)) p q

    // Char, Geddes and Gonnet's heuristic: the gcd at a large integer value of one generator, written in that base with
    // symmetric digits, is the gcd when it divides both (the value exceeds twice the coefficients it could have).
    and private gcdByValues (common: int list) (p: Polynomial) (q: Polynomial) (attempt: int) : Polynomial option =
        let height (r: Polynomial) =
            r.terms
            |> Array.fold (fun m t -> BigInteger.Max(m, BigInteger.Abs t.Coefficient.Numerator)) BigInteger.Zero

        let volume =
            common
            |> List.fold (fun v k -> v * float (1 + max (Polynomial.degreeIn k p) (Polynomial.degreeIn k q))) 1.0
        let bits = float ((BigInteger.Max(height p, height q)).GetBitLength()) + 6.0

        if attempt > 2 || volume * bits > 60000.0 then
            None
        else
            let k = common |> List.minBy (fun k -> max (Polynomial.degreeIn k p) (Polynomial.degreeIn k q))
            let bound = BigInteger.Min(height p, height q)
            let value = BigInteger 2 * bound + BigInteger(29 + 40 * attempt * attempt)
            let at r = Polynomial.substitute k (Rational.OfInteger value) r
            let image = integerGcd (at p) (at q)

            let digits (r: Polynomial) =
                let mutable rest = r
                let found = List<Polynomial>()

                while not rest.IsZero do
                    let digit =
                        rest.terms
                        |> Seq.map (fun t ->
                            { t with
                                Coefficient = Rational.OfInteger(IntegerPolynomial.symmetric value t.Coefficient.Numerator) })
                        |> Polynomial.ofTerms rest.generators

                    found.Add digit
                    rest <- Polynomial.scale (Rational.Create(BigInteger.One, value)) (Polynomial.subtract rest digit)

                found.ToArray()

            let candidate = Polynomial.primitive (Polynomial.ofCoefficientsIn p.generators k (digits image))

            if
                not candidate.IsZero
                && (Polynomial.tryDivide p candidate).IsSome
                && (Polynomial.tryDivide q candidate).IsSome
            then
                Some candidate
            else
                gcdByValues common p q (attempt + 1)

    // The gcd over the integers: the integer content counts.
    and private integerGcd (p: Polynomial) (q: Polynomial) =
        Polynomial.scale (Rational.gcd (Polynomial.content p) (Polynomial.content q)) (gcd p q)

    and private gcdByRemainders (k: int) (p: Polynomial) (q: Polynomial) =
        let split (r: Polynomial) =
            let parts = Polynomial.coefficientsIn k r
            let c = gcdWithAll (Polynomial.zero r.generators) parts
            struct (c, parts |> Array.map (fun x -> Polynomial.divideExactly x c))

        let struct (contentP, a) = split p
        let struct (contentQ, b) = split q
        let common = gcd contentP contentQ
        let unit = Polynomial.one p.generators
        let last =
            if a.Length >= b.Length then
                subresultants a b unit unit
            else
                subresultants b a unit unit

        if last.Length = 1 then
            common
        else
            let struct (_, parts) = split (Polynomial.ofCoefficientsIn p.generators k last)
            Polynomial.primitive (Polynomial.multiply common (Polynomial.ofCoefficientsIn p.generators k parts))

    let lcm p q =
        if Polynomial.isOne p then q
        elif Polynomial.isOne q then p
        else Polynomial.multiply p (Polynomial.divideExactly q (gcd p q))

    /// p = constant * product of factor^multiplicity, the factors primitive, square-free and pairwise coprime.
    let squareFree (p: Polynomial) : Rational * (Polynomial * int) list =
        let monomials (low: int[]) (q: Polynomial) =
            [ for k in 0 .. low.Length - 1 do
                  if low[k] <> 0 then yield Polynomial.generator q.generators k, low[k] ]

        // Yun's algorithm in one generator; what is free of it is left to the others.
        let rec parts (q: Polynomial) =
            match Polynomial.variables q with
            | [] -> []
            | k :: _ ->
                let c = gcdWithAll (Polynomial.zero q.generators) (Polynomial.coefficientsIn k q)
                let body = Polynomial.divideExactly q c
                let slope = Polynomial.derivative k body
                let g = gcd body slope
                yun k 1 (Polynomial.divideExactly body g) (Polynomial.divideExactly slope g) @ parts c

        and yun k n (b: Polynomial) (c: Polynomial) =
            if Polynomial.isConstant b then
                []
            else
                let d = Polynomial.subtract c (Polynomial.derivative k b)
                let factor = gcd b d
                let rest = yun k (n + 1) (Polynomial.divideExactly b factor) (Polynomial.divideExactly d factor)
                if Polynomial.isConstant factor then rest else (factor, n) :: rest

        if p.IsZero then
            Rational.Zero, []
        else
            let struct (low, q) = splitMonomial p
            let factors = monomials low q @ parts (Polynomial.primitive q)
            let product =
                factors
                |> List.fold (fun r (f, n) -> Polynomial.multiply r (Polynomial.power f n)) (Polynomial.one p.generators)
            p.terms[0].Coefficient / product.terms[0].Coefficient, factors
