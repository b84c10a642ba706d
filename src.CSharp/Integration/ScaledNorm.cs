using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>The root mean square of a vector's components, each in units of its tolerance.</summary>
internal static class ScaledNorm
{
    /// <summary>
    /// sqrt(mean_i (vector_i / (Absolute + Relative max(|first_i|, |second_i|)))^2); at most 1 when the tolerance holds.
    /// </summary>
    public static double Of(
        ReadOnlySpan<double> vector, ReadOnlySpan<double> first, ReadOnlySpan<double> second, Tolerance tolerance)
    {
        var sum = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            var magnitude = Math.Max(Math.Abs(first[i]), Math.Abs(second[i]));
            var ratio = vector[i] / (tolerance.Absolute + tolerance.Relative * magnitude);
            sum += ratio * ratio;
        }

        return Math.Sqrt(sum / vector.Length);
    }
}
