/// Every quantity of every preset, for the last output and for all: delegate, tape and C# source have the same bits, and the delegate
/// is the exact value.
module LrnnSymbolic.Emission.Tests.QuantityTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

let private read (outputs: Outputs) (text: string) =
    match TaskDynamics.parseFor { Outputs = outputs; Modes = RealModes } text with
    | Ok task -> task
    | Error(InputProblem problem) -> failwith $"{text}: {problem}"

let private formulas (outputs: Outputs) =
    (Presets.all |> List.map (fun (name, _, _) -> name))
    @ match outputs with
      | Last -> [ "delta*(1 + t/T)"; "u_0*v_a*learningTime + t" ]
      | Every -> [ "delta*lambda^(t - i)"; "[i < t]*delta + [i = t]*kappa"; "1/i" ]

/// b = 0, b = +-1, b close to 1, b = lambda, lambda b = 1, and b as drawn; inputs are dyadic, so that rationals hold them.
let private points (random: Random) (q: WrittenQuantity) (length: int) =
    let draw () = float (random.Next(2, 40)) / 16.0 * (if random.Next 2 = 0 then 1.0 else -1.0)
    let lambda = 0.75

    let parameter (name: string) =
        match name with
        | "T" -> float length
        | "T_1" -> float (length + 2)
        | "tau" -> 1.25
        | "lambda" -> lambda
        | _ -> draw ()

    let parameters = q.Parameters |> List.map (fun name -> name, parameter name)

    let states (b: float) =
        q.States
        |> List.map (fun s ->
            s.Name,
            match s.Name with
            | "b" -> b
            | "t" -> float length
            | "i" -> 1.0
            | name when name.StartsWith "learningTime" || name.StartsWith "u_0" -> abs (draw ())
            | _ -> draw ())

    [ for b in [ 0.0; 1.0; -1.0; 1.0 + Math.Pow(2.0, -40.0); lambda; 1.0 / 0.75; draw () ] -> states b, parameters ]

/// Rounding errors relative to the sum of the absolute values of the terms (Accuracy): to this, not to the value, a difference of
/// large numbers is accurate. Where nothing cancels the two are the same.
let private allowed = 1e-13

// Through a square root or exponentials the exact value is not rational; then doubles of the theory's expression have to do.
let private accurate (text: string) (outputs: Outputs) (form: SumForm) =
    test $"{text}, {outputs}, {form}" {
        let task = read outputs text
        let random = Random 11
        let written = Quantities.ofTask task

        for q, program in Quantities.programs form task do
            let theory = written |> List.find (fun w -> w.Name = q.Name)
            let kernel = DelegateBackend.compile program
            let tape, source = TapeBackend.load program, Sources.compile program

            for length in [ 1; 2; 5 ] do
                for states, parameters in points random q length do
                    let place = $"{q.Name} at %A{states} %A{parameters}"
                    let call k =
                        Sources.call
                            k
                            (states |> List.map snd |> Array.ofList)
                            (parameters |> List.map snd |> Array.ofList)
                            [||]
                            q.Outputs.Length
                    let values = call kernel
                    Sources.expectSameBits (call tape) values $"tape, {place}"
                    Sources.expectSameBits (call source) values $"source, {place}"
                    let symbols = states @ parameters

                    for k, output in List.indexed theory.Outputs do
                        let name, e = output.Name, output.Value
                        match Accuracy.exactly [||] symbols e, Accuracy.inDoubles [||] symbols e with
                        | Ok exact, _ ->
                            let scale = Accuracy.scale [||] symbols e
                            let error = (Rational.OfDouble values[k] - exact).Abs.ToDouble()
                            Expect.isLessThanOrEqual error (allowed * scale) $"{name} of {place}: {values[k]}, exactly {exact.ToDouble()}"
                        | Error _, Ok double when Double.IsFinite double && Double.IsFinite values[k] ->
                            let scale = Accuracy.scale [||] symbols e
                            Expect.isLessThanOrEqual
                                (abs (values[k] - double))
                                (allowed * scale)
                                $"{name} of {place}: {values[k]}, in doubles {double}"
                        | Error reason, _ ->
                            Expect.isFalse (Double.IsFinite values[k]) $"{name} of {place}: {values[k]} where there is no value ({reason})"
    }

