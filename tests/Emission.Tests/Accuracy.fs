/// How far a value in doubles may be from the true one.
module LrnnSymbolic.Emission.Tests.Accuracy

open System
open LrnnSymbolic.Algebra

/// A double with the size of what it was made of.
[<Struct>]
type Sized =
    {
        Value: float
        /// The value with every difference taken as a sum: the sum of the absolute values of the terms, if products were
        /// multiplied out. Rounding errors are proportional to this, not to the value, in which terms may cancel.
        Scale: float
        /// A whole number made of whole numbers; doubles hold it exactly, so nothing is lost by its differences.
        Whole: bool
    }

let private whole (x: float) = Double.IsInteger x && abs x < 9e15

/// What a value feels of errors of the arguments as large as what they were made of, by differences on both sides.
let private slopeOf (row: FunctionRow) (arguments: Sized[]) : float =
    let values = arguments |> Array.map _.Value
    let unknown = Canonical.symbol (Vocabulary.real "x")

    if row.Facts.IsInteger(arguments |> Array.map (fun _ -> unknown)) then
        0.0 // constant between its jumps
    else
        arguments
        |> Seq.mapi (fun k x ->
            let step = 1e-6 * max 1e-3 (abs x.Value)
            let risen side = row.Double(Array.updateAt k (x.Value + side * step) values) - row.Double values
            let slope () = max (abs (risen 1.0)) (abs (risen -1.0)) / step
            if x.Scale = 0.0 || row.Partials[k].IsNone then 0.0 else slope () * x.Scale)
        |> Seq.filter Double.IsFinite
        |> Seq.sum

let sized =
    let doubles = Evaluation.doubles

    let exact value =
        { Value = value
          Scale = abs value
          Whole = whole value }

    let inexact value scale =
        { Value = value
          Scale = max scale (abs value)
          Whole = false }

    { new IArithmetic<Sized> with
        member _.OfRational q = exact (q.ToDouble())
        member _.OfConstant c = inexact (doubles.OfConstant c) 0.0

        member _.Add(x, y) =
            if x.Whole && y.Whole then
                exact (x.Value + y.Value)
            else
                inexact (x.Value + y.Value) (x.Scale + y.Scale)

        member _.Multiply(x, y) =
            if x.Whole && y.Whole then
                exact (x.Value * y.Value)
            else
                inexact (x.Value * y.Value) (x.Scale * y.Scale)

        // x^y feels an error of x by y times its relative size, an error of y by log x.
        member _.Power(x, y) =
            let value = Math.Pow(x.Value, y.Value)

            if x.Whole && y.Whole && y.Value >= 0.0 then
                exact value
            // A difference that came out as 0 is off by its terms all the same.
            elif x.Value = 0.0 && y.Value > 0.0 then
                inexact value (Math.Pow(x.Scale, y.Value))
            else
                let blur = if x.Value = 0.0 then 0.0 else x.Scale / abs x.Value
                let byExponent = if y.Whole || x.Value = 0.0 then 0.0 else abs (log (abs x.Value)) * y.Scale

                inexact
                    value
                    (abs value
                     * ((if y.Value < 0.0 then
                             Math.Pow(blur, -y.Value)
                         else
                             Math.Pow(max 1.0 blur, y.Value))
                        + byExponent))

        member _.Apply(id, arguments) =
            let value = doubles.Apply(id, arguments |> Array.map _.Value)
            let x = arguments[0]

            let slope =
                match id with
                | Geometric -> GeometricSum.value (int x.Value) (abs arguments[1].Value) (int64 arguments[2].Value)
                | Homogeneous -> CompleteHomogeneous.value (arguments[1..] |> Array.map _.Scale) (int x.Value)
                | Wave ->
                    // Each term is off by what its phase is.
                    let n = arguments[4].Value
                    let phase = 1.0 + n * arguments[2].Scale + arguments[3].Scale
                    phase * GeometricSum.value (int x.Value) (abs arguments[1].Value) (int64 n)
                | _ -> slopeOf (Functions.rowOf id) arguments

            if whole value && arguments |> Array.forall _.Whole then
                exact value
            else
                inexact value (abs value + slope)

        member _.Conjugate x = x
        member _.Satisfies(relation, x) = doubles.Satisfies(relation, x.Value)
        member _.ToInteger x = doubles.ToInteger x.Value }

let private pointOf (convert: float -> 'n) (data: float[]) (symbols: (string * float) list) =
    Evaluation.pointOf [ for name, value in symbols -> name, convert value ]
    |> Evaluation.withIndexed "s" (fun at ->
        if at[0] >= 1 && at[0] <= data.Length then
            ValueSome(convert data[at[0] - 1])
        else
            ValueNone)

/// The exact value at the rational numbers that the doubles are; an error where it is not rational.
let exactly data symbols e = Evaluation.toRational (pointOf Rational.OfDouble data symbols) e
let inDoubles data symbols e = Evaluation.toDouble (pointOf id data symbols) e

/// The scale of the rounding errors.
let scale data symbols e =
    let sizedOf value =
        { Value = value
          Scale = abs value
          Whole = whole value }

    (Evaluation.value sized (pointOf sizedOf data symbols) e).Scale
