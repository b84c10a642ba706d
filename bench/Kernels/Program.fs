/// Runs the benchmarks in this process and prints one JSON line for each on standard output.
///   bench/Kernels [--quick]
module LrnnSymbolic.Bench.Kernels.Program

open System
open System.Globalization
open BenchmarkDotNet.Configs
open BenchmarkDotNet.Engines
open BenchmarkDotNet.Jobs
open BenchmarkDotNet.Loggers
open BenchmarkDotNet.Reports
open BenchmarkDotNet.Running
open BenchmarkDotNet.Toolchains.InProcess.Emit
open Perfolizer.Horology

let private isQuick = Environment.GetCommandLineArgs() |> Array.contains "--quick"

// In this process: nothing is generated and built, which would take longer than the measurements.
let private inProcess (job: Job) = job.WithToolchain(InProcessEmitToolchain.Instance)

/// Many samples of milliseconds: on a machine with other work the median of these is steady, that of a few long ones is not.
let private steady =
    let warmUps, samples, milliseconds = if isQuick then 20, 61, 3.0 else 50, 301, 3.0

    Job.Default.WithWarmupCount(warmUps).WithIterationCount(samples).WithIterationTime(TimeInterval.FromMilliseconds milliseconds)
    |> inProcess

/// One call to a sample, because each needs a new preparation; the first samples warm the compiler of the program itself up.
let private single =
    let warmUps, samples = if isQuick then 20, 21 else 60, 61

    Job.Default
        .WithStrategy(RunStrategy.Monitoring)
        .WithWarmupCount(warmUps)
        .WithIterationCount(samples)
        .WithInvocationCount(1L)
        .WithUnrollFactor(1)
    |> inProcess

let private log = AccumulationLogger()

let private configured (job: Job) =
    ManualConfig
        .CreateEmpty()
        .AddJob(job)
        .AddLogger(log)
        .WithOptions(ConfigOptions.DisableLogFile ||| ConfigOptions.DisableOptimizationsValidator)

let private sizeOf (report: BenchmarkReport) =
    report.BenchmarkCase.Parameters.Items
    |> Seq.pick (fun p -> if p.Name = "T" then Some(p.Value :?> int) else None)

let private print (report: BenchmarkReport) =
    let work = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')

    match Option.ofObj report.ResultStatistics with
    | None ->
        eprintfn "%s" (log.GetLog())
        failwith $"{work} was not measured; its log is above"
    | Some found ->
        let text (x: float) = x.ToString("F4", CultureInfo.InvariantCulture)
        printfn
            "{\"system\":\"lrnn\",\"step\":\"%s\",\"T\":%d,\"ns\":%s,\"deviation\":%s,\"n\":%d}"
            work
            (sizeOf report)
            (text found.Median)
            (text found.StandardDeviation)
            found.N

let private run (benchmarks: Type, job: Job) =
    for report in (BenchmarkRunner.Run(benchmarks, configured job)).Reports do
        print report

[<EntryPoint>]
let main _ =
    [ typeof<Table>, steady; typeof<ClosedForm>, steady; typeof<Modes>, steady; typeof<FirstCall>, single ]
    |> List.iter run

    0
