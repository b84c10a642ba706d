// One's own code, checked against the derived theory inside an Expecto test.
#load "lrnn.fsx"
#r "nuget: Expecto, 11.1.1"
open Expecto
open LrnnSymbolic.Assertions
open LrnnSymbolic.Emission

/// The code under test: the energy of a mode, written by hand for the task s_t = delta*t.
let energy length delta (a, b, c) =
    Seq.sum (seq { for t in 1..length -> (delta * float t - c * b ** float (length - t) * a) ** 2.0 })
    / 2.0

let tests =
    testList
        "energy"
        [ test "agrees with the derived one" {
              let derived = LearningTask.Read("delta*t").Compile(Quantity.Energy, "T=4,delta=0.3")
              let points = [| for b in [ -1.2; 0.0; 0.5; 1.0 ] -> [| 0.7; b; -0.4 |] |]

              Agree.AtPoints(
                  "energy",
                  [| "a"; "b"; "c" |],
                  points,
                  (fun p -> derived.At(p[0], p[1], p[2])[0]),
                  (fun p -> energy 4 0.3 (p[0], p[1], p[2])),
                  Within.RelativeError 1e-12
              )
          } ]

exit (runTestsWithCLIArgs [] [| "--no-spinner"; "--colours"; "0" |] tests)
