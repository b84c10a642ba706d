namespace LrnnSymbolic.Algebra

open System.Numerics
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
    let private shiftBetween (index: Symbol) (f: Expr) (g: Expr) : BigInteger option =
        match coefficients index f, coefficients index g with
        | Some [ f0; _ ], Some [ g0; _ ] ->
            match (expand (Canonical.subtract f0 g0)).Node with
            | Number h when h.IsInteger && h.Sign >= 0 -> Some h.Numerator
            | _ -> None
        | Some fs, Some gs when fs.Length = gs.Length ->
            seq { 0..largestShift }
            |> Seq.tryFind (fun h -> Canonical.isZero (expand (Canonical.subtract f (atIndex index h g))))
            |> Option.map BigInteger
        | _ -> None

    /// The ratio without factors that differ by a whole shift upwards, and the factors f(i-1), ..., f(i-h) they leave: a closed
    /// form has so many terms.
    let rec private separate (index: Symbol) (ratio: Ratio) (left: Expr list) : Result<Ratio * Expr list, string> =
        let pair =
            List.allPairs (List.indexed ratio.Over) (List.indexed ratio.Under)
            |> List.tryPick (fun ((p, f), (q, g)) -> shiftBetween index f g |> Option.map (fun h -> p, q, f, h))

        match pair with
        | None -> Ok(ratio, left)
        | Some(_, _, _, h) when h > BigInteger largestShift ->
            Error $"two factors of it are {h + BigInteger.One} steps apart, and at most {largestShift + 1} are looked at"
        | Some(p, q, f, h) ->
            let rest =
                { ratio with
                    Over = List.removeAt p ratio.Over
                    Under = List.removeAt q ratio.Under }

            separate index rest (left @ [ for j in 1 .. int h -> atIndex index -j f ])

    // ---- Gosper's equation as a reduction of coefficients -----------------------------------------------------------

    // Polynomials as coefficients from the constant one upwards, without zeros at the top.
    let private trimmed (cs: Expr[]) =
        match Array.tryFindIndexBack (isZero >> not) cs with
        | Some last -> Array.truncate (last + 1) cs
        | None -> [||]

    let private product (xs: Expr[]) (ys: Expr[]) =
        [| for d in 0 .. xs.Length + ys.Length - 2 ->
               [ for k in max 0 (d - ys.Length + 1) .. min d (xs.Length - 1) -> Canonical.multiply xs[k] ys[d - k] ]
               |> Canonical.addAll
               |> expand |]

    /// x + factor * y
    let private plus (factor: Expr) (x: Expr[]) (y: Expr[]) =
        let at (cs: Expr[]) d = if d < cs.Length then cs[d] else Canonical.zero
        Array.init (max x.Length y.Length) (fun d -> expand (Canonical.add (at x d) (Canonical.multiply factor (at y d))))

    /// What the operator of Gosper's equation makes of a polynomial.
    [<NoEquality; NoComparison>]
    type private Image = { Of: Expr[]; Value: Expr[] }

    /// Less the multiple of a known image that has the same degree, again and again. Of different powers the images have different
    /// degrees, with one exception at most: to solve for the coefficients from the highest one down is all that there is to do.
    let rec private reduced (known: Map<int, Image>) (image: Image) : Image =
        match known.TryFind image.Value.Length with
        | Some other when image.Value.Length > 0 ->
            let factor =
                expand (Canonical.negate (Canonical.divide (Array.last image.Value) (Array.last other.Value)))
            // The leading coefficient is zero now.
            let left = plus factor image.Value other.Value |> Array.truncate (image.Value.Length - 1)

            reduced
                known
                { Of = plus factor image.Of other.Of
                  Value = trimmed left }
        | _ -> image

    /// A polynomial x with z a(i) x(i+1) - b(i-1) x(i) = c(i).
    let private solveEquation (index: Symbol) (ratio: Ratio) (c: Expr) : Expr option =
        let i = Canonical.symbol index
        let polynomial e = coefficients index e |> Option.map (Array.ofList >> trimmed)

        match
            polynomial (Canonical.multiplyAll (ratio.Constant :: ratio.Over)),
            polynomial (Canonical.multiplyAll (ratio.Under |> List.map (atIndex index -1))),
            polynomial c
        with
        | Some a, Some b, Some c ->
            let most = max 0 (c.Length - max a.Length b.Length + 1)

            let image k =
                let power = Array.init (k + 1) (fun j -> if j = k then one else Canonical.zero)
                let next = Array.init (k + 1) (fun j -> Functions.ofBinomial (ofInt k) (ofInt j))

                { Of = power
                  Value = trimmed (plus (ofInt -1) (product a next) (product b power)) }

            let known =
                seq { 0..most }
                |> Seq.map image
                |> Seq.fold
                    (fun known image ->
                        let image = reduced known image
                        if image.Value.Length = 0 then known else Map.add image.Value.Length image known)
                    Map.empty

            let rest = reduced known { Of = [||]; Value = c }

            if rest.Value.Length > 0 then
                None
            else
                rest.Of
                |> Array.mapi (fun k x -> Canonical.multiply (Canonical.negate x) (Canonical.power i (ofInt k)))
                |> Canonical.addAll
                |> Some
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

    let private close (index: Symbol) (lower: Expr) (term: HypergeometricTerm) (ratio: Ratio) (shifted: Expr list) : Result<Expr, string> =
        match solveEquation index ratio (Canonical.multiplyAll (term.Polynomial :: shifted)) with
        | None -> Error "Gosper's algorithm finds no closed form"
        | Some x ->
            let left = Canonical.multiplyAll (ratio.Under |> List.map (atIndex index -1))
            let under = Canonical.multiplyAll shifted
            let factor = Canonical.divide (Canonical.multiply left x) under
            let kernelRatio =
                Canonical.divide (Canonical.multiplyAll (term.Ratio.Constant :: term.Ratio.Over)) (Canonical.multiplyAll term.Ratio.Under)

            // What telescopes, times the denominators, which cancel factor by factor before anything is written out.
            let telescoped =
                [ Canonical.multiply (atIndex index 1 factor) kernelRatio
                  Canonical.negate factor
                  Canonical.negate term.Polynomial ]
                |> List.map (Canonical.multiply under)
                |> Canonical.addAll

            if not (term.Ratio.Under @ shifted |> List.forall (isNeverZero index lower)) then
                Error "its closed form may divide by zero in the range"
            elif hasExcludedPoints x || leavesRange index term.Kernel then
                Error "its closed form would have excluded points"
            else
                match ExponentialPolynomial.isZero telescoped with
                | Proved _ -> Ok(Canonical.multiply factor term.Kernel)
                | verdict -> Error $"its closed form is not proved: {verdict}"

    let private mostWork = 4_000_000L

    /// g with g(i+1) - g(i) = sum of the summands, for whole i >= lower; or why there is none.
    let antidifference (index: Symbol) (lower: Expr) (summands: Expr list) : Result<Expr, string> =
        Work.within mostWork (fun () ->
            read index summands
            |> Result.bind (fun term ->
                separate index term.Ratio []
                |> Result.bind (fun (ratio, shifted) -> close index lower term ratio shifted)))
        |> Option.defaultValue (Error "Gosper's algorithm takes too long")
