using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>Two modes that swap their solutions of u and b: the one whose singular values are large late is learned faster.</summary>
internal static class FigureA1
{
    public const string Late = "δ = 1.1, λ = 0.5";
    public const string Early = "δ = 0.5, λ = 1.1";

    private const double Until = 15;

    public static FigureSheet Compute(FigureWork work)
    {
        var start = new ConnectivityModes(0.1, 0.1, 0.1);
        var learning = AlignedLearning.Of("inverse-exponential", "T=6,delta=1.1:0.5,lambda=0.5:1.1", [start, start], Until, 300, null, work);
        string[] names = [Late, Early];
        return new FigureSheet(2,
        [
            new CurvePanel("input-output modes", "learning time t/τ", "input-output mode u = ac",
                [.. learning.Curves(names, mode => mode.InputOutput), .. Solutions()]),
            new CurvePanel("recurrent modes", "learning time t/τ", "recurrent mode b",
                [.. learning.Curves(names, mode => mode.Recurrent), .. Solutions()]),
        ]);
    }

    private static IEnumerable<FigureCurve> Solutions() =>
        new[] { 0.5, 1.1 }.Select(value => new FigureCurve("solutions 0.5 and 1.1", CurveKind.Guide, [0, Until], [value, value]));
}
