namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// Terms that share all but their powers of the index, which are collected in a polynomial weight.
[<NoEquality; NoComparison>]
type internal WeightedTerm =
    { Weight: Expr
      WeightDegree: int
      Powers: LinearPower list
      Oscillation: Oscillation option
      Histories: History list }

/// Sums of one weighted term over lower..upper, in the function rows that have no excluded points.
[<RequireQualifiedAccess>]
module internal ElementarySum =
    let private one = Canonical.one
    let private ofInt = Canonical.ofInt

    let private powerOf (p: LinearPower) exponent = Canonical.power p.Base exponent

    // ---- Terms back to expressions --------------------------------------------------------------------------------

    let private linear slope offset at = Canonical.add (Canonical.multiply slope at) offset

    let private shape (powers: LinearPower list) (oscillation: Oscillation option) (histories: History list) (at: Expr) =
        [ for p in powers do
              powerOf p (linear p.Slope p.Offset at)
          match oscillation with
          | Some o -> Functions.cos (linear o.Frequency o.Phase at)
          | None -> ()
          for h in histories do
              Functions.completeHomogeneous (linear (ofInt h.Slope) h.Offset at) h.Variables ]
        |> Canonical.multiplyAll

    /// The value of the term at an index.
    let valueAt (index: Symbol) (term: WeightedTerm) (at: Expr) =
        Canonical.multiply (Substitution.symbol index at term.Weight) (shape term.Powers term.Oscillation term.Histories at)

    /// Terms with equal shapes together.
    let collect (index: Symbol) (terms: ExponentialTerm list) : WeightedTerm list =
        let i = Canonical.symbol index

        terms
        |> List.groupBy (fun t -> shape t.Powers t.Oscillation t.Histories i)
        |> List.map (fun (_, group) ->
            let weight =
                group
                |> List.map (fun t -> Canonical.multiply t.Coefficient (Canonical.power i (ofInt t.Degree)))
                |> Canonical.addAll

            { Weight = weight
              WeightDegree = group |> List.map _.Degree |> List.max
              Powers = group.Head.Powers
              Oscillation = group.Head.Oscillation
              Histories = group.Head.Histories })

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
        let struct (multiple, angle) = Canonical.splitContent o.Frequency
        let turn =
            placeholders.For(Canonical.exponential (Canonical.multiply Canonical.i (placeholders.Meaning angle)))

        let turns, still =
            Canonical.termsOf (ExponentialPolynomial.expand o.Phase)
            |> List.partition (fun t -> isInteger (Canonical.divide t angle))

        let turns = Canonical.divide (Canonical.addAll turns) angle
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
                            Slope = Canonical.number (Rational.OfInt sign * multiple)
                            Offset = Canonical.scale (Rational.OfInt sign) turns } ] } ]

    let private longestExplicitStart = 32

    // ---- Products of closed inner sums --------------------------------------------------------------------------------

    let private mostVariables = 16

    let private multiplicities (variables: Expr list) = variables |> List.groupBy id |> List.map (fun (x, group) -> x, group.Length)

    /// h_n(x) h_(n+d)(y) as a sequence in n: its generating function has the denominator prod (1 - z w), where w runs through the
    /// products of an x and a y. Roots of multiplicities p and q give one of multiplicity p + q - 1, and equal products the largest.
    let private productVariables (xs: Expr list) (ys: Expr list) : Expr list =
        List.allPairs (multiplicities xs) (multiplicities ys)
        |> List.map (fun ((x, p), (y, q)) -> Canonical.multiply x y, p + q - 1)
        |> List.groupBy fst
        |> List.collect (fun (w, group) -> List.replicate (group |> List.map snd |> List.max) w)

    /// h_0, ..., h_most of the variables, written out.
    let private firstHomogeneous (most: int) (variables: Expr list) : Expr[] =
        let step (values: Expr[]) x =
            values
            |> Array.tail
            |> Array.scan (fun before h -> Canonical.add h (Canonical.multiply x before)) values[0]

        variables
        |> List.fold step (Array.init (most + 1) (fun m -> if m = 0 then one else Canonical.zero))
        |> Array.map ExponentialPolynomial.expand

    /// prod (1 - w z) by powers of z.
    let private denominator (variables: Expr list) : Expr[] =
        variables
        |> List.fold
            (fun coefficients w ->
                let shifted = Array.append [| Canonical.zero |] coefficients
                Array.append coefficients [| Canonical.zero |]
                |> Array.map2 (fun s c -> Canonical.subtract c (Canonical.multiply w s)) shifted)
            [| one |]
        |> Array.map ExponentialPolynomial.expand

    /// A sequence in n by its first values, whose generating function has the denominator prod (1 - w z), as sum_k c_k h_(n-k)(w):
    /// c is the numerator, a polynomial in the variables.
    let private combination (values: Expr[]) (variables: Expr list) (slope: int) (offset: Expr) : (Expr * History) list =
        let under = denominator variables

        [ for k in 0 .. variables.Length - 1 do
              let c =
                  [ for j in 0..k -> Canonical.multiply under[j] values[k - j] ]
                  |> Canonical.addAll
                  |> ExponentialPolynomial.expand

              if not (Canonical.isZero c) then
                  c,
                  { Variables = variables
                    Slope = slope
                    Offset = Canonical.subtract offset (ofInt k) } ]

    /// h_(n+d)(x) h_n(y).
    let private product (x: History) (y: History) : Result<(Expr * History) list, string> =
        let ahead = Canonical.subtract x.Offset y.Offset

        match ahead.Node with
        | Number d when x.Slope = y.Slope && d.TryInt.IsSome && d.Abs <= Rational.OfInt longestExplicitStart ->
            let ahead, behind, d = if d.Sign >= 0 then x, y, d.TryInt.Value else y, x, -d.TryInt.Value
            let variables = productVariables ahead.Variables behind.Variables
            let order = variables.Length

            if order > mostVariables then
                Error $"the product of two inner sums has {order} ratios"
            else
                let high = firstHomogeneous (order + d) ahead.Variables
                let low = firstHomogeneous order behind.Variables
                let values = Array.init order (fun n -> Canonical.multiply high[n + d] low[n])
                Ok(combination values variables behind.Slope behind.Offset)
        | _ when x.Slope <> y.Slope -> Error "two inner sums in it grow in opposite directions"
        | _ -> Error $"the lengths of two inner sums in it differ by {Infix.print ahead}"

    /// h_(k n + c)(x), c below k, has the powers x^k for ratios: each k-th entry of a sequence.
    let private withUnitSlope (h: History) : Result<(Expr * History) list, string> =
        let k = abs h.Slope
        let turns = Functions.wholeQuotientOf h.Offset (Rational.OfInt k)

        match (Canonical.subtract h.Offset (Canonical.multiply (ofInt k) turns)).Node with
        | _ when k = 1 -> Ok [ one, h ]
        | Number c ->
            let first = int c.Numerator
            let values = firstHomogeneous (k * h.Variables.Length + first) h.Variables
            let variables = h.Variables |> List.map (fun x -> Canonical.power x (ofInt k))
            Ok(combination (Array.init variables.Length (fun n -> values[k * n + first])) variables (sign h.Slope) turns)
        | _ -> Error $"whether {Infix.print h.Offset} is a multiple of {k} is not known"

    /// A product of inner sums as a linear combination of them.
    let private productOfAll (histories: History list) : Result<(Expr * History) list, string> =
        let append all part = Result.bind (fun all -> Result.map (fun part -> all @ part) part) all

        let times sum other =
            match sum, other with
            | Ok sum, Ok other ->
                List.allPairs sum other
                |> List.map (fun ((c, g), (d, h)) ->
                    product g h |> Result.map (List.map (fun (e, f) -> Canonical.multiplyAll [ c; d; e ], f)))
                |> List.fold append (Ok [])
            | Error reason, _
            | _, Error reason -> Error reason

        histories
        |> List.map withUnitSlope
        |> List.reduce times
        |> Result.map (
            List.groupBy (fun (_, h) -> h.Offset, h.Variables)
            >> List.map (fun (_, group) -> group |> List.map fst |> Canonical.addAll |> ExponentialPolynomial.expand, snd group.Head)
        )

    /// h_(n+d)(x) by h_n(x), h_(n-1)(x), ...
    let private withoutFirst (d: int) (h: History) : (Expr * History) list =
        let order = h.Variables.Length
        let values = firstHomogeneous (order + d) h.Variables
        combination (Array.sub values d order) h.Variables h.Slope (Canonical.subtract h.Offset (ofInt d))

    // ---- Sums of inner sums -------------------------------------------------------------------------------------------

    // sum over e = upper - i of C(e+k, k) q^e h_(D-e)(p x, ...) is h_D(p x, ..., q, k+1 times): closed inner sums stay in one family.
    let rec private ofHistory index (term: WeightedTerm) lower upper (h: History) : Result<Expr, string> =
        let degreeAt at = linear (ofInt h.Slope) h.Offset at
        let first = degreeAt lower

        let early =
            match first.Node with
            | Number q when q.TryInt.IsSome && q.Sign > 0 && q <= Rational.OfInt longestExplicitStart -> Some q.TryInt.Value
            | _ when isNonnegative (Canonical.negate first) -> Some 0
            | _ -> None

        let down, up = term.Powers |> List.partition isDescending

        // At a ratio 0 the terms before the range may have no value.
        let mayBeUndefined =
            up
            |> List.exists (fun p -> not (isNonnegative (linear p.Slope p.Offset (Canonical.negate h.Offset))))

        match early with
        | None -> Error $"the inner sum starts with {Infix.print (Canonical.add first one)} terms"
        | Some early when early > 0 && mayBeUndefined ->
            withoutFirst early h
            |> List.fold
                (fun sum (c, part) ->
                    let add sum value = Canonical.add sum (Canonical.multiply c value)
                    sum |> Result.bind (fun sum -> ofHistory index term lower upper part |> Result.map (add sum)))
                (Ok Canonical.zero)
        | Some early ->
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

    // ---- Inner sums that grow in opposite directions -----------------------------------------------------------------

    /// h_(i+a)(x) times the weight, a polynomial in i, as a combination of inner sums: C(m+k, k) is h_m(1, ..., 1).
    let private weighted index (term: WeightedTerm) (h: History) : Result<(Expr * History) list, string> =
        // Newton's backward formula at i + a = -1
        newton index term (Canonical.negate (Canonical.add h.Offset one)) -1
        |> List.mapi (fun k c -> k, ExponentialPolynomial.expand (if k % 2 = 0 then c else Canonical.negate c))
        |> List.filter (fun (_, c) -> not (Canonical.isZero c))
        |> List.map (fun (k, c) ->
            let binomial =
                { h with
                    Variables = List.replicate (k + 1) one }
            product h binomial |> Result.map (List.map (fun (d, g) -> Canonical.multiply c d, g)))
        |> List.fold (fun all part -> Result.bind (fun all -> Result.map (fun part -> all @ part) part) all) (Ok [])

    /// The number of terms, from the one of degree 0 on, that a range leaves out.
    let private leftOut (degree: Expr) : Result<int, string> =
        match degree.Node with
        | Number q when q.TryInt.IsSome && q.Sign > 0 && q <= Rational.OfInt longestExplicitStart -> Ok q.TryInt.Value
        | _ when isNonnegative (Canonical.negate degree) -> Ok 0
        | _ -> Error $"an inner sum in it starts with {Infix.print (Canonical.add degree one)} terms"

    // sum over i = -a..D of h_(i+a)(x) h_(D-i)(y) is h_(D+a)(x, y), as the generating functions multiply.
    let private fullConvolution (term: WeightedTerm) (c: Expr, up: History) (d: Expr, down: History) =
        let first, last = Canonical.negate up.Offset, down.Offset
        let falling, rising = term.Powers |> List.partition isDescending

        let variables =
            (up.Variables |> List.map (Canonical.multiply (ratio rising 1)))
            @ (down.Variables |> List.map (Canonical.multiply (ratio falling -1)))

        Canonical.multiplyAll
            [ c
              d
              startingAt rising first
              startingAt falling last
              Functions.completeHomogeneous (Canonical.subtract last first) variables ]

    let private convolution (term: WeightedTerm) lower upper (c: Expr, up: History) (d: Expr, down: History) =
        let within factor = List.map (fun (e, h) -> Canonical.multiply factor e, h)

        match leftOut (Canonical.add lower up.Offset), leftOut (Canonical.subtract down.Offset upper) with
        | Error reason, _
        | _, Error reason -> Error reason
        | Ok early, Ok late ->
            List.allPairs (within c (withoutFirst early up)) (within d (withoutFirst late down))
            |> List.map (fun (up, down) -> fullConvolution term up down)
            |> Canonical.addAll
            |> Ok

    /// Do inner sums in it grow in both directions?
    let isOpposed (term: WeightedTerm) =
        term.Histories |> List.exists (fun h -> h.Slope < 0)
        && term.Histories |> List.exists (fun h -> h.Slope > 0)

    /// The sum of a term with inner sums in both directions over lower..upper, by their convolution.
    let closeOpposed (index: Symbol) (term: WeightedTerm) (lower: Expr) (upper: Expr) : Result<Expr, string> =
        let ups, downs = term.Histories |> List.partition (fun h -> h.Slope > 0)

        let weightedUps (c: Expr, h: History) = weighted index term h |> Result.map (List.map (fun (d, g) -> Canonical.multiply c d, g))

        let collect (parts: Result<'a list, string> list) =
            parts
            |> List.fold (fun all part -> Result.bind (fun all -> Result.map (fun part -> all @ part) part) all) (Ok [])

        match productOfAll ups |> Result.bind (List.map weightedUps >> collect), productOfAll downs with
        | Ok ups, Ok downs ->
            List.allPairs ups downs
            |> List.map (fun (up, down) -> convolution term lower upper up down |> Result.map List.singleton)
            |> collect
            |> Result.map Canonical.addAll
        | Error reason, _
        | _, Error reason -> Error reason

    /// Does an inner sum in it grow downwards?
    let isDescendingHistory (term: WeightedTerm) = term.Histories |> List.exists (fun h -> h.Slope < 0)

    /// The term as a function of -i.
    let mirrored (index: Symbol) (term: WeightedTerm) : WeightedTerm =
        { term with
            Weight = Substitution.symbol index (Canonical.negate (Canonical.symbol index)) term.Weight
            Powers =
                term.Powers
                |> List.map (fun p ->
                    { p with
                        Slope = Canonical.negate p.Slope })
            Histories = term.Histories |> List.map (fun h -> { h with Slope = -h.Slope }) }

    /// The terms to close in its place: a cosine stays where it makes a real wave, and otherwise becomes two exponentials.
    let prepared (placeholders: Placeholders) (term: WeightedTerm) : WeightedTerm list =
        match term.Oscillation with
        | None -> [ term ]
        | Some o ->
            let up, down = directions placeholders term.Powers
            let isReal' = isReal o.Frequency && up @ down |> List.forall (fun p -> isReal p.Base)

            if term.Histories.IsEmpty && isReal' && (up.IsEmpty || down.IsEmpty) then
                [ term ]
            else
                asExponentials placeholders term o

    /// sum of a prepared term over index = lower..upper, valid wherever lower <= upper + 1.
    let close (placeholders: Placeholders) (index: Symbol) (term: WeightedTerm) (lower: Expr) (upper: Expr) : Result<Expr, string> =
        match term.Histories, term.Oscillation with
        | [], None -> Ok(ofPowers placeholders index term lower upper)
        | [], Some o ->
            let up, down = directions placeholders term.Powers
            Ok(ofWave index term lower upper o up down)
        | histories, _ ->
            productOfAll histories
            |> Result.bind (
                List.fold
                    (fun sum (c, h) ->
                        Result.bind
                            (fun sum ->
                                ofHistory index { term with Histories = [ h ] } lower upper h
                                |> Result.map (fun part -> Canonical.add sum (Canonical.multiply c part)))
                            sum)
                    (Ok Canonical.zero)
            )
