namespace LrnnSymbolic.Integration;

/// <summary>Newton's method for the stationary point that a state is near, to the last digits.</summary>
internal static class Polishing
{
    /// <summary>From this distance on, relative and absolute, Newton's method takes over.</summary>
    public const double NearEnough = 1e-6;

    private const int MostSteps = 30;

    // Steps of this size are rounding.
    private const double Resolution = 1e-15;

    // Steps of this size may be rounding, if they no longer shrink.
    private const double Accurate = 1e-10;

    /// <summary>
    /// Moves a state to an asymptotically stable point; false where there is none, where the method leaves the neighbourhood or does not settle, or
    /// where steps shrink by a constant factor, as they do at a degenerate point. The state is then anywhere.
    /// </summary>
    /// <param name="correction">Newton's steps.</param>
    /// <param name="state">The state, and its place in the end.</param>
    /// <param name="takesLast">
    /// Does the step that shows that it has settled count, and one that is rounding show it? Saves a step for each of many problems; without it steps
    /// have to stop shrinking, and the first that does is left out.
    /// </param>
    public static bool Polish(ICorrection correction, Span<double> state, bool takesLast)
    {
        Span<double> start = stackalloc double[state.Length], change = stackalloc double[state.Length];
        state.CopyTo(start);
        var before = double.PositiveInfinity;
        var isQuadratic = false;
        for (var k = 0; k < MostSteps; k++)
        {
            if (!correction.Correct(state, change))
                return false;
            var length = Length(change, state);
            isQuadratic |= length <= 1e-12 || (k > 0 && length < before / 100);
            // Quadratic convergence ends in rounding, where steps no longer shrink.
            var hasSettled = length >= before / 2 && length <= Accurate;
            if (!hasSettled && !(length < before))
                return false;
            if (!hasSettled || takesLast)
                for (var i = 0; i < state.Length; i++)
                    state[i] += change[i];
            if (hasSettled || length <= (takesLast ? Resolution : 0))
                return isQuadratic;
            for (var i = 0; i < state.Length; i++)
                change[i] = state[i] - start[i];
            if (!(Length(change, start) <= 10 * NearEnough))
                return false;
            before = length;
        }

        return false;
    }

    // Each component in its own units, 1 + |component|: a large u says nothing about b.
    private static double Length(ReadOnlySpan<double> change, ReadOnlySpan<double> state)
    {
        var largest = 0.0;
        for (var i = 0; i < change.Length; i++)
            largest = Math.Max(largest, Math.Abs(change[i]) / (1 + Math.Abs(state[i])));
        return largest;
    }
}
