namespace LrnnSymbolic.Algebra

open System.Collections.Generic

/// numerator / denominator, polynomials over the same generators; the denominator is not the zero polynomial.
[<NoEquality; NoComparison>]
type internal Fraction =
    { Numerator: Polynomial
      Denominator: Polynomial }

/// Fractions of polynomials as the normal form of expressions.
[<RequireQualifiedAccess>]
module RationalForm =
    let private ofPolynomial (p: Polynomial) =
        { Numerator = p
          Denominator = Polynomial.one p.Generators }

    let private add (x: Fraction) (y: Fraction) =
        if obj.ReferenceEquals(x.Denominator, y.Denominator) || Polynomial.equal x.Denominator y.Denominator then
            { x with
                Numerator = Polynomial.add x.Numerator y.Numerator }
        else
            let common = PolynomialGcd.lcm x.Denominator y.Denominator

            let raised (f: Fraction) =
                match Polynomial.tryDivide common f.Denominator with
                | Some factor -> Polynomial.multiply f.Numerator factor
                | None -> invalidOp "A common multiple is divisible by both."

            { Numerator = Polynomial.add (raised x) (raised y)
              Denominator = common }

    let private multiply (x: Fraction) (y: Fraction) =
        { Numerator = Polynomial.multiply x.Numerator y.Numerator
          Denominator = Polynomial.multiply x.Denominator y.Denominator }

    let private power (x: Fraction) (n: int) =
        if n >= 0 then
            { Numerator = Polynomial.power x.Numerator n
              Denominator = Polynomial.power x.Denominator n }
        elif x.Numerator.IsZero then
            raise (UndefinedExpression "a denominator is zero identically")
        else
            { Numerator = Polynomial.power x.Denominator -n
              Denominator = Polynomial.power x.Numerator -n }

    // The whole terms are gathered first and sorted once; then fractions are added one by one.
    let private sum (unit: Polynomial) (parts: List<Fraction>) =
        let isWhole (f: Fraction) = obj.ReferenceEquals(f.Denominator, unit)
        let whole = parts |> Seq.filter isWhole |> Seq.map _.Numerator |> Polynomial.addAll unit.Generators
        let start =
            { Numerator = whole
              Denominator = unit }
        if parts.TrueForAll(fun f -> isWhole f) then
            start
        else
            parts |> Seq.filter (fun f -> not (isWhole f)) |> Seq.fold add start

    let internal convert (table: Generators.Table) (e: Expr) : Fraction =
        let generators = table.Generators
        let memo = Dictionary<Expr, Fraction>()
        // Whole polynomials share one denominator object, by which they are known.
        let unit = Polynomial.one generators
        let ofPolynomial p = { Numerator = p; Denominator = unit }

        let times (x: Fraction) (y: Fraction) =
            if obj.ReferenceEquals(x.Denominator, unit) && obj.ReferenceEquals(y.Denominator, unit) then
                ofPolynomial (Polynomial.multiply x.Numerator y.Numerator)
            else
                multiply x y

        let raise' (x: Fraction) n =
            if obj.ReferenceEquals(x.Denominator, unit) && n > 0 then
                ofPolynomial (Polynomial.power x.Numerator n)
            else
                power x n

        let rec go (e: Expr) : Fraction =
            match e.Node with
            | Number q -> ofPolynomial (Polynomial.constant generators q)
            | Sum(constant, terms) ->
                match memo.TryGetValue e with
                | true, known -> known
                | _ ->
                    let parts = List<Fraction>(terms.Length + 1)
                    parts.Add(ofPolynomial (Polynomial.constant generators constant))

                    for t in terms do
                        parts.Add(term t.Coefficient t.Expr)

                    let result = sum unit parts
                    memo[e] <- result
                    result
            | _ -> term Rational.One e

        and term (coefficient: Rational) (e: Expr) : Fraction =
            let exponents = Array.zeroCreate generators.Length
            let mutable powers: Fraction list = []

            let factor (f: Factor) =
                match f with
                | Generators.WholePower n when n > 0 || table.Mode = AsFraction -> powers <- raise' (go f.Base) n :: powers
                | _ -> table.AddExponents(exponents, f)

            match e.Node with
            | Product factors ->
                for f in factors do
                    factor f
            | Power f -> factor f
            | Number _
            | Sum _ -> powers <- [ go e ]
            | _ ->
                factor
                    { Factor.Base = e
                      Exponent = Canonical.one }

            let isNumber = Array.forall ((=) 0) exponents

            match powers with
            | first :: rest when isNumber ->
                let product = List.fold times first rest
                { product with
                    Numerator = Polynomial.scale coefficient product.Numerator }
            | _ -> powers |> List.fold times (ofPolynomial (Polynomial.single generators exponents coefficient))

        go e

    /// Rewrites by the relations until every such generator has an exponent below its degree. Negative exponents stay.
    let internal reduceBy (table: Generators.Table) (p: Polynomial) : Polynomial =
        let generators = table.Generators

        let rules =
            [ for r in table.Relations do
                  let value = convert table r.Value
                  if Polynomial.isOne value.Denominator then
                      System.Array.IndexOf(generators, r.Generator), r.Degree, value.Numerator ]

        let apply (p: Polynomial) (k: int, degree: int, value: Polynomial) =
            if Polynomial.degreeIn k p < degree then
                p
            else
                p.Terms
                |> Seq.map (fun t ->
                    let times = if t.Exponents[k] >= degree then t.Exponents[k] / degree else 0
                    let exponents = Array.copy t.Exponents
                    exponents[k] <- exponents[k] - times * degree
                    let rest = Polynomial.ofTerms generators [ { t with Exponents = exponents } ]
                    if times = 0 then
                        rest
                    else
                        Polynomial.multiply rest (Polynomial.power value times))
                |> Polynomial.addAll generators

        let rec settle (p: Polynomial) =
            let next = rules |> List.fold apply p
            if rules |> List.exists (fun (k, degree, _) -> Polynomial.degreeIn k next >= degree) then
                settle next
            else
                next

        if rules.IsEmpty then p else settle p

    /// p with the least power of each generator taken out.
    let private clear (generators: Expr[]) (p: Polynomial) =
        let low = [| for k in 0 .. generators.Length - 1 -> Polynomial.lowestIn k p |]
        let monomial exponents =
            Polynomial.ofTerms
                generators
                [ { Exponents = exponents
                    Coefficient = Rational.One } ]
        struct (low, Polynomial.multiply p (monomial (low |> Array.map (~-))))

    /// Lowest terms: coprime, exponents not negative, the denominator primitive over the integers.
    let private lowestTerms (f: Fraction) =
        let generators = f.Numerator.Generators

        if f.Numerator.IsZero then
            ofPolynomial f.Numerator
        else
            let struct (lowN, n) = clear generators f.Numerator
            let struct (lowD, d) = clear generators f.Denominator
            let g =
                if Polynomial.isConstant d then
                    Polynomial.one generators
                else
                    PolynomialGcd.gcd n d

            let divided p =
                match Polynomial.tryDivide p g with
                | Some quotient -> quotient
                | None -> invalidOp "A common divisor divides both."

            let shift = Array.map2 (-) lowN lowD
            let monomial sign =
                let exponents = shift |> Array.map (fun s -> max 0 (sign * s))
                Polynomial.ofTerms
                    generators
                    [ { Exponents = exponents
                        Coefficient = Rational.One } ]

            let d = divided d
            let c = Polynomial.content d

            { Numerator = Polynomial.scale c.Reciprocal (Polynomial.multiply (monomial 1) (divided n))
              Denominator = Polynomial.scale c.Reciprocal (Polynomial.multiply (monomial -1) d) }

    let private tableOf mode (es: Expr list) =
        let table = Generators.Table mode
        for e in es do
            table.Visit e
        table.Close()
        table

    /// The polynomial that an expression is, after whole powers of sums are multiplied out; sums to other powers, functions
    /// and indexed sums are generators, and so are roots and powers with symbolic exponents.
    let internal polynomial (e: Expr) : Polynomial = (convert (tableOf AsGenerator [ e ]) e).Numerator

    /// The fraction in lowest terms that an expression is, relations between generators (sin, cos, roots, I) used.
    /// Raises UndefinedExpression where a denominator is zero identically.
    let internal fraction (e: Expr) : Fraction =
        let table = tableOf AsFraction [ e ]
        let f = convert table e
        let reduced = reduceBy table f.Denominator

        if reduced.IsZero then
            raise (UndefinedExpression "a denominator is zero identically")

        lowestTerms
            { Numerator = reduceBy table f.Numerator
              Denominator = reduced }

    /// The numerator, relations used, times whatever power of the generators makes its exponents nonnegative: zero exactly
    /// where the expression's normal form is.
    let internal clearedNumerator (e: Expr) : Polynomial =
        let table = tableOf AsFraction [ e ]
        let f = convert table e
        let cleared p =
            if (p: Polynomial).IsZero then
                p
            else
                (let struct (_, q) = clear table.Generators p in reduceBy table q)
        if (cleared f.Denominator).IsZero then
            raise (UndefinedExpression "a denominator is zero identically")
        cleared f.Numerator

    /// The polynomial over the given generators, if the expression is one: x^2 + s x over [x] is none, over [s; x] it is.
    let internal tryPolynomial (generators: Expr list) (e: Expr) : Polynomial option =
        let f = fraction e
        let allowed = generators |> List.distinct |> List.toArray
        System.Array.Sort(allowed, fun x y -> Expr.Compare(x, y))
        let used = Polynomial.variables f.Numerator |> List.map (fun k -> f.Numerator.Generators[k])

        if
            Polynomial.isConstant f.Denominator
            && used |> List.forall (fun g -> System.Array.IndexOf(allowed, g) >= 0)
        then
            let denominator = Polynomial.tryConstant f.Denominator |> ValueOption.get
            Some(Polynomial.over allowed (Polynomial.scale denominator.Reciprocal f.Numerator))
        else
            None

    let private quotient (n: Expr) (d: Expr) = Canonical.divide n d

    /// The expression as numerator / denominator in lowest terms, both multiplied out.
    let cancel (e: Expr) : Expr =
        let f = fraction e
        quotient (Polynomial.toExpr f.Numerator) (Polynomial.toExpr f.Denominator)

    /// The expression as one fraction in lowest terms, its denominator a product of square-free factors.
    let together (e: Expr) : Expr =
        let f = fraction e
        let constant, factors = PolynomialGcd.squareFree f.Denominator

        let denominator =
            factors
            |> Seq.map (fun (p, n) -> Canonical.power (Polynomial.toExpr p) (Canonical.ofInt n))
            |> Seq.append [ Canonical.number constant ]
            |> Canonical.multiplyAll

        quotient (Polynomial.toExpr f.Numerator) denominator

    /// Numerator and denominator in lowest terms, as expressions.
    let numeratorAndDenominator (e: Expr) : Expr * Expr =
        let f = fraction e
        Polynomial.toExpr f.Numerator, Polynomial.toExpr f.Denominator
