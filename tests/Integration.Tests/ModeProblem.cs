namespace LrnnSymbolic.Integration.Tests;

/// <summary>The learning flow of the modes (a, b, c) and its Jacobian, typed out as sums over the steps.</summary>
internal static class ModeProblem
{
    public static ConservedQuantity Balance { get; } =
        new(state => state[0] * state[0] - state[2] * state[2], state => [2 * state[0], 0, -2 * state[2]]);

    public static StiffProblem Of(double[] singularValues) => new(
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
        });

    public static double Energy(double[] singularValues, double[] modes) =>
        singularValues.Select((s, i) => s - modes[2] * Power(modes[1], singularValues.Length - 1 - i) * modes[0]).Sum(error => error * error) / 2;

    // b^n with 0^0 = 1; negative powers come with a factor 0.
    private static double Power(double b, int n) => n < 0 ? 0 : Math.Pow(b, n);
}
