using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>Reads the connectivity modes off the weights (Assumption 3).</summary>
public static class ModeRecovery
{
    /// <summary>
    /// The diagonals of R^T W_x V, R^T W_h R and U^T W_y R are the modes a, b, c (of rotations the nearest blocks); everything else is
    /// misalignment.
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

        var input = Read(frames.Hidden.TransposeThisAndMultiply(network.InputWeights) * frames.Input);
        var recurrent = Read(frames.Hidden.TransposeThisAndMultiply(network.RecurrentWeights) * frames.Hidden);
        var output = Read(frames.Output.TransposeThisAndMultiply(network.OutputWeights) * frames.Hidden);
        int places = Math.Min(input.Numbers.Length, output.Numbers.Length);
        var modes = Enumerable.Range(0, places).Select(k => new ConnectivityModes(input.Numbers[k], recurrent.Numbers[k], output.Numbers[k]));
        return new([.. modes], Math.Sqrt(input.Remainder + recurrent.Remainder + output.Remainder));

        (double[] Numbers, double Remainder) Read(Matrix<double> matrix) => AlignedMatrix.Read(frames.Form, matrix);
    }
}
