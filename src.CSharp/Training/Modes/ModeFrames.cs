using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// The orthogonal frames in which an aligned network is diagonal, or made of rotations: U of the outputs, V of the inputs, and one R of
/// the hidden units. W_x = R a V^T, W_h = R b R^T, W_y = U c R^T; one R for both sides keeps the powers of W_h of this form.
/// </summary>
public sealed class ModeFrames
{
    private const double OrthogonalityTolerance = 1e-10;

    /// <summary>Takes the frames.</summary>
    /// <param name="output">U, N_y x N_y orthogonal.</param>
    /// <param name="hidden">R, N_h x N_h orthogonal.</param>
    /// <param name="input">V, N_x x N_x orthogonal.</param>
    /// <param name="form">What a, b and c are there.</param>
    /// <exception cref="ArgumentException">A matrix is not orthogonal.</exception>
    public ModeFrames(Matrix<double> output, Matrix<double> hidden, Matrix<double> input, AlignedForm form = AlignedForm.Diagonal)
    {
        Output = Orthogonal(output, nameof(output));
        Hidden = Orthogonal(hidden, nameof(hidden));
        Input = Orthogonal(input, nameof(input));
        Shape = new(input.RowCount, hidden.RowCount, output.RowCount);
        Form = form;
    }

    /// <summary>U, N_y x N_y.</summary>
    public Matrix<double> Output { get; }

    /// <summary>R, N_h x N_h.</summary>
    public Matrix<double> Hidden { get; }

    /// <summary>V, N_x x N_x.</summary>
    public Matrix<double> Input { get; }

    /// <summary>What an aligned network is in these frames.</summary>
    public AlignedForm Form { get; }

    /// <summary>The sizes of the networks these frames belong to.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Three frames drawn uniformly.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="random">The source of the draw.</param>
    public static ModeFrames Draw(NetworkShape shape, RandomSource random) =>
        new(
            RandomFrame.Draw(shape.Outputs, random),
            RandomFrame.Draw(shape.Hidden, random),
            RandomFrame.Draw(shape.Inputs, random));

    /// <summary>
    /// Frames of a task of rotations, drawn uniformly: one frame for inputs and outputs, U = V, since the task's maps have eigenvalues there.
    /// </summary>
    /// <param name="shape">The sizes, N_x = N_y.</param>
    /// <param name="random">The source of the draw.</param>
    /// <exception cref="ArgumentException">As many inputs as outputs are needed.</exception>
    public static ModeFrames DrawRotations(NetworkShape shape, RandomSource random)
    {
        if (shape.Inputs != shape.Outputs)
            throw new ArgumentException($"Only square maps have eigenvalues; {shape.Inputs} inputs and {shape.Outputs} outputs are given.", nameof(shape));
        var shared = RandomFrame.Draw(shape.Outputs, random);
        return new(shared, RandomFrame.Draw(shape.Hidden, random), shared, AlignedForm.Rotations);
    }

    private static Matrix<double> Orthogonal(Matrix<double> frame, string name)
    {
        ArgumentNullException.ThrowIfNull(frame, name);
        bool orthogonal = frame.RowCount == frame.ColumnCount
            && (frame.TransposeThisAndMultiply(frame) - Matrix<double>.Build.DenseIdentity(frame.RowCount)).FrobeniusNorm()
                <= OrthogonalityTolerance * frame.RowCount;
        return orthogonal ? frame.Clone() : throw new ArgumentException("A frame must be a square orthogonal matrix.", name);
    }
}
