using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>How the deviation from theory varies over seeds, and its parts.</summary>
/// <param name="Modes">The largest deviation of each mode.</param>
/// <param name="Discretisation">Between the flow and Euler steps of the same equations, which falls with the rate; the same for all seeds.</param>
/// <param name="Remainder">
/// Between Euler steps and the network: sampling where the inputs are not white (it falls with P), rounding where they are.
/// </param>
/// <param name="Misalignment">The largest weight, in the Frobenius norm, that the frames do not see as modes.</param>
/// <param name="Passed">Whether every seed stays within the bound.</param>
internal sealed record SeedComparison(Spread[] Modes, double Discretisation, Spread Remainder, Spread Misalignment, bool Passed)
{
    /// <summary>Trains once for each seed.</summary>
    public static SeedComparison Of(TheoryAndNetwork first, double within, int seeds, CancellationToken cancellation)
    {
        var (theory, experiment, start, predicted, rate) = (first.Equations, first.Experiment, first.Start, first.Theory, first.Rate);
        var width = theory.Tasks.Width;
        var recorded = experiment.Schedule.RecordAt;
        var euler = Enumerable.Range(0, start.Length)
            .Select(mode => EulerModes.Follow(theory.Flow(mode), start[mode], rate * theory.Tasks.Tau, recorded))
            .ToArray();
        var steps = theory.Curves(predicted.LearningTimes, (mode, time) => euler[mode][Index(predicted, time)]);
        ConnectivityModes[] modes = [.. start.SelectMany(theory.Tasks.NetworkModes)];
        var runs = Enumerable.Range(0, seeds).Select(k => experiment with { Seed = experiment.Seed + (ulong)k })
            .Select(each => Progress.Show($"seed {each.Seed}", report => each.FromAligned(modes, report, cancellation)))
            .ToArray();
        foreach (var run in runs)
            Experiments.RejectDivergence(run, rate, () => Experiments.LargestStableRate(theory.Tasks, experiment, start, 0, cancellation));
        var comparisons = runs.Select(run => LearningCurveComparison.Compare(predicted, run, within)).ToArray();
        return new SeedComparison(
            [.. Enumerable.Range(0, start.Length).Select(mode => Spread.Of([.. comparisons.Select(each => each.Modes.Skip(width * mode).Take(width).Max(part => part.Overall.Maximum))]))],
            LearningCurveComparison.Compare(predicted, steps, within).Overall.Maximum,
            Spread.Of([.. runs.Select(run => LearningCurveComparison.Compare(steps, run, within).Overall.Maximum)]),
            Spread.Of([.. runs.Select(run => run.Points.Max(point => point.Observation.Misalignment))]),
            comparisons.All(each => each.Passed));
    }

    private static int Index(ModeCurves curves, double time)
    {
        for (var k = 0; k < curves.LearningTimes.Count; k++)
            if (curves.LearningTimes[k] == time)
                return k;
        throw new InvalidOperationException("The time is none of the curve's.");
    }
}
