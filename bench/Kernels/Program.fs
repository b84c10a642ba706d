/// The emitted kernels on the work of bench/peers/kernels.cpp; one JSON line for each measurement.
module LrnnSymbolic.Bench.Kernels

open System
open System.Diagnostics
open System.Runtime.CompilerServices
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

/// The median over samples of about `seconds` in all, in nanoseconds; a sample stands for `per` units.
let private report (seconds: float) (work: string) (T: int) (per: float) (sample: unit -> unit) =
    for _ in 1..40 do
        sample ()

    Threading.Thread.Sleep 150 // for the tiered compiler
    sample ()
    let times = Collections.Generic.List<float>()
    let total = Stopwatch.StartNew()

    while times.Count < 5 || total.Elapsed.TotalSeconds < seconds do
        let watch = Stopwatch.StartNew()
        sample ()
        times.Add(watch.Elapsed.TotalNanoseconds / per)

    let sorted = times.ToArray() |> Array.sort
    let median = sorted[sorted.Length / 2].ToString("F4", Globalization.CultureInfo.InvariantCulture)
    printfn "{\"system\":\"lrnn\",\"step\":\"%s\",\"T\":%d,\"ns\":%s,\"n\":%d}" work T median sorted.Length

let private task (text: string) =
    match TaskDynamics.parse text with
    | Ok task -> task
    | Error problem -> failwith $"{text}: {problem}"

/// Each call feeds on the last one's result, as in an integrator.
[<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
let private feed (calls: int) (kernel: Kernel) (parameters: float[]) (data: float[]) (y: float[]) (d: float[]) =
    for _ in 1..calls do
        kernel.Invoke(ReadOnlySpan y, ReadOnlySpan parameters, ReadOnlySpan data, Span d)
        y[0] <- y[0] + 1e-12 * d[0]
        y[1] <- y[1] + 1e-12 * d[1]
        y[2] <- y[2] + 1e-12 * d[2]

let private one seconds work (T: int) (kernel: Kernel) (parameters: float[]) (data: float[]) =
    let calls = max 200 (400000 / (T + 20))
    report seconds work T (float calls) (fun () -> feed calls kernel parameters data [| 0.7; 0.6; 0.8 |] [| 0.0; 0.0; 0.0 |])

let private count = 100352

let private batch seconds (T: int) =
    let form = ModeKernels.formFor T
    let batch =
        BatchBackend.compile [ "delta"; "lambda" ] (ModeKernels.flow form (task "inverse-exponential"))
    let column (f: int -> float) = Array.init count f
    let part (k: int) m = float ((int64 k * int64 m) % int64 count) / float count

    let states =
        Array.concat
            [ column (fun m -> 0.5 + 0.4 * part 1 m)
              column (fun m -> 0.3 + 0.5 * part 7 m)
              column (fun m -> 0.6 + 0.2 * part 13 m) ]

    let varying =
        Array.append (column (fun m -> 1.0 + 0.1 * part 1 m)) (column (fun m -> 0.5 + 0.4 * part 3 m))
    let outputs = Array.zeroCreate (3 * count)
    report seconds "batch" T (float count) (fun () -> batch.Compute(count, states, varying, [| float T; 0.0; 0.0 |], [||], outputs, 1))

/// The flow with T = 64 values written out, lowered, compiled and called once. Symbols have new names every time.
let private firstCall seconds =
    let steps = 64
    let mutable run = 0

    let prepared () =
        run <- run + 1
        let symbol (name: string) = Symbol.Of($"{name}_{run}", Assumptions.Of Real)
        let modes = [ "a"; "b"; "c" ] |> List.map symbol
        let values = [ for i in 1..steps -> symbol $"s{i}" ]
        let a, b, c = Canonical.symbol modes[0], Canonical.symbol modes[1], Canonical.symbol modes[2]

        let term i (s: Symbol) =
            let response = Canonical.multiplyAll [ c; Canonical.power b (Canonical.ofInt (steps - i - 1)); a ]
            Canonical.power (Canonical.symbol s -. response) (Canonical.ofInt 2)

        let energy = Canonical.scale (Rational.ofRatio 1 2) (Canonical.addAll (List.mapi term values))
        modes, values, [ a; b; c ] |> List.map (fun v -> Canonical.negate (Derivative.by v energy))

    let names (symbols: Symbol list) = symbols |> List.map _.Name
    let parameters = Array.init steps (fun k -> 1.0 / float (k + 1))
    let times = Collections.Generic.List<float>()
    let total = Stopwatch.StartNew()

    while times.Count < 15 || total.Elapsed.TotalSeconds < seconds do
        let modes, values, flow = prepared ()
        let watch = Stopwatch.StartNew()
        let program =
            Lowering.lower "flow" [] (names modes) (names values) TaskDynamics.singularValue (List.zip [ "a'"; "b'"; "c'" ] flow)
        let output = Array.zeroCreate 3
        (DelegateBackend.compile program).Invoke(ReadOnlySpan [| 0.7; 0.6; 0.8 |], ReadOnlySpan parameters, ReadOnlySpan [||], Span output)
        times.Add watch.Elapsed.TotalNanoseconds

    let sorted = times.ToArray() |> Array.sort
    let text = sorted[sorted.Length / 2].ToString("F0", Globalization.CultureInfo.InvariantCulture)
    printfn "{\"system\":\"lrnn\",\"step\":\"lower+compile+call\",\"T\":%d,\"ns\":%s,\"n\":%d}" steps text sorted.Length

[<EntryPoint>]
let main argv =
    let seconds = if Array.contains "--quick" argv then 0.1 else 0.5
    let table = Array.init 4096 (fun i -> 1.1 * Math.Pow(0.999, float (4095 - i)))
    let tabulated (T: int) = DelegateBackend.compile (ModeKernels.flow (ModeKernels.formFor T) (task "s[t]"))
    one seconds "rhs:table" 6 (tabulated 6) [| 6.0 |] table
    one seconds "rhs:table" 4096 (tabulated 4096) [| 4096.0 |] table
    let closed = DelegateBackend.compile (ModeKernels.flow Closed (task "inverse-exponential"))
    one seconds "rhs:closed" 4096 closed [| 4096.0; 1.1; 0.8 |] [||]
    for T in [ 6; 256; 4096 ] do
        batch seconds T
    firstCall seconds
    0
