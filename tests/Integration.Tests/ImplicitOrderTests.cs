using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// Every order that a table of an implicit method claims, measured in doubles on problems that depend on the time, so that wrong nodes show; one of
/// them is not linear. See <see cref="MeasuredOrder"/>; explicit methods go further, see <see cref="ExplicitOrderTests"/>.
/// </summary>
public sealed class ImplicitOrderTests
{
    private const double RoundingUnit = 1.0 / (1L << 53);

    private static readonly Problem[] Problems = [Problem.CosineRate, Problem.Gaussian, Problem.Nonlinear];

    /// <param name="Table">The table.</param>
    /// <param name="Coarsest">The equal steps to begin with, on each of the problems.</param>
    private sealed record Measured(RosenbrockTableau Table, int[] Coarsest);

    private static readonly Measured[] All =
    [
        new(Rodas5P.Tableau, [100, 30, 25]),
        new(Rodas3.Tableau, [400, 200, 200]),
    ];

    public static TheoryData<int, int> MethodsAndProblems()
    {
        var data = new TheoryData<int, int>();
        for (var method = 0; method < All.Length; method++)
            for (var problem = 0; problem < Problems.Length; problem++)
                data.Add(method, problem);
        return data;
    }

    /// <summary>At the ends of the coarsest steps, which stay the same times.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheStepsHaveTheirOrder(int method, int problem) =>
        RequireGlobal(method, problem, All[method].Table.Order, (trajectory, halvings) => [.. trajectory.Times.ToArray().Where((_, k) => k % (1 << halvings) == 0)]);

    /// <summary>Inside a step the dense output is off by a power more than its order, to which comes what the steps pile up.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheWholeCurveHasItsOrder(int method, int problem)
    {
        var (order, dense) = (All[method].Table.Order, All[method].Table.DenseOrder);
        RequireGlobal(method, problem, Math.Min(order, dense + 1), (trajectory, _) => BetweenSteps(trajectory, 7));
    }

    /// <summary>One step from exact data: its dense output by itself.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheDenseOutputHasItsOrder(int method, int problem)
    {
        var exact = Problems[problem];
        RequireLocal(All[method].Table.DenseOrder + 1, (start, step) =>
        {
            var trajectory = Integrator.OfEqualSteps(All[method].Table, 1).Integrate(exact.Stiff, start, exact.Exact(start), start + step);
            return exact.ErrorAt(trajectory, BetweenSteps(trajectory, 20));
        });
    }

    /// <summary>One step from exact data: what the embedded solution is off from the other, of a higher order.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheEmbeddedSolutionHasItsOrder(int method, int problem) =>
        RequireLocal(All[method].Table.EmbeddedOrder + 1, (start, step) =>
        {
            var tried = new RosenbrockStep(All[method].Table, Problems[problem].Stiff, start, Problems[problem].Exact(start));
            Assert.True(tried.Start() && tried.Try(start + step));
            return tried.Error(new Tolerance(double.Epsilon, 1));
        });

    private static void RequireGlobal(int method, int index, int order, Func<Trajectory, int, double[]> times)
    {
        var problem = Problems[index];
        var coarsest = All[method].Coarsest[index];
        MeasuredOrder.Require(
            order,
            halvings =>
            {
                var trajectory = Integrator.OfEqualSteps(All[method].Table, coarsest << halvings).Integrate(problem.Stiff, problem.Start, problem.Exact(problem.Start), problem.End);
                return problem.ErrorAt(trajectory, times(trajectory, halvings));
            },
            RoundingUnit * Math.Sqrt(8 * coarsest));
    }

    /// <summary>The worst of steps from several times, as the leading coefficient of an error is small at some.</summary>
    private static void RequireLocal(int power, Func<double, double, double> error) =>
        MeasuredOrder.Require(power, halvings => new[] { 0.1, 0.4, 0.7, 1 }.Max(start => error(start, 0.05 / (1 << halvings))), RoundingUnit / 10);

    private static double[] BetweenSteps(Trajectory trajectory, int parts)
    {
        var times = trajectory.Times.ToArray();
        return
        [
            .. from step in Enumerable.Range(0, times.Length - 1)
               from part in Enumerable.Range(1, parts - 1)
               select times[step] + (times[step + 1] - times[step]) * part / parts,
        ];
    }
}
