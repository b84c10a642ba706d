using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison;

/// <summary>The curvature of a loss in the direction where it is largest, by power iteration on differences of gradients.</summary>
internal static class LargestCurvature
{
    private const int MostIterations = 2000;
    private const double Accuracy = 1e-6;

    // Central differences: an error of Step^2, and of rounding over Step.
    private const double Step = 1e-5;

    public static double Of(ILossGradient loss, double[] parameters, RandomSource random)
    {
        double[] direction = new double[parameters.Length];
        random.FillGaussian(direction);
        double curvature = 0;
        for (int k = 0; k < MostIterations; k++)
        {
            double length = Math.Sqrt(direction.Sum(x => x * x));
            if (length == 0)
                return 0;
            direction = [.. direction.Select(x => x / length)];
            double[] image = HessianTimes(loss, parameters, direction);
            double rayleigh = image.Zip(direction, (x, y) => x * y).Sum();
            if (Math.Abs(rayleigh - curvature) <= Accuracy * Math.Abs(rayleigh))
                return rayleigh;
            (curvature, direction) = (rayleigh, image);
        }

        return curvature;
    }

    private static double[] HessianTimes(ILossGradient loss, double[] parameters, double[] direction)
    {
        double step = Step * Math.Max(1, parameters.Max(Math.Abs));
        double[] ahead = Gradient(step);
        double[] behind = Gradient(-step);
        return [.. ahead.Zip(behind, (x, y) => (x - y) / (2 * step))];

        double[] Gradient(double distance)
        {
            double[] gradient = new double[parameters.Length];
            loss.Evaluate([.. parameters.Zip(direction, (x, y) => x + (distance * y))], gradient);
            return gradient;
        }
    }
}
