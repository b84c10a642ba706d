namespace LrnnSymbolic.Algebra

open LrnnSymbolic.Algebra.Properties

/// Indefinite summation of hypergeometric terms t(i), those with a rational ratio t(i+1)/t(i): rational functions of i times
/// powers q^i, factorials and binomials. R. W. Gosper, PNAS 75 (1978) 40-42.
[<RequireQualifiedAccess>]
module internal Gosper =
    let private one = Canonical.one
    let private ofInt = Canonical.ofInt
    let private expand = ExponentialPolynomial.expand

    /// t(i+1)/t(i) = Constant * product of Over / product of Under, each factor a polynomial in i, monic.
    [<NoEquality; NoComparison>]
    type private Ratio =
        { Constant: Expr
          Over: Expr list
          Under: Expr list }

    /// Polynomial * Kernel summed: the kernel's ratio is known, the polynomial is what the terms do not share.
    [<NoEquality; NoComparison>]
    type private HypergeometricTerm =
        { Polynomial: Expr
          Kernel: Expr
          Ratio: Ratio }

    let private isZero (e: Expr) =
        match ExponentialPolynomial.isZero e with
        | Proved _ -> true
        | _ -> false

    let private atIndex (index: Symbol) (shift: int) (e: Expr) =
        Substitution.symbol index (Canonical.add (Canonical.symbol index) (ofInt shift)) e

    // ---- Polynomials in the index, by their coefficients ------------------------------------------------------------

    /// Coefficients from the constant one upwards; None where the expression is not a polynomial in the index.
    let private coefficients (index: Symbol) (e: Expr) : Expr list option =
        let monomial (t: Expr) =
            let struct (content, rest) = Canonical.splitContent t
            let bound, free =
                ExponentialPolynomial.factorsOf rest
                |> List.partition (fun f -> contains index (Canonical.power f.Base f.Exponent))
            let coefficient = Canonical.scale content (ExponentialPolynomial.product free)

            match bound with
            | [] -> Some(0, coefficient)
            | [ f ] ->
                match f.Base.Node, f.Exponent.Node with
                | Symbol s, Number n when obj.ReferenceEquals(s, index) && n.TryInt.IsSome && n.Sign > 0 ->
                    Some(n.TryInt.Value, coefficient)
                | _ -> None
            | _ -> None

        let monomials = Canonical.termsOf (ExponentialPolynomial.expandIn index e) |> List.map monomial

        if monomials |> List.exists Option.isNone then
            None
        else
            let monomials = List.choose id monomials
            let degree = monomials |> List.fold (fun d (n, _) -> max d n) 0

            Some [ for d in 0..degree -> monomials |> List.filter (fun (n, _) -> n = d) |> List.map snd |> Canonical.addAll |> expand ]

    let private degree (index: Symbol) (e: Expr) =
        match coefficients index e with
        | Some cs -> cs |> List.tryFindIndexBack (Canonical.isZero >> not) |> Option.defaultValue -1
        | None -> -1

    // ---- Ratios -----------------------------------------------------------------------------------------------------

    let private unit =
        { Constant = one
          Over = []
          Under = [] }

    let private times (x: Ratio) (y: Ratio) =
        { Constant = Canonical.multiply x.Constant y.Constant
          Over = x.Over @ y.Over
          Under = x.Under @ y.Under }

    let private inverse (x: Ratio) =
        { Constant = Canonical.power x.Constant (ofInt -1)
          Over = x.Under
          Under = x.Over }

    /// A polynomial as leading coefficient and monic rest.
    let private monic (index: Symbol) (e: Expr) : Ratio option =
        coefficients index e
        |> Option.map (fun cs ->
            let leading = List.last cs
            let parts =
                cs
                |> List.mapi (fun d c ->
                    Canonical.multiply (expand (Canonical.divide c leading)) (Canonical.power (Canonical.symbol index) (ofInt d)))
            { unit with
                Constant = leading
                Over = (if cs.Length = 1 then [] else [ Canonical.addAll parts ]) })

    let private wholeSlope (index: Symbol) (e: Expr) =
        match ExponentialPolynomial.linearIn index e with
        | Some(slope, _) ->
            match slope.Node with
            | Number q -> q.TryInt
            | _ -> ValueNone
        | None -> ValueNone

    // (x + slope)! / x!
    let private ofFactorial (index: Symbol) (x: Expr) : Ratio option =
        let rising from count =
            [ for m in 1..count -> monic index (Canonical.add from (ofInt m)) ]
            |> List.fold (fun product r -> Option.map2 times product r) (Some unit)

        match wholeSlope index x with
        | ValueSome slope when slope >= 0 && slope <= 8 -> rising x slope
        | ValueSome slope when slope < 0 && slope >= -8 -> rising (atIndex index 1 x) -slope |> Option.map inverse
        | _ -> None

    let private ofFactor (index: Symbol) (f: Factor) : Ratio option =
        if isFreeOf index f.Base && isFreeOf index f.Exponent then
            Some unit
        elif Canonical.isZero f.Base then
            None
        elif isFreeOf index f.Base then
            ExponentialPolynomial.linearIn index f.Exponent
            |> Option.map (fun (slope, _) ->
                { unit with
                    Constant = Canonical.power f.Base slope })
        else
            let once =
                match f.Base.Node with
                | Function(Factorial, [| x |]) -> ofFactorial index x
                | Function(Binomial, [| n; k |]) ->
                    [ n; k; Canonical.subtract n k ]
                    |> List.map (ofFactorial index)
                    |> function
                        | [ Some above; Some below; Some rest ] -> Some(times above (inverse (times below rest)))
                        | _ -> None
                | _ -> Option.map2 (fun next now -> times next (inverse now)) (monic index (atIndex index 1 f.Base)) (monic index f.Base)

            match f.Exponent.Node with
            | Number n when n.TryInt.IsSome && n.Abs <= Rational.OfInt 12 ->
                let n = n.TryInt.Value
                once
                |> Option.map (fun r -> List.replicate (abs n) (if n > 0 then r else inverse r) |> List.fold times unit)
            | _ -> None

    /// The terms over one kernel, or the part that is not hypergeometric.
    let private read (index: Symbol) (summands: Expr list) : Result<HypergeometricTerm, string> =
        let isPolynomial (f: Factor) =
            match f.Exponent.Node with
            | Number n when n.IsInteger -> contains index f.Base && (coefficients index f.Base).IsSome
            | _ -> false

        let split (t: Expr) =
            let struct (content, rest) = Canonical.splitContent t
            let rational, kernel = ExponentialPolynomial.factorsOf rest |> List.partition isPolynomial
            let bound, free = kernel |> List.partition (fun f -> contains index (Canonical.power f.Base f.Exponent))
            ExponentialPolynomial.product bound, Canonical.scale content (ExponentialPolynomial.product (free @ rational))

        let parts = summands |> List.map split
        let kernel = fst parts.Head

        if parts |> List.exists (fun (k, _) -> not (obj.ReferenceEquals(k, kernel))) then
            Error "its terms are not all multiples of one hypergeometric term"
        else
            // The common denominator, with the largest power of each factor.
            let under =
                parts
                |> List.collect (fun (_, rational) ->
                    let struct (_, r) = Canonical.splitContent rational in ExponentialPolynomial.factorsOf r)
                |> List.filter (fun f ->
                    isPolynomial f
                    && (match f.Exponent.Node with
                        | Number n -> n.Sign < 0
                        | _ -> false))
                |> List.groupBy _.Base
                |> List.map (fun (_, fs) -> fs |> List.reduce (fun f g -> if Expr.Compare(f.Exponent, g.Exponent) <= 0 then f else g))

            let over =
                under
                |> List.map (fun f ->
                    { f with
                        Exponent = Canonical.negate f.Exponent })
                |> ExponentialPolynomial.product

            let polynomial =
                parts
                |> List.map (fun (_, rational) -> ExponentialPolynomial.expandIn index (Canonical.multiply rational over))
                |> Canonical.addAll

            let kernel = Canonical.multiply kernel (ExponentialPolynomial.product under)

            let ratio =
                ExponentialPolynomial.factorsOf kernel
                |> List.map (ofFactor index)
                |> List.fold (fun product r -> Option.map2 times product r) (Some unit)

            match ratio, coefficients index polynomial with
            | Some ratio, Some _ ->
                Ok
                    { Polynomial = polynomial
                      Kernel = kernel
                      Ratio = ratio }
            | _ -> Error $"{Infix.bounded 80 kernel} is not hypergeometric"

    // ---- Gosper's equation ------------------------------------------------------------------------------------------

    let private largestShift = 24

    /// The h >= 0 with f(i) = g(i+h).
    let private shiftBetween (index: Symbol) (f: Expr) (g: Expr) : int option =
        match coefficients index f, coefficients index g with
        | Some [ f0; _ ], Some [ g0; _ ] ->
            match (expand (Canonical.subtract f0 g0)).Node with
            | Number h when h.TryInt.IsSome && h.Sign >= 0 -> Some h.TryInt.Value
            | _ -> None
        | Some fs, Some gs when fs.Length = gs.Length ->
            seq { 0..largestShift }
            |> Seq.tryFind (fun h -> Canonical.isZero (expand (Canonical.subtract f (atIndex index h g))))
        | _ -> None

    /// The ratio without factors that differ by a whole shift upwards, and the factors f(i-1), ..., f(i-h) they leave.
    let rec private separate (index: Symbol) (ratio: Ratio) (left: Expr list) : Ratio * Expr list =
        let pair =
            List.allPairs (List.indexed ratio.Over) (List.indexed ratio.Under)
            |> List.tryPick (fun ((p, f), (q, g)) -> shiftBetween index f g |> Option.map (fun h -> p, q, f, h))

        match pair with
        | None -> ratio, left
        | Some(p, q, f, h) ->
            let rest =
                { ratio with
                    Over = List.removeAt p ratio.Over
                    Under = List.removeAt q ratio.Under }

            separate index rest (left @ [ for j in 1..h -> atIndex index -j f ])

    /// Solves a linear system by elimination; unknowns left free are 0.
    let private solveLinear (rows: Expr list list) (unknowns: int) : Expr list option =
        let rows: Expr[][] = rows |> List.map Array.ofList |> Array.ofList
        let at row column = (rows[row])[column]
        let mutable pivots: (int * int) list = []
        let mutable top = 0

        for column in 0 .. unknowns - 1 do
            match seq { top .. rows.Length - 1 } |> Seq.tryFind (fun r -> not (isZero (at r column))) with
            | None -> ()
            | Some r ->
                let pivot = rows[r]
                rows[r] <- rows[top]
                rows[top] <- pivot |> Array.map (fun e -> expand (Canonical.divide e pivot[column]))

                for other in 0 .. rows.Length - 1 do
                    if other <> top && not (Canonical.isZero (at other column)) then
                        let factor = at other column

                        rows[other] <-
                            Array.map2 (fun x y -> expand (Canonical.subtract x (Canonical.multiply factor y))) rows[other] rows[top]

                pivots <- (top, column) :: pivots
                top <- top + 1

        if seq { top .. rows.Length - 1 } |> Seq.forall (fun r -> isZero (at r unknowns)) then
            Some
                [ for column in 0 .. unknowns - 1 ->
                      match pivots |> List.tryFind (fun (_, c) -> c = column) with
                      | Some(row, _) -> at row unknowns
                      | None -> Canonical.zero ]
        else
            None

    /// A polynomial x with z a(i) x(i+1) - b(i-1) x(i) = c(i).
    let private solveEquation (index: Symbol) (ratio: Ratio) (c: Expr) : Expr option =
        let i = Canonical.symbol index
        let a = Canonical.multiplyAll (ratio.Constant :: ratio.Over)
        let b = Canonical.multiplyAll (ratio.Under |> List.map (atIndex index -1))
        let highest = max ratio.Over.Length ratio.Under.Length |> max (max (degree index a) (degree index b))
        let most = max 0 (degree index c - highest + 1)

        let column k =
            let power at = Canonical.power at (ofInt k)
            let value =
                Canonical.subtract (Canonical.multiply a (power (Canonical.add i one))) (Canonical.multiply b (power i))
            coefficients index value

        let columns = [ for k in 0..most -> column k ]

        match coefficients index c with
        | Some right when columns |> List.forall Option.isSome ->
            let columns = List.choose id columns @ [ right ]
            let height = columns |> List.map List.length |> List.max
            let entry (cs: Expr list) d = if d < cs.Length then cs[d] else Canonical.zero
            let rows = [ for d in 0 .. height - 1 -> columns |> List.map (fun cs -> entry cs d) ]

            solveLinear rows (most + 1)
            |> Option.map (List.mapi (fun k x -> Canonical.multiply x (Canonical.power i (ofInt k))) >> Canonical.addAll)
        | _ -> None

    /// Is the factor certain not to be zero for whole i >= lower?
    let private isNeverZero (index: Symbol) (lower: Expr) (f: Expr) =
        match coefficients index f with
        | Some [ offset; _ ] ->
            match offset.Node with
            | Number q when not q.IsInteger -> true
            | _ -> isPositive (Canonical.add lower offset)
        | _ -> isPositive f

    let private isNonzero (e: Expr) =
        match e.Node with
        | Number q -> not q.IsZero
        | _ -> isPositive e || isPositive (Canonical.negate e)

    /// Does it divide by something that some parameters make zero?
    let private hasExcludedPoints (x: Expr) =
        Canonical.termsOf (expand x)
        |> List.exists (fun t ->
            let struct (_, rest) = Canonical.splitContent t

            ExponentialPolynomial.factorsOf rest
            |> List.exists (fun f ->
                match f.Exponent.Node with
                | Number n -> n.Sign < 0 && not (isNonzero f.Base)
                | _ -> false))

    // The antidifference is taken one step beyond the range, where b^(T-i) would be b^-1.
    let private leavesRange (index: Symbol) (kernel: Expr) =
        ExponentialPolynomial.factorsOf kernel
        |> List.exists (fun f ->
            isFreeOf index f.Base
            && not (isNonzero f.Base)
            && (match ExponentialPolynomial.linearIn index f.Exponent with
                | Some(slope, _) -> not (isNonnegative slope)
                | None -> false))

    /// g with g(i+1) - g(i) = sum of the summands, for whole i >= lower; or why there is none.
    let antidifference (index: Symbol) (lower: Expr) (summands: Expr list) : Result<Expr, string> =
        read index summands
        |> Result.bind (fun term ->
            let ratio, shifted = separate index term.Ratio []
            let c = Canonical.multiplyAll (term.Polynomial :: shifted)

            match solveEquation index ratio c with
            | None -> Error "Gosper's algorithm finds no closed form"
            | Some x ->
                let left = Canonical.multiplyAll (ratio.Under |> List.map (atIndex index -1))
                let factor = Canonical.divide (Canonical.multiply left x) (Canonical.multiplyAll shifted)
                let kernelRatio =
                    Canonical.divide
                        (Canonical.multiplyAll (term.Ratio.Constant :: term.Ratio.Over))
                        (Canonical.multiplyAll term.Ratio.Under)

                let telescoped =
                    Canonical.addAll
                        [ Canonical.multiply (atIndex index 1 factor) kernelRatio
                          Canonical.negate factor
                          Canonical.negate term.Polynomial ]

                if not (term.Ratio.Under @ shifted |> List.forall (isNeverZero index lower)) then
                    Error "its closed form may divide by zero in the range"
                elif hasExcludedPoints x || leavesRange index term.Kernel then
                    Error "its closed form would have excluded points"
                else
                    match ExponentialPolynomial.isZero telescoped with
                    | Proved _ -> Ok(Canonical.multiply factor term.Kernel)
                    | verdict -> Error $"its closed form is not proved: {verdict}")
