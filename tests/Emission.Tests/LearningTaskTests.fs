module LrnnSymbolic.Emission.Tests.LearningTaskTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory
open System.Numerics

type private P = ParameterValue

let private message (work: unit -> 'a) =
    try
        work () |> ignore
        failtest "an ArgumentException was expected"
    with :? ArgumentException as problem ->
        problem.Message

/// The energy written out, an independent route to every compiled quantity.
let private energy (s: int -> float) (length: int) (a, b, c) =
    Seq.sum (seq { for i in 1..length -> (s i - c * Math.Pow(b, float (length - i)) * a) ** 2.0 }) / 2.0

// Central differences of the energy, at points with b = 0 and b = +-1 among them.
let private slope (f: float * float * float -> float) (a, b, c) =
    let h = 1e-5
    [ (f (a + h, b, c) - f (a - h, b, c)) / (2.0 * h)
      (f (a, b + h, c) - f (a, b - h, c)) / (2.0 * h)
      (f (a, b, c + h) - f (a, b, c - h)) / (2.0 * h) ]

let private points = [ for b in [ -1.0; -0.3; 0.0; 0.6; 1.0; 1.1 ] -> 0.7, b, -0.4 ]

let private tasks: (string * string * int * (int -> float)) list =
    [ "delta*t", "T=4,delta=0.3", 4, (fun t -> 0.3 * float t)
      "inverse-exponential", "T=7,delta=1.1,lambda=-1/2", 7, (fun t -> 1.1 * Math.Pow(-0.5, float (7 - t)))
      "[t < T]*delta + [t = T]*kappa", "T=1,delta=2,kappa=0.5", 1, (fun _ -> 0.5)
      "constant", "T=100,delta=0.01", 100, (fun _ -> 0.01) ]

/// The energy of all outputs written out.
let private energyOfEvery (s: int -> int -> float) (length: int) (a, b, c) =
    Seq.sum (
        seq {
            for t in 1..length do
                for i in 1..t -> (s t i - c * Math.Pow(b, float (t - i)) * a) ** 2.0
        }
    )
    / 2.0

// A short and a long trajectory, with a closed sum and without, lambda*b = 1 and lambda = b among the points.
let private everyOutput: (string * string * int * (int -> int -> float)) list =
    [ "delta*lambda^(t - i)", "T=4,delta=0.7,lambda=0.6", 4, (fun t i -> 0.7 * Math.Pow(0.6, float (t - i)))
      "inverse-exponential", "T=7,delta=1.1,lambda=-1", 7, (fun t i -> 1.1 * Math.Pow(-1.0, float (t - i)))
      "delta*t/(t + i) - [i = t]/5", "T=3,delta=0.4", 3, (fun t i -> 0.4 * float t / float (t + i) - (if i = t then 0.2 else 0.0))
      "constant", "T=1,delta=0.3", 1, (fun _ _ -> 0.3)
      "constant", "T=70,delta=0.01", 70, (fun _ _ -> 0.01) ]

let private program (task: LearningTask) (quantity: Quantity) (length: int option) =
    let form = length |> Option.map (ModeKernels.formFor task.Dynamics) |> Option.defaultValue Closed

    ModeKernels.ofQuantity quantity (if quantity = Quantity.Energy then Loops else form) task.Dynamics

// T and the parameters in the order of the programs.
let private numbersOf (task: LearningTask) (values: string) =
    match ParameterValues.parse values with
    | Result.Error(InputProblem problem) -> failtest problem
    | Result.Ok values ->
        [| for name in ModeKernels.parameterNames task.Dynamics do
               match ParameterValues.forMode 0 name values |> Result.bind (ParameterValues.toDouble name) with
               | Result.Ok x -> x
               | Result.Error(InputProblem problem) -> failtest problem |]

[<Tests>]
let tests =
    testList
        "LearningTask"
        [ test "energy and flow are those written out" {
              for formula, values, length, s in tasks do
                  let task = LearningTask.Read formula
                  let compiled = task.Compile(Quantity.Energy, values)
                  let flow = task.Flow values

                  for a, b, c in points do
                      let expected = energy s length (a, b, c)
                      let found = compiled.At(a, b, c)
                      Expect.isLessThan (abs (found[0] - expected)) (1e-12 * (1.0 + expected)) $"energy of {formula} at b = {b}"
                      Expect.isLessThan (abs (found[1] + found[2] - found[0])) (1e-12 * (1.0 + abs found[1] + found[2])) "the terms add up"
                      let derivative = Array.zeroCreate 3
                      flow.Invoke(0.0, ReadOnlySpan<float> [| a; b; c |], Span<float> derivative)

                      for found, slope in Seq.zip derivative (slope (energy s length) (a, b, c)) do
                          let allowed = 1e-4 * (1.0 + abs slope)
                          Expect.isLessThan (abs (found + slope)) allowed $"flow of {formula} at b = {b}"
          }

          test "outputs have names" {
              let task = LearningTask.Read "constant"
              let names quantity = List.ofSeq (task.Compile(quantity, "T=3,delta=1").Names)
              Expect.equal (names Quantity.Flow) [ "a'"; "b'"; "c'" ] "flow"
              Expect.equal (names Quantity.Energy) [ "energy"; "data"; "regularization" ] "energy"
              Expect.equal (names Quantity.Sums) [ "A"; "B" ] "sums"
              Expect.equal (names Quantity.Jacobian).Length 9 "jacobian"
              Expect.equal (names Quantity.Hessian).Length 9 "hessian"
          }

          test "values may enter the formula first, or the compiled program" {
              let task = LearningTask.Read "delta*lambda^t"
              let later = task.Compile(Quantity.Flow, "T=5,delta=0.7,lambda=1.1").At(0.1, 0.2, 0.3)
              let partly = (task.With "lambda=1.1").Compile(Quantity.Flow, "T=5,delta=0.7").At(0.1, 0.2, 0.3)
              let first = (task.With "T=5,delta=0.7,lambda=1.1").Compile(Quantity.Flow, "").At(0.1, 0.2, 0.3)

              for x, y, z in Seq.zip3 later partly first do
                  Expect.isLessThan (abs (x - y) + abs (x - z)) 1e-14 "the same flow"
          }

          test "equations carry their text, LaTeX and conditions" {
              let task = LearningTask.Read "inverse-exponential"
              let equations = task.Equations "closed-sums"
              Expect.isNonEmpty equations "closed sums"
              Expect.isTrue (equations |> Seq.exists (fun e -> e.ConditionTexts.Count > 0)) "a geometric sum has a condition"

              for e in equations do
                  Expect.equal e.Text $"{e.Left.Text} = {e.Right.Text}" "text"
                  Expect.stringStarts e.Latex e.Left.Latex "LaTeX"

              Expect.equal [ for s in task.Derive("flow", "energy") -> s.Name ] [ "energy"; "flow" ] "reading order"
          }

          test "complex modes are compiled as pairs" {
              let task = LearningTask.Read("rotation", Last, ComplexModes)
              let values = "T=5,delta=0.7*exp(I*pi/6),lambda=1/2+I/3"
              let delta = Complex.FromPolarCoordinates(0.7, Math.PI / 6.0)
              let lambda = Complex(0.5, 1.0 / 3.0)

              let energy (a: Complex, b: Complex, c: Complex) =
                  Seq.sum (
                      seq {
                          for n in 0..4 ->
                              let power (z: Complex) = Seq.replicate n z |> Seq.fold (*) Complex.One
                              let error = delta * power lambda - a * c * power b
                              error.Real * error.Real + error.Imaginary * error.Imaginary
                      }
                  )
                  / 2.0

              let compiled, flow = task.Compile(Quantity.Energy, values), task.Flow values

              for b in [ Complex.Zero; Complex.One; Complex(0.6, 0.8); lambda ] do
                  let a, c = Complex(0.3, -0.4), Complex(-0.2, 0.9)
                  let found = compiled.At(a, b, c)
                  Expect.isLessThan (abs (found[0] - energy (a, b, c))) 1e-14 $"energy at b = {b}"
                  let derivative = Array.zeroCreate 6
                  flow.Invoke(0.0, ReadOnlySpan<float> [| 0.3; -0.4; b.Real; b.Imaginary; -0.2; 0.9 |], Span<float> derivative)
                  let h = 1e-5

                  let slopes =
                      [ for step in [ Complex(h, 0.0); Complex(0.0, h) ] do
                            (energy (a + step, b, c) - energy (a - step, b, c)) / (2.0 * h)
                            (energy (a, b + step, c) - energy (a, b - step, c)) / (2.0 * h)
                            (energy (a, b, c + step) - energy (a, b, c - step)) / (2.0 * h) ]

                  for k in 0..2 do
                      Expect.isLessThan (abs (derivative[2 * k] + slopes[k])) 1e-8 $"real part {k} at b = {b}"
                      Expect.isLessThan (abs (derivative[2 * k + 1] + slopes[k + 3])) 1e-8 $"imaginary part {k} at b = {b}"

              let names quantity = List.ofSeq (task.Compile(quantity, values).Names)
              Expect.equal (names Quantity.Flow) [ "a_re'"; "a_im'"; "b_re'"; "b_im'"; "c_re'"; "c_im'" ] "flow"
              Expect.equal (names Quantity.Sums) [ "A_re"; "A_im"; "B" ] "sums"
              Expect.equal (names Quantity.Hessian).Length 36 "Hessian"
              Expect.stringContains (message (fun () -> compiled.At(0.1, 0.2, 0.3))) "complex" "real modes are refused"
          }

          test "every output is compiled: energy and flow are the double sums" {
              for formula, values, length, s in everyOutput do
                  let task = LearningTask.Read(formula, Every, RealModes)
                  let compiled = task.Compile(Quantity.Energy, values)
                  let flow, sums = task.Flow values, task.Compile(Quantity.Sums, values)
                  let source = Sources.compile (program task Quantity.Sums None)
                  Expect.equal (task.CSharpSource Quantity.Sums) (CSharpBackend.emit (program task Quantity.Sums None)) "the source"

                  for a, b, c in points do
                      let energy = energyOfEvery s length
                      let expected = energy (a, b, c)
                      let found = compiled.At(a, b, c)
                      Expect.isLessThan (abs (found[0] - expected)) (1e-12 * (1.0 + expected)) $"energy of {formula} at b = {b}"
                      let derivative = Array.zeroCreate 3
                      flow.Invoke(0.0, ReadOnlySpan<float> [| a; b; c |], Span<float> derivative)

                      for found, slope in Seq.zip derivative (slope energy (a, b, c)) do
                          Expect.isLessThan (abs (found + slope)) (1e-4 * (1.0 + abs slope)) $"flow of {formula} at b = {b}"

                      // The source takes T as its first parameter.
                      let parameters = numbersOf task values
                      let written = Sources.call source [| a; b; c |] parameters [||] 2
                      for x, y in Seq.zip (sums.At(a, b, c)) written do
                          Expect.isLessThan (abs (x - y)) (1e-12 * (1.0 + abs x)) $"A and B of {formula} at b = {b}"
          }

          test "every output with complex modes is the double sum" {
              let task = LearningTask.Read("delta*lambda^(t - i) + I*i/t", Every, ComplexModes)
              let delta, lambda = Complex(0.7, 0.1), Complex(0.5, -1.0 / 3.0)
              let compiled = task.Compile(Quantity.Energy, "T=4,delta=0.7+0.1*I,lambda=1/2-I/3")
              let power (z: Complex) n = Seq.replicate n z |> Seq.fold (*) Complex.One

              for b in [ Complex.Zero; Complex.One; -Complex.One; Complex(0.6, 0.8); Complex.One / lambda ] do
                  let a, c = Complex(0.3, -0.4), Complex(-0.2, 0.9)

                  let expected =
                      Seq.sum (
                          seq {
                              for t in 1..4 do
                                  for i in 1..t ->
                                      let error = delta * power lambda (t - i) + Complex(0.0, float i / float t) - a * c * power b (t - i)
                                      error.Real * error.Real + error.Imaginary * error.Imaginary
                          }
                      )
                      / 2.0

                  Expect.isLessThan (abs (compiled.At(a, b, c)[0] - expected)) (1e-13 * (1.0 + expected)) $"energy at b = {b}"
          }

          test "a length that is given leaves the numbers as they are" {
              for outputs in [ Last; Every ] do
                  for length in [ 1; 2; 7; 100 ] do
                      let task = LearningTask.Read("inverse-exponential", outputs, RealModes)
                      let values = $"T={length},delta=1.1,lambda=-1/2"
                      let parameters = numbersOf task values

                      for quantity in [ Quantity.Flow; Quantity.Energy; Quantity.Sums; Quantity.Jacobian; Quantity.Hessian ] do
                          let compiled = task.Compile(quantity, values)
                          let afterwards = (task.With $"T={length}").Compile(quantity, "delta=1.1,lambda=-1/2")
                          Expect.equal afterwards.Names compiled.Names "the same outputs"
                          let kernel = DelegateBackend.compile (program task quantity (Some length))

                          for a, b, c in points do
                              let found = compiled.At(a, b, c)
                              let expected = Sources.call kernel [| a; b; c |] parameters [||] found.Length
                              let place = $"{quantity}, {outputs}, T = {length}, b = {b}"
                              // A short task reads the values that its formula has, rounded once.
                              let size = expected |> Array.fold (fun size x -> max size (abs x)) 1.0
                              for other in [ expected; afterwards.At(a, b, c) ] do
                                  for x, y in Array.zip found other do
                                      Expect.isLessThanOrEqual (abs (x - y)) (1e-12 * size) place
          }

          test "every wrong input is an ArgumentException with one line" {
              let task = LearningTask.Read "constant"

              let problems =
                  [ message (fun () -> LearningTask.Read "delta*"), "delta*"
                    message (fun () -> LearningTask.Read "1/(t - 2)"), "t = 2"
                    message (fun () -> LearningTask.Read "no-preset"), "no preset"
                    message (fun () -> task.Derive "flows"), "no section 'flows'"
                    message (fun () -> task.With "deltas=1"), "deltas is not a parameter of constant without a value; those are T, delta"
                    message (fun () -> task.Flow "T=3"), "delta has no value"
                    message (fun () -> task.Flow "delta=1"), "T, the trajectory length, has no value"
                    message (fun () -> task.Flow "T=0,delta=1"), "whole number"
                    message (fun () -> task.Flow "T=3,delta=1:2"), "2 values"
                    message (fun () -> task.Flow "T=3,delta=1,lambda=2"), "lambda is not a parameter"
                    message (fun () -> (task.With "T=3").Flow "T=4,delta=1"),
                    "T is not a parameter of constant without a value; those are delta"
                    message (fun () -> (task.With "T=3,delta=1").Flow "delta=1"), "has none left"
                    message (fun () -> (LearningTask.Read "1/(t - delta)").Flow "T=3,delta=2"), "no value"
                    message (fun () -> LearningTask.Read("1/(t - i - delta)", Every, RealModes).Flow "T=4,delta=2"), "no value" ]

              for said, part in problems do
                  Expect.stringContains said part "says what is wrong"
          }

          test "sections have names that are checked by the compiler" {
              let task = LearningTask.Read "inverse-exponential"
              let names = [ for s in task.Derive() -> s.Name ]
              Expect.equal names Derivation.sectionNames "all of them where none is named"
              let chosen = task.Derive(SectionName.Flow, SectionName.ClosedSums)
              Expect.equal [ for s in chosen -> s.Name ] [ "flow"; "closed-sums" ] "reading order"
              let sums = task.Equations SectionName.ClosedSums
              Expect.equal [ for e in sums -> e.Text ] [ for e in task.Equations "closed-sums" -> e.Text ] "the same equations"

              for e in sums do
                  Expect.equal e.ConditionLatex.Count e.ConditionTexts.Count "a condition is text and LaTeX"

              Expect.exists sums (fun e -> Seq.exists (fun (c: string) -> c.Contains @"\neq") e.ConditionLatex) "LaTeX of a condition"
          }

          test "values are pairs as well as text" {
              let task = LearningTask.Read "delta*lambda^t"
              let text = task.Compile(Quantity.Flow, "T=5,delta=0.7,lambda=1/3")
              let third = Rational.Create(1I, 3I)
              let pairs = task.Compile(Quantity.Flow, P("T", 5), P("delta", 0.7), P("lambda", third))
              Expect.sequenceEqual (pairs.At(0.1, 0.2, 0.3)) (text.At(0.1, 0.2, 0.3)) "the same numbers"
              let expression =
                  task.With(P("lambda", Canonical.power (Canonical.constant Constant.E) (Canonical.ofInt -1)), P("delta", 0.1))
              Expect.equal (string (expression.Equations SectionName.Task).[0].Text) "s[t] = exp(-t)/10" "exact values"

              let exact (x: float) = Infix.print (ParameterValue("x", x)).Value
              Expect.equal (exact 0.1) "1/10" "the shortest decimal"
              Expect.equal (exact -1.25e-7) "-1/8000000" "with an exponent"
              Expect.equal (exact 1e22) "10000000000000000000000" "a large one"
              Expect.equal (exact Double.Epsilon) (exact 5e-324) "the smallest"

              for x in [ 0.1; 1.0 / 3.0; 1e-300; 123456.789; Double.MaxValue; Double.Epsilon ] do
                  Expect.equal (ExactValue.OfReal (ParameterValue("x", x)).Value) (Result.Ok x) "reads back as the double"

              let rotation = LearningTask.Read("rotation", Last, ComplexModes)
              let z = Complex(0.5, -0.25)
              let one = rotation.Compile(Quantity.Sums, P("T", 4), P("delta", 1.0), P("lambda", z))
              let other = rotation.Compile(Quantity.Sums, "T=4,delta=1,lambda=1/2-I/4")
              let at (q: CompiledQuantity) = q.At(z, z, z)
              Expect.sequenceEqual (at one) (at other) "a complex value"
          }

          test "the flow with free parameters is that of each value" {
              for formula, _, _, _ in tasks do
                  let task = LearningTask.Read formula
                  let free = task.CompileParametric Quantity.Flow

                  for length in [ 1; 3; 90 ] do
                      let names = List.ofSeq task.ParameterNames
                      let value (name: string) =
                          if name = "T" then float length
                          elif name = "lambda" then 0.7
                          else 0.3
                      let values = [| for name in names -> ParameterValue(name, value name) |]
                      let pairs = ParameterValue.Of [ for name in names -> name, value name ]
                      let compiled = task.Compile(Quantity.Flow, pairs)
                      let byName = readOnlyDict [ for name in names -> name, value name ]

                      for a, b, c in points do
                          let expected = compiled.At(a, b, c)
                          let size = expected |> Array.sumBy abs

                          for found in
                              [ task.Flow([| a; b; c |], values); task.Flow([| a; b; c |], byName); free.At([| a; b; c |], values) ] do
                              for x, y in Array.zip expected found do
                                  Expect.isLessThan (abs (x - y)) (1e-12 * (1.0 + size)) $"flow of {formula} at b = {b}, T = {length}"

              let fixedLength = (LearningTask.Read "constant").With(P("T", 3))
              let found = fixedLength.Flow([| 0.1; 0.2; 0.3 |], P("delta", 1))
              let expected = (LearningTask.Read "constant").Compile(Quantity.Flow, "T=3,delta=1").At(0.1, 0.2, 0.3)
              for x, y in Array.zip expected found do
                  Expect.isLessThan (abs (x - y)) 1e-14 "T has its value in the task"
          }

          test "the flow's slopes by the parameters are differences" {
              let h = 1e-6
              let task = LearningTask.Read "inverse-exponential"

              for length in [ 2; 90 ] do
                  let at (delta: float) (lambda: float) (state: float[]) =
                      task.Flow(state, P("T", length), P("delta", delta), P("lambda", lambda))

                  for a, b, c in points |> List.filter (fun (_, b, _) -> abs b <= 1.0) do
                      let state = [| a; b; c |]
                      let slopes = task.FlowByParameters(state, P("T", length), P("delta", 0.3), P("lambda", 0.7))
                      Expect.equal (Array2D.length1 slopes, Array2D.length2 slopes) (3, 2) "rows and columns"

                      for k, (p, m) in
                          List.indexed [ at (0.3 + h) 0.7 state, at (0.3 - h) 0.7 state; at 0.3 (0.7 + h) state, at 0.3 (0.7 - h) state ] do
                          for r in 0..2 do
                              let expected = (p[r] - m[r]) / (2.0 * h)
                              Expect.isLessThan
                                  (abs (slopes[r, k] - expected))
                                  (1e-6 * (1.0 + abs expected))
                                  $"[{r},{k}] at b = {b}, T = {length}"

              let bound = task.Compile(Quantity.FlowByParameters, "T=2,delta=0.3,lambda=0.7")
              Expect.equal (List.ofSeq bound.Names).Head "d(a')/d(delta)" "names"
              let free = task.FlowByParameters([| 0.1; 0.2; 0.3 |], P("T", 2), P("delta", 0.3), P("lambda", 0.7))
              for x, y in Seq.zip (bound.At(0.1, 0.2, 0.3)) (Seq.cast<float> free) do
                  Expect.isLessThan (abs (x - y)) 1e-14 "with values, though they are in a table"
          }

          test "the flow's slopes by complex parameters are differences" {
              let h = 1e-6
              let task = LearningTask.Read("delta*lambda^(T - t)", Last, ComplexModes)
              let state = [| 0.3; -0.4; 0.6; 0.2; -0.2; 0.9 |]
              let delta, lambda = Complex(0.7, 0.1), Complex(0.5, -0.3)
              let at (delta: Complex) (lambda: Complex) = task.Flow(state, P("T", 3), P("delta", delta), P("lambda", lambda))
              let slopes = task.FlowByParameters(state, P("T", 3), P("delta", delta), P("lambda", lambda))
              Expect.equal (Array2D.length1 slopes, Array2D.length2 slopes) (6, 4) "rows and columns"
              let real, imaginary = Complex(h, 0.0), Complex(0.0, h)

              for k, (p, m) in
                  List.indexed
                      [ at (delta + real) lambda, at (delta - real) lambda
                        at (delta + imaginary) lambda, at (delta - imaginary) lambda
                        at delta (lambda + real), at delta (lambda - real)
                        at delta (lambda + imaginary), at delta (lambda - imaginary) ] do
                  for r in 0..5 do
                      Expect.isLessThan (abs (slopes[r, k] - (p[r] - m[r]) / (2.0 * h))) 1e-8 $"[{r},{k}]"
          }

          test "the Hessian along a direction is the matrix times it" {
              for formula, values, _, _ in tasks do
                  let task = LearningTask.Read formula
                  let matrix, along = task.Compile(Quantity.Hessian, values), task.Compile(Quantity.HessianVector, values)
                  Expect.equal (List.ofSeq along.StateNames) [ "a"; "b"; "c"; "v_a"; "v_b"; "v_c" ] "the state"
                  let v = [| 0.3; -0.8; 0.5 |]

                  for a, b, c in points do
                      let h = matrix.At(a, b, c)
                      let found = along.At(Array.append [| a; b; c |] v)

                      for r in 0..2 do
                          let expected = Seq.sum (seq { for k in 0..2 -> h[3 * r + k] * v[k] })
                          Expect.isLessThan (abs (found[r] - expected)) (1e-12 * (1.0 + Array.sumBy abs h)) $"{formula}, row {r} at b = {b}"

              let rotation = LearningTask.Read("rotation", Last, ComplexModes)
              let values = "T=5,delta=0.7*exp(I*pi/6),lambda=1/2+I/3"
              let state, v = [| 0.3; -0.4; 0.6; 0.2; -0.2; 0.9 |], [| 0.1; 0.2; -0.3; 0.4; -0.5; 0.6 |]
              let h = rotation.Compile(Quantity.Hessian, values).At state
              let found = rotation.Compile(Quantity.HessianVector, values).At(Array.append state v)

              for r in 0..5 do
                  let expected = Seq.sum (seq { for k in 0..5 -> h[6 * r + k] * v[k] })
                  Expect.isLessThan (abs (found[r] - expected)) 1e-13 $"complex modes, row {r}"
          }

          test "u(t) keeps its equation" {
              // tau u' = (a^2 + c^2) (A - u B), where (a^2 + c^2)^2 = (a^2 - c^2)^2 + 4 u^2.
              for formula, values in [ "constant", "T=4,delta=0.4"; "0*t", "T=3"; "delta*t/T", "T=100,delta=0.1" ] do
                  let task = LearningTask.Read formula
                  let solution, sums = task.InputOutput values, task.Compile(Quantity.Sums, values)

                  for a, b, c in [ 0.1, 0.5, 0.1; 0.3, -0.8, 0.2; 0.2, 0.0, -0.7 ] do
                      let u t = solution.At(a, b, c, t)
                      Expect.isLessThan (abs (u 0.0 - a * c)) 1e-15 "the start"
                      let sums, h = sums.At(a, b, c), 1e-5

                      for t in [ 0.3; 2.0 ] do
                          let k = a * a - c * c
                          let expected = sqrt (k * k + 4.0 * u t * u t) * (sums[0] - u t * sums[1])
                          let slope = (u (t + h) - u (t - h)) / (2.0 * h)
                          Expect.isLessThan (abs (slope - expected)) (1e-6 * (1.0 + abs expected)) $"{formula}, b = {b}, t = {t}"

              let pairs = (LearningTask.Read "constant").InputOutput(P("T", 4), P("delta", 0.4))
              Expect.isGreaterThan (pairs.At(0.1, 0.5, 0.1, 1e9)) 0.3 "it comes to A/B"
          }

          test "solutions without loss and stationary points are objects" {
              let task = LearningTask.Read "inverse-exponential"

              match task.ZeroLoss().Decision with
              | Solved(b, u, verdict) ->
                  Expect.isTrue verdict.IsProved "proved"
                  Expect.equal (Infix.print b, Infix.print u) ("lambda", "delta") "b and u"
              | other -> failtest $"{other}"

              match task.With("T=4,delta=1,lambda=1/2").StationaryPoints() with
              | Points(points, _, _, attained) ->
                  Expect.isTrue attained "the infimum is that of a point"
                  let best = points |> List.find _.IsGlobal
                  Expect.equal (AlgebraicNumber.toDouble best.B) 0.5 "b"
                  Expect.equal (AlgebraicValue.toDouble best.U) 1.0 "u"
                  Expect.equal (AlgebraicValue.toDouble best.Energy) 0.0 "no loss"
              | other -> failtest $"{other}"
          }

          test "every wrong value of a pair is an ArgumentException that speaks of no option" {
              let task = LearningTask.Read "constant"
              let state = [| 0.1; 0.2; 0.3 |]
              let rotation = LearningTask.Read("rotation", Last, ComplexModes)

              let problems =
                  [ message (fun () -> task.Flow(P("T", 3))), "delta has no value"
                    message (fun () -> task.Flow(P("delta", 1))), "T, the trajectory length, has no value"
                    message (fun () -> task.With(P("deltas", 1))), "deltas is not a parameter of constant"
                    message (fun () -> task.With(P("delta", nan))), "delta is not a finite number"
                    message (fun () -> task.With(P("delta", Mode.u))), "contains u"
                    message (fun () -> task.With(P("delta", 1), P("delta", 2))), "delta is given twice"
                    message (fun () -> task.Flow(state, P("T", 3))), "delta has no value"
                    message (fun () -> task.Flow(state, P("T", 3), P("delta", 1), P("kappa", 1))), "kappa is not a parameter of constant"
                    message (fun () -> task.Flow(state, P("T", 2.5), P("delta", 1))), "whole number"
                    message (fun () -> task.Flow([| 0.1; 0.2 |], P("T", 3), P("delta", 1))), "3 numbers a, b, c"
                    message (fun () -> (LearningTask.Read "0*t").FlowByParameters(state, P("T", 3))), "no parameters"
                    message (fun () -> (LearningTask.Read "t").Compile(Quantity.FlowByParameters, "T=3")), "no parameters"
                    message (fun () -> task.StationaryPoints()), "for T, delta"
                    message (fun () -> (rotation.With "T=3,delta=1,lambda=1").StationaryPoints()), "real modes"
                    message (fun () -> rotation.InputOutput "T=3,delta=1,lambda=1"), "real modes"
                    message (fun () -> (task.InputOutput "T=3,delta=1").At(0.1, 0.2, 0.3, -1.0)), "at least 0" ]

              for said, part in problems do
                  Expect.stringContains said part "says what is wrong"
                  Expect.isFalse (said.Contains "--" || said.Contains '\n') "no option, one line"
          }

          test "the source is that of the back end" {
              let task = LearningTask.Read "constant"
              let expected = CSharpBackend.emit (ModeKernels.flow Closed task.Dynamics)
              Expect.equal (task.CSharpSource Quantity.Flow) expected "source"
          } ]
