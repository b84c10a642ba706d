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
    public static ConnectivityModes[] From(ModeTheory theory, ConnectivityModes start, CancellationToken cancellation) =>
        Train(theory, [.. Enumerable.Range(0, theory.Tasks.Modes)], start, cancellation);

    /// <summary>
    /// A network of one hidden unit for each mode. Where a task cannot be learned without error the units of a wider network would leave
    /// the mode that they started from: the directions across it are unstable there, and rounding errors grow along them.
    /// </summary>
    public static ConnectivityModes[] Apart(ModeTheory theory, ConnectivityModes start, CancellationToken cancellation) =>
        [.. Enumerable.Range(0, theory.Tasks.Modes).SelectMany(mode => Train(theory, [mode], start, cancellation))];

    private static ConnectivityModes[] Train(ModeTheory theory, int[] modes, ConnectivityModes start, CancellationToken cancellation)
    {
        var (tasks, count) = (theory.Tasks, modes.Length);
        var frames = ModeFrames.Draw(new NetworkShape(count, count, count), new RandomSource(Seed));
        var teacher = LinearTeacher.FromSingularValues(
            frames, SingularValues.Tabulate(count, tasks.Steps, (k, step) => tasks.SingularValue(modes[k], step)));
        var loss = new CorrelationGradient(Correlations.Whitened(teacher), count);
        var network = AlignedStart.Build(frames, [.. Enumerable.Repeat(start, count)]);
        return SettledNetwork.Train(network, loss, RateTimesCurvature / Curvature(theory, modes, start), Share, MostSteps, cancellation) is { } settled
            ? [.. ModeRecovery.Recover(settled, frames).Modes]
            : [.. Enumerable.Repeat(new ConnectivityModes(double.NaN, double.NaN, double.NaN), count)];
    }

    // The largest row sum at the start, and the curvature that the targets allow: sum (T-i)^2 s_i^2 + 2 sum s_i^2.
    private static double Curvature(ModeTheory theory, int[] modes, ConnectivityModes start)
    {
        var tasks = theory.Tasks;
        return 1 + modes.Max(mode =>
            theory.Hessian(mode, [start.Input, start.Recurrent, start.Output]).Max(Math.Abs)
            + Enumerable.Range(1, tasks.Steps).Sum(step =>
                (2 + (tasks.Steps - step) * (tasks.Steps - step)) * tasks.SingularValue(mode, step) * tasks.SingularValue(mode, step)));
    }
}
