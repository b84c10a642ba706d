using System.Collections.Concurrent;
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

    // Each is asked for by many points of a grid.
    private readonly ConcurrentDictionary<int, double> _geometric = new();

    /// <summary>The axis as a name of a column.</summary>
    public string Column => string.Join('=', Names);

    /// <summary>The larger of its ends.</summary>
    public double Largest => Math.Max(Number(Low), Number(High));

    /// <summary>Does the trajectory length vary?</summary>
    public bool IsLength => Names.Contains("T");

    // The algebra takes T, and letters such as i and j, for whole numbers and has simplified accordingly.
    private bool IsWhole => Names.Any(name => VocabularyModule.real.Invoke(name).Assumptions.Domain.IsInteger);

    /// <summary>Reads NAME=LOW:HIGH:COUNT or NAME=LOW:HIGH:COUNT:log, without a count for a random design.</summary>
    public static SweepAxis Read(string text, bool isRandom)
    {
        var parts = text.Split('=');
        string[] names = [.. parts[..^1].Select(name => name.Trim())];
        var numbers = parts[^1].Split(':');
        var isLogarithmic = numbers[^1].Trim() == "log";
        var bounds = isLogarithmic ? numbers[..^1] : numbers;
        if (names.Length == 0 || names.Any(name => name == "") || bounds.Length != (isRandom ? 2 : 3))
            throw new InputException(isRandom
                ? $"the axis '{text}' is not of the form NAME=LOW:HIGH, as in delta=0:3 (--random says how many points)"
                : $"the axis '{text}' is not of the form NAME=LOW:HIGH:COUNT, as in delta=0:3:200");

        int? count = isRandom ? null : OptionValue.Whole($"the axis '{text}': its number of points", bounds[2].Trim(), 1, MostPoints);
        var axis = new SweepAxis(text, names, Bound(text, names[0], bounds[0]), Bound(text, names[0], bounds[1]), count, isLogarithmic);
        axis.Check();
        return axis;
    }

    private static Expr Bound(string axis, string name, string text) =>
        OptionValue.Assignments($"the axis '{axis}'", $"{name}={text}").Values.Head.Item2.Head;

    private void Check()
    {
        var (low, high) = (Number(Low), Number(High));
        if (Count == 1 && low != high)
            throw new InputException($"the axis '{Text}' has one point, whose ends must be equal");
        if (IsLogarithmic && !(low > 0 && high > 0))
            throw new InputException($"the axis '{Text}' has a logarithmic scale, whose ends must be above 0");
        if (IsWhole)
            for (var k = 0; k < (Count ?? 2); k++)
                RequireWhole(Count is null && k == 1 ? high : Value(k));
    }

    private void RequireWhole(double value)
    {
        var (least, most) = IsLength ? (1.0, ParameterValuesModule.longestTrajectory) : (double.NegativeInfinity, double.PositiveInfinity);
        if (value != Math.Floor(value) || value < least || value > most)
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"the axis '{Text}': {Column} stands for a whole number{(IsLength ? $" from 1 to {most}" : "")}, not {value}"));
    }

    /// <summary>The k-th of the points, both ends included.</summary>
    public double Value(int k) => Number(Exact(k));

    /// <summary>The same before it is rounded; on a logarithmic scale of many points those between the ends are doubles.</summary>
    public Expr Exact(int k)
    {
        if (Count is 1 or null || k == 0)
            return Low;
        var intervals = Count.Value - 1;
        if (k == intervals)
            return High;
        if (IsLogarithmic)
            return Geometric(k, intervals);
        return Canonical.add(Low, Canonical.multiply(Canonical.subtract(High, Low), Canonical.divide(Canonical.ofInt(k), Canonical.ofInt(intervals))));
    }

    // Roots of a small degree are exact: 1/1000, 1/100, 1/10, 1.
    private Expr Geometric(int k, int intervals) => intervals <= GeometricPoint.MostExact
        ? Canonical.multiply(Low, Canonical.power(Canonical.divide(High, Low), Canonical.divide(Canonical.ofInt(k), Canonical.ofInt(intervals))))
        : Canonical.number(Rational.OfDouble(_geometric.GetOrAdd(k, place => GeometricPoint.Between(Ratio(Low), Ratio(High), place, intervals))));

    /// <summary>The value at a fraction of the way from the low end to the high one; whole numbers all have equal weight.</summary>
    public double At(double fraction)
    {
        var (low, high) = (Number(Low), Number(High));
        if (IsWhole)
            return Math.Min(Math.Floor(low + (fraction * (high + 1 - low))), high);
        if (IsLogarithmic)
            return GeometricPoint.At(low, high, fraction);
        // The ends may be further apart than the largest number.
        return double.IsFinite(high - low) ? low + (fraction * (high - low)) : ((1 - fraction) * low) + (fraction * high);
    }

    // Ends that are no rational numbers, such as exp(1), are taken as their doubles.
    private Rational Ratio(Expr value) => value.Node is Node.Number { Item: var number } ? number : Rational.OfDouble(Number(value));

    private double Number(Expr value) => ParameterValuesModule.toDouble(Names[0], value).OrThrow();
}
