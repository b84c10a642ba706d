using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>What one singular dimension of the network's input-output map does at one step.</summary>
/// <param name="SingularValue">The map's singular value, with the sign that its vectors have against the task's.</param>
/// <param name="Overlap">|u^T u_alpha| |v^T v_alpha|: 1 where the map's singular vectors are the task's, 0 where they are orthogonal.</param>
internal readonly record struct RecoveredResponse(double SingularValue, double Overlap);

/// <summary>Reads a network without aligned weights through its input-output map, which no change of the hidden units alters.</summary>
internal static class ResponseRecovery
{
    /// <summary>
    /// The singular values of F_i = W_y W_h^(T-i) W_x at each step i, each given to the task's mode that its vectors overlap most, the best
    /// pair first.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="frames">U and V of the task; the hidden frame plays no part.</param>
    /// <param name="modes">The modes of the task.</param>
    /// <param name="steps">The trajectory length T.</param>
    /// <returns>By mode and step, from 0.</returns>
    /// <exception cref="ArgumentException">The frames belong to other inputs or outputs, or there are more modes than min(N_x, N_y).</exception>
    public static RecoveredResponse[][] Recover(LinearRecurrentNetwork network, ModeFrames frames, int modes, int steps)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(frames);
        if ((network.Shape.Inputs, network.Shape.Outputs) != (frames.Shape.Inputs, frames.Shape.Outputs))
            throw new ArgumentException($"The frames are for {frames.Shape}, the network is {network.Shape}.", nameof(frames));
        if (modes > Math.Min(network.Shape.Inputs, network.Shape.Outputs))
            throw new ArgumentException($"{modes} modes are more than min(N_x, N_y).", nameof(modes));

        RecoveredResponse[][] byStep = [.. network.Maps(steps).Select(map => Match(map.Svd(), frames, modes))];
        return [.. Enumerable.Range(0, modes).Select(mode => byStep.Select(step => step[mode]).ToArray())];
    }

    private static RecoveredResponse[] Match(MathNet.Numerics.LinearAlgebra.Factorization.Svd<double> svd, ModeFrames frames, int modes)
    {
        var left = frames.Output.TransposeThisAndMultiply(svd.U);
        var right = svd.VT * frames.Input;
        var pairs =
            from mode in Enumerable.Range(0, modes)
            from k in Enumerable.Range(0, svd.S.Count)
            let overlap = left[mode, k] * right[k, mode]
            orderby Math.Abs(overlap) descending
            select (mode, k, overlap);
        var found = new RecoveredResponse[modes];
        var (foundModes, foundValues) = (new HashSet<int>(), new HashSet<int>());
        foreach (var (mode, k, overlap) in pairs)
            if (!foundModes.Contains(mode) && !foundValues.Contains(k))
            {
                foundModes.Add(mode);
                foundValues.Add(k);
                found[mode] = new(svd.S[k] * (overlap < 0 ? -1 : 1), Math.Abs(overlap));
            }

        return found;
    }
}
