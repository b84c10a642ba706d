using LrnnSymbolic.Algebra;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Transitions;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>
/// The minimum of lowest energy of the Dirac task with s_1 = beta, s_T = 1/beta, exact: for T = 3 it leaves b = 0 continuously at 1/sqrt 2, for larger T
/// it jumps, to a b without bound, at beta = 1.
/// </summary>
internal static class FigureA3
{
    private const int Samples = 40;

    private static readonly int[] Lengths = [3, 4, 5, 6];

    public static string Name(int length) => $"T = {length}";

    public static FigureSheet Compute(FigureWork work)
    {
        var found = work.Each(Lengths.Length, k => Lowest(Lengths[k]));
        var xs = FigureWork.Evenly(0.5, 1.5, 51);
        return new FigureSheet(3,
        [
            Panel("recurrent mode", "b, and 2 - 1/b beyond 1 (2 is infinity)", point => point.B, []),
            Panel("input-output mode", "input-output mode u = ac", point => point.U, [new("b = 0: u = 1/β, E* = β²/2", CurveKind.Guide, xs, [.. xs.Select(x => 1 / x)])]),
            Panel("reduced energy", "reduced energy E*", point => point.Energy, [new("b = 0: u = 1/β, E* = β²/2", CurveKind.Guide, xs, [.. xs.Select(x => x * x / 2)])]),
        ])
        { IsOrdered = true };

        CurvePanel Panel(string title, string label, Func<Point, double> value, FigureCurve[] guides) => new(
            title, "β", label,
            [
                .. Lengths.Select((length, k) => new FigureCurve(Name(length), CurveKind.Computed, [.. found[k].Select(point => point.Beta)], [.. found[k].Select(value)])),
                .. guides,
            ]);
    }

    private sealed record Point(double Beta, double B, double U, double Energy);

    private static Point[] Lowest(int length)
    {
        var task = TaskDynamicsModule.withValues(
            ParameterValuesModule.ofMode(0, OptionValue.SetValues($"T={length}")).OrThrow(), OptionValue.Task("dirac-ratio")).OrThrow();
        var report = Theory.Transitions.find("beta", Rational.Create(1, 2), Rational.Create(3, 2), task).OrThrow();
        var diagram = BranchDiagramModule.trace(Samples, report);
        var lowest = diagram.Curves.SelectMany(curve => curve.Points).Where(point => point.IsGlobal).GroupBy(point => point.Control)
            .ToDictionary(group => group.Key, group => group.OrderByDescending(point => point.B).First());
        return [.. diagram.Limit.Select(limit => lowest.TryGetValue(limit.Item1, out var point)
            ? new Point(limit.Item1, Reached.Compactify(Math.Abs(point.B)), point.U, point.Energy)
            : new Point(limit.Item1, 2, 0, limit.Item2))];
    }
}
