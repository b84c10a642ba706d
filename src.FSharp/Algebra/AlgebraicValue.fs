namespace LrnnSymbolic.Algebra

/// The value of a rational function at a real algebraic number, worked out only as far as it is asked for.
/// The denominator does not vanish there.
[<NoEquality; NoComparison>]
type AlgebraicValue =
    { Numerator: Univariate
      Denominator: Univariate
      At: AlgebraicNumber }

/// Comparing and printing values at algebraic numbers.
[<RequireQualifiedAccess>]
module AlgebraicValue =
    let ofRational (q: Rational) =
        { Numerator = Univariate.Constant q
          Denominator = Univariate.One
          At = AlgebraicNumber.ofRational Rational.Zero }

    /// The number itself; slow where the argument has a high degree.
    let exact (v: AlgebraicValue) = AlgebraicArithmetic.valueOfFraction v.Numerator v.Denominator v.At

    /// Bounds with the argument known to 2^-bits at least, and a denominator that is certain.
    let rec enclose (bits: int) (v: AlgebraicValue) : struct (Rational * Rational) =
        let at = AlgebraicNumber.refine (Rational.Pow(Rational.OfInt 2, -bits)) v.At
        let struct (low, high) = AlgebraicNumber.range v.Numerator at.Interval
        let struct (below, above) = AlgebraicNumber.range v.Denominator at.Interval

        if below.Sign * above.Sign <= 0 then
            enclose (2 * bits) { v with At = at }
        else
            let quotients = [ low / below; low / above; high / below; high / above ]
            struct (List.min quotients, List.max quotients)

    let private isEven (p: Univariate) = p.Primitive |> Seq.indexed |> Seq.forall (fun (k, c) -> k % 2 = 0 || c.IsZero)

    // Equal by a symmetry of the rational function: x -> -x, or x -> 1/x where numerator and denominator read the same backwards.
    let private equalBySymmetry (v: AlgebraicValue) (w: AlgebraicValue) =
        let same = v.Numerator.Equals w.Numerator && v.Denominator.Equals w.Denominator

        let isPalindrome (p: Univariate) = Univariate.reverse p = p && not (p.Coefficient 0).IsZero

        same
        && (AlgebraicNumber.equal v.At w.At
            || (isEven v.Numerator
                && isEven v.Denominator
                && AlgebraicNumber.equal v.At (AlgebraicNumber.mirror w.At))
            || (v.Numerator.Degree = v.Denominator.Degree
                && isPalindrome v.Numerator
                && isPalindrome v.Denominator
                && AlgebraicNumber.sign w.At <> 0
                && AlgebraicNumber.equal v.At (AlgebraicNumber.inverse w.At)))

    // Intervals part different values soon, or at the precision where the exact comparison is cheaper.
    let private hopefulBits = 256

    /// The order of two values, exact.
    let compare (v: AlgebraicValue) (w: AlgebraicValue) : int =
        let rec apart (bits: int) =
            let struct (a, b) = enclose bits v
            let struct (c, d) = enclose bits w

            if b < c then -1
            elif d < a then 1
            elif a = b && c = d then 0
            elif bits >= hopefulBits then AlgebraicNumber.compare (exact v) (exact w)
            elif bits = 32 && equalBySymmetry v w then 0
            else apart (2 * bits)

        apart 32

    /// The nearest multiple of 10^-digits, as AlgebraicNumber.toDecimal.
    let toDecimal (digits: int) (v: AlgebraicValue) : string =
        let text q = AlgebraicNumber.toDecimal digits (AlgebraicNumber.ofRational q)

        let rec settle (bits: int) =
            let struct (low, high) = enclose bits v

            if text low = text high then text low
            // Just at a tie, which only the number itself decides.
            elif bits > 16 * (digits + 16) then AlgebraicNumber.toDecimal digits (exact v)
            else settle (2 * bits)

        settle (4 * digits + 16)

    /// A double next to the value.
    let toDouble (v: AlgebraicValue) : float =
        let struct (low, high) = enclose 128 v
        ((low + high) / Rational.OfInt 2).ToDouble()
