namespace LrnnSymbolic.Training;

/// <summary>How long, how fast and on which loss to descend, and at which steps to observe.</summary>
public sealed record DescentSchedule
{
    /// <summary>Takes the schedule.</summary>
    /// <param name="learningRate">eta, of the loss that <paramref name="timescale"/> names.</param>
    /// <param name="steps">The number of steps; 0 observes the start only.</param>
    /// <param name="recordAt">The steps, in 0..steps, before which to observe; order and repetitions do not matter.</param>
    /// <param name="timescale">The loss convention; <see cref="LearningTimescale.Summed"/> if absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive and finite, or a step is out of range.</exception>
    public DescentSchedule(
        double learningRate, int steps, IEnumerable<int> recordAt, LearningTimescale? timescale = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentNullException.ThrowIfNull(recordAt);
        if (!(learningRate > 0 && double.IsFinite(learningRate)))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "The learning rate must be positive and finite.");

        (LearningRate, Steps, Timescale) = (learningRate, steps, timescale ?? LearningTimescale.Summed);
        RecordAt = [.. recordAt.Distinct().Order()];
        if (RecordAt.Any(step => step < 0 || step > steps))
            throw new ArgumentOutOfRangeException(nameof(recordAt), $"Steps to record must lie in 0..{steps}.");
    }

    /// <summary>eta, of the descended loss.</summary>
    public double LearningRate { get; }

    /// <summary>The number of steps.</summary>
    public int Steps { get; }

    /// <summary>The steps to observe, ascending.</summary>
    public IReadOnlyList<int> RecordAt { get; }

    /// <summary>The loss convention.</summary>
    public LearningTimescale Timescale { get; }

    /// <summary>The run has diverged once the loss exceeds this many times the loss at the start plus that of zero output.</summary>
    public double ExplosionFactor { get; init; } = 1e6;

    /// <summary>
    /// mu of v &lt;- mu v + dL/dW, W &lt;- W - eta v, at least 0 and below 1; 0 is plain descent. In the long run each gradient moves the
    /// weights by eta/(1 - mu) times itself.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1).</exception>
    public double Momentum
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The momentum must be at least 0 and below 1.");
    }

    /// <summary>The learning time after some steps, in units of tau; momentum makes each step 1/(1 - mu) times as long.</summary>
    /// <param name="steps">Steps of descent.</param>
    public double LearningTime(int steps) => Timescale.LearningTime(steps, LearningRate / (1 - Momentum));

    /// <summary>Observes <paramref name="intervals"/> + 1 steps spread evenly over 0..steps (fewer if there are fewer steps).</summary>
    /// <param name="learningRate">eta, of the descended loss.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="intervals">The number of intervals between observations.</param>
    /// <param name="timescale">The loss convention; <see cref="LearningTimescale.Summed"/> if absent.</param>
    public static DescentSchedule Evenly(
        double learningRate, int steps, int intervals, LearningTimescale? timescale = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(intervals);
        var recordAt = Enumerable.Range(0, intervals + 1).Select(k => (int)((long)k * steps / intervals));
        return new(learningRate, steps, recordAt, timescale);
    }
}
