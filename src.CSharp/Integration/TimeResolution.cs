namespace LrnnSymbolic.Integration;

/// <summary>How finely a double can resolve the time, and what it means when an integration needs more.</summary>
internal static class TimeResolution
{
    /// <summary>
    /// Smallest growth of the state, as a share of itself in one smallest step, that counts as a blow-up. A pole
    /// y ~ (t* - t)^(-p) gains about p times its value on the way to t*, even -log(t* - t) some thousandths; a root
    /// y* - (t* - t)^p with p up to 1/2, where only the slope is infinite, gains less than 1e-7.
    /// </summary>
    private const double BlowUpGrowth = 1e-4;

    /// <summary>Ten units in the last place of the time.</summary>
    public static double SmallestStep(double time) => 10 * (Math.BitIncrement(Math.Abs(time)) - Math.Abs(time));

    /// <summary>Whether the state grows so fast that it leaves every bound before the time can change.</summary>
    public static bool HidesBlowUp(ReadOnlySpan<double> state, ReadOnlySpan<double> slope, double smallestStep)
    {
        double growth = 0, square = 0;
        for (var i = 0; i < state.Length; i++)
        {
            growth += state[i] * (slope[i] * smallestStep);
            square += state[i] * state[i];
        }

        return growth > BlowUpGrowth * square;
    }
}
