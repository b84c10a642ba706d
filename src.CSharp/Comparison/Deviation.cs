namespace LrnnSymbolic.Comparison;

/// <summary>How far two curves lie apart over their common learning times.</summary>
/// <param name="Maximum">The largest absolute difference; not a number if either curve has one.</param>
/// <param name="RootMeanSquare">The root of the mean squared difference, every learning time counted once.</param>
public readonly record struct Deviation(double Maximum, double RootMeanSquare)
{
    /// <summary>The deviation between two curves of one length.</summary>
    /// <param name="theory">The first curve, at least one value.</param>
    /// <param name="trained">The second curve, at the same learning times.</param>
    /// <exception cref="ArgumentException">No values, or curves of different lengths.</exception>
    public static Deviation Between(IReadOnlyList<double> theory, IReadOnlyList<double> trained)
    {
        ArgumentNullException.ThrowIfNull(theory);
        ArgumentNullException.ThrowIfNull(trained);
        if (theory.Count == 0 || theory.Count != trained.Count)
            throw new ArgumentException($"Curves of one length are needed; these have {theory.Count} and {trained.Count} values.");

        double maximum = 0;
        double squares = 0;
        for (int k = 0; k < theory.Count; k++)
        {
            double difference = Math.Abs(trained[k] - theory[k]);
            maximum = Math.Max(maximum, difference);
            squares += difference * difference;
        }

        return new(maximum, Math.Sqrt(squares / theory.Count));
    }

    /// <summary>The deviation of several curves of one length taken together.</summary>
    /// <param name="deviations">Their deviations, at least one.</param>
    public static Deviation Together(IEnumerable<Deviation> deviations)
    {
        Deviation[] all = [.. deviations];
        return new(
            all.Aggregate(0.0, (largest, deviation) => Math.Max(largest, deviation.Maximum)),
            Math.Sqrt(all.Average(deviation => deviation.RootMeanSquare * deviation.RootMeanSquare)));
    }
}
