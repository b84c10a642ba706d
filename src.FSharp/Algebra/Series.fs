namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// A truncated Laurent series: sum of Coefficients[k] t^(Valuation + k), up to O(t^(Valuation + number of coefficients)).
/// The first coefficient is certainly not zero, unless there is none.
[<NoEquality; NoComparison>]
type internal Series =
    { Valuation: int
      Coefficients: Expr[] }

    /// The exponent from which on nothing is known.
    member s.Order = s.Valuation + s.Coefficients.Length

    /// The coefficient of t^n, for n below the order.
    member s.Coefficient(n: int) =
        if n >= s.Order then invalidArg (nameof n) "Beyond the order of the series."
        elif n < s.Valuation then Canonical.zero
        else s.Coefficients[n - s.Valuation]

/// About which point.
[<NoEquality; NoComparison>]
type internal ExpansionPoint =
    | Point of Expr
    /// In t = 1/x.
    | Infinity

/// Taylor and Laurent series by exact arithmetic on truncated power series; coefficients are expressions free of the variable.
[<RequireQualifiedAccess>]
module internal Series =
    let private refuse reason = raise (UnsupportedOperation reason)

    let private tidy (e: Expr) =
        match e.Node with
        | Number _
        | Symbol _ -> e
        | _ -> RationalForm.cancel e

    /// Is a coefficient zero? Raises where that cannot be settled: a leading term must be certain.
    let private isZero (e: Expr) =
        match e.Node with
        | Number q -> q.IsZero
        | Symbol _ -> false
        | _ ->
            match Equality.isZero e with
            | Proved _ -> true
            | Refuted _ -> false
            | _ -> refuse $"it is not settled whether {Infix.print e} is zero"

    // Leading zeros removed.
    let private make (valuation: int) (coefficients: Expr[]) =
        let skip =
            coefficients
            |> Array.tryFindIndex (fun c -> not (isZero c))
            |> Option.defaultValue coefficients.Length

        { Valuation = valuation + skip
          Coefficients = Array.skip skip coefficients }

    let private at (s: Series) n = if n < s.Valuation then Canonical.zero else s.Coefficients[n - s.Valuation]

    let add (x: Series) (y: Series) =
        let order = min x.Order y.Order
        let low = min order (min x.Valuation y.Valuation)
        make low (Array.init (order - low) (fun k -> tidy (Canonical.add (at x (low + k)) (at y (low + k)))))

    let scale (c: Expr) (x: Series) = make x.Valuation (x.Coefficients |> Array.map (fun e -> tidy (Canonical.multiply c e)))

    let multiply (x: Series) (y: Series) =
        let n = min x.Coefficients.Length y.Coefficients.Length

        let coefficient k =
            [ for j in 0..k -> Canonical.multiply x.Coefficients[j] y.Coefficients[k - j] ]
            |> Canonical.addAll
            |> tidy

        make (x.Valuation + y.Valuation) (Array.init n coefficient)

    // With `fromAbove`, t is positive: then a root of a zero or pole has a series, if its leading exponent is a whole number.
    let private powerWhere fromAbove (exponent: Expr) (x: Series) =
        if x.Coefficients.Length = 0 then
            refuse "the base of a power vanishes to the order known"

        let valuation =
            match (Canonical.multiply (Canonical.ofInt x.Valuation) exponent).Node with
            | Number q when q.TryInt.IsSome -> q.TryInt.Value
            | _ -> refuse "a power has no Laurent series here: its leading exponent is not a whole number"

        let lead = x.Coefficients[0]
        // (c (1 + u))^a = c^a (1 + u)^a for real small u; a power like sqrt(t^2) = |t| has no series at all.
        if not (isInteger exponent) then
            if x.Valuation <> 0 && not (fromAbove && isPositive x.Coefficients[0]) then
                refuse "a root of a zero or pole has no series on both sides"
            if not (x.Coefficients |> Array.forall isReal) then
                refuse $"the branch of a power of {Infix.print lead} is not settled"

        let y = Array.create x.Coefficients.Length Canonical.zero
        y[0] <- Canonical.power lead exponent

        for k in 1 .. y.Length - 1 do
            let terms =
                [ for j in 1..k ->
                      // (a j - (k - j)) x_j y_(k-j)
                      let weight = Canonical.subtract (Canonical.scale (Rational.OfInt j) exponent) (Canonical.ofInt (k - j))
                      Canonical.multiplyAll [ weight; x.Coefficients[j]; y[k - j] ] ]

            y[k] <- tidy (Canonical.divide (Canonical.scale (Rational.ofRatio 1 k) (Canonical.addAll terms)) lead)

        make valuation y

    /// x^exponent for an exponent free of the variable, by J.C.P. Miller's recurrence: y = x^a satisfies x y' = a x' y.
    let power (exponent: Expr) (x: Series) = powerWhere false exponent x

    let private regular name (x: Series) =
        if x.Valuation < 0 then refuse $"{name} has an essential singularity here"
        Array.init (max 0 x.Order) (at x)

    // y' = x' y with y_0 given.
    let exponential (x: Series) =
        let x = regular "exp" x
        let y = Array.create x.Length Canonical.zero
        if x.Length > 0 then y[0] <- Canonical.exponential x[0]

        for k in 1 .. x.Length - 1 do
            y[k] <-
                [ for j in 1..k -> Canonical.scale (Rational.ofRatio j k) (Canonical.multiply x[j] y[k - j]) ]
                |> Canonical.addAll
                |> tidy

        make 0 y

    /// Sine and cosine together: s' = x' c, c' = -x' s.
    let private sineAndCosine (x: Series) =
        let x = regular "sin and cos" x
        let s, c = Array.create x.Length Canonical.zero, Array.create x.Length Canonical.zero

        if x.Length > 0 then
            s[0] <- Functions.sin x[0]
            c[0] <- Functions.cos x[0]

        for k in 1 .. x.Length - 1 do
            let along (y: Expr[]) =
                [ for j in 1..k -> Canonical.scale (Rational.ofRatio j k) (Canonical.multiply x[j] y[k - j]) ]
                |> Canonical.addAll
                |> tidy

            s[k] <- along c
            c[k] <- Canonical.negate (along s)

        make 0 s, make 0 c

    let sine x = fst (sineAndCosine x)
    let cosine x = snd (sineAndCosine x)

    let private derivative (x: Series) =
        make (x.Valuation - 1) (x.Coefficients |> Array.mapi (fun k c -> Canonical.scale (Rational.OfInt(x.Valuation + k)) c))

    // The antiderivative with the given constant term, of a series without t^-1.
    let private antiderivative (constant: Expr) (x: Series) =
        let x = regular "a logarithm or inverse tangent" x
        make 0 (Array.append [| constant |] (x |> Array.mapi (fun k c -> Canonical.scale (Rational.ofRatio 1 (k + 1)) c)))

    let logarithm (x: Series) =
        if x.Coefficients.Length = 0 || x.Valuation <> 0 then
            refuse "log has a logarithmic singularity here"
        let lead = x.Coefficients[0]
        if not (x.Coefficients |> Array.forall isReal) then
            refuse "the branch of a logarithm is not settled"
        antiderivative (Functions.log lead) (multiply (derivative x) (power (Canonical.ofInt -1) x))

    let private constant order (e: Expr) = make 0 (Array.init order (fun k -> if k = 0 then e else Canonical.zero))

    let private integrated (row: FunctionRow) (x: Series) (slope: Series) =
        let values = regular row.Name x
        let start = if values.Length = 0 then Canonical.zero else values[0]
        if not (isReal start) then
            refuse $"{row.Name} is expanded at a point that is not known to be real"
        antiderivative (Functions.apply row.Id [ start ]) (multiply (derivative x) slope)

    let private ofExpr (variable: Symbol) (point: ExpansionPoint) (terms: int) (e: Expr) : Series =
        let isFree e = isFreeOf variable e

        let own =
            match point with
            | Point a ->
                make
                    0
                    (Array.init terms (fun k ->
                        if k = 0 then a
                        elif k = 1 then Canonical.one
                        else Canonical.zero))
            | Infinity -> make -1 (Array.init terms (fun k -> if k = 0 then Canonical.one else Canonical.zero))

        // A variable that is positive comes to 0 from above.
        let fromAbove =
            match point with
            | Point a -> Canonical.isZero a && isPositive (Canonical.symbol variable)
            | Infinity -> false

        let rec go (e: Expr) : Series =
            Nesting.check ()

            if isFree e then
                constant terms e
            else
                match e.Node with
                | Symbol _ -> own
                | Sum(c, parts) ->
                    let start = constant terms (Canonical.number c)
                    parts |> Array.fold (fun s t -> add s (scale (Canonical.number t.Coefficient) (go t.Expr))) start
                | Product factors -> factors |> Array.map factor |> Array.reduce multiply
                | Power f -> factor f
                | Function(id, arguments) ->
                    let row = FunctionTable.rowOf id

                    match row.Series with
                    | SeriesRule.Absent -> refuse $"{Infix.print e} has no series here"
                    | SeriesRule.Sine -> sine (go arguments[0])
                    | SeriesRule.Cosine -> cosine (go arguments[0])
                    | SeriesRule.Logarithm -> logarithm (go arguments[0])
                    | SeriesRule.Written others -> go (others arguments[0])
                    | SeriesRule.Integrated -> integrated row (go arguments[0]) (go ((List.head row.Partials).Value arguments))
                    | SeriesRule.Derivatives -> taylor e arguments
                | _ -> refuse $"{Infix.print e} has no series here"

        // Entire functions of their ratios and angles: the derivatives at the point, where the arguments have series themselves.
        and taylor (e: Expr) (arguments: Expr[]) =
            match point with
            | Infinity -> refuse $"{Infix.print e} has no series at infinity"
            | Point a ->
                for x in arguments do
                    regular (Infix.print e) (go x) |> ignore

                let own = Canonical.symbol variable
                let mutable derivative = e
                let coefficients = Array.create terms Canonical.zero
                let mutable factorial = Rational.One

                for n in 0 .. terms - 1 do
                    if n > 0 then
                        derivative <- Derivative.by own derivative
                        factorial <- factorial * Rational.OfInt n

                    coefficients[n] <- tidy (Canonical.scale factorial.Reciprocal (Substitution.symbol variable a derivative))

                make 0 coefficients

        and factor (f: Factor) =
            if isFree f.Exponent then
                if Canonical.isOne f.Exponent then
                    go f.Base
                else
                    powerWhere fromAbove f.Exponent (go f.Base)
            elif isFree f.Base then
                match f.Base.Node with
                | Constant E -> exponential (go f.Exponent)
                | _ -> exponential (scale (Functions.log f.Base) (go f.Exponent))
            else
                exponential (multiply (go f.Exponent) (logarithm (go f.Base)))

        go e

    let private most = 400

    /// The series up to and excluding the given order in t = x - a, or t = 1/x at infinity; or why there is none. Terms that cancel
    /// cost precision, so the work is repeated with more terms until the order is reached.
    let expand (variable: Symbol) (point: ExpansionPoint) (order: int) (e: Expr) : Result<Series, string> =
        let rec attempt (terms: int) =
            let s = ofExpr variable point terms e

            if s.Order >= order then
                { s with
                    Coefficients = Array.truncate (max 0 (order - s.Valuation)) s.Coefficients }
            elif terms > most then
                refuse $"more than {most} terms cancel"
            else
                attempt (max (2 * terms) (terms + order - s.Order))

        try
            Ok(attempt (max 2 (order + 1)))
        with
        | UnsupportedOperation reason
        | UndefinedExpression reason -> Error reason

    /// The first term that is not zero, c t^n, as (n, c); or why it was not found.
    let leadingTerm (variable: Symbol) (point: ExpansionPoint) (e: Expr) : Result<int * Expr, string> =
        let rec attempt (terms: int) =
            let s = ofExpr variable point terms e
            if s.Coefficients.Length > 0 then s.Valuation, s.Coefficients[0]
            elif terms > 64 then refuse "the first 64 coefficients are zero"
            else attempt (2 * terms)

        try
            match Equality.isZero e with
            | Proved _ -> Error "the expression is zero"
            | _ -> Ok(attempt 4)
        with
        | UnsupportedOperation reason
        | UndefinedExpression reason -> Error reason

    /// The polynomial in the variable that the series is, without its remainder.
    let toExpr (variable: Symbol) (point: ExpansionPoint) (s: Series) : Expr =
        let x = Canonical.symbol variable

        let t =
            match point with
            | Point a -> Canonical.subtract x a
            | Infinity -> Canonical.power x (Canonical.ofInt -1)

        s.Coefficients
        |> Seq.mapi (fun k c ->
            if Canonical.isZero c then
                Canonical.zero
            else
                Canonical.multiply c (Canonical.power t (Canonical.ofInt (s.Valuation + k))))
        |> Canonical.addAll
