using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// Orders measured on problems that depend on the time, so that wrong nodes show. An error C h^p (1 + D h + ...) falls by
/// p + O(h) powers of two when the step is halved; halving twice gives two such slopes, and extrapolation to h = 0 gives p.
/// The steps are so chosen that the finest error is still 100 roundings or more.
/// </summary>
public sealed class OrderOfConvergenceTests
{
    private const double RoundingUnit = 1.0 / (1L << 53);

    private static readonly (Problem Problem, int CoarsestCount)[] Measured = [(Problem.CosineRate, 100), (Problem.Gaussian, 50)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void StepsConvergeWithOrderFive(int problem, int tableau) =>
        Assert.InRange(GlobalOrder(problem, tableau, trajectory => trajectory.Times.ToArray()), 4.95, 5.05);

    /// <summary>Inside a step the dense output is off by O(h^5), no worse than what the steps pile up: the whole curve has order 5.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void TheWholeCurveConvergesWithOrderFive(int problem, int tableau) =>
        Assert.InRange(GlobalOrder(problem, tableau, trajectory => BetweenSteps(trajectory, 7)), 4.95, 5.05);

    /// <summary>The dense output by itself has order 4: from exact data it is off by O(h^5) inside one step, not by O(h^6).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void DenseOutputHasOrderFour(int tableau)
    {
        var problem = Problem.CosineRate with { Start = 0.3 };
        var integrator = new FixedStepIntegrator(Problem.Tableaus[tableau]);
        var localOrder = ExtrapolatedOrder(20, count =>
        {
            var end = problem.Start + 1.0 / count;
            var trajectory = integrator.Integrate(problem.Field, problem.Start, problem.Exact(problem.Start), end, 1);
            return problem.ErrorAt(trajectory, BetweenSteps(trajectory, 20));
        });
        Assert.InRange(localOrder - 1, 3.95, 4.05);
    }

    /// <summary>The implicit method with the time derivatives of the field, which its order needs.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ImplicitStepsConvergeWithOrderFive(int problem)
    {
        var integrator = new FixedStepIntegrator(Rodas5P.Tableau);
        Assert.InRange(GlobalOrder(problem, integrator, trajectory => trajectory.Times.ToArray()), 4.95, 5.05);
        Assert.InRange(GlobalOrder(problem, integrator, trajectory => BetweenSteps(trajectory, 7)), 4.95, 5.05);
    }

    [Fact]
    public void ImplicitDenseOutputHasOrderFour()
    {
        var problem = Problem.CosineRate with { Start = 0.3 };
        var integrator = new FixedStepIntegrator(Rodas5P.Tableau);
        var localOrder = ExtrapolatedOrder(20, count =>
        {
            var trajectory = integrator.Integrate(problem.Stiff, problem.Start, problem.Exact(problem.Start), problem.Start + 1.0 / count, 1);
            return problem.ErrorAt(trajectory, BetweenSteps(trajectory, 20));
        });
        Assert.InRange(localOrder - 1, 3.95, 4.05);
    }

    /// <summary>
    /// In doubles the errors of order 8 reach rounding before the higher powers of h are gone: on this problem the slopes still lie at 8.3 to 8.6
    /// there. That the order is 8 and not 9 or 7 is settled by the order conditions.
    /// </summary>
    [Fact]
    public void StepsOfTheLongTableConvergeWithOrderEight()
    {
        var integrator = new FixedStepIntegrator(DormandPrince853.Tableau);
        var problem = Problem.CosineRate;
        double[] errors = [.. new[] { 14, 28, 56 }.Select(count =>
            problem.ErrorAt(integrator.Integrate(problem.Field, problem.Start, problem.Exact(problem.Start), problem.End, count), [problem.End]))];
        Assert.All(errors.Zip(errors.Skip(1)), pair => Assert.InRange(Math.Log2(pair.First / pair.Second), 7.9, 8.7));
    }

    private static double GlobalOrder(int index, int tableau, Func<Trajectory, double[]> times) =>
        GlobalOrder(index, new FixedStepIntegrator(Problem.Tableaus[tableau]), times);

    private static double GlobalOrder(int index, FixedStepIntegrator integrator, Func<Trajectory, double[]> times)
    {
        var (problem, coarsest) = Measured[index];
        return ExtrapolatedOrder(coarsest, count =>
        {
            var trajectory = integrator.Integrate(problem.Stiff, problem.Start, problem.Exact(problem.Start), problem.End, count);
            return problem.ErrorAt(trajectory, times(trajectory));
        });
    }

    private static double ExtrapolatedOrder(int count, Func<int, double> error)
    {
        var (coarse, middle, fine) = (error(count), error(2 * count), error(4 * count));
        Assert.True(fine > 100 * RoundingUnit, "the finest error is lost in rounding");
        return 2 * Math.Log2(middle / fine) - Math.Log2(coarse / middle);
    }

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
