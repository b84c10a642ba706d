using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>An initial network that is diagonal in given frames, or made of rotations.</summary>
public static class AlignedStart
{
    /// <summary>
    /// W_x = R a V^T, W_h = R b R^T, W_y = U c R^T (with R_x = R_y, without which the recurrent matrix would not be diagonal).
    /// Dimensions beyond the given modes get zero weights and stay there under gradient descent on whitened data.
    /// </summary>
    /// <param name="frames">U, R, V; they fix the network's sizes.</param>
    /// <param name="modes">a, b, c of the first dimensions, at most min(N_x, N_h, N_y); of rotations, real and imaginary parts in turn.</param>
    /// <exception cref="ArgumentException">More modes than the network can carry, or half a rotation.</exception>
    public static LinearRecurrentNetwork Build(ModeFrames frames, IReadOnlyList<ConnectivityModes> modes)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(modes);
        var shape = frames.Shape;
        if (modes.Count > shape.Modes)
            throw new ArgumentException($"{modes.Count} modes given, min(N_x, N_h, N_y) = {shape.Modes} is the most.", nameof(modes));

        return new(
            frames.Hidden * Diagonal(shape.Hidden, shape.Inputs, mode => mode.Input) * frames.Input.Transpose(),
            frames.Hidden * Diagonal(shape.Hidden, shape.Hidden, mode => mode.Recurrent) * frames.Hidden.Transpose(),
            frames.Output * Diagonal(shape.Outputs, shape.Hidden, mode => mode.Output) * frames.Hidden.Transpose());

        Matrix<double> Diagonal(int rows, int columns, Func<ConnectivityModes, double> part) =>
            AlignedMatrix.Build(frames.Form, rows, columns, [.. modes.Select(part)]);
    }
}
