namespace LrnnSymbolic.Algebra

open System.Numerics

/// A real algebraic number: a square-free integer polynomial and an interval in which it has exactly one root, the number.
/// Unless the interval is a point, the polynomial changes sign over it and its ends are no roots.
[<NoEquality; NoComparison>]
type AlgebraicNumber =
    private
        { polynomial: Univariate
          interval: RootInterval }

    /// A square-free primitive polynomial of which the number is a root; the minimal polynomial if made by `roots`.
    member x.Polynomial = x.polynomial
    member x.Interval = x.interval

/// Making real algebraic numbers, and comparing, refining and printing them.
[<RequireQualifiedAccess>]
module AlgebraicNumber =
    let private half = Rational.ofRatio 1 2
    let private two = Rational.OfInt 2

    let ofRational (q: Rational) =
        { polynomial = Univariate.primitive (Univariate.OfCoefficients [ -q; Rational.One ])
          interval = { Lower = q; Upper = q } }

    // A point interval is a rational number, whatever its polynomial was.
    let private make (p: Univariate) (interval: RootInterval) =
        if interval.IsPoint then ofRational interval.Lower
        elif p.Degree = 1 then ofRational (-(p.Coefficient 0) / p.Coefficient 1)
        else { polynomial = p; interval = interval }

    /// The root between two numbers, where p has exactly one root, changes its sign, and does not vanish at the ends.
    let ofBracket (p: Univariate) (low: Rational) (high: Rational) = make (Univariate.primitive p) { Lower = low; Upper = high }

    /// An interval with simple ends in which the number is the only root of its polynomial, as isolation gives it.
    let isolating (x: AlgebraicNumber) : RootInterval =
        let overlaps (i: RootInterval) = i.Lower <= x.interval.Upper && i.Upper >= x.interval.Lower

        match RealRoots.isolate x.polynomial |> List.filter overlaps with
        | [ only ] -> only
        | _ -> x.interval

    /// The distinct real roots in increasing order, without factoring.
    let rootsUnfactored (p: Univariate) : AlgebraicNumber list =
        let f = Univariate.squareFreePart p
        RealRoots.isolate f |> List.map (make f)

    /// The value, if it is known to be rational.
    let tryRational (x: AlgebraicNumber) = if x.interval.IsPoint then Some x.interval.Lower else None

    /// The number with its interval narrowed to at most the given width.
    let refine (width: Rational) (x: AlgebraicNumber) = make x.polynomial (RealRoots.refine x.polynomial width x.interval)

    /// -x, without factoring.
    let mirror (x: AlgebraicNumber) =
        { polynomial = Univariate.primitive (Univariate.compose x.polynomial (-Univariate.X))
          interval =
            { Lower = -x.interval.Upper
              Upper = -x.interval.Lower } }

    /// 1/x, without factoring; x is not 0.
    let rec inverse (x: AlgebraicNumber) =
        if x.interval.IsPoint then
            ofRational x.interval.Lower.Reciprocal
        elif x.interval.Lower.Sign * x.interval.Upper.Sign <= 0 then
            inverse (refine (x.interval.Width * half * half) x)
        else
            { polynomial = Univariate.primitive (Univariate.reverse x.polynomial)
              interval =
                { Lower = x.interval.Upper.Reciprocal
                  Upper = x.interval.Lower.Reciprocal } }

    // Is the number a root of g, which divides its polynomial? Then g has at most that root in the interval.
    let private isRootOfDivisor (g: Univariate) (interval: RootInterval) =
        if interval.IsPoint then
            Univariate.signAt g interval.Lower = 0
        else
            Univariate.signAt g interval.Lower * Univariate.signAt g interval.Upper < 0

    /// Exactly equal?
    let equal (x: AlgebraicNumber) (y: AlgebraicNumber) =
        let lower, upper = max x.interval.Lower y.interval.Lower, min x.interval.Upper y.interval.Upper

        if lower > upper then
            false
        else
            match tryRational x, tryRational y with
            | Some p, Some q -> p = q
            | Some p, None -> Univariate.signAt y.polynomial p = 0
            | None, Some q -> Univariate.signAt x.polynomial q = 0
            | None, None ->
                // Both are irrational or at least inside; a common root in both intervals is both numbers.
                lower < upper
                && isRootOfDivisor (Univariate.gcd x.polynomial y.polynomial) { Lower = lower; Upper = upper }

    let compare (x: AlgebraicNumber) (y: AlgebraicNumber) : int =
        let rec apart (x: AlgebraicNumber) (y: AlgebraicNumber) =
            if x.interval.Upper < y.interval.Lower then
                -1
            elif y.interval.Upper < x.interval.Lower then
                1
            else
                let width = half * half * (max x.interval.Width y.interval.Width)
                apart (refine width x) (refine width y)

        if equal x y then 0 else apart x y

    let private shiftUp (k: int) (x: BigInteger) = -((-x) >>> k)

    /// Bounds of q over an interval, by Horner's rule on intervals, in whole multiples of a power of two that is small against the
    /// square of the interval's width. Exact at a point.
    let range (q: Univariate) (interval: RootInterval) : struct (Rational * Rational) =
        if interval.IsPoint then
            let value = Univariate.evaluate q interval.Lower
            struct (value, value)
        else
            let k = 64 + 2 * int (interval.Width.Reciprocal.Abs.Floor.GetBitLength())
            let unit = BigInteger.One <<< k
            let a = (interval.Lower * Rational.OfInteger unit).Floor
            let b = -(-interval.Upper * Rational.OfInteger unit).Floor

            let step (struct (low: BigInteger, high: BigInteger)) (c: BigInteger) =
                let smallest (x: BigInteger) y = BigInteger.Min(x, y)
                let largest (x: BigInteger) y = BigInteger.Max(x, y)
                let p, q, r, s = low * a, low * b, high * a, high * b
                let below = smallest (smallest p q) (smallest r s)
                let above = largest (largest p q) (largest r s)
                struct ((below >>> k) + (c <<< k), shiftUp k above + (c <<< k))

            let struct (low, high) =
                Array.foldBack (fun c bounds -> step bounds c) q.Primitive (struct (BigInteger.Zero, BigInteger.Zero))

            let inUnits (x: BigInteger) = q.Content * Rational.Create(x, unit)
            if q.Content.Sign < 0 then
                struct (inUnits high, inUnits low)
            else
                struct (inUnits low, inUnits high)

    /// The sign of q at the number, exact.
    let signOf (q: Univariate) (x: AlgebraicNumber) : int =
        let rec settle (x: AlgebraicNumber) =
            match tryRational x with
            | Some value -> Univariate.signAt q value
            | None ->
                let struct (low, high) = range q x.interval
                if low.Sign > 0 then 1
                elif high.Sign < 0 then -1
                else settle (refine (x.interval.Width * half * half) x)

        if q.IsZero then
            0
        elif q.IsConstant then
            q.Content.Sign
        else
            match tryRational x with
            | Some value -> Univariate.signAt q value
            | None ->
                let g = Univariate.gcd x.polynomial q
                if not g.IsConstant && isRootOfDivisor g x.interval then 0 else settle x

    let sign (x: AlgebraicNumber) = signOf Univariate.X x

    /// The same number with its minimal polynomial.
    let minimal (x: AlgebraicNumber) : AlgebraicNumber =
        let _, factors = Factorization.factor x.polynomial
        let factor, _ = factors |> List.find (fun (f, _) -> isRootOfDivisor f x.interval)
        make factor x.interval

    /// The distinct real roots in increasing order, with their minimal polynomials.
    let roots (p: Univariate) : AlgebraicNumber list =
        let _, factors = Factorization.factor p

        factors
        |> List.collect (fun (f, _) -> RealRoots.isolate f |> List.map (make f))
        |> List.sortWith compare

    /// The nearest multiple of 10^-digits, as a text with that many decimals; ties, which only rational numbers have, go away from 0.
    let toDecimal (digits: int) (x: AlgebraicNumber) : string =
        let scale = Rational.Pow(Rational.OfInt 10, digits)

        let nearest (q: Rational) =
            let scaled = q.Abs * scale
            let whole = (scaled + half).Floor
            if q.Sign < 0 then -whole else whole

        let rec settle (x: AlgebraicNumber) =
            let low, high = nearest x.interval.Lower, nearest x.interval.Upper

            if low = high then
                low
            else
                // Two neighbouring roundings are parted by one tie: the number may be just that, and no interval would tell.
                let tie = (Rational.OfInteger(low + high)) * half / scale

                if
                    high - low = BigInteger.One
                    && Univariate.signAt x.polynomial tie = 0
                    && x.interval.Lower < tie
                    && tie < x.interval.Upper
                then
                    nearest tie
                else
                    settle (refine (x.interval.Width * half * half) x)

        let start = refine (Rational.Pow(Rational.OfInt 10, -(digits + 2))) x
        let value = settle start
        let text =
            BigInteger.Abs(value).ToString("D" + string (digits + 1), System.Globalization.CultureInfo.InvariantCulture)
        let sign = if value.Sign < 0 then "-" else ""
        if digits = 0 then
            sign + text
        else
            $"{sign}{text.Substring(0, text.Length - digits)}.{text.Substring(text.Length - digits)}"

    /// The nearest double.
    let toDouble (x: AlgebraicNumber) : float =
        let rec settle (x: AlgebraicNumber) (rounds: int) =
            let low, high = x.interval.Lower.ToDouble(), x.interval.Upper.ToDouble()
            if low = high || rounds = 0 then
                low
            else
                settle (refine (x.interval.Width * Rational.Pow(two, -60)) x) (rounds - 1)

        settle x 40

    // ---- Closed forms -----------------------------------------------------------------------------------------

    /// The expression in radicals where the minimal polynomial is linear or quadratic in some power x^k: rational numbers,
    /// quadratic irrationals, pure roots, biquadratics. None otherwise: that says nothing about other closed forms.
    let tryRadicals (x: AlgebraicNumber) : Expr option =
        let p = (minimal x).polynomial
        let exponents =
            [ for k in 1 .. p.Degree do
                  if not (p.Coefficient k).IsZero then k ]
        let k =
            exponents
            |> List.reduce (fun a b -> int (BigInteger.GreatestCommonDivisor(BigInteger a, BigInteger b)))

        let root (y: Expr) =
            let r = if k = 1 then y else Canonical.power y (Canonical.number (Rational.ofRatio 1 k))
            // For k = 1 the sign is in y; for even k it is that of x; for odd k, r is taken of |y|.
            if k > 1 && sign x < 0 then Canonical.negate r else r

        // y = x^k, without its sign where a root is to be taken.
        let magnitude (y: Expr) = if k > 1 && k % 2 = 1 && sign x < 0 then Canonical.negate y else y

        match tryRational x, p.Degree / k with
        | Some q, _ -> Some(Canonical.number q)
        | None, 1 -> Some(root (magnitude (Canonical.number (-(p.Coefficient 0) / p.Coefficient k))))
        | None, 2 ->
            let a, b, c = p.Coefficient(2 * k), p.Coefficient k, p.Coefficient 0
            let middle = -b / (two * a)
            let radicand = (b * b - Rational.OfInt 4 * a * c) / (Rational.OfInt 4 * a * a)
            let above = signOf (Univariate.power Univariate.X k - Univariate.Constant middle) x
            let distance = Canonical.squareRoot (Canonical.number radicand)
            let y = Canonical.add (Canonical.number middle) (Canonical.scale (Rational.OfInt above) distance)
            Some(root (magnitude y))
        | _ -> None
