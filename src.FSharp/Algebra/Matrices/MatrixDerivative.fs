namespace LrnnSymbolic.Algebra.Matrices

open LrnnSymbolic.Algebra

/// What a derivative is by: a matrix (or one member of a family), or its complex conjugate as an independent variable.
type MatrixVariable =
    { Symbol: MatrixSymbol
      Indices: Expr list
      Conjugated: bool }

/// One term of d(expr) = sum Coefficient * Left dW Right, summed over Ranges.
type internal JacobianTerm =
    { Coefficient: Expr
      Ranges: Range list
      Left: Word
      Right: Word }

/// Derivatives of matrix expressions by a matrix: differentials, gradients and Jacobians, all of them exact.
[<RequireQualifiedAccess>]
module MatrixDerivative =
    let private one = Canonical.one

    let by (s: MatrixSymbol) : MatrixVariable =
        { Symbol = s
          Indices = []
          Conjugated = false }

    /// The Wirtinger variable conj(W).
    let byConjugate s = { by s with Conjugated = true }

    /// The symbol dW.
    let private differentialOf (v: MatrixVariable) : MatrixSymbol =
        if v.Symbol.Structure <> Structure.General then
            raise (UnsupportedOperation $"the derivative by {v.Symbol.Name}, whose entries are not independent")

        { v.Symbol with
            Name = "d" + v.Symbol.Name
            Form = MatrixForm.Differential v.Symbol.Form }

    let private kronecker (xs: Expr list) (ys: Expr list) =
        List.map2 (fun x y -> Canonical.bracket Equal (x -. y)) xs ys |> Canonical.multiplyAll

    /// sum_{r=0..n-1} A^r dA A^(n-1-r), written out for a number n.
    let private powerRule (a: MatrixExpr) (da: MatrixExpr) (n: Expr) =
        let term r = Matrix.power a r *@ da *@ Matrix.power a (n -. one -. r)

        match n.Node with
        | Number q when q.IsOne -> da
        | Number q when q.IsInteger && q.Sign > 0 && q <= Rational.OfInt 64 ->
            [ for r in 0 .. int q.Numerator - 1 -> term (Canonical.ofInt r) ] |> Matrix.addAll
        | Number q when q.Sign < 0 -> raise (UnsupportedOperation "the derivative of an inverse")
        | _ ->
            let r = Symbol.Of("r", Assumptions.Of Integer)
            let taken =
                Seq.concat [ Matrix.freeSymbols a; Matrix.freeSymbols da; List.ofArray (Properties.freeSymbols n) ]
            let r = if Seq.contains r taken then Substitution.fresh taken r else r
            Matrix.sumOver r Canonical.zero (n -. one) (term (Canonical.symbol r))

    /// The differential of e where only the variable moves: linear in a symbol named d<variable>.
    let rec private differentialAs (variable: MatrixVariable) (d: MatrixSymbol) (e: MatrixExpr) : MatrixExpr =
        let whole rows columns parts =
            parts
            |> List.filter (Matrix.isZero >> not)
            |> fun ps -> Matrix.addAll (Matrix.zeroOf rows columns :: ps)

        let ofLetter (l: Leaf) (n: Expr) =
            let moves =
                l.Symbol = variable.Symbol
                && l.Indices.Length = variable.Indices.Length
                && (l.Symbol.Domain <> Complex || l.Conjugated = variable.Conjugated)

            let a = Matrix.letter l

            if not moves then
                Matrix.zeroOf a.Rows a.Columns
            else
                let da = Matrix.letter { l with Symbol = d; Indices = [] }
                powerRule a (Matrix.scale (kronecker l.Indices variable.Indices) da) n

        let rec ofWord (w: Word) : MatrixExpr =
            [ for k in 0 .. w.Factors.Length - 1 do
                  let before, rest = List.splitAt k w.Factors
                  let middle = ofFactor rest.Head

                  if not (Matrix.isZero middle) then
                      Matrix.ofFactors w.Rows middle.Rows before
                      *@ middle
                      *@ Matrix.ofFactors middle.Columns w.Columns rest.Tail ]
            |> whole w.Rows w.Columns

        and ofFactor (factor: MatrixFactor) : MatrixExpr =
            match factor with
            | MatrixFactor.Leaf(l, n) -> ofLetter l n
            | MatrixFactor.Composite(b, n) -> powerRule b (differentialAs variable d b) n
            | MatrixFactor.Kronecker(a, b) -> Matrix.kronecker (ofWord a) (Matrix.ofWord b) +@ Matrix.kronecker (Matrix.ofWord a) (ofWord b)
            | MatrixFactor.Vec(w, false) -> Matrix.vec (ofWord w)
            | MatrixFactor.Vec(w, true) -> Matrix.transpose (Matrix.vec (ofWord w))

        let ofTerm (t: MatrixTerm) =
            let traces =
                [ for k in 0 .. t.Traces.Length - 1 do
                      let others = List.removeAt k t.Traces
                      Matrix.under { t with Traces = others } (Matrix.scaleBy (Matrix.trace (ofWord t.Traces[k])) (Matrix.ofWord t.Word)) ]

            Matrix.under t (ofWord t.Word) :: traces

        e.Terms |> List.collect ofTerm |> whole e.Rows e.Columns

    let differential (variable: MatrixVariable) (e: MatrixExpr) : MatrixExpr = differentialAs variable (differentialOf variable) e

    let private isDifferential (d: MatrixSymbol) factor =
        match factor with
        | MatrixFactor.Leaf(l, _) -> l.Symbol = d
        | _ -> false

    let private unreachable (d: MatrixSymbol) =
        raise (UnsupportedOperation $"{d.Name} stands inside a Kronecker product or a vec, out of reach of the trace rule")

    /// tr(G^T dW) = tr(dW rest): G = rest^T; for dW^T, G = rest.
    let private gradientOfTrace (d: MatrixSymbol) (w: Word) =
        match w.Factors |> List.tryFindIndex (isDifferential d) with
        | None -> unreachable d
        | Some k ->
            let before, after = List.splitAt k w.Factors

            match after with
            | MatrixFactor.Leaf(l, _) :: rest ->
                let dw = Matrix.letter l
                let others = Matrix.ofFactors dw.Columns dw.Rows (rest @ before)
                if l.Transposed then others else Matrix.transpose others
            | _ -> unreachable d

    /// The gradient of a scalar, in the shape of the variable: entry (k, l) is the derivative by W_{kl}, so that gradient
    /// descent is dW = -eta * gradient.
    let gradient (variable: MatrixVariable) (scalar: MatrixExpr) : MatrixExpr =
        if not (Canonical.isOne scalar.Rows && Canonical.isOne scalar.Columns) then
            raise (ShapeMismatch $"A gradient is of a scalar, 1 by 1, not of {Infix.print scalar.Rows} by {Infix.print scalar.Columns}")

        let d = differentialOf variable

        let ofTerm (t: MatrixTerm) =
            let mentions (w: Word) = w.Factors |> List.exists (isDifferential d)

            match t.Traces |> List.tryFindIndex mentions with
            | None -> unreachable d
            | Some k ->
                Matrix.under
                    { t with
                        Traces = List.removeAt k t.Traces }
                    (gradientOfTrace d t.Traces[k])

        (differentialAs variable d scalar).Terms
        |> List.map ofTerm
        |> fun parts -> Matrix.addAll (Matrix.zeroOf variable.Symbol.Rows variable.Symbol.Columns :: parts)

    /// d e as a sum of Left dW Right.
    let internal jacobianTerms (variable: MatrixVariable) (e: MatrixExpr) : JacobianTerm list =
        let d = differentialOf variable

        (differentialAs variable d e).Terms
        |> List.map (fun t ->
            let t = Matrix.shown t

            match t.Word.Factors |> List.tryFindIndex (isDifferential d) with
            | Some k ->
                let left, rest = List.splitAt k t.Word.Factors

                match rest.Head with
                | MatrixFactor.Leaf({ Transposed = true }, _) ->
                    raise (UnsupportedOperation $"the Jacobian of a vec in which {variable.Symbol.Name} stands transposed")
                | _ -> ()

                if not t.Traces.IsEmpty then
                    raise (UnsupportedOperation "the Jacobian of a matrix with a trace in front")

                { Coefficient = t.Coefficient
                  Ranges = t.Ranges
                  Left =
                    { Rows = e.Rows
                      Columns = d.Rows
                      Factors = left }
                  Right =
                    { Rows = d.Columns
                      Columns = e.Columns
                      Factors = rest.Tail } }
            | None -> unreachable d)

    /// d vec(e) / d vec(W) = sum Right^T kron Left, since vec(A W B) = (B^T kron A) vec W.
    let jacobian (variable: MatrixVariable) (e: MatrixExpr) : MatrixExpr =
        let ofTerm (j: JacobianTerm) =
            let shell: MatrixTerm =
                { Traces = []
                  Word =
                    { Rows = one
                      Columns = one
                      Factors = [] }
                  Ranges = j.Ranges
                  Coefficient = j.Coefficient
                  Names = { Written = j.Ranges |> List.map _.Index.Name } }

            Matrix.under shell (Matrix.kronecker (Matrix.transpose (Matrix.ofWord j.Right)) (Matrix.ofWord j.Left))

        jacobianTerms variable e
        |> List.map ofTerm
        |> fun parts -> Matrix.addAll (Matrix.zeroOf (e.Rows *. e.Columns) (variable.Symbol.Rows *. variable.Symbol.Columns) :: parts)

    /// J(e) J(e')^dagger = sum (Right^T Right') kron (Left Left'^T): the block of the tangent kernel between two outputs.
    let kernelBetween variable e e' = jacobian variable e *@ Matrix.adjoint (jacobian variable e')

    /// The tangent kernel of vec(e) by one matrix.
    let kernel variable e = kernelBetween variable e e
