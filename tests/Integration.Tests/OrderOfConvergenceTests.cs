using LrnnSymbolic.Integration;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// Orders as slopes of log(error) against log(step). The problems depend on the time, so that wrong nodes show; the steps
/// are small enough for the leading term and large enough for errors far above rounding.
/// </summary>
public sealed class OrderOfConvergenceTests
{
    private static readonly int[] StepCounts = [100, 140, 200, 280, 400];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void StepsConvergeWithOrderFive(int problem, int tableau)
    {
        var order = GlobalOrder(Problem.All[problem], Problem.Tableaus[tableau], trajectory => trajectory.Times.ToArray());
        Assert.InRange(order, 4.95, 5.05);
    }

    /// <summary>Within a step the interpolant is off by O(h^5), the order of the error the steps pile up: so is the whole curve.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void TheWholeCurveConvergesWithOrderFive(int problem, int tableau)
    {
        var order = GlobalOrder(
            Problem.All[problem], Problem.Tableaus[tableau], trajectory => BetweenSteps(trajectory, 7));
        Assert.InRange(order, 4.9, 5.1);
    }

    /// <summary>The dense output has order 4: its error inside one step from exact data is O(h^5).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void DenseOutputHasOrderFour(int tableau)
    {
        var problem = Problem.CosineRate with { Start = 0.3 };
        var sizes = new[] { 0.1, 0.07, 0.05, 0.035, 0.025 };
        var errors = sizes.Select(size => InteriorError(problem, Problem.Tableaus[tableau], size));
        Assert.InRange(Slope(sizes, errors) - 1, 3.9, 4.1);
    }

    private static double InteriorError(Problem problem, ButcherTableau tableau, double size)
    {
        var trajectory = new FixedStepIntegrator(tableau)
            .Integrate(problem.Field, problem.Start, problem.Exact(problem.Start), problem.Start + size, 1);
        return problem.ErrorAt(trajectory, BetweenSteps(trajectory, 20));
    }

    private static double GlobalOrder(
        Problem problem, ButcherTableau tableau, Func<Trajectory, IEnumerable<double>> times)
    {
        var integrator = new FixedStepIntegrator(tableau);
        var errors = StepCounts.Select(steps =>
        {
            var trajectory = integrator.Integrate(problem.Field, problem.Start, problem.Exact(problem.Start), problem.End, steps);
            return problem.ErrorAt(trajectory, times(trajectory));
        });
        return Slope(StepCounts.Select(steps => 1.0 / steps), errors);
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

    /// <summary>The slope of the least-squares line through (log x, log y).</summary>
    private static double Slope(IEnumerable<double> x, IEnumerable<double> y)
    {
        var points = x.Zip(y, (left, right) => (X: Math.Log(left), Y: Math.Log(right))).ToArray();
        var meanX = points.Average(point => point.X);
        var meanY = points.Average(point => point.Y);
        return points.Sum(point => (point.X - meanX) * (point.Y - meanY))
            / points.Sum(point => (point.X - meanX) * (point.X - meanX));
    }
}
