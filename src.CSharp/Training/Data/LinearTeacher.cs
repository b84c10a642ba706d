using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>The task as a linear map of the whole trajectory: Y_T = sum_i M_i X_i with one N_y x N_x matrix for each step.</summary>
public sealed class LinearTeacher
{
    /// <summary>Takes the maps.</summary>
    /// <param name="maps">M_1..M_T, each N_y x N_x; any matrices, such as the real Schur forms of a rotation task.</param>
    /// <exception cref="ArgumentException">No matrix, or matrices of different shapes.</exception>
    public LinearTeacher(IReadOnlyList<Matrix<double>> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count == 0)
            throw new ArgumentException("A trajectory has at least one step.", nameof(maps));
        if (maps.Any(map => (map.RowCount, map.ColumnCount) != (maps[0].RowCount, maps[0].ColumnCount)))
            throw new ArgumentException("Every step's map must have the shape of the first.", nameof(maps));

        Maps = [.. maps.Select(map => map.Clone())];
    }

    /// <summary>M_1..M_T, N_y x N_x; on whitened inputs M_i is the correlation Sigma^{YX_i}.</summary>
    public IReadOnlyList<Matrix<double>> Maps { get; }

    /// <summary>
    /// The task of Assumption 2: M_i = U S_i V^T with S_i = diag(s_i^(alpha)), zero beyond the given modes. In frames of rotations S_i is made
    /// of the blocks of the eigenvalues d_i, whose real and imaginary parts take the place of two singular values.
    /// </summary>
    /// <param name="frames">U and V; the hidden frame plays no part.</param>
    /// <param name="singularValues">At most min(N_x, N_y) modes.</param>
    /// <exception cref="ArgumentException">More modes than min(N_x, N_y).</exception>
    public static LinearTeacher FromSingularValues(ModeFrames frames, SingularValues singularValues)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(singularValues);
        int most = Math.Min(frames.Shape.Inputs, frames.Shape.Outputs);
        if (singularValues.Modes > most)
            throw new ArgumentException($"{singularValues.Modes} modes given, min(N_x, N_y) = {most} is the most.", nameof(singularValues));

        return new([.. Enumerable.Range(1, singularValues.Steps).Select(Map)]);

        Matrix<double> Map(int step) =>
            frames.Output
            * AlignedMatrix.Build(
                frames.Form, frames.Shape.Outputs, frames.Shape.Inputs, [.. Enumerable.Range(0, singularValues.Modes).Select(mode => singularValues[mode, step])])
            * frames.Input.Transpose();
    }

    /// <summary>The targets Y_T = sum_i M_i X_i of the given inputs.</summary>
    /// <param name="inputs">A sequence of T steps of N_x inputs.</param>
    /// <exception cref="ArgumentException">The inputs have another T or N_x.</exception>
    public Trajectories Teach(InputSequence inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (outputs, features) = (Maps[0].RowCount, Maps[0].ColumnCount);
        if (inputs.Steps != Maps.Count || inputs.Features != features)
            throw new ArgumentException(
                $"The task has {Maps.Count} steps of {features} inputs, the sequence {inputs.Steps} of {inputs.Features}.", nameof(inputs));

        double[] targets = new double[outputs * inputs.Samples];
        for (int step = 1; step <= inputs.Steps; step++)
            Products.Add(new MatrixView(Maps[step - 1].ToRowMajorArray(), outputs, features), inputs.View(step), targets);

        return new(inputs, outputs, targets);
    }

    /// <summary>The targets Y_t = sum_{i&lt;=t} M_{t,i} X_i of every step, for loss (144).</summary>
    /// <param name="teachers">The maps of each output step: the t-th has M_{t,1}..M_{t,t}.</param>
    /// <param name="inputs">A sequence of T steps of N_x inputs.</param>
    /// <exception cref="ArgumentException">Another number of teachers than steps, or a teacher of another length or shape.</exception>
    public static Trajectories TeachEvery(IReadOnlyList<LinearTeacher> teachers, InputSequence inputs)
    {
        ArgumentNullException.ThrowIfNull(teachers);
        ArgumentNullException.ThrowIfNull(inputs);
        if (teachers.Count != inputs.Steps)
            throw new ArgumentException($"{inputs.Steps} steps need as many teachers, not {teachers.Count}.", nameof(teachers));

        return new(inputs, [.. teachers.Select((teacher, k) => teacher.Teach(inputs.Beginning(k + 1)).Targets)]);
    }
}
