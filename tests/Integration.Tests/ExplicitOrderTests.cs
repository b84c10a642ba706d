using System.Globalization;
using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// Every order that the table of an explicit method claims, measured in numbers of 28 decimals (see <see cref="MeasuredOrder"/>) on problems that are
/// not linear and depend on the time, so that every tree and every node counts; and that the table and its steps in doubles are those of the decimals.
/// </summary>
public sealed class ExplicitOrderTests
{
    private const double DecimalUnit = 1e-28;

    private static readonly RationalProblem[] Problems = [RationalProblem.Witch, RationalProblem.Hyperbola];

    /// <param name="Table">The method.</param>
    /// <param name="Coarsest">The equal steps to begin with, on each problem: so many that the coarsest slope is within 1 of the order, as its expansion in h has begun.</param>
    /// <param name="Step">The coarsest single step, likewise.</param>
    /// <param name="Rounding">What the rounding of the coefficients may add to an error.</param>
    private sealed record Measured(DecimalTableau Table, int[] Coarsest, decimal Step, double Rounding);

    private static readonly Measured[] All =
    [
        new(DecimalDormandPrince54.Table, [64, 64], 0.02m, 1e-27),
        new(DecimalTsitouras54.Table, [60, 32], 0.02m, 1e-18),
        new(DecimalDormandPrince853.Table, [32, 16], 0.04m, 1e-27),
    ];

    public static TheoryData<int> Methods() => [.. Enumerable.Range(0, All.Length)];

