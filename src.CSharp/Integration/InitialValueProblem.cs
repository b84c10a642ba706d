using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>What both integrators demand of a caller's problem.</summary>
internal static class InitialValueProblem
{
    /// <exception cref="ArgumentNullException"><paramref name="field"/> is null.</exception>
    /// <exception cref="ArgumentException">The state has no components.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time, or the time between them, is not a finite number.</exception>
    public static void Require(VectorField field, double startTime, ReadOnlySpan<double> initialState, double endTime)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (initialState.IsEmpty)
            throw new ArgumentException("The state has no components.", nameof(initialState));
        if (!double.IsFinite(startTime))
            throw new ArgumentOutOfRangeException(nameof(startTime), startTime, "The start time must be a finite number.");
        if (!double.IsFinite(endTime - startTime))
            throw new ArgumentOutOfRangeException(nameof(endTime), endTime, "The end time must be a finite number within reach.");
    }
}
