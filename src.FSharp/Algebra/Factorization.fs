namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics

/// Factors of integer polynomials that cannot be split over the rationals (Zassenhaus): factors modulo a prime, lifted
/// modulo a high power of it (Hensel), and combined; every factor found has divided, and what is left over is irreducible because
/// all combinations of at most half of the modular factors have been tried.
[<RequireQualifiedAccess>]
module internal Factorization =
    // ---- Modulo a prime (Cantor and Zassenhaus) ---------------------------------------------------------------

    /// (product of the irreducible factors of degree d, d), of a monic square-free polynomial.
    let private byDegree (field: PrimeField) (f: uint64[]) =
        let found = List<struct (uint64[] * int)>()
        let mutable rest = f
        let mutable power = [| 0UL; 1UL |]
        let mutable d = 0

        while rest.Length - 1 >= 2 * (d + 1) do
            d <- d + 1
            power <- field.PowerModulo(power, BigInteger field.Prime, rest)
            let g = field.Gcd(field.SubtractPolynomials(power, [| 0UL; 1UL |]), rest)

            if g.Length > 1 then
                found.Add(struct (g, d))
                let struct (q, _) = field.Divide(rest, g)
                rest <- q
                power <- field.Remainder(power, rest)

        if rest.Length > 1 then found.Add(struct (rest, rest.Length - 1))
        found

    /// Splits a product of irreducible factors of degree d; half of all residues are squares, so a drawn power separates.
    let rec private splitEqualDegrees (field: PrimeField) (random: Random) (f: uint64[]) (d: int) : uint64[] list =
        if f.Length - 1 = d then
            [ f ]
        else
            let draw = Array.init (f.Length - 1) (fun _ -> uint64 (random.Next field.Prime))
            let exponent = (BigInteger.Pow(BigInteger field.Prime, d) - BigInteger.One) / BigInteger 2
            let r = field.PowerModulo(field.AddPolynomials(draw, [||]), exponent, f)
            let g = field.Gcd(field.SubtractPolynomials(r, [| 1UL |]), f)

            if g.Length > 1 && g.Length < f.Length then
                let struct (q, _) = field.Divide(f, g)
                splitEqualDegrees field random g d @ splitEqualDegrees field random q d
            else
                splitEqualDegrees field random f d

    // ---- Hensel lifting ---------------------------------------------------------------------------------------

    let private reduceAll (m: BigInteger) (a: BigInteger[]) =
        a
        |> Array.map (fun c ->
            let r = BigInteger.Remainder(c, m)
            if r.Sign < 0 then r + m else r)
        |> IntegerPolynomial.trim

    /// Quotient and remainder modulo m by a monic polynomial.
    let private divideMonic (m: BigInteger) (a: BigInteger[]) (b: BigInteger[]) =
        let rest = Array.copy a
        let quotient: BigInteger[] = Array.zeroCreate (max 0 (a.Length - b.Length + 1))

        for k in a.Length - b.Length .. -1 .. 0 do
            let c = BigInteger.Remainder(rest[k + b.Length - 1], m)
            quotient[k] <- c

            if not c.IsZero then
                for j in 0 .. b.Length - 1 do
                    rest[k + j] <- rest[k + j] - c * b[j]

        struct (reduceAll m quotient, reduceAll m rest)

    /// From f = g h and s g + t h = 1 modulo m to the same modulo m^2; h monic (von zur Gathen and Gerhard, 15.10).
    let private henselStep (m: BigInteger) f g h s t =
        let m2 = m * m
        let mul a b = reduceAll m2 (IntegerPolynomial.multiply a b)
        let add a b = reduceAll m2 (IntegerPolynomial.add a b)
        let sub a b = reduceAll m2 (IntegerPolynomial.subtract a b)
        let e = sub f (mul g h)
        let struct (q, r) = divideMonic m2 (mul s e) h
        let g' = add g (add (mul t e) (mul q g))
        let h' = add h r
        let b = sub (add (mul s g') (mul t h')) [| BigInteger.One |]
        let struct (c, d) = divideMonic m2 (mul s b) h'
        struct (g', h', sub s d, sub t (add (mul t b) (mul c g')))

    /// Monic factors modulo p^(2^k) of f, from its monic factors modulo p; returns the modulus too.
    let private lift (field: PrimeField) (rounds: int) (f: BigInteger[]) (factors: uint64[] list) =
        let p = BigInteger field.Prime
        let modulus = Seq.fold (fun m _ -> m * m) p (seq { 1..rounds })
        let widen (a: uint64[]) = a |> Array.map (fun c -> BigInteger c)

        let inverse (m: BigInteger) (x: BigInteger) =
            // Newton's iteration from the inverse modulo p.
            let mutable y = BigInteger(field.Invert(field.OfInteger x))

            for _ in 1..rounds do
                y <- BigInteger.Remainder(y * (BigInteger 2 - x * y), m)

            if y.Sign < 0 then y + m else y

        let rec go (f: BigInteger[]) (factors: uint64[] list) : BigInteger[] list =
            match factors with
            | [ _ ] -> [ reduceAll modulus (IntegerPolynomial.scale (inverse modulus (IntegerPolynomial.leading f)) f) ]
            | _ ->
                let left, right = List.splitAt (factors.Length / 2) factors
                let product (fs: uint64[] list) = fs |> List.fold (fun a b -> field.MultiplyPolynomials(a, b)) [| 1UL |]
                let lead = field.OfInteger(IntegerPolynomial.leading f)
                let g0 = field.Scale(lead, product left)
                let h0 = product right
                let struct (s0, t0) = field.Bezout(g0, h0)

                let mutable g, h, s, t = widen g0, widen h0, widen s0, widen t0
                let mutable m = p

                for _ in 1..rounds do
                    let struct (g', h', s', t') = henselStep m f g h s t
                    g <- g'
                    h <- h'
                    s <- s'
                    t <- t'
                    m <- m * m

                go g left @ go h right

        struct (modulus, go (reduceAll modulus f) factors)

    // ---- Over the integers ------------------------------------------------------------------------------------

    // A factor of f of degree at most n has coefficients at most 2^n |f|_2 (Mignotte); times the leading coefficient, twice.
    let private bound (f: BigInteger[]) =
        let norm = f |> Array.fold (fun s c -> s + c * c) BigInteger.Zero
        let root = BigInteger.One <<< (int (norm.GetBitLength()) / 2 + 1)
        BigInteger 2
        * (BigInteger.One <<< IntegerPolynomial.degree f)
        * root
        * BigInteger.Abs(IntegerPolynomial.leading f)

    /// Degrees that sums of some of the given degrees have, as bits.
    let private degreeSums (degrees: int seq) = degrees |> Seq.fold (fun set d -> set ||| (set <<< d)) BigInteger.One

    let rec private combinations (k: int) (items: int list) : seq<int list> =
        seq {
            match k, items with
            | 0, _ -> yield []
            | _, [] -> ()
            | _, first :: rest ->
                for chosen in combinations (k - 1) rest do
                    yield first :: chosen

                yield! combinations k rest
        }

    let private recombine (possible: BigInteger) (f: BigInteger[]) (modulus: BigInteger) (lifted: BigInteger[][]) =
        let found = List<BigInteger[]>()
        let mutable rest = f
        let mutable left = [ 0 .. lifted.Length - 1 ]
        let mutable size = 1

        let attempt (chosen: int list) =
            let degree = chosen |> List.sumBy (fun k -> lifted[k].Length - 1)

            if (possible >>> degree).IsEven then
                None
            else
                let lead = IntegerPolynomial.leading rest
                // The constant coefficient alone rejects almost every wrong choice.
                let constant = chosen |> List.fold (fun c k -> BigInteger.Remainder(c * lifted[k].[0], modulus)) lead
                let constant = IntegerPolynomial.symmetric modulus constant

                if not constant.IsZero && not (BigInteger.Remainder(lead * rest[0], constant)).IsZero then
                    None
                else
                    let product =
                        chosen
                        |> List.fold (fun a k -> reduceAll modulus (IntegerPolynomial.multiply a lifted[k])) [| lead |]
                        |> Array.map (IntegerPolynomial.symmetric modulus)
                        |> IntegerPolynomial.primitive

                    match IntegerPolynomial.tryDivide rest product with
                    | Some quotient -> Some(product, quotient)
                    | None -> None

        while 2 * size <= left.Length do
            let hit =
                combinations size left
                |> Seq.tryPick (fun chosen -> attempt chosen |> Option.map (fun r -> chosen, r))

            match hit with
            | Some(chosen, (factor, quotient)) ->
                found.Add factor
                rest <- quotient
                left <- left |> List.filter (fun k -> not (List.contains k chosen))
            | None -> size <- size + 1

        if rest.Length > 1 then found.Add(IntegerPolynomial.primitive rest)
        List.ofSeq found

    /// The irreducible factors of a primitive square-free polynomial with nonzero constant term.
    let private factorSquareFree (f: BigInteger[]) : BigInteger[] list =
        if f.Length <= 2 then
            [ f ]
        else
            let good (field: PrimeField) =
                field.OfInteger(IntegerPolynomial.leading f) <> 0UL
                && (let image = field.Reduce f in field.Gcd(image, field.Derivative image).Length = 1)

            // Several primes: the one with fewest factors is used, and a degree that one of them excludes is excluded.
            let images =
                PrimeField.From 101
                |> Seq.filter good
                |> Seq.truncate 6
                |> Seq.map (fun field -> field, byDegree field (field.Monic(field.Reduce f)))
                |> Seq.toList

            let degrees (parts: List<struct (uint64[] * int)>) =
                [ for struct (g, d) in parts do
                      yield! List.replicate ((g.Length - 1) / d) d ]

            let possible = images |> List.map (snd >> degrees >> degreeSums) |> List.reduce (fun a b -> a &&& b)

            let whole = BigInteger.One ||| (BigInteger.One <<< (f.Length - 1))

            if possible = whole then
                [ f ]
            else
                let field, parts = images |> List.minBy (snd >> degrees >> List.length)
                let random = Random 7

                let factors =
                    [ for struct (g, d) in parts do
                          yield! splitEqualDegrees field random g d ]

                let mutable rounds = 0
                let mutable m = BigInteger field.Prime

                while m <= bound f do
                    m <- m * m
                    rounds <- rounds + 1

                let struct (modulus, lifted) = lift field rounds f factors
                recombine possible f modulus (List.toArray lifted)

    let private byDegreeThenCoefficients (f: BigInteger[]) (g: BigInteger[]) =
        match compare f.Length g.Length with
        | 0 -> compare f g
        | order -> order

    /// p = content * product of factor^multiplicity, the factors irreducible over the rationals, primitive and in a fixed order.
    let factor (p: Univariate) : Rational * (Univariate * int) list =
        let atZero = p.Primitive |> Array.takeWhile _.IsZero |> Array.length
        let body = Univariate.OfIntegers(Array.skip atZero p.Primitive)

        let factors =
            [ if atZero > 0 then [| BigInteger.Zero; BigInteger.One |], atZero
              for part, n in Univariate.squareFree body do
                  for f in factorSquareFree part.Primitive do
                      f, n ]
            |> List.sortWith (fun (f, _) (g, _) -> byDegreeThenCoefficients f g)

        p.Content, factors |> List.map (fun (f, n) -> Univariate.OfIntegers f, n)

    /// Certainly irreducible over the rationals?
    let isIrreducible (p: Univariate) =
        match factor p with
        | _, [ (_, 1) ] -> true
        | _ -> false
