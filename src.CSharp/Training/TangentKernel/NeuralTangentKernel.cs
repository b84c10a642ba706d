using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// The finite-width neural tangent kernel K = J J^T of a network's outputs, exact for any weights and inputs. It is summed from the Gram
/// matrices of the inputs and hidden states and of the gains W_y W_h^r; no Jacobian is formed.
/// </summary>
public static class NeuralTangentKernel
{
    /// <summary>
    /// The kernel of the last output, or of all of them. With f the stacked columns of Yhat_T, entry (p N_y + y, p' N_y + y') is the inner
    /// product of the gradients of output y of sample p and output y' of sample p'; of every output, the step comes first,
    /// (t - 1) P N_y + p N_y + y for t = 1..T.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">X_1..X_T, each N_x x P.</param>
    /// <param name="counted">The outputs.</param>
    /// <returns>A symmetric positive semidefinite matrix, to rounding, of P N_y rows, or T P N_y.</returns>
    /// <exception cref="ArgumentException">The inputs have another N_x.</exception>
    public static Matrix<double> Of(LinearRecurrentNetwork network, InputSequence inputs, CountedOutputs counted = CountedOutputs.Last)
    {
        var factors = new TangentFactors(network, inputs);
        int first = counted == CountedOutputs.Last ? factors.Steps : 1;
        int block = factors.Samples * factors.Shape.Outputs;
        var kernel = Matrix<double>.Build.Dense((factors.Steps - first + 1) * block, (factors.Steps - first + 1) * block);
        for (int t = first; t <= factors.Steps; t++)
            for (int later = t; later <= factors.Steps; later++)
                SetBlock(kernel, (t - first) * block, (later - first) * block, Block(factors, t, later));

        return kernel;
    }

    /// <summary>The eigenvalues of a kernel, the largest first.</summary>
    /// <param name="kernel">A symmetric matrix.</param>
    public static double[] Spectrum(Matrix<double> kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return [.. kernel.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).OrderDescending()];
    }

    /// <summary>
    /// K_{t,t'} = sum_{i&lt;=t, j&lt;=t'} (S_i^T S_j) kron (G_{t-i} G_{t'-j}^T) + (H_t^T H_t') kron I, row-major.
    /// </summary>
    private static double[] Block(TangentFactors factors, int t, int later)
    {
        var (samples, outputs) = (factors.Samples, factors.Shape.Outputs);
        double[] block = new double[samples * outputs * samples * outputs];
        double[] left = new double[samples * samples];
        double[] right = new double[outputs * outputs];
        for (int i = 1; i <= t; i++)
        {
            for (int j = 1; j <= later; j++)
            {
                Products.AssignTransposedLeft(factors.Source(i), factors.Source(j), left);
                right.AsSpan().Clear();
                Products.AddTransposedRight(factors.Gain(t - i), factors.Gain(later - j), right);
                AddKronecker(left, samples, right, outputs, block);
            }
        }

        Products.AssignTransposedLeft(factors.State(t), factors.State(later), left);
        right.AsSpan().Clear();
        for (int y = 0; y < outputs; y++)
            right[(y * outputs) + y] = 1;
        AddKronecker(left, samples, right, outputs, block);
        return block;
    }

    private static void AddKronecker(double[] left, int samples, double[] right, int outputs, double[] target)
    {
        int width = samples * outputs;
        for (int row = 0; row < width; row++)
            for (int p = 0; p < samples; p++)
                Products.AddScaled(
                    left[(row / outputs * samples) + p],
                    right.AsSpan(row % outputs * outputs, outputs),
                    target.AsSpan((row * width) + (p * outputs), outputs));
    }

    // The block and its transpose; on the diagonal the upper half stands for both, so that the kernel is symmetric to the last bit.
    private static void SetBlock(Matrix<double> kernel, int top, int left, double[] block)
    {
        int width = (int)Math.Sqrt(block.Length);
        for (int row = 0; row < width; row++)
            for (int column = top == left ? row : 0; column < width; column++)
                kernel[top + row, left + column] = kernel[left + column, top + row] = block[(row * width) + column];
    }
}
