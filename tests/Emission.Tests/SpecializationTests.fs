/// A program with some parameters bound to numbers: the bits of the program for any values.
module LrnnSymbolic.Emission.Tests.SpecializationTests

open System
open Expecto
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

let private without names (program: Program) (parameters: float[]) =
    List.zip program.Parameters (List.ofArray parameters)
    |> List.filter (fun (name, _) -> not (List.contains name names))
    |> List.map snd
    |> Array.ofList

[<Tests>]
let tests =
    testList
        "specialization"
        [ for task in Tasks.presets do
              test task.Name {
                  let random = Random 11

                  for form in [ Loops; Closed ] do
                      for program in [ ModeKernels.flow form task; ModeKernels.energy form task; ModeKernels.hessian form task ] do
                          let general = DelegateBackend.compile program

                          for T in [ 1; 2; 3; 6; 16; 17; 40; 300 ] do
                              let values = ("T", float T) :: Tasks.values random task
                              let parameters = values |> List.map snd |> Array.ofList
                              let data = Tasks.data random T
                              let outputs = program.Outputs.Length

                              for bound in [ [ "T" ]; program.Parameters ] do
                                  let special =
                                      Specialization.bind (values |> List.filter (fun (name, _) -> List.contains name bound)) program
                                  let kernel = DelegateBackend.compile special

                                  for state in
                                      [ [| 0.7; 0.6; 0.8 |]; [| -0.3; 1.0; 1.1 |]; [| 0.2; -1.0 + 1e-12; 0.4 |]; [| 1.0; 0.0; -1.0 |] ] do
                                      Sources.expectSameBits
                                          (Sources.call kernel state (without bound program parameters) data outputs)
                                          (Sources.call general state parameters data outputs)
                                          $"{program.Name}, {form}, T = {T}, bound %A{bound}, at %A{state}"
              }
          test "source" {
              let program =
                  ModeKernels.flow Closed (Tasks.read "inverse-exponential") |> Specialization.bind [ "T", 300.0 ]
              let kernel, source = DelegateBackend.compile program, Sources.compile program
              Expect.equal program.Parameters [ "delta"; "lambda" ] "T is no parameter any more"

              for b in [ 0.6; 1.0; -1.0; 1.01 ] do
                  let call kernel = Sources.call kernel [| 0.7; b; 0.8 |] [| 1.1; 0.8 |] [||] 3
                  Sources.expectSameBits (call source) (call kernel) $"b = {b}"
          }
          test "a short loop is written out, its brackets decided; a long one stays" {
              let rec operations statement =
                  match statement with
                  | Define(_, op) -> [ Choice1Of2 op ]
                  | DefineSums _ -> []
                  | Repeat loop -> Choice2Of2() :: List.collect operations loop.Body

              let operations length =
                  ModeKernels.flow Loops (Tasks.read "dirac")
                  |> Specialization.forLength length
                  |> fun program -> List.collect operations program.Body

              let isOpen =
                  function
                  | Choice1Of2(Test _)
                  | Choice1Of2(Binary(Silence, _, _))
                  | Choice2Of2() -> true
                  | Choice1Of2 _ -> false

              Expect.isFalse (List.exists isOpen (operations 6)) "nothing is left to decide"
              Expect.contains (operations 300) (Choice2Of2()) "a loop"
          }
          test "an unknown name is an error that says it" {
              let program = ModeKernels.flow Loops (Tasks.read "constant")
              Expect.throwsC (fun () -> Specialization.bind [ "kappa", 1.0 ] program |> ignore) (fun e ->
                  Expect.stringContains e.Message "kappa" "named")
          } ]
