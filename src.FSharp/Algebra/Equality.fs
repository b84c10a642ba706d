namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic

/// Whether an expression is zero, or two are equal, wherever they have a value: with a proof, a witness, or an honest Unknown.
[<RequireQualifiedAccess>]
module Equality =
    // A rational value that the assumptions on the symbol allow. Small values come first: they make exact evaluation of
    // exponentials and trigonometric functions possible (at 0) and witnesses short.
    let private draw (random: Random) (attempt: int) (s: Symbol) : Rational =
        let a = s.Assumptions
        let size = 2 + attempt / 4
        let whole () = Rational.OfInt(random.Next(-size, size + 1))

        let anyValue () =
            if a.Domain = Integer || attempt % 3 = 0 then
                whole ()
            else
                Rational.Create(Numerics.BigInteger(random.Next(-9 * size, 9 * size)), Numerics.BigInteger(random.Next(1, 9)))

        let shifted (q: Rational) =
            match a.Lower, a.Upper with
            | Some lower, Some upper when a.Domain <> Integer ->
                let share = Rational.Create(Numerics.BigInteger(random.Next(1, 16)), Numerics.BigInteger 16)
                lower.Value + share * (upper.Value - lower.Value)
            | Some lower, Some upper ->
                let span = (upper.Value - lower.Value).Floor
                lower.Value
                + Rational.OfInteger(Numerics.BigInteger.Min(span, Numerics.BigInteger(random.Next(0, size + 1))))
            | Some lower, None -> lower.Value + q.Abs + (if lower.Strict then Rational.One else Rational.Zero)
            | None, Some upper -> upper.Value - q.Abs - (if upper.Strict then Rational.One else Rational.Zero)
            | None, None -> q

        if a.ModulusBelowOne then
            Rational.Create(Numerics.BigInteger(random.Next(-15, 16)), Numerics.BigInteger 16)
        else
            shifted (anyValue ())

    let private attempts = 40

    /// Certainly not 0 anywhere: of one sign, the logarithm of a number other than 1, the sine of a rational number, or a product of such.
    let rec private isNowhereZero (e: Expr) : bool =
        let struct (content, rest) = Canonical.splitContent e

        match rest.Node with
        | _ when content.IsZero -> false
        | Number _
        | Constant _ -> true
        | _ when Properties.isPositive rest || Properties.isPositive (Canonical.negate rest) -> true
        | Function(Log, [| x |]) ->
            match x.Node with
            | Number q -> not q.IsOne
            | _ -> false
        // Pi is irrational, so these vanish at no rational number but 0.
        | Function((Sin | Cos | Tan | Tanh | Atan), [| x |]) ->
            match x.Node with
            | Number q -> not q.IsZero
            | _ -> false
        | Product factors -> factors |> Array.forall (fun f -> isNowhereZero f.Base)
        | Power f -> isNowhereZero f.Base
        | _ -> false

    /// What is known of a value at a point.
    type private Value =
        | Exactly of Rational
        | NotZero of Expr

    // By evaluation, or because the expression becomes a number once values stand in it, as exp(0) does, or something like
    // sin(1) that is certain not to be 0.
    let private valueAt (point: Point<Rational>) (e: Expr) : Value option =
        match Evaluation.toRational point e with
        | Ok value -> Some(Exactly value)
        | Error _ ->
            try
                let values =
                    [ for s in Properties.freeSymbols e do
                          match point.Symbols s with
                          | ValueSome q -> s, Canonical.number q
                          | ValueNone -> () ]

                let value = Substitution.symbols values e |> Expand.expand

                match value.Node with
                | Number q -> Some(Exactly q)
                | _ when isNowhereZero value -> Some(NotZero value)
                | _ -> None
            with
            | UndefinedExpression _
            | UnsupportedOperation _ -> None

    /// A point at which the value is certain not to be 0, described; or how many points gave exactly 0.
    let internal search (e: Expr) : Result<string, int> =
        let random = Random 1

        let tryPoint attempt =
            let values = SortedDictionary<string, Rational>(StringComparer.Ordinal)

            let valueOf name (s: Symbol) =
                match values.TryGetValue name with
                | true, known -> known
                | _ ->
                    let q = draw random attempt s
                    values[name] <- q
                    q

            let indexName (s: Symbol) (at: int[]) =
                let text = String.Join(",", at)
                $"{s.Name}[{text}]"

            let point: Point<Rational> =
                { Symbols = fun s -> ValueSome(valueOf s.Name s)
                  Indexed = fun s at -> ValueSome(valueOf (indexName s at) s) }

            let describe (value: string) =
                let where = String.Join(", ", values |> Seq.map (fun pair -> $"{pair.Key} = {pair.Value}"))
                if where = "" then
                    $"the value is {value}"
                else
                    $"at {where} the value is {value}"

            match valueAt point e with
            | Some(Exactly value) -> Some(value.IsZero, describe (string value))
            | Some(NotZero value) -> Some(false, describe $"{Infix.bounded 200 value}, which is not 0")
            | None -> None

        let found = Seq.init attempts tryPoint |> Seq.choose id |> Seq.cache

        match found |> Seq.tryFind (fun (isZero, _) -> not isZero) with
        | Some(_, witness) -> Ok witness
        | None -> Error(Seq.length found)

    let private normalFormIsZero (e: Expr) =
        try
            Ok (RationalForm.clearedNumerator (Expand.expand e)).IsZero
        with
        | UndefinedExpression reason
        | UnsupportedOperation reason -> Error reason

    /// Proved: the rational normal form cancels, so e = 0 wherever e has a value. Refuted: an exact value at a rational point
    /// is not 0. All else is Unknown; exact zeros at drawn points prove nothing and are only mentioned.
    let isZero (e: Expr) : Verdict =
        if Canonical.isZero e then
            Verdict.ByIdentity "it is 0 in canonical form"
        elif isNowhereZero e then
            Refuted $"{Infix.bounded 200 e} is nowhere 0"
        else
            match normalFormIsZero e with
            | Ok true -> Verdict.ByIdentity "its rational normal form is 0"
            | Error reason -> Unknown reason
            | Ok false ->
                match search e with
                | Ok witness -> Refuted witness
                | Error 0 -> Unknown "the normal form does not cancel, and no drawn point has an exact value"
                | Error n -> Unknown $"the normal form does not cancel, yet {n} drawn points gave exactly 0"

    let equal (x: Expr) (y: Expr) : Verdict = isZero (Canonical.subtract x y)
