namespace LrnnSymbolic.Algebra

/// A common zero of two polynomials: exact coordinates.
[<NoEquality; NoComparison>]
type internal RealPoint =
    { First: AlgebraicNumber
      Second: AlgebraicNumber }

/// All real solutions of f = g = 0 in two variables, exactly: the first coordinates from a resultant; above each one the
/// greatest common divisor over the number field, whose real roots Sturm's theorem counts.
[<RequireQualifiedAccess>]
module internal BivariateSystem =
    // ---- Polynomials over Q(alpha): coefficients are polynomials in alpha modulo its minimal polynomial -------------

    let private trim (p: Univariate[]) =
        let n = 1 + (p |> Array.tryFindIndexBack (fun c -> not c.IsZero) |> Option.defaultValue -1)
        Array.sub p 0 n

    let private invert (modulus: Univariate) (c: Univariate) = let struct (_, s, _) = Univariate.bezout c modulus in s

    let private scale (modulus: Univariate) (c: Univariate) (p: Univariate[]) =
        p |> Array.map (fun x -> Univariate.remainder (c * x) modulus)

    let private remainder (modulus: Univariate) (p: Univariate[]) (q: Univariate[]) =
        let unit = scale modulus (invert modulus (Array.last q)) q
        let mutable rest = p

        while rest.Length >= unit.Length do
            let shift = rest.Length - unit.Length
            let top = Array.last rest

            rest <-
                Array.init (rest.Length - 1) (fun k ->
                    if k >= shift then
                        Univariate.remainder (rest[k] - top * unit[k - shift]) modulus
                    else
                        rest[k])
                |> trim

        rest

    let rec private gcd (modulus: Univariate) (p: Univariate[]) (q: Univariate[]) : Univariate[] =
        if q.Length = 0 then p else gcd modulus q (remainder modulus p q)

    let private derivative (p: Univariate[]) =
        if p.Length < 2 then
            [||]
        else
            Array.init (p.Length - 1) (fun k -> Univariate.scale (Rational.OfInt(k + 1)) p[k + 1])

    /// Sturm's sequence; factors that are positive at alpha are immaterial, so remainders are made monic up to their sign.
    let private sturm (alpha: AlgebraicNumber) (p: Univariate[]) =
        let modulus = alpha.Polynomial

        let reduced (q: Univariate[]) =
            if q.Length = 0 then
                q
            else
                let lead = Array.last q
                let sign = Rational.OfInt(AlgebraicNumber.signOf lead alpha)
                scale modulus (Univariate.scale sign (invert modulus lead)) q

        let rec go (a: Univariate[]) (b: Univariate[]) =
            if b.Length = 0 then
                [ a ]
            else
                a :: go b (reduced (Array.map (~-) (remainder modulus a b)))

        go (reduced p) (reduced (derivative p))

    let private signAt (alpha: AlgebraicNumber) (at: Rational) (p: Univariate[]) =
        let value = Array.foldBack (fun c sum -> Univariate.scale at sum + c) p Univariate.Zero
        AlgebraicNumber.signOf value alpha

    let private variations (signs: int list) =
        signs |> List.filter ((<>) 0) |> List.pairwise |> List.filter (fun (a, b) -> a <> b) |> List.length

    // ---- Solutions ----------------------------------------------------------------------------------------------

    let private project (eliminated: int) (kept: int) (f: Polynomial) (g: Polynomial) =
        Resultant.by eliminated f g |> Polynomial.denseRational kept |> Univariate.OfCoefficients

    let private over (alpha: AlgebraicNumber) (first: int) (second: int) (f: Polynomial) =
        Polynomial.coefficientsIn second f
        |> Array.map (fun c -> Univariate.remainder (Univariate.OfCoefficients(Polynomial.denseRational first c)) alpha.Polynomial)
        |> trim

    /// The solutions, sorted by first and then by second coordinate; first and second are the positions of the two generators
    /// that occur. An error where f and g have a common factor, and so perhaps infinitely many zeros in common.
    let solve (first: int) (second: int) (f: Polynomial) (g: Polynomial) : Result<RealPoint list, string> =
        if f.IsZero || g.IsZero || not (Polynomial.isConstant (PolynomialGcd.gcd f g)) then
            Error "the two polynomials have a common factor"
        elif Polynomial.isConstant f || Polynomial.isConstant g then
            Ok []
        else
            let seconds = AlgebraicNumber.rootsUnfactored (project first second f g)

            let above (alpha: AlgebraicNumber) =
                let common = gcd alpha.Polynomial (over alpha first second f) (over alpha first second g)

                if common.Length < 2 then
                    []
                else
                    let sequence = sturm alpha common

                    // The ends of an isolating interval are no roots of the projection, hence none of the divisor.
                    let isRoot (beta: AlgebraicNumber) =
                        match AlgebraicNumber.tryRational beta with
                        | Some value -> signAt alpha value common = 0
                        | None ->
                            let at x = sequence |> List.map (signAt alpha x) |> variations
                            at beta.Interval.Lower - at beta.Interval.Upper = 1

                    [ for beta in seconds do
                          if isRoot beta then { First = alpha; Second = beta } ]

            Ok(AlgebraicNumber.roots (project second first f g) |> List.collect above)

    /// The solutions with low <= coordinate <= high in both coordinates.
    let solveIn (box: (Rational * Rational) * (Rational * Rational)) first second f g =
        let within (low, high) (x: AlgebraicNumber) =
            AlgebraicNumber.compare (AlgebraicNumber.ofRational low) x <= 0
            && AlgebraicNumber.compare x (AlgebraicNumber.ofRational high) <= 0

        solve first second f g
        |> Result.map (List.filter (fun p -> within (fst box) p.First && within (snd box) p.Second))
