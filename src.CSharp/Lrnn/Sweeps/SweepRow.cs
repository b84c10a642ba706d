using System.Globalization;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>The outcome at one point of a sweep.</summary>
/// <param name="Point">Its number, from 0.</param>
/// <param name="Coordinates">The value on each axis.</param>
/// <param name="State">(a, b, c) at the end.</param>
/// <param name="Energy">The energy there.</param>
/// <param name="Time">The learning time reached.</param>
/// <param name="Evaluations">Calls of the right-hand side.</param>
/// <param name="Outcome">Why it ended.</param>
internal sealed record SweepRow(int Point, double[] Coordinates, double[] State, double Energy, double Time, int Evaluations, string Outcome)
{
    private static readonly string[] Results = ["a", "b", "c", "u", "energy", "time"];

    /// <summary>The names of the columns; a start's axis is told from the mode at the end by "initial".</summary>
    public static string[] Header(IEnumerable<SweepAxis> axes) =>
    [
        "point", .. axes.Select(axis => axis.Names.Any(Results.Contains) ? $"initial {axis.Column}" : axis.Column),
        .. Results, "evaluations", "outcome",
    ];

    /// <summary>All columns but the first and the last two.</summary>
    public double[] Numbers => [.. Coordinates, .. State, State[0] * State[2], Energy, Time];

    /// <summary>One line of a CSV file, doubles in their shortest form that reads back exactly.</summary>
    public string Csv => string.Join(',',
    [
        Point.ToString(CultureInfo.InvariantCulture),
        .. Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Evaluations.ToString(CultureInfo.InvariantCulture), Outcome,
    ]);

    /// <summary>Reads what <see cref="Csv"/> wrote.</summary>
    public static SweepRow Read(string line, int axes)
    {
        var cells = line.Split(',');
        double[] numbers = [.. cells[1..^2].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        return new SweepRow(
            int.Parse(cells[0], CultureInfo.InvariantCulture), numbers[..axes], numbers[axes..(axes + 3)], numbers[axes + 4], numbers[axes + 5],
            int.Parse(cells[^2], CultureInfo.InvariantCulture), cells[^1]);
    }
}
