namespace LrnnSymbolic.Algebra

open System.Numerics

/// Exact counting numbers and the polynomials of repeated differentiation.
[<RequireQualifiedAccess>]
module internal Combinatorics =
    let factorial (n: int) : BigInteger = Seq.fold (fun p k -> p * BigInteger(k: int)) BigInteger.One (seq { 2..n })

    /// x (x-1) ... (x-k+1).
    let fallingFactorial (x: BigInteger) (k: int) : BigInteger =
        Seq.fold (fun p j -> p * (x - BigInteger(j: int))) BigInteger.One (seq { 0 .. k - 1 })

    /// C(n, k) for any integer n: falling(n, k) / k!, and 0 for negative k.
    let binomial (n: BigInteger) (k: int) : BigInteger =
        if k < 0 then
            BigInteger.Zero
        else
            let far = n - BigInteger k
            // The near end of the row is cheaper.
            let k = if far.Sign >= 0 && far < BigInteger k then int far else k
            fallingFactorial n k / factorial k

    /// The partitions of an n-set into k blocks: S(n, k) = k S(n-1, k) + S(n-1, k-1).
    let stirlingPartitions (n: int) (k: int) : BigInteger =
        let mutable row = [| BigInteger.One |]

        for m in 1..n do
            let previous = row
            let at j = if j >= 0 && j < previous.Length then previous[j] else BigInteger.Zero
            row <- Array.init (m + 1) (fun j -> BigInteger j * at j + at (j - 1))

        if k < 0 || k > n then BigInteger.Zero else row[k]

    /// All partial Bell polynomials B(m, j)(x_1, x_2, ...) for 0 <= j <= m <= n, multiplied out, by the recurrence
    /// B(m, j) = sum_i C(m-1, i-1) x_i B(m-i, j-1). B(m, j) sums over the partitions of an m-set into j blocks the product of x_(block size).
    let partialBellTable (n: int) (x: int -> Expr) : Expr[][] =
        let table = Array.init (n + 1) (fun m -> Array.create (m + 1) Canonical.zero)
        table[0][0] <- Canonical.one

        for m in 1..n do
            for j in 1..m do
                table[m][j] <-
                    [ for i in 1 .. m - j + 1 ->
                          Rational.OfInteger(binomial (BigInteger(m - 1)) (i - 1)),
                          Expand.expand (Canonical.multiply (x i) (table[m - i].[j - 1])) ]
                    |> Canonical.linear

        table

    /// B(n, k)(x_1, ..., x_(n-k+1)).
    let partialBell (n: int) (k: int) (x: int -> Expr) : Expr =
        if n < 0 || k < 0 || k > n then
            Canonical.zero
        else
            (let table = partialBellTable n x in table[n][k])

    /// The complete Bell polynomial, the sum of the partial ones.
    let completeBell (n: int) (x: int -> Expr) : Expr = partialBellTable n x |> Array.last |> Canonical.addAll

    /// The n-th derivative of f(g(x)) = sum_k f^(k)(g) B(n, k)(g', g'', ...) (Faà di Bruno), from the outer derivatives f^(k) at g
    /// and the inner derivatives g^(j).
    let faaDiBruno (n: int) (outer: int -> Expr) (inner: int -> Expr) : Expr =
        if n = 0 then
            outer 0
        else
            let row = Array.last (partialBellTable n inner)
            Canonical.addAll [ for k in 1..n -> Canonical.multiply (outer k) row[k] ]
