using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// v -&gt; K v = J (J^T v): backwards through the trajectory to a gradient of the weights, and forwards to what a step along it changes in
/// the outputs. A vector holds a N_y x P matrix, row by row, for each counted output.
/// </summary>
internal sealed class KernelMap(TangentFactors factors, LinearRecurrentNetwork network, CountedOutputs counted)
{
    private readonly int _first = counted == CountedOutputs.Last ? factors.Steps : 1;

    public int Rows => (factors.Steps - _first + 1) * Block;

    private int Block => factors.Shape.Outputs * factors.Samples;

    public Vector<double> Apply(Vector<double> vector)
    {
        double[] values = vector.ToArray();
        double[] result = new double[values.Length];
        var (sources, output) = Gradient(values);
        Change(sources, output, result);
        return Vector<double>.Build.Dense(result);
    }

    /// <summary>d[W_x, W_h] = sum_i B_i S_i^T with B_i = W_y^T V_i + W_h^T B_{i+1}, and dW_y = sum_t V_t H_t^T.</summary>
    private (double[] Sources, double[] Output) Gradient(double[] values)
    {
        var shape = factors.Shape;
        double[] sources = new double[shape.Hidden * factors.SourceRows];
        double[] output = new double[shape.Outputs * shape.Hidden];
        double[] back = new double[shape.Hidden * factors.Samples];
        for (int t = factors.Steps; t >= 1; t--)
        {
            double[] current = new double[back.Length];
            if (t < factors.Steps)
                Products.AddTransposedLeft(shape.RecurrentWeights(network.Parameters), new MatrixView(back, shape.Hidden, factors.Samples), current);
            if (t >= _first)
            {
                var view = new MatrixView(values.AsSpan((t - _first) * Block), shape.Outputs, factors.Samples);
                Products.AddTransposedLeft(shape.OutputWeights(network.Parameters), view, current);
                Products.AddTransposedRight(view, factors.State(t), output);
            }

            back = current;
            Products.AddTransposedRight(new MatrixView(back, shape.Hidden, factors.Samples), factors.Source(t), sources);
        }

        return (sources, output);
    }

    /// <summary>dYhat_t = W_y C_t + dW_y H_t with C_t = W_h C_{t-1} + d[W_x, W_h] S_t.</summary>
    private void Change(double[] sources, double[] output, Span<double> result)
    {
        var shape = factors.Shape;
        double[] change = new double[shape.Hidden * factors.Samples];
        for (int t = 1; t <= factors.Steps; t++)
        {
            double[] current = new double[change.Length];
            Products.Add(new MatrixView(sources, shape.Hidden, factors.SourceRows), factors.Source(t), current);
            if (t > 1)
                Products.Add(shape.RecurrentWeights(network.Parameters), new MatrixView(change, shape.Hidden, factors.Samples), current);
            change = current;
            if (t < _first)
                continue;
            var target = result.Slice((t - _first) * Block, Block);
            Products.Add(shape.OutputWeights(network.Parameters), new MatrixView(change, shape.Hidden, factors.Samples), target);
            Products.Add(new MatrixView(output, shape.Outputs, shape.Hidden), factors.State(t), target);
        }
    }
}
