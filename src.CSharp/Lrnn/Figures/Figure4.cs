using System.Numerics;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>
/// Tasks that no network can fit, whose last singular value kappa stands for itself: with little recurrent computation the flow from small modes prunes b and
/// learns u = kappa; beyond, it changes to the recurrent solution, the more abruptly the longer the trajectory. That of the Dirac task
/// stays at b = 0 for T > 3; for T = 3 and beta beyond 2 kappa it runs off, and nothing is drawn. The networks have one hidden unit, since more would leave the mode where there is loss.
/// </summary>
internal static class Figure4
{
    private const int Values = 41;
    private const int Length = 6;
    private const double Small = 0.1;

    private static readonly double[] Kappas = [0.25, 0.5, 1, 1.5, 2];
    private static readonly int[] Lengths = [3, 6, 9];
    private static readonly double[] TrainedAt = [0.2, 0.4, 0.6, 0.8];

    // Follows: the task whose last step follows the dynamics too, where there is one. Remark: on b.
    private sealed record Kind(string Title, string Task, string? Follows, string Fixed, string Varied, double High, string Remark = "")
    {
        public string Symbol => Output.PlotSheet.Symbol(Varied);

        public double[] Xs => FigureWork.Evenly(0, High, Values);

        public ModeTheory Theory(int length, double kappa, IEnumerable<double> values) =>
            new(Read(Task, FormattableString.Invariant($"T={length},kappa={kappa}"), values));

        public ModeTasks Read(string task, string set, IEnumerable<double> values) =>
            ModeTasks.Read(task, $"{set}{Fixed},{Varied}=" + string.Join(':', values.Select(v => FormattableString.Invariant($"{v:F6}"))));
    }

    private static readonly Kind[] Kinds =
    [
        new("constant", "modified-constant", "constant", "", "delta", 2),
        new("exponential", "modified-exponential", "exponential", ",delta=1", "lambda", 1.3),
        new("Dirac", "dirac", null, "", "beta", 3, " (0 for T > 3)"),
    ];

    public static string Kappa(double kappa) => FormattableString.Invariant($"κ = {kappa}");

    public static string LengthName(int length) => FormattableString.Invariant($"T = {length}, κ = 1");

    public static FigureSheet Compute(FigureWork work)
    {
        // The first settings vary kappa, the others T.
        (int Length, double Kappa)[] settings = [.. Kappas.Select(kappa => (Length, kappa)), .. Lengths.Select(length => (length, 1.0))];
        var results = work.Table(Kinds.Length, settings.Length, (kind, k) => Settle(Kinds[kind], settings[k].Length, settings[k].Kappa, k < Kappas.Length, work.Cancellation));
        return new FigureSheet(Kinds.Length,
        [
            .. Kinds.Select((kind, k) => ByKappa(kind, "b" + kind.Remark, "recurrent mode b", results[k], mode => mode.Recurrent, mode => mode.Recurrent)),
            .. Kinds.Select((kind, k) => ByKappa(kind, "u", "input-output mode u = ac", results[k], mode => mode.InputOutput, mode => mode.InputOutput)),
            .. Kinds.Select((kind, k) => new CurvePanel(
                $"{kind.Title}, κ = 1: b for several T{kind.Remark}", kind.Symbol, "recurrent mode b",
                [.. Lengths.Select((length, n) => new FigureCurve(LengthName(length), CurveKind.Computed, kind.Xs, [.. results[k][Kappas.Length + n].Modes.Select(mode => mode.Recurrent)]))])),
        ])
        { IsOrdered = true };
    }

    private sealed record Found(ConnectivityModes[] Modes, double[] TrainedXs, ConnectivityModes[] Trained);

    private static CurvePanel ByKappa(
        Kind kind, string title, string label, Found[] found, Func<ConnectivityModes, double> quantity, Func<LosslessMode, Complex> solution) => new(
        $"{kind.Title}, T = {Length}: {title}", kind.Symbol, label,
        [
            .. Kappas.SelectMany((kappa, k) => new[]
            {
                new FigureCurve(Kappa(kappa), CurveKind.SimulationPoints, found[k].TrainedXs, [.. found[k].Trained.Select(quantity)]),
                new FigureCurve(Kappa(kappa), CurveKind.Theory, kind.Xs, [.. found[k].Modes.Select(quantity)]),
            }),
            .. Solution(kind, solution),
        ]);

    // The solution without loss that there would be if kappa followed the dynamics; where 1/lambda is large it would fill the axis.
    private static IEnumerable<FigureCurve> Solution(Kind kind, Func<LosslessMode, Complex> quantity)
    {
        if (kind.Follows is not { } task)
            return [];
        double[] xs = [.. kind.Xs.Where(x => kind.Varied != "lambda" || x >= 0.7)];
        return [new("solution without loss", CurveKind.Guide, xs, [.. LosslessMode.Each(kind.Read(task, $"T={Length}", xs)).Select(mode => quantity(mode).Real)])];
    }

    private static Found Settle(Kind kind, int length, double kappa, bool isTrained, CancellationToken cancellation)
    {
        var start = new ConnectivityModes(Small, Small, Small);
        var theory = kind.Theory(length, kappa, kind.Xs);
        ConnectivityModes[] modes = [.. kind.Xs.Select((_, k) => SettledModes.Of(theory, k, start, cancellation))];
        double[] trainedXs = isTrained ? [.. TrainedAt.Select(share => share * kind.High)] : [];
        return new Found(modes, trainedXs, isTrained ? TrainedModes.Apart(kind.Theory(length, kappa, trainedXs), start, cancellation) : []);
    }
}
