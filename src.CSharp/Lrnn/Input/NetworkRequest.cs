using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>The network that is to be trained and its data, as options that were checked; how long it descends, and how fast, is said apart.</summary>
/// <param name="Tasks">The task of each mode.</param>
/// <param name="Shape">N_x, N_h, N_y.</param>
/// <param name="Trajectories">P.</param>
/// <param name="Seed">Of the frames, the data and an unaligned start.</param>
/// <param name="Inputs">What the inputs are.</param>
/// <param name="Covariance">Of the inputs; null where they are white.</param>
/// <param name="Noise">Of sensory inputs.</param>
/// <param name="FromCorrelations">Whether the gradient comes from correlations; null takes what suits the inputs.</param>
/// <param name="Rate">The learning rate on the summed loss; null where it is to be chosen.</param>
internal sealed record NetworkRequest(
    ModeTasks Tasks, NetworkShape Shape, int Trajectories, ulong Seed, InputKind Inputs, InputCovariance? Covariance, double Noise,
    bool? FromCorrelations, double? Rate)
{
    private const int DefaultUnits = 4;
    private const int DefaultTrajectories = 1000;

    // Inputs in memory, 0.8 GB.
    private const long LargestData = 100_000_000;

    public static NetworkRequest Read(NetworkSettings settings, ModeTasks tasks)
    {
        var rate = OptionValue.Optional(settings.Rate, text => OptionValue.Positive("--rate", text));
        var hidden = Units("--hidden", settings.Hidden, tasks);
        var features = Units("--features", settings.Features, tasks);
        var inputs = settings.InputUnits is { } inputUnits ? Units("--input-units", inputUnits, tasks) : features;
        var outputs = settings.OutputUnits is { } outputUnits ? Units("--output-units", outputUnits, tasks) : features;
        if (tasks.AreComplex && inputs != outputs)
            throw new InputException($"--modes complex: a task with eigenvalues has as many inputs as outputs, not {inputs} and {outputs}");
        var kind = OptionValue.OneOf(
            "--data", settings.Data, ("whitened", InputKind.Whitened), ("sampled", InputKind.Sampled), ("sensory", InputKind.Sensory));
        if (settings.Noise is not null && kind != InputKind.Sensory)
            throw new InputException("--noise: only --data sensory has noise");
        if (settings.Covariance is not null && kind == InputKind.Sensory)
            throw new InputException("--covariance: that of --data sensory comes from its coherence and noise; take whitened or sampled data");
        return new NetworkRequest(
            tasks,
            new NetworkShape(inputs, hidden, outputs),
            Samples(settings.Trajectories, tasks.Steps, inputs, kind),
            OptionValue.Seed(settings.Seed),
            kind,
            settings.Covariance is { } covariance ? CovarianceOption.Read(covariance, tasks.Steps, inputs) : null,
            OptionValue.Positive("--noise", settings.Noise ?? "1"),
            OptionValue.Optional(settings.Gradient, text => OptionValue.OneOf("--gradient", text, ("correlations", true), ("samples", false))),
            rate);
    }

    /// <summary>The network and its data for a descent.</summary>
    public NetworkExperiment Experiment(DescentSchedule schedule)
    {
        var byOutput = Tasks.ValuesByOutput();
        return new NetworkExperiment(byOutput[^1], Shape, Trajectories, Seed, schedule)
        {
            EarlierOutputs = byOutput[..^1],
            Form = Tasks.AreComplex ? AlignedForm.Rotations : AlignedForm.Diagonal,
            Inputs = Inputs,
            Covariance = Covariance,
            Noise = Noise,
            FromCorrelations = FromCorrelations,
        };
    }

    private static int Samples(string? text, int steps, int features, InputKind kind)
    {
        var needed = (long)steps * features;
        var trajectories = text is null ? Math.Max(DefaultTrajectories, needed) : OptionValue.Whole("--trajectories", text, 1);
        if (trajectories < needed && kind == InputKind.Whitened)
            throw new InputException(
                $"--trajectories: {trajectories} cannot be whitened; T = {steps} steps of {features} features need at least {needed}");
        if (needed * trajectories > LargestData)
            throw new InputException(
                $"--trajectories: {trajectories} of T = {steps} steps and {features} features are more than the {LargestData} numbers that are possible");
        return (int)trajectories;
    }

    private static int Units(string option, string? text, ModeTasks tasks)
    {
        var needed = tasks.Width * tasks.Modes;
        if (text is null)
            return Math.Max(DefaultUnits, needed);
        var units = OptionValue.Whole(option, text, 1, 4096);
        return units >= needed
            ? units
            : throw new InputException($"{option}: {tasks.Modes} {(tasks.AreComplex ? "complex " : "")}{(tasks.Modes == 1 ? "mode needs" : "modes need")} at least {needed} units, not {units}");
    }
}
