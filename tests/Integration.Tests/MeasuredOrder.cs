using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// The power of h in errors at h, h/r, h/r^2 and h/r^3. An error C h^p (1 + D h + ...) falls by p + D' h + O(h^2) powers of r when h is divided by r.
/// The four tell p when this expansion has begun, so that two neighbouring slopes extrapolated to h = 0 leave O(h^2): that is done twice, and both must
/// give p.
/// </summary>
internal static class MeasuredOrder
{
    /// <summary>What a claimed order may be missed by.</summary>
    public const double Within = 0.05;

    /// <summary>Requires the power <paramref name="expected"/> of errors that fall by dividing h three times.</summary>
    /// <param name="expected">The power claimed.</param>
    /// <param name="error">The error by the number of divisions.</param>
    /// <param name="rounding">What rounding may add to an error: the finest must be 300 times larger, which moves its slope by less than 0.01.</param>
    /// <param name="ratio">r.</param>
    public static void Require(double expected, Func<int, double> error, double rounding, double ratio = 2)
    {
        double[] errors = [.. Enumerable.Range(0, 4).Select(error)];
        Assert.True(errors[^1] > 300 * rounding, $"the finest error {errors[^1]} is lost in rounding");
        double[] slopes = [.. errors.Zip(errors.Skip(1), (coarse, fine) => Math.Log(coarse / fine, ratio))];
        double[] orders = [.. slopes.Zip(slopes.Skip(1), (coarse, fine) => (ratio * fine - coarse) / (ratio - 1))];
        Assert.True(
            orders.All(order => Math.Abs(order - expected) <= Within),
            $"order {expected} claimed, measured {string.Join(" and ", orders)} from the slopes {string.Join(", ", slopes)}");
    }
}
