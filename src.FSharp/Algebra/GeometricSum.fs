namespace LrnnSymbolic.Algebra

open System
open System.Numerics

/// G_k(q, n) = sum_{j=0}^{n-1} C(j, k) q^(j-k), the k-th derivative of the geometric sum divided by k!; 0 for n <= k.
/// At a cost of O(log n), and without a loss of digits near q = 1 and q = -1.
[<RequireQualifiedAccess>]
module internal GeometricSum =
    // Truncated Taylor series in q, lowest order first; arithmetic keeps the length.
    let inline private multiply (zero: 'n) (x: 'n[]) (y: 'n[]) =
        Array.init x.Length (fun k ->
            let mutable sum = zero
            for j in 0..k do
                sum <- sum + x[j] * y[k - j]
            sum)

    let private binomialAsDouble (n: int64) (j: int) =
        let mutable value = 1.0
        for i in 0 .. j - 1 do
            value <- value * float (n - int64 i) / float (i + 1)
        value

    /// 1 + p + ... + p^(n-1), where power m is the series of p^m. By doubling: S_2m = S_m (1 + p^m), S_(m+1) = S_m + p^m.
    let inline private ofPowers (zero: 'n) (one: 'n) (order: int) (power: int64 -> 'n[]) (n: int64) =
        let mutable sum: 'n[] = Array.create (order + 1) zero
        let mutable m = 0L // sum has m terms

        for bit in 62..-1..0 do
            if m > 0L then
                let factor = power m
                factor[0] <- factor[0] + one
                sum <- multiply zero sum factor
                m <- 2L * m

            if (n >>> bit) &&& 1L = 1L then
                sum <- Array.map2 (+) sum (power m)
                m <- m + 1L

        sum

    // All terms are positive, and every power is taken from q itself, so that errors do not pile up.
    let private ofPositive (k: int) (q: float) (n: int64) =
        let power (m: int64) =
            Array.init (k + 1) (fun j ->
                if int64 j > m then
                    0.0
                else
                    binomialAsDouble m j * Math.Pow(q, float (m - int64 j)))

        let value = (ofPowers 0.0 1.0 k power n)[k]
        if Double.IsNaN value then Double.PositiveInfinity else value // 0 times an overflow

    /// (1-q)^-(k+1) - q^(n-k) sum_j C(n,j) q^(k-j) (1-q)^-(k-j+1): well conditioned away from q = 1.
    let private ofNegative (k: int) (q: float) (n: int64) =
        if k = 0 then
            let pairs = (ofPowers 0.0 1.0 0 (fun m -> [| Math.Pow(q, float (2L * m)) |]) (n / 2L))[0]
            // Terms in pairs, (1 + q)(1 + q^2 + ...), where 1 + q is exact near q = -1; an odd number has no such cancellation.
            if n % 2L = 0L then
                (1.0 + q) * pairs
            else
                (1.0 - Math.Pow(q, float n)) / (1.0 - q)
        else
            let r = 1.0 / (1.0 - q)
            let mutable last = 0.0

            for j in 0..k do
                last <- last + binomialAsDouble n j * Math.Pow(q, float (k - j)) * Math.Pow(r, float (k - j + 1))

            Math.Pow(r, float (k + 1)) - Math.Pow(q, float (n - int64 k)) * last

    /// The value for real q.
    let value (k: int) (q: float) (n: int64) =
        if Double.IsNaN q then nan
        elif n <= int64 k then 0.0
        elif q >= 0.0 then ofPositive k q n
        else ofNegative k q n

    /// The value for complex q.
    let complex (k: int) (q: Complex) (n: int) =
        if q.Imaginary = 0.0 then
            Complex(value k q.Real (int64 n), 0.0)
        elif n <= k then
            Complex.Zero
        else
            let rec power (x: Complex) (m: int64) =
                if m = 0L then Complex.One
                elif m % 2L = 0L then power (x * x) (m / 2L)
                else x * power x (m - 1L)

            let seriesOfPower (m: int64) =
                Array.init (k + 1) (fun j ->
                    if int64 j > m then
                        Complex.Zero
                    else
                        Complex(binomialAsDouble m j, 0.0) * power q (m - int64 j))

            if Complex.Abs(Complex.One - q) < 0.5 then
                (ofPowers Complex.Zero Complex.One k seriesOfPower (int64 n))[k]
            else
                let r = Complex.One / (Complex.One - q)
                let mutable last = Complex.Zero

                for j in 0..k do
                    last <-
                        last
                        + Complex(binomialAsDouble (int64 n) j, 0.0) * power q (int64 (k - j)) * power r (int64 (k - j + 1))

                power r (int64 (k + 1)) - power q (int64 (n - k)) * last

    /// The exact value for rational q, unless it would have millions of digits.
    let exact (k: int) (q: Rational) (n: int) : Rational voption =
        let bits = max (q.Numerator.GetBitLength()) (q.Denominator.GetBitLength())

        if n <= k then
            ValueSome Rational.Zero
        elif int64 n * bits > 4000000L then
            ValueNone
        else
            // Over the common denominator d^(n-1-k), by Horner's rule from the last term down.
            let p, d = q.Numerator, q.Denominator
            let mutable sum = BigInteger.Zero
            let mutable power = BigInteger.One // d^(n-1-j)
            let mutable binomial = BigInteger.One // C(j, k), from its value at j = n - 1

            for i in 1 .. n - 1 - k do
                binomial <- binomial * BigInteger(k + i) / BigInteger i

            for j in n - 1 .. -1 .. k do
                Work.spend (1 + int (power.GetBitLength() / 256L))
                sum <- sum * p + binomial * power
                power <- power * d
                binomial <- binomial * BigInteger(j - k) / BigInteger(max 1 j)

            ValueSome(Rational.Create(sum, power / d))
