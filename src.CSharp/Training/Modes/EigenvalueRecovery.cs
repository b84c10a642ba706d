using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace LrnnSymbolic.Training;

/// <summary>What the network's input-output map does to one rotation of the task at one step.</summary>
/// <param name="Eigenvalue">w^* F w with the task's unit eigenvector w: the map's own eigenvalue where w is an eigenvector of the map, too.</param>
/// <param name="Overlap">|w^* F w| / |F w|: 1 where w is an eigenvector of the map, 0 where the map turns it away (or F w = 0).</param>
internal readonly record struct RecoveredEigenvalue(Complex Eigenvalue, double Overlap);

/// <summary>Reads a network of rotations without aligned weights through its input-output map, which no change of the hidden units alters.</summary>
internal static class EigenvalueRecovery
{
    /// <summary>What F_i = W_y W_h^(T-i) W_x does to the task's eigenvectors at each step i.</summary>
    /// <param name="network">The network, N_x = N_y.</param>
    /// <param name="frames">U = V of the task; the hidden frame plays no part.</param>
    /// <param name="modes">The complex modes of the task.</param>
    /// <param name="steps">The trajectory length T.</param>
    /// <returns>By mode and step, from 0.</returns>
    /// <exception cref="ArgumentException">The frames are not of rotations or of other sizes, or there are more modes than N_x / 2.</exception>
    public static RecoveredEigenvalue[][] Recover(LinearRecurrentNetwork network, ModeFrames frames, int modes, int steps)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Form != AlignedForm.Rotations || (network.Shape.Inputs, network.Shape.Outputs) != (frames.Shape.Inputs, frames.Shape.Outputs))
            throw new ArgumentException($"Frames of rotations for {network.Shape} are needed.", nameof(frames));
        if (2 * modes > network.Shape.Inputs)
            throw new ArgumentException($"{modes} rotations need {2 * modes} inputs and outputs.", nameof(modes));

        Matrix<double>[] maps = [.. network.Maps(steps).Select(map => frames.Output.TransposeThisAndMultiply(map) * frames.Input)];
        return [.. Enumerable.Range(0, modes).Select(mode => maps.Select(map => Read(map.Column(2 * mode), map.Column(2 * mode + 1), 2 * mode)).ToArray())];
    }

    // The block [[mu, -nu], [nu, mu]] has the eigenvector w = (1, -i)/sqrt 2 for mu + i nu; F w has the parts first/sqrt 2, -second/sqrt 2.
    private static RecoveredEigenvalue Read(Vector<double> first, Vector<double> second, int place)
    {
        var eigenvalue = new Complex(first[place] + second[place + 1], first[place + 1] - second[place]) / 2;
        double length = Math.Sqrt(((first * first) + (second * second)) / 2);
        return new(eigenvalue, length > 0 ? eigenvalue.Magnitude / length : 0);
    }
}
