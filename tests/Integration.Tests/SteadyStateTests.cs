using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>Flows of modes (a, b, c), E = 1/2 sum_i (s_i - c b^(T-i) a)^2 typed out as sums, followed to their end.</summary>
public sealed class SteadyStateTests
{
    private const double Tolerance = 1e-10;

    /// <summary>The inverse-exponential task ends at b = lambda, a c = delta, on the level set of a^2 - c^2 of its start.</summary>
    [Theory]
    [InlineData(6, 1.1, 0.5, 0.1, 0.1, 0.1)]
    [InlineData(8, 0.7, 0.9, 0.6, 0.1, 0.2)]
    [InlineData(6, 1.0, 1.0, 0.1, 0.1, 0.1)]
    [InlineData(5, 1.0, -0.6, 0.3, -0.1, 0.4)]
    [InlineData(100, 1.1, 1.0, 0.1, 0.1, 0.1)]
    [InlineData(1000, 1.1, 1.0, 0.1, 0.1, 0.1)]
    public void ASolutionIsReachedToTheLastDigits(int length, double delta, double lambda, double a, double b, double c)
    {
        var steady = Follow(Values(length, t => delta * Math.Pow(lambda, length - t)), [a, b, c], 1e8);
        Assert.Equal(SteadyEnd.Converged, steady.End);
        Assert.True(steady.Polished);
        Assert.Equal(lambda, steady.State[1], 1e-13);
        Assert.Equal(delta, steady.State[0] * steady.State[2], 1e-12);
        Assert.Equal(a * a - c * c, steady.State[0] * steady.State[0] - steady.State[2] * steady.State[2], 1e-8);
        Assert.All(steady.Curvatures, curvature => Assert.True(curvature > 0));
        Assert.Equal(2, steady.Curvatures.Length);
        Assert.InRange(steady.Trajectory.Statistics.Accepted, 10, 1500);
    }

    /// <summary>a = -c shrinks to nothing: u = 0 is a saddle where A(b) is above 0.</summary>
    [Fact]
    public void TheStableManifoldEndsAtTheSaddle()
    {
        var steady = Follow(Values(6, _ => 1), [0.1, 0.1, -0.1], 1e4);
        Assert.Equal(SteadyEnd.Saddle, steady.End);
        Assert.Equal(0, steady.State[0] * steady.State[2], 1e-15);
        Assert.True(steady.Curvatures[0] < 0);
    }

    /// <summary>A start beside the saddle stays there long, and leaves: a small slope is no end.</summary>
    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-20)]
    public void ASaddleThatIsLeftIsNoEnd(double size)
    {
        var steady = Follow(Values(6, _ => 1), [size, 0.1, size], 1e6);
        Assert.Equal(SteadyEnd.Converged, steady.End);
        Assert.Equal(1, steady.State[1], 1e-12);
    }

    [Fact]
    public void AnExactStationaryPointIsASaddleAtOnce()
    {
        var steady = Follow(Values(6, _ => 1), [0, 0.1, 0], 1e6);
        Assert.Equal(SteadyEnd.Saddle, steady.End);
        Assert.Equal(0, steady.Trajectory.TimeReached);
    }

    /// <summary>A strong first and a weak last step are approached as b grows for ever: E falls to s_T^2/2 = 1/8 and nowhere attains it.</summary>
    [Fact]
    public void AnInfimumAtInfinityIsRunOffTo()
    {
        var steady = Follow([2, 0, 0.5], [0.3, 0.5, 0.3], 1e8);
        Assert.Equal(SteadyEnd.RunningOff, steady.End);
        Assert.True(steady.State[1] > 1);
    }

    [Fact]
    public void TimeIsUpBeforeTheEnd()
    {
        var steady = Follow(Values(6, _ => 1), [0.1, 0.1, 0.1], 1);
        Assert.Equal(SteadyEnd.TimeReached, steady.End);
        Assert.Equal(1, steady.Trajectory.TimeReached);
    }

    /// <summary>Without a signal the modes shrink like a power of the time, and neither converge nor leave.</summary>
    [Fact]
    public void AFlatMinimumIsNotCalledConverged() =>
        Assert.Equal(SteadyEnd.TimeReached, Follow([0, 0, 0], [0.5, 0.3, 0.5], 1e3).End);

    /// <summary>What the energy is relative to the start's tells nothing: one that has fallen by 20 orders may have 60 to go.</summary>
    [Theory]
    [InlineData(100, 0.1, 1.5, 0.1)]
    [InlineData(100, 0.1, 1.2, 0.1)]
    [InlineData(60, 0.1, 1.7, 0.2)]
    [InlineData(40, 2, -1.6, 1)]
    [InlineData(5, 1e5, 0.1, 1e5)]
    [InlineData(8, 1e8, 0.5, 1)]
    public void AnEndIsToldByItselfWhateverTheStart(int length, double a, double b, double c)
    {
        var steady = Follow(Values(length, _ => 1), [a, b, c], 1e8);
        Assert.Equal(SteadyEnd.Converged, steady.End);
        Assert.Equal(1, steady.State[1], 1e-9);
        Assert.Equal(1, steady.State[0] * steady.State[2], 1e-6);
        Assert.True(steady.Slope <= 1e-3, $"slope {steady.Slope}");
        Assert.All(steady.Curvatures, curvature => Assert.True(curvature > 0));
    }

    /// <summary>A rough integration ends where a fine one does, and not at a saddle on the way.</summary>
    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    [InlineData(1e-5)]
    public void AnEndIsToldByItselfWhateverTheTolerance(double tolerance)
    {
        foreach (double[] start in new[] { [0.1, 0.1, 0.1], [1e-2, 0.1, 1e-2], [1e-3, 0.5, 2e-3], new[] { 0.3, -0.2, 0.1 } })
        {
            var (rough, fine) = (Follow(Values(6, _ => 1), start, 1e8, tolerance), Follow(Values(6, _ => 1), start, 1e8));
            Assert.Equal((SteadyEnd.Converged, SteadyEnd.Converged), (rough.End, fine.End));
            Assert.Equal(fine.State[1], rough.State[1], 1e-8);
            Assert.Equal(fine.State[0] * fine.State[2], rough.State[0] * rough.State[2], 1e-8);
        }
    }

    /// <summary>With one step b has no influence, and without a signal u decays: both end on a line of minima.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0, 0.0, 0.0)]
    public void ALineOfMinimaIsAnEnd(params double[] values)
    {
        var steady = Follow(values, [0.9, 0.3, 0.4], 1e6);
        Assert.Equal(SteadyEnd.Converged, steady.End);
        Assert.False(steady.Polished);
        Assert.Equal(values[0], steady.State[0] * steady.State[2], 1e-8);
    }

    private static double[] Values(int length, Func<int, double> value) => [.. Enumerable.Range(1, length).Select(value)];

    private static SteadyState Follow(double[] singularValues, double[] start, double longest, double tolerance = Tolerance)
    {
        var switching = new Integrator(new SwitchingMethod(DormandPrince54.Tableau, Rodas5P.Tableau), new Tolerance(tolerance, tolerance));
        var flow = new EnergyFlow(
            ModeProblem.Of(singularValues), state => ModeProblem.Energy(singularValues, state), ModeProblem.Balance, 1, []);
        return new SteadyStateRun(switching).Follow(flow, start, longest);
    }
}
