/// The C# source of every quantity of many tasks: it compiles, has the bits of the program, and is the interpreted expression.
module LrnnSymbolic.Emission.Tests.EmittedTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

/// Rows that the algebra keeps, many variables, lengths below 0, brackets that silence, content under powers.
let private chosen =
    [ "geometric(2, x, t)"
      "geometric(0, x, t - 2)"
      "geometric(1, x, 2 - t) + geometric(3, lambda, T - t)"
      "wave(1, x, 1/2, 1/4, t - 2)"
      "homogeneous(T - t, x, lambda, delta, 2, 3, 5, 7, 11)"
      "t^5*lambda^t*x^t"
      "t^3*lambda^(T - t)"
      "[t != T]*delta/(T - t)"
      "(1 - [t = 2])*delta/(t - 2)"
      "(1 + x/100)^t + (1/3 + delta/7)^(T - t)"
      "(0.99*x + 0.01)^(2*t)"
      "falling(t + 3, -1)*delta + binomial(T, t)*quotient(t, 2)" ]

let private drawn = Tasks.texts |> List.rev |> List.truncate 12
let private values =
    dict [ "lambda", 0.75; "mu", 1.25; "n", 2.0; "tau", 1.5; "learningTime", 0.5; "u_0", 0.25 ]

// Dyadic, so that rationals hold them.
let private draw (random: Random) = float (random.Next(2, 40)) / 16.0 * (if random.Next 2 = 0 then 1.0 else -1.0)

let private inputs (random: Random) (length: int) (q: WrittenQuantity) =
    let value (name: string) =
        match name, values.TryGetValue name with
        | "T", _ -> float length
        | "T_1", _ -> float (length + 1)
        | "t", _ -> float (random.Next(1, length + 1))
        | _, (true, value) -> value
        | _ -> draw random

    [ for s in q.States -> s.Name, value s.Name ], [ for name in q.Parameters -> name, value name ]

let private allowed = 1e-12

let private compiled (form: SumForm) (text: string) =
    test $"{text}, {form}" {
        let task = Tasks.read text
        let written = Quantities.ofTask task
        // The mode without loss of an oscillation is complex, and its energy at other lengths has no program of real numbers.
        let isReal (q: WrittenQuantity) =
            q.Section <> "extrapolation"
            || not (List.exists (fun (f: string) -> text.Contains f) [ "cos"; "sin"; "wave" ])

        let programs = Quantities.programsOf isReal form task
        let sources = Sources.compileAll (List.map snd programs)
        let random = Random 7

        for (q, program), source in List.zip programs sources do
            let tape = TapeBackend.load program
            let theory = written |> List.find (fun w -> w.Name = q.Name)

            for length in [ 1; 2; 5 ] do
                let states, parameters = inputs random length q
                let place = $"{text}: {q.Name} at %A{states} %A{parameters}"
                let call kernel =
                    Sources.call
                        kernel
                        (Array.map snd (Array.ofList states))
                        (Array.map snd (Array.ofList parameters))
                        [||]
                        q.Outputs.Length
                let found = call tape
                Sources.expectSameBits (call source) found place
                let symbols = states @ parameters

                for k, output in List.indexed theory.Outputs do
                    match Accuracy.exactly [||] symbols output.Value with
                    | Ok exact ->
                        let scale = Accuracy.scale [||] symbols output.Value
                        let error = (Rational.OfDouble found[k] - exact).Abs.ToDouble()
                        Expect.isLessThanOrEqual error (allowed * scale) $"{output.Name} of {place}: {found[k]}, exactly {exact.ToDouble()}"
                    | Error _ ->
                        match Accuracy.inDoubles [||] symbols output.Value with
                        | Ok double when Double.IsFinite double ->
                            let scale = Accuracy.scale [||] symbols output.Value
                            Expect.isLessThanOrEqual
                                (abs (found[k] - double))
                                (allowed * scale)
                                $"{output.Name} of {place}: {found[k]}, in doubles {double}"
                        | _ -> Expect.isFalse (Double.IsFinite found[k]) $"{output.Name} of {place}: {found[k]} where there is no value"
    }

[<Tests>]
let tests =
    testList
        "Emitted"
        [ for text in chosen @ drawn do
              if not (text.Contains "s[") then compiled Loops text
          for text in chosen do
              compiled Closed text ]
