using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>The list of methods, and what one integrator makes of any of them.</summary>
public class NamedMethodTests
{
    private static readonly Tolerance Allowed = new(1e-8, 1e-8);

    public static TheoryData<string> Names() => [.. NamedMethod.Names];

    [Fact]
    public void EveryNameIsAMethodOfItsOwn()
    {
        Assert.Equal(NamedMethod.Names.Distinct(), NamedMethod.Names);
        Assert.Same(NamedMethod.Automatic, NamedMethod.All[0]);
        Assert.All(NamedMethod.All, method => Assert.Same(method, NamedMethod.Of(method.Name)));
        Assert.Contains("'euler'", Assert.Throws<ArgumentException>(() => NamedMethod.Of("euler")).Message, StringComparison.Ordinal);
        Assert.Equal(["auto", "rodas"], NamedMethod.All.Where(method => method.Method.HandlesStiffness).Select(method => method.Name));
    }

    /// <summary>Equal steps are a pace of the same loop: every method takes them, and their errors shrink with the step.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryMethodTakesEqualSteps(string name)
    {
        var equation = new DifferentialEquation((_, y, f) => f[0] = -y[0], (_, _, jacobian) => jacobian[0] = -1)
        {
            Series = (state, coefficients) =>
            {
                var before = state[0];
                for (var n = 0; n < coefficients.Length; n++)
                    coefficients[n] = before = -before / (n + 1);
            },
        };
        var (coarse, fine) = (Run(4), Run(8));
        Assert.Equal((IntegrationOutcome.Reached, 8, 0), (fine.Outcome, fine.Statistics.Accepted, fine.Statistics.Rejected));
        Assert.True(double.IsNaN(fine.Statistics.LargestErrorEstimate));
        Assert.Equal(9, fine.Times.Length);
        Assert.Equal(2 * 3.0 / 8, fine.Times[3]);
        Assert.InRange(Error(coarse), 1e-14, 1e-3);
        Assert.InRange(Error(fine) / Error(coarse), 0, 0.06);

        Trajectory Run(int steps) => Integrator.OfEqualSteps(NamedMethod.Of(name).Method, steps).Integrate(equation, 0, [1], 2);

        static double Error(Trajectory trajectory) => Math.Abs(trajectory.FinalState[0] - Math.Exp(-2));
    }

    [Fact]
    public void WhatAMethodNeedsAndDoesNotGetIsSaid()
    {
        VectorField field = (_, y, f) => f[0] = -y[0];
        TaylorSeries series = (_, coefficients) => coefficients.Clear();
        Assert.Contains("Jacobian", Assert.Throws<ArgumentException>(() => With("rodas").Integrate(field, 0, [1], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Jacobian", Assert.Throws<ArgumentException>(() => With("auto").Integrate(field, 0, [1], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("series", Assert.Throws<ArgumentException>(() => With("taylor").Integrate(field, 0, [1], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("vector field", Assert.Throws<InvalidOperationException>(() => With("tsitouras").Integrate(series, 0, [1], 1)).Message, StringComparison.Ordinal);

        static Integrator With(string name) => new(NamedMethod.Of(name).Method, Allowed);
    }
}
