using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Trains a linear recurrent network by gradient descent and reads its modes.</summary>
internal sealed class TrainCommand : RequestCommand<TrainCommand.Settings, TrainCommand.Request, TrainingResult>
{
    internal sealed class Settings : NetworkSettings, IRequested<Request>
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

        public Request Request()
        {
            var format = Shown();
            var aligned = OptionValue.OneOf("--start", StartKind, ("aligned", true), ("unaligned", false));
            RejectWithoutEffect(aligned);
            if (SingularValues && format != OutputFormat.Json)
                throw new InputException("--singular-values: they are a table for each step; add --format json");
            var scale = OptionValue.Positive("--scale", Scale ?? "0.1");
            var momentum = MomentumOf(Momentum ?? "0");
            var tasks = Tasks();
            var start = Start.ReadNumbers("--initial", Initial, tasks, scale);
            var network = NetworkRequest.Read(this, tasks);
            var rate = network.Rate ?? DefaultRate;
            var steps = Until is { } until && Steps is null
                ? Experiments.Steps(OptionValue.Positive("--until", until), rate / (1 - momentum), tasks.Tau)
                : OptionValue.Whole("--steps", Steps ?? "10000", 1);
            var intervals = OptionValue.Whole("--samples", Samples ?? "51", 2, 1_000_000) - 1;
            var batch = Batch is null ? 0 : BatchOf(Batch, network);
            var schedule = DescentSchedule.Evenly(rate, steps, Math.Min(intervals, steps)) with { Momentum = momentum };
            var experiment = network.Experiment(schedule) with { Batch = batch };
            if (KernelDistance)
                KernelSettings.RejectTooLarge("--kernel-distance", KernelMemory.OfDistance(experiment.Shape, tasks.Steps, experiment.Samples, tasks.Counted));
            TrainingWork.RejectEndless(experiment);
            if (Save is not null)
                NetworkFiles.RejectTooLarge("--save", experiment.Shape, tasks.Steps, experiment.Samples);
            return new Request(format, tasks, experiment, start, aligned ? null : scale, KernelDistance, SingularValues, SavedNetworks.Into(Save));
        }

        private void RejectWithoutEffect(bool aligned)
        {
            if (Initial is not null && !aligned)
                throw new InputException("--initial: an unaligned start draws all weights, with --scale; leave out one of --start unaligned and --initial");
            if (Steps is not null && Until is not null)
                throw new InputException("--steps and --until both say when to end; give one of them");
            if (Tolerance != DefaultTolerance)
                throw new InputException("--tolerance: training integrates nothing; its error falls with --rate");
        }

        private static double MomentumOf(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1
                ? value
                : throw new InputException($"--momentum: '{text}' is not a number from 0 to below 1");

        private static int BatchOf(string text, NetworkRequest network)
        {
            var batch = OptionValue.Whole("--batch", text, 1);
            if (batch > network.Trajectories)
                throw new InputException($"--batch: there are only {network.Trajectories} trajectories, not {batch}");
            return network.FromCorrelations == true
                ? throw new InputException("--batch: a batch has no correlations of its own; leave out --gradient correlations")
                : batch;
        }
    }

    private const double DefaultRate = 0.001;

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Tasks">The task of each mode.</param>
    /// <param name="Experiment">The network, its data and its descent.</param>
    /// <param name="Start">The start of each mode, in numbers.</param>
    /// <param name="Scale">The deviation of the weights of an unaligned start; null where the start is aligned.</param>
    /// <param name="WithKernelDistance">Is the distance of the tangent kernel wanted?</param>
    /// <param name="WithResponses">Is wanted what the input-output map does to each mode?</param>
    /// <param name="Saved">The folder for the networks, if there is to be one.</param>
    internal sealed record Request(
        OutputFormat Format, ModeTasks Tasks, NetworkExperiment Experiment, double[][] Start, double? Scale, bool WithKernelDistance,
        bool WithResponses, SavedNetworks? Saved);

    protected override TrainingResult Compute(Request request, CancellationToken cancellation)
    {
        var (tasks, experiment) = (request.Tasks, request.Experiment);
        TrainingWork.Announce(experiment);
        Lazy<InputSequence>? drawn = null;
        LinearRecurrentNetwork? begun = null;
        var run = Progress.Show("training", report => request.Scale is { } scale
            ? experiment.FromUnaligned(scale, Observe, report, cancellation)
            : experiment.FromAligned([.. request.Start.SelectMany(tasks.NetworkModes)], Observe, report, cancellation));
        var final = request is { Scale: not null, Format: OutputFormat.Text } ? ModeResponse.Of(run.FinalNetwork, experiment.Frames, tasks) : null;
        return new TrainingResult(tasks, experiment, run, begun!, drawn!, final);

        Func<LinearRecurrentNetwork, TrainingObservation> Observe(ModeFrames frames, Lazy<InputSequence> inputs)
        {
            drawn = inputs;
            return network =>
            {
                begun ??= network;
                return new(
                    ModeRecovery.Recover(network, frames),
                    request.WithKernelDistance ? KernelDistance.Between(begun, network, inputs.Value, tasks.Counted) : null,
                    request.WithResponses ? ModeResponse.Of(network, frames, tasks) : null);
            };
        }
    }

    protected override int Show(Request request, TrainingResult result, CancellationToken cancellation)
    {
        request.Saved?.Write(result);
        if (request.Format == OutputFormat.Json)
            JsonText.Print(TrainingText.Json(result));
        else
            TrainingText.Print(result);
        var experiment = result.Experiment;
        Experiments.RejectDivergence(result.Run, experiment.Schedule.LearningRate, () =>
            Experiments.LargestStableRate(result.Tasks, experiment, request.Start, experiment.Schedule.Momentum, cancellation));
        return ExitCode.Done;
    }
}
