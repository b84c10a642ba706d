using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class ToleranceTests
{
    private static readonly double[] Tolerances = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12];

    public static TheoryData<int, int> ProblemsAndTableaus() => Problem.ProblemsAndTableaus();

    /// <summary>
    /// Each step adds at most its tolerance, and what it added grows by at most the problem's own factor:
    /// error &lt;= steps * sqrt(n) (absolute + relative max|y|) * growth.
    /// </summary>
    [Theory]
    [MemberData(nameof(ProblemsAndTableaus))]
    public void ErrorsAddUpToAtMostTheTolerancesOfTheSteps(int problemIndex, int tableau)
    {
        var problem = Problem.All[problemIndex];
        Assert.All(Tolerances, tolerance =>
        {
            var trajectory = problem.Integrate(Problem.Tableaus[tableau], tolerance);
            var size = trajectory.Times.ToArray().Max(time => problem.Exact(time).Max(Math.Abs));
            var perStep = Math.Sqrt(trajectory.Dimension) * tolerance * (1 + size);
            var bound = trajectory.Statistics.Accepted * perStep * problem.Growth;
            Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
            Assert.InRange(problem.ErrorAt(trajectory, trajectory.Times.ToArray()), 0, bound);
        });
    }

    /// <summary>
    /// Error and estimate are both O(h^5), so the error is proportional to the tolerance. At finite tolerances one of them may
    /// still follow its next power of h, so the exponent lies between 5/6 and 6/5.
    /// </summary>
    [Theory]
    [MemberData(nameof(ProblemsAndTableaus))]
    public void ErrorsAreProportionalToTheTolerance(int problem, int tableau)
    {
        const double loose = 1e-4, tight = 1e-12;
        var exponent = Math.Log(LargestError(loose) / LargestError(tight)) / Math.Log(loose / tight);
        Assert.InRange(exponent, 5.0 / 6, 6.0 / 5);

        double LargestError(double tolerance)
        {
            var trajectory = Problem.All[problem].Integrate(Problem.Tableaus[tableau], tolerance);
            return Problem.All[problem].ErrorAt(trajectory, trajectory.Times.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(ProblemsAndTableaus))]
    public void StatisticsCountWhatHappened(int problemIndex, int tableau)
    {
        var problem = Problem.All[problemIndex];
        var calls = 0;
        var counted = problem with { Field = (t, y, f) => { calls++; problem.Field(t, y, f); } };
        var trajectory = counted.Integrate(Problem.Tableaus[tableau], 1e-8);
        var statistics = trajectory.Statistics;
        Assert.Equal(calls, statistics.Evaluations);
        Assert.Equal(2 + 6 * (statistics.Accepted + statistics.Rejected), statistics.Evaluations);
        Assert.Equal(trajectory.Times.Length - 1, statistics.Accepted);
        Assert.InRange(statistics.LargestErrorEstimate, double.Epsilon, 1);
        Assert.InRange(statistics.Rejected, 0, statistics.Accepted / 5);
    }

    /// <summary>Ever longer beginnings of one integration: their largest error only grows, and most steps stay below it.</summary>
    [Fact]
    public void TheLargestErrorIsThatOfAllSteps()
    {
        var largest = Enumerable.Range(1, 60)
            .Select(limit => Problem.CosineRate.Integrate(Tsitouras54.Tableau, 1e-8, new StepControl { StepLimit = limit }))
            .Select(trajectory => trajectory.Statistics.LargestErrorEstimate)
            .ToArray();
        Assert.Equal(largest.Order(), largest);
        Assert.InRange(largest.Distinct().Count(), 2, 30);
    }

    /// <summary>Where stability limits the step, the elementary controller keeps running into rejections.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void TheIntegralPartAvoidsRejectionsWhereStabilityLimitsTheStep(int tableau)
    {
        var pursuit = new Problem(
            "y' = 2000 (cos t - y)", (t, y, f) => f[0] = 2000 * (Math.Cos(t) - y[0]), 0, 10, _ => [1]);
        var elementary = new StepControl { Alpha = 0.2, Beta = 0 };
        Assert.InRange(Rejected(null), 0, Rejected(elementary) / 20);

        int Rejected(StepControl? control) =>
            pursuit.Integrate(Problem.Tableaus[tableau], 1e-3, control).Statistics.Rejected;
    }

    [Fact]
    public void StepsRespectTheGivenLimits()
    {
        var control = new StepControl { FirstStep = 1e-3, LargestStep = 0.05 };
        var times = Problem.Rotation.Integrate(Tsitouras54.Tableau, 1e-3, control).Times.ToArray();
        var sizes = times.Skip(1).Zip(times, (later, earlier) => later - earlier).ToArray();
        Assert.Equal(1e-3, sizes[0]);
        Assert.InRange(sizes.Max(), 0.0499, 0.05 * (1 + 1e-12));
        Assert.All(sizes.Skip(1).Zip(sizes), pair => Assert.InRange(pair.First / pair.Second, 0, 10.001));
    }

    /// <summary>The relative part alone decides about a large state, the absolute part alone about a vanishing one.</summary>
    [Theory]
    [InlineData(1e6, 1e-6, 1e-300)]
    [InlineData(1e-6, 1e-300, 1e-12)]
    public void BothPartsOfTheToleranceCount(double amplitude, double relative, double absolute)
    {
        var scaled = new Integrator(Tsitouras54.Tableau, new Tolerance(relative, absolute))
            .Integrate(Problem.CosineRate.Field, 0, [amplitude], 10);
        var unscaled = new Integrator(Tsitouras54.Tableau, new Tolerance(relative, absolute / amplitude))
            .Integrate(Problem.CosineRate.Field, 0, [1], 10);
        Assert.Equal(IntegrationOutcome.Reached, scaled.Outcome);
        Assert.Equal(unscaled.Statistics.Accepted, scaled.Statistics.Accepted);
        Assert.Equal(unscaled.FinalState[0], scaled.FinalState[0] / amplitude, 1e-9);
    }

    [Theory]
    [InlineData(0, 1e-6)]
    [InlineData(-1e-6, 1e-6)]
    [InlineData(double.NaN, 1e-6)]
    [InlineData(1e-6, 0)]
    [InlineData(1e-6, double.NaN)]
    [InlineData(1e-6, double.PositiveInfinity)]
    public void AToleranceThatIsNotPositiveIsRefused(double relative, double absolute)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new Integrator(Tsitouras54.Tableau, new Tolerance(relative, absolute)));
        Assert.Contains("must be a positive finite number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StepControlOutsideItsRangesIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { Alpha = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { Beta = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { Safety = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { SmallestFactor = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { LargestFactor = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { FirstStep = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { LargestStep = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepControl { StepLimit = 0 });
    }
}
