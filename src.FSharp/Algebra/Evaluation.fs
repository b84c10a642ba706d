namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// The arithmetic in which an expression is evaluated.
type IArithmetic<'n> =
    abstract OfRational: Rational -> 'n
    abstract OfConstant: Constant -> 'n
    abstract Add: 'n * 'n -> 'n
    abstract Multiply: 'n * 'n -> 'n
    abstract Power: 'n * 'n -> 'n
    abstract Apply: FunctionId * 'n[] -> 'n
    abstract Conjugate: 'n -> 'n
    /// Is it zero, or below zero?
    abstract Satisfies: Relation * 'n -> bool
    /// The whole number it is, for indices and bounds.
    abstract ToInteger: 'n -> int voption

/// Where an expression is evaluated: values of symbols, and of indexed symbols at whole-number indices.
[<NoEquality; NoComparison>]
type Point<'n> =
    { Symbols: Symbol -> 'n voption
      Indexed: Symbol -> int[] -> 'n voption }

/// Values of an expression; every route goes through this one walk.
[<RequireQualifiedAccess>]
module Evaluation =
    let doubles =
        { new IArithmetic<float> with
            member _.OfRational q = q.ToDouble()

            member _.OfConstant c =
                match c with
                | E -> Math.E
                | Pi -> Math.PI
                | ImaginaryUnit -> raise (UnsupportedOperation "the value is complex")

            member _.Add(x, y) = x + y
            member _.Multiply(x, y) = x * y
            member _.Power(x, y) = Math.Pow(x, y)
            member _.Apply(id, x) = (FunctionTable.rowOf id).Double x
            member _.Conjugate x = x

            member _.Satisfies(relation, x) =
                match relation with
                | Equal -> (x = 0.0)
                | Less -> x < 0.0
                | LessOrEqual -> x <= 0.0

            member _.ToInteger x = if x = Math.Floor x && abs x < 1e9 then ValueSome(int x) else ValueNone }

    let complexes =
        // A real number has no side on a branch cut: -2 - 0i is -2.
        let onAxis (x: Complex) = if x.Imaginary = 0.0 then Complex(x.Real, 0.0) else x

        let rec power (x: Complex) (n: int) =
            if n < 0 then Complex.One / power x -n
            elif n = 0 then Complex.One
            elif n % 2 = 0 then power (x * x) (n / 2)
            else x * power x (n - 1)

        { new IArithmetic<Complex> with
            member _.OfRational q = Complex(q.ToDouble(), 0.0)

            member _.OfConstant c =
                match c with
                | E -> Complex(Math.E, 0.0)
                | Pi -> Complex(Math.PI, 0.0)
                | ImaginaryUnit -> Complex.ImaginaryOne

            member _.Add(x, y) = x + y
            member _.Multiply(x, y) = x * y

            member _.Power(x, y) =
                let x = onAxis x
                // Whole powers by multiplication: no branch, and 0^0 = 1.
                if y.Imaginary = 0.0 && y.Real = Math.Floor y.Real && abs y.Real < 1e6 then
                    power x (int y.Real)
                elif x.Imaginary = 0.0 && y.Imaginary = 0.0 && x.Real >= 0.0 then
                    Complex(Math.Pow(x.Real, y.Real), 0.0)
                else
                    Complex.Pow(x, y)

            member _.Apply(id, x) = (FunctionTable.rowOf id).Complex(Array.map onAxis x)
            member _.Conjugate x = Complex.Conjugate x

            member _.Satisfies(relation, x) =
                match relation with
                | Equal -> x = Complex.Zero
                | Less -> x.Real < 0.0
                | LessOrEqual -> x.Real <= 0.0

            member _.ToInteger x =
                if x.Imaginary = 0.0 && x.Real = Math.Floor x.Real && abs x.Real < 1e9 then
                    ValueSome(int x.Real)
                else
                    ValueNone }

    /// Exact arithmetic; a value that is not rational raises UnsupportedOperation, 0^-1 UndefinedExpression.
    let rationals =
        { new IArithmetic<Rational> with
            member _.OfRational q = q
            member _.OfConstant c = raise (UnsupportedOperation $"{c} is not rational")
            member _.Add(x, y) = x + y
            member _.Multiply(x, y) = x * y

            member _.Power(x, y) =
                match y.TryInt with
                | ValueSome n when abs n <= 1000 ->
                    if x.IsZero && n < 0 then raise (UndefinedExpression "0 to a negative power")
                    Rational.Pow(x, n)
                | _ ->

                    match (Canonical.power (Canonical.number x) (Canonical.number y)).Node with
                    | Number q -> q
                    | _ -> raise (UnsupportedOperation $"({x})^({y}) is not rational")

            member _.Apply(id, x) =
                match (FunctionTable.rowOf id).Exact x with
                | ValueSome q -> q
                | ValueNone -> raise (UnsupportedOperation $"{(FunctionTable.rowOf id).Name} is not rational here")

            member _.Conjugate x = x

            member _.Satisfies(relation, x) =
                match relation with
                | Equal -> x.IsZero
                | Less -> x.Sign < 0
                | LessOrEqual -> x.Sign <= 0

            member _.ToInteger x =
                match x.TryInt with
                | ValueSome n when abs (int64 n) < 1_000_000_000L -> ValueSome n
                | _ -> ValueNone }

    /// Every comparison certain, to a number of bits.
    let internal certain (bits: int) : IArithmetic<Certain> =
        { new IArithmetic<Certain> with
            member _.OfRational q = Certain.ofRational bits q
            member _.OfConstant c = Certain.constant bits c
            member _.Add(x, y) = Certain.add bits x y
            member _.Multiply(x, y) = Certain.multiply bits x y
            member _.Power(x, y) = Certain.power bits x y
            member _.Apply(id, x) = (FunctionTable.rowOf id).Certain bits x
            member _.Conjugate x = Certain.conjugate x
            member _.Satisfies(relation, x) = Certain.satisfies relation x
            member _.ToInteger x = Certain.toInteger x }

    // Values inside a sum depend on its index: each sum has a memo of its own, emptied at every step of the index.
    [<NoEquality; NoComparison>]
    type private Scope<'n> =
        { Index: Symbol
          mutable Value: 'n
          Memo: Dictionary<Expr, 'n> }

    /// The value at the point. A symbol without a value raises UnsupportedOperation naming it.
    let value (arithmetic: IArithmetic<'n>) (point: Point<'n>) (e: Expr) : 'n =
        let outermost = Dictionary<Expr, 'n>()
        let one = arithmetic.OfRational Rational.One
        let zero = arithmetic.OfRational Rational.Zero
        let minusOne = arithmetic.OfRational(Rational.OfInt -1)

        let rec go (scopes: Scope<'n> list) (e: Expr) : 'n =
            Nesting.check ()

            match e.Node with
            | Number q -> arithmetic.OfRational q
            | Constant c -> arithmetic.OfConstant c
            | Symbol s ->
                match scopes |> List.tryFind (fun scope -> obj.ReferenceEquals(scope.Index, s)) with
                | Some scope -> scope.Value
                | None ->
                    match point.Symbols s with
                    | ValueSome value -> value
                    | ValueNone -> raise (UnsupportedOperation $"no value for {s.Name}")
            | _ ->
                let memo =
                    match scopes |> List.tryFind (fun scope -> contains scope.Index e) with
                    | Some scope -> scope.Memo
                    | None -> outermost

                match memo.TryGetValue e with
                | true, known -> known
                | _ ->
                    let result = work scopes e
                    memo[e] <- result
                    result

        and integer scopes what (e: Expr) =
            match arithmetic.ToInteger(go scopes e) with
            | ValueSome n -> n
            | ValueNone -> raise (UnsupportedOperation $"{what} is not a whole number of at most nine digits")

        and work scopes (e: Expr) =
            let power (f: Factor) =
                if Canonical.isOne f.Exponent then
                    go scopes f.Base
                else
                    arithmetic.Power(go scopes f.Base, go scopes f.Exponent)

            match e.Node with
            | Indexed(s, indices) ->
                let at = indices |> Array.map (integer scopes $"an index of {s.Name}")

                match point.Indexed s at with
                | ValueSome value -> value
                | ValueNone ->
                    let text = String.Join(", ", at)
                    raise (UnsupportedOperation $"no value for {s.Name}[{text}]")
            | Sum(constant, terms) ->
                let mutable sum = arithmetic.OfRational constant
                for t in terms do
                    let value = go scopes t.Expr
                    let value =
                        if t.Coefficient.IsOne then
                            value
                        else
                            arithmetic.Multiply(arithmetic.OfRational t.Coefficient, value)
                    sum <- arithmetic.Add(sum, value)
                sum
            | Product factors ->
                // Brackets that are 0 make the product 0, even where another factor has no value (Iverson's convention).
                let isPositive (exponent: Expr) =
                    Canonical.isOne exponent
                    || arithmetic.Satisfies(Less, arithmetic.Multiply(minusOne, go scopes exponent))

                let vanishes (f: Factor) = isBracketed f.Base && arithmetic.Satisfies(Equal, go scopes f.Base) && isPositive f.Exponent

                if factors |> Array.exists vanishes then
                    zero
                else
                    let multiplied = Array.fold (fun product f -> arithmetic.Multiply(product, power f)) one
                    let rejoined = PowerContent.rejoined factors

                    // z^(-T+1) may have gone into a sum as 1/z: at z = 0 and T = 1 that has no value, but it is 1.
                    try
                        multiplied rejoined
                    with UndefinedExpression _ when not (obj.ReferenceEquals(rejoined, factors)) ->
                        multiplied factors
            | Power f -> power f
            | Function(id, arguments) -> arithmetic.Apply(id, arguments |> Array.map (go scopes))
            | Indicator(relation, x) -> if arithmetic.Satisfies(relation, go scopes x) then one else zero
            | Conjugate x -> arithmetic.Conjugate(go scopes x)
            | IndexedSum sum ->
                let lower = integer scopes "the lower end of a sum" sum.Lower
                let upper = integer scopes "the upper end of a sum" sum.Upper

                let scope =
                    { Index = sum.Index
                      Value = zero
                      Memo = Dictionary() }

                let mutable total = zero

                for k in lower..upper do
                    scope.Value <- arithmetic.OfRational(Rational.OfInt k)
                    scope.Memo.Clear()
                    total <- arithmetic.Add(total, go (scope :: scopes) sum.Body)

                total
            | Number _
            | Constant _
            | Symbol _ -> go scopes e

        go [] e

    /// A point from name-value pairs; indexed symbols have no values.
    let pointOf (values: (string * 'n) seq) : Point<'n> =
        let table = dict values

        { Symbols =
            fun s ->
                match table.TryGetValue s.Name with
                | true, value -> ValueSome value
                | _ -> ValueNone
          Indexed = fun _ _ -> ValueNone }

    /// Adds values for one indexed symbol.
    let withIndexed (name: string) (values: int[] -> 'n voption) (point: Point<'n>) =
        { point with
            Indexed = fun s at -> if s.Name = name then values at else point.Indexed s at }

    let private mostWork = 5_000_000L

    /// Why a value is not known though there may be one: it was not worked out.
    let internal tooMuchWork = "it takes too many operations"

    /// Why a number is of no use: it is none that doubles have.
    let internal beyondRange = "it is beyond the range of doubles"

    let private attempt (work: unit -> 'n) =
        try
            Work.within mostWork work |> Option.map Ok |> Option.defaultValue (Error tooMuchWork)
        with
        | UndefinedExpression reason -> Error reason
        | UnsupportedOperation reason -> Error reason
        | :? DivideByZeroException as e -> Error e.Message

    let toDouble (point: Point<float>) (e: Expr) = attempt (fun () -> value doubles point e)
    let toComplex (point: Point<Complex>) (e: Expr) = attempt (fun () -> value complexes point e)
    /// The exact value, or why there is none.
    let toRational (point: Point<Rational>) (e: Expr) = attempt (fun () -> value rationals point e)
