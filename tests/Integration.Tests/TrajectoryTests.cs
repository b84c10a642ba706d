using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class TrajectoryTests
{
    public static TheoryData<int, int> ProblemsAndTableaus() => Problem.ProblemsAndTableaus();

    [Fact]
    public void AnEmptyIntervalIsReachedWithoutAStep()
    {
        var calls = 0;
        var trajectory = new Integrator(Tsitouras54.Tableau, new Tolerance(1e-8, 1e-8))
            .Integrate((_, _, f) => calls++, 2, [3, 4], 2);
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.Equal(0, calls);
        Assert.Equal([2.0], trajectory.Times.ToArray());
        Assert.Equal([3.0, 4.0], trajectory.Evaluate(2));
        Assert.Equal(new IntegrationStatistics(0, 0, 0, 0), trajectory.Statistics);
    }

    [Fact]
    public void FixedStepsServeEmptyAndBackwardIntervals()
    {
        var empty = Integrator.OfEqualSteps(DormandPrince54.Tableau, 10).Integrate(Problem.Rotation.Field, 2, [3, 4], 2);
        Assert.Equal(IntegrationOutcome.Reached, empty.Outcome);
        Assert.Equal([2.0], empty.Times.ToArray());
        Assert.Equal(0, empty.Statistics.Evaluations);

        var backward = Integrator.OfEqualSteps(DormandPrince54.Tableau, 64).Integrate(Problem.Rotation.Field, 1, Problem.Rotation.Exact(1), 0);
        Assert.Equal(0, backward.TimeReached);
        Assert.Equal(65, backward.Times.Length);
        Assert.Equal(1 + 6 * 64, backward.Statistics.Evaluations);
        Assert.Equal(double.NaN, backward.Statistics.LargestErrorEstimate);
        Assert.InRange(Problem.Rotation.ErrorAt(backward, [0, 0.1, 0.5, 0.987]), 0, 1e-10);
    }

    [Fact]
    public void AnIntervalOfOneRoundingIsReached()
    {
        var end = Math.BitIncrement(1.0);
        var trajectory = new Integrator(Tsitouras54.Tableau, new Tolerance(1e-8, 1e-8))
            .Integrate((_, y, f) => f[0] = y[0], 1, [1], end);
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.Equal([1, end], trajectory.Times.ToArray());
    }

    /// <summary>A far start leaves the time coarse: the first step must be one the time can resolve.</summary>
    [Fact]
    public void AFarStartIsNoObstacle()
    {
        var trajectory = new Integrator(Tsitouras54.Tableau, new Tolerance(1e-8, 1e-8))
            .Integrate((_, _, f) => f[0] = 1, 1e12, [0], 1e12 + 100);
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.Equal(100, trajectory.FinalState[0], 1e-9);
    }

    [Theory]
    [MemberData(nameof(ProblemsAndTableaus))]
    public void BackwardIntegrationReturnsToTheStart(int problemIndex, int tableau)
    {
        var problem = Problem.All[problemIndex];
        var integrator = new Integrator(Problem.Tableaus[tableau], new Tolerance(1e-11, 1e-11));
        var back = integrator.Integrate(problem.Field, problem.End, problem.Exact(problem.End), problem.Start);
        Assert.Equal(IntegrationOutcome.Reached, back.Outcome);
        Assert.Equal(problem.Start, back.TimeReached);
        Assert.All(back.Times.ToArray().Zip(back.Times.ToArray().Skip(1)), pair => Assert.True(pair.Second < pair.First));

        var size = Grid(problem, 200).Max(time => problem.Exact(time).Max(Math.Abs));
        var perStep = Math.Sqrt(back.Dimension) * 1e-11 * (1 + size);
        var bound = back.Statistics.Accepted * perStep * problem.BackwardGrowth;
        Assert.InRange(problem.ErrorAt(back, Grid(problem, 200)), 0, bound);
    }

    [Theory]
    [MemberData(nameof(ProblemsAndTableaus))]
    public void TheTrajectoryPassesThroughItsSteps(int problem, int tableau)
    {
        var trajectory = Problem.All[problem].Integrate(Problem.Tableaus[tableau], 1e-6);
        var times = trajectory.Times.ToArray();
        Assert.Equal(Problem.All[problem].End, trajectory.TimeReached);
        for (var i = 0; i < times.Length; i++)
            Assert.Equal(trajectory.State(i).ToArray(), trajectory.Evaluate(times[i]));
        Assert.Equal(trajectory.FinalState.ToArray(), trajectory.Evaluate(trajectory.TimeReached));
    }

    /// <summary>From both sides of a step's end the curve and its slope agree: the dense output is continuously differentiable.</summary>
    [Theory]
    [MemberData(nameof(ProblemsAndTableaus))]
    public void TheCurveIsSmoothAcrossSteps(int problemIndex, int tableau)
    {
        var problem = Problem.All[problemIndex];
        var trajectory = problem.Integrate(Problem.Tableaus[tableau], 1e-4);
        const double gap = 1e-6;
        foreach (var time in trajectory.Times.ToArray()[1..^1])
        {
            var slope = new double[trajectory.Dimension];
            problem.Field(time, trajectory.Evaluate(time), slope);
            var centre = trajectory.Evaluate(time);
            var left = Secant(trajectory.Evaluate(time - gap), centre);
            var right = Secant(centre, trajectory.Evaluate(time + gap));
            Assert.InRange(Problem.Distance(left, slope), 0, 2e-5);
            Assert.InRange(Problem.Distance(right, slope), 0, 2e-5);
        }

        static double[] Secant(double[] from, double[] to) => [.. to.Zip(from, (x, y) => (x - y) / gap)];
    }

    [Fact]
    public void SamplesComeInTheOrderAsked()
    {
        var trajectory = Problem.Rotation.Integrate(DormandPrince54.Tableau, 1e-9);
        var rows = trajectory.Sample([7.5, 0, 20, 3.25]);
        Assert.Equal(4, rows.Length);
        Assert.Equal([1.0, 0.0], rows[1]);
        Assert.Equal(trajectory.FinalState.ToArray(), rows[2]);
        Assert.Equal(Math.Sin(7.5), rows[0][1], 1e-6);
        Assert.Equal(Math.Cos(3.25), rows[3][0], 1e-6);
    }

    [Theory]
    [InlineData(-1.0000001)]
    [InlineData(1.5000001)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void TimesOutsideAreRefused(double time)
    {
        var trajectory = Problem.Gaussian.Integrate(Tsitouras54.Tableau, 1e-6);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => trajectory.Evaluate(time));
        Assert.Contains("runs from -1 to 1.5", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => trajectory.Sample([0, time]));
    }

    [Fact]
    public void ArgumentsThatMakeNoSenseAreRefused()
    {
        var integrator = new Integrator(Tsitouras54.Tableau, new Tolerance(1e-6, 1e-6));
        VectorField still = (_, _, f) => f.Clear();
        Assert.Throws<ArgumentException>(() => integrator.Integrate(still, 0, [], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => integrator.Integrate(still, double.NaN, [1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => integrator.Integrate(still, 0, [1], double.PositiveInfinity));
        Assert.Throws<ArgumentNullException>(() => integrator.Integrate((VectorField)null!, 0, [1], 1));
        var trajectory = integrator.Integrate(still, 0, [1], 1);
        Assert.Throws<ArgumentException>(() => trajectory.Evaluate(0.5, new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => trajectory.State(trajectory.Times.Length).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Integrator.OfEqualSteps(Tsitouras54.Tableau, 0));
    }

    [Fact]
    public void TheSameCallGivesTheSameBitsOnEveryThread()
    {
        var integrator = new Integrator(Tsitouras54.Tableau, new Tolerance(1e-9, 1e-9));
        var runs = new Trajectory[8];
        Parallel.For(0, runs.Length, i => runs[i] = integrator.Integrate(Problem.Rotation.Field, 0, [1, 0], 20));
        Assert.All(runs, run =>
        {
            Assert.Equal(Bits(runs[0].Times), Bits(run.Times));
            Assert.Equal(Bits(runs[0].FinalState), Bits(run.FinalState));
            Assert.Equal(Bits(runs[0].Evaluate(Math.PI)), Bits(run.Evaluate(Math.PI)));
            Assert.Equal(runs[0].Statistics, run.Statistics);
        });
    }

    /// <summary>Components that do not interact have the same bits in a wide state, whatever the vector width.</summary>
    [Fact]
    public void TheVectorWidthChangesNoBit()
    {
        const int width = 13;
        var rates = Enumerable.Range(0, width).Select(i => 0.3 + 0.1 * i).ToArray();
        var integrator = Integrator.OfEqualSteps(DormandPrince54.Tableau, 30);
        var wide = integrator.Integrate(Decay(rates), 0, Enumerable.Repeat(1.0, width).ToArray(), 2);
        for (var i = 0; i < width; i++)
        {
            var narrow = integrator.Integrate(Decay([rates[i]]), 0, [1], 2);
            Assert.Equal(Bits(narrow.FinalState), Bits(wide.FinalState.Slice(i, 1)));
        }

        static VectorField Decay(double[] rates) => (t, y, f) =>
        {
            for (var i = 0; i < rates.Length; i++)
                f[i] = -rates[i] * y[i] * Math.Sin(t);
        };
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        VectorField field = (t, y, f) =>
        {
            for (var i = 0; i < f.Length; i++)
                f[i] = -t * y[i];
        };
        var step = new RungeKuttaStep(Tsitouras54.Tableau, new DifferentialEquation(field), 0, new double[10]);
        var tolerance = new Tolerance(1e-6, 1e-6);
        step.Start();
        Take(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Take(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Take(int count)
        {
            for (var i = 0; i < count; i++)
                if (step.Try(step.Time + 1e-4) && step.Error(tolerance) <= 1)
                    step.Accept();
        }
    }

    private static double[] Grid(Problem problem, int parts) =>
        [.. Enumerable.Range(0, parts + 1).Select(i => problem.Start + (problem.End - problem.Start) * i / parts)];

    private static long[] Bits(ReadOnlySpan<double> values) =>
        [.. values.ToArray().Select(BitConverter.DoubleToInt64Bits)];
}
