namespace LrnnSymbolic.Integration;

/// <summary>A time at which a function of the state changes its sign.</summary>
/// <param name="Time">The time.</param>
/// <param name="State">The state there.</param>
/// <param name="Rising">Does the function grow with the time there?</param>
public sealed record SignChange(double Time, double[] State, bool Rising);

/// <summary>Locates events on the dense output of a trajectory.</summary>
public static class EventLocation
{
    // The curve inside a step is a polynomial of low degree; parts of it show most crossings that come in pairs.
    private const int PartsOfStep = 8;

    /// <summary>
    /// Every sign change of <paramref name="function"/> along the trajectory, to the last digit of the time as far as the dense output goes: the
    /// error is that of the state there over the function's slope. A crossing counts only if the function leaves the noise on both
    /// sides; values within it, as of a state that settles on the border, have no sign.
    /// </summary>
    /// <param name="trajectory">The solution.</param>
    /// <param name="function">Of the state.</param>
    /// <param name="noise">What the function may be off by, at least 0.</param>
    public static IReadOnlyList<SignChange> Find(Trajectory trajectory, Func<double[], double> function, double noise)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        var found = new List<SignChange>();
        var (certainTime, certainSign) = (trajectory.StartTime, 0);
        foreach (var time in Times(trajectory))
        {
            var value = function(trajectory.Evaluate(time));
            if (!(Math.Abs(value) > noise))
                continue;
            var sign = Math.Sign(value);
            if (sign == -certainSign)
                found.Add(Locate(trajectory, function, certainTime, time, sign));
            (certainTime, certainSign) = (time, sign);
        }

        return found;
    }

    private static IEnumerable<double> Times(Trajectory trajectory)
    {
        yield return trajectory.StartTime;
        for (var step = 1; step < trajectory.Times.Length; step++)
        {
            var (start, end) = (trajectory.Times[step - 1], trajectory.Times[step]);
            for (var part = 1; part < PartsOfStep; part++)
                yield return start + (end - start) * part / PartsOfStep;
            yield return end;
        }
    }

    // Bisection down to neighbouring doubles: some fifty evaluations of a polynomial.
    private static SignChange Locate(Trajectory trajectory, Func<double[], double> function, double before, double after, int sign)
    {
        while (true)
        {
            var middle = before + (after - before) / 2;
            if (middle == before || middle == after)
                return new SignChange(after, trajectory.Evaluate(after), sign > 0);
            if (Math.Sign(function(trajectory.Evaluate(middle))) == sign)
                after = middle;
            else
                before = middle;
        }
    }
}
