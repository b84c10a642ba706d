using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Whether a mode that grows has nowhere to end.</summary>
internal static class OutwardTail
{
    // The exact test of a longer task takes seconds.
    private const int Longest = 200;

    /// <summary>Does the reduced energy of a mode fall all the way from b outwards? Certain where true.</summary>
    public static bool Falls(ModeTasks tasks, int mode, double b)
    {
        if (tasks.Steps > Longest)
            return false;
        // A = sum s_{t,i} b^(t-i), B = sum b^(2(t-i)).
        var correlation = new double[tasks.Steps];
        var responsePower = new double[2 * tasks.Steps - 1];
        foreach (var output in tasks.OutputSteps)
            for (var step = 1; step <= output; step++)
            {
                correlation[output - step] += tasks.SingularValue(mode, output, step);
                responsePower[2 * (output - step)]++;
            }

        return OutwardFall.ofCoefficients(correlation, responsePower, b);
    }
}
