using System.Globalization;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>The outcome at one point of a sweep.</summary>
/// <param name="Point">Its number, from 0.</param>
/// <param name="Coordinates">The value on each axis.</param>
/// <param name="State">(a, b, c) at the end, complex ones as pairs.</param>
/// <param name="Energy">The energy there.</param>
/// <param name="Time">The learning time reached.</param>
/// <param name="Evaluations">Calls of the right-hand side.</param>
/// <param name="Outcome">Why it ended.</param>
internal sealed record SweepRow(int Point, double[] Coordinates, double[] State, double Energy, double Time, int Evaluations, string Outcome)
{
    private static readonly string[] RealResults = ["a", "b", "c", "u", "energy", "time"];
    private static readonly string[] ComplexResults = ["a_re", "a_im", "b_re", "b_im", "c_re", "c_im", "u_re", "u_im", "energy", "time"];

    /// <summary>The names of the columns, all different: an axis of starts is told from the modes at the end by "initial", a parameter called like a column by "parameter".</summary>
    public static string[] Header(SweepDesign design)
    {
        string[] own = ["point", .. design.IsComplex ? ComplexResults : RealResults, "evaluations", "outcome"];
        return [own[0], .. design.Axes.Select(Named), .. own[1..]];

        string Named(SweepAxis axis) =>
            axis.Names.All(SweepDesign.Modes.Contains) ? $"initial {axis.Column}"
            : own.Contains(axis.Column) ? $"parameter {axis.Column}"
            : axis.Column;
    }

    // u = ac.
    private double[] InputOutput => State is [var a, _, var c]
        ? [a * c]
        : [(State[0] * State[4]) - (State[1] * State[5]), (State[0] * State[5]) + (State[1] * State[4])];

    /// <summary>All columns but the first and the last two.</summary>
    public double[] Numbers => [.. Coordinates, .. State, .. InputOutput, Energy, Time];

    /// <summary>One line of a CSV file, doubles in their shortest form that reads back exactly.</summary>
    public string Csv => string.Join(',',
    [
        Point.ToString(CultureInfo.InvariantCulture),
        .. Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Evaluations.ToString(CultureInfo.InvariantCulture), Outcome,
    ]);

    /// <summary>Reads what <see cref="Csv"/> wrote; null where a line is something else.</summary>
    public static SweepRow? TryRead(string line, SweepDesign design)
    {
        var cells = line.Split(',');
        var (axes, state) = (design.Axes.Count, design.IsComplex ? 6 : 3);
        if (cells.Length != Header(design).Length || !SweepFlow.Outcomes.Contains(cells[^1]))
            return null;
        var numbers = new double[cells.Length - 3];
        for (var k = 0; k < numbers.Length; k++)
            if (!double.TryParse(cells[k + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[k]))
                return null;
        return int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var point)
            && int.TryParse(cells[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var evaluations)
            ? new SweepRow(point, numbers[..axes], numbers[axes..(axes + state)], numbers[^2], numbers[^1], evaluations, cells[^1])
            : null;
    }
}
