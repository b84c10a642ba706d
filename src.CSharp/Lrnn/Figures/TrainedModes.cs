using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>The modes of an aligned network that has been trained to the end on whitened data.</summary>
internal static class TrainedModes
{
    private const ulong Seed = 1;
    private const double Share = 1e-9;
    private const int MostSteps = 200_000;
    private const double RateTimesCurvature = 0.5;

    /// <summary>One network that carries all modes of the theory's tasks; not a number where training does not come to an end.</summary>
    public static ConnectivityModes[] From(ModeTheory theory, ConnectivityModes start, CancellationToken cancellation)
    {
        var tasks = theory.Tasks;
        var frames = ModeFrames.Draw(new NetworkShape(tasks.Modes, tasks.Modes, tasks.Modes), new RandomSource(Seed));
        var teacher = LinearTeacher.FromSingularValues(frames, SingularValues.Tabulate(tasks.Modes, tasks.Steps, tasks.SingularValue));
        var loss = new CorrelationGradient(Correlations.Whitened(teacher), tasks.Modes);
        var network = AlignedStart.Build(frames, [.. Enumerable.Repeat(start, tasks.Modes)]);
        return SettledNetwork.Train(network, loss, RateTimesCurvature / Curvature(theory, start), Share, MostSteps, cancellation) is { } settled
            ? [.. ModeRecovery.Recover(settled, frames).Modes]
            : [.. Enumerable.Repeat(new ConnectivityModes(double.NaN, double.NaN, double.NaN), tasks.Modes)];
    }

    // The largest row sum at the start, and the curvature that the targets allow: sum (T-i)^2 s_i^2 + 2 sum s_i^2.
    private static double Curvature(ModeTheory theory, ConnectivityModes start)
    {
        var tasks = theory.Tasks;
        return 1 + Enumerable.Range(0, tasks.Modes).Max(mode =>
            theory.Hessian(mode, [start.Input, start.Recurrent, start.Output]).Max(Math.Abs)
            + Enumerable.Range(1, tasks.Steps).Sum(step =>
                (2 + (tasks.Steps - step) * (tasks.Steps - step)) * tasks.SingularValue(mode, step) * tasks.SingularValue(mode, step)));
    }
}
