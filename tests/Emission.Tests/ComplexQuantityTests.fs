/// Every quantity of tasks with complex modes: delegate, tape and C# source have the same bits, the delegate is the exact value, and
/// different routes to one quantity agree.
module LrnnSymbolic.Emission.Tests.ComplexQuantityTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory
open System.Numerics

let private read (outputs: Outputs) (text: string) =
    match
        TaskDynamics.parseFor
            { Outputs = outputs
              Modes = ComplexModes }
            text
    with
    | Ok task -> task
    | Error(InputProblem problem) -> failwith $"{text}: {problem}"

let private formulas (outputs: Outputs) =
    match outputs with
    | Last ->
        [ "constant"
          "exponential"
          "modified-constant"
          "dirac-ratio"
          "rotation"
          "d[t] + I*t"
          "delta*cos(omega*t)"
          "delta*exp(I*omega*t)*lambda^t + kappa*t"
          "delta*(1 + I)^(T - t) + t*conj(delta)"
          "delta*geometric(1, lambda, t) + geometric(0, kappa, T)"
          "sin(t/delta)*tan(kappa + t) + tanh(delta*t)/abs(kappa)"
          "log(delta*t) + sqrt(kappa + t)"
          "u_0*v_a*learningTime + t" ]
    | Every -> [ "delta*lambda^(t - i)"; "dirac"; "delta*exp(I*omega*i)/t" ]

// Dyadic, so that rationals stay short.
let private dyadic (random: Random) = float (random.Next(2, 40)) / 16.0 * (if random.Next 2 = 0 then 1.0 else -1.0)

let private lambda = Complex(0.5, 0.5)

/// b = 0, |b| = 1 on the axes and off them, b close to 1, b = conj(lambda), lambda conj(b) = 1, and b as drawn.
let private recurrent (random: Random) =
    [ Complex.Zero
      Complex.One
      -Complex.One
      Complex.ImaginaryOne
      Complex(0.6, 0.8)
      Complex(1.0, Math.Pow(2.0, -30.0))
      lambda
      1.0 / Complex.Conjugate lambda
      Complex(dyadic random, dyadic random) ]

let private inPairs (name: string) (z: Complex) = [ name + "_re", z.Real; name + "_im", z.Imaginary ]

let private points (random: Random) (q: WrittenQuantity) (length: int) =
    let parameter (name: string) =
        match name with
        | "T" -> float length
        | "T_1" -> float (length + 2)
        | "lambda_re" -> lambda.Real
        | "lambda_im" -> lambda.Imaginary
        | _ -> dyadic random

    let parameters = q.Parameters |> List.map (fun name -> name, parameter name)

    let states (b: Complex) =
        q.States
        |> List.collect (fun s ->
            match s.Name with
            | "b" -> inPairs "b" b
            | "t" -> [ "t", float length ]
            | "i" -> [ "i", 1.0 ]
            | name -> inPairs name (Complex(dyadic random, dyadic random)))

    // Long exact numbers are slow: at each length some of them.
    let own =
        match length with
        | 1 -> [ 0; 1; 4 ]
        | 2 -> [ 0; 2; 3; 6 ]
        | _ -> [ 0; 4; 5; 7; 8 ]

    let all = recurrent random
    [ for k in own -> states all[k], parameters ]

let private tableOf (random: Random) (length: int) = Array.init (length + 2) (fun _ -> dyadic random, dyadic random)
let private flat (table: (float * float)[]) = table |> Array.collect (fun (re, im) -> [| re; im |])
let private values (numbers: (string * float) list) = numbers |> List.map snd |> Array.ofList

/// Relative to the sum of the moduli of the terms (ComplexAccuracy).
let private allowed = 1e-13

let private partOf (part: Part) (re: 'n) (im: 'n) = if part = Part.Im then im else re

