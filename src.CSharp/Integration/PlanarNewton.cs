using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Newton's method for a stationary point of a planar flow.</summary>
internal sealed class PlanarNewton(PlanarField field)
{
    /// <summary>From this distance on, relative and absolute, Newton's method takes over.</summary>
    public const double NearEnough = 1e-6;

    // A rate of decay below this share of the other one is zero within its rounding: the point is one of a line, as at u = 0.
    private const double Flat = 1e-10;

    // Steps of this size are rounding.
    private const double Resolution = 1e-15;

    private const int Steps = 30;

    private readonly double[] _parameters = [.. field.Parameters];
    private readonly double[] _slopes = new double[6];

    /// <summary>The asymptotically stable point near (u, b); null where there is none, or the method does not settle.</summary>
    public (double U, double B)? Polish(PlanarProblems problems, int problem, double startU, double startB)
    {
        for (var k = 0; k < field.Varying.Count; k++)
            _parameters[field.Varying[k]] = problems.Varying[k * problems.Count + problem];
        var (u, b, before) = (startU, startB, double.PositiveInfinity);
        var isQuadratic = false; // at a point that is not degenerate; at others steps shrink by a constant factor
        for (var k = 0; k < Steps; k++)
        {
            field.Single([u, b], _parameters, field.Data, _slopes);
            var (f, g, fu, fb, gu, gb) = (_slopes[0], _slopes[1], _slopes[2], _slopes[3], _slopes[4], _slopes[5]);
            var determinant = fu * gb - fb * gu;
            if (!(fu + gb < 0 && determinant > Flat * (fu + gb) * (fu + gb)))
                return null;
            var (stepU, stepB) = ((fb * g - f * gb) / determinant, (gu * f - fu * g) / determinant);
            // Each in its own units: a large u says nothing about b.
            var length = Math.Max(Math.Abs(stepU) / (1 + Math.Abs(u)), Math.Abs(stepB) / (1 + Math.Abs(b)));
            // Quadratic convergence ends in rounding, where steps no longer shrink.
            if (length <= Resolution || (length >= before / 2 && length <= 1e-10))
                return isQuadratic || k == 0 ? (u + stepU, b + stepB) : null;
            if (!(length < before))
                return null;
            isQuadratic |= length < before / 100 && k > 0;
            (u, b, before) = (u + stepU, b + stepB, length);
            var (movedU, movedB) = (Math.Abs(u - startU) / (1 + Math.Abs(startU)), Math.Abs(b - startB) / (1 + Math.Abs(startB)));
            if (!(Math.Max(movedU, movedB) <= 10 * NearEnough))
                return null;
        }

        return null;
    }
}
