using LrnnSymbolic.Contracts;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>Where the learning flow of a mode comes to rest.</summary>
internal static class SettledModes
{
    private const double Tolerance = 1e-8;
    private const double AtRest = 1e-7;
    private const double FirstStretch = 4;
    private const double Longest = 400;

    /// <summary>The modes once none moves faster than 1e-7 a unit of learning time, or after a learning time of about 400.</summary>
    public static ConnectivityModes Of(ModeTheory theory, int mode, ConnectivityModes start, CancellationToken cancellation)
    {
        var flow = theory.Flow(mode);
        var integrator = new ExplicitIntegrator(DormandPrince54.Tableau, new Tolerance(Tolerance, Tolerance));
        double[] state = [start.Input, start.Recurrent, start.Output];
        var slope = new double[3];
        for (double time = 0, stretch = FirstStretch; time < Longest; time += stretch, stretch *= 2)
        {
            state = integrator.Integrate(flow, time, state, time + stretch, cancellation).FinalState.ToArray();
            flow(time, state, slope);
            if (slope.All(rate => Math.Abs(rate) < AtRest))
                break;
        }

        return new ConnectivityModes(state[0], state[1], state[2]);
    }
}
