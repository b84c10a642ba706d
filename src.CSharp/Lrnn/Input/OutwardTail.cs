using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Whether a mode that grows has nowhere to end.</summary>
internal static class OutwardTail
{
    // The exact test of a longer task takes seconds.
    private const int Longest = 200;

    /// <summary>Does the reduced energy fall all the way from b outwards? Certain where true.</summary>
    /// <param name="steps">T.</param>
    /// <param name="counted">Which outputs count.</param>
    /// <param name="value">s_{t,i} from the output step t and the input step i.</param>
    /// <param name="b">The recurrent mode.</param>
    public static bool Falls(int steps, CountedOutputs counted, Func<int, int, double> value, double b)
    {
        if (steps > Longest)
            return false;
        // A = sum s_{t,i} b^(t-i), B = sum b^(2(t-i)).
        var correlation = new double[steps];
        var responsePower = new double[2 * steps - 1];
        for (var output = counted == CountedOutputs.Last ? steps : 1; output <= steps; output++)
            for (var step = 1; step <= output; step++)
            {
                correlation[output - step] += value(output, step);
                responsePower[2 * (output - step)]++;
            }

        return OutwardFall.ofCoefficients(correlation, responsePower, b);
    }
}
