/// The emitted kernels on the work of bench/peers/kernels.cpp, as BenchmarkDotNet measures it. The name of a benchmark is that of
/// its row, its parameter T the size.
namespace LrnnSymbolic.Bench.Kernels

open System
open System.Runtime.CompilerServices
open BenchmarkDotNet.Attributes
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

module internal Work =
    let task (text: string) =
        match TaskDynamics.parse text with
        | Ok task -> task
        | Error problem -> failwith $"{text}: {problem}"

    /// Calls of one invocation.
    [<Literal>]
    let Calls = 256

    /// Each call feeds on the last one's result, as in an integrator.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let feed (kernel: Kernel) (parameters: float[]) (data: float[]) =
        let y, d = [| 0.7; 0.6; 0.8 |], [| 0.0; 0.0; 0.0 |]

        for _ in 1..Calls do
            kernel.Invoke(ReadOnlySpan y, ReadOnlySpan parameters, ReadOnlySpan data, Span d)
            y[0] <- y[0] + 1e-12 * d[0]
            y[1] <- y[1] + 1e-12 * d[1]
            y[2] <- y[2] + 1e-12 * d[2]

        y[0] + y[1] + y[2]

    /// Modes of a batch.
    [<Literal>]
    let Count = 100352

    /// The flow of a task for trajectories of a length, which its programs know.
    let flow (form: SumForm) (length: int) (text: string) = ModeKernels.flow form (task text) |> Specialization.forLength length

    let formFor (length: int) (text: string) = ModeKernels.formFor (task text) length

/// One flow of one mode whose task is a table.
type Table() =
    let table = Array.init 4096 (fun i -> 1.1 * Math.Pow(0.999, float (4095 - i)))
    let mutable kernel: Kernel = Kernel(fun _ _ _ _ -> ())

    [<Params(6, 4096)>]
    member val T = 0 with get, set

    [<GlobalSetup>]
    member this.Compile() = kernel <- DelegateBackend.compile (Work.flow (Work.formFor this.T "s[t]") this.T "s[t]")

    [<Benchmark(Description = "rhs:table", OperationsPerInvoke = Work.Calls)>]
    member this.Flow() = Work.feed kernel [||] table

/// One flow of one mode of the inverse-exponential task, in closed form.
type ClosedForm() =
    let mutable kernel: Kernel = Kernel(fun _ _ _ _ -> ())

    [<Params(4096)>]
    member val T = 0 with get, set

    [<GlobalSetup>]
    member this.Compile() = kernel <- DelegateBackend.compile (Work.flow Closed this.T "inverse-exponential")

    [<Benchmark(Description = "rhs:closed", OperationsPerInvoke = Work.Calls)>]
    member this.Flow() = Work.feed kernel [| 1.1; 0.8 |] [||]

/// All modes in one call on one thread; delta and lambda differ from mode to mode.
type Modes() =
    let column (f: int -> float) = Array.init Work.Count f
    let part (k: int) m = float ((int64 k * int64 m) % int64 Work.Count) / float Work.Count

    let states =
        Array.concat
            [ column (fun m -> 0.5 + 0.4 * part 1 m)
              column (fun m -> 0.3 + 0.5 * part 7 m)
              column (fun m -> 0.6 + 0.2 * part 13 m) ]

    let varying =
        Array.append (column (fun m -> 1.0 + 0.1 * part 1 m)) (column (fun m -> 0.5 + 0.4 * part 3 m))

    let outputs = Array.zeroCreate (3 * Work.Count)
    let mutable batch: Batch option = None

    [<Params(6, 256, 4096)>]
    member val T = 0 with get, set

    [<GlobalSetup>]
    member this.Compile() =
        batch <-
            Some(
                BatchBackend.compile
                    [ "delta"; "lambda" ]
                    (Work.flow (Work.formFor this.T "inverse-exponential") this.T "inverse-exponential")
            )

    [<Benchmark(Description = "batch", OperationsPerInvoke = Work.Count)>]
    member this.Flow() = batch.Value.Compute(Work.Count, states, varying, [| 0.0; 0.0 |], [||], outputs, 1)

/// The flow with T values written out, derived before: lowered, compiled and called once. Symbols have new names every time.
type FirstCall() =
    let mutable run = 0
    let mutable prepared: (Symbol list * Symbol list * Expr list) = [], [], []
    let names (symbols: Symbol list) = symbols |> List.map _.Name

    [<Params(64)>]
    member val T = 0 with get, set

    [<IterationSetup>]
    member this.Derive() =
        run <- run + 1
        let symbol (name: string) = Symbol.Of($"{name}_{run}", Assumptions.Of Real)
        let modes = [ "a"; "b"; "c" ] |> List.map symbol
        let values = [ for i in 1 .. this.T -> symbol $"s{i}" ]
        let a, b, c = Canonical.symbol modes[0], Canonical.symbol modes[1], Canonical.symbol modes[2]

        let term i (s: Symbol) =
            let response = Canonical.multiplyAll [ c; Canonical.power b (Canonical.ofInt (this.T - i - 1)); a ]
            Canonical.power (Canonical.symbol s -. response) (Canonical.ofInt 2)

        let energy = Canonical.scale (Rational.ofRatio 1 2) (Canonical.addAll (List.mapi term values))
        prepared <- modes, values, [ a; b; c ] |> List.map (fun v -> Canonical.negate (Derivative.by v energy))

    [<Benchmark(Description = "lower+compile+call")>]
    member this.LowerCompileCall() =
        let modes, values, flow = prepared
        let program =
            Lowering.lower "flow" [] (names modes) (names values) TaskDynamics.singularValue (List.zip [ "a'"; "b'"; "c'" ] flow)
        let parameters = Array.init this.T (fun k -> 1.0 / float (k + 1))
        let output = Array.zeroCreate 3
        (DelegateBackend.compile program).Invoke(ReadOnlySpan [| 0.7; 0.6; 0.8 |], ReadOnlySpan parameters, ReadOnlySpan [||], Span output)
        output[1]
