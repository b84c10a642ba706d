/// Every kernel of every task: the delegate against exact values, and the C# source against the delegate.
module LrnnSymbolic.Emission.Tests.KernelTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

/// Calls the body for the lengths and all states.
let private everywhere (lengths: int list) (task: TaskDynamics) body =
    let random = Random 5

    for length in lengths do
        let values = ("T", float length) :: Tasks.values random task
        let data = Tasks.data random length

        for state in Tasks.states random values do
            let symbols = List.zip [ "a"; "b"; "c" ] (List.ofArray state) @ values
            body symbols data state (values |> List.map snd |> Array.ofList)

let private placeOf symbols = String.Join(", ", symbols |> List.map (fun (name, value) -> $"{name}={value}"))

/// Rounding errors allowed, relative to the scale of Accuracy: the sum of the absolute values of the terms. For T = 12 a
/// term is made by some 60 roundings of 2^-53 at most (two powers that run for 12 steps, a sum of 12 terms), 7e-15.
/// Relative to the value itself the bound is wider where terms cancel, and no program in doubles could do better.
let private allowed = 1e-14

/// A closed form of a preset is as accurate as its loop, up to rounding of its larger numbers. Other closed forms may have terms of
/// opposite signs that the sum itself has not, as T - (T - t) for t; their errors are relative to these.
let private closedScale (form: SumForm) (task: TaskDynamics) : string -> int -> float[] -> (string * float) list -> float =
    let closed =
        lazy (dict (Tasks.expressions task (SeparateSums.inForm Closed Mode.state (Energy.ofTask task))))
    let isPreset = Tasks.presets |> List.exists (fun preset -> preset.Name = task.Name)

    fun name k data symbols ->
        if form = Loops || isPreset then
            0.0
        else
            Accuracy.scale data symbols closed.Value[name].[k]

let private accurate (form: SumForm) (task: TaskDynamics) =
    test $"{task.Name}, {form}" {
        let closedScale = closedScale form task

        for name, program, expressions in Tasks.kernels form task do
            let kernel = DelegateBackend.compile program
            // A coefficient of order 3 is a product of up to three sums, whose errors add.
            let allowed = if name = "series" then 3.0 * allowed else allowed
            // Matrices are nine outputs: fewer lengths keep the test short.
            let lengths =
                if form = Closed then [ 1; 2; 3; 12; 21 ]
                elif expressions.Length > 3 then [ 1; 2; 3; 5; 12 ]
                else [ 1..12 ]

            everywhere lengths task (fun symbols data state parameters ->
                let output = Sources.call kernel state parameters data expressions.Length

                for k, e in List.indexed expressions do
                    let place = $"{name}[{k}] at {placeOf symbols}"
                    let scale = max (Accuracy.scale data symbols e) (closedScale name k data symbols)

                    match Accuracy.inDoubles data symbols e with
                    | Ok double ->
                        Expect.isLessThanOrEqual (abs (output[k] - double)) (allowed * scale) $"{place}: {output[k]}, in doubles {double}"
                    | Error reason -> failtest $"{place} has no value: {reason}"

                    match Accuracy.exactly data symbols e with
                    | Ok exact ->
                        let error = (Rational.OfDouble output[k] - exact).Abs.ToDouble()

                        Expect.isLessThanOrEqual error (allowed * scale) $"{place}: {output[k]}, exactly {exact.ToDouble()}"
                    | Error _ -> ())
    }

// Tasks without irrational functions must really be compared with exact values.
let private exactTasks =
    test "presets have exact values" {
        for task in Presets.all |> List.map (fun (name, _, _) -> Tasks.read name) do
            for _, _, expressions in Tasks.kernels Loops task do
                everywhere [ 3 ] task (fun symbols data _ _ ->
                    for e in expressions do
                        Expect.isOk (Accuracy.exactly data symbols e) $"{task.Name} at {placeOf symbols}")
    }

let private sameSource (form: SumForm) (task: TaskDynamics) =
    test $"{task.Name}, {form}" {
        for name, program, expressions in Tasks.kernels form task do
            let kernel = DelegateBackend.compile program
            let source = Sources.compile program

            everywhere [ 1; 2; 3; 12 ] task (fun symbols data state parameters ->
                let call kernel = Sources.call kernel state parameters data expressions.Length
                Sources.expectSameBits (call source) (call kernel) $"{name} at {placeOf symbols}")
    }

[<Tests>]
let tests =
    testList
        "kernels"
        [ testList "are accurate" (exactTasks :: (Tasks.inForms |> List.map (fun (form, task) -> accurate form task)))
          testList "are their source" (Tasks.inForms |> List.map (fun (form, task) -> sameSource form task)) ]
