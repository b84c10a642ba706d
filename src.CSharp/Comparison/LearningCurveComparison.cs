using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison;

/// <summary>The learning curves of the theory against those of a trained network.</summary>
/// <param name="Modes">One comparison for each singular dimension.</param>
/// <param name="Loss">The deviation of the summed loss (4).</param>
/// <param name="FinalTheoryLoss">The theory's loss at the last compared learning time.</param>
/// <param name="FinalTrainedLoss">The network's loss at the last compared learning time.</param>
/// <param name="Within">The largest deviation of any mode that passes.</param>
/// <param name="WholeCurve">Whether training recorded every learning time of the theory; false after a divergence.</param>
public sealed record LearningCurveComparison(
    IReadOnlyList<ModeComparison> Modes,
    Deviation Loss,
    double FinalTheoryLoss,
    double FinalTrainedLoss,
    double Within,
    bool WholeCurve)
{
    private const double TimeTolerance = 1e-9;

    /// <summary>The deviation of all modes' a, b and c together.</summary>
    public Deviation Overall => Deviation.Together(Modes.Select(mode => mode.Overall));

    /// <summary>
    /// Whether every mode stays within the bound at every learning time. The loss, which has another scale, is reported but not judged.
    /// </summary>
    public bool Passed => WholeCurve && Overall.Maximum <= Within;

    /// <summary>Compares two sets of curves at the same learning times.</summary>
    /// <param name="theory">The theory's curves.</param>
    /// <param name="trained">The trained network's curves; modes beyond those of the theory are not compared.</param>
    /// <param name="within">The largest deviation of any mode that passes.</param>
    /// <exception cref="ArgumentException">Different learning times, no modes, or fewer trained modes than the theory has.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="within"/> is negative or not a number.</exception>
    public static LearningCurveComparison Compare(ModeCurves theory, ModeCurves trained, double within)
    {
        ArgumentNullException.ThrowIfNull(theory);
        ArgumentNullException.ThrowIfNull(trained);
        RequireSameTimes(theory.LearningTimes, trained.LearningTimes);
        return CompareAtSameTimes(theory, trained, within, wholeCurve: true);
    }

    /// <summary>
    /// Compares the theory with a training run. A run that diverged is compared as far as it was recorded, and does not pass.
    /// </summary>
    /// <param name="theory">The theory's curves, at the run's scheduled learning times.</param>
    /// <param name="run">The run; modes beyond those of the theory are not compared.</param>
    /// <param name="within">The largest deviation of any mode that passes.</param>
    /// <exception cref="ArgumentException">
    /// Different learning times, a run without a record, no modes, or fewer trained modes than the theory has.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="within"/> is negative or not a number.</exception>
    public static LearningCurveComparison Compare(ModeCurves theory, TrainingRun<RecoveredModes> run, double within)
    {
        ArgumentNullException.ThrowIfNull(theory);
        var trained = ModeCurves.Recorded(run);
        bool completed = run.Outcome == TrainingOutcome.Completed;
        var compared = completed ? theory : theory.Beginning(trained.LearningTimes.Count);
        RequireSameTimes(compared.LearningTimes, trained.LearningTimes);
        return CompareAtSameTimes(compared, trained, within, completed);
    }

    private static LearningCurveComparison CompareAtSameTimes(
        ModeCurves theory, ModeCurves trained, double within, bool wholeCurve)
    {
        if (!(within >= 0))
            throw new ArgumentOutOfRangeException(nameof(within), within, "The bound must not be negative.");
        if (theory.Modes == 0 || trained.Modes < theory.Modes)
            throw new ArgumentException($"The theory has {theory.Modes} modes, the trained network {trained.Modes}.", nameof(trained));

        return new(
            [.. Enumerable.Range(0, theory.Modes).Select(mode => CompareMode(theory, trained, mode))],
            Deviation.Between(theory.Loss, trained.Loss),
            theory.Loss[^1],
            trained.Loss[^1],
            within,
            wholeCurve);
    }

    private static ModeComparison CompareMode(ModeCurves theory, ModeCurves trained, int mode) => new(
        mode,
        Deviation.Between(theory.Input[mode], trained.Input[mode]),
        Deviation.Between(theory.Recurrent[mode], trained.Recurrent[mode]),
        Deviation.Between(theory.Output[mode], trained.Output[mode]),
        Final(theory, mode),
        Final(trained, mode));

    private static ConnectivityModes Final(ModeCurves curves, int mode) =>
        new(curves.Input[mode][^1], curves.Recurrent[mode][^1], curves.Output[mode][^1]);

    private static void RequireSameTimes(IReadOnlyList<double> theory, IReadOnlyList<double> trained)
    {
        if (theory.Count != trained.Count)
            throw new ArgumentException($"The theory has {theory.Count} learning times, training {trained.Count}.");
        for (int k = 0; k < theory.Count; k++)
            if (!(Math.Abs(theory[k] - trained[k]) <= TimeTolerance * Math.Max(1, Math.Abs(trained[k]))))
                throw new ArgumentException($"Learning time {k} is {theory[k]} in the theory and {trained[k]} in training.");
    }
}
