namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// Terms that share all but their powers of the index, which are collected in a polynomial weight.
[<NoEquality; NoComparison>]
type internal WeightedTerm =
    { Weight: Expr
      WeightDegree: int
      Powers: LinearPower list
      Oscillation: Oscillation option
      History: History option }

/// Sums of one weighted term over lower..upper, in the function rows that have no excluded points.
[<RequireQualifiedAccess>]
module internal ElementarySum =
    let private one = Canonical.one
    let private ofInt = Canonical.ofInt

    let private powerOf (p: LinearPower) exponent = Canonical.power p.Base exponent

    // ---- Terms back to expressions --------------------------------------------------------------------------------

    let private linear slope offset at = Canonical.add (Canonical.multiply slope at) offset

    let private shape (powers: LinearPower list) (oscillation: Oscillation option) (history: History option) (at: Expr) =
        [ for p in powers do
              powerOf p (linear p.Slope p.Offset at)
          match oscillation with
          | Some o -> Functions.cos (linear o.Frequency o.Phase at)
          | None -> ()
          match history with
          | Some h -> Functions.completeHomogeneous (linear (ofInt h.Slope) h.Offset at) h.Variables
          | None -> () ]
        |> Canonical.multiplyAll

    /// The value of the term at an index.
    let valueAt (index: Symbol) (term: WeightedTerm) (at: Expr) =
        Canonical.multiply (Substitution.symbol index at term.Weight) (shape term.Powers term.Oscillation term.History at)

    /// Terms with equal shapes together.
    let collect (index: Symbol) (terms: ExponentialTerm list) : WeightedTerm list =
        let i = Canonical.symbol index

        terms
        |> List.groupBy (fun t -> shape t.Powers t.Oscillation t.History i)
        |> List.map (fun (_, group) ->
            let weight =
                group
                |> List.map (fun t -> Canonical.multiply t.Coefficient (Canonical.power i (ofInt t.Degree)))
                |> Canonical.addAll

            { Weight = weight
              WeightDegree = group |> List.map _.Degree |> List.max
              Powers = group.Head.Powers
              Oscillation = group.Head.Oscillation
              History = group.Head.History })

    // ---- Closing --------------------------------------------------------------------------------------------------

    /// The first entries of the difference table of a polynomial given by its values at 0, 1, ...
    let private differences (values: Expr list) : Expr list =
        let rec go (row: Expr list) =
            match row with
            | [] -> []
            | first :: _ -> first :: go (List.pairwise row |> List.map (fun (x, y) -> Canonical.subtract y x))

        go values

    /// c_k with w(start + step * j) = sum_k c_k C(j, k).
    let private newton (index: Symbol) (term: WeightedTerm) (start: Expr) (step: int) =
        [ for j in 0 .. term.WeightDegree ->
              term.Weight
              |> Substitution.symbol index (Canonical.add start (ofInt (step * j)))
              |> ExponentialPolynomial.expand ]
        |> differences

    let private isDescending (p: LinearPower) =
        match p.Slope.Node with
        | Number q -> q.Sign < 0
        | _ -> false

    let private ratio (powers: LinearPower list) (sign: int) =
        powers
        |> List.map (fun p -> powerOf p (Canonical.scale (Rational.OfInt sign) p.Slope))
        |> Canonical.multiplyAll

    let private startingAt (powers: LinearPower list) (at: Expr) =
        powers |> List.map (fun p -> powerOf p (linear p.Slope p.Offset at)) |> Canonical.multiplyAll

    /// Ascending powers start at the lower end and descending ones at the upper end, so that no exponent is negative that was
    /// not. A factor of modulus one joins the descending ones where that leaves a single ratio.
    let private directions (placeholders: Placeholders) (powers: LinearPower list) =
        let down, up = powers |> List.partition isDescending

        if down.IsEmpty then
            up, down
        else
            let turning, up = up |> List.partition (fun p -> placeholders.IsUnimodular p.Base)
            up, down @ turning

    /// h_D(variables) as geometric sums where the variables are 1 and one other ratio.
    let private homogeneous (degree: Expr) (variables: Expr list) : Expr =
        let ones, others = variables |> List.partition Canonical.isOne

        match others with
        | q :: rest when ones.Length > 1 && rest |> List.forall (fun x -> obj.ReferenceEquals(x, q)) ->
            // sum_j C(D-j+a-1, a-1) C(j+b-1, b-1) q^j, the weight in the basis C(j, k)
            let weight j =
                Canonical.multiply
                    (Functions.binomialPolynomial (Canonical.add degree (ofInt (ones.Length - 1 - j))) (ones.Length - 1))
                    (Functions.binomialPolynomial (ofInt (j + rest.Length)) rest.Length)
                |> ExponentialPolynomial.expand

            [ for j in 0 .. variables.Length - 2 -> weight j ]
            |> differences
            |> List.mapi (fun k c ->
                Canonical.multiplyAll
                    [ ExponentialPolynomial.expand c
                      Canonical.power q (ofInt k)
                      Functions.geometricSum k q (Canonical.add degree one) ])
            |> Canonical.addAll
        | _ -> Functions.completeHomogeneous degree variables

    let private combine (coefficients: Expr list) (basis: int -> Expr) =
        coefficients
        |> List.mapi (fun k c -> k, ExponentialPolynomial.expand c)
        |> List.filter (fun (_, c) -> not (Canonical.isZero c))
        |> List.map (fun (k, c) -> Canonical.multiply c (basis k))
        |> Canonical.addAll

    // Powers alone.
    let private ofPowers placeholders index term lower upper =
        let n = SumRange.count lower upper
        let up, down = directions placeholders term.Powers
        let p, q = ratio up 1, ratio down -1
        let start = Canonical.multiply (startingAt up lower) (startingAt down upper)

        let basis =
            if down.IsEmpty then
                fun k -> Canonical.multiply (Canonical.power p (ofInt k)) (Functions.geometricSum k p n)
            elif up.IsEmpty then
                fun k -> Canonical.multiply (Canonical.power q (ofInt k)) (Functions.geometricSum k q n)
            else
                fun k ->
                    let degree = Canonical.subtract n (ofInt (k + 1))
                    Canonical.multiply (Canonical.power p (ofInt k)) (Functions.completeHomogeneous degree (q :: List.replicate (k + 1) p))

        let weights =
            if up.IsEmpty && not down.IsEmpty then
                newton index term upper -1
            else
                newton index term lower 1
        let sum = combine weights basis
        // A polynomial in the bounds is written out.
        Canonical.multiply
            start
            (if Canonical.isOne p && Canonical.isOne q then
                 TextbookForm.collectFractions sum
             else
                 sum)

    // Powers in one direction and a cosine, everything real.
    let private ofWave index term lower upper (o: Oscillation) up down =
        let n = SumRange.count lower upper
        let q, origin, step = if List.isEmpty down then ratio up 1, lower, 1 else ratio down -1, upper, -1
        let frequency = Canonical.scale (Rational.OfInt step) o.Frequency
        let phase = linear o.Frequency o.Phase origin
        let basis k = Canonical.multiply (Canonical.power q (ofInt k)) (Functions.waveSum k q frequency phase n)
        Canonical.multiply (startingAt (up @ down) origin) (combine (newton index term origin step) basis)

    /// cos as half the sum of two exponentials.
    let private asExponentials (placeholders: Placeholders) (term: WeightedTerm) (o: Oscillation) : WeightedTerm list =
        let turn =
            placeholders.For(Canonical.exponential (Canonical.multiply Canonical.i (placeholders.Meaning o.Frequency)))

        let turns, still =
            ExponentialPolynomial.termsOf (ExponentialPolynomial.expand o.Phase)
            |> List.partition (fun t -> isInteger (Canonical.divide t o.Frequency))

        let turns = turns |> List.map (fun t -> Canonical.divide t o.Frequency) |> Canonical.addAll
        let still = Canonical.multiply Canonical.i (Canonical.addAll still)

        [ for sign in [ 1; -1 ] do
              let half =
                  Canonical.scale (Rational.ofRatio 1 2) (Canonical.exponential (Canonical.scale (Rational.OfInt sign) still))

              { term with
                  Weight = Canonical.multiply half term.Weight
                  Oscillation = None
                  Powers =
                      term.Powers
                      @ [ { Base = turn
                            Slope = ofInt sign
                            Offset = Canonical.scale (Rational.OfInt sign) turns } ] } ]

    let private longestExplicitStart = 32

    // sum over e = upper - i of C(e+k, k) q^e h_(D-e)(p x, ...) is h_D(p x, ..., q, k+1 times): closed inner sums stay in one family.
    let private ofHistory index (term: WeightedTerm) lower upper (h: History) =
        let degreeAt at = linear (ofInt h.Slope) h.Offset at
        let first = degreeAt lower

        let early =
            match first.Node with
            | Number q when q.TryInt.IsSome && q.Sign > 0 && q <= Rational.OfInt longestExplicitStart -> Some q.TryInt.Value
            | _ when isNonnegative (Canonical.negate first) -> Some 0
            | _ -> None

        match early with
        | None -> Error $"the inner sum starts with {Infix.print (Canonical.add first one)} terms"
        | Some early ->
            let down, up = term.Powers |> List.partition isDescending
            let p, q = ratio up 1, ratio down -1
            let whenDegreeIsZero = Canonical.negate h.Offset
            let start = Canonical.multiply (startingAt up whenDegreeIsZero) (startingAt down upper)
            let variables = h.Variables |> List.map (Canonical.multiply p)
            // Newton's backward formula at e = -1, that is at i = upper + 1
            let weights =
                newton index term (Canonical.add upper one) 1
                |> List.mapi (fun k c -> if k % 2 = 0 then c else Canonical.negate c)
            let all = combine weights (fun k -> homogeneous (degreeAt upper) (variables @ List.replicate (k + 1) q))
            let before = [ for m in 0 .. early - 1 -> valueAt index term (Canonical.subtract (ofInt m) h.Offset) ]
            Ok(Canonical.subtract (Canonical.multiply start all) (Canonical.addAll before))

    /// Does an inner sum in it grow downwards?
    let isDescendingHistory (term: WeightedTerm) =
        match term.History with
        | Some h -> h.Slope < 0
        | None -> false

    /// The term as a function of -i.
    let mirrored (index: Symbol) (term: WeightedTerm) : WeightedTerm =
        { term with
            Weight = Substitution.symbol index (Canonical.negate (Canonical.symbol index)) term.Weight
            Powers =
                term.Powers
                |> List.map (fun p ->
                    { p with
                        Slope = Canonical.negate p.Slope })
            History = term.History |> Option.map (fun h -> { h with Slope = -h.Slope }) }

    /// The terms to close in its place: a cosine stays where it makes a real wave, and otherwise becomes two exponentials.
    let prepared (placeholders: Placeholders) (term: WeightedTerm) : WeightedTerm list =
        match term.Oscillation with
        | None -> [ term ]
        | Some o ->
            let up, down = directions placeholders term.Powers
            let isReal' = isReal o.Frequency && up @ down |> List.forall (fun p -> isReal p.Base)

            if term.History.IsNone && isReal' && (up.IsEmpty || down.IsEmpty) then
                [ term ]
            else
                asExponentials placeholders term o

    /// sum of a prepared term over index = lower..upper, valid wherever lower <= upper + 1.
    let close (placeholders: Placeholders) (index: Symbol) (term: WeightedTerm) (lower: Expr) (upper: Expr) : Result<Expr, string> =
        match term.History, term.Oscillation with
        | None, None -> Ok(ofPowers placeholders index term lower upper)
        | None, Some o ->
            let up, down = directions placeholders term.Powers
            Ok(ofWave index term lower upper o up down)
        | Some h, _ -> ofHistory index term lower upper h
