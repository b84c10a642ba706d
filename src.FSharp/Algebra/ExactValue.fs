namespace LrnnSymbolic.Algebra

open System.Collections.Concurrent
open System.Numerics

/// Values of expressions in which symbols stand for exact numbers: what a bracket, a sign, a pole or a domain asks is decided for
/// certain, and the value is rounded once. Safe to use from several threads.
[<Sealed>]
type ExactValue(places: (string * Expr) list) =
    // Precisions in turn. What 128 bits leave open is looked at by the algebra before more digits are worked out.
    static let first = 128
    static let more = [ 256; 1024; 4096 ]

    // For the proof that an algebraic number is 0, and what its sums may lose on the way.
    static let mostBits = 8192
    static let spareBits = 128

    // About a second.
    static let mostWork = 2_000_000L

    static let isClosed (e: Expr) = (Properties.freeSymbols e).Length = 0

    static let outcome (work: unit -> Certain) : Result<Certain, string> voption =
        try
            match Work.within mostWork work with
            | Some value -> ValueSome(Result.Ok value)
            | None -> ValueSome(Result.Error Evaluation.tooMuchWork)
        with
        | TooFewDigits -> ValueNone
        | BeyondRange -> ValueSome(Result.Error Evaluation.beyondRange)
        | UndefinedExpression reason
        | UnsupportedOperation reason -> ValueSome(Result.Error reason)

    static let closedPoint: Point<Certain> =
        { Symbols = fun _ -> ValueNone
          Indexed = fun _ _ -> ValueNone }

    static let closed bits (e: Expr) = outcome (fun () -> Evaluation.value (Certain.arithmetic bits) closedPoint e)

    static let rounded (value: Result<Certain, string> voption) : Result<Complex, string> voption =
        match value with
        | ValueNone -> ValueNone
        | ValueSome(Result.Error reason) -> ValueSome(Result.Error reason)
        | ValueSome(Result.Ok z) -> Certain.toComplex z |> ValueOption.map Result.Ok

    // So near to 0 that it is 0, as an algebraic number of its kind.
    static let isSeparatedFromAllButZero (e: Expr) =
        match AlgebraicZero.separation mostBits e with
        | None -> false
        | Some bits ->
            match closed (bits + spareBits) e with
            | ValueSome(Result.Ok z) -> Certain.isWithin bits z
            | _ -> false

    static let isProvedZero (e: Expr) =
        let isZero (e: Expr) =
            match Equality.isZero e with
            | Proved _ -> true
            | _ -> false

        isClosed e
        && (isZero e
            || (let e = LogarithmRelations.independent e
                isZero e || isSeparatedFromAllButZero e))

    // Does it lie so near to 0 that only a proof can tell?
    static let isSuspect (e: Expr) =
        match closed 1024 e with
        | ValueNone -> true
        | ValueSome(Result.Ok z) ->
            (try
                Certain.signOf z.RealPart = 0
             with TooFewDigits ->
                 true)
        | ValueSome(Result.Error _) -> false

    /// With 0 for each part that is proved to be 0, and sums written out.
    static let rec settled (e: Expr) : Expr =
        match e.Node with
        | IndexedSum sum when isClosed e ->
            match Substitution.unroll sum with
            | Some terms -> terms |> Seq.map settled |> Canonical.addAll
            | None -> e
        | _ ->
            let e = Substitution.mapChildren settled e

            match e.Node with
            | Sum _
            | Function((Sin | Cos), _) when isClosed e && isSuspect e && isProvedZero e -> Canonical.zero
            | Function(WholeQuotient, [| n; d |]) when isClosed e && (closed 1024 e).IsNone ->
                // Just at a whole number.
                match rounded (closed 1024 (Canonical.divide n d)) with
                | ValueSome(Result.Ok ratio) when System.Double.IsFinite ratio.Real ->
                    let whole = Canonical.number (Rational.OfDouble(System.Math.Round ratio.Real))
                    if isProvedZero (Canonical.subtract n (Canonical.multiply whole d)) then
                        whole
                    else
                        e
                | _ -> e
            | _ -> e

    static let byAlgebra (e: Expr) : Result<Complex, string> =
        let unknown () =
            Result.Error $"the digits of {Infix.bounded 80 e} do not decide its value; whether a number in it is 0 is not known"

        let digits (precisions: int list) (e: Expr) =
            precisions
            |> Seq.map (fun bits -> rounded (closed bits e))
            |> Seq.tryFind _.IsSome
            |> Option.defaultValue ValueNone

        match digits more[..1] e with
        | ValueSome result -> result
        | ValueNone -> digits more[1..] (settled e) |> ValueOption.defaultWith unknown

    static let fromAlgebra (closedForm: unit -> Expr) : Result<Complex, string> =
        try
            byAlgebra (closedForm ())
        with
        | UndefinedExpression reason
        | UnsupportedOperation reason -> Result.Error reason

    let numbers = ConcurrentDictionary<string, Result<Certain, string> voption>()
    let table = dict places

    let symbol (s: Symbol) =
        match table.TryGetValue s.Name with
        | true, value ->
            match numbers.GetOrAdd(s.Name, (fun _ -> closed first value)) with
            | ValueSome(Result.Ok number) -> ValueSome number
            | ValueSome(Result.Error reason) -> raise (UndefinedExpression reason)
            | ValueNone -> raise TooFewDigits
        | _ -> ValueNone

    /// The value where further symbols stand for whole numbers, or why there is none. A number beyond the range of doubles is infinite.
    member _.At(e: Expr, steps: (string * int) list) : Result<Complex, string> =
        let step (s: Symbol) =
            match List.tryFind (fun (name, _) -> name = s.Name) steps with
            | Some(_, n) -> ValueSome(Certain.ofRational first (Rational.OfInt n))
            | None -> symbol s

        let point = { closedPoint with Symbols = step }

        match rounded (outcome (fun () -> Evaluation.value (Certain.arithmetic first) point e)) with
        | ValueSome result -> result
        | ValueNone ->
            fromAlgebra (fun () ->
                let replacement (s: Symbol) =
                    match List.tryFind (fun (name, _) -> name = s.Name) steps, table.TryGetValue s.Name with
                    | Some(_, n), _ -> Some(s, Canonical.ofInt n)
                    | None, (true, value) -> Some(s, value)
                    | _ -> None

                Substitution.symbols (Properties.freeSymbols e |> Seq.choose replacement |> List.ofSeq) e)

    /// The value of an expression without symbols.
    static member Of(e: Expr) : Result<Complex, string> =
        match rounded (closed first e) with
        | ValueSome result -> result
        | ValueNone -> fromAlgebra (fun () -> e)

    /// The value of a real expression without symbols.
    static member OfReal(e: Expr) : Result<float, string> =
        match ExactValue.Of e with
        | Result.Ok z when z.Imaginary = 0.0 -> Result.Ok z.Real
        | Result.Ok _ -> Result.Error "the value is complex"
        | Result.Error reason -> Result.Error reason
