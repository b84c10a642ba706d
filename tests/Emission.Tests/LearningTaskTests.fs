module LrnnSymbolic.Emission.Tests.LearningTaskTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory
open System.Numerics

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

    match quantity with
    | Quantity.Flow -> ModeKernels.flow form task.Dynamics
    | Quantity.Energy -> ModeKernels.energy Loops task.Dynamics
    | Quantity.Sums -> ModeKernels.sums form task.Dynamics
    | Quantity.Jacobian -> ModeKernels.jacobian form task.Dynamics
    | Quantity.Hessian -> ModeKernels.hessian form task.Dynamics

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

          test "the source is that of the back end" {
              let task = LearningTask.Read "constant"
              let expected = CSharpBackend.emit (ModeKernels.flow Closed task.Dynamics)
              Expect.equal (task.CSharpSource Quantity.Flow) expected "source"
          } ]
