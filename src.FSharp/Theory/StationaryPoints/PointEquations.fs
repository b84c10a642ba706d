namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The stationary points of a task of numbers as equations, each with the proof of what it says, and as records.
[<RequireQualifiedAccess>]
module internal PointEquations =
    // Factoring polynomials of higher degree takes longer than their factors are worth.
    let private longestFactored = 40

    let private isFactored (numbers: ReducedNumbers) = max numbers.Correlation.Degree numbers.StationaryPolynomial.Degree <= longestFactored

    /// The points with the minimal polynomials of b, or with A G itself where its degree is too high.
    let private withMinimalPolynomials (numbers: ReducedNumbers) (points: StationaryPoint list) : StationaryPoint list =
        let a, g = numbers.Correlation, numbers.StationaryPolynomial

        if not (isFactored numbers) then
            points
        else
            let factors =
                [ for p in [ a; g ] do
                      if not p.IsConstant then yield! Factorization.factor p |> snd |> List.map fst ]

            // Just one factor has the root in the interval; it is simple there.
            let minimal (b: AlgebraicNumber) =
                let isRoot (f: Univariate) = Univariate.signAt f b.Interval.Lower * Univariate.signAt f b.Interval.Upper < 0

                match AlgebraicNumber.tryRational b, List.tryFind isRoot factors with
                | None, Some f -> AlgebraicNumber.ofBracket f b.Interval.Lower b.Interval.Upper
                | _ -> b

            points |> List.map (fun p -> { p with B = minimal p.B })

    // ---- Proofs in words ----------------------------------------------------------------------------------------------

    let private isSilent (p: StationaryPoint) = AlgebraicNumber.signOf p.U.Numerator p.B = 0

    let private reason (count: int) (p: StationaryPoint) =
        let slope =
            match p.Kind with
            | Minimum -> "E* falls before it and rises after it"
            | Saddle when isSilent p ->
                "A = 0, so E* has its greatest value P/2 there, and E is lower for small u of the right sign beside it"
            | Saddle -> "E* rises before it and falls after it"
            | Inflection -> "E* has the same direction before and after it"

        let lowest =
            if p.IsGlobal then
                "; no other minimum and no limit is lower, by comparison of algebraic numbers"
            else
                ""

        let roots = if count = 1 then "1 real root" else $"{count} real roots"

        $"A G has {roots} by Descartes' rule of signs, this one alone in its interval; {slope}: {PointTexts.kind p}{lowest}"

    // ---- Equations ----------------------------------------------------------------------------------------------------

    let private named (letter: string) (k: int) = $"{letter}_{k}"

    let private positionEquation (isMinimal: bool) (count: int) (k: int) (p: StationaryPoint) =
        let name = named "b" k
        let symbol = Canonical.symbol (Vocabulary.real name)
        let verdict = Verdict.ByIdentity(reason count p)
        let rule = $"{PointTexts.kind p}, {PointTexts.stability p}, b = {AlgebraicNumber.toDecimal 10 p.B}"

        match AlgebraicNumber.tryRational p.B, (if isMinimal then AlgebraicNumber.tryRadicals p.B else None) with
        | Some q, _ -> Equation.make name "" (Letter name) (Scalar(Canonical.number q)) rule verdict
        | None, Some radicals -> Equation.make name "" (Letter name) (Scalar radicals) rule verdict
        | None, None ->
            let interval = AlgebraicNumber.isolating p.B

            Equation.make
                name
                ""
                Formula.zero
                (Scalar(Univariate.toExpr symbol p.B.Polynomial))
                (let which = if isMinimal then "its minimal polynomial" else "A G" in $"{rule}: the only root of {which} in the interval")
                verdict
            |> Equation.wherePositive [ symbol -. Canonical.number interval.Lower; Canonical.number interval.Upper -. symbol ]

    // A function of b at the point: of the symbol b_k where b is not rational.
    let private at (k: int) (p: StationaryPoint) (e: Expr) =
        let b =
            match AlgebraicNumber.tryRational p.B with
            | Some q -> Canonical.number q
            | None -> Canonical.symbol (Vocabulary.real (named "b" k))

        Substitution.symbol Mode.recurrent b e

    let private valueEquations (energy: ReducedEnergy) (numbers: ReducedNumbers) (k: int) (p: StationaryPoint) =
        let u, e =
            if isSilent p then
                Canonical.zero, Canonical.number (numbers.TaskPower / Rational.OfInt 2)
            else
                at k p energy.BestMode, at k p energy.Energy

        let equation letter right rule decimals =
            Equation.derived (named letter k) "" (Letter(named letter k)) (Scalar right) $"{rule}: {decimals}"

        [ equation "u" u "u* at b" (if isSilent p then "0" else AlgebraicValue.toDecimal 10 p.U)
          equation "E" e "E* at b" (AlgebraicValue.toDecimal 10 p.Energy) ]

    let private limitEquation (numbers: ReducedNumbers) (infinity: AtInfinity) attained =
        Equation.make
            "limit"
            ""
            (let approach = Row [ Mark "|"; Letter "b"; Mark "|"; Mark " -> "; Mark "oo" ]
             let starred = Row [ Below(Mark "lim", approach); Gap; Above(Letter "E", Mark "*") ]
             Named(Row [ Letter "E"; Word "* for |b| -> infinity" ], starred))
            (Scalar(Canonical.number infinity.Energy))
            (PointTexts.describeInfinity infinity attained)
            (Verdict.ByIdentity $"A^2/B is a quotient of polynomials of degree {2 * (numbers.Steps - 1)}: the leading coefficients decide")

    // ---- Records --------------------------------------------------------------------------------------------------------

    let private kindAlone (p: StationaryPoint) =
        match p.Kind with
        | Minimum -> "minimum"
        | Saddle -> "saddle"
        | Inflection -> "inflection"

    let private pointRecord (isMinimal: bool) (count: int) (p: StationaryPoint) =
        let interval = p.B.Interval

        [ "kind", Field.Text(kindAlone p)
          "global", Field.Truth p.IsGlobal
          "degenerate", Field.Truth p.IsDegenerate
          "b", Field.Real(AlgebraicNumber.toDouble p.B)
          "u", Field.Real(if isSilent p then 0.0 else AlgebraicValue.toDouble p.U)
          "energy", Field.Real(AlgebraicValue.toDouble p.Energy)
          "exact", Field.Text(PointTexts.describe p.B)
          "polynomial", Field.Text(Infix.print (Univariate.toExpr (Canonical.symbol Mode.recurrent) p.B.Polynomial))
          "minimal", Field.Truth(isMinimal || (AlgebraicNumber.tryRational p.B).IsSome)
          "interval", Field.Texts [ string interval.Lower; string interval.Upper ]
          "stability", Field.Whole p.Stability
          "modulus", Field.Text(PointTexts.stability p)
          "verdict", Field.Text(string (Verdict.ByIdentity(reason count p))) ]

    let private limitRecord (infinity: AtInfinity) attained =
        [ "kind", Field.Text "limit"
          "global", Field.Truth infinity.IsGlobal
          "attained", Field.Truth attained
          "energy", Field.Real(infinity.Energy.ToDouble())
          "exactEnergy", Field.Text(string infinity.Energy) ]

    /// Equations and records of all points and of the limit; above the length only records.
    let ofSet (longestWritten: int) (energy: ReducedEnergy) (numbers: ReducedNumbers) (set: StationarySet) =
        match set with
        | AllSilent lowest -> [], [ [ "kind", Field.Text "everywhere"; "u", Field.Real 0.0; "energy", Field.Real(lowest.ToDouble()) ] ]
        | OneStep u -> [], [ [ "kind", Field.Text "everywhere"; "u", Field.Real(u.ToDouble()); "energy", Field.Real 0.0 ] ]
        | Points(points, infinity, _, attained) ->
            let points = withMinimalPolynomials numbers points
            let count = points.Length

            let equations =
                if numbers.Steps > longestWritten then
                    []
                else
                    [ for k, p in List.indexed points do
                          yield positionEquation (isFactored numbers) count (k + 1) p
                          yield! valueEquations energy numbers (k + 1) p
                      yield limitEquation numbers infinity attained ]

            equations, (points |> List.map (pointRecord (isFactored numbers) count)) @ [ limitRecord infinity attained ]
