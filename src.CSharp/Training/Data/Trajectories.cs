using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>A data set: inputs X_1..X_T (N_x x P) and the targets Y_T (N_y x P) of the last step.</summary>
public sealed class Trajectories
{
    private readonly double[] targets;

    /// <summary>Joins inputs and targets.</summary>
    /// <param name="inputs">X_1..X_T.</param>
    /// <param name="targets">Y_T, N_y x P; copied.</param>
    /// <exception cref="ArgumentException">Inputs and targets differ in the number of samples.</exception>
    public Trajectories(InputSequence inputs, Matrix<double> targets)
        : this(inputs, NotNull(targets).RowCount, targets.ToRowMajorArray())
    {
    }

    internal Trajectories(InputSequence inputs, int outputs, double[] targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (targets.Length != outputs * inputs.Samples)
            throw new ArgumentException(
                $"The inputs have {inputs.Samples} samples, the targets {targets.Length / outputs}.", nameof(targets));

        (Inputs, Outputs, this.targets) = (inputs, outputs, targets);
    }

    /// <summary>X_1..X_T.</summary>
    public InputSequence Inputs { get; }

    /// <summary>The outputs N_y.</summary>
    public int Outputs { get; }

    /// <summary>The trajectory length T.</summary>
    public int Steps => Inputs.Steps;

    /// <summary>The samples P.</summary>
    public int Samples => Inputs.Samples;

    /// <summary>Y_T in row-major order: N_y rows of P numbers.</summary>
    public ReadOnlySpan<double> TargetValues => targets;

    /// <summary>Y_T as a matrix, N_y x P; a copy.</summary>
    public Matrix<double> Targets => Matrix<double>.Build.DenseOfRowMajor(Outputs, Samples, targets);

    internal MatrixView TargetView() => new(targets, Outputs, Samples);

    private static Matrix<double> NotNull(Matrix<double> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return targets;
    }
}
