namespace LrnnSymbolic.Algebra.Matrices

open LrnnSymbolic.Algebra

/// From diagonal matrices to the scalars on their diagonals.
[<RequireQualifiedAccess>]
module internal Modes =
    let private ofLeaf (modeOf: MatrixSymbol -> Symbol voption) (l: Leaf) (n: Expr) =
        if l.Symbol.Structure <> Structure.Diagonal then
            raise (UnsupportedOperation $"{l.Symbol.Name} is not diagonal")

        match modeOf l.Symbol with
        | ValueNone -> raise (UnsupportedOperation $"no mode was named for {l.Symbol.Name}")
        | ValueSome s ->
            let entry = if l.Indices.IsEmpty then Canonical.symbol s else Canonical.indexed s l.Indices
            Canonical.power (if l.Conjugated then Functions.conjugate entry else entry) n

    /// One diagonal entry of an expression in diagonal matrices alone: A becomes a, B^(T-i) b^(T-i), S[i] s[i]; sums stay sums.
    /// modeOf names the mode of every matrix. Raises UnsupportedOperation naming what is not diagonal.
    let rec ofMatrix (modeOf: MatrixSymbol -> Symbol voption) (e: MatrixExpr) : Expr =
        let ofFactor factor =
            match factor with
            | MatrixFactor.Leaf(l, n) -> ofLeaf modeOf l n
            | MatrixFactor.Composite(b, n) -> Canonical.power (ofMatrix modeOf b) n
            | MatrixFactor.Kronecker _ -> raise (UnsupportedOperation "a Kronecker product has no single mode")
            | MatrixFactor.Vec _ -> raise (UnsupportedOperation "a vec has no modes")

        let ofTerm (t: MatrixTerm) =
            let t = Matrix.shown t

            if not t.Traces.IsEmpty then
                raise (UnsupportedOperation "a trace sums over all modes")

            // (i - T) b^i reads -(T - i) b^i where i <= T.
            let isNonpositive = Ranges.isNonnegative t.Ranges (Canonical.negate t.Coefficient)
            let coefficient =
                if isNonpositive then
                    [ Canonical.ofInt -1; Canonical.negate t.Coefficient ]
                else
                    [ t.Coefficient ]
            let body = Canonical.multiplyAll (coefficient @ (t.Word.Factors |> List.map ofFactor))
            List.foldBack (fun (r: Range) body -> Canonical.sumOver r.Index r.Lower r.Upper body) t.Ranges body

        e.Terms |> List.map ofTerm |> Canonical.addAll
