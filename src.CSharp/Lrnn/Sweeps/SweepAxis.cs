using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>
/// What varies over a sweep, as "delta=0:3:200": a parameter of the task, T, or a start a, b, c; several names that share one value
/// as "a=c=0.01:1:20". The ends are exact, and so are the points between them before they become doubles.
/// </summary>
internal sealed record SweepAxis(string Text, IReadOnlyList<string> Names, Expr Low, Expr High, int? Count, bool IsLogarithmic)
{
    private const int MostPoints = 100_000_000;

    /// <summary>The axis as a name of a column.</summary>
    public string Column => string.Join('=', Names);

    /// <summary>Does the axis vary the trajectory length?</summary>
    public bool IsLength => Names.Contains("T");

    /// <summary>Reads NAME=LOW:HIGH:COUNT or NAME=LOW:HIGH:COUNT:log, without a count for a random design.</summary>
    public static SweepAxis Read(string option, string text, bool isRandom)
    {
        var parts = text.Split('=');
        string[] names = [.. parts[..^1].Select(name => name.Trim())];
        var numbers = parts[^1].Split(':');
        var isLogarithmic = numbers[^1].Trim() == "log";
        var bounds = isLogarithmic ? numbers[..^1] : numbers;
        if (names.Length == 0 || names.Any(name => name == "") || bounds.Length != (isRandom ? 2 : 3))
            throw new InputException(isRandom
                ? $"{option}: '{text}' is not of the form NAME=LOW:HIGH, as in {option} delta=0:3 (--random says how many points)"
                : $"{option}: '{text}' is not of the form NAME=LOW:HIGH:COUNT, as in {option} delta=0:3:200");

        int? count = isRandom ? null : OptionValue.Whole($"{option}: the number of points", bounds[2].Trim(), 1, MostPoints);
        var axis = new SweepAxis(text, names, Bound(option, names[0], bounds[0]), Bound(option, names[0], bounds[1]), count, isLogarithmic);
        axis.Check(option);
        return axis;
    }

    private static Expr Bound(string option, string name, string text) =>
        OptionValue.Assignments(option, $"{name}={text}").Values.Head.Item2.Head;

    private void Check(string option)
    {
        var (low, high) = (Number(Low), Number(High));
        if (Count == 1 && low != high)
            throw new InputException($"{option}: one point needs equal ends, not those of '{Text}'");
        if (IsLogarithmic && !(low > 0 && high > 0))
            throw new InputException($"{option}: '{Text}' has a logarithmic scale, whose ends must be above 0");
        if (IsLength && Count is { } points)
            for (var k = 0; k < points; k++)
                RequireLength(option, Value(k));
    }

    private void RequireLength(string option, double value)
    {
        if (value != Math.Floor(value) || value < 1 || value > ParameterValuesModule.longestTrajectory)
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{option}: T must be a whole number from 1 to {ParameterValuesModule.longestTrajectory} at every point, not {value} as in '{Text}'"));
    }

    /// <summary>The k-th of the points, both ends included.</summary>
    public double Value(int k) => Count is 1 or null ? Number(Low) : Between(k, Count.Value - 1);

    // Exact until the last step, so that 0:3:31 has the double nearest to 0.1.
    private double Between(int k, int intervals)
    {
        if (k == 0 || k == intervals)
            return Number(k == 0 ? Low : High);
        if (IsLogarithmic)
            return At((double)k / intervals);
        return Number(Canonical.add(Low, Canonical.multiply(Canonical.subtract(High, Low), Canonical.divide(Canonical.ofInt(k), Canonical.ofInt(intervals)))));
    }

    /// <summary>The value at a fraction of the way from the low end to the high one; a length is rounded down, each with equal weight.</summary>
    public double At(double fraction)
    {
        var (low, high) = (Number(Low), Number(High));
        if (IsLength)
            return Math.Min(Math.Floor(low + (fraction * (high + 1 - low))), high);
        return IsLogarithmic
            ? low * Math.Exp(fraction * Math.Log(high / low))
            : low + (fraction * (high - low));
    }

    private double Number(Expr value) => ParameterValuesModule.toDouble(Names[0], value).OrThrow();
}
