/// The modes' power series in learning time, against repeated differentiation along the flow.
module LrnnSymbolic.Theory.Tests.SeriesTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

// Repeated differentiation multiplies the terms; the fourth derivative has met every kind of product.
let private order = 4

/// z^(n)/n! of a, b and c by the chain rule alone: d/dt = sum over the modes of their flow times d/dmode.
let private byLieDerivatives (frozen: Symbol list) (task: TaskDynamics) =
    let flow =
        GradientFlow.ofEnergy Mode.real (Energy.ofTask task)
        |> List.map2 (fun s f -> if List.contains s frozen then Canonical.zero else f) Mode.state

    let alongFlow (e: Expr) =
        Canonical.addAll (List.map2 (fun s f -> Canonical.multiply f (Derivative.by (Canonical.symbol s) e)) Mode.state flow)

    let derivatives =
        Seq.unfold (fun es -> Some(es, List.map alongFlow es)) flow |> Seq.take order |> Seq.toList

    [ for n, es in List.indexed derivatives ->
          [ for e in es -> Canonical.scale (Rational.OfInteger(Combinatorics.factorial (n + 1)) |> fun f -> Rational.One / f) e ] ]

let private names frozen =
    match frozen with
    | [] -> "free"
    | modes -> modes |> List.map (fun (s: Symbol) -> s.Name) |> String.concat "" |> sprintf "%s frozen"

let private frozen = [ []; [ Mode.recurrent ]; [ Mode.input; Mode.output ] ]

let private equal (task: TaskDynamics) =
    testList
        task.Name
        [ for held in frozen ->
              test (names held) {
                  let random = Random 11
                  let ours = LearningSeries.coefficients held order task |> List.concat
                  let others = byLieDerivatives held task |> List.concat

                  for length in [ 1; 2; 4 ] do
                      let values = ("T", Rational.OfInt length) :: Tasks.values random task
                      let data = Tasks.data random length

                      for a, b, c in List.truncate 4 (Tasks.states random values) do
                          let at = [ "a", a; "b", b; "c", c ] @ values

                          for k, (mine, other) in List.indexed (List.zip ours others) do
                              Expect.equal
                                  (Exact.value data at mine)
                                  (Exact.value data at other)
                                  $"coefficient {k / 3 + 1} of {Mode.state[k % 3].Name} at {at}"
              } ]

/// b^(n)/n! in the symbols g, g', ..., with g = u A' - u^2 B'/2 put in.
let private ofRecurrentSeries (task: TaskDynamics) =
    let energy = Energy.ofTask task
    let u = Canonical.multiply Mode.a Mode.c
    let slope (e: Expr) = Derivative.by Mode.b e

    let g =
        Canonical.subtract
            (Canonical.multiply u (slope (Energy.correlation energy)))
            (Canonical.scale (Rational.ofRatio 1 2) (Canonical.multiplyAll [ u; u; slope (Energy.responsePower energy) ]))

    let derivatives = Seq.unfold (fun e -> Some(e, slope e)) g |> Seq.take order |> Seq.toList

    let place =
        derivatives
        |> List.mapi (fun n e -> (Properties.freeSymbols (RecurrentModeSeries.g n) |> Array.head), e)

    RecurrentModeSeries.byBellPolynomials order |> List.map (Substitution.symbols place)

[<Tests>]
let tests =
    testList
        "series"
        [ testList "is that of repeated differentiation" (Tasks.presets |> List.map (Tasks.read >> equal))
          test "with a and c frozen it is the recurrent mode's" {
              let random = Random 12

              for name in Tasks.presets do
                  let task = Tasks.read name
                  let ours = LearningSeries.coefficients [ Mode.input; Mode.output ] order task |> List.map (List.item 1)
                  let others = ofRecurrentSeries task

                  for length in [ 1; 3; 5 ] do
                      let values = ("T", Rational.OfInt length) :: Tasks.values random task

                      for a, b, c in Tasks.states random values do
                          let value = Exact.value (Tasks.data random length) ([ "a", a; "b", b; "c", c ] @ values)

                          List.zip ours others
                          |> List.iteri (fun n (mine, derivative) ->
                              let factorial = Rational.OfInteger(Combinatorics.factorial (n + 1))
                              Expect.equal (value mine * factorial) (value derivative) $"{name}, b^({n + 1})")
          }
          test "frozen modes stay" {
              for row in LearningSeries.coefficients [ Mode.recurrent ] 4 (Tasks.read "constant") do
                  Expect.equal row[1] Canonical.zero "b"

              for row in LearningSeries.coefficients [ Mode.input; Mode.output ] 4 (Tasks.read "constant") do
                  Expect.equal [ row[0]; row[2] ] [ Canonical.zero; Canonical.zero ] "a and c"
          } ]
