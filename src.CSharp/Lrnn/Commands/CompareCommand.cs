using System.ComponentModel;
using System.Globalization;
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

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = Input.Reading.Choice("--format", settings.Format, ["text", "json"]);
        var within = Input.Reading.Positive("--within", settings.Within);
        var plot = settings.Plot is null ? null : LearningCurvePlot.CheckedFile("--plot", settings.Plot);
        var tasks = ModeTasks.Read(settings.Task, settings.Set);
        var start = Start.Read("--initial", settings.Initial, tasks.Modes, 0.1);
        var until = Input.Reading.Positive("--until", settings.Until ?? "20");
        var samples = Input.Reading.Whole("--samples", settings.Samples ?? "201", 2, 100_000);
        var tolerance = Input.Reading.Tolerance("--tolerance", settings.Tolerance);

        var theory = new ModeTheory(tasks);
        var trajectories = Enumerable.Range(0, tasks.Modes)
            .Select(mode => theory.Integrate(mode, start[mode], until, tolerance, null, cancellation))
            .ToArray();
        var rate = Experiments.Rate(settings.Rate, theory, trajectories);
        var steps = Experiments.Steps(until, rate, tasks.Tau);
        var experiment = Experiments.Build(settings, tasks, rate, steps, samples - 1);
        var run = Progress.Show("training", report => experiment.FromAligned(start, report, cancellation));
        if (run.Outcome == TrainingOutcome.Diverged)
            throw new NumericalException(string.Create(
                CultureInfo.InvariantCulture, $"descent diverged after {run.StepsTaken} steps of rate {rate}; a smaller --rate may help"));

        var predicted = ModeCurves.Sample(
            run.Points.Select(point => point.LearningTime),
            tasks.Modes,
            (mode, time) => State(mode, time),
            time => Enumerable.Range(0, tasks.Modes).Sum(mode => theory.Energy(mode, At(mode, time))));
        var trained = ModeCurves.Recorded(run);
        var comparison = LearningCurveComparison.Compare(predicted, trained, within);

        if (plot is not null)
            LearningCurvePlot.Write(plot, tasks, predicted, trained);
        if (format == "json")
            JsonText.Print(ComparisonText.Json(tasks, comparison, rate, steps));
        else
            ComparisonText.Print(tasks, experiment, comparison, rate, steps);
        if (plot is not null)
            Console.Error.WriteLine($"wrote {plot}");
        return comparison.Passed ? 0 : 1;

        // The run's last step may lie a rounding error behind the end of the integration.
        double[] At(int mode, double time) => trajectories[mode].Evaluate(Math.Min(time * tasks.Tau, until));

        ConnectivityModes State(int mode, double time)
        {
            var state = At(mode, time);
            return new ConnectivityModes(state[0], state[1], state[2]);
        }
    }
}
