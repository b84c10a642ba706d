namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// A way in which an expression in parameters vanishes.
[<NoEquality; NoComparison>]
type internal ParameterRoot =
    {
        /// What is zero, as it is said.
        Where: Expr list
        /// Not zero here.
        Unless: Expr list
        /// What then stands in the place of a parameter.
        Replacement: Symbol * Expr
    }

/// Where an expression in a task's parameters vanishes, parameter by parameter.
[<RequireQualifiedAccess>]
module internal ParameterRoots =
    let private zero = Canonical.zero

    // Factors over the rationals of an expression that knows no sines.
    let private split (e: Expr) : Expr list =
        try
            let numerator = (RationalForm.fraction e).Numerator
            PolynomialFactorization.factor numerator
            |> snd
            |> List.map (fun f -> Polynomial.toExpr f.Factor)
            |> List.filter (fun f -> (Properties.freeSymbols f).Length > 0)
        with
        | UnsupportedOperation _
        | UndefinedExpression _ -> [ e ]

    let rec private waves (e: Expr) =
        match e.Node with
        | Function((Sin | Cos), _) -> true
        | _ ->
            let mutable found = false
            Substitution.mapChildren
                (fun part ->
                    found <- found || waves part
                    part)
                e
            |> ignore
            found

    let private isSigned (e: Expr) = Properties.isPositive e || Properties.isPositive (Canonical.negate e)

    let private distinct (es: Expr list) = es |> List.filter (isSigned >> not) |> List.distinct

    // Powers x^(T - 3) vanish where x does, if anywhere; other factors are split as far as they split.
    let private apart (e: Expr) =
        match e.Node with
        | Function(Log, [| x |]) -> split (x -. Canonical.one)
        | _ when waves e -> [ e ]
        | _ -> split e

    /// The factors that an expression vanishes with.
    let factors (e: Expr) : Expr list = Oscillations.factors e |> List.collect (fst >> apart) |> distinct

    /// Where an expression has no value.
    let poles (e: Expr) : Expr list = Oscillations.poles e |> List.collect apart |> distinct

    // ---- One factor ------------------------------------------------------------------------------------------------------------

    let private root where unless symbol value =
        { Where = where
          Unless = unless
          Replacement = (symbol, value) }

    // x = -rest/slope where f = slope x + rest.
    let private linear (f: Expr) (x: Symbol) =
        let symbol = Canonical.symbol x
        let slope = Expand.expand (Derivative.by symbol f)
        let rest = Substitution.symbol x zero f
        let knowsConjugate =
            x.Assumptions.Domain = Complex
            && not (Canonical.isZero (Derivative.by (Functions.conjugate symbol) f))

        if
            Canonical.isZero slope
            || Properties.contains x slope
            || knowsConjugate
            || not (Oscillations.vanishes (f -. slope *. symbol -. rest))
        then
            None
        else
            Some(slope, RationalForm.cancel (Canonical.negate rest /. slope))

    let private onlyLength (e: Expr) =
        Properties.freeSymbols e
        |> Array.forall (fun s -> obj.ReferenceEquals(s, Vocabulary.trajectoryLength))

    let private parametersOf (e: Expr) =
        Properties.freeSymbols e
        |> Array.filter (fun s -> not (obj.ReferenceEquals(s, Vocabulary.trajectoryLength)))
        |> Array.toList

    /// From which T on, the given one at least, an expression in T alone is not zero, for certain.
    let lengthsFrom (since: int) (e: Expr) : int option =
        let length = TaskValues.wholeFrom since Vocabulary.trajectoryLength.Name

        Substitution.symbol Vocabulary.trajectoryLength (Canonical.symbol length) e
        |> NonVanishing.from since length
        |> Option.map fst

    /// Is it no more than a number, or T in one, and not zero?
    let isNonzeroNumber (since: int) (e: Expr) = onlyLength e && lengthsFrom since e = Some since

    // A quadratic in one parameter alone, or what certainly has no real root.
    let private univariate (f: Expr) (x: Symbol) : ParameterRoot list option =
        let symbol = Canonical.symbol x
        let isReal = x.Assumptions.Domain <> Complex

        match Univariate.ofExpr symbol (Expand.expand f) with
        | Ok p when isReal && RealRoots.countAll p = 0 -> Some []
        | Ok p when p.Degree = 2 ->
            let a, b, c = p.Coefficient 2, p.Coefficient 1, p.Coefficient 0
            let discriminant = b * b - Rational.OfInt 4 * a * c

            Some
                [ for sign in [ 1; -1 ] ->
                      let value =
                          (Canonical.number -b +. Canonical.ofInt sign *. Canonical.squareRoot (Canonical.number discriminant))
                          /. Canonical.number (Rational.OfInt 2 * a)
                          |> Expand.expand
                      root [ symbol -. value ] [] x value ]
        | _ -> None

    // exp(2 I x) is the square of exp(I x).
    let rec private replacePhase (phase: Expr) (z: Expr) (e: Expr) : Expr =
        match phase.Node, e.Node with
        | Power p, Power f when obj.ReferenceEquals(f.Base, p.Base) ->
            let times = Expand.expand (f.Exponent /. p.Exponent)
            if Properties.isInteger times then Canonical.power z times else e
        | _, Product factors ->
            factors
            |> Array.map (fun f -> replacePhase phase z (Canonical.power f.Base f.Exponent))
            |> Canonical.multiplyAll
        | _ -> Substitution.mapChildren (replacePhase phase z) e

    let private quarters = [ for n in -1 .. 2 -> Rational.ofRatio n 2 ]

    // sin(k x) = 0 or cos(k x) = 0 for a whole k, in what has the period 2 pi in x: the angles of one turn.
    let private wave (isPeriodic: Symbol -> bool) (f: Expr) (x: Symbol) : ParameterRoot list option =
        let angles offset argument =
            match (Expand.expand (argument /. Canonical.symbol x)).Node with
            | Number k when k.IsInteger && k.Sign > 0 && k <= Rational.OfInt 6 && isPeriodic x ->
                let k = int k.Numerator
                Some [ for j in 0 .. 2 * k - 1 -> Rational.ofRatio (2 * j + offset) (2 * k) ]
            | _ -> None

        let at (q: Rational) =
            let angle = Canonical.number q *. Canonical.pi
            let symbol = Canonical.symbol x
            let off f = f symbol -. f angle
            let where =
                if q.IsInteger then
                    [ off Functions.cos ]
                else
                    [ off Functions.cos; off Functions.sin ]
            root where [] x angle

        // exp(I x) is a number of modulus 1: a root of unity here, or none.
        let turn () =
            let phase = Canonical.exponential (Canonical.i *. Canonical.symbol x)
            let z = Vocabulary.complex "z"
            let inPhase = replacePhase phase (Canonical.symbol z) f

            if not (isPeriodic x) || Properties.contains x inPhase then
                None
            else
                let value (q: Rational) =
                    Substitution.symbol z (Canonical.exponential (Canonical.i *. Canonical.number q *. Canonical.pi)) inPhase
                let found =
                    [ for q in quarters do
                          if Oscillations.vanishes (value q) then q ]

                match Univariate.ofExpr (Canonical.symbol z) (Expand.expand inPhase) with
                | Ok p when p.Degree = found.Length -> Some(List.map at found)
                | _ -> None

        match f.Node with
        | Function(Sin, [| argument |]) -> angles 0 argument |> Option.map (List.map at)
        | Function(Cos, [| argument |]) -> angles 1 argument |> Option.map (List.map at)
        | _ -> turn ()

    /// The ways in which a factor vanishes, each with a value for a parameter; None where they are not known. T is at least
    /// `since`.
    let ofFactor (isPeriodic: Symbol -> bool) (since: int) (f: Expr) : ParameterRoot list option =
        let symbols = parametersOf f
        let isNonzero = isNonzeroNumber since
        let isPossible (x: Symbol) (value: Expr) = x.Assumptions.Domain = Complex || Properties.isReal value

        let forms =
            if symbols |> List.exists (fun s -> s.Assumptions.Domain = Complex) then
                [ f; Functions.conjugate f ]
            else
                [ f ]

        let solved =
            [ for form in forms do
                  for x in symbols do
                      match linear form x with
                      | Some(slope, value) when isPossible x value -> x, slope, value
                      | _ -> () ]

        let plainly = solved |> List.tryFind (fun (_, slope, _) -> isNonzero slope)

        match plainly, symbols with
        | Some(x, _, value), _ -> Some [ root [ f ] [] x value ]
        | None, [ x ] -> univariate f x |> Option.orElseWith (fun () -> wave isPeriodic f x)
        | None, _ ->
            // Either the slope vanishes, whatever else does, or the parameter is what it must be.
            solved
            |> List.tryHead
            |> Option.bind (fun (x, slope, value) ->
                let parts = factors slope |> List.filter (isNonzero >> not)
                let atSlope =
                    parts
                    |> List.map (fun part ->
                        match
                            parametersOf part
                            |> List.tryPick (fun y -> linear part y |> Option.map (fun (slope, value) -> y, slope, value))
                        with
                        | Some(y, slope, value) when isNonzero slope && isPossible y value -> Some(root [ part ] [] y value)
                        | _ -> None)

                if atSlope |> List.forall Option.isSome then
                    // The rest of f vanishes there as well, or f does not.
                    let canVanish (r: ParameterRoot) = not (isNonzero (Substitution.symbols [ r.Replacement ] f))
                    Some(root [ f ] parts x value :: (atSlope |> List.choose id |> List.filter canVanish))
                else
                    None)
