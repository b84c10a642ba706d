using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>
/// Input-output modes learn the scale delta, recurrent modes the dynamics lambda: each kind is learned while the other is held at its
/// solution. A mode of larger scale starts faster, though its own solution be smaller. The theory of the input-output modes is their closed
/// form (47), that of the recurrent modes is integrated.
/// </summary>
internal static class Figure2
{
    private const double Small = 0.1;
    private const int Intervals = 200;

    private static readonly double[] Delta = [1.1, 0.7, 0.4];
    private static readonly double[] Lambda = [0.6, 0.7, 0.8];

    public static IReadOnlyList<string> Names { get; } = [.. Delta.Select((delta, k) => FormattableString.Invariant($"δ = {delta}, λ = {Lambda[k]}"))];

    public static FigureSheet Compute(FigureWork work)
    {
        const string task = "inverse-exponential";
        const string set = "T=6,delta=1.1:0.7:0.4,lambda=0.6:0.7:0.8";
        var left = AlignedLearning.Of(
            task, set, [.. Lambda.Select(lambda => new ConnectivityModes(Small, lambda, Small))], 8, Intervals, "b", work);
        var right = AlignedLearning.Of(
            task, set, [.. Delta.Select(delta => new ConnectivityModes(Math.Sqrt(delta), Small, Math.Sqrt(delta)))], 6, Intervals, "ac", work);
        return new FigureSheet(2,
        [
            new CurvePanel("input-output modes, recurrent modes held at λ", "learning time t/τ", "input-output mode u = ac",
                [.. left.Curves(Names, mode => mode.InputOutput).Where(curve => curve.Kind == CurveKind.Simulation), .. ClosedForm(ModeTasks.Read(task, set), [.. left.Theory.LearningTimes]), .. Solutions("solution u = δ", Delta, 8)]),
            new CurvePanel("recurrent modes, input-output modes held at δ", "learning time t/τ", "recurrent mode b",
                [.. right.Curves(Names, mode => mode.Recurrent), .. Solutions("solution b = λ", Lambda, 6)]),
        ]);
    }

    // u(t) with b held, of a balanced start.
    private static IEnumerable<FigureCurve> ClosedForm(ModeTasks tasks, double[] times)
    {
        var quantity = Quantities.ofTask(tasks.Dynamics).Single(q => q.Name == "frozen-balanced");
        var kernel = DelegateBackend.compile(WrittenQuantityModule.lower("inputOutputMode", tasks.Dynamics, quantity));
        return Names.Select((name, mode) => new FigureCurve(name, CurveKind.Theory, times, [.. times.Select(time => At(mode, time))]));

        double At(int mode, double time)
        {
            var inputOutput = new double[1];
            kernel([Small * Small, Lambda[mode], time], [.. tasks.Parameters[mode], tasks.Tau], tasks.Table(mode), inputOutput);
            return inputOutput[0];
        }
    }

    private static IEnumerable<FigureCurve> Solutions(string name, double[] values, double until) =>
        values.Select(value => new FigureCurve(name, CurveKind.Guide, [0, until], [value, value]));
}
