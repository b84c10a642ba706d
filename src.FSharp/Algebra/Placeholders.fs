namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open LrnnSymbolic.Algebra.Properties

/// Names for the ratios and frequencies of one sum that are not symbols, so that each is one unknown to the algebra:
/// exp(alpha), 1 - eta, ... A ratio that coincides with another is then replaced by one substitution.
type internal Placeholders() =
    let byMeaning = Dictionary<Expr, Symbol>()
    let meanings = List<Symbol * Expr>()

    /// Frequencies with the symbols of their angles. One angle turns with all frequencies that are multiples of one.
    let angles = List<Expr * Symbol>()
    let units = List<Expr * Expr>()

    // conj(z) for |z| < 1
    let isSmallConjugate (meaning: Expr) =
        match meaning.Node with
        | Conjugate x ->
            match x.Node with
            | Symbol z -> z.Assumptions.ModulusBelowOne
            | _ -> false
        | _ -> false

    member private _.Add(meaning: Expr) =
        let domain =
            { Assumptions.Of(if isReal meaning then Real else Complex) with
                ModulusBelowOne = isSmallConjugate meaning }

        let assumptions =
            if isPositive meaning then
                { domain with
                    Lower = Some { Value = Rational.Zero; Strict = true } }
            else
                domain

        let symbol = Symbol.Of($"${meanings.Count + 1}", assumptions)
        byMeaning[meaning] <- symbol
        meanings.Add(symbol, meaning)
        Canonical.symbol symbol

    // An angle counts up to whole turns: nothing is known of its size or sign, and only phases that turn with it are named by it.
    member private _.AddAngle(frequency: Expr) =
        let symbol =
            Symbol.Of($"${meanings.Count + 1}", Assumptions.Of(if isReal frequency then Real else Complex))
        angles.Add(frequency, symbol)
        meanings.Add(symbol, frequency)
        frequency, symbol

    /// The meaning itself where it is a symbol or a number; otherwise a symbol that stands for it.
    member p.For(meaning: Expr) : Expr =
        match meaning.Node with
        | Symbol _ -> meaning
        | _ when (freeSymbols meaning).Length = 0 -> meaning
        | _ ->
            match byMeaning.TryGetValue meaning with
            | true, symbol -> Canonical.symbol symbol
            | _ -> p.Add meaning

    /// The angle that turns with a frequency: the frequency of which it is a whole multiple, and its symbol.
    member p.AngleOf(frequency: Expr) : Expr * Symbol =
        let turnsWith (basis: Expr, _) =
            match (Canonical.divide frequency basis).Node with
            | Number n -> n.IsInteger
            | _ -> false

        match angles |> Seq.tryFind turnsWith with
        | Some angle -> angle
        | None -> p.AddAngle frequency

    /// An angle for each class of frequencies that are rational multiples of one another: of the largest common part.
    member p.Frequencies(frequencies: Expr list) =
        frequencies
        |> List.filter (Canonical.isZero >> not)
        |> List.map (fun f -> let struct (content, rest) = Canonical.splitSigned f in content, rest)
        |> List.groupBy snd
        |> List.iter (fun (rest, group) ->
            let common = group |> List.fold (fun g (content, _) -> Rational.gcd g content) Rational.Zero
            p.AngleOf(Canonical.scale common rest) |> ignore)

    /// Powers of one base whose exponents are rational multiples of one another become whole powers of one of them: exp(alpha)
    /// is the square of exp(alpha/2).
    member p.Exponents(powers: (Expr * Expr) list) =
        powers
        |> List.map (fun (b, exponent) -> let struct (content, rest) = Canonical.splitSigned exponent in (b, rest), content)
        |> List.groupBy fst
        |> List.iter (fun ((b, rest), group) ->
            let common = group |> List.fold (fun g (_, content) -> Rational.gcd g content) Rational.Zero
            let isExponential = obj.ReferenceEquals(b, Canonical.constant E)

            if not common.IsZero && (isExponential || not common.IsInteger) then
                units.Add(b, Canonical.scale common rest))

    /// The unit of which an exponent is a whole multiple for certain, with the multiple.
    member _.UnitOf(b: Expr, exponent: Expr) : (Expr * Expr) option =
        units
        |> Seq.tryPick (fun (c, unit) ->
            if obj.ReferenceEquals(b, c) then
                let turns = Canonical.divide exponent unit
                if isInteger turns then Some(unit, turns) else None
            else
                None)

    /// The placeholder of a meaning that has one already.
    member _.TryFind(meaning: Expr) =
        match byMeaning.TryGetValue meaning with
        | true, symbol -> Some(Canonical.symbol symbol)
        | _ -> None

    member _.Meaning(e: Expr) : Expr = if meanings.Count = 0 then e else Substitution.symbols (List.ofSeq meanings) e

    /// Of modulus one for certain, hence never zero.
    member p.IsUnimodular(e: Expr) =
        match e.Node with
        | Number q -> q = Rational.OfInt -1
        | _ -> Coincidence.isTurn (p.Meaning e)

