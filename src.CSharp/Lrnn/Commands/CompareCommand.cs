using System.ComponentModel;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
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

        [CommandOption("--plot <FILE>")]
        [Description("Writes the curves, theory dashed over simulation, as FILE.png or FILE.svg.")]
        public string? Plot { get; init; }
    }

    private static readonly string[] Formats = ["text", "json"];

    // What the options ask for, checked before any work is done.
    private sealed record Request(
        string Format, double Within, string? Plot, ModeTasks Tasks, ConnectivityModes[] Start, double Until, int Samples, double Tolerance);

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var request = Read(settings);
        var tasks = request.Tasks;
        var run = TheoryAndNetwork.Run(settings, tasks, request.Start, request.Until, request.Samples, request.Tolerance, cancellation);
        var comparison = LearningCurveComparison.Compare(run.Theory, run.Trained, request.Within);
        if (request.Plot is { } plot)
            LearningCurvePlot.Write(plot, tasks, run.Theory, run.Trained);
        if (request.Format == "json")
            JsonText.Print(ComparisonText.Json(tasks, comparison, run.Rate, run.Steps));
        else
            ComparisonText.Print(tasks, run.Experiment, comparison, run.Rate, run.Steps);
        if (request.Plot is not null)
            Console.Error.WriteLine($"wrote {request.Plot}");
        return comparison.Passed ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static Request Read(Settings settings)
    {
        var tasks = ModeTasks.Read(settings.Task, settings.Set);
        return new Request(
            OptionValue.Choice("--format", settings.Format, Formats),
            OptionValue.Positive("--within", settings.Within),
            settings.Plot is null ? null : PlotSheet.CheckedFile("--plot", settings.Plot),
            tasks,
            Start.Read("--initial", settings.Initial, tasks.Modes, 0.1),
            OptionValue.Positive("--until", settings.Until ?? "20"),
            OptionValue.Whole("--samples", settings.Samples ?? "201", 2, 100_000),
            OptionValue.Tolerance("--tolerance", settings.Tolerance));
    }
}
