using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>Windows of power series, on equations whose solutions and singularities are known.</summary>
public sealed class TaylorTests
{
    private const double RoundingUnit = 1.0 / (1L << 53);

    /// <summary>An equation by its series, its solution, and where that is singular (complex times as real and imaginary part).</summary>
    private sealed record Equation(string Name, TaylorSeries Series, Func<double, double[]> Exact, double Real, double Imaginary)
    {
        /// <summary>The distance from a time to the nearest singularity.</summary>
        public double Radius(double time) => double.Hypot(Real - time, Imaginary);
    }

    // y_(n+1) (n + 1) is the n-th coefficient of the right-hand side, which knows y_0 to y_n.
    private static TaylorSeries Scalar(Func<double[], int, double> rightHandSide) => (state, coefficients) =>
    {
        var y = new double[coefficients.Length + 1];
        y[0] = state[0];
        for (var n = 0; n < coefficients.Length; n++)
            coefficients[n] = y[n + 1] = rightHandSide(y, n) / (n + 1);
    };

    private static void WitchSeries(ReadOnlySpan<double> state, Span<double> coefficients)
    {
        coefficients.Clear();
        coefficients[1] = 1;
        var order = coefficients.Length / 2;
        var x = new double[order + 1];
        x[0] = state[0];
        for (var n = 0; n < order; n++)
            coefficients[2 * n] = x[n + 1] = -2 * (state[1] * Square(x, n) + (n > 0 ? Square(x, n - 1) : 0)) / (n + 1);
    }

    private static double Square(double[] y, int n) => Enumerable.Range(0, n + 1).Sum(i => y[i] * y[n - i]);

    private static double Cube(double[] y, int n) => Enumerable.Range(0, n + 1).Sum(i => y[i] * Square(y, n - i));

    /// <summary>y' = y^2: 1/(1 - t), a simple pole.</summary>
    private static readonly Equation Pole = new("y' = y^2", Scalar(Square), t => [1 / (1 - t)], 1, 0);

    /// <summary>y' = y^3: (1 - 2t)^(-1/2), a branch point.</summary>
    private static readonly Equation Branch = new("y' = y^3", Scalar(Cube), t => [1 / Math.Sqrt(1 - 2 * t)], 0.5, 0);

    /// <summary>y' = 1 + y^2: tan t, odd, two poles at once.</summary>
    private static readonly Equation Tangent = new(
        "y' = 1 + y^2", Scalar((y, n) => Square(y, n) + (n == 0 ? 1 : 0)), t => [Math.Tan(t)], Math.PI / 2, 0);

    /// <summary>y' = 2 y (3/2 - 2 y), the input-output mode: a pair of poles at complex times, alternating signs of any pattern.</summary>
    private static readonly Equation Mode = new(
        "u' = 2 u (A - u B)",
        Scalar((y, n) => 3 * y[n] - 4 * Square(y, n)),
        t => [1.5 * Math.Exp(3 * t) / (148 + 2 * Math.Exp(3 * t))],
        Math.Log(74) / 3,
        Math.PI / 3);

    /// <summary>x' = -2 t x^2, which depends on the time as a second component: 1/(1 + t^2), singular at +-i.</summary>
    private static readonly Equation Witch = new("x' = -2 t x^2", WitchSeries, t => [1 / (1 + t * t), t], 0, 1);

    private static readonly Equation[] All = [Pole, Branch, Tangent, Mode, Witch];

    private static readonly (VectorField Field, Equation Equation)[] Fields =
    [
        ((_, y, f) => f[0] = y[0] * y[0], Pole),
        ((_, y, f) => f[0] = y[0] * y[0] * y[0], Branch),
        ((_, y, f) => f[0] = 1 + y[0] * y[0], Tangent),
        ((_, y, f) => f[0] = 2 * y[0] * (1.5 - 2 * y[0]), Mode),
    ];

    private static Trajectory Integrate(Equation equation, int order, double tolerance, double end, StepControl? control = null, double start = 0) =>
        new Integrator(new TaylorMethod(order), new Tolerance(tolerance, tolerance), control).Integrate(equation.Series, start, equation.Exact(start), end);

    private static double[] Magnitudes(Equation equation, int order, double time)
    {
        var coefficients = new double[order];
        equation.Series(equation.Exact(time), coefficients);
        return [.. coefficients.Select(Math.Abs)];
    }

