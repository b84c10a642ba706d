namespace LrnnSymbolic.Theory

open System.Numerics
open LrnnSymbolic.Algebra

/// The parameter at which two branches have equal energies: exactly one between Low and High, or Low = High.
[<NoEquality; NoComparison>]
type Crossing =
    internal
        {
            From: MinimumBranch
            To: MinimumBranch
            Low: Rational
            High: Rational
            /// Further branches with the same energy at a crossing that is known exactly.
            Ties: MinimumBranch list
        }

/// Exact values on branches at rational parameters, and where branches cross.
[<RequireQualifiedAccess>]
module internal Crossing =
    let private two = Rational.OfInt 2

    let private compareGains q x y = AlgebraicValue.compare (MinimumBranch.gain q x) (MinimumBranch.gain q y)

    /// The branch of lowest energy; none where two have it.
    let private winner (q: Rational) (branches: MinimumBranch list) : MinimumBranch option =
        let best = branches |> List.reduce (fun x y -> if compareGains q x y >= 0 then x else y)
        let others = branches |> List.filter (fun b -> not (obj.ReferenceEquals(b, best)))
        if others |> List.forall (fun b -> compareGains q best b > 0) then
            Some best
        else
            None

    // ---- Narrowing --------------------------------------------------------------------------------------------------

    let private middleGap (bits: int) (q: Rational) (c: Crossing) =
        let middle branch =
            let struct (low, high) = AlgebraicValue.enclose bits (MinimumBranch.gain q branch) in (low + high) / two
        middle c.From - middle c.To

    // From is lower below the crossing.
    let private side (q: Rational) (c: Crossing) = compareGains q c.From c.To

    let private settled (q: Rational) (c: Crossing) = { c with Low = q; High = q }

    let private cut (q: Rational) (c: Crossing) =
        match side q c with
        | 0 -> settled q c
        | s when s > 0 -> { c with Low = q }
        | _ -> { c with High = q }

    /// The crossing narrowed to the given width: cells near the secant's zero are tried, ever finer while they hit.
    let refine (width: Rational) (c: Crossing) : Crossing =
        let rec go (c: Crossing) (cellBits: int) =
            let span = c.High - c.Low

            if span <= width then
                c
            else
                let bits = 40 + 2 * cellBits + int (span.Reciprocal.Floor.GetBitLength())
                let low, high = middleGap bits c.Low c, middleGap bits c.High c
                let cells = BigInteger.One <<< cellBits
                let ratio = if (low - high).IsZero then Rational.ofRatio 1 2 else low / (low - high)
                let position =
                    BigInteger.Max(BigInteger.Zero, BigInteger.Min(cells, (Rational.OfInteger cells * ratio).Floor))
                let at (k: BigInteger) = c.Low + Rational.Create(k, cells) * span
                let next = c |> cut (at position)
                let next =
                    if position < cells && next.High > at (position + BigInteger.One) then
                        cut (at (position + BigInteger.One)) next
                    else
                        next

                if next.High - next.Low <= span / Rational.OfInteger cells then
                    go next (min 64 (2 * cellBits))
                else
                    go (cut ((next.Low + next.High) / two) next) (max 2 (cellBits / 2))

        go c 4

    /// Decimals on both sides of the crossing, with one unit of the last digit between them or two.
    let decimalBounds (digits: int) (c: Crossing) : string * string =
        let unit = Rational.Pow(Rational.OfInt 10, -digits)
        let c = refine unit c
        let text (multiple: BigInteger) = AlgebraicNumber.toDecimal digits (AlgebraicNumber.ofRational (Rational.OfInteger multiple * unit))
        text (c.Low / unit).Floor, text -(-(c.High / unit)).Floor

    let private findable = Rational.Pow(two, -40)

    /// Narrowed, and replaced by a simple rational number if the energies are exactly equal there.
    let private tryExact (c: Crossing) =
        let c = refine findable c

        if c.Low = c.High then
            c
        else
            let q = MinimumBranch.simplest c.Low c.High
            // By chance the simplest number in so narrow an interval has a denominator of about 2^20.
            if q.Denominator < BigInteger 10000 && side q c = 0 then settled q c else c

    // ---- All crossings of a phase -----------------------------------------------------------------------------------

    /// Where the branch of lowest energy changes between the ends of a phase with several branches; an error where that is undecided.
    let ofPhase (phase: Phase) : Result<Crossing list, string> =
        let rec between (depth: int) (low: Rational) (first: MinimumBranch) (high: Rational) (last: MinimumBranch) =
            if obj.ReferenceEquals(first, last) then
                // Any other branch crosses it at most once, and is higher at both ends.
                Result.Ok []
            elif depth > 40 then
                Result.Error "branches of equal energy could not be parted"
            else
                let c =
                    tryExact
                        { From = first
                          To = last
                          Low = low
                          High = high
                          Ties = [] }

                let others =
                    phase.Branches
                    |> List.filter (fun b -> not (obj.ReferenceEquals(b, first) || obj.ReferenceEquals(b, last)))

                if c.Low = c.High then
                    let compared = others |> List.map (fun b -> b, compareGains c.Low b first)

                    match compared |> List.tryFind (fun (_, order) -> order > 0) with
                    | Some(b, _) -> split depth low first (c.Low, b) high last
                    | None ->
                        Result.Ok
                            [ { c with
                                  Ties = compared |> List.filter (fun (_, order) -> order = 0) |> List.map fst } ]
                else
                    match others |> List.tryFind (fun b -> compareGains c.Low b first > 0 || compareGains c.High b last > 0) with
                    | Some _ ->
                        match winner c.Low phase.Branches, winner c.High phase.Branches with
                        | Some b, _ when not (obj.ReferenceEquals(b, first)) -> split depth low first (c.Low, b) high last
                        | _, Some b when not (obj.ReferenceEquals(b, last)) -> split depth low first (c.High, b) high last
                        | _ -> Result.Error "three branches have nearly equal energies"
                    | None -> Result.Ok [ c ]

        and split depth low first (q, b) high last =
            match between (depth + 1) low first q b, between (depth + 1) q b high last with
            | Result.Ok xs, Result.Ok ys -> Result.Ok(xs @ ys)
            | Result.Error e, _
            | _, Result.Error e -> Result.Error e

        match winner phase.Low phase.Branches, winner phase.High phase.Branches with
        | Some first, Some last -> between 0 phase.Low first phase.High last
        | _ -> Result.Error "two branches have equal energies at the end of a range"

    // ---- Minimal polynomials ----------------------------------------------------------------------------------------

    // The minimum stays at the end x = 0 of a half chart as long as the gain falls there.
    let private staysAtEnd (low: Rational) (high: Rational) (branch: MinimumBranch) =
        let chart = branch.Chart

        chart.IsHalf
        && branch.X.Low <= 0.0
        && (let slope = chart.Correlation[0] * chart.Stationary[0] in
            Univariate.signAt slope low < 0
            && Univariate.signAt slope high < 0
            && (slope.IsConstant || RealRoots.count slope (At low) (At high) = 0))

    /// A coordinate at which the branch stays from low to high.
    let private fixedCoordinate (low: Rational) (high: Rational) (branch: MinimumBranch) =
        let contains (x: int) = branch.X.Low <= float x && float x <= branch.X.High

        let isStationary (x: int) =
            branch.Chart.Stationary
            |> Seq.mapi (fun k c -> Univariate.scale (Rational.Pow(Rational.OfInt x, k)) c)
            |> Seq.fold (+) Univariate.Zero
            |> _.IsZero

        if staysAtEnd low high branch then
            Some 0
        else
            [ 0; 1; -1 ] |> List.tryFind (fun x -> contains x && isStationary x)

    // Beyond this size of the problem the elimination takes too long.
    let private isSmall (chart: EnergyChart) =
        let degree (p: Univariate[]) = p |> Array.fold (fun d c -> max d c.Degree) 0
        chart.Stationary.Length * (degree chart.Stationary + 1) <= 160

    // ---- Two branches that both move: the curve of gains at stationary points crosses itself ------------------------

    // The curve is worked out up to this degree of its discriminant.
    let private greatestDegree = 560

    let private degreeInControl (p: Univariate[]) = p |> Array.fold (fun d c -> max d c.Degree) 0

    /// The polynomial of least degree through points with x = 0, 1, 2, ... (Newton's forward differences).
    let private throughWholes (values: Rational[]) : Univariate =
        let differences = Array.copy values

        for level in 1 .. values.Length - 1 do
            for k in values.Length - 1 .. -1 .. level do
                differences[k] <- (differences[k] - differences[k - 1]) / Rational.OfInt level

        let line k = Univariate.OfCoefficients [ Rational.OfInt -k; Rational.One ]

        Seq.foldBack (fun k sum -> sum * line k + Univariate.Constant differences[k]) (seq { 0 .. values.Length - 1 }) Univariate.Zero

    /// H(q, y) = res_x(g, x^Lowest a^2 - y d): zero where y is the gain at a stationary point for q.
    let private gainCurve (chart: EnergyChart) : Polynomial =
        let degree =
            (chart.Stationary.Length - 1) * 2 * degreeInControl chart.Correlation
            + (chart.Power.Length - 1) * degreeInControl chart.Stationary

        let d = EnergyChart.bivariate (chart.Power |> Array.map Univariate.Constant)
        let y = Polynomial.generator EnergyChart.generators 1

        let at (q: int) =
            let q = Rational.OfInt q
            let a = EnergyChart.at q chart.Correlation
            let squared = Univariate.power Univariate.X chart.Lowest * a * a
            let inX (p: Univariate) = EnergyChart.bivariate (p.Coefficients |> Array.map Univariate.Constant)
            let g = EnergyChart.at q chart.Stationary
            // Where g loses its degree the determinant of the full degree has lost a factor: such q are left out below.
            if g.Degree < chart.Stationary.Length - 1 then
                None
            else
                Some(Resultant.by 0 (inX g) (Polynomial.subtract (inX squared) (Polynomial.multiply y d)))

        let images =
            Seq.initInfinite id
            |> Seq.choose (fun q -> at q |> Option.map (fun p -> q, p))
            |> Seq.truncate (degree + 1)
            |> Seq.toArray
        let first = fst images[0]

        if images |> Array.indexed |> Array.exists (fun (k, (q, _)) -> q <> first + k) then
            Polynomial.zero EnergyChart.generators
        else
            let highest = images |> Array.fold (fun d (_, p) -> max d (Polynomial.degreeIn 1 p)) 0
            let shift = Univariate.OfCoefficients [ Rational.OfInt -first; Rational.One ]

            let coefficient (n: int) =
                images
                |> Array.map (fun (_, p) ->
                    Polynomial.coefficientsIn 1 p
                    |> Array.tryItem n
                    |> Option.map (fun c -> Polynomial.tryConstant c |> ValueOption.defaultValue Rational.Zero)
                    |> Option.defaultValue Rational.Zero)
                |> throughWholes
                |> fun p -> Univariate.compose p shift

            // Now with q as the first generator.
            Polynomial.ofTerms
                EnergyChart.generators
                [ for n in 0..highest do
                      let c = coefficient n

                      for k in 0 .. c.Degree do
                          { Exponents = [| k; n |]
                            Coefficient = c.Coefficient k } ]

    /// Polynomials in q that vanish where two different stationary points have one gain, by multiplicity in the discriminant of the
    /// curve of gains: a crossing of two branches is a double root of it. Empty where that is too large to work out.
    let private selfCrossings (chart: EnergyChart) : Univariate list =
        let n = chart.Stationary.Length - 1
        let control = max (degreeInControl chart.Correlation) (degreeInControl chart.Stationary)

        if n < 2 || (2 * n - 1) * (2 * n + chart.Power.Length - 1) * control > greatestDegree then
            []
        else
            let _, parts = PolynomialGcd.squareFree (gainCurve chart)

            let distinct =
                parts
                |> List.filter (fun (f, _) -> Polynomial.degreeIn 1 f > 0)
                |> List.fold (fun p (f, _) -> Polynomial.multiply p f) (Polynomial.one EnergyChart.generators)

            if Polynomial.degreeIn 1 distinct < 2 then
                []
            else
                Resultant.discriminant 1 distinct
                |> Polynomial.denseRational 0
                |> Univariate.OfCoefficients
                |> Univariate.squareFree
                |> List.map fst

    /// The crossing as an algebraic number. Where one of the branches has a fixed coordinate x_0, q is a root of the resultant of
    /// g and r(x, q) - r(x_0, q) for the other branch; otherwise, in small problems, of the discriminant of the curve of gains.
    /// None in large problems: the crossing is then known as an interval, narrowed at will.
    let tryAlgebraic (near: EnergyChart) (c: Crossing) : AlgebraicNumber option =
        let eliminate (x0: int, at: MinimumBranch) (other: MinimumBranch) =
            let chart = other.Chart
            let x0 = Rational.OfInt x0
            let a = EnergyChart.bivariate chart.Correlation
            let power = EnergyChart.bivariate (chart.Power |> Array.map Univariate.Constant)
            let fixedA = at.Chart.Correlation |> EnergyChart.bivariate |> Polynomial.substitute 0 x0
            let fixedPower = Univariate.evaluate (Univariate.OfCoefficients at.Chart.Power) x0
            let lowest = Polynomial.monomial EnergyChart.generators 0 chart.Lowest Rational.One

            let difference =
                Polynomial.subtract
                    (Polynomial.scale fixedPower (Polynomial.multiply lowest (Polynomial.multiply a a)))
                    (Polynomial.scale (Rational.Pow(x0, at.Chart.Lowest)) (Polynomial.multiply (Polynomial.multiply fixedA fixedA) power))

            let g = EnergyChart.bivariate chart.Stationary
            // What g and the difference share holds for every parameter and is not this crossing.
            let common = PolynomialGcd.gcd g difference
            let g = if Polynomial.isConstant common then g else Polynomial.divideWithout common g

            Resultant.by 0 g difference
            |> Polynomial.denseRational 1
            |> Univariate.OfCoefficients
            |> Univariate.squareFreePart

        // A factor of so high a degree is no shorter a description than the whole polynomial.
        let described (x: AlgebraicNumber) = if x.Polynomial.Degree <= 80 then AlgebraicNumber.minimal x else x

        let rec locate (roots: AlgebraicNumber list) (c: Crossing) =
            let width = c.High - c.Low

            let near =
                roots
                |> List.map (AlgebraicNumber.refine width)
                |> List.filter (fun r -> r.Interval.Lower <= c.High && c.Low <= r.Interval.Upper)

            match near with
            | [] -> None
            | [ single ] -> Some(described single)
            | _ when width < Rational.Pow(two, -200) -> None
            | _ -> locate near (refine (width * findable) c)

        let solve at other =
            if isSmall other.Chart then
                match eliminate at other with
                | w when w.IsConstant -> None
                | w -> locate (AlgebraicNumber.rootsUnfactored w) c
            else
                None

        if c.Low = c.High then
            Some(AlgebraicNumber.ofRational c.Low)
        else
            match fixedCoordinate c.Low c.High c.From, fixedCoordinate c.Low c.High c.To with
            | Some x, _ -> solve (x, c.From) c.To
            | None, Some x -> solve (x, c.To) c.From
            | None, None ->
                // One of the factors vanishes at the crossing: only that can have a root in ever smaller intervals around it.
                match selfCrossings near with
                | [] -> None
                | factors ->
                    factors
                    |> List.filter (fun w -> not w.IsConstant)
                    |> List.fold (*) Univariate.One
                    |> AlgebraicNumber.rootsUnfactored
                    |> fun roots -> locate roots c
