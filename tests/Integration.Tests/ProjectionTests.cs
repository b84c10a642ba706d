using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>Steps that end on what the flow conserves: a = c stays a = c, however long the run and however small they become.</summary>
public class ProjectionTests
{
    private static readonly double[] RunsOff = [2, 0, 0, 0, 0, 0.5];
    private static readonly double[] Start = [0.1, 2, 0.1];
    private const double Until = 5e5;
    private const double Allowed = 1e-10;

    private static readonly StateProjection Balance = state => state[0] = state[2] = Math.CopySign(Math.Sqrt(Math.Abs(state[0] * state[2])), state[0]);

    private static Trajectory Follow(string method, StateProjection? projection)
    {
        var problem = ModeProblem.Of(RunsOff) with { Projection = projection };
        var tolerance = new Tolerance(Allowed, Allowed);
        return method == "switching"
            ? new Integrator(new SwitchingMethod(DormandPrince54.Tableau, Rodas5P.Tableau), tolerance).Integrate(problem, 0, Start, Until)
            : new Integrator(Rodas5P.Tableau, tolerance).Integrate(problem, 0, Start, Until);
    }

    [Theory]
    [InlineData("switching")]
    [InlineData("rosenbrock")]
    public void BalancedModesStayBalanced(string method)
    {
        var (kept, free) = (Follow(method, Balance), Follow(method, null));
        Assert.Equal((IntegrationOutcome.Reached, IntegrationOutcome.Reached), (kept.Outcome, free.Outcome));
        for (var step = 0; step < kept.Times.Length; step++)
            Assert.Equal(kept.State(step)[0], kept.State(step)[2]);
        // Without it the errors of the difference outgrow the modes themselves, while u and b are as good.
        Assert.True(Math.Abs(free.FinalState[0] / free.FinalState[2] - 1) > 0.01, $"{free.FinalState[0]} {free.FinalState[2]}");
        Assert.Equal(free.FinalState[1], kept.FinalState[1], 1e-6);
        Assert.Equal(1, kept.FinalState[0] * kept.FinalState[0] / (free.FinalState[0] * free.FinalState[2]), 1e-6);
    }

    /// <summary>The slope belongs to the projected state: the next step begins there.</summary>
    [Theory]
    [MemberData(nameof(MethodNames))]
    public void TheStepsGoOnFromTheProjectedState(string method)
    {
        // y' = 1 with every state sent back to 0 is at rest, whatever the steps.
        var problem = new DifferentialEquation((_, _, slope) => slope[0] = 1, (_, _, jacobian) => jacobian[0] = 0)
        {
            Projection = state => state[0] = 0,
            Series = (_, coefficients) =>
            {
                coefficients.Clear();
                coefficients[0] = 1;
            },
        };
        Assert.Equal(0, new Integrator(NamedMethod.Of(method).Method, new Tolerance(Allowed, Allowed)).Integrate(problem, 0, [0.0], 3).FinalState[0]);
    }

    public static TheoryData<string> MethodNames() => [.. NamedMethod.Names];
}
