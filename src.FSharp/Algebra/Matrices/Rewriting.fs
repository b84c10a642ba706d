namespace LrnnSymbolic.Algebra.Matrices

open LrnnSymbolic.Algebra

/// An identity on neighbouring letters, e.g. X[i] X[j]^T = Sigma[i,j] for all i and j.
type internal Rule =
    {
        Name: string
        /// Stand for any index.
        Variables: Symbol list
        /// Sides, one for the rule as stated, others for its transpose and conjugates.
        Sides: (MatrixFactor list * MatrixExpr) list
    }

[<RequireQualifiedAccess>]
module internal Rewriting =
    let private one = Canonical.one

    /// The letters of a plain word.
    let private letters (name: string) (e: MatrixExpr) =
        match e.Terms with
        | [ { Ranges = []
              Traces = []
              Word = word
              Coefficient = c } ] when Canonical.isOne c && not word.Factors.IsEmpty -> word.Factors
        | _ -> invalidArg (nameof e) $"The left side of the rule '{name}' must be a single word."

    /// The rule left = right for all values of the variables, together with its transpose and its conjugates.
    let rule name variables (left: MatrixExpr) (right: MatrixExpr) : Rule =
        if left.Rows <> right.Rows || left.Columns <> right.Columns then
            let shape (e: MatrixExpr) = $"{Infix.print e.Rows} by {Infix.print e.Columns}"
            raise (ShapeMismatch $"The sides of the rule '{name}' need equal shapes: {shape left} and {shape right}")

        let variants = [ id; Matrix.transpose; Matrix.conjugate; Matrix.adjoint ]

        { Name = name
          Variables = variables
          Sides = variants |> List.map (fun v -> letters name (v left), v right) |> List.distinctBy fst }

    /// P^dagger P = I, and P P^dagger = I when P is square. For a real P these are transposes.
    let orthonormal (s: MatrixSymbol) : Rule list =
        let p = Matrix.ofSymbol s
        let columns =
            rule $"the columns of {s.Name} are orthonormal" [] (Matrix.adjoint p *@ p) (Matrix.identity s.Columns)

        if s.Rows = s.Columns then
            [ columns; rule $"the rows of {s.Name} are orthonormal" [] (p *@ Matrix.adjoint p) (Matrix.identity s.Rows) ]
        else
            [ columns ]

    // ---- Matching ---------------------------------------------------------------------------------------------

    let private matchIndex (variables: Symbol list) bindings (pattern: Expr, index: Expr) =
        bindings
        |> Option.bind (fun bindings ->
            match pattern.Node with
            | Symbol s when List.contains s variables ->
                match List.tryFind (fun (v, _) -> v = s) bindings with
                | None -> Some((s, index) :: bindings)
                | Some(_, bound) -> if bound = index then Some bindings else None
            | _ -> if pattern = index then Some bindings else None)

    let private matchFactor variables bindings (pattern, factor) =
        match pattern, factor with
        | MatrixFactor.Leaf(p, m), MatrixFactor.Leaf(l, n) when
            p.Symbol = l.Symbol
            && p.Transposed = l.Transposed
            && p.Conjugated = l.Conjugated
            && m = n
            && p.Indices.Length = l.Indices.Length
            ->
            List.zip p.Indices l.Indices |> List.fold (matchIndex variables) bindings
        | _ -> if pattern = factor then bindings else None

    let private matchPrefix variables (pattern: MatrixFactor list) (factors: MatrixFactor list) =
        if pattern.Length > factors.Length then
            None
        else
            List.zip pattern (List.truncate pattern.Length factors)
            |> List.fold (matchFactor variables) (Some [])

    let private splits (factors: 'a list) = [ for k in 0 .. factors.Length -> List.splitAt k factors ]

    // factors[..k] as a word; rows and columns follow from the letters.
    let private product (factors: MatrixFactor list) fallback =
        match factors with
        | [] -> Matrix.identity fallback
        | _ -> factors |> List.map Matrix.ofFactor |> Matrix.multiplyAll

    let private surround before (middle: MatrixExpr) after = product before middle.Rows *@ middle *@ product after middle.Columns

    /// The first place where a rule applies to the letters in a row, rewritten.
    let private applyOnce (rules: Rule list) (factors: MatrixFactor list) =
        let attempt (before, rest: MatrixFactor list) =
            rules
            |> List.tryPick (fun rule ->
                rule.Sides
                |> List.tryPick (fun (pattern, replacement) ->
                    matchPrefix rule.Variables pattern rest
                    |> Option.map (fun bindings ->
                        surround before (Matrix.substitute bindings replacement) (List.skip pattern.Length rest))))

        splits factors |> List.tryPick attempt

    // ---- Similarity -------------------------------------------------------------------------------------------

    /// (P D Q)^n next to what makes it P D^n, D^n Q or P D^n Q.
    let private similarity (reduce: MatrixExpr -> MatrixExpr) (factors: MatrixFactor list) =
        let isIdentity left right =
            let e = product left one *@ product right one
            e.Rows = e.Columns && Matrix.isIdentity (reduce e)

        let startsWith (p: MatrixFactor list) (fs: MatrixFactor list) = fs.Length >= p.Length && List.truncate p.Length fs = p
        let endsWith (q: MatrixFactor list) (fs: MatrixFactor list) = startsWith (List.rev q) (List.rev fs)

        let taken (before: MatrixFactor list) (p, d, q) n (after: MatrixFactor list) =
            let inner = Matrix.power (product d (List.last p |> Matrix.ofFactor).Columns) n
            let full = isIdentity p q || Properties.isPositive n

            if full then
                Some(surround (before @ p) inner (q @ after))
            elif startsWith p after then
                Some(surround (before @ p) inner (List.skip p.Length after))
            elif endsWith q before then
                Some(surround (List.truncate (before.Length - q.Length) before) inner (q @ after))
            else
                None

        let conjugations (word: MatrixFactor list) =
            [ for k in 1 .. word.Length - 1 do
                  for l in 1 .. word.Length - k do
                      let p, rest = List.splitAt k word
                      let d, q = List.splitAt (rest.Length - l) rest
                      if (Matrix.ofFactor (List.last q)).Columns = (Matrix.ofFactor p.Head).Rows && isIdentity q p then
                          p, d, q ]

        let attempt (before, rest: MatrixFactor list) =
            match rest with
            | MatrixFactor.Composite({ Terms = [ { Ranges = []
                                                   Traces = []
                                                   Word = word } ] },
                                     n) :: after -> conjugations word.Factors |> List.tryPick (fun pdq -> taken before pdq n after)
            | _ -> None

        splits factors |> List.tryPick attempt

    // ---- Normal forms -----------------------------------------------------------------------------------------

    let private mostSteps = 10000

    /// Applies the rules from left to right until none applies, and with them takes powers of similar matrices apart:
    /// (P D Q)^n = P D^n Q where Q P = I is a rule. That needs n > 0, or P Q = I, or else P on the right of the power or Q
    /// on its left, so that n = 0 (where the power is I) is right too. Raises UnsupportedOperation when the rules go in circles.
    let rec rewrite (rules: Rule list) (e: MatrixExpr) : MatrixExpr =
        let mutable steps = 0

        let count () =
            steps <- steps + 1
            if steps > mostSteps then
                raise (UnsupportedOperation $"the rewriting rules do not end within {mostSteps} steps")

        let once factors =
            match applyOnce rules factors with
            | Some result -> Some result
            | None -> similarity (rewrite rules) factors

        let rec inWord (w: Word) : MatrixExpr =
            match once w.Factors with
            | Some next ->
                count ()
                everywhere next
            | None -> insideLetters w

        // Rules apply inside Kronecker products, vec and powers too.
        and insideLetters (w: Word) =
            let isDeep factor =
                match factor with
                | MatrixFactor.Leaf _ -> false
                | _ -> true

            if not (List.exists isDeep w.Factors) then
                Matrix.ofWord w
            else
                let letter factor =
                    match factor with
                    | MatrixFactor.Leaf _ -> Matrix.ofFactor factor
                    | MatrixFactor.Composite(b, n) -> Matrix.power (everywhere b) n
                    | MatrixFactor.Kronecker(a, b) -> Matrix.kronecker (inWord a) (inWord b)
                    | MatrixFactor.Vec(v, transposed) ->
                        let column = Matrix.vec (inWord v)
                        if transposed then Matrix.transpose column else column

                let next = w.Factors |> List.map letter |> Matrix.multiplyAll
                if next = Matrix.ofWord w then next else everywhere next

        // A trace is a word whose ends meet: any rotation may match.
        and inTrace (w: Word) : MatrixExpr =
            let rotations =
                splits w.Factors |> List.truncate (max 1 w.Factors.Length) |> List.map (fun (x, y) -> y @ x)

            match rotations |> List.tryPick once with
            | Some next ->
                count ()
                everywhere (Matrix.trace next)
            | None -> Matrix.trace (insideLetters w)

        and everywhere (e: MatrixExpr) : MatrixExpr =
            match e.Terms with
            | [] -> e
            | terms ->
                terms
                |> List.map (fun t ->
                    let word = inWord t.Word
                    let scaled = t.Traces |> List.fold (fun w trace -> Matrix.scaleBy (inTrace trace) w) word
                    Matrix.under { t with Traces = [] } scaled)
                |> Matrix.addAll

        everywhere e
