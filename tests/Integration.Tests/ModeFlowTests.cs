using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// The learning flow of the modes (a, b, c), d(a, b, c)/dt = -grad E with E = 1/2 sum_i (s_i - c b^(T-i) a)^2, typed
/// out here as sums, and the laws every such flow obeys.
/// </summary>
public sealed class ModeFlowTests
{
    private const int StepCount = 8;
    private const double End = 40;
    private const double Accuracy = 1e-10;

    /// <summary>Singular values s_1..s_T: constant, inverse-exponential, exponential, early and late importance.</summary>
    private static readonly (string Name, double[] SingularValues)[] Tasks =
    [
        ("constant", Values(_ => 0.8)),
        ("inverse-exponential", Values(t => 1.2 * Math.Pow(0.6, StepCount - t))),
        ("exponential", Values(t => 1.5 * Math.Pow(0.7, t))),
        ("late importance", Values(t => 0.1 * t)),
        ("early importance", Values(t => 1.0 / t)),
    ];

    private static readonly double[][] Starts = [[0.3, 0.2, 0.3], [0.6, 0.1, 0.2], [-0.4, -0.3, 0.5]];

    private static readonly Tolerance Allowed = new(Accuracy, Accuracy);

    public static TheoryData<int, int, string> TasksStartsAndMethods()
    {
        var data = new TheoryData<int, int, string>();
        for (var task = 0; task < Tasks.Length; task++)
            for (var start = 0; start < Starts.Length; start++)
                foreach (var name in NamedMethod.Names)
                    data.Add(task, start, name);
        return data;
    }

    public static TheoryData<string> MethodNames() => [.. NamedMethod.Names];

    /// <summary>A step's error e changes a^2 - c^2 by 2 (a e_a - c e_c) at most, and nothing makes the change grow.</summary>
    [Theory]
    [MemberData(nameof(TasksStartsAndMethods))]
    public void TheImbalanceIsConserved(int task, int start, string method)
    {
        var trajectory = Integrate(task, start, method);
        var states = States(trajectory);
        var size = states.Max(state => state.Max(Math.Abs));
        var localError = Math.Sqrt(3) * Accuracy * (1 + size);
        var bound = trajectory.Statistics.Accepted * 2 * Math.Sqrt(2) * size * localError;
        Assert.All(states, state => Assert.InRange(Math.Abs(Imbalance(state) - Imbalance(states[0])), 0, bound));
    }

    /// <summary>An error e of the state shows in the energy as |grad E| |e|, to first order.</summary>
    [Theory]
    [MemberData(nameof(TasksStartsAndMethods))]
    public void TheEnergyNeverRises(int task, int start, string method)
    {
        var singularValues = Tasks[task].SingularValues;
        var states = Samples(Integrate(task, start, method)).Select(sample => sample.State).ToArray();
        Assert.True(Energy(singularValues, states[^1]) < Energy(singularValues, states[0]));
        Assert.All(states.Zip(states.Skip(1)), pair =>
        {
            var slack = 10 * Accuracy * Norm(Slope(singularValues, pair.First)) + 1e-14;
            Assert.InRange(Energy(singularValues, pair.Second) - Energy(singularValues, pair.First), double.NegativeInfinity, slack);
        });
    }

    /// <summary>|theta(t) - theta(0)|^2 &lt;= t (E(0) - E(t)), by the Cauchy–Schwarz inequality.</summary>
    [Theory]
    [MemberData(nameof(TasksStartsAndMethods))]
    public void TheDistanceIsBoundedByTheEnergySpent(int task, int start, string method)
    {
        var singularValues = Tasks[task].SingularValues;
        var initial = Starts[start];
        Assert.All(Samples(Integrate(task, start, method)), sample =>
        {
            var distance = Problem.Distance(sample.State, initial);
            var spent = Energy(singularValues, initial) - Energy(singularValues, sample.State);
            Assert.InRange(distance * distance, 0, sample.Time * spent * (1 + 1e-9) + 1e-15);
        });
    }

