namespace LrnnSymbolic.Training;

/// <summary>
/// Loss and gradient from the samples, by backpropagation through time. Inputs need not be white. The cost of a call is
/// proportional to P T, whether the last output counts or every one; memory beyond the data is not, since samples pass through in blocks that fit the cache.
/// </summary>
public sealed class Backpropagation : ILossGradient
{
    private const int BlockSize = 128;

    private readonly Trajectories data;
    private readonly double[][] hidden;
    private readonly double[] residual;
    private double[] hiddenGradient;
    private double[] earlierHiddenGradient;

    /// <summary>Prepares the buffers for one data set and one hidden size.</summary>
    /// <param name="data">The samples; N_x and N_y come from them.</param>
    /// <param name="hiddenSize">N_h.</param>
    public Backpropagation(Trajectories data, int hiddenSize)
    {
        ArgumentNullException.ThrowIfNull(data);
        Shape = new(data.Inputs.Features, hiddenSize, data.Outputs);
        this.data = data;
        TargetEnergy = Products.Dot(data.TargetValues, data.TargetValues) / 2;
        int block = Math.Min(BlockSize, data.Samples);
        hidden = [.. Enumerable.Range(0, data.Steps).Select(_ => new double[hiddenSize * block])];
        residual = new double[data.Outputs * block];
        hiddenGradient = new double[hiddenSize * block];
        earlierHiddenGradient = new double[hiddenSize * block];
    }

    /// <inheritdoc/>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public double TargetEnergy { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient) =>
        EvaluateSamples(parameters, gradient, 0, data.Samples);

    /// <summary>Loss and gradient of some of the samples.</summary>
    internal double EvaluateSamples(ReadOnlySpan<double> parameters, Span<double> gradient, int start, int samples)
    {
        gradient.Clear();
        double loss = 0;
        for (int first = start; first < start + samples; first += BlockSize)
        {
            int count = Math.Min(BlockSize, start + samples - first);
            RunForward(parameters, first, count);
            loss += RunBackward(parameters, gradient, first, count);
        }

        return loss;
    }

    /// <summary>h_{t+1} = W_h h_t + W_x x_t for the block's samples.</summary>
    private void RunForward(ReadOnlySpan<double> parameters, int first, int count)
    {
        for (int step = 1; step <= data.Steps; step++)
        {
            var state = hidden[step - 1].AsSpan(0, Shape.Hidden * count);
            Products.Assign(Shape.InputWeights(parameters), Input(step, first, count), state);
            if (step > 1)
                Products.Add(Shape.RecurrentWeights(parameters), HiddenAfter(step - 1, count), state);
        }
    }

    /// <summary>
    /// Carries dL/dh from h_{T+1} back to h_2 and adds each step's share of the weights' gradients; returns the block's loss.
    /// </summary>
    private double RunBackward(ReadOnlySpan<double> parameters, Span<double> gradient, int first, int count)
    {
        double loss = 0;
        int size = Shape.Hidden * count;
        hiddenGradient.AsSpan(0, size).Clear();
        for (int step = data.Steps; ; step--)
        {
            if (step >= data.FirstCounted)
                loss += AddOutput(parameters, gradient, step, first, count);
            var current = new MatrixView(hiddenGradient, Shape.Hidden, count);
            Products.AddTransposedRight(current, Input(step, first, count), Shape.InputPart(gradient));
            if (step == 1)
                return loss;

            Products.AddTransposedRight(current, HiddenAfter(step - 1, count), Shape.RecurrentPart(gradient));
            Products.AssignTransposedLeft(Shape.RecurrentWeights(parameters), current, earlierHiddenGradient.AsSpan(0, size));
            (hiddenGradient, earlierHiddenGradient) = (earlierHiddenGradient, hiddenGradient);
        }
    }

    /// <summary>What a counted output W_y h_{t+1} - y_t adds to the gradients; returns half the sum of its squares.</summary>
    private double AddOutput(ReadOnlySpan<double> parameters, Span<double> gradient, int step, int first, int count)
    {
        var error = residual.AsSpan(0, Shape.Outputs * count);
        Products.Assign(Shape.OutputWeights(parameters), HiddenAfter(step, count), error);
        var targets = data.TargetView(step).ColumnBlock(first, count);
        for (int row = 0; row < Shape.Outputs; row++)
            Products.AddScaled(-1, targets.Row(row), error.Slice(row * count, count));

        var errors = new MatrixView(residual, Shape.Outputs, count);
        Products.AddTransposedRight(errors, HiddenAfter(step, count), Shape.OutputPart(gradient));
        Products.AddTransposedLeft(Shape.OutputWeights(parameters), errors, hiddenGradient.AsSpan(0, Shape.Hidden * count));
        return Products.Dot(error, error) / 2;
    }

    private MatrixView Input(int step, int first, int count) => data.Inputs.View(step).ColumnBlock(first, count);

    private MatrixView HiddenAfter(int step, int count) => new(hidden[step - 1], Shape.Hidden, count);
}
