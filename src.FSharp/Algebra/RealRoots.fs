namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open System.Numerics

/// One end of an interval of the real line.
[<Struct>]
type RealEnd =
    | MinusInfinity
    | At of Rational
    | PlusInfinity

/// Where exactly one root is: between Lower and Upper, neither of which is a root; or exactly at Lower = Upper.
[<Struct>]
type RootInterval =
    { Lower: Rational
      Upper: Rational }

    member interval.IsPoint = interval.Lower = interval.Upper
    member interval.Width = interval.Upper - interval.Lower

/// Counting, isolating and refining real roots, in exact arithmetic.
[<RequireQualifiedAccess>]
module RealRoots =
    let private two = Rational.OfInt 2

    // ---- Counting by Sturm's theorem --------------------------------------------------------------------------

    /// Sturm's sequence of a polynomial: p, p', and negated remainders, each divided by a positive number.
    let sturmSequence (p: Univariate) : Univariate list =
        let positivePrimitive (q: Univariate) = if q.Content.Sign < 0 then -(Univariate.primitive q) else Univariate.primitive q

        let rec go (a: Univariate) (b: Univariate) =
            if b.IsZero then
                [ a ]
            else
                a :: go b (positivePrimitive (-(Univariate.remainder a b)))

        if p.IsZero then
            []
        else
            go (positivePrimitive p) (positivePrimitive (Univariate.derivative p))

    let private signAtEnd (x: RealEnd) (p: Univariate) =
        match x with
        | At q -> Univariate.signAt p q
        | PlusInfinity -> p.Content.Sign
        | MinusInfinity -> if p.Degree % 2 = 0 then p.Content.Sign else -p.Content.Sign

    let private variations (signs: int seq) =
        signs |> Seq.filter ((<>) 0) |> Seq.pairwise |> Seq.filter (fun (a, b) -> a <> b) |> Seq.length

    /// How many distinct roots lie in lower < x <= upper. The polynomial is not zero; multiple roots count once.
    let count (p: Univariate) (lower: RealEnd) (upper: RealEnd) : int =
        if p.IsZero then
            invalidArg (nameof p) "Every number is a root of the zero polynomial."
        let sequence = sturmSequence (Univariate.squareFreePart p)
        let at x = sequence |> Seq.map (signAtEnd x) |> variations
        at lower - at upper

    let countAll p = count p MinusInfinity PlusInfinity

    // ---- Isolation by Descartes' rule (Vincent, Collins, Akritas) ---------------------------------------------

    let private signChanges (a: BigInteger[]) = a |> Seq.map _.Sign |> variations

    // a(x / 2) 2^n: the left half of (0, 1) becomes (0, 1).
    let private leftHalf (a: BigInteger[]) =
        let n = a.Length - 1
        a |> Array.mapi (fun k c -> c <<< (n - k))

    /// An upper bound of the sign changes of a((x) / (x + 1)), which bounds the number of roots in (0, 1) and is exact for 0 and 1.
    let private changesInUnitInterval (a: BigInteger[]) = Array.rev a |> IntegerPolynomial.shiftByOne |> signChanges

    /// Roots of a square-free integer polynomial in the open interval (0, 1), as (numerator, exponent, isPoint): dyadic
    /// intervals (c / 2^k, (c + 1) / 2^k), or points c / 2^k.
    let private isolateInUnitInterval (a: BigInteger[]) =
        let found = List<struct (BigInteger * int * bool)>()

        let rec go (a: BigInteger[]) (c: BigInteger) (k: int) =
            match changesInUnitInterval a with
            | 0 -> ()
            | 1 -> found.Add(struct (c, k, false))
            | _ ->
                let left = leftHalf a
                go left (c + c) (k + 1)
                let right = IntegerPolynomial.shiftByOne left
                let middle = c + c + BigInteger.One

                if right[0].IsZero then
                    found.Add(struct (middle, k + 1, true))
                    go (Array.skip 1 right) middle (k + 1)
                else
                    go right middle (k + 1)

        go a BigInteger.Zero 0
        found

    /// A power of two above the absolute value of every positive root (Kioustelidis): 2 max |a_(n-k) / a_n|^(1/k), negative coefficients.
    let private positiveRootBound (a: BigInteger[]) =
        let lead = int (BigInteger.Abs(IntegerPolynomial.leading a).GetBitLength()) - 1
        let n = a.Length - 1
        let sign = (IntegerPolynomial.leading a).Sign
        let mutable bits = 0

        for k in 1..n do
            if a[n - k].Sign = -sign then
                let ratio = int (BigInteger.Abs(a[n - k]).GetBitLength()) - lead
                if ratio > 0 then bits <- max bits ((ratio + k - 1) / k)

        bits + 1

    let private ofDyadic (c: BigInteger) (k: int) (shift: int) =
        // c 2^(shift - k)
        if shift >= k then
            Rational.OfInteger(c <<< (shift - k))
        else
            Rational.Create(c, BigInteger.One <<< (k - shift))

    let private isolatePositive (a: BigInteger[]) =
        let shift = positiveRootBound a
        let scaled = a |> Array.mapi (fun j c -> c <<< (j * shift))

        [ for struct (c, k, isPoint) in isolateInUnitInterval scaled do
              let lower = ofDyadic c k shift
              let upper = if isPoint then lower else ofDyadic (c + BigInteger.One) k shift
              { Lower = lower; Upper = upper } ]

    // The ends of an isolating interval from Descartes' rule may themselves be roots; halving moves them off.
    let rec private offRoots (p: Univariate) (interval: RootInterval) =
        let low, high = Univariate.signAt p interval.Lower, Univariate.signAt p interval.Upper

        if interval.IsPoint || low * high < 0 then
            interval
        else
            let middle = (interval.Lower + interval.Upper) / two
            let sign = Univariate.signAt p middle

            if sign = 0 then
                { Lower = middle; Upper = middle }
            elif low = 0 && high = 0 then
                // The root inside is on one side of the middle; both ends are roots of their own.
                if count p (At interval.Lower) (At middle) = 1 then
                    offRoots p { interval with Upper = middle }
                else
                    offRoots p { interval with Lower = middle }
            elif low = 0 then
                if sign * high < 0 then
                    offRoots p { interval with Lower = middle }
                else
                    offRoots p { interval with Upper = middle }
            elif sign * low < 0 then
                offRoots p { interval with Upper = middle }
            else
                offRoots p { interval with Lower = middle }

    /// All real roots in increasing order, each in an interval of its own; multiple roots once. p is not zero.
    let isolate (p: Univariate) : RootInterval list =
        if p.IsZero then
            invalidArg (nameof p) "Every number is a root of the zero polynomial."
        let f = Univariate.squareFreePart p
        let a = f.Primitive
        let zeroIsRoot = a[0].IsZero
        let body = if zeroIsRoot then Array.skip 1 a else a

        if body.Length <= 1 then
            [ if zeroIsRoot then
                  { Lower = Rational.Zero
                    Upper = Rational.Zero } ]
        else
            let mirrored = body |> Array.mapi (fun k c -> if k % 2 = 1 then -c else c)

            let negative = isolatePositive mirrored |> List.map (fun i -> { Lower = -i.Upper; Upper = -i.Lower })

            [ yield! negative
              if zeroIsRoot then
                  yield
                      { Lower = Rational.Zero
                        Upper = Rational.Zero }
              yield! isolatePositive body ]
            |> List.map (offRoots f)
            |> List.sortWith (fun x y -> compare x.Lower y.Lower)

    // ---- Refinement -------------------------------------------------------------------------------------------

    let private half (p: Univariate) (interval: RootInterval) (at: Rational) =
        match Univariate.signAt p at with
        | 0 -> { Lower = at; Upper = at }
        | sign when sign = Univariate.signAt p interval.Lower -> { interval with Lower = at }
        | _ -> { interval with Upper = at }

    /// One step of bisection; p changes sign over the interval.
    let bisect (p: Univariate) (interval: RootInterval) =
        if interval.IsPoint then
            interval
        else
            half p interval ((interval.Lower + interval.Upper) / two)

    // The values at both ends, times one positive number: whole numbers without a common denominator to reduce by.
    let private valuesAtEnds (p: Univariate) (interval: RootInterval) =
        let d, e = interval.Lower.Denominator, interval.Upper.Denominator
        let common = d / BigInteger.GreatestCommonDivisor(d, e) * e
        let at (x: Rational) = IntegerPolynomial.evaluateHomogeneous p.Primitive (x.Numerator * (common / x.Denominator)) common
        struct (at interval.Lower, at interval.Upper)

    /// The interval narrowed to at most the given width. Abbott's quadratic interval refinement: cells near the secant's root are
    /// tried, ever finer while they hit; every answer rests on exact signs.
    let refine (p: Univariate) (width: Rational) (interval: RootInterval) : RootInterval =
        let rec go (interval: RootInterval) (cellBits: int) =
            if interval.IsPoint || interval.Width <= width then
                interval
            else
                let struct (low, high) = valuesAtEnds p interval
                let cells = BigInteger.One <<< cellBits
                let cell = interval.Width / Rational.OfInteger cells
                // The nearest cell to the secant's root: cells low / (low - high), rounded; low and high have opposite signs.
                let position = (cells * low * BigInteger 2 / (low - high) + BigInteger.One) / BigInteger 2
                let guess = interval.Lower + Rational.OfInteger position * cell
                let clamp x =
                    if x < interval.Lower then interval.Lower
                    elif x > interval.Upper then interval.Upper
                    else x
                let sign =
                    if guess <= interval.Lower then low.Sign
                    elif guess >= interval.Upper then high.Sign
                    else Univariate.signAt p guess

                if sign = 0 then
                    { Lower = guess; Upper = guess }
                else
                    let other = clamp (if sign = low.Sign then guess + cell else guess - cell)
                    let otherSign =
                        if other <= interval.Lower then low.Sign
                        elif other >= interval.Upper then high.Sign
                        else Univariate.signAt p other

                    if otherSign = 0 then
                        { Lower = other; Upper = other }
                    elif otherSign <> sign then
                        go
                            { Lower = min guess other
                              Upper = max guess other }
                            (2 * cellBits)
                    else
                        go (bisect p interval) (max 2 (cellBits / 2))

        go interval 2
