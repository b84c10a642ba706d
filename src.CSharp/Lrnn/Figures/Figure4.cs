using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>
/// Tasks that no network can fit, whose last singular value kappa stands for itself: with little recurrent computation the flow from small modes prunes b and
/// learns u = kappa; beyond, it changes to the recurrent solution, the more abruptly the longer the trajectory.
/// </summary>
internal static class Figure4
{
    private const int Values = 41;
    private const int Length = 6;
    private const double Small = 0.1;

    private static readonly double[] Kappas = [0.25, 0.5, 1, 1.5, 2];
    private static readonly int[] Lengths = [3, 6, 9];
    private static readonly double[] TrainedAt = [0.2, 0.4, 0.6, 0.8];

    private sealed record Kind(string Title, string Task, string Fixed, string Varied, double High)
    {
        public string Symbol => Output.PlotSheet.Symbol(Varied);

        public double[] Xs => FigureWork.Evenly(0, High, Values);

        public ModeTheory Theory(int length, double kappa, IEnumerable<double> values) => new(ModeTasks.Read(
            Task, FormattableString.Invariant($"T={length}{Fixed},kappa={kappa},{Varied}=") + string.Join(':', values.Select(v => FormattableString.Invariant($"{v:F6}")))));
    }

    private static readonly Kind[] Kinds =
    [
        new("constant", "modified-constant", "", "delta", 2),
        new("exponential", "modified-exponential", ",delta=1", "lambda", 1.3),
        new("Dirac", "dirac", "", "beta", 3),
    ];

    public static string Kappa(double kappa) => FormattableString.Invariant($"κ = {kappa}");

    public static string LengthName(int length) => FormattableString.Invariant($"κ = 1, T = {length}");

    public static FigureSheet Compute(FigureWork work)
    {
        // The first settings vary kappa, the others T.
        (int Length, double Kappa)[] settings = [.. Kappas.Select(kappa => (Length, kappa)), .. Lengths.Select(length => (length, 1.0))];
        var results = work.Table(Kinds.Length, settings.Length, (kind, k) => Settle(Kinds[kind], settings[k].Length, settings[k].Kappa, k < Kappas.Length, work.Cancellation));
        return new FigureSheet(Kinds.Length,
        [
            .. Kinds.Select((kind, k) => ByKappa(kind, "b", "recurrent mode b", results[k], mode => mode.Recurrent)),
            .. Kinds.Select((kind, k) => ByKappa(kind, "u", "input-output mode u = ac", results[k], mode => mode.InputOutput)),
            .. Kinds.Select((kind, k) => new CurvePanel(
                $"{kind.Title}, κ = 1: b for several T", kind.Symbol, "recurrent mode b",
                [.. Lengths.Select((length, n) => new FigureCurve(LengthName(length), CurveKind.Computed, kind.Xs, [.. results[k][Kappas.Length + n].Modes.Select(mode => mode.Recurrent)]))])),
        ])
        { IsOrdered = true };
    }

    private sealed record Found(ConnectivityModes[] Modes, double[] TrainedXs, ConnectivityModes[] Trained);

    private static CurvePanel ByKappa(Kind kind, string letter, string label, Found[] found, Func<ConnectivityModes, double> quantity) => new(
        $"{kind.Title}, T = {Length}: {letter}", kind.Symbol, label,
        [
            .. Kappas.SelectMany((kappa, k) => new[]
            {
                new FigureCurve(Kappa(kappa), CurveKind.SimulationPoints, found[k].TrainedXs, [.. found[k].Trained.Select(quantity)]),
                new FigureCurve(Kappa(kappa), CurveKind.Theory, kind.Xs, [.. found[k].Modes.Select(quantity)]),
            }),
            .. Solution(kind, letter),
        ]);

    // The solution without loss that there would be if kappa followed the dynamics.
    private static IEnumerable<FigureCurve> Solution(Kind kind, string letter)
    {
        if (kind.Varied == "beta")
            return [];
        double[] xs = [.. kind.Xs.Where(x => kind.Varied != "lambda" || x >= 0.7)];
        return [new("solution without loss", CurveKind.Guide, xs, [.. xs.Select(x => (kind.Varied, letter) switch
        {
            ("delta", "b") => 1,
            ("delta", _) => x,
            (_, "b") => 1 / x,
            _ => Math.Pow(x, Length),
        })])];
    }

    private static Found Settle(Kind kind, int length, double kappa, bool isTrained, CancellationToken cancellation)
    {
        var start = new ConnectivityModes(Small, Small, Small);
        var theory = kind.Theory(length, kappa, kind.Xs);
        ConnectivityModes[] modes = [.. kind.Xs.Select((_, k) => SettledModes.Of(theory, k, start, cancellation))];
        double[] trainedXs = isTrained ? [.. TrainedAt.Select(share => share * kind.High)] : [];
        return new Found(modes, trainedXs, isTrained ? TrainedModes.From(kind.Theory(length, kappa, trainedXs), start, cancellation) : []);
    }
}
