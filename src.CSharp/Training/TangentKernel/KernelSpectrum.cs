using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>The largest eigenvalues of a tangent kernel that need not fit in memory: K = J J^T is only ever applied to vectors.</summary>
/// <remarks>
/// Rayleigh and Ritz on the block Krylov space of random vectors, kept orthonormal. The block is wider than the number of eigenvalues
/// asked for, so that multiple ones, which kernels have, are all found.
/// </remarks>
internal static class KernelSpectrum
{
    private const int ExtraVectors = 4;
    private const double Accuracy = 1e-10;
    private const int MostIterations = 300;

    /// <summary>Fewer vectors than those of three applications of the kernel are no search.</summary>
    public static int LeastVectors(int count) => 3 * (count + ExtraVectors);

    /// <summary>The largest eigenvalues, the largest first.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">X_1..X_T, each N_x x P.</param>
    /// <param name="count">How many; at most the rows of the kernel are returned.</param>
    /// <param name="counted">The outputs.</param>
    /// <returns>
    /// Eigenvalues with residuals |K v - theta v| of at most 1e-10 of the largest; null where they did not become so small, in
    /// <see cref="MostIterations"/> applications or in the memory that there is for vectors.
    /// </returns>
    /// <exception cref="ArgumentException">The inputs have another N_x.</exception>
    public static double[]? Largest(
        LinearRecurrentNetwork network, InputSequence inputs, int count, CountedOutputs counted = CountedOutputs.Last)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var map = new KernelMap(new TangentFactors(network, inputs), network, counted);
        count = Math.Min(count, map.Rows);
        int block = Math.Min(count + ExtraVectors, map.Rows);
        var random = new RandomSource(1);
        List<Vector<double>> basis = [], images = [];
        List<Vector<double>> next = [.. Enumerable.Range(0, block).Select(_ => Vector<double>.Build.Dense(map.Rows, _ => random.NextGaussian()))];
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            int before = basis.Count;
            if (KernelMemory.OfSpectrum(network.Shape, inputs, counted, before + next.Count) > KernelMemory.MostNumbers)
                return null;
            foreach (var vector in next)
                Append(basis, vector);
            images.AddRange(basis.Skip(before).Select(map.Apply));
            var (values, residual) = Ritz(basis, images, count);
            if (!double.IsFinite(residual))
                return null;
            if (residual <= Accuracy * values[0] || basis.Count == before || basis.Count == map.Rows)
                return values;
            next = images[before..];
        }

        return null;
    }

    // What remains of a vector beside the basis, unless that is nothing but rounding.
    private static void Append(List<Vector<double>> basis, Vector<double> vector)
    {
        double length = vector.L2Norm();
        if (length == 0)
            return;
        var rest = vector / length;
        for (int pass = 0; pass < 2; pass++)
            foreach (var other in basis)
                rest -= other.DotProduct(rest) * other;
        double norm = rest.L2Norm();
        if (norm <= 1e-12)
            return;
        rest /= norm;
        foreach (var other in basis)
            rest -= other.DotProduct(rest) * other;
        basis.Add(rest / rest.L2Norm());
    }

    private static (double[] Values, double Residual) Ritz(List<Vector<double>> basis, List<Vector<double>> images, int count)
    {
        var projected = Matrix<double>.Build.Dense(basis.Count, basis.Count, (r, c) => basis[Math.Min(r, c)].DotProduct(images[Math.Max(r, c)]));
        if (!projected.Enumerate().All(double.IsFinite))
            return ([], double.NaN);
        var system = projected.Evd(Symmetricity.Symmetric);
        int[] largest = [.. Enumerable.Range(0, basis.Count).OrderByDescending(k => system.EigenValues[k].Real).Take(count)];
        double residual = largest.Max(k =>
        {
            var weights = system.EigenVectors.Column(k);
            var difference = Vector<double>.Build.Dense(basis[0].Count);
            for (int j = 0; j < basis.Count; j++)
                difference += weights[j] * (images[j] - (system.EigenValues[k].Real * basis[j]));
            return difference.L2Norm();
        });
        return ([.. largest.Select(k => system.EigenValues[k].Real)], residual);
    }
}
