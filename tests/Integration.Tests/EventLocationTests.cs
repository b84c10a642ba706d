using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class EventLocationTests
{
    /// <summary>cos t = 1/2 at t = +-pi/3 + 2 pi k, six times up to 20, and the direction alternates.</summary>
    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-10)]
    public void CrossingsAreFoundWhereTheyAre(double tolerance)
    {
        var trajectory = Problem.Rotation.Integrate(Tsitouras54.Tableau, tolerance);
        var found = EventLocation.Find(trajectory, state => state[0] - 0.5, 10 * tolerance);
        double[] expected = [.. from turn in Enumerable.Range(0, 4) from sign in new[] { 1, -1 } select (turn + (1 - sign) / 2) * 2 * Math.PI + sign * Math.PI / 3];
        expected = [.. expected.Where(time => time < 20)];
        Assert.Equal(expected.Length, found.Count);
        // The state is off by the tolerances of all steps at most; the function's slope is sin(pi/3).
        var error = 3 * tolerance * trajectory.Statistics.Accepted / Math.Sin(Math.PI / 3);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second.Time, error));
        Assert.All(found.Select((crossing, index) => (crossing, index)), pair => Assert.Equal(pair.index % 2 == 1, pair.crossing.Rising));
    }

    /// <summary>The mode u(t) passes half of its limit A/B at e^(2At) = A/u0 B - 1.</summary>
    [Fact]
    public void TheHalfTimeOfAModeIsThatOfItsFormula()
    {
        var trajectory = Problem.InputOutputMode.Integrate(DormandPrince54.Tableau, 1e-11);
        var crossing = Assert.Single(EventLocation.Find(trajectory, u => u[0] - 0.375, 1e-10));
        Assert.Equal(Math.Log(1.5 / 0.01 - 2) - Math.Log(2), 3 * crossing.Time, 1e-9);
        Assert.True(crossing.Rising);
    }

    /// <summary>A state that settles on the border, from one side, crosses nothing, whatever its rounding.</summary>
    [Fact]
    public void SettlingOnTheBorderIsNoCrossing()
    {
        var trajectory = new ExplicitIntegrator(DormandPrince54.Tableau, new Tolerance(1e-10, 1e-10))
            .Integrate((_, y, f) => f[0] = 1 - y[0], 0, [0], 100);
        Assert.Empty(EventLocation.Find(trajectory, state => state[0] - 1, 1e-9));
        Assert.NotEmpty(trajectory.Times.ToArray());
    }
}
