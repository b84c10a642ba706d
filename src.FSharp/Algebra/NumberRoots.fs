namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open System.Numerics

/// Powers and roots of numbers: which are written out, and of what a number is a power.
[<RequireQualifiedAccess>]
module internal NumberRoots =
    /// Would q^p have more digits than anybody reads, and cost more time to cancel and to print than the rest together?
    let tooLargeToWriteOut (q: Rational) (p: Rational) =
        let bits = max (q.Numerator.GetBitLength()) (q.Denominator.GetBitLength())
        Rational.OfInteger(BigInteger bits) * p.Abs > Rational.OfInt 200000

    /// The largest r with r^k not above n.
    let private integerRoot (n: BigInteger) (k: int) =
        // Newton's method from above.
        let rec descend (x: BigInteger) =
            let next = (BigInteger(k - 1) * x + n / BigInteger.Pow(x, k - 1)) / BigInteger k
            if next >= x then x else descend next

        descend (BigInteger.One <<< int ((n.GetBitLength() + int64 k - 1L) / int64 k))

    /// n = root^k with the largest k, among those made of the given primes.
    let private perfectPower (n: BigInteger) (primes: int seq) : struct (BigInteger * int) =
        let mutable root = n
        let mutable power = 1

        for k in primes do
            let mutable isPower = not root.IsOne

            while isPower do
                let candidate = integerRoot root k
                isPower <- not root.IsOne && BigInteger.Pow(candidate, k) = root

                if isPower then
                    root <- candidate
                    power <- power * k

        struct (root, power)

    let private primesTo (limit: int) =
        Seq.filter (fun n -> Seq.forall (fun d -> n % d <> 0) (seq { 2 .. int (sqrt (float n)) })) (seq { 2..limit })

    let private largestTrial = 5000

    /// n as a product of powers of primes and of cofactors without a small prime; a cofactor is not a perfect power.
    /// Of a large number only the roots of the given order are looked for, and of a very large one nothing.
    let factorInteger (n: BigInteger) (order: BigInteger) =
        let factors = List<struct (BigInteger * int)>()

        if n.GetBitLength() > 65536L then
            factors.Add(struct (n, 1))
        elif n.GetBitLength() > 4096L then
            factors.Add(perfectPower n (primesTo 64 |> Seq.filter (fun k -> (order % BigInteger k).IsZero)))
        else
            let mutable rest = n
            let mutable p = 2

            while p < largestTrial && BigInteger(p) * BigInteger p <= rest do
                let mutable count = 0

                while (rest % BigInteger p).IsZero do
                    rest <- rest / BigInteger p
                    count <- count + 1

                if count > 0 then factors.Add(struct (BigInteger p, count))
                p <- if p = 2 then 3 else p + 2

            // A cofactor that is a k-th power is at least largestTrial^k.
            if not rest.IsOne then
                factors.Add(perfectPower rest (primesTo (int (rest.GetBitLength()) / 12)))

        factors

    /// q = root^k for q > 1.
    let rootOf (q: Rational) : struct (Rational * int) =
        let bits = max (q.Numerator.GetBitLength()) (q.Denominator.GetBitLength())

        if bits > 256L then
            struct (q, 1)
        else
            let struct (_, numerator) = perfectPower q.Numerator (primesTo (int bits))
            let struct (_, denominator) =
                if q.IsInteger then
                    struct (BigInteger.One, 0)
                else
                    perfectPower q.Denominator (primesTo (int bits))
            let k = int (BigInteger.GreatestCommonDivisor(BigInteger numerator, BigInteger denominator))
            struct (Rational.Create(integerRoot q.Numerator k, integerRoot q.Denominator k), k)
