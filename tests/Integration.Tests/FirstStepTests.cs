using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class FirstStepTests
{
    private static readonly Tolerance Units = new(1e-6, 1e-6);

    /// <summary>
    /// Rotation from (1, 0): the units are (2e-6, 1e-6), so the slope (0, 1) has the norm 1e6/sqrt 2 and the curvature (-1, 0) half
    /// of it; the larger one gives (0.01 sqrt 2/1e6)^(1/5).
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void TheStepMakesTheLeadingTermOneHundredth(int direction) =>
        Assert.Equal(Math.Pow(1e-8 * Math.Sqrt(2), 0.2), Choose(Problem.Rotation.Field, [1, 0], direction, 100), 1e-12);

    [Fact]
    public void TheStepStaysWithinTheInterval() =>
        Assert.Equal(1e-3, Choose(Problem.Rotation.Field, [1, 0], 1, 1e-3));

    /// <summary>Nothing moves: one millionth is cautious, and nothing speaks against the next step being larger.</summary>
    [Fact]
    public void AStandstillStartsCautiously() =>
        Assert.Equal(1e-6, Choose((_, _, f) => f.Clear(), [1], 1, 100));

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-10)]
    public void TheFirstStepIsAcceptedAndNoWaste(double tolerance)
    {
        var trajectory = Problem.Rotation.Integrate(Tsitouras54.Tableau, tolerance, new StepControl { StepLimit = 1 });
        Assert.Equal(1, trajectory.Statistics.Accepted);
        Assert.InRange(trajectory.Statistics.LargestErrorEstimate, 1e-6, 1);
    }

    /// <summary>Away from time scales near 1 the guess is off by up to the scale itself: some steps are lost, at factors of 5 or 10 each.</summary>
    [Theory]
    [InlineData(1e4)]
    [InlineData(1e-4)]
    public void OtherTimeScalesCostAFewSteps(double rate)
    {
        Assert.InRange(Attempts(rate), 1, Attempts(1) + Math.Log(1e4, 5) + 1);

        static int Attempts(double rate)
        {
            var statistics = new Integrator(Tsitouras54.Tableau, Units)
                .Integrate((_, y, f) => (f[0], f[1]) = (-rate * y[1], rate * y[0]), 0, [1, 0], 20 / rate).Statistics;
            return statistics.Accepted + statistics.Rejected;
        }
    }

    private static double Choose(VectorField field, double[] state, double direction, double largest)
    {
        var step = new RungeKuttaStep(Tsitouras54.Tableau, new DifferentialEquation(field), 0, state);
        step.Start();
        return FirstStep.Choose(step, direction, 5, Units, largest);
    }
}