    /// <summary>
    /// Equal windows, as no test limits them: the error is of order N. The coarsest windows are so short that the expansion of the error in their length
    /// has begun; the higher the order, the sooner rounding is met, hence ratios that need no more than 27/8 times as many.
    /// </summary>
    [Theory]
    [InlineData(0, 4, 48)]
    [InlineData(0, 5, 32)]
    [InlineData(0, 8, 8)]
    [InlineData(1, 6, 16)]
    [InlineData(2, 4, 48)]
    [InlineData(2, 7, 8)]
    [InlineData(3, 4, 96)]
    [InlineData(3, 6, 16)]
    [InlineData(4, 4, 48)]
    [InlineData(4, 5, 32)]
    [InlineData(4, 6, 16)]
    public void EqualWindowsConvergeWithTheOrderOfTheSeries(int index, int order, int coarsest)
    {
        var equation = All[index];
        var end = (index == 4 ? 0.8 : 0.5) * equation.Radius(0);
        double Error(int count)
        {
            var step = end / count;
            var trajectory = Integrate(equation, order, 1e9, end, new StepControl { FirstStep = step, LargestStep = step });
            Assert.InRange(trajectory.Statistics.Accepted, count, count + 1);
            return Problem.Distance(trajectory.FinalState.ToArray(), equation.Exact(end));
        }

        MeasuredOrder.Require(order, divisions => Error((int)(coarsest * Math.Pow(1.5, divisions))), RoundingUnit, 1.5);
    }

    /// <summary>A geometric series has its radius to the last digits, from any state.</summary>
    [Theory]
    [InlineData(4, 0)]
    [InlineData(9, 0.75)]
    [InlineData(20, -3)]
    public void TheRadiusOfASimplePoleIsExact(int order, double time) =>
        Assert.Equal(1, TaylorWindow.Radius(Magnitudes(Pole, order, time)) / Pole.Radius(time), 1e-12);

