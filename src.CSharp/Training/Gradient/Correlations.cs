using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// All that the loss (4) of a linear network depends on: Sigma^{YX_i} = sum_p y_p x_{p,i}^T, Sigma^{X_iX_j} = sum_p x_{p,i} x_{p,j}^T
/// and sum_p |y_p|^2.
/// </summary>
/// <remarks>
/// Where every output counts, loss (144), only the lag k = t - i between input and output matters to the network. Step i then stands for
/// the lag T - i, and the correlations are summed over the output steps t that have the lag: sum_t y_t x_{t-k}^T and
/// sum_t x_{t-k} x_{t-l}^T. With that reading the two losses have the same form.
/// </remarks>
public sealed class Correlations
{
    private readonly double[] targetInput;
    private readonly double[]? inputInput;
    private readonly double[]? maps;

    private Correlations(int steps, int inputs, int outputs, double[] targetInput, double[]? inputInput, double targetEnergy, double[]? maps = null)
    {
        (Steps, Inputs, Outputs, TargetEnergy) = (steps, inputs, outputs, targetEnergy);
        (this.targetInput, this.inputInput, this.maps) = (targetInput, inputInput, maps);
    }

    /// <summary>The trajectory length T.</summary>
    public int Steps { get; }

    /// <summary>The inputs per step N_x.</summary>
    public int Inputs { get; }

    /// <summary>The outputs N_y.</summary>
    public int Outputs { get; }

    /// <summary>1/2 sum_p |y_p|^2.</summary>
    public double TargetEnergy { get; }

    /// <summary>Whether the input correlations are taken to be delta_ij I and not stored.</summary>
    public bool IsWhite => inputInput is null;

    /// <summary>The correlations of a data set.</summary>
    /// <param name="data">The samples.</param>
    public static Correlations Of(Trajectories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int features = data.Inputs.Features;
        int width = data.Steps * features;
        double[] targetInput = new double[data.Outputs * width];
        double[] inputInput = new double[width * width];
        for (int t = data.FirstCounted; t <= data.Steps; t++)
        {
            // X_1..X_t have the lags t-1..0, the last t of all.
            var inputs = data.Inputs.Stacked(t);
            int first = width - (t * features);
            var lags = new MatrixTarget(inputInput, width, width).RowBlock(first, t * features).ColumnBlock(first, t * features);
            Products.Add(data.TargetView(t), inputs.Transposed, new MatrixTarget(targetInput, data.Outputs, width).ColumnBlock(first, t * features));
            Products.Add(inputs, inputs.Transposed, lags);
        }

        double targetEnergy = Products.Dot(data.TargetValues, data.TargetValues) / 2;
        return new(data.Steps, data.Inputs.Features, data.Outputs, targetInput, inputInput, targetEnergy);
    }

    /// <summary>
    /// The correlations of a linear task on exactly whitened inputs, without any samples: Sigma^{YX_i} = M_i, Sigma^{X_iX_j} = delta_ij I.
    /// </summary>
    /// <param name="teacher">The task.</param>
    public static Correlations Whitened(LinearTeacher teacher)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        var (outputs, inputs) = (teacher.Maps[0].RowCount, teacher.Maps[0].ColumnCount);
        double[] maps = Row(teacher.Maps).ToRowMajorArray();
        double targetEnergy = Products.Dot(maps, maps) / 2;
        return new(teacher.Maps.Count, inputs, outputs, maps, null, targetEnergy, maps);
    }

    /// <summary>
    /// The correlations of a linear task on inputs of any correlations, without any samples: Sigma^{YX_i} = sum_j M_j Sigma^{X_jX_i}.
    /// </summary>
    /// <param name="teacher">The task.</param>
    /// <param name="inputs">Sigma^{X_iX_j}.</param>
    /// <exception cref="ArgumentException">The task has another T or N_x than the inputs.</exception>
    public static Correlations Of(LinearTeacher teacher, InputCovariance inputs)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(inputs);
        var (outputs, features) = (teacher.Maps[0].RowCount, teacher.Maps[0].ColumnCount);
        if ((teacher.Maps.Count, features) != (inputs.Steps, inputs.Features))
            throw new ArgumentException(
                $"The task has {teacher.Maps.Count} steps of {features} inputs, the correlations are of {inputs.Steps} of {inputs.Features}.", nameof(inputs));

        var maps = Row(teacher.Maps);
        var targetInput = maps * inputs.Matrix;
        double targetEnergy = targetInput.PointwiseMultiply(maps).Enumerate().Sum() / 2;
        return new(inputs.Steps, features, outputs, targetInput.ToRowMajorArray(), inputs.Matrix.ToRowMajorArray(), targetEnergy, maps.ToRowMajorArray());
    }

    /// <summary>[Sigma^{YX_1} ... Sigma^{YX_T}], N_y x (T N_x).</summary>
    internal MatrixView TargetInput() => new(targetInput, Outputs, Steps * Inputs);

    /// <summary>The blocks Sigma^{X_iX_j}, (T N_x) x (T N_x); only if not <see cref="IsWhite"/>.</summary>
    internal MatrixView InputInput() => new(inputInput, Steps * Inputs, Steps * Inputs);

    /// <summary>[M_1 ... M_T], N_y x (T N_x), where the targets are known to be Y = sum_i M_i X_i; else empty.</summary>
    internal ReadOnlySpan<double> Maps() => maps;

    private static Matrix<double> Row(IReadOnlyList<Matrix<double>> blocks)
    {
        var row = new Matrix<double>[1, blocks.Count];
        for (int column = 0; column < blocks.Count; column++)
            row[0, column] = blocks[column];
        return Matrix<double>.Build.DenseOfMatrixArray(row);
    }
}
