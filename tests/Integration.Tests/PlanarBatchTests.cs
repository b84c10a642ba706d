using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>Many planar flows at once against flows of (a, b, c) one by one, which share no code with them but the method's table.</summary>
public class PlanarBatchTests
{
    private static readonly double[][] Tasks = [[1, 1, 1, 1], [0.9, 0.2, 0.4, 0.7, 1.3], [1.1], [0.3, -0.8], [0.5, 0, 0, 0, 0, 1.2]];

    // u' = (a^2 + c^2) sum_i (s_i - u b^n) b^n, b' = sum_i (s_i - u b^n) u n b^(n-1), with (a^2 + c^2)^2 = D^2 + 4 u^2 and n steps to the end;
    // the parameters are a factor of the task and D.
    private static PlanarField Field(double[] task)
    {
        return new PlanarField(Batch(withJacobian: false), Batch(withJacobian: true), (state, parameters, _, output) => Slopes(state[0], state[1], parameters[0], parameters[1], output), [0, 1], [0, 0], []);

        void Slopes(double u, double b, double factor, double imbalance, Span<double> output)
        {
            var size = Math.Sqrt(imbalance * imbalance + 4 * u * u);
            double drive = 0, driveU = 0, driveB = 0, pull = 0, pullU = 0, pullB = 0;
            for (var i = 0; i < task.Length; i++)
            {
                var n = task.Length - 1 - i;
                var (power, first, second) = (Power(b, n), n * Power(b, n - 1), n * (n - 1) * Power(b, n - 2));
                var error = factor * task[i] - u * power;
                drive += error * power;
                driveU -= power * power;
                driveB += error * first - u * first * power;
                pull += error * first;
                pullU -= power * first;
                pullB += error * second - u * first * first;
            }

            (output[0], output[1]) = (size * drive, u * pull);
            if (output.Length == 2)
                return;
            (output[2], output[3]) = (4 * u / size * drive + size * driveU, size * driveB);
            (output[4], output[5]) = (pull + u * pullU, u * pullB);
        }

        BatchKernel Batch(bool withJacobian) => (first, last, count, states, varying, _, _, outputs) =>
        {
            Span<double> one = stackalloc double[withJacobian ? 6 : 2];
            for (var m = first; m < last; m++)
            {
                Slopes(states[m], states[count + m], varying[m], varying[count + m], one);
                for (var k = 0; k < one.Length; k++)
                    outputs[k * count + m] = one[k];
            }
        };
    }

    private static double Power(double b, int n) => n < 0 ? 0 : Math.Pow(b, n);

    private static double[] Start(int k) => (k % 5) switch
    {
        0 => [0.1, 0.1, 0.1],
        1 => [0.5 + 0.01 * k, 0.3, 0.2],
        2 => [-0.4, 0.2 + 0.005 * k, 0.4],
        3 => [0.1, -0.5, -0.6],
        _ => [0.7, 0, 0.05 * (k + 1)],
    };

    private static double Factor(int k) => 0.5 + 0.05 * k;

    private static PlanarProblems Problems(int count)
    {
        double[][] starts = [.. Enumerable.Range(0, count).Select(Start)];
        double[] imbalances = [.. starts.Select(start => start[0] * start[0] - start[2] * start[2])];
        return new PlanarProblems(
            count,
            [.. starts.Select(start => start[0] * start[2]), .. starts.Select(start => start[1])],
            [.. Enumerable.Range(0, count).Select(Factor), .. imbalances]);
    }

    private static PlanarBatch Batch(double tolerance, RosenbrockTableau? tableau = null) =>
        new(tableau ?? Rodas5P.Tableau, new Tolerance(tolerance, tolerance));

    private static DifferentialEquation Single(double[] task, int k) => ModeProblem.Of([.. task.Select(s => Factor(k) * s)]);

    [Fact]
    public void TheEndsAreThoseOfTheFlowOfAllThreeModes()
    {
        const int count = 40;
        foreach (var task in Tasks)
            foreach (var time in new[] { 0.3, 3, 30 })
            {
                var ends = Batch(1e-10).Integrate(Field(task), Problems(count), time);
                for (var k = 0; k < count; k++)
                {
                    var reference = new Integrator(DormandPrince853.Tableau, new Tolerance(1e-12, 1e-12))
                        .Integrate(Single(task, k).Field, 0, Start(k), time).FinalState;
                    Assert.Equal(PlanarEnd.Reached, ends.Ends[k]);
                    Assert.Equal(time, ends.Times[k]);
                    Assert.Equal(reference[0] * reference[2], ends.States[k], 1e-7);
                    Assert.Equal(reference[1], ends.States[count + k], 1e-7);
                }
            }
    }

