using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// The finite-width neural tangent kernel K = J J^T of a network's outputs, exact for any weights and inputs. It is summed from the Gram
/// matrices of the inputs and hidden states and of the gains W_y W_h^r, without a Jacobian; from the Jacobian where a network is so small that
/// this is less work.
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
        return Of(factors, counted, TangentJacobian.IsCheaper(factors.Shape, factors.Steps));
    }

    internal static Matrix<double> Of(TangentFactors factors, CountedOutputs counted, bool fromJacobian)
    {
        int first = counted == CountedOutputs.Last ? factors.Steps : 1;
        int block = factors.Samples * factors.Shape.Outputs;
        int width = (factors.Steps - first + 1) * block;
        double[] kernel = new double[width * width];
        if (fromJacobian)
            FromJacobian(factors, first, block, kernel, width);
        else
            FromInnerProducts(factors, first, block, kernel, width);
        Mirror(kernel, width);
        return Matrix<double>.Build.Dense(width, width, kernel);
    }

    private static void FromJacobian(TangentFactors factors, int first, int block, double[] kernel, int width)
    {
        var jacobian = new TangentJacobian(factors);
        double[][] derivatives = [.. Enumerable.Range(first, factors.Steps - first + 1).Select(jacobian.At)];
        for (int t = first; t <= factors.Steps; t++)
            for (int later = t; later <= factors.Steps; later++)
            {
                var target = new MatrixTarget(kernel.AsSpan(((t - first) * block * width) + ((later - first) * block)), block, block, width);
                jacobian.Block(t, derivatives[t - first], later, derivatives[later - first], target);
            }
    }

    private static void FromInnerProducts(TangentFactors factors, int first, int block, double[] kernel, int width)
    {
        var blocks = new KernelBlocks(factors);
        for (int sample = 0; sample < factors.Samples; sample += blocks.SamplesAtOnce)
        {
            int count = Math.Min(blocks.SamplesAtOnce, factors.Samples - sample);
            blocks.TakeSamples(sample, count);
            for (int t = first; t <= factors.Steps; t++)
                for (int later = t; later <= factors.Steps; later++)
                    blocks.AddRows(t, later, kernel.AsSpan(), ((t - first) * block * width) + ((later - first) * block), width);
        }
    }

    /// <summary>The eigenvalues of a kernel, the largest first.</summary>
    /// <param name="kernel">A symmetric matrix.</param>
    public static double[] Spectrum(Matrix<double> kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return [.. kernel.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).OrderDescending()];
    }

    // What is above the diagonal stands for both halves, so that the kernel is symmetric to the last bit.
    private static void Mirror(double[] kernel, int width)
    {
        for (int row = 0; row < width; row++)
            for (int column = 0; column < row; column++)
                kernel[(row * width) + column] = kernel[(column * width) + row];
    }
}
