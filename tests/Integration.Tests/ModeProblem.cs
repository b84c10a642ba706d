using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>The learning flow of the modes (a, b, c) and its Jacobian, typed out as sums over the steps.</summary>
internal static class ModeProblem
{
    public static ConservedQuantity Balance { get; } =
        new(state => state[0] * state[0] - state[2] * state[2], state => [2 * state[0], 0, -2 * state[2]]);

    public static DifferentialEquation Of(double[] singularValues) => new(
        (_, modes, slope) =>
        {
            var (a, b, c) = (modes[0], modes[1], modes[2]);
            slope.Clear();
            for (var i = 0; i < singularValues.Length; i++)
            {
                var n = singularValues.Length - 1 - i;
                var error = singularValues[i] - c * Power(b, n) * a;
                slope[0] += c * Power(b, n) * error;
                slope[1] += n * c * Power(b, n - 1) * a * error;
                slope[2] += a * Power(b, n) * error;
            }
        },
        (_, modes, jacobian) =>
        {
            var (a, b, c) = (modes[0], modes[1], modes[2]);
            jacobian.Clear();
            for (var i = 0; i < singularValues.Length; i++)
            {
                // The response r = c b^n a, its first and its second derivatives.
                var n = singularValues.Length - 1 - i;
                var (power, first, second) = (Power(b, n), n * Power(b, n - 1), n * (n - 1) * Power(b, n - 2));
                var error = singularValues[i] - c * power * a;
                double[] gradient = [c * power, c * first * a, power * a];
                double[] curvature = [0, c * first, power, c * first, c * second * a, first * a, power, first * a, 0];
                for (var k = 0; k < 9; k++)
                    jacobian[k] += error * curvature[k] - gradient[k / 3] * gradient[k % 3];
            }
        })
    {
        Series = SeriesOf(singularValues),
    };

    /// <summary>The power series of the same flow: (n + 1) z_(n+1) is the n-th coefficient of z', which knows z_0 to z_n.</summary>
    public static TaylorSeries SeriesOf(double[] singularValues) => (state, coefficients) =>
    {
        var order = coefficients.Length / 3;
        double[][] modes = [.. Enumerable.Range(0, 3).Select(_ => new double[order + 1])];
        for (var m = 0; m < 3; m++)
            modes[m][0] = state[m];
        for (var n = 0; n < order; n++)
        {
            var slope = Slope(singularValues, [.. modes.Select(mode => mode[..(n + 1)])]);
            for (var m = 0; m < 3; m++)
                coefficients[3 * n + m] = modes[m][n + 1] = slope[m] / (n + 1);
        }
    };

    // The last coefficients of (a', b', c') for the series of (a, b, c).
    private static double[] Slope(double[] singularValues, double[][] modes)
    {
        var (a, b, c) = (modes[0], modes[1], modes[2]);
        var slope = new double[3];
        double[] lower = new double[a.Length], power = new double[a.Length];
        power[0] = 1;
        for (var n = 0; n < singularValues.Length; n++)
        {
            var error = Product(Product(c, power), a).Select(x => -x).ToArray();
            error[0] += singularValues[singularValues.Length - 1 - n];
            slope[0] += Product(Product(c, power), error)[^1];
            slope[1] += n * Product(Product(Product(c, lower), a), error)[^1];
            slope[2] += Product(Product(a, power), error)[^1];
            (lower, power) = (power, Product(power, b));
        }

        return slope;
    }

    private static double[] Product(double[] x, double[] y) =>
        [.. Enumerable.Range(0, x.Length).Select(n => Enumerable.Range(0, n + 1).Sum(k => x[k] * y[n - k]))];

    public static double Energy(double[] singularValues, double[] modes) =>
        singularValues.Select((s, i) => s - modes[2] * Power(modes[1], singularValues.Length - 1 - i) * modes[0]).Sum(error => error * error) / 2;

    // b^n with 0^0 = 1; negative powers come with a factor 0.
    private static double Power(double b, int n) => n < 0 ? 0 : Math.Pow(b, n);
}