/// Expressions with placeholders for their ratios and frequencies.
[<RequireQualifiedAccess>]
module internal Named =
    let private one = Canonical.one
    let private isWholeNumber (e: Expr) =
        match e.Node with
        | Number q -> q.IsInteger
        | _ -> false

    let private powerOf (p: LinearPower) exponent = Canonical.power p.Base exponent

    /// A power whose base is a symbol or number and whose slope is a whole number, and the constant factor split off.
    let private namedPower (placeholders: Placeholders) (p: LinearPower) : Expr * LinearPower =
        let isPlain =
            isWholeNumber p.Slope
            && (match p.Base.Node with
                | Constant _ -> false
                | _ -> true)

        match placeholders.UnitOf(p.Base, p.Slope) with
        | None when isPlain ->
            one,
            { p with
                Base = placeholders.For p.Base }
        | unit ->
            let struct (content, direction) = Canonical.splitContent p.Slope
            // exp(-alpha (T - i)) counts in exp(alpha), whichever sign is written.
            let unit, slope =
                match unit with
                | Some(unit, slope) when isWholeNumber slope -> unit, slope
                | _ when content.IsInteger -> direction, Canonical.number content
                | _ -> p.Slope, one

            let turns = ExponentialPolynomial.expand (Canonical.divide p.Offset unit)
            let placeholder = placeholders.For(powerOf p unit)

            if isInteger turns then
                one,
                { Base = placeholder
                  Slope = slope
                  Offset = turns }
            else
                powerOf p p.Offset,
                { Base = placeholder
                  Slope = slope
                  Offset = Canonical.zero }

    let private namedOscillation (placeholders: Placeholders) (o: Oscillation) =
        let basis, angle = placeholders.AngleOf o.Frequency
        let isTurning (t: Expr) = isInteger (Canonical.divide t basis)
        // Whole multiples of the angle in the phase turn with it.
        let turning, still =
            Canonical.termsOf (ExponentialPolynomial.expand o.Phase) |> List.partition isTurning

        let times (e: Expr) = Canonical.multiply (Canonical.divide e basis) (Canonical.symbol angle)

        { Frequency = times o.Frequency
          Phase = Canonical.add (times (Canonical.addAll turning)) (Canonical.addAll still) }

    let private namedVariable (placeholders: Placeholders) (x: Expr) =
        let struct (content, rest) = Canonical.splitContent x

        let factor (f: Factor) =
            let isExponential =
                match f.Base.Node with
                | Constant _ -> true
                | _ -> false

            match placeholders.UnitOf(f.Base, f.Exponent) with
            | Some(unit, turns) -> Canonical.power (placeholders.For(Canonical.power f.Base unit)) turns
            | None when isWholeNumber f.Exponent && not isExponential -> Canonical.power (placeholders.For f.Base) f.Exponent
            | None ->
                let struct (content, direction) = Canonical.splitContent f.Exponent

                if content.IsInteger then
                    Canonical.power (placeholders.For(Canonical.power f.Base direction)) (Canonical.number content)
                else
                    placeholders.For(Canonical.power f.Base f.Exponent)

        Canonical.scale content (ExponentialPolynomial.factorsOf rest |> List.map factor |> Canonical.multiplyAll)

    /// The term with placeholders for its ratios.
    let term (placeholders: Placeholders) (term: ExponentialTerm) : ExponentialTerm =
        let powers = term.Powers |> List.map (namedPower placeholders)

        { term with
            Coefficient = Canonical.multiplyAll (term.Coefficient :: List.map fst powers)
            Powers = List.map snd powers
            Oscillation = term.Oscillation |> Option.map (namedOscillation placeholders)
            Histories =
                term.Histories
                |> List.map (fun h ->
                    { h with
                        Variables = h.Variables |> List.map (namedVariable placeholders) }) }

    /// The frequencies and the exponents of ratios in rows, of which classes are made.
    let private register (placeholders: Placeholders) (e: Expr) =
        let rows = TextbookForm.rowsIn e

        let ratios id (arguments: Expr[]) =
            match id with
            | Geometric
            | Wave -> [ arguments[1] ]
            | _ -> List.ofArray (Array.tail arguments)

        placeholders.Frequencies
            [ for _, id, arguments in rows do
                  if id = Wave then arguments[2] ]

        placeholders.Exponents
            [ for _, id, arguments in rows do
                  for ratio in ratios id arguments do
                      let struct (_, product) = Canonical.splitContent ratio

                      for f in ExponentialPolynomial.factorsOf product do
                          if (freeSymbols f.Base).Length + (freeSymbols f.Exponent).Length > 0 then
                              f.Base, f.Exponent ]

    /// The same of the terms of one sum.
    let classes (placeholders: Placeholders) (terms: ExponentialTerm list) =
        placeholders.Frequencies(terms |> List.choose _.Oscillation |> List.map _.Frequency)

        placeholders.Exponents
            [ for term in terms do
                  for p in term.Powers do
                      if (freeSymbols p.Base).Length + (freeSymbols p.Slope).Length > 0 then
                          p.Base, p.Slope ]

    /// The geometric, homogeneous and wave in an expression with placeholders for their ratios and frequencies.
    let rows (placeholders: Placeholders) (e: Expr) : Expr =
        register placeholders e

        let row id (arguments: Expr[]) =
            match id, arguments with
            | Geometric, [| k; q; n |] -> Functions.apply Geometric [ k; namedVariable placeholders q; n ]
            | Wave, [| k; q; omega; phi; n |] ->
                let o = namedOscillation placeholders { Frequency = omega; Phase = phi }
                Functions.apply Wave [ k; namedVariable placeholders q; o.Frequency; o.Phase; n ]
            | _ ->
                let variables = Array.tail arguments |> Array.map (namedVariable placeholders) |> List.ofArray
                Functions.completeHomogeneous arguments[0] variables

        let inRows =
            SharedWalk.everywhere (fun go e ->
                match e.Node with
                | Function((Geometric | Homogeneous | Wave) as id, arguments) -> row id arguments
                | IndexedSum _ -> e
                | _ -> Substitution.mapChildren go e)

        let factor go (f: Factor) =
            match placeholders.UnitOf(f.Base, f.Exponent) with
            | Some(unit, turns) -> Canonical.power (placeholders.For(Canonical.power f.Base unit)) turns
            | None -> Canonical.power (go f.Base) (go f.Exponent)

        // Sums that became ratios are named in the coefficients too.
        let inCoefficients =
            SharedWalk.everywhere (fun go e ->
                match e.Node with
                | Symbol _
                | IndexedSum _
                | Function((Geometric | Homogeneous | Wave), _) -> e
                | Power f when (placeholders.UnitOf(f.Base, f.Exponent)).IsSome -> factor go f
                | Product factors when factors |> Array.exists (fun f -> (placeholders.UnitOf(f.Base, f.Exponent)).IsSome) ->
                    factors |> Array.map (factor go) |> Canonical.multiplyAll
                | _ -> placeholders.TryFind e |> Option.defaultWith (fun () -> Substitution.mapChildren go e))

        inCoefficients (inRows e)
