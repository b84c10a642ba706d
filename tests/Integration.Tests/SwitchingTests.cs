using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class SwitchingTests
{
    /// <summary>
    /// The constant task of T = 100 from a = b = c = 0.1, delta = 1.1, at t = 1 and 2. The references are from collocation at the Radau points
    /// (6 and 7 stages, orders 11 and 13) in 40 digits; the two agree to the digits given.
    /// </summary>
    private static readonly (double Time, double Input, double Recurrent)[] Hundred =
        [(1, 0.33392597688622, 0.16101806431646), (2, 1.0488088457, 1.0000000001)];

    [Fact]
    public void StiffModesMeetTheirReference()
    {
        var problem = ModeProblem.Of([.. Enumerable.Repeat(1.1, 100)]);
        var trajectory = Switching(1e-11).Integrate(problem, 0, [0.1, 0.1, 0.1], 20);
        Assert.Equal(Hundred[0].Input, trajectory.Evaluate(1)[0], 1e-10);
        Assert.Equal(Hundred[0].Recurrent, trajectory.Evaluate(1)[1], 1e-10);
        Assert.Equal(Hundred[1].Input, trajectory.Evaluate(2)[0], 1e-9);
        Assert.Equal(Hundred[1].Recurrent, trajectory.Evaluate(2)[1], 1e-9);
        Assert.InRange(trajectory.Statistics.Accepted, 10, 2000);
        Assert.InRange(trajectory.Statistics.ImplicitSteps, 20, trajectory.Statistics.Accepted - 10);
    }

    /// <summary>The constant task has its largest curvature, near delta^2 T^3/3, at the solution; steps do not follow it.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void TheLongerTaskIsNotSlower(int length)
    {
        var problem = ModeProblem.Of([.. Enumerable.Repeat(1.1, length)]);
        foreach (var trajectory in new[]
        {
            Switching(1e-10).Integrate(problem, 0, [0.1, 0.1, 0.1], 100),
            new Integrator(Rodas5P.Tableau, new Tolerance(1e-10, 1e-10)).Integrate(problem, 0, [0.1, 0.1, 0.1], 100),
        })
        {
            Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
            Assert.Equal(1, trajectory.FinalState[1], 1e-12);
            Assert.Equal(1.1, trajectory.FinalState[0] * trajectory.FinalState[2], 1e-9);
            Assert.InRange(trajectory.Statistics.Accepted, 10, 2000);
        }
    }

    [Fact]
    public void WhatIsNotStiffStaysExplicit()
    {
        var trajectory = Switching(1e-9).Integrate(Problem.Rotation.Stiff, 0, [1, 0], 20);
        var alone = Problem.Rotation.Integrate(DormandPrince54.Tableau, 1e-9);
        Assert.Equal(0, trajectory.Statistics.ImplicitSteps);
        Assert.Equal(alone.Times.ToArray(), trajectory.Times.ToArray());
        Assert.Equal(alone.FinalState.ToArray(), trajectory.FinalState.ToArray());
    }

    /// <summary>y' = -r(t) (y - cos t) - sin t with a rate that is 1 and, for 2 &lt; t &lt; 6, rises to 1e5: implicit there, explicit before and after.</summary>
    [Fact]
    public void StiffStretchesComeAndGo()
    {
        static double Rate(double t) => 1 + 1e5 * Math.Exp(-Math.Pow(t - 4, 8));
        var problem = new DifferentialEquation(
            (t, y, f) => f[0] = -Rate(t) * (y[0] - Math.Cos(t)) - Math.Sin(t),
            (t, _, j) => j[0] = -Rate(t),
            (t, y, f) => f[0] = 8 * Math.Pow(t - 4, 7) * (Rate(t) - 1) * (y[0] - Math.Cos(t)) - Rate(t) * Math.Sin(t) - Math.Cos(t));
        var trajectory = Switching(1e-8).Integrate(problem, 0, [1], 40);
        var statistics = trajectory.Statistics;
        Assert.All(Enumerable.Range(0, 41), t => Assert.Equal(Math.Cos(t), trajectory.Evaluate(t)[0], 1e-6));
        Assert.InRange(statistics.ImplicitSteps, 20, statistics.Accepted - 50);
        Assert.InRange(statistics.Accepted, 50, 2000);
    }

    [Fact]
    public void TheStabilityIntervalsAreThoseOfTheLiterature()
    {
        Assert.Equal(3.31, DormandPrince54.Tableau.StabilityInterval, 0.01);
        Assert.Equal(6.3, DormandPrince853.Tableau.StabilityInterval, 0.2);
    }

    private static Integrator Switching(double tolerance) =>
        new(new SwitchingMethod(DormandPrince54.Tableau, Rodas5P.Tableau), new Tolerance(tolerance, tolerance));
}
