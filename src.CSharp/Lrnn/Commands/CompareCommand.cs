using System.ComponentModel;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Theory against a trained network: the same start, the same learning times, mode by mode.</summary>
internal sealed class CompareCommand : RequestCommand<CompareCommand.Settings, CompareCommand.Request, CompareResult>
{
    internal sealed class Settings : NetworkSettings, IRequested<Request>
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

        public Request Request()
        {
            var format = Shown();
            var within = OptionValue.Positive("--within", Within);
            var seeds = OptionValue.Optional(Seeds, text => OptionValue.Whole("--seeds", text, 1, 10_000));
            var longest = OptionValue.Optional(Extrapolate, text => OptionValue.Whole("--extrapolate", text, 1, 10_000));
            var plot = Plot is null ? null : PlotSheet.CheckedFile("--plot", Plot);
            var tasks = Tasks();
            return new Request(
                format, within, seeds, longest is { } length ? Extrapolation.Lengths(tasks, Enumerable.Range(1, length)) : null, plot,
                CurveRequest.Read(this, tasks, "201", 100_000));
        }
    }

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Within">The largest deviation that passes.</param>
    /// <param name="Seeds">How many seeds are tried, if that is asked for.</param>
    /// <param name="Lengths">The task at other lengths, if that is asked for.</param>
    /// <param name="Plot">The file for the curves, if there is to be one.</param>
    /// <param name="Curves">What is integrated and trained.</param>
    internal sealed record Request(OutputFormat Format, double Within, int? Seeds, ModeTasks[]? Lengths, string? Plot, CurveRequest Curves);

    protected override CompareResult Compute(Request request, CancellationToken cancellation)
    {
        var run = TheoryAndNetwork.Run(request.Curves, cancellation);
        return new CompareResult(
            run,
            LearningCurveComparison.Compare(run.Theory, run.Trained, request.Within),
            request.Seeds is { } seeds ? SeedComparison.Of(run, request.Within, seeds, cancellation) : null,
            request.Lengths is { } lengths ? Extrapolation.Of(lengths, run) : null);
    }

    protected override int Show(Request request, CompareResult result, CancellationToken cancellation)
    {
        if (request.Plot is { } plot)
            LearningCurvePlot.Of(result.Run.Equations.Tasks, result.Run.Theory, result.Run.Trained).Save(plot);
        if (request.Format == OutputFormat.Json)
            JsonText.Print(ComparisonText.Json(result));
        else
            ComparisonText.Print(result);
        if (request.Plot is not null)
            Messages.Write($"wrote {request.Plot}");
        return result.Passed ? ExitCode.Done : ExitCode.CheckFailed;
    }
}
