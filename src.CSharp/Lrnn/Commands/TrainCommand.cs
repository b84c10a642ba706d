using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
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

        [CommandOption("--batch <N>")]
        [Description("Samples of each step's gradient, in an order drawn anew for each pass; all by default.")]
        public string? Batch { get; init; }

        [CommandOption("--momentum <MU>")]
        [Description("v <- mu v + gradient, W <- W - rate v; 0 by default, below 1. Learning time counts rate/(1 - mu) a step.")]
        public string? Momentum { get; init; }

        [CommandOption("--kernel-distance")]
        [Description("Also how far the tangent kernel has turned since the start.")]
        public bool KernelDistance { get; init; }

        [CommandOption("--singular-values")]
        [Description("Also what the input-output map does to each of the task's modes at each step: its singular value, or eigenvalue of complex modes (JSON).")]
        public bool SingularValues { get; init; }

        [CommandOption("--save <DIR>")]
        [Description("Writes start.json, end.json and inputs.json there, as kernel and kernel-distance read them; nothing after a divergence.")]
        public string? Save { get; init; }

        [CommandOption("--steps <N>")]
        [Description("Descent steps, 10000 by default.")]
        public string? Steps { get; init; }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var aligned = OptionValue.Choice("--start", settings.StartKind, ["aligned", "unaligned"]) == "aligned";
        RejectWithoutEffect(settings, aligned);
        var tasks = ModeTasks.Read(settings.Task, settings.Set, settings.Setting());
        var scale = OptionValue.Positive("--scale", settings.Scale ?? "0.1");
        var start = Start.ReadNumbers("--initial", settings.Initial, tasks, scale);
        var rate = OptionValue.Positive("--rate", settings.Rate ?? "0.001");
        var momentum = Momentum(settings.Momentum ?? "0");
        var steps = settings.Until is { } until && settings.Steps is null
            ? Experiments.Steps(OptionValue.Positive("--until", until), rate / (1 - momentum), tasks.Tau)
            : OptionValue.Whole("--steps", settings.Steps ?? "10000", 1);
        var samples = OptionValue.Whole("--samples", settings.Samples ?? "51", 2, 1_000_000);
        var experiment = Prepared(settings, Experiments.Build(settings, tasks, rate, steps, samples - 1), momentum);
        if (settings.SingularValues && format != "json")
            throw new InputException("--singular-values: they are a table for each step; add --format json");
        if (settings.KernelDistance)
            KernelSettings.RejectTooLarge("--kernel-distance", KernelMemory.OfDistance(experiment.Shape, tasks.Steps, experiment.Samples, tasks.Counted));
        var isNew = settings.Save is { } place && !Directory.Exists(place);
        if (settings.Save is { } target)
        {
            NetworkFiles.RejectTooLarge("--save", experiment.Shape, tasks.Steps, experiment.Samples);
            OutputPath.Folder("--save", target);
        }

        TrainingWork.Announce(experiment);
        Lazy<InputSequence>? drawn = null;
        LinearRecurrentNetwork? begun = null;
        var run = Progress.Show("training", report => aligned
            ? experiment.FromAligned([.. start.SelectMany(tasks.NetworkModes)], Observe, report, cancellation)
            : experiment.FromUnaligned(scale, Observe, report, cancellation));
        if (settings.Save is { } folder && run.Outcome == TrainingOutcome.Completed)
            NetworkFiles.Save(folder, begun!, run.FinalNetwork, drawn!.Value);
        else if (isNew)
            Directory.Delete(settings.Save!); // made to see that it can be
        if (format == "json")
            JsonText.Print(Document(run, tasks, rate));
        else
            Print(run, tasks, aligned ? null : Final(run.FinalNetwork));
        Experiments.RejectDivergence(run, rate, () => Experiments.LargestStableRate(tasks, experiment, start, momentum, cancellation));
        return ExitCode.Done;

        Func<LinearRecurrentNetwork, Observation> Observe(ModeFrames frames, Lazy<InputSequence> inputs)
        {
            drawn = inputs;
            return network =>
            {
                begun ??= network;
                return new(
                    ModeRecovery.Recover(network, frames),
                    settings.KernelDistance ? KernelDistance.Between(begun, network, inputs.Value, tasks.Counted) : null,
                    settings.SingularValues ? Responses(network, frames, tasks) : null);
            };
        }

        Response[][] Final(LinearRecurrentNetwork network) => Responses(network, experiment.Frames, tasks);
    }

    private static void RejectWithoutEffect(Settings settings, bool aligned)
    {
        if (settings.Initial is not null && !aligned)
            throw new InputException("--initial: an unaligned start draws all weights, with --scale; leave out one of --start unaligned and --initial");
        if (settings.Steps is not null && settings.Until is not null)
            throw new InputException("--steps and --until both say when to end; give one of them");
        if (settings.Tolerance != CurveSettings.DefaultTolerance)
            throw new InputException("--tolerance: training integrates nothing; its error falls with --rate");
    }

    // What is read off the network at a recorded step.
    private sealed record Observation(RecoveredModes Recovered, double? KernelDistance, Response[][]? Responses);

    // One mode of the input-output map at a step: its singular value, or its eigenvalue as a pair.
    private sealed record Response(double[] Value, double Overlap);

    private static Response[][] Responses(LinearRecurrentNetwork network, ModeFrames frames, ModeTasks tasks) => tasks.AreComplex
        ? Each(EigenvalueRecovery.Recover(network, frames, tasks.Modes, tasks.Steps), step => new([step.Eigenvalue.Real, step.Eigenvalue.Imaginary], step.Overlap))
        : Each(ResponseRecovery.Recover(network, frames, tasks.Modes, tasks.Steps), step => new([step.SingularValue], step.Overlap));

    private static Response[][] Each<T>(T[][] byMode, Func<T, Response> response) => [.. byMode.Select(steps => steps.Select(response).ToArray())];

    private static double Momentum(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1
            ? value
            : throw new InputException($"--momentum: '{text}' is not a number from 0 to below 1");

    private static NetworkExperiment Prepared(Settings settings, NetworkExperiment experiment, double momentum)
    {
        if (settings.Batch is null)
            return experiment with { Schedule = experiment.Schedule with { Momentum = momentum } };
        var batch = OptionValue.Whole("--batch", settings.Batch, 1);
        if (batch > experiment.Samples)
            throw new InputException($"--batch: there are only {experiment.Samples} trajectories, not {batch}");
        if (settings.Gradient == "correlations")
            throw new InputException("--batch: a batch has no correlations of its own; leave out --gradient correlations");
        return experiment with { Batch = batch, Schedule = experiment.Schedule with { Momentum = momentum } };
    }

    private static Dictionary<string, object> Document(TrainingRun<Observation> run, ModeTasks tasks, double rate)
    {
        var points = run.Points;
        var document = new Dictionary<string, object>
        {
            ["outcome"] = run.Outcome == TrainingOutcome.Completed ? "completed" : "diverged",
            ["rate"] = rate,
            ["stepsTaken"] = run.StepsTaken,
            ["steps"] = points.Select(point => point.Step).ToArray(),
            ["times"] = points.Select(point => point.LearningTime * tasks.Tau).ToArray(),
            ["loss"] = points.Select(point => point.Loss).ToArray(),
            ["misalignment"] = points.Select(point => point.Observation.Recovered.Misalignment).ToArray(),
        };
        if (points.Any(point => point.Observation.KernelDistance is not null))
            document["kernelDistance"] = points.Select(point => point.Observation.KernelDistance!.Value).ToArray();
        document["modes"] = Enumerable.Range(0, tasks.Modes).Select(mode => Curves(points, tasks, mode)).ToArray();
        return document;
    }

    private static Dictionary<string, object> Curves(IReadOnlyList<TrainingPoint<Observation>> points, ModeTasks tasks, int mode)
    {
        double[][] states = [.. points.Select(point => tasks.StateOf(point.Observation.Recovered.Modes, mode))];
        var curves = new Dictionary<string, object>
        {
            ["a"] = tasks.Component(states, 0),
            ["b"] = tasks.Component(states, 1),
            ["c"] = tasks.Component(states, 2),
        };
        if (points.All(point => point.Observation.Responses is not null))
        {
            curves[tasks.AreComplex ? "eigenvalues" : "singularValues"] = points.Select(point => point.Observation.Responses![mode].Select(step => tasks.AreComplex ? (object)step.Value : step.Value[0]).ToArray()).ToArray();
            curves["overlaps"] = points.Select(point => point.Observation.Responses![mode].Select(step => step.Overlap).ToArray()).ToArray();
        }

        return curves;
    }

    // Of an unaligned start, final is what the input-output map does to each mode at each step, at the end.
    private static void Print(TrainingRun<Observation> run, ModeTasks tasks, Response[][]? final)
    {
        var distance = run.Points.Any(point => point.Observation.KernelDistance is not null);
        string[] names = tasks.AreComplex ? ["a_re", "a_im", "b_re", "b_im", "c_re", "c_im"] : ["a", "b", "c"];
        Console.Out.WriteLine($"{"step",10} {"t",12} {"mode",5} {string.Join(' ', names.Select(name => $"{name,16}"))} {"loss",16}{(final is null ? "" : $" {"misalignment",16}")}{(distance ? $" {"kernel distance",16}" : "")}");
        foreach (var point in run.Points)
            for (var mode = 0; mode < tasks.Modes; mode++)
            {
                var state = tasks.StateOf(point.Observation.Recovered.Modes, mode).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number,16:G9}"));
                var misaligned = final is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {point.Observation.Recovered.Misalignment,16:G9}");
                var turned = distance ? string.Create(CultureInfo.InvariantCulture, $" {point.Observation.KernelDistance,16:G9}") : "";
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{point.Step,10} {point.LearningTime * tasks.Tau,12:G8} {mode + 1,5} {string.Join(' ', state)} {point.Loss,16:G9}{misaligned}{turned}"));
            }

        if (final is null)
            return;
        Console.Out.WriteLine($"the start is not aligned: a, b, c are only the diagonals in the task's frames; the input-output map has, at steps 1 to {tasks.Steps} of the end,");
        for (var mode = 0; mode < tasks.Modes; mode++)
            Console.Out.WriteLine(
                $"mode {mode + 1}: {(tasks.AreComplex ? "eigenvalues" : "singular values")} {string.Join(", ", final[mode].Select(step => ModeTasks.Text(step.Value, "G6")))}; least overlap with the task's {final[mode].Min(step => step.Overlap).ToString("G4", CultureInfo.InvariantCulture)}");
    }
}
