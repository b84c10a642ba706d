namespace LrnnSymbolic.Integration;

/// <summary>Which vectors still count as numbers.</summary>
internal static class Finiteness
{
    /// <summary>A state beyond this magnitude has diverged; its square is still a finite number.</summary>
    public const double LargestMagnitude = 1e150;

    /// <summary>Whether no component is infinite or NaN.</summary>
    public static bool Holds(ReadOnlySpan<double> vector)
    {
        foreach (var component in vector)
            if (!double.IsFinite(component))
                return false;
        return true;
    }

    /// <summary>Whether every component is a number of magnitude at most <see cref="LargestMagnitude"/>.</summary>
    public static bool IsBounded(ReadOnlySpan<double> vector)
    {
        foreach (var component in vector)
            if (!(Math.Abs(component) <= LargestMagnitude))
                return false;
        return true;
    }
}
