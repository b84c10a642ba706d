using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Trains a linear recurrent network by gradient descent and reads its modes.</summary>
internal sealed class TrainCommand : Command<TrainCommand.Settings>
{
    internal sealed class Settings : NetworkSettings
    {
        [CommandOption("--start <KIND>")]
        [Description("aligned (default) or unaligned.")]
        public string StartKind { get; init; } = "aligned";

        [CommandOption("--scale <SCALE>")]
        [Description("Start of every mode (aligned) or deviation of the weights (unaligned), 0.1 by default.")]
        public string? Scale { get; init; }

        [CommandOption("--steps <N>")]
        [Description("Descent steps, 10000 by default.")]
        public string? Steps { get; init; }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var aligned = OptionValue.Choice("--start", settings.StartKind, ["aligned", "unaligned"]) == "aligned";
        var tasks = ModeTasks.Read(settings.Task, settings.Set);
        var scale = OptionValue.Positive("--scale", settings.Scale ?? "0.1");
        var start = Start.Read("--initial", settings.Initial, tasks.Modes, scale);
        var rate = OptionValue.Positive("--rate", settings.Rate ?? "0.001");
        var steps = settings.Until is { } until && settings.Steps is null
            ? Experiments.Steps(OptionValue.Positive("--until", until), rate, tasks.Tau)
            : OptionValue.Whole("--steps", settings.Steps ?? "10000", 1);
        var samples = OptionValue.Whole("--samples", settings.Samples ?? "51", 2, 1_000_000);
        var experiment = Experiments.Build(settings, tasks, rate, steps, samples - 1);
        var run = Progress.Show("training", report =>
            aligned ? experiment.FromAligned(start, report, cancellation) : experiment.FromUnaligned(scale, report, cancellation));
        if (format == "json")
            JsonText.Print(Document(run, tasks, rate));
        else
            Print(run, tasks);
        Experiments.RejectDivergence(run, rate);
        return ExitCode.Done;
    }

    private static Dictionary<string, object> Document(TrainingRun<RecoveredModes> run, ModeTasks tasks, double rate) => new()
    {
        ["outcome"] = run.Outcome == TrainingOutcome.Completed ? "completed" : "diverged",
        ["rate"] = rate,
        ["stepsTaken"] = run.StepsTaken,
        ["steps"] = run.Points.Select(point => point.Step).ToArray(),
        ["times"] = run.Points.Select(point => point.LearningTime * tasks.Tau).ToArray(),
        ["loss"] = run.Points.Select(point => point.Loss).ToArray(),
        ["misalignment"] = run.Points.Select(point => point.Observation.Misalignment).ToArray(),
        ["modes"] = Enumerable.Range(0, tasks.Modes).Select(mode => new Dictionary<string, object>
        {
            ["a"] = run.Points.Select(point => point.Observation.Modes[mode].Input).ToArray(),
            ["b"] = run.Points.Select(point => point.Observation.Modes[mode].Recurrent).ToArray(),
            ["c"] = run.Points.Select(point => point.Observation.Modes[mode].Output).ToArray(),
        }).ToArray(),
    };

    private static void Print(TrainingRun<RecoveredModes> run, ModeTasks tasks)
    {
        Console.Out.WriteLine($"{"step",10} {"t",12} {"mode",5} {"a",16} {"b",16} {"c",16} {"loss",16}");
        foreach (var point in run.Points)
            for (var mode = 0; mode < tasks.Modes; mode++)
            {
                var modes = point.Observation.Modes[mode];
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{point.Step,10} {point.LearningTime * tasks.Tau,12:G8} {mode + 1,5} {modes.Input,16:G9} {modes.Recurrent,16:G9} {modes.Output,16:G9} {point.Loss,16:G9}"));
            }
    }
}
