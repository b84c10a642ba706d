/// Content under powers at lengths where the powers of numbers alone are beyond doubles: delegate, tape and C# source have the same
/// bits, and are the exact value.
module LrnnSymbolic.Emission.Tests.PowerContentTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

/// An exact value beside the sum of the absolute values of its terms, which is what rounding errors are relative to. In doubles
/// (Accuracy) that sum would overflow with the values under test. Small whole numbers that do not cancel are added without any.
let private sized =
    let exact = Evaluation.rationals
    let isWhole (struct (x: Rational, p: Rational)) = x.IsInteger && p = x.Abs && p < Rational.OfDouble 9e15

    { new IArithmetic<struct (Rational * Rational)> with
        member _.OfRational q = struct (q, q.Abs)
        member _.OfConstant c = struct (exact.OfConstant c, Rational.Zero)

        member _.Add(x, y) =
            let struct (v, p), struct (w, q) = x, y
            let sum = v + w
            struct (sum, (if isWhole x && isWhole y && not sum.IsZero then sum.Abs else p + q))

        member _.Multiply(struct (x, p), struct (y, q)) = struct (x * y, p * q)

        member _.Power(struct (x, p), struct (n, _)) =
            let value = exact.Power(x, n)
            struct (value, (if n.Sign >= 0 then exact.Power(p, n) else exact.Power(p / (x * x), -n)))

        member _.Apply(id, x) =
            let value (struct (x: Rational, _: Rational)) = x
            let scale (struct (_: Rational, p: Rational)) = p

            let at =
                match id with
                | Homogeneous -> Array.append [| value x[0] |] (x[1..] |> Array.map scale)
                | Geometric -> [| value x[0]; scale x[1]; value x[2] |]
                | _ -> x |> Array.map scale

            struct (exact.Apply(id, x |> Array.map value), exact.Apply(id, at).Abs)

        member _.Conjugate x = x
        member _.Satisfies(relation, struct (x, _)) = exact.Satisfies(relation, x)
        member _.ToInteger(struct (x, _)) = exact.ToInteger x }

let private quantities = [ "energy"; "flow"; "sums"; "jacobian"; "reduced-energy"; "extrapolation" ]

let private tasks =
    [ "(1 + x/100)^t"
      "(1 + x/100)^t*lambda^t"
      "(1 + x/100)^(2*t)*(1/2 + x/30)^(T - t)"
      "(1/3 + x/7)^(T - t)"
      "(x/100)^t"
      "(1/2 + x/30)^t*(1/3 + y/7)^(T - t)"
      "(1/100)^(T - t)*lambda^t" ]

let private lengths = [ 1; 2; 78; 161; 320 ]

let private value (x: float) (length: int) (name: string) =
    match name with
    | "x" -> x
    | "y" -> 2.0
    | "lambda" -> 0.75
    | "T" -> float length
    | "T_1" -> float (length + 3)
    | "b" -> 0.375
    | _ -> 0.5

let private largest = Rational.OfDouble Double.MaxValue

let private accurate (text: string) =
    test text {
        let task = Tasks.read text
        let written = Quantities.ofTask task
        let programs = Quantities.programsOf (fun q -> List.contains q.Name quantities) Closed task
        Expect.equal (List.length programs) (List.length quantities) "all are there"
        let sources = Sources.compileAll (List.map snd programs)
        let mutable compared = 0

        for (q, program), source in List.zip programs sources do
            let theory = written |> List.find (fun w -> w.Name = q.Name)
            let kernel, tape = DelegateBackend.compile program, TapeBackend.load program

            for length in lengths do
                for x in (if text.Contains "x" then [ -50.0; 3.0; -99.0 ] else [ 0.0 ]) do
                    let named = List.map (fun name -> name, value x length name)
                    let states, parameters = named [ for s in q.States -> s.Name ], named q.Parameters
                    let place = $"{q.Name} at %A{states} %A{parameters}"
                    let call kernel =
                        Sources.call
                            kernel
                            (Array.map snd (Array.ofList states))
                            (Array.map snd (Array.ofList parameters))
                            [||]
                            q.Outputs.Length
                    let found = call kernel
                    Sources.expectSameBits (call tape) found $"tape, {place}"
                    Sources.expectSameBits (call source) found $"source, {place}"
                    let symbols = states @ parameters

                    let point =
                        Evaluation.pointOf
                            [ for name, value in symbols ->
                                  let q = Rational.OfDouble value
                                  name, struct (q, q.Abs) ]

                    for k, output in List.indexed theory.Outputs do
                        let struct (exact, scale) = Evaluation.value sized point output.Value

                        if scale < largest then
                            Expect.isTrue (Double.IsFinite found[k]) $"{output.Name} of {place}: {found[k]}, exactly {exact.ToDouble()}"
                            let error = (Rational.OfDouble found[k] - exact).Abs.ToDouble()
                            // Below the least normal number there are fewer digits.
                            let allowed = scale.ToDouble() * 1e-11 + 1e-300
                            Expect.isLessThanOrEqual error allowed $"{output.Name} of {place}: {found[k]}, exactly {exact.ToDouble()}"
                            compared <- compared + 1

        Expect.isGreaterThan compared 60 "comparisons"
    }

[<Tests>]
let tests = testList "power content" [ for text in tasks -> accurate text ]
