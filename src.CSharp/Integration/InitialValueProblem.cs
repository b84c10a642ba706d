using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>What the integrators demand of a caller's problem.</summary>
internal static class InitialValueProblem
{
    /// <exception cref="ArgumentException">The state has no components.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time, or the time between them, is not a finite number.</exception>
    public static void Require(double startTime, ReadOnlySpan<double> initialState, double endTime)
    {
        if (initialState.IsEmpty)
            throw new ArgumentException("The state has no components.", nameof(initialState));
        if (!double.IsFinite(startTime))
            throw new ArgumentOutOfRangeException(nameof(startTime), startTime, "The start time must be a finite number.");
        if (!double.IsFinite(endTime - startTime))
            throw new ArgumentOutOfRangeException(nameof(endTime), endTime, "The end time must be a finite number within reach.");
    }

    /// <exception cref="ArgumentOutOfRangeException">A part of the tolerance is not a positive finite number.</exception>
    public static void Require(Tolerance tolerance)
    {
        RequirePositive(tolerance.Relative, "relative");
        RequirePositive(tolerance.Absolute, "absolute");
    }

    private static void RequirePositive(double value, string part)
    {
        if (!(value > 0 && double.IsFinite(value)))
            throw new ArgumentOutOfRangeException(
                "tolerance", value, $"The {part} tolerance must be a positive finite number.");
    }
}
