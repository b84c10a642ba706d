using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;
using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>
/// Constant, inverse-exponential and exponential tasks have solutions without loss. Those of tasks whose early steps weigh most are unstable,
/// large scales leave a small range of stable learning rates, and exponential tasks have a solution for their own T alone.
/// </summary>
internal static class Figure3
{
    private const double Small = 0.1;
    private const int Values = 25;
    private const int Networks = 2;
    private const int NetworkModes = 4;
    private const int LongestTest = 12;

    private static readonly int[] Lengths = [3, 6, 9];

    private sealed record Kind(string Task, string Fixed, string Varied, double Low, double High, double Shown)
    {
        public string Symbol => Output.PlotSheet.Symbol(Varied);

        public ModeTheory Theory(int length, IEnumerable<double> values) =>
            new(ModeTasks.Read(Task, FormattableString.Invariant($"T={length}{Fixed},{Varied}=") + string.Join(':', values.Select(v => FormattableString.Invariant($"{v:F6}")))));
    }

    private static readonly Kind[] Kinds =
    [
        new("constant", "", "delta", 0.2, 2, 1),
        new("inverse-exponential", ",delta=1", "lambda", 0.3, 1.3, 0.9),
        new("exponential", ",delta=1", "lambda", 0.7, 1.3, 1.1),
    ];

    public static string Name(int length) => $"T = {length}";

    public static FigureSheet Compute(FigureWork work)
    {
        var results = work.Table(Kinds.Length, Lengths.Length, (kind, length) => Settle(Kinds[kind], Lengths[length], work.Cancellation));
        return new FigureSheet(Kinds.Length,
        [
            .. Kinds.Select((kind, k) => Panel(kind, "b", "recurrent mode b", results[k], mode => mode.Recurrent, [new("stable below b = 1", CurveKind.Guide, [kind.Low, kind.High], [1, 1])])),
            .. Kinds.Select((kind, k) => Panel(kind, "u", "input-output mode u = ac", results[k], mode => mode.InputOutput, [])),
            .. Kinds.Select((kind, k) => new CurvePanel(
                $"{kind.Task}: largest stable rate", kind.Symbol, "learning rate 2/max eig(∇²E)",
                [.. results[k].Select(found => new FigureCurve(Name(found.Length), CurveKind.Computed, found.Xs, found.LargestRate))]) { IsLogarithmic = true }),
            .. Kinds.Select((kind, k) => new CurvePanel(
                FormattableString.Invariant($"{kind.Task}, {kind.Symbol} = {kind.Shown}: other lengths"), "trajectory length T'", "energy E on length T'",
                [.. results[k].Select(found => new FigureCurve(Name(found.Length), CurveKind.Computed, [.. Enumerable.Range(1, LongestTest).Select(t => (double)t)], found.Extrapolation))])),
        ])
        { IsOrdered = true };
    }

    private sealed record Found(
        int Length, double[] Xs, ConnectivityModes[] Modes, double[] TrainedXs, ConnectivityModes[] Trained, double[] LargestRate, double[] Extrapolation);

    private static CurvePanel Panel(
        Kind kind, string letter, string label, Found[] results, Func<ConnectivityModes, double> quantity, IEnumerable<FigureCurve> guides) => new(
        $"{kind.Task}: {letter}", kind.Symbol, label,
        [
            .. results.SelectMany(found => new[]
            {
                new FigureCurve(Name(found.Length), CurveKind.SimulationPoints, found.TrainedXs, [.. found.Trained.Select(quantity)]),
                new FigureCurve(Name(found.Length), CurveKind.Theory, found.Xs, [.. found.Modes.Select(quantity)]),
            }),
            .. guides,
        ]);

    private static Found Settle(Kind kind, int length, CancellationToken cancellation)
    {
        var start = new ConnectivityModes(Small, Small, Small);
        var xs = FigureWork.Evenly(kind.Low, kind.High, Values);
        var theory = kind.Theory(length, xs);
        ConnectivityModes[] modes = [.. xs.Select((_, k) => SettledModes.Of(theory, k, start, cancellation))];
        var trainedXs = FigureWork.Evenly(kind.Low, kind.High, Networks * NetworkModes);
        ConnectivityModes[] trained = [.. trainedXs.Chunk(NetworkModes).SelectMany(values => TrainedModes.From(kind.Theory(length, values), start, cancellation))];
        double[] rates = [.. modes.Select((mode, k) => 2 / LargestEigenvalue(theory.Hessian(k, [mode.Input, mode.Recurrent, mode.Output])))];
        var shown = SettledModes.Of(kind.Theory(length, [kind.Shown]), 0, start, cancellation);
        double[] errors = [.. Enumerable.Range(1, LongestTest).Select(test => kind.Theory(test, [kind.Shown]).Energy(0, [shown.Input, shown.Recurrent, shown.Output]))];
        return new Found(length, xs, modes, trainedXs, trained, rates, errors);
    }

    // Not a number where the entries are none.
    private static double LargestEigenvalue(double[] hessian) => hessian.Any(double.IsNaN)
        ? double.NaN
        : Matrix<double>.Build.DenseOfRowMajor(3, 3, hessian).Evd(Symmetricity.Symmetric).EigenValues.Max(value => value.Real);
}
