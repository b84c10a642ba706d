namespace LrnnSymbolic.Training;

/// <summary>
/// The blocks K_{t,t'} = sum_{i&lt;=t, j&lt;=t'} (S_i^T S_j) kron (G_{t-i} G_{t'-j}^T) + (H_t^T H_t') kron I of a tangent kernel, a few
/// samples' rows at a time. For one sample the sum over i and j is a matrix product: the inner products of its sources with those of
/// all samples, times those of the gains.
/// </summary>
internal sealed class KernelBlocks
{
    // Inner products of sources held at once, 8 MB.
    private const long MostInnerProducts = 1 << 20;

    private readonly TangentFactors _factors;
    private readonly double[] _sourcesBySample;
    private readonly double[] _sourcesByStep;
    private readonly double[] _gainProducts;
    private readonly double[] _gainsOfBlock;
    private readonly double[] _sourceProducts;
    private readonly double[] _sampleRows;
    private int _firstSample;
    private int _count;

    public KernelBlocks(TangentFactors factors)
    {
        _factors = factors;
        int steps = factors.Steps;
        int outputs = factors.Shape.Outputs;
        SamplesAtOnce = (int)Math.Clamp(MostInnerProducts / ((long)steps * steps * factors.Samples), 1, factors.Samples);
        _sourcesBySample = factors.SourcesStepLast();
        _sourcesByStep = new double[_sourcesBySample.Length];
        _gainProducts = GainProducts(factors);
        _gainsOfBlock = new double[steps * steps * outputs * outputs];
        _sourceProducts = new double[SamplesAtOnce * steps * steps * factors.Samples];
        _sampleRows = new double[factors.Samples * outputs * outputs];
        StackSources();
    }

    /// <summary>For how many samples <see cref="TakeSamples"/> has room.</summary>
    public int SamplesAtOnce { get; }

    private int Columns => _factors.Steps * _factors.Samples;

    /// <summary>Chooses the samples whose rows are added.</summary>
    public void TakeSamples(int first, int count)
    {
        _firstSample = first;
        _count = count;
        int steps = _factors.Steps;
        var rows = new MatrixView(_sourcesBySample, _factors.SourceRows, Columns).ColumnBlock(first * steps, count * steps);
        var target = new MatrixTarget(_sourceProducts, count * steps, Columns);
        Products.Assign(rows.Transposed, new MatrixView(_sourcesByStep, _factors.SourceRows, Columns), target);
    }

    /// <summary>Adds the samples' rows of K_{t,t'} to a kernel; of a block on the diagonal, from the diagonal on.</summary>
    /// <param name="t">The output step of the rows.</param>
    /// <param name="later">The output step of the columns.</param>
    /// <param name="kernel">Receives the rows.</param>
    /// <param name="start">Where the block starts.</param>
    /// <param name="width">The distance of two rows.</param>
    public void AddRows(int t, int later, Span<double> kernel, int start, int width)
    {
        var (steps, samples, outputs) = (_factors.Steps, _factors.Samples, _factors.Shape.Outputs);
        int square = outputs * outputs;
        ChooseGains(t, later);
        var gains = new MatrixView(_gainsOfBlock, steps * steps, square);
        for (int k = 0; k < _count; k++)
        {
            int sample = _firstSample + k;
            int from = t == later ? sample : 0;
            var products = new MatrixView(
                _sourceProducts.AsSpan((k * steps * steps * samples) + from), samples - from, steps * steps, 1, samples);
            var rows = _sampleRows.AsSpan(0, (samples - from) * square);
            Products.Assign(products, gains, rows);
            AddStates(t, later, sample, from, rows);
            for (int other = from; other < samples; other++)
                for (int y = 0; y < outputs; y++)
                    rows.Slice(((other - from) * square) + (y * outputs), outputs)
                        .CopyTo(kernel[(start + (((sample * outputs) + y) * width) + (other * outputs))..]);
        }
    }

    /// <summary>The gains of a step: G_{t-i} G_{t'-j}^T in row (i, j), zero where an input comes after the output.</summary>
    private void ChooseGains(int t, int later)
    {
        var (steps, outputs) = (_factors.Steps, _factors.Shape.Outputs);
        _gainsOfBlock.AsSpan().Clear();
        for (int i = 1; i <= t; i++)
            for (int j = 1; j <= later; j++)
                for (int y = 0; y < outputs; y++)
                    _gainProducts.AsSpan(((((t - i) * outputs) + y) * steps * outputs) + ((later - j) * outputs), outputs)
                        .CopyTo(_gainsOfBlock.AsSpan((((((i - 1) * steps) + j - 1) * outputs) + y) * outputs));
    }

    private void AddStates(int t, int later, int sample, int from, Span<double> rows)
    {
        var (samples, outputs) = (_factors.Samples, _factors.Shape.Outputs);
        var products = _factors.StateProducts(t, later);
        for (int other = from; other < samples; other++)
            for (int y = 0; y < outputs; y++)
                rows[((((other - from) * outputs) + y) * outputs) + y] += products[(sample * samples) + other];
    }

    private void StackSources()
    {
        var (steps, samples) = (_factors.Steps, _factors.Samples);
        for (int i = 1; i <= steps; i++)
        {
            var source = _factors.Source(i);
            for (int row = 0; row < source.Rows; row++)
                source.Row(row).CopyTo(_sourcesByStep.AsSpan((row * Columns) + ((i - 1) * samples)));
        }
    }

    private static double[] GainProducts(TangentFactors factors)
    {
        var (steps, outputs, hidden) = (factors.Steps, factors.Shape.Outputs, factors.Shape.Hidden);
        double[] gains = new double[steps * outputs * hidden];
        for (int r = 0; r < steps; r++)
            factors.Gain(r).Values.CopyTo(gains.AsSpan(r * outputs * hidden));
        double[] products = new double[steps * outputs * steps * outputs];
        var stacked = new MatrixView(gains, steps * outputs, hidden);
        Products.Add(stacked, stacked.Transposed, products);
        return products;
    }
}