    [Fact]
    public void TheErrorFollowsTheTolerance()
    {
        var errors = new[] { 1e-4, 1e-6, 1e-8 }.Select(tolerance =>
        {
            var (rough, fine) = (Batch(tolerance), Batch(1e-12));
            var (problems, field) = (Problems(30), Field(Tasks[1]));
            var (ends, exact) = (rough.Integrate(field, problems, 2).States, fine.Integrate(field, problems, 2).States);
            return ends.Zip(exact, (x, y) => Math.Abs(x - y)).Max();
        }).ToArray();
        Assert.All(errors.Zip(errors.Skip(1)), pair => Assert.True(pair.Second < pair.First / 20, $"{pair.First} then {pair.Second}"));
        Assert.True(errors[2] < 1e-6, $"{errors[2]}");
    }

    [Fact]
    public void SettledProblemsAreAtTheMinimaOfRunsByThemselves()
    {
        const int count = 35;
        foreach (var task in Tasks)
        {
            var ends = Batch(1e-8).Settle(Field(task), Problems(count), 1e6);
            for (var k = 0; k < count; k++)
            {
                double[] scaled = [.. task.Select(s => Factor(k) * s)];
                var flow = new EnergyFlow(ModeProblem.Of(scaled), modes => ModeProblem.Energy(scaled, modes), ModeProblem.Balance, 1, []);
                var switching = new Integrator(new SwitchingMethod(DormandPrince54.Tableau, Rodas5P.Tableau), new Tolerance(1e-10, 1e-10));
                var steady = new SteadyStateRun(switching).Follow(flow, Start(k), 1e6);
                // Newton's method confirms a minimum; where b has no influence there is none to confirm, and the batch leaves the point to others.
                Assert.True(
                    (steady.End == SteadyEnd.Converged && steady.Polished) == (ends.Ends[k] == PlanarEnd.Converged),
                    $"task of {task.Length} steps, problem {k}: {steady.End} by itself, {ends.Ends[k]} in the batch");
                if (ends.Ends[k] != PlanarEnd.Converged)
                    continue;
                Assert.Equal(steady.State[0] * steady.State[2], ends.States[k], 1e-12);
                Assert.Equal(steady.State[1], ends.States[count + k], 1e-11);
            }
        }
    }

    [Fact]
    public void APointOnASaddlesStableManifoldIsLeftToOthers()
    {
        // s = (1, 0, 0, 0, 0): b = 0 is kept by symmetry of sign and is no minimum; its escape would be rounding.
        var problems = new PlanarProblems(1, [0.01, 0], [1, 0]);
        var ends = Batch(1e-8).Settle(Field([1.0, 0, 0.2]), problems, 1e6);
        Assert.NotEqual(PlanarEnd.Converged, ends.Ends[0]);
        Assert.Equal(0, ends.States[1]);
    }

    [Fact]
    public void WhatIsNotFiniteOrDegenerateIsUndecided()
    {
        var problems = new PlanarProblems(3, [0.1, double.NaN, 0, 0.1, 0.1, 0.1], [1, 1, 1, 0, 0, 0]);
        var ends = Batch(1e-8).Settle(Field(Tasks[1]), problems, 1e6);
        Assert.Equal([PlanarEnd.Converged, PlanarEnd.Undecided, PlanarEnd.Undecided], ends.Ends);
    }

    [Fact]
    public void TheBitsOfAProblemDependOnNothingElse()
    {
        const int count = 3000;
        var field = Field(Tasks[1]);
        var (batch, problems) = (Batch(1e-5), Problems(count));
        var one = batch.Settle(field, problems, 1e4);
        var two = batch.Settle(field, problems, 1e4, threads: 2);
        Assert.Equal(Bits(one.States), Bits(two.States));
        Assert.Equal(one.Steps, two.Steps);

        foreach (var k in new[] { 0, 31, 32, 1000, count - 1 })
        {
            var alone = new PlanarProblems(1, [problems.Starts[k], problems.Starts[count + k]], [problems.Varying[k], problems.Varying[count + k]]);
            var end = batch.Settle(field, alone, 1e4);
            Assert.Equal(Bits([one.States[k], one.States[count + k]]), Bits(end.States));
            Assert.Equal(one.Times[k], end.Times[0]);
        }
    }

    private static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    [Fact]
    public void AMethodOfLowerOrderEndsAtTheSamePoints()
    {
        var (field, problems) = (Field(Tasks[4]), Problems(30));
        var (fine, rough) = (Batch(1e-9).Settle(field, problems, 1e5), Batch(1e-5, Rodas3.Tableau).Settle(field, problems, 1e5));
        Assert.Equal(fine.Ends, rough.Ends);
        for (var k = 0; k < problems.Count; k++)
            if (fine.Ends[k] == PlanarEnd.Converged)
                Assert.Equal(fine.States[k], rough.States[k], 1e-12);
    }

    [Fact]
    public void ACancelledRunStops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Batch(1e-6).Integrate(Field(Tasks[0]), Problems(5), 1, cancellation: source.Token));
    }
}
