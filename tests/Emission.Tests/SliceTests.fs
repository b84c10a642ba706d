/// The flow of u = ac and b on slices of a^2 - c^2 against the flow of a, b and c, and the batch against single programs.
module LrnnSymbolic.Emission.Tests.SliceTests

open System
open Expecto
open LrnnSymbolic.Emission

let private points (random: Random) =
    [ for b in [ 0.0; 1.0; -1.0; 0.4; -0.7; 1.0 + 1e-9 ] do
          let a, c = 2.0 * random.NextDouble() - 1.0, 2.0 * random.NextDouble() - 1.0
          a, b, c
          a, b, a
          a, b, -a ]

let private size (xs: float list) = 1.0 + (xs |> List.map abs |> List.max)

[<Tests>]
let tests =
    testList
        "slices"
        [ for task in Tasks.presets do
              test task.Name {
                  let random = Random 5

                  for form in [ Loops; Closed ] do
                      let flow = DelegateBackend.compile (ModeKernels.flow form task)
                      let slice = DelegateBackend.compile (ModeKernels.slice form true task)
                      let short = DelegateBackend.compile (ModeKernels.slice form false task)

                      for T in [ 1; 2; 6; 17 ] do
                          let parameters = float T :: (Tasks.values random task |> List.map snd) |> Array.ofList
                          let data = Tasks.data random T

                          for a, b, c in points random do
                              let own = Array.append parameters [| (a - c) * (a + c) |]
                              let at (u: float) (b: float) = Sources.call slice [| u; b |] own data 6
                              let modes = Sources.call flow [| a; b; c |] parameters data 3
                              let found = at (a * c) b
                              let where = $"{form}, T = {T}, a = {a}, b = {b}, c = {c}"
                              let close x y scale = Expect.isLessThan (abs (x - y)) (1e-12 * scale) where
                              close found[0] (c * modes[0] + a * modes[2]) (size (List.ofArray modes))
                              close found[1] modes[1] (size (List.ofArray modes))
                              // Shared with the derivatives, a product may be rounded where it is fused without them.
                              let alone = Sources.call short [| a * c; b |] own data 2
                              close alone[0] found[0] (size (List.ofArray modes))
                              close alone[1] found[1] (size (List.ofArray modes))

                              // Its derivatives by central differences.
                              let h = 1e-5
                              let high, low = at (a * c + h) b, at (a * c - h) b
                              let later, sooner = at (a * c) (b + h), at (a * c) (b - h)

                              for r in 0..1 do
                                  let scale = size (List.ofArray found @ List.ofArray high) * float (T * T * T)
                                  Expect.isLessThan
                                      (abs (found[2 + 2 * r] - (high[r] - low[r]) / (2.0 * h)))
                                      (1e-6 * scale)
                                      $"by u, {where}"
                                  Expect.isLessThan
                                      (abs (found[3 + 2 * r] - (later[r] - sooner[r]) / (2.0 * h)))
                                      (1e-6 * scale)
                                      $"by b, {where}"
              } ]
