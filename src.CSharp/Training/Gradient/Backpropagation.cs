namespace LrnnSymbolic.Training;

/// <summary>
/// Loss and gradient from the samples, by backpropagation through time. Inputs need not be white. The cost of a call is
/// proportional to P T, whether the last output counts or every one; memory beyond the data is not, since samples pass through in blocks that fit the cache.
/// </summary>
public sealed class Backpropagation : ILossGradient
{
    private const int BlockSize = 128;

    private readonly Trajectories data;
    private readonly double[][] states;
    private readonly double[] residuals;
    private readonly double[] room;

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
        states = [.. Enumerable.Range(0, data.Steps).Select(_ => new double[hiddenSize * block])];
        residuals = new double[CountedSteps * data.Outputs * block];
        room = new double[2 * hiddenSize * block];
    }

    /// <inheritdoc/>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public double TargetEnergy { get; }

    private int CountedSteps => data.Steps - data.FirstCounted + 1;

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
            loss += AddBlock(parameters, gradient, first, count);
        }

        return loss;
    }

    private double AddBlock(ReadOnlySpan<double> parameters, Span<double> gradient, int first, int count)
    {
        var recurrence = new Recurrence(Shape, parameters);
        var inputs = data.Inputs.Stacked().ColumnBlock(first, count);
        recurrence.Forward(inputs, states);
        double loss = 0;
        for (int step = data.Steps; step >= data.FirstCounted; step--)
            loss += SetResidual(recurrence, step, first, count);
        var slopes = new MatrixView(residuals, CountedSteps * Shape.Outputs, count);
        recurrence.PullBack(inputs, states, slopes, room, Shape.InputPart(gradient), Shape.RecurrentPart(gradient), Shape.OutputPart(gradient));
        return loss;
    }

    /// <summary>W_y h_t - y_t is the slope of the loss by the output; returns half the sum of its squares.</summary>
    private double SetResidual(Recurrence recurrence, int step, int first, int count)
    {
        int size = Shape.Outputs * count;
        var error = residuals.AsSpan((step - data.FirstCounted) * size, size);
        recurrence.Read(states[step - 1], count, error);
        var targets = data.TargetView(step).ColumnBlock(first, count);
        for (int row = 0; row < Shape.Outputs; row++)
            Products.AddScaled(-1, targets.Row(row), error.Slice(row * count, count));
        return Products.Dot(error, error) / 2;
    }
}
