namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics

/// coefficient * product of generators, each to its exponent.
[<Struct; NoEquality; NoComparison>]
type internal Monomial =
    { Exponents: int[]
      Coefficient: Rational }

/// A sparse polynomial over the rationals. Generators are sorted and distinct expressions, treated as independent unknowns;
/// terms are sorted by exponents, lexicographically, greatest first, without zero coefficients. Negative exponents are
/// allowed: generators are units where only monomials divide.
[<NoEquality; NoComparison>]
type internal Polynomial =
    internal
        { generators: Expr[]
          terms: Monomial[] }

    member p.Generators = p.generators
    member p.Terms = p.terms
    member p.IsZero = p.terms.Length = 0

/// Arithmetic of sparse polynomials.
[<RequireQualifiedAccess>]
module internal Polynomial =
    let private order (x: int[]) (y: int[]) = MemoryExtensions.SequenceCompareTo(ReadOnlySpan<int> x, ReadOnlySpan<int> y)

    let private descending = Comparer<Monomial>.Create(fun x y -> order y.Exponents x.Exponents)

    /// Sorts and merges terms in place.
    let private normalize (generators: Expr[]) (terms: List<Monomial>) =
        if terms.Count > 1 then terms.Sort descending
        let mutable kept = 0
        let mutable i = 0

        while i < terms.Count do
            let exponents = terms[i].Exponents
            let mutable c = terms[i].Coefficient
            i <- i + 1

            while i < terms.Count && order terms[i].Exponents exponents = 0 do
                c <- c + terms[i].Coefficient
                i <- i + 1

            if not c.IsZero then
                terms[kept] <-
                    { Exponents = exponents
                      Coefficient = c }
                kept <- kept + 1

        { generators = generators
          terms = terms.GetRange(0, kept).ToArray() }

    let zero (generators: Expr[]) =
        { generators = generators
          terms = [||] }

    let constant (generators: Expr[]) (q: Rational) =
        { generators = generators
          terms =
            if q.IsZero then
                [||]
            else
                [| { Exponents = Array.zeroCreate generators.Length
                     Coefficient = q } |] }

    let one generators = constant generators Rational.One

    /// coefficient * generator^exponent, by the position of the generator.
    let monomial (generators: Expr[]) (k: int) (exponent: int) (q: Rational) =
        let exponents = Array.zeroCreate generators.Length
        exponents[k] <- exponent

        { generators = generators
          terms =
            if q.IsZero then
                [||]
            else
                [| { Exponents = exponents
                     Coefficient = q } |] }

    let generator generators k = monomial generators k 1 Rational.One

    /// coefficient * product of generators to the exponents.
    let internal single (generators: Expr[]) (exponents: int[]) (coefficient: Rational) =
        { generators = generators
          terms =
            if coefficient.IsZero then
                [||]
            else
                [| { Exponents = exponents
                     Coefficient = coefficient } |] }

    /// A polynomial from terms in any order, repeated ones added.
    let ofTerms (generators: Expr[]) (terms: Monomial seq) = normalize generators (List terms)

    /// The same polynomial over a sorted array that contains its generators.
    let over (generators: Expr[]) (p: Polynomial) =
        if obj.ReferenceEquals(p.generators, generators) then
            p
        else
            let position = p.generators |> Array.map (fun g -> Array.IndexOf(generators, g))

            let move (t: Monomial) =
                let exponents = Array.zeroCreate generators.Length

                for k in 0 .. position.Length - 1 do
                    if position[k] >= 0 then
                        exponents[position[k]] <- t.Exponents[k]
                    elif t.Exponents[k] <> 0 then
                        invalidArg (nameof generators) "A generator in use is missing."

                { Exponents = exponents
                  Coefficient = t.Coefficient }

            // Both arrays are sorted alike, so the order of terms stays.
            { generators = generators
              terms = p.terms |> Array.map move }

    let internal union (xs: Expr[]) (ys: Expr[]) =
        let all = Array.append xs ys |> Array.distinct
        Array.Sort(all, fun x y -> Expr.Compare(x, y))
        all

    let align (p: Polynomial) (q: Polynomial) =
        let same =
            obj.ReferenceEquals(p.generators, q.generators)
            || (p.generators.Length = q.generators.Length
                && Array.forall2 (fun x y -> obj.ReferenceEquals(x, y)) p.generators q.generators)

        if same then
            struct (p, { q with generators = p.generators })
        else
            let all = union p.generators q.generators
            struct (over all p, over all q)

    let isConstant (p: Polynomial) = p.terms.Length = 0 || (p.terms.Length = 1 && p.terms[0].Exponents |> Array.forall ((=) 0))

    /// The number it is, if it is one.
    let tryConstant (p: Polynomial) =
        if p.terms.Length = 0 then ValueSome Rational.Zero
        elif isConstant p then ValueSome p.terms[0].Coefficient
        else ValueNone

    let isOne p =
        match tryConstant p with
        | ValueSome q -> q.IsOne
        | ValueNone -> false

    let scale (q: Rational) (p: Polynomial) =
        if q.IsOne then
            p
        elif q.IsZero then
            zero p.generators
        else
            { p with
                terms =
                    p.terms
                    |> Array.map (fun t ->
                        { t with
                            Coefficient = q * t.Coefficient }) }

    let negate p = scale (Rational.OfInt -1) p

    /// p + c q, by merging.
    let private addScaled (c: Rational) (p: Polynomial) (q: Polynomial) =
        let struct (p, q) = align p q
        let terms = List<Monomial>(p.terms.Length + q.terms.Length)
        let mutable i = 0
        let mutable j = 0

        let takeSecond () =
            terms.Add
                { q.terms[j] with
                    Coefficient = c * q.terms[j].Coefficient }
            j <- j + 1

        while i < p.terms.Length || j < q.terms.Length do
            if j = q.terms.Length then
                terms.Add p.terms[i]
                i <- i + 1
            elif i = p.terms.Length then
                takeSecond ()
            else
                match order p.terms[i].Exponents q.terms[j].Exponents with
                | 0 ->
                    let sum = p.terms[i].Coefficient + c * q.terms[j].Coefficient
                    if not sum.IsZero then terms.Add { p.terms[i] with Coefficient = sum }
                    i <- i + 1
                    j <- j + 1
                | o when o > 0 ->
                    terms.Add p.terms[i]
                    i <- i + 1
                | _ -> takeSecond ()

        { p with terms = terms.ToArray() }

    let add p q = addScaled Rational.One p q
    let subtract p q = addScaled (Rational.OfInt -1) p q

    /// The sum of many polynomials over the same generators, sorted once.
    let addAll (generators: Expr[]) (parts: Polynomial seq) =
        let terms = List<Monomial>()

        for p in parts do
            terms.AddRange((over generators p).terms)

        normalize generators terms

    let private addExponents (x: int[]) (y: int[]) =
        let sum = Array.zeroCreate x.Length

        for k in 0 .. x.Length - 1 do
            sum[k] <- x[k] + y[k]

        sum

    let private times (t: Monomial) (p: Polynomial) =
        { p with
            terms =
                p.terms
                |> Array.map (fun u ->
                    { Exponents = addExponents t.Exponents u.Exponents
                      Coefficient = t.Coefficient * u.Coefficient }) }

    let minima (p: Polynomial) =
        let m = Array.copy p.terms[0].Exponents

        for t in p.terms do
            for k in 0 .. m.Length - 1 do
                if t.Exponents[k] < m[k] then m[k] <- t.Exponents[k]

        m

    let private maxima (p: Polynomial) =
        let m = Array.copy p.terms[0].Exponents

        for t in p.terms do
            for k in 0 .. m.Length - 1 do
                if t.Exponents[k] > m[k] then m[k] <- t.Exponents[k]

        m

    let private bitLength (n: int) = 32 - BitOperations.LeadingZeroCount(uint n)

    // Exponents of the product packed into one machine word, the first generator in the highest bits: adding words
    // multiplies monomials and comparing words compares them.
    let private multiplyPacked (p: Polynomial) (q: Polynomial) (lowP: int[]) (lowQ: int[]) (widths: int[]) =
        let pack (low: int[]) (t: Monomial) =
            let mutable word = 0UL

            for k in 0 .. widths.Length - 1 do
                word <- (word <<< widths[k]) ||| uint64 (t.Exponents[k] - low[k])

            word

        let unpack (word: uint64) =
            let exponents = Array.zeroCreate widths.Length
            let mutable rest = word

            for k in widths.Length - 1 .. -1 .. 0 do
                exponents[k] <- int (rest &&& ((1UL <<< widths[k]) - 1UL)) + lowP[k] + lowQ[k]
                rest <- rest >>> widths[k]

            exponents

        let xs = p.terms |> Array.map (pack lowP)
        let ys = q.terms |> Array.map (pack lowQ)
        let position = Dictionary<uint64, int>(min 4096 (xs.Length * ys.Length))
        let sums = List<Rational>()

        for i in 0 .. xs.Length - 1 do
            Work.spend ys.Length
            let c = p.terms[i].Coefficient

            for j in 0 .. ys.Length - 1 do
                let product = c * q.terms[j].Coefficient

                match position.TryGetValue(xs[i] + ys[j]) with
                | true, at -> sums[at] <- sums[at] + product
                | _ ->
                    position[xs[i] + ys[j]] <- sums.Count
                    sums.Add product

        let words = position.Keys |> Seq.filter (fun word -> not sums[position[word]].IsZero) |> Seq.toArray
        Array.Sort words
        Array.Reverse words

        { p with
            terms =
                words
                |> Array.map (fun word ->
                    { Exponents = unpack word
                      Coefficient = sums[position[word]] }) }

    let private multiplyTermwise (p: Polynomial) (q: Polynomial) =
        let products = List<Monomial>(p.terms.Length * q.terms.Length)

        for t in p.terms do
            Work.spend q.terms.Length

            for u in q.terms do
                products.Add
                    { Exponents = addExponents t.Exponents u.Exponents
                      Coefficient = t.Coefficient * u.Coefficient }

        normalize p.generators products

    let multiply (p: Polynomial) (q: Polynomial) =
        let struct (p, q) = align p q

        if p.terms.Length = 0 || q.terms.Length = 0 then
            zero p.generators
        elif p.terms.Length = 1 then
            times p.terms[0] q
        elif q.terms.Length = 1 then
            times q.terms[0] p
        elif p.terms.Length * q.terms.Length <= 16 then
            multiplyTermwise p q
        else
            let lowP, lowQ = minima p, minima q
            let spans = Array.map2 (-) (addExponents (maxima p) (maxima q)) (addExponents lowP lowQ)
            let widths = spans |> Array.map bitLength

            if Array.sum widths <= 64 then
                multiplyPacked p q lowP lowQ widths
            else
                multiplyTermwise p q

    /// p^n for n at least 0; for a single term any n.
    let rec power (p: Polynomial) (n: int) : Polynomial =
        if p.terms.Length = 1 then
            let t = p.terms[0]

            { p with
                terms =
                    [| { Exponents = t.Exponents |> Array.map (fun e -> Checked.(*) e n)
                         Coefficient = Rational.Pow(t.Coefficient, n) } |] }
        elif n < 0 then
            invalidArg (nameof n) "Only a single term has negative powers."
        elif n = 0 then
            one p.generators
        elif n <= 8 || p.terms.Length > 2 then
            // Repeated multiplication by p beats squaring for sparse p of several terms.
            Seq.fold (fun result _ -> multiply result p) p (seq { 2..n })
        else
            let half = power p (n / 2)
            let square = multiply half half
            if n % 2 = 0 then square else multiply square p

    /// The highest exponent of a generator; -1 for zero.
    let degreeIn (k: int) (p: Polynomial) =
        if p.IsZero then
            -1
        else
            p.terms |> Array.fold (fun d t -> max d t.Exponents[k]) Int32.MinValue

    let lowestIn (k: int) (p: Polynomial) =
        if p.IsZero then
            0
        else
            p.terms |> Array.fold (fun d t -> min d t.Exponents[k]) Int32.MaxValue

    /// The positions of the generators that occur.
    let variables (p: Polynomial) =
        [ for k in 0 .. p.generators.Length - 1 do
              if p.terms |> Array.exists (fun t -> t.Exponents[k] <> 0) then k ]

    /// Coefficients by powers 0, 1, ... of one generator, which must have no negative exponents.
    let coefficientsIn (k: int) (p: Polynomial) : Polynomial[] =
        let groups = Array.init (degreeIn k p + 1) (fun _ -> List<Monomial>())

        for t in p.terms do
            let exponents = Array.copy t.Exponents
            exponents[k] <- 0
            groups[t.Exponents[k]].Add { t with Exponents = exponents }

        groups |> Array.map (fun g -> { p with terms = g.ToArray() })

    /// The polynomial with the given coefficients by powers of one generator.
    let ofCoefficientsIn (generators: Expr[]) (k: int) (coefficients: Polynomial[]) =
        let raised =
            coefficients
            |> Seq.mapi (fun n c -> multiply (over generators c) (monomial generators k n Rational.One))

        addAll generators raised

    let derivative (k: int) (p: Polynomial) =
        let lower (t: Monomial) =
            let exponents = Array.copy t.Exponents
            exponents[k] <- exponents[k] - 1

            { Exponents = exponents
              Coefficient = Rational.OfInt t.Exponents[k] * t.Coefficient }

        normalize p.generators (List(p.terms |> Seq.filter (fun t -> t.Exponents[k] <> 0) |> Seq.map lower))

    /// The value of one generator put in.
    let substitute (k: int) (value: Rational) (p: Polynomial) =
        let put (t: Monomial) =
            let exponents = Array.copy t.Exponents
            exponents[k] <- 0

            { Exponents = exponents
              Coefficient = t.Coefficient * Rational.Pow(value, t.Exponents[k]) }

        normalize p.generators (List(p.terms |> Seq.map put))

    /// The value at a point, one number for each generator.
    let evaluate (point: Rational[]) (p: Polynomial) =
        let value (t: Monomial) =
            let mutable v = t.Coefficient

            for k in 0 .. point.Length - 1 do
                if t.Exponents[k] <> 0 then v <- v * Rational.Pow(point[k], t.Exponents[k])

            v

        p.terms |> Array.fold (fun sum t -> sum + value t) Rational.Zero

    let equal p q = (subtract p q).IsZero

    /// The rational number by which to divide for coprime integer coefficients, the first one positive.
    let content (p: Polynomial) =
        let c = p.terms |> Array.fold (fun g t -> Rational.gcd g t.Coefficient) Rational.Zero
        if not p.IsZero && p.terms[0].Coefficient.Sign < 0 then -c else c

    let primitive (p: Polynomial) = if p.IsZero then p else scale (content p).Reciprocal p

    /// p / q where the division leaves no remainder.
    let tryDivide (p: Polynomial) (q: Polynomial) : Polynomial option =
        let struct (p, q) = align p q

        if q.IsZero then
            raise (DivideByZeroException "Division by the zero polynomial.")
        elif p.IsZero then
            Some p
        elif q.terms.Length = 1 then
            let t = q.terms[0]

            let unit =
                { Exponents = t.Exponents |> Array.map (~-)
                  Coefficient = t.Coefficient.Reciprocal }

            let quotient = times unit p
            // A negative exponent that p did not have is a remainder.
            let low, lowP = minima quotient, minima p
            if Array.forall2 (fun n m -> n >= 0 || n >= m) low lowP then
                Some quotient
            else
                None
        else
            let lead = q.terms[0]
            let inverse = lead.Coefficient.Reciprocal
            let rest = SortedDictionary<int[], Rational>(Comparer<int[]>.Create(fun x y -> order y x))

            for t in p.terms do
                rest[t.Exponents] <- t.Coefficient

            let low = Array.map2 (fun a b -> min 0 (a - b)) (minima p) (minima q)
            let high = Array.map2 (-) (maxima p) (maxima q)
            let quotient = List<Monomial>()
            let mutable exact = true

            while exact && rest.Count > 0 do
                let top = Seq.head rest
                let exponents = Array.map2 (-) top.Key lead.Exponents

                if Array.forall2 (>=) exponents low && Array.forall2 (<=) exponents high then
                    let c = top.Value * inverse
                    quotient.Add
                        { Exponents = exponents
                          Coefficient = c }

                    for t in q.terms do
                        let at = addExponents exponents t.Exponents

                        let left =
                            match rest.TryGetValue at with
                            | true, known -> known - c * t.Coefficient
                            | _ -> -(c * t.Coefficient)

                        if left.IsZero then rest.Remove at |> ignore else rest[at] <- left
                else
                    exact <- false

            if exact then Some { p with terms = quotient.ToArray() } else None

    let internal divideExactly p q =
        match tryDivide p q with
        | Some quotient -> quotient
        | None -> invalidOp "A division that must be exact left a remainder."

    /// p divided by q as often as it goes.
    let rec divideWithout (q: Polynomial) (p: Polynomial) : Polynomial =
        if isConstant q || p.IsZero then
            p
        else
            match tryDivide p q with
            | Some quotient -> divideWithout q quotient
            | None -> p

    // ---- Coefficients in one generator ------------------------------------------------------------------------

    /// Dense integer coefficients of a primitive polynomial in one generator.
    let internal denseIn (k: int) (p: Polynomial) =
        let dense = Array.create (degreeIn k p + 1) BigInteger.Zero

        for t in p.terms do
            dense[t.Exponents[k]] <- t.Coefficient.Numerator

        dense

    /// Coefficients by powers of one generator, the only one that occurs, without negative exponents.
    let denseRational (k: int) (p: Polynomial) =
        let dense = Array.create (degreeIn k p + 1) Rational.Zero

        for t in p.terms do
            dense[t.Exponents[k]] <- dense[t.Exponents[k]] + t.Coefficient

        dense

    let internal ofDense (generators: Expr[]) (k: int) (dense: BigInteger[]) =
        ofTerms
            generators
            (dense
             |> Seq.mapi (fun n c ->
                 let exponents = Array.zeroCreate generators.Length
                 exponents[k] <- n

                 { Exponents = exponents
                   Coefficient = Rational.OfInteger c }))

    // ---- To and from expressions ------------------------------------------------------------------------------

    /// The expression sum of coefficient * product of generators.
    let toExpr (p: Polynomial) : Expr =
        let exponents = Dictionary<int, Expr>()
        let parts = List<Factor>()

        let exponentOf n =
            match exponents.TryGetValue n with
            | true, known -> known
            | _ ->
                let e = Canonical.ofInt n
                exponents[n] <- e
                e

        // Names with whole exponents, sorted as generators are, make a canonical product as they stand.
        let isName =
            p.generators
            |> Array.map (fun g ->
                match g.Node with
                | Symbol _
                | Indexed _ -> true
                | _ -> false)

        let term (t: Monomial) =
            parts.Clear()
            let mutable plain = true

            for k in 0 .. t.Exponents.Length - 1 do
                if t.Exponents[k] <> 0 then
                    plain <- plain && isName[k]

                    parts.Add
                        { Base = p.generators[k]
                          Exponent = exponentOf t.Exponents[k] }

            t.Coefficient,
            (if parts.Count = 0 then
                 Canonical.one
             elif parts.Count = 1 then
                 Canonical.power parts[0].Base parts[0].Exponent
             elif plain then
                 Expr.Intern(Product(parts.ToArray()))
             else
                 parts |> Seq.map (fun f -> Canonical.power f.Base f.Exponent) |> Canonical.multiplyAll)

        p.terms |> Seq.map term |> Canonical.linear
