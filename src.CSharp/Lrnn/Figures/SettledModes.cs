using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>Where the learning flow of a mode comes to rest.</summary>
internal static class SettledModes
{
    private const double Tolerance = 1e-8;
    private const double Longest = 1e8;

    /// <summary>The minimum that the flow ends at; not a number where it ends at none, or does not end.</summary>
    public static ConnectivityModes Of(ModeTheory theory, int mode, ConnectivityModes start, CancellationToken cancellation)
    {
        try
        {
            return theory.Settle(mode, start, Longest, Tolerance, null, cancellation) is { End: SteadyEnd.Converged, State: [var a, var b, var c] }
                ? new ConnectivityModes(a, b, c)
                : None;
        }
        catch (NumericalException)
        {
            return None;
        }
    }

    private static ConnectivityModes None { get; } = new(double.NaN, double.NaN, double.NaN);
}
