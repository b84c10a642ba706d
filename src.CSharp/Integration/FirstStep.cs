using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The size of the first step from the sizes of the state, its slope and its curvature (Hairer, Nørsett, Wanner, "Solving
/// Ordinary Differential Equations I", II.4). Costs one evaluation. The rule compares slope and curvature as if the time had
/// the problem's own unit; far from it, the step control makes up for a poor guess in a few steps.
/// </summary>
internal static class FirstStep
{
    private const double Cautious = 1e-6;

    /// <summary>A positive step size of at most <paramref name="largest"/>, for a started <paramref name="step"/>.</summary>
    /// <param name="step">The integration at its initial time.</param>
    /// <param name="direction">+1 forward in time, -1 backward.</param>
    /// <param name="errorOrder">The power of h in the error estimate.</param>
    /// <param name="tolerance">The units of the norm.</param>
    /// <param name="largest">The longest step that makes sense; positive.</param>
    public static double Choose(IFieldStep step, double direction, int errorOrder, Tolerance tolerance, double largest)
    {
        var state = step.State;
        var stateSize = ScaledNorm.Of(state, state, state, tolerance);
        var slopeSize = ScaledNorm.Of(step.Slope, state, state, tolerance);
        var guess = Bounded(Guess(stateSize, slopeSize));
        var curvature = Curvature(step, direction * guess, tolerance);
        return Bounded(Refine(guess, Math.Max(slopeSize, curvature), errorOrder));

        double Bounded(double size) => Math.Min(Math.Max(size, TimeResolution.SmallestStep(step.Time)), largest);
    }

    private static double Guess(double stateSize, double slopeSize)
    {
        var share = 0.01 * stateSize / slopeSize;
        return stateSize < 1e-5 || slopeSize < 1e-5 || !double.IsFinite(share) ? Cautious : share;
    }

    private static double Refine(double guess, double derivativeSize, int errorOrder)
    {
        if (!double.IsFinite(derivativeSize))
            return guess;
        var refined = derivativeSize <= 1e-15
            ? Math.Max(Cautious, guess * 1e-3)
            : Math.Pow(0.01 / derivativeSize, 1.0 / errorOrder);
        return Math.Min(100 * guess, refined);
    }

    /// <summary>The norm of (f(t + h, y + h f) - f(t, y)) / h.</summary>
    private static double Curvature(IFieldStep step, double size, Tolerance tolerance)
    {
        var state = step.State;
        var euler = state.ToArray();
        ScaledSum.Add(euler, size, step.Slope);
        var change = new double[state.Length];
        step.Evaluate(step.Time + size, euler, change);
        ScaledSum.Add(change, -1, step.Slope);
        return ScaledNorm.Of(change, state, state, tolerance) / Math.Abs(size);
    }
}
