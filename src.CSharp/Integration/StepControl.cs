using System.Runtime.CompilerServices;

namespace LrnnSymbolic.Integration;

/// <summary>
/// How an adaptive integration chooses its steps. After an accepted step with error e_n (a fraction of the tolerance) the
/// next one is h * Safety * e_n^(-Alpha) * e_(n-1)^Beta, the factor kept within [SmallestFactor, LargestFactor]: a
/// proportional-integral controller. After a rejected step the last error is left out, and the step after a
/// rejection does not grow.
/// </summary>
/// <remarks>
/// Alpha and Beta are meant for estimates of O(h^5); for O(h^q) they are multiplied by 5/q. The defaults are those of Hairer,
/// Nørsett and Wanner's DOPRI5: Beta = 0.04 and Alpha = 1/5 - 0.75 Beta = 0.17. Beta = 0, Alpha = 1/5 is the elementary controller, which rejects more often where
/// stability and not accuracy limits the step. Every setter throws <see cref="ArgumentOutOfRangeException"/> for a
/// value outside the stated range.
/// </remarks>
public sealed record StepControl
{
    /// <summary>The exponent of the present error; positive.</summary>
    public double Alpha { get; init => field = Within(value, double.Epsilon, double.MaxValue); } = 0.17;

    /// <summary>The exponent of the previous error; not negative.</summary>
    public double Beta { get; init => field = Within(value, 0, double.MaxValue); } = 0.04;

    /// <summary>The share of the predicted step that is taken; in (0, 1].</summary>
    public double Safety { get; init => field = Within(value, double.Epsilon, 1); } = 0.9;

    /// <summary>The strongest shrinking of a step; in (0, 1). It also answers a stage that is not finite.</summary>
    public double SmallestFactor { get; init => field = Within(value, double.Epsilon, double.BitDecrement(1)); } = 0.2;

    /// <summary>The strongest growth of a step; at least 1.</summary>
    public double LargestFactor { get; init => field = Within(value, 1, double.MaxValue); } = 10;

    /// <summary>The size of the first step in units of time, positive; null leaves it to the starting procedure.</summary>
    public double? FirstStep { get; init => field = value is { } size ? Within(size, double.Epsilon, double.MaxValue) : null; }

    /// <summary>The largest step in units of time; positive, infinite by default.</summary>
    public double LargestStep { get; init => field = Within(value, double.Epsilon, double.PositiveInfinity); } = double.PositiveInfinity;

    /// <summary>The number of attempted steps, accepted or rejected, after which an integration gives up; positive.</summary>
    public int StepLimit { get; init => field = (int)Within(value, 1, int.MaxValue); } = 100_000;

    private static double Within(double value, double smallest, double largest, [CallerMemberName] string name = "") =>
        value >= smallest && value <= largest
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must lie in [{smallest}, {largest}].");
}