/// What an output must be, and how far from it a double may be.
[<NoComparison>]
type private Expected =
    | Exactly of ComplexAccuracy.Gaussian * scale: float
    | InDoubles of Complex * scale: float
    | NoValue of reason: string

let private expected table numbers (e: Expr) =
    match ComplexAccuracy.exactly table numbers e, ComplexAccuracy.inDoubles table numbers e with
    | Ok exact, _ -> Exactly(exact, ComplexAccuracy.scale table numbers e)
    | Error _, Ok double when Complex.IsFinite double -> InDoubles(double, ComplexAccuracy.scale table numbers e)
    | Error reason, _ -> NoValue reason

let private compare (value: float) (output: WrittenOutput) (expected: Expected) place =
    let within error scale =
        Expect.isLessThanOrEqual error (allowed * scale) $"{output.Name} of {place}: {value}, not {expected}"

    match expected with
    | NoValue _ when not (Double.IsFinite value) -> ()
    | Exactly(exact, scale) ->
        if output.Part = Part.All then
            Expect.isTrue exact.Im.IsZero $"{output.Name} of {place} is real"
        within ((Rational.OfDouble value - partOf output.Part exact.Re exact.Im).Abs.ToDouble()) scale
    | InDoubles(double, scale) -> within (abs (value - partOf output.Part double.Real double.Imaginary)) scale
    | NoValue reason -> failtest $"{output.Name} of {place}: {value} where there is no value ({reason})"

