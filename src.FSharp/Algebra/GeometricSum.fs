namespace LrnnSymbolic.Algebra

open System.Numerics

/// G_k(q, n) = sum_{j=0}^{n-1} C(j, k) q^(j-k), the k-th derivative of the geometric sum divided by k!.
/// By doubling, so that the cost is O(log n) and no digits are lost near q = 1 and q = -1.
[<RequireQualifiedAccess>]
module GeometricSum =
    // Truncated Taylor series about q, lowest order first; arithmetic keeps the length.
    let private multiply (x: float[]) (y: float[]) =
        Array.init x.Length (fun k ->
            let mutable sum = 0.0
            for j in 0..k do
                sum <- sum + x[j] * y[k - j]
            sum)

    let private addToConstant (c: float) (x: float[]) =
        let y = Array.copy x
        y[0] <- y[0] + c
        y

    /// Series of 1 + q + ... + q^(n-1); q a series with positive value.
    let private ofPositive (q: float[]) (n: int64) =
        let one = Array.init q.Length (fun k -> if k = 0 then 1.0 else 0.0)
        let mutable sum: float[] = Array.zeroCreate q.Length
        let mutable powerOfQ = one // q^m, where sum has m terms
        let mutable bit = 62

        while bit >= 0 do
            // S_2m = S_m (1 + q^m), and S_(m+1) = S_m + q^m.
            if powerOfQ[0] <> 1.0 || sum[0] <> 0.0 then
                sum <- multiply sum (addToConstant 1.0 powerOfQ)
                powerOfQ <- multiply powerOfQ powerOfQ

            if (n >>> bit) &&& 1L = 1L then
                sum <- Array.map2 (+) sum powerOfQ
                powerOfQ <- multiply powerOfQ q

            bit <- bit - 1

        sum

    /// The value for real q; 0 for n <= 0.
    let value (k: int) (q: float) (n: int64) =
        let n = max 0L n
        let series = Array.init (k + 1) (fun j -> if j = 0 then q elif j = 1 then 1.0 else 0.0)

        if q >= 0.0 then
            (ofPositive series n)[k]
        else
            // Terms in pairs: 1 + q + q^2 + ... = (1 + q)(1 + q^2 + ...), where 1 + q is exact near q = -1.
            let pairs = multiply (addToConstant 1.0 series) (ofPositive (multiply series series) (n / 2L))

            if n % 2L = 0L then
                pairs[k]
            else
                (addToConstant 1.0 (multiply series pairs))[k]

    let private binomial (n: int) (k: int) =
        let mutable b = BigInteger.One
        for j in 0 .. k - 1 do
            b <- b * BigInteger(n - j) / BigInteger(j + 1)
        b

    let exact (k: int) (q: Rational) (n: int) =
        let mutable sum = Rational.Zero
        let mutable power = Rational.One
        for j in k .. n - 1 do
            sum <- sum + Rational.OfInteger(binomial j k) * power
            power <- power * q
        sum
