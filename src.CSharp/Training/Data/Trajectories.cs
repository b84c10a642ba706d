using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// A data set: inputs X_1..X_T (N_x x P) and targets, Y_T (N_y x P) of the last step or Y_1..Y_T of every step.
/// </summary>
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

    /// <summary>Joins inputs and a target for every step, loss (144).</summary>
    /// <param name="inputs">X_1..X_T.</param>
    /// <param name="targets">Y_1..Y_T, each N_y x P; copied.</param>
    /// <exception cref="ArgumentException">Another number of steps or samples than the inputs have, or different shapes.</exception>
    public Trajectories(InputSequence inputs, IReadOnlyList<Matrix<double>> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Count != inputs.Steps)
            throw new ArgumentException($"The inputs have {inputs.Steps} steps, the targets {targets.Count}.", nameof(targets));
        if (targets.Any(target => (target.RowCount, target.ColumnCount) != (targets[0].RowCount, inputs.Samples)))
            throw new ArgumentException(
                $"The targets of every step must be {targets[0].RowCount} x {inputs.Samples}, like the first and the inputs.", nameof(targets));

        (Inputs, Outputs, Counted) = (inputs, targets[0].RowCount, CountedOutputs.Every);
        this.targets = [.. targets.SelectMany(target => target.ToRowMajorArray())];
    }

    internal Trajectories(InputSequence inputs, int outputs, double[] targets, CountedOutputs counted = CountedOutputs.Last)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        int steps = counted == CountedOutputs.Last ? 1 : inputs.Steps;
        if (targets.Length != steps * outputs * inputs.Samples)
            throw new ArgumentException(
                $"The inputs have {inputs.Samples} samples, the targets {targets.Length / outputs / steps}.", nameof(targets));

        (Inputs, Outputs, Counted, this.targets) = (inputs, outputs, counted, targets);
    }

    /// <summary>X_1..X_T.</summary>
    public InputSequence Inputs { get; }

    /// <summary>The outputs N_y.</summary>
    public int Outputs { get; }

    /// <summary>The trajectory length T.</summary>
    public int Steps => Inputs.Steps;

    /// <summary>The samples P.</summary>
    public int Samples => Inputs.Samples;

    /// <summary>The outputs that have targets.</summary>
    public CountedOutputs Counted { get; }

    /// <summary>The first output step that has a target: T, or 1.</summary>
    public int FirstCounted => Counted == CountedOutputs.Last ? Steps : 1;

    /// <summary>The targets in row-major order, step after step: N_y rows of P numbers each.</summary>
    public ReadOnlySpan<double> TargetValues => targets;

    /// <summary>Y_T as a matrix, N_y x P; a copy.</summary>
    public Matrix<double> Targets =>
        Matrix<double>.Build.DenseOfRowMajor(Outputs, Samples, targets[^(Outputs * Samples)..]);

    /// <summary>Y_t of a counted step.</summary>
    internal MatrixView TargetView(int step) =>
        new(targets.AsSpan((step - FirstCounted) * Outputs * Samples), Outputs, Samples);

    private static Matrix<double> NotNull(Matrix<double> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return targets;
    }
}
