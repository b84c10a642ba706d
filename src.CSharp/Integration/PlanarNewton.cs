using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Newton's method for a stationary point of a planar flow.</summary>
internal sealed class PlanarNewton(PlanarField field)
{
    /// <summary>From this distance on, relative and absolute, Newton's method takes over.</summary>
    public const double NearEnough = 1e-6;

    private const int Steps = 30;

    private readonly double[] _parameters = [.. field.Parameters];
    private readonly double[] _slopes = new double[6];

    /// <summary>The asymptotically stable point near (u, b); null where there is none, or the method does not settle.</summary>
    public (double U, double B)? Polish(PlanarProblems problems, int problem, double startU, double startB)
    {
        for (var k = 0; k < field.Varying.Count; k++)
            _parameters[field.Varying[k]] = problems.Varying[k * problems.Count + problem];
        var (u, b, before) = (startU, startB, double.PositiveInfinity);
        var reach = 10 * NearEnough * (1 + Math.Max(Math.Abs(startU), Math.Abs(startB)));
        for (var k = 0; k < Steps; k++)
        {
            field.Single([u, b], _parameters, field.Data, _slopes);
            var (f, g, fu, fb, gu, gb) = (_slopes[0], _slopes[1], _slopes[2], _slopes[3], _slopes[4], _slopes[5]);
            var determinant = fu * gb - fb * gu;
            if (!(determinant > 0 && fu + gb < 0))
                return null;
            var (stepU, stepB) = ((fb * g - f * gb) / determinant, (gu * f - fu * g) / determinant);
            var length = Math.Max(Math.Abs(stepU), Math.Abs(stepB));
            // Quadratic convergence ends in rounding, where steps no longer shrink.
            if (length >= before / 2 && length <= 1e-10 * (1 + Math.Max(Math.Abs(u), Math.Abs(b))))
                return (u, b);
            if (!(length < before))
                return null;
            (u, b, before) = (u + stepU, b + stepB, length);
            if (!(Math.Max(Math.Abs(u - startU), Math.Abs(b - startB)) <= reach))
                return null;
            if (length == 0)
                return (u, b);
        }

        return null;
    }
}
