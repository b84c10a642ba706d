namespace LrnnSymbolic.Algebra.Matrices

open LrnnSymbolic.Algebra

/// Where a matrix expression is evaluated: the scalars (dimensions among them) and the matrices at their indices.
[<NoEquality; NoComparison>]
type MatrixPoint<'n> =
    { Scalars: Point<'n>
      Matrices: MatrixSymbol -> int list -> 'n[,] voption }

/// Values of matrix expressions, by the definition of every operation; meant for comparison, not for speed.
[<RequireQualifiedAccess>]
module MatrixEvaluation =
    /// The value at the point. A matrix or symbol without a value raises UnsupportedOperation naming it.
    let rec value (arithmetic: IArithmetic<'n>) (point: MatrixPoint<'n>) (e: MatrixExpr) : 'n[,] =
        let zero = arithmetic.OfRational Rational.Zero
        let one = arithmetic.OfRational Rational.One

        let whole (scalars: Point<'n>) what e =
            match arithmetic.ToInteger(Evaluation.value arithmetic scalars e) with
            | ValueSome n -> n
            | ValueNone -> raise (UnsupportedOperation $"{what} {Infix.print e} is not a whole number")

        let dimension = whole point.Scalars "the dimension"
        let transpose (a: 'n[,]) = Array2D.init (Array2D.length2 a) (Array2D.length1 a) (fun i j -> a[j, i])
        let identity n = Array2D.init n n (fun i j -> if i = j then one else zero)
        let scale c (a: 'n[,]) = a |> Array2D.map (fun x -> arithmetic.Multiply(c, x))
        let add (a: 'n[,]) (b: 'n[,]) = a |> Array2D.mapi (fun i j x -> arithmetic.Add(x, b[i, j]))
        let sum (xs: 'n seq) = xs |> Seq.fold (fun total x -> arithmetic.Add(total, x)) zero

        let multiply (a: 'n[,]) (b: 'n[,]) =
            Array2D.init (Array2D.length1 a) (Array2D.length2 b) (fun i j ->
                sum (seq { for k in 0 .. Array2D.length2 a - 1 -> arithmetic.Multiply(a[i, k], b[k, j]) }))

        let kronecker (a: 'n[,]) (b: 'n[,]) =
            let p, q = Array2D.length1 b, Array2D.length2 b
            Array2D.init (Array2D.length1 a * p) (Array2D.length2 a * q) (fun i j -> arithmetic.Multiply(a[i / p, j / q], b[i % p, j % q]))

        let power (a: 'n[,]) n =
            if n < 0 then raise (UnsupportedOperation "the value of an inverse")
            Seq.fold (fun p _ -> multiply p a) (identity (Array2D.length1 a)) (seq { 1..n })

        let checkedShape (l: Leaf) (a: 'n[,]) =
            let rows, columns = dimension l.Symbol.Rows, dimension l.Symbol.Columns

            if (Array2D.length1 a, Array2D.length2 a) <> (rows, columns) then
                raise (ShapeMismatch $"{l.Symbol.Name} is {rows} by {columns}, but its value is {Array2D.length1 a} by {Array2D.length2 a}")

            a

        let leaf (scalars: Point<'n>) (l: Leaf) =
            let at = l.Indices |> List.map (whole scalars $"the index of {l.Symbol.Name}")

            match point.Matrices l.Symbol at with
            | ValueNone -> raise (UnsupportedOperation $"no value for {l.Symbol.Name}{at}")
            | ValueSome a ->
                let a = checkedShape l a
                let a = if l.Transposed then transpose a else a
                if l.Conjugated then a |> Array2D.map arithmetic.Conjugate else a

        let rec factor (scalars: Point<'n>) (f: MatrixFactor) : 'n[,] =
            match f with
            | MatrixFactor.Leaf(l, n) -> power (leaf scalars l) (whole scalars "the exponent" n)
            | MatrixFactor.Composite(b, n) -> power (value arithmetic { point with Scalars = scalars } b) (whole scalars "the exponent" n)
            | MatrixFactor.Kronecker(a, b) -> kronecker (word scalars a) (word scalars b)
            | MatrixFactor.Vec(w, transposed) ->
                let a = word scalars w
                let rows = Array2D.length1 a
                let column = Array2D.init (a.Length) 1 (fun i _ -> a[i % rows, i / rows])
                if transposed then transpose column else column

        and word scalars (w: Word) : 'n[,] =
            match w.Factors with
            | [] -> identity (dimension w.Rows)
            | factors -> factors |> List.map (factor scalars) |> List.reduce multiply

        let trace scalars w =
            let a = word scalars w
            sum (seq { for i in 0 .. Array2D.length1 a - 1 -> a[i, i] })

        let rec overRanges (scalars: Point<'n>) (ranges: Range list) (body: Point<'n> -> 'n[,]) (start: 'n[,]) : 'n[,] =
            match ranges with
            | [] -> add start (body scalars)
            | r :: rest ->
                let lower, upper = whole scalars "the bound" r.Lower, whole scalars "the bound" r.Upper

                let bind (k: int) =
                    { scalars with
                        Symbols =
                            fun s ->
                                if obj.ReferenceEquals(s, r.Index) then
                                    ValueSome(arithmetic.OfRational(Rational.OfInt k))
                                else
                                    scalars.Symbols s }

                Seq.fold (fun total k -> overRanges (bind k) rest body total) start (seq { lower..upper })

        let nothing () = Array2D.create (dimension e.Rows) (dimension e.Columns) zero

        let term (t: MatrixTerm) scalars =
            let coefficient = Evaluation.value arithmetic scalars t.Coefficient

            // Where a bracket is false the word need not have a value.
            if arithmetic.Satisfies(Equal, coefficient) then
                nothing ()
            else
                let factor = t.Traces |> List.fold (fun c w -> arithmetic.Multiply(c, trace scalars w)) coefficient
                scale factor (word scalars t.Word)

        e.Terms |> List.fold (fun total t -> overRanges point.Scalars t.Ranges (term t) total) (nothing ())

    /// The only entry of a scalar.
    let scalar arithmetic point (e: MatrixExpr) =
        let a = value arithmetic point e
        if a.Length <> 1 then
            raise (ShapeMismatch $"A scalar is 1 by 1, not {Array2D.length1 a} by {Array2D.length2 a}")
        a[0, 0]
