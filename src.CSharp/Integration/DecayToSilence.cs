namespace LrnnSymbolic.Integration;

/// <summary>
/// Tells when a balanced mode (a^2 = c^2) must fall silent, u = ac -> 0, and how far b can still move on the way. With d/dt u = 2 |u| (A - u B) and
/// d/dt b = u A' - u^2 B'/2 (theory: Section 3): while u and A have opposite signs and |A| is at least m, |u| falls at least as fast as exp(-2 m t),
/// so that b moves by at most |u| sup|A' - u B'/2| / (2 m).
/// </summary>
/// <param name="correlation">A, by powers of b.</param>
/// <param name="responsePower">B, by powers of b.</param>
internal sealed class DecayToSilence(IReadOnlyList<double> correlation, IReadOnlyList<double> responsePower)
{
    // b is given to this accuracy, relative where it is large.
    private const double Accuracy = 1e-9;

    /// <summary>Is b = 0 never left? d/dt b = u A'(0) there, as B is even.</summary>
    public bool KeepsZero => correlation.Count < 2 || correlation[1] == 0;

    /// <summary>Must u decay to 0 from here?</summary>
    /// <param name="b">The recurrent mode.</param>
    /// <param name="u">The input-output mode ac, with a^2 = c^2.</param>
    /// <param name="anywhere">Also while b can still move by more than the accuracy.</param>
    public bool Is(double b, double u, bool anywhere)
    {
        var here = Value(correlation, b);
        if (here * u >= 0)
            return false;
        // |A| keeps half of its size within the reach, whatever b does there.
        var size = Math.Abs(here);
        var reach = size / 2 / Math.Max(SlopeBound(correlation, Math.Abs(b) + 1), size / 2);
        var moved = Math.Abs(u) * (SlopeBound(correlation, Math.Abs(b) + 1) + Math.Abs(u) * SlopeBound(responsePower, Math.Abs(b) + 1) / 2) / size;
        return moved <= reach && (anywhere || moved <= Accuracy * Math.Max(1, Math.Abs(b)));
    }

    private static double Value(IReadOnlyList<double> coefficients, double b)
    {
        var value = 0.0;
        for (var k = coefficients.Count - 1; k >= 0; k--)
            value = value * b + coefficients[k];
        return value;
    }

    // Of the derivative, for all |b| up to a size.
    private static double SlopeBound(IReadOnlyList<double> coefficients, double size)
    {
        var value = 0.0;
        for (var k = coefficients.Count - 1; k >= 1; k--)
            value = value * size + k * Math.Abs(coefficients[k]);
        return value;
    }
}
