using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>The energy of Dirac tasks and its two terms over b and u: the effective regularization keeps the modes small.</summary>
internal static class FigureA2
{
    private const int Values = 121;
    private const int Length = 6;

    private static readonly double[] Betas = [0.5, 1, 1.5];

    // The regularization grows with b^10: beyond these values the maps have one colour.
    private static readonly (string Name, (double, double) Range)[] Terms =
        [("energy", (0, 4)), ("data-driven term", (-3, 3)), ("effective regularization", (0, 6))];

    // In the order of the picture: the terms first, then their sum.
    private static readonly int[] Order = [1, 2, 0];

    public static string Title(double beta, string term) => FormattableString.Invariant($"β = {beta}, κ = 1: {term}");

    public static FigureSheet Compute(FigureWork work)
    {
        var bs = FigureWork.Evenly(-1.5, 1.5, Values);
        var us = FigureWork.Evenly(-2, 2, Values);
        var panels = Betas.SelectMany(beta =>
        {
            var theory = new ModeTheory(ModeTasks.Read("dirac", FormattableString.Invariant($"T={Length},kappa=1,beta={beta}")));
            var kernel = DelegateBackend.compile(theory.ForLength(ModeKernels.energy(SumForm.Loops, theory.Tasks.Compiled)));
            var values = work.Table(us.Length, bs.Length, (u, b) => theory.Evaluate(kernel, 0, [us[u], bs[b], 1], 3));
            return Order.Select(term => new MapPanel(
                Title(beta, Terms[term].Name), "recurrent mode b", "input-output mode u", Terms[term].Name, bs, us,
                [.. values.Select(row => row.Select(energies => energies[term]).ToArray())])
            { Range = Terms[term].Range });
        });
        return new FigureSheet(Order.Length, [.. panels]);
    }
}