    /// <summary>Two opposite poles add up in every second coefficient, a pair of complex ones beats; a branch point adds a power of n.</summary>
    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(1, 0.4)]
    [InlineData(1, -1.0)]
    [InlineData(2, 0.0)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.5)]
    [InlineData(3, 2.0)]
    public void TheRadiusIsTheDistanceToTheNearestSingularity(int index, double time)
    {
        var equation = All[index];
        // Coefficients n^(p-1) cos(n phi) R^(-n): the estimate is off by the (N/2)-th root of a bounded ratio.
        foreach (var order in new[] { 12, 24, 48 })
            Assert.InRange(TaylorWindow.Radius(Magnitudes(equation, order, time)) / equation.Radius(time), Math.Pow(0.25, 2.0 / order), Math.Pow(4, 2.0 / order));
    }

    [Fact]
    public void ABranchPointIsOffByTheFactorOfItsPower()
    {
        // (1 - 2t)^(-1/2) has the coefficients C(2n, n)/2^n, about (2^n)/sqrt(pi n).
        var estimate = TaylorWindow.Radius(Magnitudes(Branch, 40, 0));
        Assert.Equal(Math.Pow(20.0 / 40, -0.5 / 20), estimate / 0.5, 1e-3);
    }

    [Fact]
    public void ASeriesThatEndsHasNoRadius()
    {
        Assert.Equal(double.PositiveInfinity, TaylorWindow.Radius([3, 2, 1, 0, 0]));
        Assert.Equal(double.PositiveInfinity, TaylorWindow.Step([3, 2, 1, 0, 0]));
        Assert.Equal(0.5, TaylorWindow.Step([0, 0, 0, 0, 32]), 1e-15);
        Assert.Throws<ArgumentException>(() => TaylorWindow.Radius([1, 1, 1]));
    }

    /// <summary>The remainder of the geometric series at the chosen step, summed, is at most the tolerance, and not far below it.</summary>
    [Theory]
    [InlineData(6, 1e-4)]
    [InlineData(10, 1e-6)]
    [InlineData(16, 1e-9)]
    public void TheStepLeavesARemainderOfTheTolerance(int order, double tolerance)
    {
        var step = TaylorWindow.Step(Magnitudes(Pole, order, 0).Select(y => y / tolerance).ToArray());
        var remainder = Math.Pow(step, order + 1) / (1 - step);
        Assert.InRange(step, 0, 0.5);
        Assert.InRange(remainder / tolerance, 0.5, 1);
    }

    /// <summary>Local errors of the tolerance, each grown by at most the ratio of slopes on the way.</summary>
    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(1, 0.45)]
    [InlineData(2, 1.4)]
    [InlineData(3, 3.0)]
    public void TheErrorFollowsTheTolerance(int index, double end)
    {
        var (field, equation) = Fields[index];
        var slope = new double[1];
        double Slope(double time)
        {
            field(time, equation.Exact(time), slope);
            return slope[0];
        }

        double[] times = [.. Enumerable.Range(0, 201).Select(k => end * k / 200)];
        var growth = times.Max(Slope) / times.Min(Slope);
        var size = times.Max(time => Math.Abs(equation.Exact(time)[0]));
        foreach (var order in new[] { 6, 10, 20 })
            foreach (var tolerance in new[] { 1e-5, 1e-8, 1e-11 })
            {
                var trajectory = Integrate(equation, order, tolerance, end);
                Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
                Assert.InRange(trajectory.Statistics.LargestErrorEstimate, 0, 1);
                Assert.Equal(trajectory.Statistics.Accepted, trajectory.Times.Length - 1);
                Assert.Equal(trajectory.Statistics.Evaluations, 1 + trajectory.Statistics.Accepted + trajectory.Statistics.Rejected);
                var bound = trajectory.Statistics.Accepted * growth * (1 + size) * (tolerance + 20 * RoundingUnit);
                Assert.All(times, time => Assert.InRange(Problem.Distance(trajectory.Evaluate(time), equation.Exact(time)), 0, bound));
            }
    }

    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(3, 3.0)]
    public void DormandPrinceGoesTheSameWay(int index, double end)
    {
        var (field, equation) = Fields[index];
        var other = new Integrator(DormandPrince54.Tableau, new Tolerance(1e-12, 1e-12)).Integrate(field, 0, equation.Exact(0), end);
        var taylor = Integrate(equation, 12, 1e-12, end);
        Assert.Equal(other.FinalState[0], taylor.FinalState[0], 1e-9 * other.FinalState[0]);
        Assert.True(10 * taylor.Statistics.Accepted < other.Statistics.Accepted, "a window of order 12 is worth many steps of order 5");
    }

    [Fact]
    public void BackwardInTimeItReturns()
    {
        var forward = Integrate(Mode, 10, 1e-12, 2);
        var back = new Integrator(new TaylorMethod(10), new Tolerance(1e-12, 1e-12)).Integrate(Mode.Series, 2, forward.FinalState, 0);
        Assert.Equal(Mode.Exact(0)[0], back.FinalState[0], 1e-11);
        Assert.Equal(0, back.TimeReached);
    }

    [Fact]
    public void ItDivergesAtThePole()
    {
        var trajectory = Integrate(Pole, 8, 1e-8, 2);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.Equal(1, trajectory.TimeReached, 1e-7);
    }

    [Fact]
    public void AnEquilibriumIsOneWindow()
    {
        TaylorSeries still = (_, coefficients) => coefficients.Clear();
        var trajectory = new Integrator(new TaylorMethod(6), new Tolerance(1e-8, 1e-8)).Integrate(still, 0, [1.0, 2.0], 1e6);
        Assert.Equal((IntegrationOutcome.Reached, 1), (trajectory.Outcome, trajectory.Statistics.Accepted));
        Assert.Equal([1.0, 2.0], trajectory.FinalState.ToArray());
    }

    /// <summary>
    /// At the end of the constant task the state is a rounding off the solution, and of that a decay at the rate 60 and more is left: it must not set the
    /// windows for ever. Until then it does, as the method is explicit.
    /// </summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.8)]
    [InlineData(1.1)]
    public void AStateThatNoWindowMovesIsOneWindow(double value)
    {
        Trajectory To(double end) =>
            new Integrator(new TaylorMethod(10), new Tolerance(1e-10, 1e-10)).Integrate(ModeProblem.SeriesOf([.. Enumerable.Repeat(value, 6)]), 0, [0.1, 0.1, 0.1], end);
        var (shorter, longer) = (To(50), To(1000));
        Assert.InRange(longer.Statistics.Accepted, 50, shorter.Statistics.Accepted + 2);
        Assert.Equal(shorter.FinalState.ToArray(), longer.FinalState.ToArray());
        Assert.Equal(1, longer.FinalState[1], 1e-14);
        Assert.Equal(value, longer.FinalState[0] * longer.FinalState[2], 1e-14);
        Assert.Equal(1, longer.Evaluate(531)[1], 1e-14);
    }

    /// <summary>A series whose window is far too long is found out by the slope at its end.</summary>
    [Fact]
    public void AWindowThatIsTooLongIsRepeatedShorter()
    {
        // exp(t) with its last two coefficients blanked: it looks like a polynomial of degree 4.
        TaylorSeries flattering = (state, coefficients) =>
        {
            coefficients.Clear();
            coefficients[0] = state[0];
            for (var n = 1; n < 4; n++)
                coefficients[n] = coefficients[n - 1] / (n + 1);
        };
        var trajectory = new Integrator(new TaylorMethod(6), new Tolerance(1e-6, 1e-6)).Integrate(flattering, 0, [1.0], 3);
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.True(trajectory.Statistics.Rejected > 0);
        Assert.Equal(Math.Exp(3), trajectory.FinalState[0], 1e-3);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e200)]
    public void ASeriesWithoutNumbersIsAnOutcome(double value)
    {
        TaylorSeries wild = (_, coefficients) => coefficients.Fill(value);
        var trajectory = new Integrator(new TaylorMethod(6), new Tolerance(1e-8, 1e-8)).Integrate(wild, 0, [1.0], 1);
        Assert.NotEqual(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.NotEqual(IntegrationOutcome.StepLimit, trajectory.Outcome);
    }

    [Fact]
    public void WhatMakesNoSenseIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaylorMethod(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Integrator(new TaylorMethod(6), new Tolerance(0, 1e-6)));
        Assert.Throws<ArgumentException>(() => new Integrator(new TaylorMethod(6), new Tolerance(1e-6, 1e-6)).Integrate(Pole.Series, 0, [], 1));
        Assert.Throws<ArgumentNullException>(() => new Integrator(new TaylorMethod(6), new Tolerance(1e-6, 1e-6)).Integrate((TaylorSeries)null!, 0, [1.0], 1));
    }
}
