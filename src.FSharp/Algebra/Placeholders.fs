namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open LrnnSymbolic.Algebra.Properties

/// Names for the ratios and frequencies of one sum that are not symbols, so that each is one unknown to the algebra:
/// exp(alpha), 1 - eta, ... A ratio that coincides with another is then replaced by one substitution.
type internal Placeholders() =
    let byMeaning = Dictionary<Expr, Symbol>()
    let meanings = List<Symbol * Expr>()

    let isUnimodular (meaning: Expr) =
        match meaning.Node with
        | Power { Base = b; Exponent = x } when obj.ReferenceEquals(b, Canonical.constant E) -> isReal (Canonical.divide x Canonical.i)
        | _ -> false

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

    /// The meaning itself where it is a symbol or a number; otherwise a symbol that stands for it.
    member p.For(meaning: Expr) : Expr =
        match meaning.Node with
        | Symbol _ -> meaning
        | _ when (freeSymbols meaning).Length = 0 -> meaning
        | _ ->
            match byMeaning.TryGetValue meaning with
            | true, symbol -> Canonical.symbol symbol
            | _ -> p.Add meaning

    /// A symbol even for a frequency that is one, or a number: it then stands for nothing but the angle.
    member p.ForFrequency(frequency: Expr) : Expr =
        match byMeaning.TryGetValue frequency with
        | true, symbol -> Canonical.symbol symbol
        | _ -> p.Add frequency

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
        | _ -> isUnimodular (p.Meaning e)

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

        if isPlain then
            one,
            { p with
                Base = placeholders.For p.Base }
        else
            let struct (content, direction) = Canonical.splitContent p.Slope
            // exp(-alpha (T - i)) counts in exp(alpha), whichever sign is written.
            let unit, slope =
                if isWholeNumber (Canonical.number content) then
                    direction, Canonical.number content
                else
                    p.Slope, one

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
        let frequency = placeholders.ForFrequency o.Frequency

        // Whole multiples of the frequency in the phase turn with it.
        let turning, still =
            Canonical.termsOf (ExponentialPolynomial.expand o.Phase)
            |> List.partition (fun t -> isInteger (Canonical.divide t o.Frequency))

        let turns = turning |> List.map (fun t -> Canonical.divide t o.Frequency) |> Canonical.addAll

        { Frequency = frequency
          Phase = Canonical.add (Canonical.multiply turns frequency) (Canonical.addAll still) }

    let private namedVariable (placeholders: Placeholders) (x: Expr) =
        let struct (content, rest) = Canonical.splitContent x

        let factor (f: Factor) =
            let isExponential =
                match f.Base.Node with
                | Constant _ -> true
                | _ -> false

            if isWholeNumber f.Exponent && not isExponential then
                Canonical.power (placeholders.For f.Base) f.Exponent
            else
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

    /// The geometric, homogeneous and wave in an expression with placeholders for their ratios and frequencies.
    let rows (placeholders: Placeholders) (e: Expr) : Expr =
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

        // Sums that became ratios are named in the coefficients too.
        let inCoefficients =
            SharedWalk.everywhere (fun go e ->
                match e.Node with
                | Symbol _
                | IndexedSum _
                | Function((Geometric | Homogeneous | Wave), _) -> e
                | _ -> placeholders.TryFind e |> Option.defaultWith (fun () -> Substitution.mapChildren go e))

        inCoefficients (inRows e)
