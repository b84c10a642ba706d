using LrnnSymbolic.Assertions;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using Xunit;

/// <summary>One's own code, checked against the derived theory inside one's own test project.</summary>
public class LearningTests
{
    // Gradient descent on 1/2 sum_t (s_t - c b^(T-t) a)^2, written by hand: the code under test.
    private static double[][] Train(double[] s, double[] start, double rate, int steps, int every)
    {
        var (a, b, c) = (start[0], start[1], start[2]);
        List<double[]> rows = [[a, b, c]];
        for (var step = 1; step <= steps; step++)
        {
            var (da, db, dc) = (0.0, 0.0, 0.0);
            for (var t = 1; t <= s.Length; t++)
            {
                var distance = s.Length - t;
                var error = s[t - 1] - c * Math.Pow(b, distance) * a;
                da += error * c * Math.Pow(b, distance);
                dc += error * a * Math.Pow(b, distance);
                db += distance == 0 ? 0 : error * distance * c * a * Math.Pow(b, distance - 1);
            }

            (a, b, c) = (a + rate * da, b + rate * db, c + rate * dc);
            if (step % every == 0)
                rows.Add([a, b, c]);
        }

        return [.. rows];
    }

    private static double[][] Theory(string task, string values, double[] start, double[] learningTimes)
    {
        var integrator = new Integrator(DormandPrince54.Tableau, new Tolerance(1e-10, 1e-10));
        return integrator.Integrate(LearningTask.Read(task).Flow(values), 0, start, learningTimes[^1]).Sample(learningTimes);
    }

    [Fact]
    public void TheTrainingLoopFollowsTheTheory()
    {
        double[] start = [0.1, 0.2, 0.3];
        var trained = Train([0.4, 0.8, 1.2], start, rate: 1e-3, steps: 10_000, every: 500);
        double[] learningTimes = [.. trained.Select((_, k) => k * 0.5)]; // in units of tau = 1/rate
        var theory = Theory("delta*t", "T=3,delta=0.4", start, learningTimes);
        // Descent with rate eta leaves the flow by a share of eta.
        Agree.Curves(["a", "b", "c"], learningTimes, theory, trained, Within.AbsoluteError(2e-3));
    }

    // A formula that somebody copied from a paper.
    [Fact]
    public void TheRegularizationIsTheGeometricSum()
    {
        var sums = LearningTask.Read("constant");
        double[][] points = [.. from T in new[] { 1, 2, 7, 40 } from b in new[] { -1.5, -0.9, 0, 0.3, 0.99, 1.2 } select new double[] { T, b }];
        Agree.AtPoints(
            "B(b)",
            ["T", "b"],
            points,
            expected: p => sums.Compile(Quantity.Sums, $"T={p[0]},delta=1").At(1, p[1], 1)[1],
            found: p => (1 - Math.Pow(p[1], 2 * p[0])) / (1 - p[1] * p[1]),
            Within.RelativeError(1e-12));
    }

    // What a mistake looks like: the factor 1/2 of the loss forgotten.
    [Fact]
    public void AMistakeIsSaidWithItsPlace()
    {
        var energy = LearningTask.Read("constant").Compile(Quantity.Energy, "T=3,delta=1");
        var message = Assert.Throws<DisagreementException>(() => Agree.AtPoints(
            "energy",
            ["a", "b", "c"],
            [[0.5, 0, 1], [1, 1, 1], [0.5, 0, 2]],
            expected: p => energy.At(p[0], p[1], p[2])[0],
            found: p => Enumerable.Range(0, 3).Sum(distance => Math.Pow(1 - p[2] * Math.Pow(p[1], distance) * p[0], 2)),
            Within.AbsoluteError(1e-12))).Message;
        Assert.Equal(
            """
            energy: 2 of 3 points beyond the tolerance
              worst at   a = 0.5, b = 0, c = 1 (point 0)
              expected   1.125
              found      2.25
              deviation  1.125, allowed 1E-12 (absolute 1E-12)
            """.ReplaceLineEndings("\n"),
            message);
    }
}
