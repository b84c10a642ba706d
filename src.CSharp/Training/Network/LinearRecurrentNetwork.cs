using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// The network of (1)-(3): h_{t+1} = W_h h_t + W_x x_t with h_1 = 0 and the output yhat_T = W_y h_{T+1}. Immutable.
/// </summary>
public sealed class LinearRecurrentNetwork
{
    private readonly double[] parameters;

    /// <summary>Takes the weights.</summary>
    /// <param name="inputWeights">W_x, N_h x N_x; copied.</param>
    /// <param name="recurrentWeights">W_h, N_h x N_h; copied.</param>
    /// <param name="outputWeights">W_y, N_y x N_h; copied.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public LinearRecurrentNetwork(
        Matrix<double> inputWeights, Matrix<double> recurrentWeights, Matrix<double> outputWeights)
        : this(
            ShapeOf(inputWeights, recurrentWeights, outputWeights),
            [.. inputWeights.ToRowMajorArray(), .. recurrentWeights.ToRowMajorArray(), .. outputWeights.ToRowMajorArray()])
    {
    }

    /// <summary>Takes the parameter vector.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="parameters">W_x, W_h, W_y in the layout of <see cref="NetworkShape"/>; copied.</param>
    /// <exception cref="ArgumentException">The vector does not have the shape's length.</exception>
    public LinearRecurrentNetwork(NetworkShape shape, ReadOnlySpan<double> parameters)
    {
        if (parameters.Length != shape.ParameterCount)
            throw new ArgumentException($"{shape.ParameterCount} parameters expected, {parameters.Length} given.", nameof(parameters));

        Shape = shape;
        this.parameters = parameters.ToArray();
    }

    /// <summary>The sizes N_x, N_h, N_y.</summary>
    public NetworkShape Shape { get; }

    /// <summary>All weights in the layout of <see cref="NetworkShape"/>.</summary>
    public ReadOnlySpan<double> Parameters => parameters;

    /// <summary>W_x, N_h x N_x; a copy.</summary>
    public Matrix<double> InputWeights =>
        Matrix<double>.Build.DenseOfRowMajor(Shape.Hidden, Shape.Inputs, Shape.InputPart(parameters).ToArray());

    /// <summary>W_h, N_h x N_h; a copy.</summary>
    public Matrix<double> RecurrentWeights =>
        Matrix<double>.Build.DenseOfRowMajor(Shape.Hidden, Shape.Hidden, Shape.RecurrentPart(parameters).ToArray());

    /// <summary>W_y, N_y x N_h; a copy.</summary>
    public Matrix<double> OutputWeights =>
        Matrix<double>.Build.DenseOfRowMajor(Shape.Outputs, Shape.Hidden, Shape.OutputPart(parameters).ToArray());

    /// <summary>The outputs after the last step, Yhat_T = sum_i W_y W_h^{T-i} W_x X_i, N_y x P.</summary>
    /// <param name="inputs">X_1..X_T, each N_x x P.</param>
    /// <exception cref="ArgumentException">The inputs have another N_x.</exception>
    public Matrix<double> Forward(InputSequence inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Features != Shape.Inputs)
            throw new ArgumentException($"The network takes {Shape.Inputs} inputs, the sequence has {inputs.Features}.", nameof(inputs));

        double[][] inTurn = [new double[Shape.Hidden * inputs.Samples], new double[Shape.Hidden * inputs.Samples]];
        double[][] states = [.. Enumerable.Range(0, inputs.Steps).Select(step => inTurn[step % 2])];
        double[] outputs = new double[Shape.Outputs * inputs.Samples];
        var recurrence = new Recurrence(Shape, parameters);
        recurrence.Forward(inputs.Stacked(), states);
        recurrence.Read(states[^1], inputs.Samples, outputs);
        return Matrix<double>.Build.DenseOfRowMajor(Shape.Outputs, inputs.Samples, outputs);
    }

    /// <summary>The maps F_i = W_y W_h^(T-i) W_x from the input of step i to the output of step T, N_y x N_x each, for i in 1..T.</summary>
    /// <param name="steps">The trajectory length T.</param>
    internal Matrix<double>[] Maps(int steps)
    {
        double[] powers = new double[Shape.Hidden * steps * Shape.Inputs];
        double[] maps = new double[Shape.Outputs * steps * Shape.Inputs];
        new Recurrence(Shape, parameters).Respond(steps, powers, maps);
        var together = Matrix<double>.Build.DenseOfRowMajor(Shape.Outputs, steps * Shape.Inputs, maps);
        return [.. Enumerable.Range(0, steps).Select(step => together.SubMatrix(0, Shape.Outputs, step * Shape.Inputs, Shape.Inputs))];
    }

    private static NetworkShape ShapeOf(Matrix<double> input, Matrix<double> recurrent, Matrix<double> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(recurrent);
        ArgumentNullException.ThrowIfNull(output);
        int hidden = input.RowCount;
        if ((recurrent.RowCount, recurrent.ColumnCount, output.ColumnCount) != (hidden, hidden, hidden))
            throw new ArgumentException(
                $"With W_x of {hidden} rows, W_h must be {hidden} x {hidden} and W_y have {hidden} columns; they are "
                + $"{recurrent.RowCount} x {recurrent.ColumnCount} and {output.RowCount} x {output.ColumnCount}.");

        return new(input.ColumnCount, hidden, output.RowCount);
    }
}