// ---- u(t) at the hard points ----------------------------------------------------------------------------------------------

let private template (states: string list) (e: Expr) = Lowering.lower "u" [] states [ "tau" ] TaskDynamics.singularValue [ "u(t)", e ]

let private balanced =
    DelegateBackend.compile (template [ "A"; "B"; "u_0"; "t" ] StableInputOutput.balanced)
let private anyStart =
    DelegateBackend.compile (template [ "A"; "B"; "a"; "c"; "t" ] StableInputOutput.anyStart)
let private valueOf kernel state = (Sources.call kernel state [| 1.0 |] [||] 1)[0]

let private near (relative: float) (actual: float) (expected: Rational) what =
    let error = (Rational.OfDouble actual - expected).Abs
    Expect.isTrue ((error <= Rational.OfDouble relative * expected.Abs)) $"{what}: {actual}, not {expected.ToDouble()}"

// e^x by its own series, halved often enough and squared again, in rationals.
let private exponential (x: Rational) =
    let bits (q: Rational) =
        // The smallest x here, 2e-306, is 2^-1015; 300 bits more are plenty, and keep the numbers short.
        let scale = Rational.OfInteger(System.Numerics.BigInteger.Pow(2I, 1315))
        Rational.OfInteger((q * scale).Floor) / scale

    let negative = x.Abs
    let halvings = 12
    let small = negative / Rational.OfInteger(System.Numerics.BigInteger.Pow(2I, halvings))

    let series =
        Seq.unfold (fun (term: Rational, n: int) -> Some(term, (bits (term * small / Rational.OfInt n), n + 1))) (Rational.One, 1)
        |> Seq.truncate 60
        |> Seq.fold (+) Rational.Zero

    let grown = Seq.fold (fun (e: Rational) _ -> bits (e * e)) series (seq { 1..halvings })
    if x.Sign < 0 then Rational.One / grown else grown

let private rational (x: float) = Rational.OfDouble x

// A e^x/(A/u_0 - B + B e^x), x = 2At, and its limit for A = 0.
let private exactBalanced A B u0 t =
    let A, B, u0, t = rational A, rational B, rational u0, rational t

    if A.IsZero then
        u0 / (Rational.One + Rational.OfInt 2 * B * u0 * t)
    else
        let e = exponential (Rational.OfInt 2 * A * t)
        A * e / (A / u0 - B + B * e)

