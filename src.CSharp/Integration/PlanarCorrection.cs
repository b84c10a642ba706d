using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Newton's steps of a planar flow, for one of many problems at a time.</summary>
internal sealed class PlanarCorrection(PlanarField field) : ICorrection
{
    // A rate of decay below this share of the other one is zero within its rounding: the point is one of a line, as at u = 0.
    private const double Flat = 1e-10;

    private readonly double[] _parameters = [.. field.Parameters];
    private readonly double[] _slopes = new double[6];

    /// <summary>Chooses the problem.</summary>
    public void Take(PlanarProblems problems, int problem)
    {
        for (var k = 0; k < field.Varying.Count; k++)
            _parameters[field.Varying[k]] = problems.Varying[k * problems.Count + problem];
    }

    public bool Correct(ReadOnlySpan<double> state, Span<double> change)
    {
        field.Single(state, _parameters, field.Data, _slopes);
        var (f, g, fu, fb, gu, gb) = (_slopes[0], _slopes[1], _slopes[2], _slopes[3], _slopes[4], _slopes[5]);
        var determinant = fu * gb - fb * gu;
        change[0] = (fb * g - f * gb) / determinant;
        change[1] = (gu * f - fu * g) / determinant;
        return fu + gb < 0 && determinant > Flat * (fu + gb) * (fu + gb);
    }
}
