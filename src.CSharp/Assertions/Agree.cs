using System.Globalization;

namespace LrnnSymbolic.Assertions;

/// <summary>
/// Numeric checks for tests of any framework: silent when everything agrees, a <see cref="DisagreementException"/> when not. A number
/// that is not finite agrees with nothing, and to compare nothing is an error.
/// </summary>
public static class Agree
{
    /// <summary>One number.</summary>
    /// <param name="name">What it is, for the message.</param>
    /// <param name="expected">The number as it should be.</param>
    /// <param name="found">The number to be checked.</param>
    /// <param name="within">How far it may lie off.</param>
    /// <exception cref="DisagreementException">It lies further off.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A bound is negative or not finite.</exception>
    public static void Value(string name, double expected, double found, Within within) =>
        Check(name, [expected], [found], within, "value", _ => "");

    /// <summary>A list of numbers, such as a flattened kernel or the singular values of a matrix.</summary>
    /// <param name="name">What they are, for the message.</param>
    /// <param name="expected">The numbers as they should be, at least one.</param>
    /// <param name="found">The numbers to be checked, as many.</param>
    /// <param name="within">How far each may lie off.</param>
    /// <exception cref="DisagreementException">A number lies further off, or their counts differ.</exception>
    /// <exception cref="ArgumentException">There is nothing to compare, or a bound is negative or not finite.</exception>
    public static void Values(string name, IReadOnlyList<double> expected, IReadOnlyList<double> found, Within within) =>
        Check(name, expected, found, within, "value", k => $"index {k}");

    /// <summary>A curve over learning time, such as a mode or the loss.</summary>
    /// <param name="name">What the curve shows, for the message.</param>
    /// <param name="learningTimes">The learning times of both curves, at least one.</param>
    /// <param name="expected">The theory's values at these times.</param>
    /// <param name="found">The values to be checked, at the same times.</param>
    /// <param name="within">How far each value may lie off.</param>
    /// <exception cref="DisagreementException">A value lies further off, or the curve found has another number of values.</exception>
    /// <exception cref="ArgumentException">
    /// There is nothing to compare, the expected curve has another number of values than there are times, or a bound is negative or not
    /// finite.
    /// </exception>
    public static void Curve(
        string name, IReadOnlyList<double> learningTimes, IReadOnlyList<double> expected, IReadOnlyList<double> found, Within within)
    {
        ArgumentNullException.ThrowIfNull(learningTimes);
        ArgumentNullException.ThrowIfNull(expected);
        if (expected.Count != learningTimes.Count)
            throw new ArgumentException($"{name}: {learningTimes.Count} learning times, but {expected.Count} expected values.", nameof(expected));
        Check(name, expected, found, within, "learning time", k => $"learning time {Within.Text(learningTimes[k])} (index {k})");
    }