let private accurate (text: string) (outputs: Outputs) =
    test $"{text}, {outputs}" {
        let task = read outputs text
        let random = Random 11

        let inForms =
            [ for form in [ Loops; Closed ] do
                  let programs = Quantities.programs form task |> List.map snd
                  let kernels =
                      List.map2
                          (fun p source -> DelegateBackend.compile p, TapeBackend.load p, source)
                          programs
                          (Sources.compileAll programs)
                  form, kernels ]

        for k, q in List.indexed (Quantities.ofTask task) do
            for length in [ 1; 2; 5 ] do
                let table = tableOf random length

                for states, parameters in points random q length do
                    let numbers = states @ parameters
                    let values' = q.Outputs |> List.map _.Value |> List.distinct
                    let known = [ for e in values' -> e, expected table numbers e ]
                    let expectedOf (output: WrittenOutput) = known |> List.find (fun (e, _) -> obj.ReferenceEquals(e, output.Value)) |> snd

                    for form, kernels in inForms do
                        let place = $"{q.Name}, {form}, at %A{states} %A{parameters}"
                        let kernel, tape, source = kernels[k]
                        let call kernel = Sources.call kernel (values states) (values parameters) (flat table) q.Outputs.Length
                        let found = call kernel
                        Sources.expectSameBits (call tape) found $"tape, {place}"
                        Sources.expectSameBits (call source) found $"source, {place}"

                        for value, output in Seq.zip found q.Outputs do
                            compare value output (expectedOf output) place
    }

// ---- Two routes ---------------------------------------------------------------------------------------------------------

let private tasks =
    [ Last, "rotation"
      Last, "constant"
      Last, "exponential"
      Last, "modified-constant"
      Last, "1/t + I*t*kappa"
      Last, "delta*(1 + I)^(T - t)"
      Every, "delta*lambda^(t - i)" ]

let private programs =
    let known =
        System.Collections.Concurrent.ConcurrentDictionary<struct (string * Outputs), (WrittenQuantity * Program) list>()

    fun (task: TaskDynamics) -> known.GetOrAdd(struct (task.Name, task.Setting.Outputs), (fun _ -> Quantities.programs Closed task))

let private programNamed name task = programs task |> List.find (fun (q, _) -> q.Name = name)

/// A quantity as a function of the numbers of (a, b, c), at parameters that are drawn once.
let private compiled (task: TaskDynamics) (parameters: (string * float) list) name =
    let q, program = programNamed name task
    let kernel = DelegateBackend.compile program
    let known = dict parameters
    let own = [| for parameter in q.Parameters -> known[parameter] |]
    fun (state: float[]) -> Sources.call kernel state own [||] q.Outputs.Length

let private drawnParameters (random: Random) (task: TaskDynamics) (length: int) =
    [ for name in WrittenQuantity.parametersOf task -> name, (if name = "T" then float length else dyadic random / 4.0) ]

let private drawnStates (random: Random) =
    [ for b in recurrent random -> [| dyadic random; dyadic random; b.Real; b.Imaginary; dyadic random; dyadic random |] ]

let private eachPlace (work: TaskDynamics -> (string * float) list -> float[] -> string -> unit) =
    let random = Random 5

    for outputs, text in tasks do
        let task = read outputs text

        for length in [ 1; 2; 4 ] do
            let parameters = drawnParameters random task length

            for state in drawnStates random do
                work task parameters state $"{text}, {outputs}, T = {length}, %A{state}, %A{parameters}"

let private modeNames = [ "a"; "b"; "c" ]
let private numberNames = [ "a_re"; "a_im"; "b_re"; "b_im"; "c_re"; "c_im" ]

/// tau x' = -dE/dx for the real numbers x of the modes: the energy with z = z_re + i z_im in it, differentiated by real symbols.
let private gradientRoute (task: TaskDynamics) =
    let mode = Mode.ofKind ComplexModes
    let number (name: string) = Canonical.symbol (Vocabulary.real name)

    let energy =
        Energy.ofTask task
        |> Substitution.symbols [ for s in mode.Symbols -> s, number $"{s.Name}_re" +. Canonical.i *. number $"{s.Name}_im" ]

    [ for name in numberNames -> Canonical.negate (Derivative.by (number name) energy) ]

let private near (tolerance: float) (actual: float[]) (expected: float[]) what =
    let size = Array.fold (fun m x -> max m (abs x)) 1.0 expected

    for x, y in Seq.zip actual expected do
        Expect.isLessThanOrEqual (abs (x - y)) (tolerance * size) $"{what}: %A{actual} against %A{expected}"

let private times (matrix: float[]) (v: float[]) = [| for r in 0..5 -> Seq.sum (seq { for k in 0..5 -> matrix[6 * r + k] * v[k] }) |]

let private routes =
    testList
        "two routes"
        [ test "the Wirtinger flow is the gradient of the energy by the real numbers, exactly" {
              let gradients = System.Collections.Generic.Dictionary<string, Expr list>()

              eachPlace (fun task parameters state place ->
                  let gradient =
                      let key = $"{task.Name} {task.Setting}"

                      match gradients.TryGetValue key with
                      | true, known -> known
                      | _ ->
                          gradients[key] <- gradientRoute task
                          gradients[key]

                  let mode = Mode.ofKind ComplexModes
                  let numbers = List.zip numberNames (List.ofArray state) @ parameters

                  let exactly e =
                      match ComplexAccuracy.exactly [||] numbers e with
                      | Ok value -> value
                      | Error reason -> failtest $"{place}: {reason}"

                  for z, pair in Seq.zip (GradientFlow.ofEnergy mode (Energy.ofTask task)) (List.chunkBySize 2 gradient) do
                      let velocity, byRe, byIm = exactly z, exactly pair[0], exactly pair[1]
                      Expect.isTrue (byRe.Im.IsZero && byIm.Im.IsZero) $"the gradient is real at {place}"
                      Expect.equal (velocity.Re, velocity.Im) (byRe.Re, byIm.Re) place)
          }

          test "the flow is minus the slope of the energy, the Jacobian that of the flow, and minus the Hessian" {
              let kernels = System.Collections.Generic.Dictionary<struct (string * string), float[] -> float[]>()

              eachPlace (fun task parameters state place ->
                  let get name =
                      let key = struct ($"{task.Name} {task.Setting} %A{parameters}", name)

                      match kernels.TryGetValue key with
                      | true, known -> known
                      | _ ->
                          kernels[key] <- compiled task parameters name
                          kernels[key]

                  let h = 1e-5

                  let slopes (f: float[] -> float[]) k =
                      let moved by = f (Array.mapi (fun j x -> if j = k then x + by else x) state)
                      Array.map2 (fun x y -> (x - y) / (2.0 * h)) (moved h) (moved -h)

                  let flow, jacobian, hessian = get "flow" state, get "jacobian" state, get "hessian" state
                  let energySlope =
                      [| for k in 0..5 do
                             let slope = slopes (get "energy") k
                             -slope[0] |]
                  let size = 1.0 + Seq.sumBy abs flow + Seq.sumBy abs hessian
                  let sized = Array.map (fun x -> x / size)
                  near 1e-6 (sized flow) (sized energySlope) $"flow, {place}"
                  let flowSlope = Array.init 6 (slopes (get "flow"))
                  near
                      1e-6
                      (sized jacobian)
                      (sized
                          [| for r in 0..5 do
                                 for k in 0..5 -> flowSlope[k][r] |])
                      $"Jacobian, {place}"
                  near 1e-13 jacobian (Array.map (~-) hessian) $"Hessian, {place}"
                  let v = Array.init 6 (fun k -> 0.25 * float (k + 1) - 0.7)
                  near 1e-13 (get "hessian-vector" (Array.append state v)) (times hessian v) $"Hessian times a vector, {place}"
                  let series = get "series" state
                  near 1e-13 series[0..5] flow $"series of order 1, {place}"
                  near 1e-12 (Array.map ((*) 2.0) series[6..11]) (times jacobian flow) $"series of order 2, {place}"

                  // What is left of the series' equation falls with the third power of the step.
                  let left h =
                      let at weight = [| for k in 0..5 -> Seq.sum (seq { for n in 0..2 -> weight (n + 1) * series[6 * n + k] }) |]
                      let z = Array.map2 (+) state (at (fun n -> Math.Pow(h, float n)))
                      Array.map2 (fun x y -> abs (x - y)) (at (fun n -> float n * Math.Pow(h, float (n - 1)))) (get "flow" z)
                      |> Array.max

                  let scale = Seq.sumBy abs series
                  let h = 1e-2 / (1.0 + scale)
                  Expect.isLessThan (left (h / 4.0)) (left h / 32.0 + 1e-13 * scale) $"series, {place}"

                  let reduced = get "reduced-energy" state[2..3]
                  let best = [| reduced[0]; reduced[1]; state[2]; state[3]; 1.0; 0.0 |]
                  let energy, there = get "energy" best, get "flow" best
                  near 1e-13 energy[0..0] reduced[2..2] $"reduced energy, {place}"
                  near 1e-12 there [| 0.0; 0.0; -reduced[3]; -reduced[4]; 0.0; 0.0 |] $"u* is the best, and the slope there, {place}")
          }

          test "with imaginary parts 0 and a real task it is the flow of real modes" {
              let random = Random 8

              for text in
                  [ "constant"
                    "exponential"
                    "inverse-exponential"
                    "modified-constant"
                    "delta*cos(omega*t)"
                    "early-importance" ] do
                  let complex = read Last text
                  let real = Tasks.read text
                  let ofRealTask = Quantities.programs Closed real
                  let programOfReal name = ofRealTask |> List.find (fun (q, _) -> q.Name = name) |> snd
                  let programOfComplex name = programNamed name complex |> snd

                  for length in [ 1; 2; 6; 70 ] do
                      let own = [ for s in TaskDynamics.parameters real -> s.Name, dyadic random / 3.0 ]

                      let parameters = ("T", float length) :: own

                      for b in [ 0.0; 1.0; -1.0; 0.7; -0.3 ] do
                          let a, c = dyadic random, dyadic random
                          let call setting name (state: float[]) values =
                              let program: Program = setting name
                              Sources.call (DelegateBackend.compile program) state values [||] program.Outputs.Length

                          let ofReal name = call programOfReal name [| a; b; c |] (parameters |> List.map snd |> Array.ofList)

                          let ofComplex name =
                              let pairs = own |> List.collect (fun (_, x) -> [ x; 0.0 ])
                              call programOfComplex name [| a; 0.0; b; 0.0; c; 0.0 |] (Array.ofList (float length :: pairs))

                          let place = $"{text}, T = {length}, b = {b}"
                          near 1e-13 (ofComplex "flow") (Array.collect (fun x -> [| x; 0.0 |]) (ofReal "flow")) $"flow, {place}"
                          near 1e-13 (ofComplex "energy") (ofReal "energy") $"energy, {place}"
          } ]

// ---- Long trajectories --------------------------------------------------------------------------------------------------

let private long =
    testList
        "long trajectories"
        [ test "B next to |b| = 1 is as accurate as its terms" {
              let _, program = programNamed "sums" (read Last "constant")
              let kernel = DelegateBackend.compile program

              for b in [ Complex(0.6, 0.8); Complex(1.0, 1e-9); Complex(0.28, -0.96); Complex(0.99999, 0.001) ] do
                  let found =
                      Sources.call kernel [| b.Real; b.Imaginary |] [| 1000.0; 1.0; 0.0 |] [||] program.Outputs.Length
                  let re, im = Rational.OfDouble b.Real, Rational.OfDouble b.Imaginary
                  let q = re * re + im * im
                  let exact = (Rational.Pow(q, 1000) - Rational.One) / (q - Rational.One)
                  let error = ((Rational.OfDouble found[2] - exact) / exact).Abs.ToDouble()
                  Expect.isLessThan error 1e-14 $"b = {b}"
          }
          test "nothing overflows where the result is finite" {
              let task = read Last "rotation"
              let length = 10000

              // |b| beyond 1, where |b|^(2T) is still finite, below 1, where it vanishes, and on the circle.
              for b, lambda, size in
                  [ Complex.FromPolarCoordinates(1.03, 0.3), Complex.FromPolarCoordinates(0.9, -1.0), 1e-80
                    Complex.FromPolarCoordinates(0.5, 2.0), Complex.FromPolarCoordinates(0.5, 2.0), 0.5
                    Complex(0.6, 0.8), Complex(0.6, 0.8), 0.5
                    Complex.Zero, Complex(0.6, 0.8), 0.5 ] do
                  let state = [| size; -size; b.Real; b.Imaginary; size; size |]
                  let parameters = [ "T", float length; "delta_re", 1.0; "delta_im", 0.5 ] @ inPairs "lambda" lambda

                  for name in [ "energy"; "flow"; "jacobian"; "hessian"; "sums"; "reduced-energy" ] do
                      let q, _ = programNamed name task
                      let own = if q.States.Length = 1 then state[2..3] else state
                      let found = compiled task parameters name own
                      Expect.all found Double.IsFinite $"{name} at b = {b}: %A{found}"

                  // A = sum (lambda conj(b))^n times delta, by the textbook form where it holds.
                  let ratio = lambda * Complex.Conjugate b

                  if Complex.Abs(ratio - Complex.One) > 1e-3 then
                      let expected =
                          Complex(1.0, 0.5) * (Complex.One - Complex.Pow(ratio, float length)) / (Complex.One - ratio)
                      let found = compiled task parameters "sums" state[2..3]
                      near 1e-11 found[0..1] [| expected.Real; expected.Imaginary |] $"A at b = {b}"
          } ]

[<Tests>]
let tests =
    testList
        "complex quantities"
        [ routes
          long
          testList
              "of tasks"
              [ for outputs in [ Last; Every ] do
                    for text in formulas outputs -> accurate text outputs ] ]
