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
        var trajectory = new Integrator(DormandPrince54.Tableau, new Tolerance(1e-10, 1e-10))
            .Integrate((_, y, f) => f[0] = 1 - y[0], 0, [0], 100);
        Assert.Empty(EventLocation.Find(trajectory, state => state[0] - 1, 1e-9));
        Assert.NotEmpty(trajectory.Times.ToArray());
    }

    private static Trajectory Ramp(double start, double end) => new Integrator(DormandPrince54.Tableau, new Tolerance(1e-10, 1e-10))
        .Integrate((_, _, f) => f[0] = 1, start, [start], end);

    /// <summary>y = t in few long steps: cos y = -0.9 at (2k + 1) pi -+ arccos 0.9, pairs that lie within one step.</summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(-3, 40)]
    [InlineData(40, -3)]
    public void PairsWithinAStepAreFoundInEitherDirectionOfTime(double start, double end)
    {
        var found = EventLocation.Find(Ramp(start, end), state => Math.Cos(state[0]) + 0.9, 1e-9);
        var (low, high) = (Math.Min(start, end), Math.Max(start, end));
        (double Time, bool Rising)[] expected =
        [
            .. from turn in Enumerable.Range(-2, 10)
               from side in new[] { -1, 1 }
               let time = (2 * turn + 1) * Math.PI + side * Math.Acos(0.9)
               where time > low && time < high
               orderby end > start ? time : -time
               select (time, side > 0),
        ];
        Assert.Equal(expected.Length, found.Count);
        foreach (var (wanted, crossing) in expected.Zip(found))
        {
            Assert.Equal(wanted.Time, crossing.Time, 1e-12);
            Assert.Equal(wanted.Time, crossing.State[0], 1e-12);
            // In terms of the time, not of the direction of integration.
            Assert.Equal(wanted.Rising, crossing.Rising);
        }
    }

    [Fact]
    public void ATouchIsNoCrossingAndAHairsbreadthBeyondIsTwo()
    {
        var trajectory = Ramp(0, 10);
        Assert.Empty(EventLocation.Find(trajectory, state => (state[0] - 3) * (state[0] - 3), 1e-12));
        var pair = EventLocation.Find(trajectory, state => (state[0] - 3) * (state[0] - 3) - 1e-8, 1e-12);
        Assert.Equal([3 - 1e-4, 3 + 1e-4], pair.Select(crossing => crossing.Time), (x, y) => Math.Abs(x - y) < 1e-10);
        Assert.Equal([false, true], pair.Select(crossing => crossing.Rising));
    }

    /// <summary>Functions with a jump, a kink, or no values at all end the search.</summary>
    [Fact]
    public void RoughFunctionsAreSearchedToo()
    {
        var trajectory = Ramp(0, 10);
        Assert.Equal([Math.Sqrt(2), Math.Sqrt(50)], EventLocation.Find(trajectory, y => y[0] > Math.Sqrt(2) && y[0] < Math.Sqrt(50) ? 1 : -1, 0).Select(crossing => crossing.Time), (x, y) => Math.Abs(x - y) < 1e-14);
        Assert.Equal([Math.E - 0.001, Math.E + 0.001], EventLocation.Find(trajectory, y => Math.Abs(y[0] - Math.E) - 0.001, 1e-9).Select(crossing => crossing.Time), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.Empty(EventLocation.Find(trajectory, _ => double.NaN, 0));
        Assert.Equal(5, Assert.Single(EventLocation.Find(trajectory, y => Math.Sqrt(y[0] - 4) - 1, 0)).Time, 1e-12);
    }

    public static TheoryData<string> MethodNames() => [.. NamedMethod.Names];

    /// <summary>The steps of every method are searched like thousands of samples of their dense output.</summary>
    [Theory]
    [MemberData(nameof(MethodNames))]
    public void NoneIsMissedThatManySamplesShow(string method)
    {
        const double noise = 1e-6;
        const int samples = 4000;
        var allowed = new Tolerance(1e-3, 1e-3);
        var rotation = Problem.Rotation;
        double[] start = [1, 0.1];
        var trajectory = new Integrator(NamedMethod.Of(method).Method, allowed)
            .Integrate(rotation.Stiff with { Series = Turning }, 0, start, 20);
        var random = new Random(3);
        var pairs = 0;
        for (var draw = 0; draw < 60; draw++)
        {
            // Levels near the extrema, where crossings come in pairs.
            var level = 1.006 - Math.Pow(10, -1 - 3 * random.NextDouble());
            Func<double[], double> function = (draw % 4) switch
            {
                0 => y => y[0] - level,
                1 => y => y[0] * y[1] - level / 2,
                2 => y => y[1] * y[1] - level,
                _ => y => y[0] * y[0] * y[1] - level * 0.3849,
            };
            var expected = BySamples(trajectory, function, noise, samples);
            var found = EventLocation.Find(trajectory, function, noise);
            Assert.Equal(expected.Select(crossing => crossing.Rising), found.Select(crossing => crossing.Rising));
            Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second.Time, pair.First.After, pair.First.Before));
            pairs += expected.Zip(expected.Skip(1)).Count(pair => pair.Second.Before - pair.First.Before < 0.2);
        }

        Assert.True(pairs > 20, $"only {pairs} pairs were there to be missed");

        static void Turning(ReadOnlySpan<double> state, Span<double> coefficients)
        {
            var (x, y) = (state[0], state[1]);
            for (var n = 0; n < coefficients.Length / 2; n++)
                (x, y) = (coefficients[2 * n], coefficients[2 * n + 1]) = (-y / (n + 1), x / (n + 1));
        }
    }

    private static List<(double After, double Before, bool Rising)> BySamples(Trajectory trajectory, Func<double[], double> function, double noise, int samples)
    {
        var found = new List<(double, double, bool)>();
        var (certain, sign) = (trajectory.StartTime, 0);
        for (var step = 1; step < trajectory.Times.Length; step++)
            for (var k = 0; k <= samples; k++)
            {
                var time = trajectory.Times[step - 1] + (trajectory.Times[step] - trajectory.Times[step - 1]) * k / samples;
                var value = function(trajectory.Evaluate(Math.Min(time, trajectory.TimeReached)));
                if (Math.Abs(value) <= noise)
                    continue;
                if (Math.Sign(value) == -sign)
                    found.Add((certain, time, value > 0));
                (certain, sign) = (time, Math.Sign(value));
            }

        return found;
    }
}