let private inputOutput =
    testList
        "u(t)"
        [ test "its forms for numbers are proved" {
              for verdict in StableInputOutput.anyVerdict.Value :: StableInputOutput.balancedVerdict.Value do
                  Expect.isTrue verdict.IsProved $"{verdict}"
          }
          test "is accurate as A goes to 0, of either sign" {
              for A in [ 0.0; 1e-300; 1e-16; -1e-16; 1e-12; -1e-9; 1e-6; -1e-4; 0.01; 0.5; -0.5; 3.0 ] do
                  for t in [ 0.0; 1e-6; 0.3; 1.0; 7.0 ] do
                      for u0 in [ 1e-6; 0.04; 2.0 ] do
                          near 1e-13 (valueOf balanced [| A; 0.7; u0; t |]) (exactBalanced A 0.7 u0 t) $"A={A}, t={t}, u_0={u0}"
          }
          test "is finite for large times" {
              for t in [ 400.0; 1e4; 1e9; 1e300 ] do
                  near 1e-13 (valueOf balanced [| 1.5; 0.75; 1e-9; t |]) (Rational.OfInt 2) $"t={t}, A > 0"
                  Expect.equal (valueOf balanced [| -1.5; 0.75; 1e-9; t |]) 0.0 $"t={t}, A < 0"
                  near 1e-13 (valueOf anyStart [| 1.5; 0.75; 1e-9; 2e-5; t |]) (Rational.OfInt 2) $"t={t}, any start"
                  Expect.equal (valueOf anyStart [| -1.5; 0.75; 0.25; 0.25; t |]) 0.0 $"t={t}, any start, A < 0, balanced"
          }
          test "from any start is that from a balanced one at a = c, and goes over into it" {
              for A in [ 0.0; 1e-12; -1e-9; 0.5; -0.5; 3.0 ] do
                  for t in [ 0.0; 0.3; 1.0; 7.0 ] do
                      let u0 = 0.25 * 0.25
                      near 1e-13 (valueOf anyStart [| A; 0.7; 0.25; 0.25; t |]) (exactBalanced A 0.7 u0 t) $"A={A}, t={t}"

                      // A difference of the modes of 1e-15 moves u by that times e^(2|A|t) at most.
                      let moved = valueOf anyStart [| A; 0.7; 0.25; 0.25 * (1.0 + 4e-16); t |]
                      let balanced = (exactBalanced A 0.7 u0 t).ToDouble()
                      Expect.isLessThan (abs (moved - balanced)) (1e-14 * (u0 + abs balanced)) $"A={A}, t={t}, almost balanced"
          }
          test "from any start keeps the equation" {
              // tau u' = sqrt(k^2 + 4 u^2) (A - u B), by a central difference.
              let random = Random 3
              let draw () = 2.0 * random.NextDouble() - 1.0

              for _ in 1..200 do
                  let A, B, a, c, t = draw (), 0.2 + random.NextDouble(), draw (), draw (), random.NextDouble()
                  let u t = valueOf anyStart [| A; B; a; c; t |]
                  let h = 1e-4
                  let slope = (u (t + h) - u (t - h)) / (2.0 * h)
                  let k = a * a - c * c
                  let expected = sqrt (k * k + 4.0 * u t * u t) * (A - u t * B)
                  if t > h then
                      Expect.floatClose { absolute = 1e-6; relative = 1e-6 } slope expected $"A={A}, B={B}, a={a}, c={c}, t={t}"
          } ]

[<Tests>]
let tests =
    testList
        "quantities"
        [ inputOutput
          test "each row of the catalogue has the outputs that its values say" {
              for outputs in [ Last; Every ] do
                  for modes in [ RealModes; ComplexModes ] do
                      for text in [ "delta*lambda^t"; "0*t" ] do
                          let setting = { Outputs = outputs; Modes = modes }
                          let task =
                              match TaskDynamics.parseFor setting text with
                              | Ok task -> task
                              | Error(InputProblem problem) -> failtest problem
                          let energy = Energy.ofTask task

                          for row in Quantities.catalogue do
                              match Quantities.write row task energy energy with
                              | Some q ->
                                  let size = row.Values |> List.sumBy (fun value -> Quantities.sizeOf task value.Shape)
                                  Expect.equal q.Outputs.Length size $"{row.Name} of {text}, {setting}"
                                  Expect.equal q.Name row.Name "its name"
                              | None -> Expect.isTrue (modes = ComplexModes || text = "0*t") $"{row.Name} of {text}, {setting}"

              let names = Quantities.catalogue |> List.map _.Name
              Expect.equal (List.distinct names) names "a name has one row"

              for row in Quantities.catalogue do
                  Expect.isTrue (row.About.EndsWith '.' && Char.IsUpper row.About[0]) $"a sentence: {row.About}"
          }
          test "of a task with nothing to learn" {
              let program name =
                  Quantities.programs Closed (Tasks.read "0*t")
                  |> List.find (fun (q, _) -> q.Name = name)
                  |> snd
                  |> DelegateBackend.compile

              // u' = -2 B u^2/tau, B = 1 + b^2 + b^4.
              let u = Sources.call (program "frozen-balanced") [| 0.5; 0.3; 2.0 |] [| 3.0; 4.0 |] [||] 1
              let B = 1.0 + 0.09 + 0.0081
              Expect.floatClose Accuracy.veryHigh u[0] (0.5 / (1.0 + 2.0 * B * 0.5 * 2.0 / 4.0)) "u(t)"
          }
          testList
              "of presets"
              [ for outputs in [ Last; Every ] do
                    for text in formulas outputs do
                        for form in [ Loops; Closed ] -> accurate text outputs form ] ]
