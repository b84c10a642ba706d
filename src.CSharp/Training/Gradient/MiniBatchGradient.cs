namespace LrnnSymbolic.Training;

/// <summary>
/// Stochastic gradients: each call takes the next few samples of an order that is drawn anew for every pass over the data, and scales
/// their loss to the size of the whole, of which it is an estimate without bias.
/// </summary>
internal sealed class MiniBatchGradient : ILossGradient
{
    private readonly Trajectories data;
    private readonly double[] inputs;
    private readonly double[] targets;
    private readonly int[] order;
    private readonly int batch;
    private readonly RandomSource random;
    private readonly Backpropagation shuffled;
    private readonly double[] unusedGradient;
    private int next;

    /// <summary>Prepares the batches.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="hiddenSize">N_h.</param>
    /// <param name="batch">The samples of a batch, at most P; the last batch of a pass may have fewer.</param>
    /// <param name="random">The source of the orders.</param>
    public MiniBatchGradient(Trajectories data, int hiddenSize, int batch, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, data.Samples);
        (this.data, this.batch, this.random) = (data, batch, random);
        inputs = new double[data.Steps * data.Inputs.Features * data.Samples];
        targets = new double[data.TargetValues.Length];
        order = [.. Enumerable.Range(0, data.Samples)];
        next = data.Samples;
        var sequence = new InputSequence(data.Steps, data.Inputs.Features, data.Samples, inputs);
        data.Inputs.Stacked().Values.CopyTo(inputs);
        data.TargetValues.CopyTo(targets);
        shuffled = new(new Trajectories(sequence, data.Outputs, targets, data.Counted), hiddenSize);
        unusedGradient = new double[Shape.ParameterCount];
    }

    /// <inheritdoc/>
    public NetworkShape Shape => shuffled.Shape;

    /// <inheritdoc/>
    public double TargetEnergy => shuffled.TargetEnergy;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        if (next >= data.Samples)
            Shuffle();
        int count = Math.Min(batch, data.Samples - next);
        double loss = shuffled.EvaluateSamples(parameters, gradient, next, count);
        next += count;
        double scale = (double)data.Samples / count;
        foreach (ref double entry in gradient)
            entry *= scale;
        return loss * scale;
    }

    /// <inheritdoc/>
    public double WholeLoss(ReadOnlySpan<double> parameters, double evaluated) => shuffled.Evaluate(parameters, unusedGradient);

    /// <summary>Fisher and Yates: every order is equally likely.</summary>
    private void Shuffle()
    {
        for (int k = order.Length - 1; k > 0; k--)
        {
            int other = (int)(random.NextUniform() * (k + 1));
            (order[k], order[other]) = (order[other], order[k]);
        }

        Gather(data.Inputs.Stacked().Values, inputs);
        Gather(data.TargetValues, targets);
        next = 0;
    }

    private void Gather(ReadOnlySpan<double> from, Span<double> to)
    {
        for (int start = 0; start < from.Length; start += order.Length)
            for (int k = 0; k < order.Length; k++)
                to[start + k] = from[start + order[k]];
    }
}
