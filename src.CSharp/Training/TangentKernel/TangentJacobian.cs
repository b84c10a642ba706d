namespace LrnnSymbolic.Training;

/// <summary>
/// The derivatives of a network's outputs by W_x and W_h, for networks with fewer of these weights than there are pairs of steps. Output y
/// of sample p at step t has the derivative sum_{i&lt;=t} (G_{t-i})_{yh} (S_i)_{rp} by the weight from source r to hidden unit h.
/// </summary>
internal sealed class TangentJacobian(TangentFactors factors)
{
    private readonly double[] _sources = factors.SourcesStepLast();
    private readonly double[] _gains = Gains(factors);

    private int Width => factors.Samples * factors.Shape.Outputs;

    private int Weights => factors.Shape.Hidden * factors.SourceRows;

    /// <summary>Does a kernel take fewer operations this way than by the inner products of sources and gains?</summary>
    public static bool IsCheaper(NetworkShape shape, int steps)
    {
        double sources = (double)shape.Inputs + shape.Hidden;
        double square = (double)shape.Outputs * shape.Outputs;
        double byInnerProducts = (double)steps * steps * (sources + (square / 2));
        double byJacobian = square * shape.Hidden * sources;
        return byJacobian < byInnerProducts;
    }

    /// <summary>The derivatives at step t: a row for each weight, h first, a column for each sample and output, p first.</summary>
    public double[] At(int t)
    {
        var (steps, outputs) = (factors.Steps, factors.Shape.Outputs);
        int rows = factors.SourceRows * factors.Samples;
        double[] derivatives = new double[Weights * Width];
        var sources = new MatrixView(_sources, rows, t, steps, 1);
        for (int h = 0; h < factors.Shape.Hidden; h++)
        {
            var gains = new MatrixView(_gains.AsSpan((((h * steps) + steps - t) * outputs), t * outputs), t, outputs);
            Products.Assign(sources, gains, derivatives.AsSpan(h * rows * outputs, rows * outputs));
        }

        return derivatives;
    }

    /// <summary>The block K_{t,t'} of the kernel, from the derivatives at both steps.</summary>
    /// <param name="t">The output step of the rows.</param>
    /// <param name="derivatives">The derivatives there.</param>
    /// <param name="later">The output step of the columns.</param>
    /// <param name="laterDerivatives">The derivatives there.</param>
    /// <param name="kernel">Receives the block.</param>
    public void Block(int t, double[] derivatives, int later, double[] laterDerivatives, MatrixTarget kernel)
    {
        var (samples, outputs) = (factors.Samples, factors.Shape.Outputs);
        Products.Assign(new MatrixView(derivatives, Weights, Width).Transposed, new MatrixView(laterDerivatives, Weights, Width), kernel);
        var states = factors.StateProducts(t, later);
        for (int p = 0; p < samples; p++)
            for (int other = 0; other < samples; other++)
                for (int y = 0; y < outputs; y++)
                    kernel.Values[(((p * outputs) + y) * kernel.Stride) + (other * outputs) + y] += states[(p * samples) + other];
    }

    // (G_r)_{yh} for each h, from the longest delay to none, y last.
    private static double[] Gains(TangentFactors factors)
    {
        var (steps, outputs, hidden) = (factors.Steps, factors.Shape.Outputs, factors.Shape.Hidden);
        double[] gains = new double[steps * outputs * hidden];
        for (int r = 0; r < steps; r++)
        {
            var values = factors.Gain(r).Values;
            for (int y = 0; y < outputs; y++)
                for (int h = 0; h < hidden; h++)
                    gains[(((h * steps) + steps - 1 - r) * outputs) + y] = values[(y * hidden) + h];
        }

        return gains;
    }
}
