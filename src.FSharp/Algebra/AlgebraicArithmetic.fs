namespace LrnnSymbolic.Algebra

open System

/// Exact arithmetic of real algebraic numbers. A resultant gives a polynomial of which the result is a root; intervals,
/// narrowed until only one root is left in them, tell which one.
[<RequireQualifiedAccess>]
module internal AlgebraicArithmetic =
    // Sorted as generators must be; the second is eliminated.
    let private generators = [| "x"; "y" |] |> Array.map (Vocabulary.real >> Canonical.symbol)
    let private x = Polynomial.generator generators 0
    let private y = Polynomial.generator generators 1

    let private inGenerator (k: int) (p: Univariate) =
        Polynomial.ofTerms
            generators
            (p.Coefficients
             |> Seq.mapi (fun n c ->
                 { Exponents = (if k = 0 then [| n; 0 |] else [| 0; n |])
                   Coefficient = c }))

    let private eliminate (p: Univariate) (q: Polynomial) : Univariate =
        Resultant.by 1 (inGenerator 1 p) q |> Polynomial.denseRational 0 |> Univariate.OfCoefficients

    let private widthOf (bits: int) = Rational.Pow(Rational.OfInt 2, -bits)

    /// The root of p that lies in every enclosure; enclosures shrink to a point as the bits grow.
    let private select (p: Univariate) (enclosure: int -> struct (Rational * Rational)) =
        let rec settle (bits: int) (candidates: AlgebraicNumber list) =
            let struct (low, high) = enclosure bits

            let left =
                candidates
                |> List.map (AlgebraicNumber.refine (widthOf bits))
                |> List.filter (fun c -> c.Interval.Lower <= high && low <= c.Interval.Upper)

            match left with
            | [ single ] -> single
            | _ -> settle (2 * bits) left

        settle 16 (AlgebraicNumber.rootsUnfactored p) |> AlgebraicNumber.minimal

    let private narrowed (bits: int) (a: AlgebraicNumber) = (AlgebraicNumber.refine (widthOf bits) a).Interval

    /// The value of numerator / denominator at a number; raises DivideByZeroException where the denominator vanishes.
    let valueOfFraction (numerator: Univariate) (denominator: Univariate) (a: AlgebraicNumber) : AlgebraicNumber =
        match AlgebraicNumber.tryRational a with
        | Some q -> AlgebraicNumber.ofRational (Univariate.evaluate numerator q / Univariate.evaluate denominator q)
        | None ->
            let a = AlgebraicNumber.minimal a

            if AlgebraicNumber.signOf denominator a = 0 then
                raise (DivideByZeroException "The denominator vanishes at the algebraic number.")

            let equation =
                Polynomial.subtract (Polynomial.multiply x (inGenerator 1 denominator)) (inGenerator 1 numerator)

            let rec enclosure (bits: int) =
                let interval = narrowed bits a
                let struct (low, high) = AlgebraicNumber.range numerator interval
                let struct (below, above) = AlgebraicNumber.range denominator interval

                if below.Sign * above.Sign <= 0 then
                    enclosure (2 * bits)
                else
                    let quotients = [ low / below; low / above; high / below; high / above ]
                    struct (List.min quotients, List.max quotients)

            select (eliminate a.Polynomial equation) enclosure

    /// The value of a polynomial at a number.
    let valueOf (p: Univariate) (a: AlgebraicNumber) = valueOfFraction p Univariate.One a

    /// a^n for any whole n; 0 to a negative power raises DivideByZeroException.
    let power (a: AlgebraicNumber) (n: int) =
        let magnitude = Univariate.power Univariate.X (abs n)
        if n < 0 then
            valueOfFraction Univariate.One magnitude a
        else
            valueOf magnitude a

    let negate (a: AlgebraicNumber) = valueOf (-Univariate.X) a
    let reciprocal (a: AlgebraicNumber) = power a -1

    let add (a: AlgebraicNumber) (b: AlgebraicNumber) =
        match AlgebraicNumber.tryRational a, AlgebraicNumber.tryRational b with
        | Some q, _ -> valueOf (Univariate.X + Univariate.Constant q) b
        | _, Some q -> valueOf (Univariate.X + Univariate.Constant q) a
        | None, None ->
            let a, b = AlgebraicNumber.minimal a, AlgebraicNumber.minimal b
            let difference = Polynomial.subtract x y

            // q(x - y), by Horner's rule.
            let shifted =
                Seq.foldBack
                    (fun c sum -> Polynomial.add (Polynomial.multiply sum difference) (Polynomial.constant generators c))
                    b.Polynomial.Coefficients
                    (Polynomial.zero generators)

            select (eliminate a.Polynomial shifted) (fun bits ->
                let p, q = narrowed bits a, narrowed bits b
                struct (p.Lower + q.Lower, p.Upper + q.Upper))

    let subtract (a: AlgebraicNumber) (b: AlgebraicNumber) = add a (negate b)

    let multiply (a: AlgebraicNumber) (b: AlgebraicNumber) =
        match AlgebraicNumber.tryRational a, AlgebraicNumber.tryRational b with
        | Some q, _ -> valueOf (Univariate.scale q Univariate.X) b
        | _, Some q -> valueOf (Univariate.scale q Univariate.X) a
        | None, None ->
            let a, b = AlgebraicNumber.minimal a, AlgebraicNumber.minimal b
            let n = b.Polynomial.Degree

            // y^n q(x / y): its roots in x are those of q times y.
            let stretched =
                Polynomial.ofTerms
                    generators
                    [ for k in 0..n ->
                          { Exponents = [| k; n - k |]
                            Coefficient = b.Polynomial.Coefficient k } ]

            select (eliminate a.Polynomial stretched) (fun bits ->
                let p, q = narrowed bits a, narrowed bits b
                let products = [ p.Lower * q.Lower; p.Lower * q.Upper; p.Upper * q.Lower; p.Upper * q.Upper ]
                struct (List.min products, List.max products))

    /// a / b; raises DivideByZeroException for b = 0.
    let divide (a: AlgebraicNumber) (b: AlgebraicNumber) = multiply a (reciprocal b)

    /// The positive n-th root of a number that is not negative; raises ArgumentException for negative numbers.
    let root (n: int) (a: AlgebraicNumber) : AlgebraicNumber =
        match AlgebraicNumber.sign a with
        | 0 -> a
        | s when s < 0 -> invalidArg (nameof a) "A real root needs a number that is not negative."
        | _ ->
            // x^n increases for x > 0: the k-th positive root of p(x^n) is the n-th root of the k-th positive root of p.
            let positive (p: Univariate) = AlgebraicNumber.rootsUnfactored p |> List.filter (fun r -> AlgebraicNumber.sign r > 0)
            let rank = positive a.Polynomial |> List.findIndex (AlgebraicNumber.equal a)
            List.item rank (positive (Univariate.compose a.Polynomial (Univariate.power Univariate.X n)))
            |> AlgebraicNumber.minimal

    let squareRoot (a: AlgebraicNumber) = root 2 a
