namespace LrnnSymbolic.Algebra

open System.Collections.Generic

/// A factor of a polynomial, and whether it is certain that it does not split over the rationals.
[<NoEquality; NoComparison>]
type internal PolynomialFactor =
    {
        /// Primitive and square-free.
        Factor: Polynomial
        Multiplicity: int
        /// Proved, or Unknown with what was not tried; factors are never Refuted.
        Irreducible: Verdict
    }

/// Factors of polynomials in several variables over the rationals: contents and square-free parts, then Kronecker's substitution.
/// Every factor has divided exactly; a factor that is not proved irreducible says so.
[<RequireQualifiedAccess>]
module internal PolynomialFactorization =
    // Beyond these the substitution has too high a degree, or too many factors to try all products of.
    let private greatestDegree = 240
    let private mostFactors = 14

    let private univariateIn (k: int) (p: Polynomial) = Univariate.OfCoefficients(Polynomial.denseRational k p)

    let private ofUnivariate (generators: Expr[]) (k: int) (p: Univariate) =
        Polynomial.ofCoefficientsIn generators k (p.Coefficients |> Array.map (Polynomial.constant generators))

    /// The common divisor of the coefficients by powers of one generator.
    let contentIn (k: int) (p: Polynomial) : Polynomial =
        Polynomial.coefficientsIn k p
        |> Seq.filter (fun c -> not c.IsZero)
        |> Seq.sortBy (fun c -> c.Terms.Length)
        |> Seq.fold (fun g c -> if Polynomial.isOne g then g else Polynomial.gcd g c) (Polynomial.zero p.Generators)

    /// f, primitive in the generator k, is irreducible if it stays so, at the same degree, with numbers for the other ones.
    let private irreducibleImage (variables: int list) (f: Polynomial) =
        let k = variables |> List.minBy (fun k -> Polynomial.degreeIn k f)
        let others = List.except [ k ] variables

        let attempt n =
            let image =
                others
                |> List.fold (fun p j -> Polynomial.substitute j (Rational.OfInt(n + 3 * j * n + 1)) p) f
                |> univariateIn k

            image.Degree = Polynomial.degreeIn k f && Factorization.isIrreducible image

        [ 1; -2; 4; 7 ] |> List.exists attempt

    let rec private subsets (size: int) (items: 'a list) : seq<'a list> =
        seq {
            match size, items with
            | 0, _ -> yield []
            | _, [] -> ()
            | _, first :: rest ->
                for chosen in subsets (size - 1) rest do
                    yield first :: chosen

                yield! subsets size rest
        }

    // Each variable becomes a power of one unknown, such that exponents of f stay apart.
    let private kronecker (variables: int list) (f: Polynomial) =
        let radices = variables |> List.map (fun k -> k, Polynomial.degreeIn k f + 1)
        let degree = radices |> List.fold (fun d (_, radix) -> d * radix) 1

        let image (p: Polynomial) =
            let exponent (t: Monomial) =
                radices
                |> List.fold (fun struct (sum, unit) (k, radix) -> struct (sum + unit * t.Exponents[k], unit * radix)) (struct (0, 1))
                |> fun struct (sum, _) -> sum

            let dense = Array.create degree Rational.Zero

            for t in p.Terms do
                dense[exponent t] <- t.Coefficient

            Univariate.OfCoefficients dense

        let back (q: Univariate) =
            let exponents (n: int) =
                let all = Array.zeroCreate f.Generators.Length
                let mutable rest = n

                for k, radix in radices do
                    all[k] <- rest % radix
                    rest <- rest / radix

                all

            q.Coefficients
            |> Seq.mapi (fun n c ->
                { Exponents = exponents n
                  Coefficient = c })
            |> Polynomial.ofTerms f.Generators
            |> Polynomial.primitive

        struct (degree, image, back)

    /// Factors of a square-free polynomial without contents. A factor's image is a product of factors of the image: with all
    /// products tried, short ones first, what is found is irreducible.
    let private bySubstitution (variables: int list) (f: Polynomial) : (Polynomial * Verdict) list =
        let struct (degree, image, back) = kronecker variables f

        if degree > greatestDegree then
            [ f, Unknown $"the substitution has degree {degree}, above {greatestDegree}" ]
        else
            let parts = Factorization.factor (image f) |> snd |> List.collect (fun (g, n) -> List.replicate n g)

            if parts.Length > mostFactors then
                [ f, Unknown $"an image has {parts.Length} factors, above {mostFactors}" ]
            else
                let found = List<Polynomial>()
                let mutable rest = f
                let mutable left = List.indexed parts
                let mutable size = 1

                let attempt (chosen: (int * Univariate) list) =
                    let candidate = chosen |> Seq.map snd |> Seq.reduce (*) |> back
                    Polynomial.tryDivide rest candidate |> Option.map (fun quotient -> chosen, candidate, quotient)

                while 2 * size <= left.Length do
                    match subsets size left |> Seq.tryPick attempt with
                    | Some(chosen, candidate, quotient) ->
                        found.Add candidate
                        rest <- quotient
                        left <- left |> List.filter (fun (k, _) -> not (List.exists (fun (j, _) -> j = k) chosen))
                    | None -> size <- size + 1

                if not (Polynomial.isConstant rest) then found.Add(Polynomial.primitive rest)
                [ for g in found -> g, Verdict.ByIdentity "no product of factors of its Kronecker image divides it" ]

    let rec private split (f: Polynomial) : (Polynomial * Verdict) list =
        match Polynomial.variables f with
        | [] -> []
        | [ k ] ->
            let _, factors = Factorization.factor (univariateIn k f)
            [ for g, _ in factors -> ofUnivariate f.Generators k g, Verdict.ByIdentity "factored modulo primes and lifted" ]
        | variables ->
            match variables |> List.map (fun k -> contentIn k f) |> List.tryFind (Polynomial.isConstant >> not) with
            | Some content -> split content @ split (Polynomial.divideExactly f content)
            | None when variables |> List.exists (fun k -> Polynomial.degreeIn k f = 1) ->
                [ f, Verdict.ByIdentity "of degree 1 in a variable, without content" ]
            | None when irreducibleImage variables f -> [ f, Verdict.ByIdentity "irreducible with numbers for all variables but one" ]
            | None -> bySubstitution variables f

    /// p = constant * product of factor^multiplicity; p without negative exponents.
    let factor (p: Polynomial) : Rational * PolynomialFactor list =
        let _, parts = Polynomial.squareFree p

        let factors =
            [ for part, n in parts do
                  for f, verdict in split part do
                      { Factor = Polynomial.primitive f
                        Multiplicity = n
                        Irreducible = verdict } ]

        let product =
            factors
            |> List.fold (fun r f -> Polynomial.multiply r (Polynomial.power f.Factor f.Multiplicity)) (Polynomial.one p.Generators)

        (if p.IsZero then
             Rational.Zero
         else
             p.Terms[0].Coefficient / product.Terms[0].Coefficient),
        factors
