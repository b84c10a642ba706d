using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Theory and a network trained from the same aligned start, at the same learning times.</summary>
/// <param name="Equations">The compiled learning equations.</param>
/// <param name="Experiment">The network and its data.</param>
/// <param name="Rate">The learning rate on the summed loss.</param>
/// <param name="Steps">Descent steps.</param>
/// <param name="Theory">The curves of the learning equations.</param>
/// <param name="Trained">The curves of the network.</param>
/// <param name="Network">The network at the end.</param>
/// <param name="KernelDistances">How far the tangent kernel has turned since the start, at each of the learning times.</param>
internal sealed record TheoryAndNetwork(
    ModeTheory Equations, NetworkExperiment Experiment, double Rate, int Steps, ModeCurves Theory, ModeCurves Trained,
    LinearRecurrentNetwork Network, double[] KernelDistances)
{
    /// <summary>The state of each mode at the end, in theory and in numbers.</summary>
    public double[][] End { get; private init; } = [];

    /// <summary>The start of each mode.</summary>
    public double[][] Start { get; private init; } = [];

    /// <summary>The learning time at the end, in the unit of tau.</summary>
    public double Until { get; private init; }

    /// <summary>The distances of the kernels that networks with the theory's modes have.</summary>
    public double[] PredictedDistances { get; private init; } = [];

    private const double UsualTime = 20;
    private const double ShortestTime = 0.02;
    private const double ManySteps = 1e6;

    /// <summary>Integrates and trains.</summary>
    /// <param name="settings">The network's size, data and rate.</param>
    /// <param name="tasks">The task of each mode.</param>
    /// <param name="start">The start of each mode, in numbers.</param>
    /// <param name="asked">The learning time at the end, in the unit of tau; 20 if null, or less where that is many steps and the modes rest before.</param>
    /// <param name="samples">Points of the curves, both ends included.</param>
    /// <param name="tolerance">Of the integration.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <param name="withKernel">Are the distances of the tangent kernel wanted? They take longer than the training.</param>
    public static TheoryAndNetwork Run(
        NetworkSettings settings, ModeTasks tasks, double[][] start, double? asked, int samples, double tolerance, CancellationToken cancellation,
        bool withKernel = false)
    {
        var theory = new ModeTheory(tasks);
        var trajectories = Enumerable.Range(0, tasks.Modes)
            .Select(mode => theory.Integrate(mode, start[mode], asked ?? UsualTime, tolerance, null, cancellation))
            .ToArray();
        var rate = Experiments.Rate(settings.Rate, theory, trajectories);
        var until = asked ?? (UsualTime / tasks.Tau / rate <= ManySteps ? UsualTime : MovingTime(trajectories));
        if (until / tasks.Tau / rate > ManySteps)
            rate = Experiments.Rate(settings.Rate, theory, trajectories, bold: true);
        var steps = Experiments.Steps(until, rate, tasks.Tau);
        var experiment = Experiments.Build(settings, tasks, rate, steps, samples - 1);
        TrainingWork.Announce(experiment);
        // Of long trajectories the kernel's distance takes gigabytes.
        withKernel &= KernelMemory.OfDistance(experiment.Shape, tasks.Steps, experiment.Samples, tasks.Counted) <= KernelMemory.MostNumbers;
        Lazy<InputSequence>? drawn = null;
        var run = Progress.Show("training", report => experiment.FromAligned([.. start.SelectMany(tasks.NetworkModes)], Observe, report, cancellation));
        var recorded = Recorded(run);
        Experiments.RejectDivergence(recorded, rate, () => Experiments.LargestStableRate(tasks, experiment, start, 0, cancellation));
        var predicted = Predicted(theory, trajectories, [.. run.Points.Select(point => point.LearningTime)], until);
        return new TheoryAndNetwork(
            theory, experiment, rate, steps, predicted, ModeCurves.Recorded(recorded), run.FinalNetwork,
            [.. run.Points.Select(point => point.Observation.Distance)])
        {
            Start = start,
            End = [.. trajectories.Select(trajectory => trajectory.Evaluate(until))],
            Until = until,
            PredictedDistances = withKernel ? Distances(experiment, drawn!.Value, predicted, tasks) : [],
        };

        Func<LinearRecurrentNetwork, (RecoveredModes Modes, double Distance)> Observe(ModeFrames frames, Lazy<InputSequence> inputs)
        {
            LinearRecurrentNetwork? first = null;
            drawn = inputs;
            return network => (
                ModeRecovery.Recover(network, frames),
                withKernel ? KernelDistance.Between(first ??= network, network, inputs.Value, tasks.Counted) : double.NaN);
        }
    }

    private static double[] Distances(NetworkExperiment experiment, InputSequence inputs, ModeCurves curves, ModeTasks tasks)
    {
        var frames = experiment.Frames;
        var start = Network(0);
        return [.. Enumerable.Range(0, curves.LearningTimes.Count).Select(k => KernelDistance.Between(start, Network(k), inputs, tasks.Counted))];

        LinearRecurrentNetwork Network(int k) => AlignedStart.Build(
            frames, [.. Enumerable.Range(0, curves.Modes).Select(mode => new ConnectivityModes(curves.Input[mode][k], curves.Recurrent[mode][k], curves.Output[mode][k]))]);
    }

    // A quarter longer than until the last mode has come to where it ends, to 1e-6; two digits, so that the time can be read and repeated.
    private static double MovingTime(Trajectory[] trajectories)
    {
        const double near = 1e-6;
        var last = trajectories.Max(trajectory =>
        {
            var end = trajectory.FinalState.ToArray();
            var k = trajectory.Times.Length - 1;
            while (k > 0 && Enumerable.Range(0, end.Length).All(n => Math.Abs(trajectory.State(k - 1)[n] - end[n]) <= near * (1 + Math.Abs(end[n]))))
                k--;
            return trajectory.Times[k];
        });
        return Math.Min(UsualTime, double.Parse(Math.Max(1.25 * last, ShortestTime).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    private static TrainingRun<RecoveredModes> Recorded(TrainingRun<(RecoveredModes Modes, double Distance)> run) => new(
        run.Outcome,
        run.StepsTaken,
        [.. run.Points.Select(point => new TrainingPoint<RecoveredModes>(point.Step, point.LearningTime, point.Loss, point.Observation.Modes))],
        run.FinalLoss,
        run.FinalNetwork);

    // Learning times count in units of tau, trajectories in the unit of --until; the last step of descent may lie a
    // rounding error behind the end of the integration.
    private static ModeCurves Predicted(ModeTheory theory, Trajectory[] trajectories, double[] learningTimes, double until) =>
        theory.Curves(learningTimes, (mode, time) => trajectories[mode].Evaluate(Math.Min(time * theory.Tasks.Tau, until)));
}
