namespace LrnnSymbolic.Training;

/// <summary>
/// What the Jacobian of a network's outputs is made of. W_x and W_h act together on S_i = [X_i; H_{i-1}], the input of step i above the
/// hidden state before it, and G_r = W_y W_h^r carries that to the output r steps later:
/// dYhat_t = sum_{i&lt;=t} G_{t-i} [dW_x, dW_h] S_i + dW_y H_t.
/// </summary>
internal sealed class TangentFactors
{
    private readonly double[] _sources;
    private readonly double[][] _states;
    private readonly double[][] _gains;
    private readonly Dictionary<(int Step, int Later), double[]> _stateProducts = [];

    /// <exception cref="ArgumentException">The inputs have another N_x.</exception>
    public TangentFactors(LinearRecurrentNetwork network, InputSequence inputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(inputs);
        Shape = network.Shape;
        if (inputs.Features != Shape.Inputs)
            throw new ArgumentException($"The network takes {Shape.Inputs} inputs, the sequence has {inputs.Features}.", nameof(inputs));

        Steps = inputs.Steps;
        Samples = inputs.Samples;
        var recurrence = new Recurrence(Shape, network.Parameters);
        _states = [.. Enumerable.Range(0, Steps + 1).Select(_ => new double[Shape.Hidden * Samples])];
        recurrence.Forward(inputs.Stacked(), _states.AsSpan(1));
        _sources = new double[Steps * SourceRows * Samples];
        for (int i = 1; i <= Steps; i++)
        {
            var source = _sources.AsSpan((i - 1) * SourceRows * Samples, SourceRows * Samples);
            inputs.Values(i).CopyTo(source);
            _states[i - 1].CopyTo(source[inputs.Values(i).Length..]);
        }

        _gains = recurrence.Gains(Steps);
    }

    public NetworkShape Shape { get; }

    public int Steps { get; }

    public int Samples { get; }

    /// <summary>N_x + N_h, the rows of S_i.</summary>
    public int SourceRows => Shape.Inputs + Shape.Hidden;

    /// <summary>S_i, (N_x + N_h) x P, for i in 1..T.</summary>
    public MatrixView Source(int i) => Sources.Block((i - 1) * SourceRows, 0, SourceRows, Samples);

    /// <summary>S_1..S_T, one above the other.</summary>
    public MatrixView Sources => new(_sources, Steps * SourceRows, Samples);

    /// <summary>All (S_i)_{rp} in a new array, the source r first and the step last.</summary>
    public double[] SourcesStepLast()
    {
        double[] values = new double[_sources.Length];
        int size = SourceRows * Samples;
        for (int i = 0; i < Steps; i++)
            for (int k = 0; k < size; k++)
                values[(k * Steps) + i] = _sources[(i * size) + k];
        return values;
    }

    /// <summary>H_t, N_h x P, the hidden state after t inputs.</summary>
    public MatrixView State(int t) => new(_states[t], Shape.Hidden, Samples);

    /// <summary>H_1..H_T.</summary>
    public ReadOnlySpan<double[]> States => _states.AsSpan(1);

    /// <summary>G_r = W_y W_h^r, N_y x N_h, for r in 0..T-1.</summary>
    public MatrixView Gain(int r) => new(_gains[r], Shape.Outputs, Shape.Hidden);

    /// <summary>H_t^T H_t', P x P in row-major order.</summary>
    public double[] StateProducts(int t, int later)
    {
        if (!_stateProducts.TryGetValue((t, later), out double[]? products))
        {
            products = new double[Samples * Samples];
            Products.Add(State(t).Transposed, State(later), products);
            _stateProducts.Add((t, later), products);
        }

        return products;
    }
}
