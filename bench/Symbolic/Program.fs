module LrnnSymbolic.Bench.Program

open LrnnSymbolic.Algebra
open LrnnSymbolic.Bench
open LrnnSymbolic.Bench.ModeEnergy

/// The steps of one size, each on fresh symbols.
let private run (seconds: float) (steps: int) =
    let prepared k =
        let u = unknowns steps k
        u, energy steps u

    let derived k =
        let u, e = prepared k
        u, flow u e

    Measure.freshly seconds steps "build" (fun k -> unknowns steps (1000000 + k)) (energy steps)
    Measure.freshly seconds steps "diff" (fun k -> prepared (2000000 + k)) (fun (u, e) -> flow u e)
    Measure.freshly seconds steps "expand" (fun k -> derived (5000000 + k)) (fun (_, rows) -> rows |> List.map Expand.expand)
    Measure.freshly seconds steps "jacobian" (fun k -> derived (3000000 + k)) (fun (u, rows) -> Derivative.jacobian [ u.A; u.B; u.C ] rows)
    Measure.freshly seconds steps "latex" (fun k -> derived (4000000 + k)) (fun (_, rows) -> rows |> List.map Latex.print)

/// The sums of the tasks, closed for any T; 0 stands for no size.
let private closing (seconds: float) =
    for name, sum in TaskSums.all do
        Measure.freshly seconds 0 $"close:{name}" (TaskSums.onFreshSymbols sum) ClosedSum.close

        if not (ClosedSum.close sum).Remaining.IsEmpty then
            failwith $"the sum of {name} does not close"


[<EntryPoint>]
let main argv =
    let seconds = if Array.contains "--quick" argv then 0.3 else 1.5
    let sizes = argv |> Array.filter (fun a -> not (a.StartsWith "--")) |> Array.map int
    for steps in (if sizes.Length = 0 then [| 4; 8; 16; 32; 64 |] else sizes) do
        run seconds steps
    closing seconds
    0
