/// Batches against the delegate for a single mode: bit for bit, on vectors of either width, for any number of threads.
module LrnnSymbolic.Emission.Tests.BatchTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

/// Modes that span every branch: b and lambda b below, at and above 1, of either sign, and numbers that are none.
let private drawnModes (program: Program) (varying: string list) (count: int) =
    let random = Random 77
    let special = [| 0.0; 1.0; -1.0; 1.0 + 1e-12; -0.0; infinity; nan; 0.875; 1e-300 |]

    let one _ =
        if random.Next 8 = 0 then
            special[random.Next special.Length]
        else
            3.0 * random.NextDouble() - 1.5

    Array.init (program.States.Length * count) one, Array.init (varying.Length * count) (fun _ -> 0.1 + 1.2 * random.NextDouble())

let private agrees (program: Program) (varying: string list) (T: float) (count: int) threads width =
    let data = Array.init (int T) (fun k -> sin (float k))
    let parameters =
        program.Parameters |> List.map (fun name -> if name = "T" then T else 0.8) |> Array.ofList
    // The number of steps is known before every second run, so that the bits must not depend on it either.
    let known = if count % 2 = 1 then Specialization.bind [ "T", T ] program else program
    let rest =
        List.zip program.Parameters (List.ofArray parameters)
        |> List.filter (fun (name, _) -> List.contains name known.Parameters)
        |> List.map snd
        |> Array.ofList
    let states, lanes = drawnModes program varying count
    let outputs = Array.create (program.Outputs.Length * count) 7.0
    (BatchBackend.compileFor width varying known).Compute(count, states, lanes, rest, data, outputs, threads)
    let kernel = DelegateBackend.compile program

    for m in 0 .. count - 1 do
        let state = Array.init program.States.Length (fun k -> states[k * count + m])

        let own =
            program.Parameters
            |> List.mapi (fun k name ->
                match List.tryFindIndex ((=) name) varying with
                | Some j -> lanes[j * count + m]
                | None -> parameters[k])
            |> Array.ofList

        let single = Sources.call kernel state own data program.Outputs.Length
        let batch = Array.init program.Outputs.Length (fun k -> outputs[k * count + m])
        Sources.expectSameBits batch single $"{program.Name} of width {width}, mode {m} of {count}, T = {T}: %A{state} %A{own}"

let private tasks =
    [ "inverse-exponential", [ "delta"; "lambda" ]
      "exponential", [ "lambda" ]
      "constant", []
      "dirac", [ "beta" ]
      "modified-inverse-exponential", [ "kappa" ]
      "s[t]", []
      "early-importance", []
      "(1 + x/100)^t*lambda^t", [ "x" ]
      "delta*cos(lambda*t) + [t < T]*tanh(delta*t)", [ "delta"; "lambda" ] ]

[<Tests>]
let tests =
    testList
        "batches"
        [ for text, varying in tasks do
              test text {
                  for form in [ Closed; Loops ] do
                      for program in [ ModeKernels.flow form (Tasks.read text); ModeKernels.hessian form (Tasks.read text) ] do
                          for T in [ 1.0; 6.0; 17.0; 100.0 ] do
                              for width in [ 4; 8 ] do
                                  for count in [ 1; 3; 8; 29 ] do
                                      agrees program varying T count 1 width
              }
          test "threads change nothing" {
              let program = ModeKernels.flow Closed (Tasks.read "inverse-exponential")

              for threads in [ 2; 3; 16 ] do
                  agrees program [ "delta"; "lambda" ] 100.0 10007 threads BatchBackend.widest
          }
          test "a length that varies is refused" {
              for form in [ Closed; Loops ] do
                  Expect.throwsT<UnsupportedOperation>
                      (fun () -> BatchBackend.compile [ "T" ] (ModeKernels.flow form (Tasks.read "constant")) |> ignore)
                      $"{form}"
          }
          test "a parameter that the program does not have is named" {
              let program = ModeKernels.flow Closed (Tasks.read "constant")

              Expect.throwsC (fun () -> BatchBackend.compile [ "kappa" ] program |> ignore) (fun e ->
                  Expect.stringContains e.Message "kappa" "named")
          }
          test "arrays that are too short are named" {
              let batch = BatchBackend.compile [] (ModeKernels.flow Closed (Tasks.read "constant"))

              Expect.throwsC
                  (fun () -> batch.Compute(10, Array.zeroCreate 29, [||], [| 6.0; 1.0 |], [||], Array.zeroCreate 30, 1))
                  (fun e -> Expect.stringContains e.Message "states" "named")
          } ]