    /// <summary>All methods and both kinds of stepping follow the same flow.</summary>
    [Theory]
    [MemberData(nameof(MethodNames))]
    public void IndependentIntegrationsAgree(string method)
    {
        var fixedSteps = Integrator.OfEqualSteps(Tsitouras54.Tableau, 4000)
            .Integrate(Flow(Tasks[1].SingularValues), 0, Starts[1], 5).FinalState.ToArray();
        Assert.InRange(Problem.Distance(Integrate(1, 1, method).Evaluate(5), fixedSteps), 0, 1e-8);
    }

    /// <summary>Also while others run beside it.</summary>
    [Theory]
    [MemberData(nameof(MethodNames))]
    public void ASecondRunHasTheSameBits(string method)
    {
        var first = Integrate(2, 1, method);
        var others = new Trajectory[4];
        Parallel.For(0, others.Length, k => others[k] = Integrate(2, 1, method));
        foreach (var other in others)
        {
            Assert.Equal(Bits(first.Times.ToArray()), Bits(other.Times.ToArray()));
            Assert.Equal(Bits(first.FinalState.ToArray()), Bits(other.FinalState.ToArray()));
            Assert.Equal(Bits(first.Evaluate(Math.PI)), Bits(other.Evaluate(Math.PI)));
            Assert.Equal(first.Statistics, other.Statistics);
        }
    }

    /// <summary>The inverse-exponential task ends at b = lambda, a c = delta, with no energy left.</summary>
    [Fact]
    public void TheInverseExponentialTaskIsLearned()
    {
        var trajectory = new Integrator(Tsitouras54.Tableau, new Tolerance(Accuracy, Accuracy))
            .Integrate(Flow(Tasks[1].SingularValues), 0, Starts[0], 400);
        var end = trajectory.FinalState.ToArray();
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.Equal(0.6, end[1], 1e-8);
        Assert.Equal(1.2, end[0] * end[2], 1e-8);
    }

    private static double[] Values(Func<int, double> singularValue) =>
        [.. Enumerable.Range(1, StepCount).Select(singularValue)];

    private static Trajectory Integrate(int task, int start, string method)
    {
        var trajectory = new Integrator(NamedMethod.Of(method).Method, Allowed).Integrate(ModeProblem.Of(Tasks[task].SingularValues), 0, Starts[start], End);
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        return trajectory;
    }

    private static VectorField Flow(double[] singularValues) => (_, modes, slope) =>
    {
        var (a, b, c) = (modes[0], modes[1], modes[2]);
        slope.Clear();
        for (var i = 1; i <= singularValues.Length; i++)
        {
            var power = singularValues.Length - i;
            var gain = Math.Pow(b, power);
            var error = singularValues[i - 1] - c * gain * a;
            slope[0] += c * gain * error;
            slope[1] += power == 0 ? 0 : power * c * Math.Pow(b, power - 1) * a * error;
            slope[2] += a * gain * error;
        }
    };

    private static double[] Slope(double[] singularValues, double[] modes)
    {
        var slope = new double[3];
        Flow(singularValues)(0, modes, slope);
        return slope;
    }

    private static double Energy(double[] singularValues, double[] modes) =>
        singularValues.Select((s, index) => s - modes[2] * Math.Pow(modes[1], singularValues.Length - 1 - index) * modes[0])
            .Sum(error => error * error) / 2;

    private static double Imbalance(double[] modes) => modes[0] * modes[0] - modes[2] * modes[2];

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));

    private static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    private static double[][] States(Trajectory trajectory) => trajectory.Sample(trajectory.Times);

    private static (double Time, double[] State)[] Samples(Trajectory trajectory)
    {
        double[] times = [.. Enumerable.Range(0, 401).Select(i => End * i / 400)];
        return [.. times.Zip(trajectory.Sample(times))];
    }
}
