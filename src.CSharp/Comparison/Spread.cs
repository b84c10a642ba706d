namespace LrnnSymbolic.Comparison;

/// <summary>How a number varies over seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">Of a single seed, from the sum of squares over one less than the number; 0 for one seed.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Largest">The largest.</param>
public readonly record struct Spread(double Mean, double StandardDeviation, double Least, double Largest)
{
    /// <summary>The spread of some numbers.</summary>
    /// <param name="values">At least one number.</param>
    /// <exception cref="ArgumentException">There is no number.</exception>
    public static Spread Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("A spread needs a number.", nameof(values));
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        return new(mean, values.Count == 1 ? 0 : Math.Sqrt(squares / (values.Count - 1)), values.Min(), values.Max());
    }
}