    /// <summary>Curves of several components over learning time, such as the modes a, b and c; the worst of them is reported.</summary>
    /// <param name="names">The components' names.</param>
    /// <param name="learningTimes">The learning times, at least one.</param>
    /// <param name="expected">One row for each learning time, one value for each name.</param>
    /// <param name="found">Rows to be checked, of the same shape.</param>
    /// <param name="within">How far each value may lie off.</param>
    /// <exception cref="DisagreementException">A value lies further off, or the rows found have another shape.</exception>
    /// <exception cref="ArgumentException">
    /// There is nothing to compare, the expected rows do not have the shape of times and names, or a bound is negative or not finite.
    /// </exception>
    public static void Curves(
        IReadOnlyList<string> names,
        IReadOnlyList<double> learningTimes,
        IReadOnlyList<IReadOnlyList<double>> expected,
        IReadOnlyList<IReadOnlyList<double>> found,
        Within within)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(learningTimes);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(found);
        var all = string.Join(", ", names);
        if (expected.Count != learningTimes.Count || expected.Any(row => row.Count != names.Count))
            throw new ArgumentException($"{all}: expected must have {learningTimes.Count} rows of {names.Count} values.", nameof(expected));
        if (found.Count != expected.Count || found.Any(row => row.Count != names.Count))
            throw new DisagreementException($"{all}: {expected.Count} rows of {names.Count} values were expected, found {Shape(found)}.");
        Check(
            all,
            [.. expected.SelectMany(row => row)],
            [.. found.SelectMany(row => row)],
            within,
            "value",
            k => $"{names[k % names.Count]} at learning time {Within.Text(learningTimes[k / names.Count])} (index {k / names.Count})");
    }

    /// <summary>Two functions of parameters, compared at points: a formula of one's own against one that was derived, say.</summary>
    /// <param name="name">What the functions compute, for the message.</param>
    /// <param name="parameters">The names of their arguments.</param>
    /// <param name="points">The points, at least one; each has a value for each name.</param>
    /// <param name="expected">The function as it should be.</param>
    /// <param name="found">The function to be checked.</param>
    /// <param name="within">How far a value may lie off.</param>
    /// <exception cref="DisagreementException">A value lies further off.</exception>
    /// <exception cref="ArgumentException">
    /// There is nothing to compare, a point has another number of values than there are names, or a bound is negative or not finite.
    /// </exception>
    public static void AtPoints(
        string name,
        IReadOnlyList<string> parameters,
        IReadOnlyList<double[]> points,
        Func<double[], double> expected,
        Func<double[], double> found,
        Within within)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(found);
        if (points.FirstOrDefault(point => point.Length != parameters.Count) is { } odd)
            throw new ArgumentException($"{name}: a point with {odd.Length} values for the {parameters.Count} names {string.Join(", ", parameters)}.", nameof(points));
        Check(
            name,
            [.. points.Select(point => expected([.. point]))],
            [.. points.Select(point => found([.. point]))],
            within,
            "point",
            k => $"{string.Join(", ", parameters.Select((parameter, j) => $"{parameter} = {Exact(points[k][j])}"))} (point {k})");
    }

    private static void Check(
        string name, IReadOnlyList<double> expected, IReadOnlyList<double> found, Within within, string unit, Func<int, string> place)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(found);
        within.Require();
        if (expected.Count == 0)
            throw new ArgumentException($"{name}: there is nothing to compare.", nameof(expected));
        if (found.Count != expected.Count)
            throw new DisagreementException($"{name}: {expected.Count} values were expected, found {found.Count}.");

        int[] beyond = [.. Enumerable.Range(0, expected.Count).Where(k => !(Excess(k) <= 1))];
        if (beyond.Length == 0)
            return;

        var worst = beyond.MaxBy(Excess);
        var many = expected.Count > 1;
        string[] lines =
        [
            many ? $"{name}: {beyond.Length} of {expected.Count} {unit}s beyond the tolerance" : $"{name} is beyond the tolerance",
            .. place(worst) is { Length: > 0 } at ? [$"worst at   {at}"] : Array.Empty<string>(),
            $"expected   {Exact(expected[worst])}",
            $"found      {Exact(found[worst])}",
            $"deviation  {Deviation(worst)}, allowed {Within.Text(within.Allowed(expected[worst]))} ({within})",
            .. beyond[0] != worst
                ? [$"first at   {place(beyond[0])}: expected {Exact(expected[beyond[0]])}, found {Exact(found[beyond[0]])}"]
                : Array.Empty<string>(),
        ];
        throw new DisagreementException(string.Join("\n  ", lines));

        // The deviation in units of what is allowed; infinite where a number is not finite.
        double Excess(int k)
        {
            var difference = Math.Abs(found[k] - expected[k]);
            if (!double.IsFinite(found[k]) || !double.IsFinite(expected[k]))
                return double.PositiveInfinity;
            return difference == 0 ? 0 : difference / within.Allowed(expected[k]);
        }

        string Deviation(int k) =>
            double.IsFinite(found[k]) && double.IsFinite(expected[k]) ? Within.Text(Math.Abs(found[k] - expected[k])) : "not a finite number";
    }

    private static string Exact(double x) => x.ToString("R", CultureInfo.InvariantCulture);

    private static string Shape(IReadOnlyList<IReadOnlyList<double>> rows) =>
        rows.Count == 0 ? "none" : $"{rows.Count} rows of {string.Join(" or ", rows.Select(row => row.Count).Distinct().Order())}";
}
