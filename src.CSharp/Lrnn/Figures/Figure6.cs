using System.Numerics;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>Sensory integration without the theory's assumptions: b -> 1, u -> 1 (sum) or 1/T (mean), and only the sum extrapolates.</summary>
internal static class Figure6
{
    public const int Length = 6;
    private const int LongestTest = 12;

    // The targets as tasks of a singular value for each step.
    private const string Mean = "1/T";
    private const string Sum = "1";

    public static FigureSheet Compute(FigureWork work)
    {
        var (mean, sum) = (Solution(Mean), Solution(Sum));
        var runs = work.Each(2, k => k == 0
            ? new SensoryIntegration(Length, _ => 1.0 / Length, 0.02, 4_000, work.Cancellation)
            : new SensoryIntegration(Length, _ => 1, 0.002, 3_000, work.Cancellation));
        double[] lengths = [.. Enumerable.Range(1, LongestTest).Select(t => (double)t)];
        return new FigureSheet(2,
        [
            Learning("mean of the inputs", runs[0], mean),
            Learning("sum of the inputs", runs[1], sum),
            Extrapolation("mean: other lengths", length => runs[0].Error(length, _ => 1.0 / length),
                length => Theory(mean, Mean, length)),
            Extrapolation("sum: other lengths", length => runs[1].Error(length, _ => 1), length => Theory(sum, Sum, length)),
        ]);

        CurvePanel Extrapolation(string title, Func<int, double> trained, Func<int, double> theory) => new(
            title, "trajectory length T'", "mean squared error",
            [
                new("error on length T'", CurveKind.SimulationPoints, lengths, [.. lengths.Select(length => trained((int)length))]),
                new("error on length T'", CurveKind.Theory, lengths, [.. lengths.Select(length => theory((int)length))]),
            ]);
    }

    private static CurvePanel Learning(string title, SensoryIntegration run, LosslessMode solution)
    {
        FigureCurve[] curves = [.. run.RecurrentSingularValues, .. run.InputOutputSingularValues];
        var until = curves[0].X[^1];
        return new CurvePanel(title, "learning time t/τ", "singular values",
        [
            .. curves,
            new("singular values of W_h", CurveKind.Theory, [0, until], Twice(solution.Recurrent)),
            new("singular values of W_y W_x", CurveKind.Theory, [0, until], Twice(solution.InputOutput)),
        ]);

        static double[] Twice(Complex value) => [value.Magnitude, value.Magnitude];
    }

    internal static ModeTasks Task(string formula, int length) => ModeTasks.Read(formula, FormattableString.Invariant($"T={length}"));

    internal static LosslessMode Solution(string formula) => LosslessMode.Each(Task(formula, Length))[0];

    private static double Theory(LosslessMode solution, string formula, int length) =>
        SensoryIntegration.MeanSquare(solution.Errors(Task(formula, length)));
}
