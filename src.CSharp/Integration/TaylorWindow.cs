namespace LrnnSymbolic.Integration;

/// <summary>
/// How far a power series y + y_1 h + ... + y_N h^N reaches, judged by the decay of its coefficients. By Cauchy and Hadamard the
/// radius of convergence is 1/limsup |y_n|^(1/n); the coefficients then fall like |y_n| = M R^(-n), which leaves a remainder
/// |y_N| h^N q/(1 - q), q = h/R, after the last term.
/// </summary>
public static class TaylorWindow
{
    /// <summary>The smallest order that leaves two pairs of coefficients to compare.</summary>
    public const int SmallestOrder = 4;

    /// <summary>The largest share of the radius that a window takes: the remainder is then at most its first term doubled.</summary>
    public const double LargestShare = 0.5;

    /// <summary>
    /// An estimate of the radius of convergence: R = (|y_m|/|y_N|)^(1/(N-m)) with m about N/2, where |y_n| is the larger of two
    /// neighbours, as every second coefficient of an even or odd solution is zero. Exact for a simple pole on the real axis, off by a
    /// factor (m/N)^((p-1)/(N-m)) for a singularity (t* - t)^(-p). Infinite when the last coefficients are zero, or all before them.
    /// </summary>
    /// <param name="magnitudes">|y_1|, ..., |y_N|, in any one norm.</param>
    /// <exception cref="ArgumentException">Fewer than <see cref="SmallestOrder"/> magnitudes.</exception>
    public static double Radius(ReadOnlySpan<double> magnitudes)
    {
        var order = magnitudes.Length;
        if (order < SmallestOrder)
            throw new ArgumentException($"At least {SmallestOrder} coefficients are needed, not {order}.", nameof(magnitudes));
        var middle = (order + 1) / 2;
        while (middle > 2 && Larger(magnitudes, middle) == 0)
            middle--;
        var (early, late) = (Larger(magnitudes, middle), Larger(magnitudes, order));
        return early == 0 || late == 0 ? double.PositiveInfinity : Math.Pow(early / late, 1.0 / (order - middle));
    }

    /// <summary>
    /// The step whose remainder is estimated to be the tolerance, 2 |y_N| h^(N+1)/R = 1, and at most half of the radius. Where no
    /// radius is known the last term itself is to be the tolerance.
    /// </summary>
    /// <param name="magnitudes">|y_1|, ..., |y_N| in units of the tolerance.</param>
    /// <returns>A step above 0, infinite for a series that has ended; not a number if the magnitudes are not finite.</returns>
    /// <exception cref="ArgumentException">Fewer than <see cref="SmallestOrder"/> magnitudes.</exception>
    public static double Step(ReadOnlySpan<double> magnitudes)
    {
        var radius = Radius(magnitudes);
        var order = magnitudes.Length;
        if (double.IsPositiveInfinity(radius))
            return Math.Pow(Larger(magnitudes, order), -1.0 / order);
        // Of the last two terms the one that is larger, as if it were the last.
        var last = Math.Max(magnitudes[^1], magnitudes[^2] / radius);
        return Math.Min(Math.Pow(radius / (2 * last), 1.0 / (order + 1)), LargestShare * radius);
    }

    private static double Larger(ReadOnlySpan<double> magnitudes, int order) => Math.Max(magnitudes[order - 1], magnitudes[order - 2]);
}
