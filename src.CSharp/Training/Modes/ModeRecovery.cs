using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>Reads the connectivity modes off the weights (Assumption 3).</summary>
public static class ModeRecovery
{
    /// <summary>
    /// The diagonals of R^T W_x V, R^T W_h R and U^T W_y R are the modes a, b, c; everything off them is misalignment.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="frames">U, R, V of the network's sizes.</param>
    /// <exception cref="ArgumentException">The frames belong to other sizes.</exception>
    public static RecoveredModes Recover(LinearRecurrentNetwork network, ModeFrames frames)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(frames);
        if (network.Shape != frames.Shape)
            throw new ArgumentException($"The frames are for {frames.Shape}, the network is {network.Shape}.", nameof(frames));

        var input = frames.Hidden.TransposeThisAndMultiply(network.InputWeights) * frames.Input;
        var recurrent = frames.Hidden.TransposeThisAndMultiply(network.RecurrentWeights) * frames.Hidden;
        var output = frames.Output.TransposeThisAndMultiply(network.OutputWeights) * frames.Hidden;
        var modes = Enumerable.Range(0, network.Shape.Modes)
            .Select(mode => new ConnectivityModes(input[mode, mode], recurrent[mode, mode], output[mode, mode]));
        return new([.. modes], Math.Sqrt(OffDiagonal(input) + OffDiagonal(recurrent) + OffDiagonal(output)));
    }

    private static double OffDiagonal(Matrix<double> matrix) =>
        matrix.EnumerateIndexed().Where(entry => entry.Item1 != entry.Item2).Sum(entry => entry.Item3 * entry.Item3);
}
