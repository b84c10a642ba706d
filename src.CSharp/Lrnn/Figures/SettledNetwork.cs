using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>Trains a network to the end, whatever number of steps that takes.</summary>
internal static class SettledNetwork
{
    private const int Chunk = 100;
    private const int Halvings = 8;
    private const double Growing = 1.5;
    private const double NoLonger = 1e-9;

    /// <summary>
    /// Descends until the loss is below a share of the targets' energy, or falls no longer; null where it does neither within the steps. A rate
    /// at which the loss grows is halved, and training starts again.
    /// </summary>
    public static LinearRecurrentNetwork? Train(
        LinearRecurrentNetwork start, ILossGradient loss, double rate, double share, int mostSteps, CancellationToken cancellation)
    {
        for (var halving = 0; halving < Halvings; halving++, rate /= 2)
            if (Descend(start, loss, rate, share, mostSteps, cancellation) is { } result)
                return result.Network;
        return null;
    }

    // Null where the rate is too large.
    private static (LinearRecurrentNetwork? Network, bool _)? Descend(
        LinearRecurrentNetwork network, ILossGradient loss, double rate, double share, int mostSteps, CancellationToken cancellation)
    {
        var before = double.PositiveInfinity;
        for (var steps = 0; steps < mostSteps; steps += Chunk)
        {
            var run = GradientDescent.Train(network, loss, new DescentSchedule(rate, Chunk, []), _ => 0, null, cancellation);
            if (run.Outcome == TrainingOutcome.Diverged || run.FinalLoss > Growing * before)
                return null;
            network = run.FinalNetwork;
            var target = share * loss.TargetEnergy;
            if (run.FinalLoss <= target || (steps > 20 * Chunk && before - run.FinalLoss < NoLonger * before && before - run.FinalLoss < target))
                return (network, true);
            before = run.FinalLoss;
        }

        return (null, false);
    }
}
