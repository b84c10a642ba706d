using System.ComponentModel;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Theory against a trained network: the same start, the same learning times, mode by mode.</summary>
internal sealed class CompareCommand : Command<CompareCommand.Settings>
{
    internal sealed class Settings : NetworkSettings
    {
        [CommandOption("--within <DEVIATION>")]
        [Description("The largest deviation of a mode that passes, 0.01 by default; beyond it the exit code is 1.")]
        public string Within { get; init; } = "0.01";

        [CommandOption("--seeds <N>")]
        [Description("Also how the deviation varies over N seeds from --seed on, and what it consists of.")]
        public string? Seeds { get; init; }

        [CommandOption("--extrapolate <T>")]
        [Description("Also the loss at the end on trajectories of 1 to T steps: the theory's energy and the network's.")]
        public string? Extrapolate { get; init; }

        [CommandOption("--plot <FILE>")]
        [Description("Writes the curves, theory dashed over simulation, as FILE.png or FILE.svg.")]
        public string? Plot { get; init; }
    }

    private static readonly string[] Formats = ["text", "json"];

    // What the options ask for, checked before any work is done.
    private sealed record Request(
        string Format, double Within, string? Plot, ModeTasks Tasks, double[][] Start, double? Until, int Samples, double Tolerance,
        int Seeds, int Longest);

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var request = Read(settings);
        var tasks = request.Tasks;
        var run = TheoryAndNetwork.Run(settings, tasks, request.Start, request.Until, request.Samples, request.Tolerance, cancellation);
        var comparison = LearningCurveComparison.Compare(run.Theory, run.Trained, request.Within);
        var seeds = request.Seeds == 0
            ? null
            : SeedComparison.Of(run.Equations, run.Experiment, request.Start, run.Theory, run.Rate, request.Within, request.Seeds, cancellation);
        var extrapolation = request.Longest == 0
            ? null
            : Extrapolation.Of(tasks, [.. Enumerable.Range(1, request.Longest)], run.Experiment, run.Network, run.End);
        if (request.Plot is { } plot)
            LearningCurvePlot.Of(tasks, run.Theory, run.Trained).Save(plot);
        if (request.Format == "json")
        {
            var document = ComparisonText.Json(tasks, comparison, run.Rate, run.Steps);
            if (seeds is not null)
                document["seeds"] = seeds.Json();
            if (extrapolation is not null)
                document["extrapolation"] = extrapolation.Json();
            JsonText.Print(document);
        }
        else
        {
            ComparisonText.Print(tasks, run.Experiment, comparison, run.Rate, run.Steps);
            seeds?.Print();
            extrapolation?.Print();
        }

        if (request.Plot is not null)
            Messages.Write($"wrote {request.Plot}");
        return comparison.Passed && seeds?.Passed != false ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static Request Read(Settings settings)
    {
        var tasks = ModeTasks.Read(settings.Task, settings.Set, settings.Setting());
        return new Request(
            OptionValue.Choice("--format", settings.Format, Formats),
            OptionValue.Positive("--within", settings.Within),
            settings.Plot is null ? null : PlotSheet.CheckedFile("--plot", settings.Plot),
            tasks,
            Start.ReadNumbers("--initial", settings.Initial, tasks, 0.1),
            settings.Until is { } until ? OptionValue.Positive("--until", until) : null,
            OptionValue.Whole("--samples", settings.Samples ?? "201", 2, 100_000),
            OptionValue.Tolerance("--tolerance", settings.Tolerance),
            settings.Seeds is { } seeds ? OptionValue.Whole("--seeds", seeds, 1, 10_000) : 0,
            settings.Extrapolate is { } longest ? OptionValue.Whole("--extrapolate", longest, 1, 10_000) : 0);
    }
}
