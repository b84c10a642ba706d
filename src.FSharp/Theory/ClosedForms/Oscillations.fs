namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Sines and cosines as exponentials of their angles, where identities between them are rational ones; and back, factor by factor.
[<RequireQualifiedAccess>]
module internal Oscillations =
    let private half = Canonical.number (Rational.ofRatio 1 2)
    let private turn (angle: Expr) = Canonical.exponential (Canonical.i *. angle)

    /// The expression with exponentials for its sines and cosines.
    let rec inExponentials (e: Expr) : Expr =
        match e.Node with
        | Function(Cos, [| x |]) -> half *. (turn x +. turn (Canonical.negate x))
        | Function(Sin, [| x |]) -> half *. Canonical.i *. (turn (Canonical.negate x) -. turn x)
        | _ -> Substitution.mapChildren inExponentials e

    let private oscillates (e: Expr) = not (obj.ReferenceEquals(inExponentials e, e))

    /// The numerator of the fraction in lowest terms: the expression is 0 where it has a value and this vanishes.
    let numerator (e: Expr) : Polynomial = (RationalForm.fraction (Expand.expand (inExponentials e))).Numerator

    // What the denominator divides, and a proper fraction: (n + 2 r)/(n + r) as 1 and r/(n + r).
    let private properFraction (e: Expr) : Expr * Expr =
        let fraction = RationalForm.fraction e
        let below = fraction.Denominator
        let above = Polynomial.over below.Generators fraction.Numerator
        let first = below.Terms[0]

        let whole =
            above.Terms
            |> Array.filter (fun t -> Array.forall2 (>=) t.Exponents first.Exponents)
            |> Array.map (fun t ->
                { Exponents = Array.map2 (-) t.Exponents first.Exponents
                  Coefficient = t.Coefficient / first.Coefficient })
            |> Polynomial.ofTerms below.Generators

        let rest = Polynomial.subtract above (Polynomial.multiply whole below)
        Polynomial.toExpr whole, Polynomial.toExpr rest /. Polynomial.toExpr below

    /// Exponents such as (t - 1)/T + 1/T in lowest terms, so that 2^(...) of equal ones is one power; and exp(2 pi I (T + t)/T) is
    /// exp(2 pi I t/T).
    let rec withExponents (e: Expr) : Expr =
        let factor (f: Factor) =
            let root = withExponents f.Base
            let whole, rest = properFraction f.Exponent
            Canonical.power root whole *. Canonical.power root rest

        match e.Node with
        | Power f -> factor f
        | Product factors -> factors |> Array.map factor |> Canonical.multiplyAll
        | _ -> Substitution.mapChildren withExponents e

    /// Does the normal form vanish, with the addition theorems of sine and cosine? Then it is 0 wherever it has a value.
    let vanishes (e: Expr) : bool =
        let isNormal (form: Expr -> Expr) =
            try
                (RationalForm.clearedNumerator (Expand.expand (inExponentials (form e)))).IsZero
            with
            | UndefinedExpression _
            | UnsupportedOperation _ -> false

        Canonical.isZero e || isNormal id || isNormal withExponents

    /// Is it zero, with the addition theorems of sine and cosine?
    let isZero (e: Expr) : Verdict =
        match Equality.isZero e with
        | Unknown _ when oscillates e -> Equality.isZero (inExponentials e)
        | verdict -> verdict

    // The angle x of a generator exp(I x).
    let private angleOf (generator: Expr) =
        match generator.Node with
        | Power f when obj.ReferenceEquals(f.Base, Canonical.constant E) ->
            let angle = Canonical.negate (Canonical.i *. f.Exponent)
            if Properties.isReal angle then Some angle else None
        | _ -> None

    // A sum of coefficient * exp(I angle) whose coefficients read the same (or negated) in the mirror of the mean angle is a
    // power of exp(I) times a sum of cosines (or I times one of sines).
    let private ofMirrored (terms: (Expr * Expr) list) =
        let mean = Canonical.scale (Rational.ofRatio 1 terms.Length) (terms |> List.map fst |> Canonical.addAll)
        let centred = terms |> List.map (fun (angle, c) -> Expand.expand (angle -. mean), c)
        let at angle =
            centred
            |> List.tryPick (fun (other, c) -> if obj.ReferenceEquals(other, angle) then Some c else None)
            |> Option.defaultValue Canonical.zero
        let mirrored sign =
            centred
            |> List.forall (fun (angle, c) -> Canonical.isZero (at (Expand.expand (Canonical.negate angle)) -. Canonical.ofInt sign *. c))
        // Each pair counts twice with half its weight.
        let sum wave = [ for angle, c in centred -> c *. wave angle ] |> Canonical.addAll

        if mirrored 1 then Some(sum Functions.cos)
        elif mirrored -1 then Some(sum Functions.sin)
        else None

    /// A factor that vanishes where the given one does, in cosines and sines where it can be written so.
    let private written (factor: Expr) =
        let numerator = (RationalForm.fraction factor).Numerator
        let angles = numerator.Generators |> Array.map angleOf
        let turns =
            [ for k in 0 .. angles.Length - 1 do
                  if angles[k].IsSome then k ]

        if turns.IsEmpty then
            factor
        else
            let others (t: Monomial) = t.Exponents |> Array.mapi (fun k n -> if angles[k].IsSome then 0 else n)

            numerator.Terms
            |> Array.groupBy (fun t -> [ for k in turns -> t.Exponents[k] ])
            |> Array.map (fun (exponents, terms) ->
                let angle =
                    List.map2 (fun k n -> Canonical.ofInt n *. angles[k].Value) turns exponents |> Canonical.addAll
                let coefficient =
                    terms
                    |> Array.map (fun t -> { t with Exponents = others t })
                    |> Polynomial.ofTerms numerator.Generators
                angle, Polynomial.toExpr coefficient)
            |> Array.toList
            |> ofMirrored
            |> Option.defaultValue factor

    // The factors of a polynomial that can vanish, with their multiplicities. A power of exp(I x) cannot, and lambda^T does
    // where lambda does.
    let private factorsOf (p: Polynomial) : (Expr * int) list =
        let _, parts = PolynomialGcd.squareFree p

        let letters (factor: Expr) =
            match factor.Node with
            | Product several -> [ for f in several -> f.Base, f.Exponent ]
            | Power f -> [ f.Base, f.Exponent ]
            | _ -> [ factor, Canonical.one ]

        [ for factor, multiplicity in parts do
              for root, exponent in letters (Polynomial.toExpr factor) do
                  if
                      (angleOf (Canonical.power root exponent)).IsNone
                      && not (Properties.freeSymbols root |> Array.isEmpty)
                  then
                      let struct (_, primitive) = Canonical.splitContent (written root)
                      let times =
                          match exponent.Node with
                          | Number q when q.TryInt.IsSome -> q.TryInt.Value
                          | _ -> 1
                      primitive, multiplicity * times ]
        |> List.distinctBy fst

    let private fractionOf (e: Expr) = RationalForm.fraction (Expand.expand (inExponentials e))

    /// The distinct factors of the numerator, with their multiplicities: the expression vanishes where one of them does, and
    /// nowhere else that it has a value.
    let factors (e: Expr) : (Expr * int) list = factorsOf (fractionOf e).Numerator

    /// The distinct factors of the denominator: the expression has no value where one of them vanishes.
    let poles (e: Expr) : Expr list = factorsOf (fractionOf e).Denominator |> List.map fst

    /// The expression as a number times powers of its factors, where that is the same: delta*cos(2*x) - delta*cos(x)^2 is
    /// -delta*sin(x)^2.
    let factored (e: Expr) : Expr =
        if not (oscillates e) || (Properties.freeSymbols e).Length = 0 then
            RationalForm.cancel e
        else
            let fraction = fractionOf e
            let product =
                [ for sign, p in [ 1, fraction.Numerator; -1, fraction.Denominator ] do
                      for factor, multiplicity in factorsOf p -> Canonical.power factor (Canonical.ofInt (sign * multiplicity)) ]
                |> Canonical.multiplyAll

            let ratio =
                RationalForm.cancel (Expand.expand (inExponentials e) /. Expand.expand (inExponentials product))
            if (Properties.freeSymbols ratio).Length = 0 then ratio *. product else e

    // cos(x) = (1 - m^2)/(1 + m^2), sin(x) = 2 m/(1 + m^2): rational points of the circle.
    let private circle (m: Rational) =
        let square = m * m
        let below = Rational.One + square
        Canonical.number ((Rational.One - square) / below)
        +. Canonical.i *. Canonical.number ((m + m) / below)

    // Values may be chosen freely for generators that share no symbol.
    let private areIndependent (generators: Expr list) =
        let symbols = generators |> List.collect (Properties.freeSymbols >> Array.toList)
        (List.distinct symbols).Length = symbols.Length

    let private valueOf (random: System.Random) (generator: Expr) =
        match angleOf generator, generator.Node with
        // exp(I pi/3) is what it is.
        | Some angle, _ when Properties.freeSymbols angle |> Array.isEmpty -> None
        | Some angle, _ ->
            let z = circle (Rational.ofRatio (random.Next(1, 6)) (random.Next(1, 6)))
            let part (e: Expr) = Infix.print (Expand.expand (ComplexForms.re e))
            let angle = Infix.print angle
            let cos, sin = part z, part (Canonical.negate (Canonical.i *. z))
            Some(z, $"cos({angle}) = {cos}, sin({angle}) = {sin}")
        | None, Symbol s ->
            let q = Rational.ofInt (random.Next(1, 9))
            Some(Canonical.number q, $"{s.Name} = {q}")
        | None, Constant ImaginaryUnit -> Some(generator, "")
        | _ -> None

    let private valueAt (values: Expr list) (p: Polynomial) =
        p.Terms
        |> Array.map (fun t ->
            values
            |> List.mapi (fun k value -> Canonical.power value (Canonical.ofInt t.Exponents[k]))
            |> Canonical.multiplyAll
            |> Canonical.scale t.Coefficient)
        |> Canonical.addAll
        |> Expand.expand

    /// Why the expression is certainly not zero for all values: a place with an exact value, where each angle x has a rational
    /// cosine and sine and each other symbol is rational; or that it is a polynomial in a transcendental number. None where
    /// it is not rational in such.
    let witness (e: Expr) : string option =
        let fraction = fractionOf e
        let generators = fraction.Numerator.Generators |> Array.toList
        let random = System.Random 3
        // exp(I q) is transcendental for a rational q other than 0 (Lindemann).
        let isNumber (g: Expr) =
            match angleOf g with
            | Some angle ->
                (match angle.Node with
                 | Number q -> not q.IsZero
                 | _ -> false)
            | None -> false

        let attempt _ =
            let values = generators |> List.map (valueOf random)

            if values |> List.exists Option.isNone then
                None
            else
                let numbers = values |> List.map (Option.get >> fst)
                let top, bottom =
                    valueAt numbers fraction.Numerator, valueAt numbers (Polynomial.over fraction.Numerator.Generators fraction.Denominator)

                if Canonical.isZero top || Canonical.isZero bottom then
                    None
                else
                    let place = values |> List.map (Option.get >> snd) |> List.filter ((<>) "") |> String.concat ", "
                    Some $"at {place} the value is {Infix.print (Expand.expand (RationalForm.cancel (top /. bottom)))}"

        match generators |> List.filter (fun g -> not (obj.ReferenceEquals(g, Canonical.i))) with
        | [ g ] when isNumber g && not fraction.Numerator.IsZero ->
            Some $"its numerator is a polynomial in {Infix.print g}, which is transcendental"
        | _ when areIndependent generators && not (List.exists isNumber generators) -> Seq.init 20 attempt |> Seq.tryPick id
        | _ -> None
