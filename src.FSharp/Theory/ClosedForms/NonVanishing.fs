namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Expressions that do not vanish identically: with T in them, for each T from some length on, which no drawn point can show.
[<RequireQualifiedAccess>]
module internal NonVanishing =
    let private isClosed (e: Expr) = Properties.freeSymbols e |> Array.isEmpty

    // ---- Without T ----------------------------------------------------------------------------------------------------------

    // Small values in the place of the symbols, and certain bounds of the number that comes out.
    let private boundedAway (e: Expr) =
        let symbols = Properties.freeSymbols e |> Array.toList

        let attempt (seed: int) =
            let values = symbols |> List.mapi (fun k s -> s, Canonical.ofInt ((seed + k) % 5 + 1))
            let place = values |> List.map (fun (s, q) -> $"{s.Name} = {Infix.print q}") |> String.concat ", "

            try
                let number = Substitution.symbols values e
                if ConstantBounds.isNonzero number then
                    Some(
                        if values.IsEmpty then
                            "bounds of its value exclude 0"
                        else
                            $"bounds of its value at {place} exclude 0"
                    )
                else
                    None
            with
            | UndefinedExpression _
            | UnsupportedOperation _ -> None

        Seq.tryPick attempt (if symbols.IsEmpty then seq { 0..0 } else seq { 0..4 })

    // With the symbols of logarithms and roots positive, so that a witness is a place where these have a value.
    let private inDomain (e: Expr) : Expr =
        let found = System.Collections.Generic.HashSet<Symbol>()

        let rec look (e: Expr) =
            let power (f: Factor) =
                match f.Base.Node with
                | Symbol s when not (Properties.isInteger f.Exponent) -> found.Add s |> ignore
                | _ -> ()

            match e.Node with
            | Function(Log, [| x |]) ->
                power
                    { Base = x
                      Exponent = Canonical.number (Rational.ofRatio 1 2) }
            | Power f -> power f
            | Product factors -> factors |> Array.iter power
            | _ -> ()

            Substitution.mapChildren
                (fun part ->
                    look part
                    part)
                e
            |> ignore

        let positive (s: Symbol) =
            Symbol.Of(
                s.Name,
                { s.Assumptions with
                    Lower = Some { Value = Rational.Zero; Strict = true } }
            )

        look e

        e
        |> Substitution.symbols
            [ for s in found do
                  if s.Assumptions.Domain = Real && s.Assumptions.Lower.IsNone then
                      s, Canonical.symbol (positive s) ]

    /// Why an expression in parameters alone is not 0 for all of their values.
    let witness (e: Expr) : string option =
        let e = inDomain e

        let attempts =
            [ fun () ->
                  match Equality.isZero e with
                  | Refuted reason -> Some reason
                  | _ -> None
              fun () -> boundedAway e
              fun () -> Oscillations.witness e ]

        attempts
        |> List.tryPick (fun attempt ->
            try
                attempt ()
            with
            | UndefinedExpression _
            | UnsupportedOperation _ -> None)

    // ---- With T ---------------------------------------------------------------------------------------------------------------

    /// x^(Slope T + Offset) for a letter x.
    [<Struct>]
    type private Exponent = { Slope: Rational; Offset: Rational }

    /// A generator of the numerator: a letter to a power, or what a coefficient may hold.
    [<NoEquality; NoComparison>]
    type private Part =
        | Letter of Expr * slope: Rational * offset: Rational
        | Coefficient

    let private isE (e: Expr) = obj.ReferenceEquals(e, Canonical.constant E)

    let private partOf (length: Symbol) (g: Expr) =
        let inT (exponent: Expr) =
            let slope = Expand.expand (exponent /. Canonical.symbol length)
            if Properties.isFreeOf length slope then Some slope else None

        match g.Node with
        | _ when isClosed g -> Some Coefficient
        | Symbol s when obj.ReferenceEquals(s, length) -> Some Coefficient
        | Symbol _ -> Some(Letter(g, Rational.Zero, Rational.One))
        | Conjugate _ when Properties.isFreeOf length g -> Some(Letter(g, Rational.Zero, Rational.One))
        | Power f when isE f.Base && Properties.isFreeOf length f.Exponent -> Some(Letter(g, Rational.Zero, Rational.One))
        | Power f ->
            match inT f.Exponent with
            | None -> None
            | Some slope when isE f.Base ->
                if isClosed slope then
                    Some Coefficient
                else
                    Some(Letter(Canonical.exponential slope, Rational.One, Rational.Zero))
            | Some slope when isClosed f.Base && isClosed slope -> Some Coefficient
            | Some slope ->
                match f.Base.Node, slope.Node with
                | (Symbol _ | Conjugate _), Number q -> Some(Letter(f.Base, q, Rational.Zero))
                | _ -> None
        | _ -> None

    // Powers of different letters are independent where no symbol is in two of them, but for x and exp(I x).
    let private areIndependent (letters: Expr list) =
        let overlaps (x: Expr) (y: Expr) =
            let shared = Array.exists (fun s -> Properties.contains s y) (Properties.freeSymbols x)
            let isPlain (e: Expr) = e.Node.IsSymbol || e.Node.IsConjugate
            shared && isPlain x = isPlain y && not (x.Node.IsConjugate <> y.Node.IsConjugate && isPlain x)

        List.allPairs letters letters
        |> List.forall (fun (x, y) -> obj.ReferenceEquals(x, y) || not (overlaps x y))

    // The T at which two of these powers are one, if any.
    let private meeting (x: Exponent list) (y: Exponent list) =
        let pairs = List.zip x y |> List.filter (fun (p, q) -> not (p.Slope = q.Slope && p.Offset = q.Offset))

        match pairs with
        | (p, q) :: _ when p.Slope <> q.Slope ->
            let at = (q.Offset - p.Offset) / (p.Slope - q.Slope)
            if pairs |> List.forall (fun (p, q) -> p.Slope * at + p.Offset = q.Slope * at + q.Offset) then
                Some at
            else
                None
        | _ -> None

    // From which T on a number that knows T is not 0.
    let private numberFrom (least: int) (length: Symbol) (c: Expr) : int option =
        let isSigned (e: Expr) = Properties.isPositive e || Properties.isPositive (Canonical.negate e)

        if Properties.isFreeOf length c then
            witness c |> Option.map (fun _ -> least)
        elif isSigned c then
            Some least
        else
            match Univariate.ofExpr (Canonical.symbol length) (Expand.expand c) with
            | Ok p when not p.IsZero ->
                // Beyond the largest root, bounded by Cauchy's rule.
                let bound = p.Coefficients |> Array.map (fun q -> (q / p.Leading).Abs) |> Array.max
                match (bound + Rational.One).Floor with
                | n when n > System.Numerics.BigInteger 1000 -> None
                | n ->
                    let roots =
                        [ for k in least .. int n + 1 do
                              if (Univariate.evaluate p (Rational.OfInt k)).IsZero then k ]
                    Some(List.fold (fun from k -> max from (k + 1)) least roots)
            | _ ->
                // A product of powers of numbers, T among them.
                let numerator = (RationalForm.fraction c).Numerator
                let isNonzero (g: Expr) =
                    match g.Node with
                    | Symbol _
                    | Power _ -> true
                    | _ -> (witness g).IsSome

                if
                    numerator.Terms.Length = 1
                    && Polynomial.variables numerator |> List.forall (fun k -> isNonzero numerator.Generators[k])
                then
                    Some least
                else
                    None

    let private mostTerms = 60

    // From which T on the numerator has a power of letters with a coefficient that is not 0.
    let private numeratorFrom (least: int) (length: Symbol) (e: Expr) : int option =
        let numerator = Oscillations.numerator e
        let parts = numerator.Generators |> Array.map (partOf length)

        if numerator.IsZero || numerator.Terms.Length > mostTerms || parts |> Array.exists Option.isNone then
            None
        else
            let letters =
                parts
                |> Array.choose (fun p ->
                    match p with
                    | Some(Letter(x, _, _)) -> Some x
                    | _ -> None)
                |> Array.distinct
                |> Array.toList

            let exponents (t: Monomial) =
                [ for letter in letters ->
                      Array.zip parts t.Exponents
                      |> Array.fold
                          (fun (sum: Exponent) (part, n) ->
                              match part with
                              | Some(Letter(x, slope, offset)) when obj.ReferenceEquals(x, letter) ->
                                  { Slope = sum.Slope + Rational.OfInt n * slope
                                    Offset = sum.Offset + Rational.OfInt n * offset }
                              | _ -> sum)
                          { Slope = Rational.Zero
                            Offset = Rational.Zero } ]

            let numbers (t: Monomial) =
                { t with
                    Exponents =
                        Array.map2 (fun part n -> if Option.exists (fun (p: Part) -> p.IsCoefficient) part then n else 0) parts t.Exponents }

            let groups = numerator.Terms |> Array.groupBy exponents

            let collisions =
                [ for j in 0 .. groups.Length - 1 do
                      for k in j + 1 .. groups.Length - 1 do
                          match meeting (fst groups[j]) (fst groups[k]) with
                          | Some at when at.IsInteger && at >= Rational.OfInt least -> at
                          | _ -> () ]

            if not (areIndependent letters) || collisions |> List.exists (fun at -> at > Rational.OfInt 100) then
                None
            else
                let from = collisions |> List.fold (fun from at -> max from (int at.Numerator + 1)) least

                groups
                |> Array.choose (fun (_, terms) ->
                    terms
                    |> Array.map numbers
                    |> Polynomial.ofTerms numerator.Generators
                    |> Polynomial.toExpr
                    |> numberFrom from length)
                |> fun found -> if found.Length = 0 then None else Some(Array.min found)

    /// From which T on, the given one at least, the expression vanishes for no T for all values of the parameters; and why. The
    /// symbol of T is known to be as large as that.
    let from (least: int) (length: Symbol) (e: Expr) : (int * string) option =
        try
            if Properties.isFreeOf length e then
                witness e |> Option.map (fun reason -> least, reason)
            else
                numeratorFrom least length e
                |> Option.map (fun from ->
                    from, "for each such T the power products of the parameters in it have coefficients that are not all 0")
        with
        | UndefinedExpression _
        | UnsupportedOperation _ -> None
