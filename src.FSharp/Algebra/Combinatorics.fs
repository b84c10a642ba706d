namespace LrnnSymbolic.Algebra

/// Exact combinatorial numbers and polynomials, of any order.
[<RequireQualifiedAccess>]
module Combinatorics =
    let private choose (n: int) (k: int) = Functions.ofBinomial (Canonical.ofInt n) (Canonical.ofInt k)

    /// The partial Bell polynomial B_{n,k}(x 1, x 2, ...), multiplied out:
    /// B_{n,k} = sum_{i=1..n-k+1} C(n-1, i-1) x_i B_{n-i,k-1}, B_{0,0} = 1.
    let bellPolynomial (n: int) (k: int) (x: int -> Expr) : Expr =
        let memo = System.Collections.Generic.Dictionary<struct (int * int), Expr>()

        let rec go n k =
            if n = 0 && k = 0 then Canonical.one
            elif n <= 0 || k <= 0 || k > n then Canonical.zero
            else
                match memo.TryGetValue(struct (n, k)) with
                | true, known -> known
                | _ ->
                    let value =
                        [ for i in 1 .. n - k + 1 -> Canonical.multiplyAll [ choose (n - 1) (i - 1); x i; go (n - i) (k - 1) ] ]
                        |> Canonical.addAll
                        |> Expand.expand

                    memo[struct (n, k)] <- value
                    value

        go n k
