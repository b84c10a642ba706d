namespace LrnnSymbolic.Integration;

/// <summary>A time at which a function of the state changes its sign.</summary>
/// <param name="Time">The time.</param>
/// <param name="State">The state there.</param>
/// <param name="Rising">Does the function grow with the time there?</param>
public sealed record SignChange(double Time, double[] State, bool Rising);

/// <summary>Locates events on the dense output of a trajectory.</summary>
public static class EventLocation
{
    /// <summary>
    /// The sign changes of <paramref name="function"/> along the trajectory, in its direction, to the last digit of the time as far as the dense output
    /// goes: the error is that of the state there over the function's slope. A crossing counts only if the function leaves the noise on both
    /// sides; values within it, as of a state that settles on the border, have no sign.
    /// </summary>
    /// <remarks>
    /// None is missed of a component of the state less a level, nor of a product of two, nor of any polynomial of low degree in the state: the dense output is
    /// a polynomial within a step, whose extrema are bracketed, for degrees up to 12. Other functions are followed as finely as their values at 17 or more points
    /// of each piece of a step ask for; what happens between such points and shows at none of them is not seen.
    /// </remarks>
    /// <param name="trajectory">The solution.</param>
    /// <param name="function">Of the state.</param>
    /// <param name="noise">What the function may be off by, at least 0.</param>
    public static IReadOnlyList<SignChange> Find(Trajectory trajectory, Func<double[], double> function, double noise)
    {
        Require(trajectory, function, noise);
        return Between(trajectory, function, noise, new StepPieces(trajectory, function, noise).Times());
    }

    /// <summary>The first sign change of a function that is monotone along the trajectory, such as the energy of a gradient flow; null for none.</summary>
    /// <param name="trajectory">The solution.</param>
    /// <param name="function">Of the state; it is evaluated at the ends of steps, and between those of the crossing.</param>
    /// <param name="noise">What the function may be off by, at least 0.</param>
    public static SignChange? FindMonotone(Trajectory trajectory, Func<double[], double> function, double noise)
    {
        Require(trajectory, function, noise);
        return Between(trajectory, function, noise, trajectory.Times.ToArray()).FirstOrDefault();
    }

    private static void Require(Trajectory trajectory, Func<double[], double> function, double noise)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
    }

    // The changes between successive times at which the function has a sign.
    private static List<SignChange> Between(Trajectory trajectory, Func<double[], double> function, double noise, IEnumerable<double> times)
    {
        var found = new List<SignChange>();
        var (certainTime, certainSign) = (trajectory.StartTime, 0);
        foreach (var time in times)
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

    // Bisection down to neighbouring doubles: some fifty evaluations of a polynomial.
    private static SignChange Locate(Trajectory trajectory, Func<double[], double> function, double before, double after, int sign)
    {
        while (true)
        {
            var middle = before + (after - before) / 2;
            if (middle == before || middle == after)
                return new SignChange(after, trajectory.Evaluate(after), sign > 0 == trajectory.TimeReached >= trajectory.StartTime);
            if (Math.Sign(function(trajectory.Evaluate(middle))) == sign)
                after = middle;
            else
                before = middle;
        }
    }
}