    public static TheoryData<int, int> MethodsAndProblems()
    {
        var data = new TheoryData<int, int>();
        for (var method = 0; method < All.Length; method++)
            for (var problem = 0; problem < Problems.Length; problem++)
                data.Add(method, problem);
        return data;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void TheTableIsTheNearestInDoubles(int method)
    {
        var (decimals, doubles) = (All[method].Table, All[method].Table.InDoubles);
        Assert.Equal(Nearest(decimals.Nodes), doubles.AllNodes);
        Assert.Equal(decimals.StageWeights.Length, doubles.AllStageWeights.Length);
        Assert.All(decimals.StageWeights.Zip(doubles.AllStageWeights), pair => Assert.Equal(Nearest(pair.First), pair.Second));
        Assert.Equal(Nearest(decimals.ErrorWeights), doubles.ErrorWeights);
        Assert.Equal(Nearest(decimals.SecondErrorWeights), doubles.SecondErrorWeights);
        // The dense weights of order 8 are sums of numbers up to 530 in size, rounded.
        foreach (var theta in new[] { 0, 0.125, 0.375, 0.5, 0.6875, 0.9375, 1 })
        {
            var found = doubles.AllNodes.Select((_, stage) => doubles.DenseWeights.Reverse().Aggregate(0.0, (sum, row) => theta * (row[stage] + sum)));
            Assert.Equal(decimals.DenseWeights((decimal)theta).Select(weight => (double)weight), found, (x, y) => Math.Abs(x - y) < 1e-12);
        }
    }

    /// <summary>Four steps, the dense output of the second and its estimate of the error; rounding grows by the coefficients, which reach 43 and 530.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheStepsInDoublesAreTheseSteps(int method, int index)
    {
        var (table, problem) = (All[method].Table, Problems[index]);
        var trajectory = Integrator.OfEqualSteps(table.InDoubles, 4).Integrate(problem.Doubles, 0, problem.ExactDoubles(0), problem.End);
        var states = table.States(problem, 0, (decimal)problem.End, 4);
        for (var k = 0; k < states.Length; k++)
            RequireNear(states[k], trajectory.State(k).ToArray(), 2e-14);

        var size = (decimal)problem.End / 4;
        var slopes = table.Slopes(problem, size, states[1], size);
        foreach (var theta in new[] { 0.125m, 0.5m, 0.875m })
            RequireNear(DecimalTableau.Add(states[1], size, table.DenseWeights(theta), slopes), trajectory.Evaluate((double)((1 + theta) * size)), 1e-12);

        var step = new RungeKuttaStep(table.InDoubles, new DifferentialEquation(problem.Doubles), (double)size, trajectory.State(1));
        Assert.True(step.Start() && step.Try((double)(2 * size)));
        Assert.Equal(CombinedEstimate(table, size, slopes), step.Error(new Tolerance(double.Epsilon, 1)), 1e-14);
    }

    /// <summary>The largest error at a few times, the ends of steps of every size.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheStepsHaveTheirOrder(int method, int index)
    {
        var (table, problem) = (All[method].Table, Problems[index]);
        var (end, coarsest) = ((decimal)problem.End, All[method].Coarsest[index]);
        MeasuredOrder.Require(
            table.InDoubles.Order,
            halvings =>
            {
                var states = table.States(problem, 0, end, coarsest << halvings);
                return Enumerable.Range(1, 4).Max(k => Size(Minus(states[k * (states.Length - 1) / 4], problem.ExactDecimals(k * end / 4))));
            },
            // A step rounds some hundred times, mostly far below the state; the steps add up like a random walk.
            All[method].Rounding + 10 * Math.Sqrt(8 * coarsest) * DecimalUnit);
    }

    /// <summary>One step from exact data: its dense output by itself.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheDenseOutputHasItsOrder(int method, int index)
    {
        var (table, problem) = (All[method].Table, Problems[index]);
        RequireLocal(method, index, table.InDoubles.DenseOrder + 1, (start, step, slopes) => Enumerable.Range(1, 19).Max(part =>
        {
            var theta = part / 20m;
            var found = DecimalTableau.Add(problem.ExactDecimals(start), step, table.DenseWeights(theta), slopes);
            return Size(Minus(found, problem.ExactDecimals(start + theta * step)));
        }));
    }

    /// <summary>One step from exact data: what an embedded solution is off from the other, of a higher order.</summary>
    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void TheEmbeddedSolutionsHaveTheirOrders(int method, int index)
    {
        var table = All[method].Table;
        RequireLocal(method, index, table.InDoubles.EmbeddedOrder + 1, (_, step, slopes) => Estimate(table.ErrorWeights, step, slopes));
        if (table.SecondErrorWeights.Length > 0)
            RequireLocal(method, index, table.InDoubles.SecondEmbeddedOrder + 1, (_, step, slopes) => Estimate(table.SecondErrorWeights, step, slopes));
        RequireLocal(method, index, table.InDoubles.ErrorOrder, (_, step, slopes) => CombinedEstimate(table, step, slopes));
    }

    /// <summary>The worst of steps from several times, as the leading coefficient of an error is small at some.</summary>
    private static void RequireLocal(int method, int index, int power, Func<decimal, decimal, decimal[][], double> error)
    {
        var problem = Problems[index];
        MeasuredOrder.Require(
            power,
            halvings => new[] { 0.1m, 0.4m, 0.7m, 1m }.Max(start =>
            {
                var step = All[method].Step / (1 << halvings);
                return error(start, step, All[method].Table.Slopes(problem, start, problem.ExactDecimals(start), step));
            }),
            All[method].Rounding);
    }

    private static double Estimate(decimal[] weights, decimal step, decimal[][] slopes) =>
        Size(DecimalTableau.Add(new decimal[slopes[0].Length], step, weights, slopes));

    private static double CombinedEstimate(DecimalTableau table, decimal step, decimal[][] slopes)
    {
        var first = Estimate(table.ErrorWeights, step, slopes);
        if (table.SecondErrorWeights.Length == 0)
            return first;
        var second = Estimate(table.SecondErrorWeights, step, slopes);
        return first * first / Math.Sqrt(first * first + 0.01 * second * second);
    }

    private static decimal[] Minus(decimal[] left, decimal[] right) => [.. left.Zip(right, (x, y) => x - y)];

    // The root mean square, as the step control has it.
    private static double Size(decimal[] vector) => Math.Sqrt(vector.Average(x => (double)x * (double)x));

    private static void RequireNear(decimal[] expected, double[] found, double within) =>
        Assert.Equal(expected.Select(x => (double)x), found, (x, y) => Math.Abs(x - y) < within);

    // A cast from decimal rounds more than once; parsing the digits does not.
    private static IEnumerable<double> Nearest(IEnumerable<decimal> numbers) =>
        numbers.Select(number => double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}
