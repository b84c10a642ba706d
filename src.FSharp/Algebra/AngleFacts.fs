namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// An angle as a linear form: parts with rational coefficients, and turns of 2 pi.
[<NoEquality; NoComparison>]
type internal AngleForm =
    {
        /// Each part once; neither a multiple of pi nor with a content of its own. The number 1 is one radian.
        Parts: (Expr * Rational) list
        Turns: Rational
    }

/// What is known of real angles up to whole turns. The forms that are whole turns are closed under addition and multiplication by
/// whole numbers, not under division (2 omega may be a turn where omega is half of one): a lattice, kept in echelon form.
[<NoEquality; NoComparison>]
type internal AngleFacts =
    private
        {
            Columns: Expr list
            /// Coefficients of the columns and, last, turns; each row with its first entry that is not 0 further to the right.
            Rows: Rational[] list
        }

[<RequireQualifiedAccess>]
module internal AngleFacts =
    let private two = Rational.OfInt 2
    let private same (x: Expr) (y: Expr) = obj.ReferenceEquals(x, y)

    /// pi n for whole n, of which an even multiple is a whole turn.
    let private isHalfTurns (part: Expr) = isInteger (Canonical.divide part Canonical.pi)

    let private modulo (period: Rational) (q: Rational) = q - period * Rational.OfInteger (q / period).Floor

    /// The form of an angle, without its whole turns.
    let formOf (angle: Expr) : AngleForm =
        let add (form: AngleForm) (term: Expr) =
            let struct (content, rest) = Canonical.splitContent term

            if same rest Canonical.pi then
                { form with
                    Turns = form.Turns + content / two }
            else
                let before, others = form.Parts |> List.partition (fst >> same rest)
                let coefficient = before |> List.fold (fun sum (_, c) -> sum + c) content
                { form with
                    Parts = others @ [ rest, (if isHalfTurns rest then modulo two coefficient else coefficient) ] }

        let form =
            Canonical.termsOf (ExponentialPolynomial.expand angle)
            |> List.fold add { Parts = []; Turns = Rational.Zero }

        { Parts = form.Parts |> List.filter (fun (_, c) -> not c.IsZero)
          Turns = modulo Rational.One form.Turns }

    let private coefficientOf (form: AngleForm) (part: Expr) =
        form.Parts
        |> List.tryPick (fun (p, c) -> if same p part then Some c else None)
        |> Option.defaultValue Rational.Zero

    let private pivot (row: Rational[]) = row |> Array.tryFindIndex (fun c -> not c.IsZero)

    let private subtract (n: Rational) (x: Rational[]) (y: Rational[]) = Array.map2 (fun a b -> a - n * b) y x

    /// Euclid's algorithm in each column: one row with an entry there remains, and the others go on to the next column.
    let private echelon (width: int) (rows: Rational[] list) : Rational[] list =
        let rec reduced column (rows: Rational[] list) =
            match rows |> List.partition (fun row -> row[column].IsZero) with
            | rest, [] -> [], rest
            | rest, [ row ] -> [ row ], rest
            | rest, several ->
                let least = several |> List.minBy (fun row -> row[column].Abs)

                let next =
                    several
                    |> List.map (fun row ->
                        if obj.ReferenceEquals(row, least) then
                            row
                        else
                            subtract (Rational.OfInteger (row[column] / least[column]).Floor) least row)

                reduced column (rest @ next)

        let rec go column rows =
            if column = width then
                []
            else
                let found, rest = reduced column rows
                found @ go (column + 1) rest

        go 0 rows

    /// That each of the angles is a whole number of turns.
    let ofWholeTurns (angles: Expr list) : AngleFacts =
        let forms = angles |> List.map formOf
        let isRadian part = same part Canonical.one

        // A radian comes last, so that a row which begins with it has no other angle.
        let columns =
            forms
            |> List.collect (_.Parts >> List.map fst)
            |> Seq.distinct
            |> List.ofSeq
            |> List.sortBy isRadian

        let width = columns.Length + 1
        let unit k (q: Rational) = Array.init width (fun j -> if j = k then q else Rational.Zero)

        let rows =
            [ for form in forms do
                  yield Array.ofList ((columns |> List.map (coefficientOf form)) @ [ form.Turns ])
              for k, part in List.indexed columns do
                  if isHalfTurns part then yield unit k two
              yield unit (width - 1) Rational.One ]

        { Columns = columns
          Rows = echelon width rows }

    /// No angles satisfy the facts: a part of a turn, or whole radians, of which none is a whole number of turns as pi is irrational,
    /// would be a whole turn.
    let areContradictory (facts: AngleFacts) : bool =
        let last = facts.Columns.Length

        facts.Rows
        |> List.exists (fun row ->
            match pivot row with
            | Some k when k = last -> not row[k].IsOne
            | Some k -> same facts.Columns[k] Canonical.one
            | None -> false)

    let private turnsOf (facts: AngleFacts) (form: AngleForm) : Rational option =
        let isColumn (part, _) = facts.Columns |> List.exists (same part)

        if form.Parts |> List.forall isColumn then
            let start = Array.ofList ((facts.Columns |> List.map (coefficientOf form)) @ [ form.Turns ])

            let rest =
                facts.Rows
                |> List.fold
                    (fun (form: Rational[]) row ->
                        let k = (pivot row).Value
                        subtract (Rational.OfInteger (form[k] / row[k]).Floor) row form)
                    start

            match pivot rest with
            | None -> Some Rational.Zero
            | Some k when k = facts.Columns.Length -> Some rest[k]
            | _ -> None
        else
            None

    /// The angle in turns, from 0 below 1, where the facts determine it up to whole turns.
    let tryTurns (facts: AngleFacts) (angle: Expr) : Rational option = turnsOf facts (formOf angle)

    let private turns (q: Rational) = Canonical.scale (two * q) Canonical.pi

    // T omega is a whole number of turns where omega is, for a whole number T.
    let private multiplierOf (part: Expr) : Expr =
        ExponentialPolynomial.factorsOf part
        |> List.filter (fun f -> isInteger (Canonical.power f.Base f.Exponent))
        |> ExponentialPolynomial.product

    /// The angle, up to whole turns, without what the facts determine.
    let reduce (facts: AngleFacts) (angle: Expr) : Expr =
        match tryTurns facts angle with
        | Some known -> turns known
        | None ->
            Canonical.termsOf (ExponentialPolynomial.expand angle)
            |> List.map (fun term ->
                let struct (content, rest) = Canonical.splitContent term
                let multiplier = if Canonical.isOne rest then rest else multiplierOf rest
                multiplier, Canonical.scale content (Canonical.divide rest multiplier))
            |> List.groupBy fst
            |> List.map (fun (multiplier, group) ->
                let angle = group |> List.map snd |> Canonical.addAll
                let known = tryTurns facts angle |> Option.map turns |> Option.defaultValue angle
                Canonical.multiply multiplier known)
            |> Canonical.addAll

    /// The real x of a number exp(i x).
    let tryAngle (number: Expr) : Expr option =
        let struct (content, product) = Canonical.splitContent number

        let angle (f: Factor) =
            match f.Base.Node, f.Exponent.Node with
            | Constant E, _ ->
                let x = Canonical.divide f.Exponent Canonical.i
                if isReal x then Some x else None
            | Constant ImaginaryUnit, Number q -> Some(turns (q / Rational.OfInt 4))
            | Number q, _ when q.Abs.IsOne && q.Sign < 0 && isReal f.Exponent -> Some(Canonical.multiply Canonical.pi f.Exponent)
            | _ -> None

        if content.Abs.IsOne then
            let factors =
                if Canonical.isOne product then
                    []
                else
                    ExponentialPolynomial.factorsOf product |> List.map angle

            if List.forall Option.isSome factors then
                Some(Canonical.addAll ((if content.Sign < 0 then Canonical.pi else Canonical.zero) :: List.choose id factors))
            else
                None
        else
            None

    /// The expression with the values of its sines, cosines and turns that the facts determine.
    let simplify (facts: AngleFacts) (e: Expr) : Expr =
        let factor go (f: Factor) =
            match f.Base.Node with
            | Constant E ->
                let imaginary, others =
                    Canonical.termsOf (ExponentialPolynomial.expand f.Exponent)
                    |> List.partition (fun t -> isReal (Canonical.divide t Canonical.i))

                let angle = imaginary |> List.map (fun t -> Canonical.divide t Canonical.i) |> Canonical.addAll
                let reduced = reduce facts angle

                // What is not known stays as it is written.
                if same (ExponentialPolynomial.expand angle) (ExponentialPolynomial.expand reduced) then
                    Canonical.power f.Base (go f.Exponent)
                else
                    Canonical.exponential (Canonical.add (Canonical.multiply Canonical.i reduced) (Canonical.addAll others))
            | _ -> Canonical.power (go f.Base) (go f.Exponent)

        let replace go (e: Expr) =
            match e.Node with
            | Function((Sin | Cos) as id, [| x |]) when isReal x ->
                let reduced = reduce facts x

                if same (ExponentialPolynomial.expand x) (ExponentialPolynomial.expand reduced) then
                    Substitution.mapChildren go e
                else
                    Functions.apply id [ reduced ]
            | Power f -> factor go f
            | Product factors -> factors |> Array.map (factor go) |> Canonical.multiplyAll
            | IndexedSum _ -> e
            | _ -> Substitution.mapChildren go e

        SharedWalk.everywhere replace e
