using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Comparison;

/// <summary>
/// The learning equations of one mode in steps of Euler's method. On white inputs descent from an aligned start does exactly this, so what
/// lies between these steps and the flow is discretisation, and what lies between them and a network is everything else.
/// </summary>
public static class EulerModes
{
    /// <summary>The state at some of the steps.</summary>
    /// <param name="flow">d(a, b, c)/dt, of complex modes in pairs.</param>
    /// <param name="start">The state at step 0.</param>
    /// <param name="step">The time of a step, in the unit of the flow.</param>
    /// <param name="recorded">The steps to record, ascending.</param>
    public static double[][] Follow(VectorField flow, IReadOnlyList<double> start, double step, IReadOnlyList<int> recorded)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(start);
        double[] state = [.. start];
        double[] slope = new double[state.Length];
        double[][] states = new double[recorded.Count][];
        int taken = 0;
        for (int k = 0; k < recorded.Count; k++)
        {
            for (; taken < recorded[k]; taken++)
            {
                flow(taken * step, state, slope);
                for (int i = 0; i < state.Length; i++)
                    state[i] = Math.FusedMultiplyAdd(step, slope[i], state[i]);
            }

            states[k] = [.. state];
        }

        return states;
    }
}
