using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>How fast a network descends, how far, and what is said where it diverges.</summary>
internal static class Experiments
{
    // Descent moves by rate * curvature of what is left each step; a twentieth follows the flow closely, a half still does where only the end
    // of learning is that curved.
    private const double RateTimesCurvature = 0.05;
    private const double BoldRateTimesCurvature = 0.5;
    private const double LargestRate = 0.002;

    /// <summary>A rate that is small against the largest curvature on the way.</summary>
    /// <param name="theory">For the curvature.</param>
    /// <param name="curves">The way of each mode.</param>
    /// <param name="bold">Ten times as large, for runs that would take long.</param>
    public static double Rate(ModeTheory theory, IReadOnlyList<Trajectory> curves, bool bold = false)
    {
        var curvature = 0.0;
        for (var mode = 0; mode < curves.Count; mode++)
            for (var k = 0; k < curves[mode].Times.Length; k++)
                curvature = Math.Max(curvature, LargestRowSum(theory.Hessian(mode, curves[mode].State(k)), theory.Dimension));
        return RoundDown(Math.Min(LargestRate, (bold ? BoldRateTimesCurvature : RateTimesCurvature) / Math.Max(curvature, 1e-300)));
    }

    // The largest row sum of absolute values bounds the eigenvalues.
    private static double LargestRowSum(double[] matrix, int size) => matrix.Chunk(size).Max(row => row.Sum(Math.Abs));

    // One digit, so that the rate can be read and repeated.
    private static double RoundDown(double rate)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rate)));
        return double.Parse((Math.Floor(rate / unit * (1 + 1e-12)) * unit).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Divergence is a numerical failure.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rate">Its rate.</param>
    /// <param name="largestStable">What theory knows of the largest stable rate, asked only after a divergence.</param>
    public static void RejectDivergence<T>(TrainingRun<T> run, double rate, Func<double?>? largestStable = null)
    {
        if (run.Outcome != TrainingOutcome.Diverged)
            return;
        var advice = largestStable?.Invoke() is { } stable
            ? string.Create(CultureInfo.InvariantCulture, $"theory predicts that full-batch rates up to {stable:G3} are stable at the solution")
            : "a smaller --rate may help";
        throw new NumericalException(string.Create(
            CultureInfo.InvariantCulture, $"descent diverged after {run.StepsTaken} steps of rate {rate}; {advice}"));
    }

    /// <summary>
    /// 2 (1 + momentum) over the largest curvature of the network's loss where the modes' flow from the start has come to rest, on the data at
    /// hand and between modes too; null where the flow cannot be followed, does not come to rest, or the curvature is zero.
    /// </summary>
    /// <param name="tasks">The task of each mode.</param>
    /// <param name="experiment">The network and its data.</param>
    /// <param name="start">The start of each mode.</param>
    /// <param name="momentum">Of descent.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static double? LargestStableRate(ModeTasks tasks, NetworkExperiment experiment, double[][] start, double momentum, CancellationToken cancellation)
    {
        const double rest = 1000;
        const double tolerance = 1e-8;
        const double slow = 1e-6;
        try
        {
            var theory = new ModeTheory(tasks);
            double[][] ends = [.. start.Select((from, mode) => theory.Integrate(mode, from, rest * tasks.Tau, tolerance, null, cancellation).FinalState.ToArray())];
            if (!ends.Select((end, mode) => Speed(theory, mode, end)).All(speed => speed <= slow))
                return null;
            var curvature = experiment.LargestCurvature([.. ends.SelectMany(tasks.NetworkModes)]);
            return curvature > 0 ? 2 * (1 + momentum) / curvature : null;
        }
        catch (NumericalException)
        {
            return null;
        }
    }

    // In learning times of 1, relative to the state.
    private static double Speed(ModeTheory theory, int mode, double[] state)
    {
        var slope = new double[state.Length];
        theory.Flow(mode)(0, state, slope);
        return slope.Max(Math.Abs) * theory.Tasks.Tau / (1 + state.Max(Math.Abs));
    }

    /// <summary>The number of steps after which descent has come as far as the flow has in the time.</summary>
    public static int Steps(double until, double rate, double tau)
    {
        var steps = Math.Round(LearningTimescale.Summed.TauInSteps(rate) * (until / tau));
        return steps is >= 1 and <= 100_000_000
            ? (int)steps
            : throw new InputException(string.Create(
                CultureInfo.InvariantCulture, $"{steps:G3} descent steps of rate {rate} until a learning time of {until}; between 1 and 1e8 are possible, with another --until or --rate"));
    }
}
