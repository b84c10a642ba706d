namespace LrnnSymbolic.Algebra

/// An antiderivative that has been differentiated back.
[<NoEquality; NoComparison>]
type internal Integrated =
    {
        Integral: Expr
        /// Of the claim that the derivative of Integral minus the integrand is 0.
        Check: Verdict
    }

/// Antiderivatives of rational functions with rational coefficients: Hermite's reduction, then logarithms and inverse tangents.
/// What they would need beyond linear and quadratic denominators and rational residues is refused with a reason.
[<RequireQualifiedAccess>]
module internal Antiderivative =
    let private two = Rational.OfInt 2
    let private refuse reason = raise (UnsupportedOperation reason)

    let private inverseModulo (a: Univariate) (m: Univariate) =
        let struct (_, s, _) = Univariate.bezout a m
        Univariate.remainder s m

    /// a / product of f_i^(n_i) = polynomial + sum of r_ij / f_i^j with deg r_ij < deg f_i, for coprime factors: (f_i, j, r_ij).
    let internal apart (a: Univariate) (content: Rational) (factors: (Univariate * int) list) =
        let denominator =
            factors |> List.fold (fun p (f, n) -> p * Univariate.power f n) (Univariate.Constant content)
        let struct (whole, rest) = Univariate.divide a denominator

        // The digits of x in base f, lowest first.
        let rec digits (f: Univariate) (n: int) (x: Univariate) =
            if n = 0 then
                []
            else
                let struct (q, r) = Univariate.divide x f
                r :: digits f (n - 1) q

        let parts =
            [ for f, n in factors do
                  let own = Univariate.power f n
                  let others = Univariate.quotient denominator own
                  let share = Univariate.remainder (rest * inverseModulo others own) own

                  for j, r in List.indexed (digits f n share) do
                      if not r.IsZero then f, n - j, r ]

        whole, parts

    /// r / f^j, f square-free: lowered to j = 1 by parts (Hermite). Returns the rational part as (numerator, power) and the rest over f.
    let rec private hermite (r: Univariate) (f: Univariate) (j: int) : (Univariate * int) list * Univariate =
        if j = 1 then
            [], r
        else
            // r = s f + t f', and t f' / f^j = -(t / ((j-1) f^(j-1)))' + t' / ((j-1) f^(j-1)).
            let slope = Univariate.derivative f
            let t = Univariate.remainder (r * inverseModulo slope f) f
            let s = Univariate.quotient (r - t * slope) f
            let scale = (Rational.OfInt(j - 1)).Reciprocal
            let rational, rest = hermite (s + Univariate.scale scale (Univariate.derivative t)) f (j - 1)
            (Univariate.scale -scale t, j - 1) :: rational, rest

    let private log (x: Expr) (p: Univariate) = Functions.log (Functions.abs (Univariate.toExpr x p))

    /// r / f for f = a x^2 + b x + c irreducible over the rationals.
    let private quadratic (x: Expr) (r: Univariate) (f: Univariate) =
        let a, b, c = f.Coefficient 2, f.Coefficient 1, f.Coefficient 0
        // r = m f' + k
        let m = r.Coefficient 1 / (two * a)
        let k = r.Coefficient 0 - m * b
        let discriminant = b * b - Rational.OfInt 4 * a * c
        let slope = Univariate.toExpr x (Univariate.derivative f)
        let root = Canonical.squareRoot (Canonical.number discriminant.Abs)

        let constantPart =
            if k.IsZero then
                Canonical.zero
            elif discriminant.Sign < 0 then
                Canonical.multiplyAll
                    [ Canonical.number (two * k)
                      Canonical.power root (Canonical.ofInt -1)
                      Functions.apply Atan [ Canonical.divide slope root ] ]
            else
                let ratio = Canonical.divide (Canonical.subtract slope root) (Canonical.add slope root)
                Canonical.multiplyAll [ Canonical.number k; Canonical.power root (Canonical.ofInt -1); Functions.log (Functions.abs ratio) ]

        Canonical.add (Canonical.scale m (log x f)) constantPart

    /// r / f for f irreducible of higher degree: the sum of c log gcd(f, r - c f') over the roots c of res_x(f, r - z f')
    /// (Rothstein and Trager), where all of them are rational.
    let private higher (x: Expr) (r: Univariate) (f: Univariate) =
        // One residue must be rational; then, f being irreducible, it is the only one: r = c f'.
        let slope = Univariate.derivative f
        let struct (c, rest) = Univariate.divide r slope

        if rest.IsZero && c.IsConstant then
            Canonical.scale (c.Coefficient 0) (log x f)
        else
            refuse $"the residues at the roots of {Infix.print (Univariate.toExpr x f)} are not rational"

    let private logarithmicPart (x: Expr) (r: Univariate) (f: Univariate) =
        match f.Degree with
        | _ when r.IsZero -> Canonical.zero
        | 1 -> Canonical.scale (r.Coefficient 0 / f.Coefficient 1) (log x f)
        | 2 -> quadratic x r f
        | _ -> higher x r f

    let private integrate (x: Expr) (numerator: Univariate) (denominator: Univariate) =
        let content, factors = Factorization.factor denominator
        let whole, parts = apart numerator content factors

        let part (f: Univariate, j: int, r: Univariate) =
            let rational, rest = hermite r f j

            [ for n, power in rational do
                  Canonical.multiply (Univariate.toExpr x n) (Canonical.power (Univariate.toExpr x f) (Canonical.ofInt -power))
              logarithmicPart x rest f ]
            |> Canonical.addAll

        Canonical.addAll (Univariate.toExpr x (Univariate.antiderivative whole) :: (parts |> List.map part))

    let private quotientOf (variable: Symbol) (e: Expr) =
        let x = Canonical.symbol variable
        let numerator, denominator = RationalForm.numeratorAndDenominator e

        match Univariate.ofExpr x numerator, Univariate.ofExpr x denominator with
        | Ok n, Ok d -> struct (n, d)
        | Error reason, _
        | _, Error reason -> refuse reason

    let private attempt work =
        try
            Ok(work ())
        with
        | UnsupportedOperation reason
        | UndefinedExpression reason -> Error reason

    /// The partial fractions over the irreducible factors of the denominator.
    let partialFractions (variable: Symbol) (e: Expr) : Result<Expr, string> =
        attempt (fun () ->
            let x = Canonical.symbol variable
            let struct (n, d) = quotientOf variable e
            let content, factors = Factorization.factor d
            let whole, parts = apart n content factors

            [ Univariate.toExpr x whole
              for f, j, r in parts do
                  Canonical.multiply (Univariate.toExpr x r) (Canonical.power (Univariate.toExpr x f) (Canonical.ofInt -j)) ]
            |> Canonical.addAll)

    // |y_1|^n_1 |y_2|^n_2 ... without the bars.
    let rec private unbarred (e: Expr) : Expr =
        let factor (f: Factor) =
            if Properties.isInteger f.Exponent then
                Canonical.power (unbarred f.Base) f.Exponent
            else
                Canonical.power f.Base f.Exponent

        match e.Node with
        | Function(Abs, [| y |]) when Properties.isReal y -> y
        | Product factors -> factors |> Seq.map factor |> Canonical.multiplyAll
        | Power f -> factor f
        | _ -> e

    // d/dx log|y| = y'/y on the reals: bars right under a logarithm change nothing in the slope.
    let private slopeOnReals (variable: Symbol) (e: Expr) =
        let rec plain (e: Expr) : Expr =
            match e.Node with
            | Function(Log, [| y |]) -> Functions.log (unbarred y)
            | _ -> Substitution.mapChildren plain e

        Derivative.by (Canonical.symbol variable) (plain e)

    /// An antiderivative of a rational function with rational coefficients, differentiated back; or why there is none here.
    let rational (variable: Symbol) (e: Expr) : Result<Integrated, string> =
        attempt (fun () ->
            let struct (n, d) = quotientOf variable e
            let integral = integrate (Canonical.symbol variable) n d

            match Equality.equal (slopeOnReals variable integral) e with
            | Proved _ as check -> { Integral = integral; Check = check }
            | verdict -> refuse $"the antiderivative found does not pass its check ({verdict})")

    /// The solution in implicit form of u' = f(u), f rational: G(u) - t is constant, where G' = 1/f. The residual 1/f(u) - G'(u) has
    /// been proved 0. Constant solutions at the zeros of f are not among these.
    let separable (u: Symbol) (f: Expr) : Result<Integrated, string> =
        match Equality.isZero f with
        | Proved _ -> Error "u' = 0: every constant is a solution"
        | _ -> attempt (fun () -> Canonical.power f (Canonical.ofInt -1)) |> Result.bind (rational u)
