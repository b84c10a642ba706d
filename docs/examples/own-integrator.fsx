// The learning equations as a delegate, in an integrator of one's own.
#load "lrnn.fsx"
open System
open LrnnSymbolic.Contracts
open LrnnSymbolic.Emission
open LrnnSymbolic.Integration

let task = LearningTask.Read "delta*(1 + t/T)"
let flow = task.Flow "T=5,delta=0.4"

/// d(a, b, c)/dt at a state.
let slope (state: float[]) =
    let derivative = Array.zeroCreate 3
    flow.Invoke(0.0, ReadOnlySpan<float> state, Span<float> derivative)
    derivative

/// The classic method of order four.
let step h (y: float[]) =
    let ahead k (slope: float[]) = Array.map2 (fun y s -> y + k * s) y slope
    let k1 = slope y
    let k2 = slope (ahead (h / 2.0) k1)
    let k3 = slope (ahead (h / 2.0) k2)
    let k4 = slope (ahead h k3)
    Array.init 3 (fun j -> y[j] + h / 6.0 * (k1[j] + 2.0 * k2[j] + 2.0 * k3[j] + k4[j]))

let start = [| 0.1; 0.1; 0.1 |]
let rk4 = Seq.fold (fun y _ -> step 0.01 y) start (seq { 1..2000 })
printfn "RK4 of step 0.01      %s" (String.Join(", ", rk4 |> Array.map (fun x -> x.ToString "F9")))

let integrator = Integrator(DormandPrince54.Tableau, Tolerance(1e-12, 1e-12))
let adaptive = integrator.Integrate(flow, 0.0, ReadOnlySpan<float> start, 20.0).Evaluate 20.0
printfn "Dormand-Prince 1e-12  %s" (String.Join(", ", adaptive |> Array.map (fun x -> x.ToString "F9")))

if Array.exists2 (fun x y -> not (abs (x - y) < 1e-8)) rk4 adaptive then exit 1
