/// Complex values exactly, as pairs of rationals, and how far a value in doubles may be from them.
module LrnnSymbolic.Emission.Tests.ComplexAccuracy

open System
open LrnnSymbolic.Algebra
open System.Numerics

/// A complex number whose parts are rational.
[<Struct>]
type Gaussian = { Re: Rational; Im: Rational }

let private ofReal q = { Re = q; Im = Rational.Zero }

let private times (x: Gaussian) (y: Gaussian) =
    { Re = x.Re * y.Re - x.Im * y.Im
      Im = x.Re * y.Im + x.Im * y.Re }

let private inverse (x: Gaussian) =
    let size = x.Re * x.Re + x.Im * x.Im
    if size.IsZero then raise (UndefinedExpression "0 to a negative power")
    { Re = x.Re / size; Im = -x.Im / size }

let rec private power (x: Gaussian) n =
    if n < 0 then inverse (power x -n)
    elif n = 0 then ofReal Rational.One
    else times x (power x (n - 1))

let private rationals = Evaluation.rationals

let private gaussians =
    { new IArithmetic<Gaussian> with
        member _.OfRational q = ofReal q

        member _.OfConstant c =
            match c with
            | ImaginaryUnit ->
                { Re = Rational.Zero
                  Im = Rational.One }
            | _ -> ofReal (rationals.OfConstant c)

        member _.Add(x, y) = { Re = x.Re + y.Re; Im = x.Im + y.Im }
        member _.Multiply(x, y) = times x y

        member _.Power(x, y) =
            match y.Im.IsZero, y.Re.TryInt with
            | true, ValueSome n -> power x n
            | true, _ when x.Im.IsZero && x.Re.Sign >= 0 -> ofReal (rationals.Power(x.Re, y.Re))
            | _ -> raise (UnsupportedOperation "a complex power is not rational")

        member _.Apply(id, x) =
            match id, x with
            // By its definition.
            | Geometric, [| k; q; n |] ->
                let k, n = k.Re.TryInt.Value, n.Re.TryInt.Value

                let term j =
                    times (ofReal (rationals.Apply(Binomial, [| Rational.OfInt j; Rational.OfInt k |]))) (power q (j - k))

                Seq.fold
                    (fun sum x ->
                        { Re = sum.Re + x.Re
                          Im = sum.Im + x.Im })
                    (ofReal Rational.Zero)
                    (Seq.map term (seq { k .. n - 1 }))
            | _ when x |> Array.forall _.Im.IsZero -> ofReal (rationals.Apply(id, x |> Array.map _.Re))
            | _ -> raise (UnsupportedOperation "the value is not rational")

        member _.Conjugate x = { x with Im = -x.Im }

        member _.Satisfies(relation, x) =
            match relation with
            | Equal -> x.Re.IsZero && x.Im.IsZero
            | _ -> rationals.Satisfies(relation, x.Re)

        member _.ToInteger x = if x.Im.IsZero then x.Re.TryInt else ValueNone }

/// A complex double with the size of what it was made of: the sum of the moduli of the terms, if products were multiplied out.
[<Struct; NoComparison>]
type private Sized = { Value: Complex; Scale: float }

let private doubles = Evaluation.complexes
let private sizedOf (value: Complex) =
    { Value = value
      Scale = value.Magnitude }
let private atLeast (value: Complex) scale =
    { Value = value
      Scale = max scale value.Magnitude }

let private sized =
    { new IArithmetic<Sized> with
        member _.OfRational q = sizedOf (doubles.OfRational q)
        member _.OfConstant c = sizedOf (doubles.OfConstant c)
        member _.Add(x, y) = atLeast (x.Value + y.Value) (x.Scale + y.Scale)
        member _.Multiply(x, y) = atLeast (x.Value * y.Value) (x.Scale * y.Scale)

        member _.Power(x, y) =
            let value = doubles.Power(x.Value, y.Value)
            let isWhole = y.Value.Imaginary = 0.0 && Double.IsInteger y.Value.Real

            if isWhole && y.Value.Real >= 0.0 then
                atLeast value (Math.Pow(x.Scale, y.Value.Real))
            else
                // x^y feels an error of x by y times its relative size, an error of y by log x.
                let blur = if x.Scale = 0.0 then 1.0 else x.Scale / x.Value.Magnitude
                let byExponent = if isWhole then 0.0 else (Complex.Log x.Value).Magnitude * y.Scale
                atLeast value (value.Magnitude * (Math.Pow(blur, max 1.0 y.Value.Magnitude) + byExponent))

        member _.Apply(id, arguments) =
            let value = doubles.Apply(id, arguments |> Array.map _.Value)
            let x = arguments[0]

            let slope =
                match id with
                | Geometric ->
                    let n = int64 arguments[2].Value.Real
                    GeometricSum.value (int x.Value.Real) arguments[1].Value.Magnitude n
                | Log
                | Atan2 -> x.Scale / x.Value.Magnitude
                // |sin' z| and |cos' z| are at most cosh(Im z).
                | Sin
                | Cos -> x.Scale * Math.Cosh x.Value.Imaginary
                | Tan -> x.Scale * (1.0 + value.Magnitude * value.Magnitude)
                | Tanh -> x.Scale * (1.0 + value.Magnitude * value.Magnitude)
                | _ -> x.Scale

            atLeast value (value.Magnitude + slope)

        member _.Conjugate x =
            { x with
                Value = Complex.Conjugate x.Value }
        member _.Satisfies(relation, x) = doubles.Satisfies(relation, x.Value)
        member _.ToInteger x = doubles.ToInteger x.Value }

/// The numbers of a point by their names; a complex symbol z has z_re and z_im, and the table d_1, d_2, ....
let private pointOf (make: float -> float -> 'n) (table: (float * float)[]) (numbers: (string * float) list) : Point<'n> =
    let known = dict numbers

    { Symbols =
        fun s ->
            if s.Assumptions.Domain = Domain.Complex then
                ValueSome(make known[s.Name + "_re"] known[s.Name + "_im"])
            else
                ValueSome(make known[s.Name] 0.0)
      Indexed =
        fun _ at ->
            let re, im = table[at[0] - 1]
            ValueSome(make re im) }

let private gaussian (re: float) (im: float) =
    { Re = Rational.OfDouble re
      Im = Rational.OfDouble im }

/// The exact value at the rational numbers that the doubles are; an error where it is not rational.
let exactly table numbers (e: Expr) : Result<Gaussian, string> =
    try
        Ok(Evaluation.value gaussians (pointOf gaussian table numbers) e)
    with
    | UndefinedExpression reason
    | UnsupportedOperation reason -> Error reason

let inDoubles table numbers (e: Expr) = Evaluation.toComplex (pointOf (fun re im -> Complex(re, im)) table numbers) e

/// The scale of the rounding errors.
let scale table numbers (e: Expr) = (Evaluation.value sized (pointOf (fun re im -> sizedOf (Complex(re, im))) table numbers) e).Scale
