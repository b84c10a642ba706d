using LrnnSymbolic.Contracts;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison;

/// <summary>
/// The learning equations of one mode in steps of Euler's method. On white inputs descent from an aligned start does exactly this, so what
/// lies between these steps and the flow is discretisation, and what lies between them and a network is everything else.
/// </summary>
public static class EulerModes
{
    /// <summary>The modes at some of the steps.</summary>
    /// <param name="flow">d(a, b, c)/dt.</param>
    /// <param name="start">The modes at step 0.</param>
    /// <param name="step">The time of a step, in the unit of the flow.</param>
    /// <param name="recorded">The steps to record, ascending.</param>
    public static ConnectivityModes[] Follow(VectorField flow, ConnectivityModes start, double step, IReadOnlyList<int> recorded)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(recorded);
        double[] state = [start.Input, start.Recurrent, start.Output];
        double[] slope = new double[3];
        var modes = new ConnectivityModes[recorded.Count];
        int taken = 0;
        for (int k = 0; k < recorded.Count; k++)
        {
            for (; taken < recorded[k]; taken++)
            {
                flow(taken * step, state, slope);
                for (int i = 0; i < state.Length; i++)
                    state[i] = Math.FusedMultiplyAdd(step, slope[i], state[i]);
            }

            modes[k] = new(state[0], state[1], state[2]);
        }

        return modes;
    }
}
