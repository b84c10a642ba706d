namespace LrnnSymbolic.Algebra.Matrices

open LrnnSymbolic.Algebra

/// The letters of a matrix expression as it is written, and the same expression with other letters.
[<RequireQualifiedAccess>]
module internal MatrixLetters =
    let private symbolsOf (e: Expr) = Properties.freeSymbols e |> Seq.map _.Name

    let rec private ofWord (w: Word) : string seq =
        match w.Factors with
        // An identity of more than numbers is a letter with its size.
        | [] when not (Canonical.isOne w.Rows) -> symbolsOf w.Rows |> Seq.map (fun size -> $"I_{size}")
        | factors -> Seq.collect ofFactor factors

    and private ofFactor (factor: MatrixFactor) =
        match factor with
        | MatrixFactor.Leaf(l, n) -> Seq.concat [ Seq.singleton l.Symbol.Name; Seq.collect symbolsOf l.Indices; symbolsOf n ]
        | MatrixFactor.Composite(b, n) -> Seq.append (all b) (symbolsOf n)
        | MatrixFactor.Kronecker(x, y) -> Seq.append (ofWord x) (ofWord y)
        | MatrixFactor.Vec(w, _) -> ofWord w

    and private ofTerm (t: MatrixTerm) =
        let bound = t.Ranges |> List.map _.Index.Name

        Seq.concat
            [ symbolsOf t.Coefficient
              Seq.collect ofWord t.Traces
              ofWord t.Word
              t.Ranges |> Seq.collect (fun r -> Seq.append (symbolsOf r.Lower) (symbolsOf r.Upper)) ]
        |> Seq.filter (fun name -> not (List.contains name bound))

    /// The names of its matrices and free symbols, as often as they occur; an identity of size n is I_n.
    and all (e: MatrixExpr) : string seq = e.Terms |> Seq.map Matrix.shown |> Seq.collect ofTerm

    // ---- Renaming ---------------------------------------------------------------------------------------------

    /// The expression in other letters. Its terms keep the order of the old ones.
    let rename (expression: Expr -> Expr) (name: string -> string) (e: MatrixExpr) : MatrixExpr =
        let rec form (f: MatrixForm) =
            match f with
            | MatrixForm.Name -> f
            | MatrixForm.Differential inner -> MatrixForm.Differential(form inner)
            | MatrixForm.Raised(head, letters) -> MatrixForm.Raised(name head, List.map name letters)

        let nameOf (s: MatrixSymbol) =
            match s.Form with
            | MatrixForm.Differential _ -> "d" + name (s.Name.Substring 1)
            | _ -> name s.Name

        let symbol (s: MatrixSymbol) =
            { s with
                Name = nameOf s
                Rows = expression s.Rows
                Columns = expression s.Columns
                Form = form s.Form }

        let rec word (w: Word) : Word =
            { Rows = expression w.Rows
              Columns = expression w.Columns
              Factors = List.map factor w.Factors }

        and factor (f: MatrixFactor) =
            match f with
            | MatrixFactor.Leaf(l, n) ->
                let leaf =
                    { l with
                        Symbol = symbol l.Symbol
                        Indices = List.map expression l.Indices }

                MatrixFactor.Leaf(leaf, expression n)
            | MatrixFactor.Composite(b, n) -> MatrixFactor.Composite(matrix b, expression n)
            | MatrixFactor.Kronecker(x, y) -> MatrixFactor.Kronecker(word x, word y)
            | MatrixFactor.Vec(w, transposed) -> MatrixFactor.Vec(word w, transposed)

        and range (r: Range) : Range =
            { Index = Symbol.Of(name r.Index.Name, r.Index.Assumptions)
              Lower = expression r.Lower
              Upper = expression r.Upper }

        and term (t: MatrixTerm) : MatrixTerm =
            { Traces = List.map word t.Traces
              Word = word t.Word
              Ranges = List.map range t.Ranges
              Coefficient = expression t.Coefficient
              Names = { Written = List.map name t.Names.Written } }

        and matrix (e: MatrixExpr) : MatrixExpr =
            { Rows = expression e.Rows
              Columns = expression e.Columns
              Terms = e.Terms |> List.map (Matrix.shown >> term) }

        matrix e
