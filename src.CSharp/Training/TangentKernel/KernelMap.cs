using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// v -&gt; K v = J (J^T v): backwards through the trajectory to a gradient of the weights, and forwards to what a step along it changes in
/// the outputs. A vector holds a N_y x P matrix, row by row, for each counted output.
/// </summary>
internal sealed class KernelMap(TangentFactors factors, LinearRecurrentNetwork network, CountedOutputs counted)
{
    private readonly int _first = counted == CountedOutputs.Last ? factors.Steps : 1;
    private readonly double[][] _changes = [.. Enumerable.Range(0, factors.Steps).Select(_ => new double[factors.Shape.Hidden * factors.Samples])];
    private readonly double[] _room = new double[2 * factors.Shape.Hidden * factors.Samples];

    public int Rows => (factors.Steps - _first + 1) * Block;

    private int Block => factors.Shape.Outputs * factors.Samples;

    /// <summary>
    /// A change of the weights moves the states as inputs do, C_t = W_h C_{t-1} + d[W_x, W_h] S_t, and the outputs by W_y C_t + dW_y H_t: the
    /// recurrence with S_t for the inputs and d[W_x, W_h] for their weights.
    /// </summary>
    public Vector<double> Apply(Vector<double> vector)
    {
        var shape = factors.Shape;
        double[] values = vector.ToArray();
        double[] result = new double[values.Length];
        double[] sources = new double[shape.Hidden * factors.SourceRows];
        double[] output = new double[shape.Outputs * shape.Hidden];
        var change = new Recurrence(
            new MatrixView(sources, shape.Hidden, factors.SourceRows),
            shape.RecurrentWeights(network.Parameters),
            shape.OutputWeights(network.Parameters));
        // The gradient by [W_x, W_h] is written to where the change is read from.
        change.PullBack(factors.Sources, factors.States, new MatrixView(values, Rows / factors.Samples, factors.Samples), _room, sources, [], output);
        change.Forward(factors.Sources, _changes);
        for (int t = _first; t <= factors.Steps; t++)
        {
            var target = result.AsSpan((t - _first) * Block, Block);
            change.Read(_changes[t - 1], factors.Samples, target);
            Products.Add(new MatrixView(output, shape.Outputs, shape.Hidden), factors.State(t), target);
        }

        return Vector<double>.Build.Dense(result);
    }
}
