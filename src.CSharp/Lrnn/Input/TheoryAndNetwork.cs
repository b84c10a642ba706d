using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Integration;
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
/// <param name="Kernel">How far the tangent kernel turns; null where that is not wanted, takes too much memory, or the kernel has no direction.</param>
internal sealed record TheoryAndNetwork(
    ModeTheory Equations, NetworkExperiment Experiment, double Rate, int Steps, ModeCurves Theory, ModeCurves Trained,
    LinearRecurrentNetwork Network, KernelTurning? Kernel)
{
    /// <summary>The state of each mode at the end, in theory and in numbers.</summary>
    public double[][] End { get; private init; } = [];

    /// <summary>The start of each mode.</summary>
    public double[][] Start { get; private init; } = [];

    /// <summary>The learning time at the end, in the unit of tau.</summary>
    public double Until { get; private init; }

    private const double UsualTime = 20;
    private const double ShortestTime = 0.02;
    private const double ManySteps = 1e6;

    /// <summary>Integrates and trains.</summary>
    /// <param name="request">The options; without a time the end is 20, or less where that is many steps and the modes rest before.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <param name="withKernel">Are the distances of the tangent kernel wanted? They take longer than the training.</param>
    public static TheoryAndNetwork Run(CurveRequest request, CancellationToken cancellation, bool withKernel = false)
    {
        var (network, tasks, start) = (request.Network, request.Tasks, request.Start);
        var theory = new ModeTheory(tasks);
        var trajectories = Enumerable.Range(0, tasks.Modes)
            .Select(mode => theory.Integrate(mode, start[mode], request.Until ?? UsualTime, request.Tolerance, null, cancellation))
            .ToArray();
        var rate = network.Rate ?? Experiments.Rate(theory, trajectories);
        var until = request.Until ?? (UsualTime / tasks.Tau / rate <= ManySteps ? UsualTime : MovingTime(trajectories));
        if (until / tasks.Tau / rate > ManySteps)
            rate = network.Rate ?? Experiments.Rate(theory, trajectories, bold: true);
        var steps = Experiments.Steps(until, rate, tasks.Tau);
        var experiment = network.Experiment(DescentSchedule.Evenly(rate, steps, Math.Min(request.Samples - 1, steps)));
        TrainingWork.Announce(experiment);
        // Of long trajectories the kernel's distance takes gigabytes.
        var turns = withKernel && KernelMemory.OfDistance(experiment.Shape, tasks.Steps, experiment.Samples, tasks.Counted) <= KernelMemory.MostNumbers;
        ConnectivityModes[] modes = [.. start.SelectMany(tasks.NetworkModes)];
        var run = Progress.Show("training", report => experiment.FromAligned(modes, Observe, report, cancellation));
        var recorded = Recorded(run);
        Experiments.RejectDivergence(recorded, rate, () => Experiments.LargestStableRate(tasks, experiment, start, 0, cancellation));
        var predicted = Predicted(theory, trajectories, [.. run.Points.Select(point => point.LearningTime)], until);
        return new TheoryAndNetwork(
            theory, experiment, rate, steps, predicted, ModeCurves.Recorded(recorded), run.FinalNetwork,
            turns ? Turning() : null)
        {
            Start = start,
            End = [.. trajectories.Select(trajectory => trajectory.Evaluate(until))],
            Until = until,
        };

        Func<LinearRecurrentNetwork, Observation> Observe(ModeFrames frames, Lazy<InputSequence> inputs)
        {
            var first = AlignedStart.Build(frames, modes);
            return network => new Observation(
                ModeRecovery.Recover(network, frames),
                turns ? KernelDistance.Between(first, network, inputs.Value, tasks.Counted) : null,
                inputs);
        }

        // A kernel that is zero has no direction.
        KernelTurning? Turning()
        {
            double[] trained = [.. run.Points.Select(point => point.Observation.Distance).OfType<double>()];
            return trained.All(double.IsFinite) ? new KernelTurning(trained, Distances(experiment, run.Points[0].Observation.Inputs.Value, predicted, tasks)) : null;
        }
    }

    // What is read off the network at a step, and the inputs that it is trained on.
    private sealed record Observation(RecoveredModes Modes, double? Distance, Lazy<InputSequence> Inputs);

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

    private static TrainingRun<RecoveredModes> Recorded(TrainingRun<Observation> run) => new(
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
