using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class OutcomeTests
{
    private static readonly Tolerance Tight = new(1e-9, 1e-9);

    /// <summary>
    /// y' = y^m from y(0) = 1 has its pole at t = 1/(m - 1). A relative error r at time t moves the pole by (m - 1) r times the
    /// time left, hence by r at most; each step makes r at most relative + absolute, as y is at least 1.
    /// </summary>
    [Theory]
    [InlineData(2, 1e-4)]
    [InlineData(2, 1e-8)]
    [InlineData(2, 1e-12)]
    [InlineData(3, 1e-8)]
    [InlineData(4, 1e-8)]
    public void APoleIsDivergence(int power, double tolerance)
    {
        var integrator = new Integrator(Tsitouras54.Tableau, new Tolerance(tolerance, tolerance));
        var trajectory = integrator.Integrate((_, y, f) => f[0] = Math.Pow(y[0], power), 0, [1], 2);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.Equal(1.0 / (power - 1), trajectory.TimeReached, trajectory.Statistics.Accepted * 2 * tolerance);
    }

    [Fact]
    public void APoleBehindIsDivergenceToo()
    {
        var trajectory = Integrate((_, y, f) => f[0] = -y[0] * y[0], 0, [1], -2);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.Equal(-1, trajectory.TimeReached, 1e-7);
    }

    [Fact]
    public void ExponentialGrowthDivergesBeyondTheLargestMagnitude()
    {
        var trajectory = Integrate((_, y, f) => f[0] = y[0], 0, [1], 1000);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.True(trajectory.FinalState[0] > 1e150);
        Assert.InRange(trajectory.TimeReached, 150 * Math.Log(10), 150 * Math.Log(10) + 1);
    }

    [Fact]
    public void GrowthWithinTheLargestMagnitudeIsReached() =>
        Assert.Equal(IntegrationOutcome.Reached, Integrate((_, y, f) => f[0] = y[0], 0, [1], 340).Outcome);

    /// <summary>y = sqrt(1 - t): the state stays finite, its slope does not.</summary>
    [Fact]
    public void AnInfiniteSlopeIsAStepTooSmall()
    {
        var trajectory = Integrate((_, y, f) => f[0] = -1 / (2 * y[0]), 0, [1], 2);
        Assert.Equal(IntegrationOutcome.StepTooSmall, trajectory.Outcome);
        Assert.Equal(1, trajectory.TimeReached, 1e-7);
    }

    [Fact]
    public void AFieldThatEndsIsAStepTooSmallAtItsEnd()
    {
        var trajectory = Integrate((t, _, f) => f[0] = t <= 0.7 ? 1 : double.NaN, 0, [1], 2);
        Assert.Equal(IntegrationOutcome.StepTooSmall, trajectory.Outcome);
        Assert.Equal(0.7, trajectory.TimeReached, 1e-14);
        Assert.Equal(1.7, trajectory.FinalState[0], 1e-12);
    }

    [Fact]
    public void AFieldWithoutValuesAtTheStartHasDivergedThere()
    {
        var trajectory = Integrate((_, _, f) => f[0] = double.NaN, 1, [2], 3);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.Equal(1, trajectory.TimeReached);
        Assert.Equal([2.0], trajectory.Evaluate(1));
        Assert.Equal(1, trajectory.Statistics.Evaluations);
    }

    /// <summary>
    /// The second stage of the first step is infinite: the step is given up there and then, halved, and followed by one that does
    /// not grow. The solution being a line, the others grow as much as they may.
    /// </summary>
    [Fact]
    public void AnInfiniteStageRejectsItsStep()
    {
        var control = new StepControl { FirstStep = 1, SmallestFactor = 0.5 };
        var trajectory = new Integrator(DormandPrince54.Tableau, Tight, control)
            .Integrate((t, y, f) => f[0] = t == 0.2 ? double.PositiveInfinity : 1, 0, [0], 10);
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.Equal([0, 0.5, 1, 6, 10], trajectory.Times.ToArray());
        Assert.Equal(1, trajectory.Statistics.Rejected);
        Assert.Equal(1 + 1 + 6 * 4, trajectory.Statistics.Evaluations);
        Assert.Equal(10, trajectory.FinalState[0], 1e-13);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e200)]
    public void AnInitialStateOutOfRangeHasDiverged(double value)
    {
        var trajectory = Integrate((_, y, f) => f[0] = y[0], 0, [value], 1);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.Equal(0, trajectory.TimeReached);
    }

    [Fact]
    public void TheStepLimitEndsTheIntegrationWhereItStands()
    {
        var trajectory = Problem.Rotation.Integrate(Tsitouras54.Tableau, 1e-10, new StepControl { StepLimit = 20 });
        Assert.Equal(IntegrationOutcome.StepLimit, trajectory.Outcome);
        Assert.Equal(20, trajectory.Statistics.Accepted + trajectory.Statistics.Rejected);
        Assert.InRange(trajectory.TimeReached, double.Epsilon, 19.9);
        Assert.InRange(Problem.Rotation.ErrorAt(trajectory, trajectory.Times.ToArray()), 0, 20 * 3e-10);
    }

    [Fact]
    public void RejectedStepsCountTowardsTheStepLimit()
    {
        var trajectory = new Integrator(Tsitouras54.Tableau, Tight, new StepControl { StepLimit = 20 })
            .Integrate((t, _, f) => f[0] = t <= 0.7 ? 1 : double.NaN, 0, [1], 2);
        Assert.Equal(IntegrationOutcome.StepLimit, trajectory.Outcome);
        Assert.InRange(trajectory.Statistics.Rejected, 1, 19);
        Assert.Equal(20, trajectory.Statistics.Accepted + trajectory.Statistics.Rejected);
    }

    /// <summary>
    /// A rate of 1e6 allows steps of about 3.3/1e6 (the methods' stability interval), so 1e4 steps end near 0.033, and 1 is
    /// out of reach however smooth the solution.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AStiffProblemHitsTheStepLimit(int tableau)
    {
        var integrator = new Integrator(
            Problem.Tableaus[tableau], new Tolerance(1e-4, 1e-4), new StepControl { StepLimit = 10_000 });
        var trajectory = integrator.Integrate((t, y, f) => f[0] = 1e6 * (Math.Cos(t) - y[0]), 0, [1], 1);
        Assert.Equal(IntegrationOutcome.StepLimit, trajectory.Outcome);
        Assert.InRange(trajectory.TimeReached, 0.025, 0.045);
        Assert.Equal(Math.Cos(trajectory.TimeReached), trajectory.FinalState[0], 1e-3);
    }

    [Fact]
    public void FixedStepsReportDivergence()
    {
        var trajectory = Integrator.OfEqualSteps(DormandPrince54.Tableau, 1000)
            .Integrate((_, y, f) => f[0] = -1e3 * y[0], 0, [1], 100);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.True(trajectory.TimeReached < 100);
    }

    [Fact]
    public void CancellationIsHonoured()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        VectorField field = (_, y, f) =>
        {
            f[0] = -y[0];
            if (++calls == 50)
                source.Cancel();
        };
        var integrator = new Integrator(Tsitouras54.Tableau, Tight);
        Assert.Throws<OperationCanceledException>(() => integrator.Integrate(field, 0, [1], 1e6, source.Token));
        Assert.InRange(calls, 50, 56);
    }

    private static Trajectory Integrate(VectorField field, double start, double[] state, double end) =>
        new Integrator(Tsitouras54.Tableau, Tight).Integrate(field, start, state, end);
}
