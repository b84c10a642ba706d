/// Exact values for tests. Functions without rational values (sin, cos, exp of a fraction, pi) are modelled by fixed rational
/// numbers near their true values: every identity under test treats them as given functions of their argument, so it holds
/// exactly in the model or not at all.
module LrnnSymbolic.Theory.Tests.Exact

open LrnnSymbolic.Algebra

// Single precision keeps the fractions short; rounding is symmetric, so odd functions stay odd.
let private model (x: float) = Rational.OfDouble(float (float32 x))

let private arithmetic =
    let exact = Evaluation.rationals

    { new IArithmetic<Rational> with
        member _.OfRational q = q

        member _.OfConstant c =
            match c with
            | E -> model System.Math.E
            | Pi -> model System.Math.PI
            | ImaginaryUnit -> exact.OfConstant c

        member _.Add(x, y) = x + y
        member _.Multiply(x, y) = x * y

        member _.Power(x, y) =
            match y.TryInt with
            | ValueSome n -> Rational.Pow(x, n)
            | ValueNone -> model (System.Math.Pow(x.ToDouble(), y.ToDouble()))

        member _.Apply(id, x) =
            match (Functions.rowOf id).Exact x with
            | ValueSome value -> value
            | ValueNone -> model ((Functions.rowOf id).Double(x |> Array.map _.ToDouble()))

        member _.Conjugate x = x
        member _.Satisfies(relation, x) = exact.Satisfies(relation, x)
        member _.ToInteger x = exact.ToInteger x }

/// The value at named numbers; s[k] is data[k - 1], and asking for any other step raises.
let value (data: Rational[]) (symbols: (string * Rational) list) (e: Expr) : Rational =
    let point =
        Evaluation.pointOf symbols |> Evaluation.withIndexed "s" (fun at -> ValueSome data[at[0] - 1])

    Evaluation.value arithmetic point e

let q (n: int) (d: int) = Rational.ofRatio n d

/// n / d with 1 <= |n| <= size, 1 <= d <= size: never zero.
let draw (size: int) (random: System.Random) =
    let n = random.Next(1, size + 1)
    q (if random.Next 2 = 0 then n else -n) (random.Next(1, size + 1))

/// base^n for n at least 0, with 0^0 = 1.
let power (x: Rational) (n: int) = Seq.replicate n x |> Seq.fold (*) Rational.One

let sum (parts: Rational seq) = Seq.fold (+) Rational.Zero parts
