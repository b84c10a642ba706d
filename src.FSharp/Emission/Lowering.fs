namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Properties

/// From expressions to a program: shared subexpressions once, whatever does not depend on a summation index outside its
/// loop, and b^(T-i) by a running product.
[<RequireQualifiedAccess>]
module Lowering =
    // A region of statements: the whole program, or the body of one loop.
    [<NoEquality; NoComparison; AllowNullLiteral>]
    type private Region(index: Symbol, indexValue: Value, descending: bool, first: Expr) =
        member _.Index = index
        member _.IndexValue = indexValue
        member _.Descending = descending
        /// Where the index starts.
        member _.First = first
        member val Statements = List<Statement>()
        member val Carried = List<Carried>()
        member val Known = Dictionary<Expr, Value>(HashIdentity.Reference)
        member val Operations = Dictionary<Operation, Value>(HashIdentity.Structural)

    /// The whole number k in e = k * index + offset, where the offset does not depend on the index; else 0.
    let private slopeIn (index: Symbol) (e: Expr) =
        let isIndex (part: Expr) =
            match part.Node with
            | Symbol s -> obj.ReferenceEquals(s, index)
            | _ -> false

        match e.Node with
        | Sum(_, terms) ->
            let own, others = terms |> Array.partition (fun t -> isIndex t.Expr)

            if own.Length = 1 && others |> Array.forall (fun t -> isFreeOf index t.Expr) then
                own[0].Coefficient.TryInt |> ValueOption.defaultValue 0
            else
                0
        | _ -> if isIndex e then 1 else 0

    /// Do more powers in the body grow as the index falls than as it rises?
    let private prefersDescending (index: Symbol) (body: Expr) =
        let seen = HashSet<Expr>(HashIdentity.Reference)
        let mutable balance = 0

        let power (f: Factor) =
            if isFreeOf index f.Base then
                balance <- balance + sign (slopeIn index f.Exponent)

        let rec look (e: Expr) =
            if contains index e && seen.Add e then
                match e.Node with
                | Product factors -> factors |> Array.iter power
                | Power f -> power f
                | _ -> ()

                Substitution.mapChildren
                    (fun child ->
                        look child
                        child)
                    e
                |> ignore

        look body
        balance < 0

    /// Lowers named outputs to one program.
    /// states and parameters name the inputs in order; the symbol `data` stands for tabulated values, data[k].
    /// Raises UnsupportedOperation for a symbol that is in neither list, and for what has no real value.
    let lower
        (name: string)
        (documentation: string list)
        (states: string list)
        (parameters: string list)
        (data: Symbol)
        (outputs: (string * Expr) list)
        : Program =
        let mutable count = 0
        let mutable readsData = false

        let fresh () =
            count <- count + 1
            count - 1

        let root = Region(data, -1, false, Canonical.zero)

        let define (region: Region) (operation: Operation) =
            match region.Operations.TryGetValue operation with
            | true, value -> value
            | _ ->
                let value = fresh ()
                region.Statements.Add(Define(value, operation))
                region.Operations[operation] <- value
                value

        // The innermost loop whose index occurs in e; regions are listed innermost first and end with the root.
        let home (regions: Region list) (e: Expr) =
            let rec find (regions: Region list) =
                match regions with
                | [ _ ] -> regions
                | region :: outer -> if contains region.Index e then regions else find outer
                | [] -> regions

            find regions

        let positionOf (names: string list) (s: Symbol) = List.tryFindIndex ((=) s.Name) names

        let rec go (regions: Region list) (e: Expr) : Value =
            let regions = home regions e
            let region = List.head regions

            match region.Known.TryGetValue e with
            | true, value -> value
            | _ ->
                let value = work regions region e
                region.Known[e] <- value
                value

        and literal (x: float) = define root (Literal x)

        and symbolValue (regions: Region list) (s: Symbol) =
            match regions |> List.tryFind (fun r -> r.IndexValue >= 0 && obj.ReferenceEquals(r.Index, s)) with
            | Some region -> region.IndexValue
            | None ->
                match positionOf states s, positionOf parameters s with
                | Some k, _ -> define root (State k)
                | _, Some k -> define root (Parameter k)
                | _ -> raise (UnsupportedOperation $"no value for {s.Name}")

        and work regions region (e: Expr) : Value =
            match e.Node with
            | Number q -> literal (q.ToDouble())
            | Constant Pi -> literal Math.PI
            | Constant E -> literal Math.E
            | Constant ImaginaryUnit
            | Conjugate _ -> raise (UnsupportedOperation "a complex expression has no real program")
            | Symbol s -> symbolValue regions s
            | Indexed(s, [| index |]) when obj.ReferenceEquals(s, data) ->
                // A program could only cut off the fraction.
                if not (isInteger index) then
                    raise (UnsupportedOperation $"the index of {Infix.bounded 60 e} must be a whole number for certain")

                readsData <- true
                define region (Datum(go regions index))
            | Indexed _ -> raise (UnsupportedOperation $"no values for {Infix.bounded 60 e}")
            | Sum(constant, terms) -> sum regions region constant terms
            | Product factors -> product regions region (List.ofArray factors)
            | Power f -> product regions region [ f ]
            | Function(id, arguments) -> define region (Call(id, arguments |> Array.toList |> List.map (go regions)))
            | Indicator(relation, x) -> define region (Test(relation, go regions x))
            | IndexedSum s -> indexedSum regions region s

        and sum regions region constant terms =
            let start = if constant.IsZero then ValueNone else ValueSome(literal (constant.ToDouble()))

            let accumulate (total: Value voption) (t: Term) =
                let value = go regions t.Expr
                let magnitude = t.Coefficient.Abs

                let scaled =
                    if magnitude.IsOne then
                        value
                    else
                        define region (Binary(Multiply, literal (magnitude.ToDouble()), value))

                match total, t.Coefficient.Sign > 0 with
                | ValueNone, true -> ValueSome scaled
                | ValueNone, false -> ValueSome(define region (Unary(Negate, scaled)))
                | ValueSome before, true -> ValueSome(define region (Binary(Add, before, scaled)))
                | ValueSome before, false -> ValueSome(define region (Binary(Subtract, before, scaled)))

            // A positive term first saves a negation.
            let ordered =
                Array.append
                    (terms |> Array.filter (fun t -> t.Coefficient.Sign > 0))
                    (terms |> Array.filter (fun t -> t.Coefficient.Sign < 0))
            (ordered |> Array.fold accumulate start).Value

        and product regions region (factors: Factor list) =
            let under, over =
                factors
                |> List.partition (fun f ->
                    match f.Exponent.Node with
                    | Number q -> q.Sign < 0
                    | _ -> false)

            let multiplied (fs: Factor list) =
                fs
                |> List.map (power regions region)
                |> List.reduce (fun x y -> define region (Binary(Multiply, x, y)))

            let inverted =
                under
                |> List.map (fun f ->
                    { f with
                        Exponent = Canonical.negate f.Exponent })

            match over, inverted with
            | over, [] -> multiplied over
            | [], under -> define region (Unary(Reciprocal, multiplied under))
            | over, under -> define region (Binary(Divide, multiplied over, multiplied under))

        // Factors of one product may live in different loops; each is computed where it belongs.
        and power regions _region (f: Factor) : Value =
            if Canonical.isOne f.Exponent then
                go regions f.Base
            else
                let whole = Canonical.power f.Base f.Exponent
                let regions = home regions whole
                let region = List.head regions

                match region.Known.TryGetValue whole with
                | true, value -> value
                | _ ->
                    let value = powerIn regions region f
                    region.Known[whole] <- value
                    value

        and powerIn regions region (f: Factor) =
            match f.Base.Node, f.Exponent.Node with
            | Constant E, _ -> define region (Unary(Exponential, go regions f.Exponent))
            | _, Number q when q.IsInteger && q.Sign > 0 && q.TryInt.IsSome -> wholePower region (go regions f.Base) q.TryInt.Value
            | _, Number q when q = Rational.ofRatio 1 2 -> define region (Unary(SquareRoot, go regions f.Base))
            | _ ->
                match runningPower regions region f with
                | ValueSome value -> value
                | ValueNone -> define region (Binary(Raise, go regions f.Base, go regions f.Exponent))

        // x^n by squaring, which shares x^2, x^4, ... with every other power of x.
        and wholePower region x n : Value =
            if n = 1 then
                x
            elif n % 2 = 0 then
                let half = wholePower region x (n / 2)
                define region (Binary(Multiply, half, half))
            else
                define region (Binary(Multiply, wholePower region x (n - 1), x))

        // b^(k i + m): a product that is carried along, if the loop runs the way in which the exponent grows, and from an
        // exponent that is not negative: then what is too small or too large for a double at the start stays so.
        and runningPower regions region (f: Factor) =
            let slope =
                if region.IndexValue < 0 || contains region.Index f.Base then
                    0
                else
                    slopeIn region.Index f.Exponent

            let startExponent = Substitution.symbol region.Index region.First f.Exponent

            if slope = 0 || (slope < 0) <> region.Descending || not (isNonnegative startExponent) then
                ValueNone
            else
                let outer = List.tail regions
                let factor = go outer (Canonical.power f.Base (Canonical.ofInt (abs slope)))
                let start = go outer (Canonical.power f.Base startExponent)
                let current = fresh ()
                let next = fresh ()
                region.Statements.Add(Define(next, Binary(Multiply, current, factor)))

                region.Carried.Add
                    { Current = current
                      Start = start
                      Next = next }

                ValueSome current

        and indexedSum regions region (s: IndexedSum) =
            let zero = literal 0.0

            // An end that may turn out not to be a whole number: then the sum has no value, and the loop no steps.
            let bound (e: Expr) (start: Value) =
                let value = go regions e

                if isInteger e then
                    struct (value, start)
                else
                    let whole = define region (Unary(Whole, value))
                    let nothing = define region (Binary(Multiply, zero, whole)) // 0 or NaN
                    struct (whole, define region (Binary(Add, start, nothing)))

            let struct (lower, start) = bound s.Lower zero
            let struct (upper, start) = bound s.Upper start
            let descending = prefersDescending s.Index s.Body
            let inner = Region(s.Index, fresh (), descending, (if descending then s.Upper else s.Lower))
            let total = fresh ()
            let body = go (inner :: regions) s.Body
            let next = fresh ()
            inner.Statements.Add(Define(next, Binary(Add, total, body)))
            inner.Carried.Add
                { Current = total
                  Start = start
                  Next = next }

            region.Statements.Add(
                Repeat
                    { Index = inner.IndexValue
                      Lower = lower
                      Upper = upper
                      Descending = descending
                      Carried = List.ofSeq inner.Carried
                      Body = List.ofSeq inner.Statements }
            )

            total

        let results = outputs |> List.map (fun (label, e) -> label, go [ root ] e)

        { Name = name
          Documentation = documentation
          States = states
          Parameters = parameters
          ReadsData = readsData
          Outputs = results
          Body = List.ofSeq root.Statements
          ValueCount = count }
