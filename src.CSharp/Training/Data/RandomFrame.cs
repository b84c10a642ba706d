using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>Random orthogonal matrices.</summary>
internal static class RandomFrame
{
    /// <summary>An orthogonal matrix drawn uniformly (Haar measure); Q^T Q = I to rounding.</summary>
    /// <param name="size">The number of rows and of columns.</param>
    /// <param name="random">The source of the draw.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not positive.</exception>
    public static Matrix<double> Draw(int size, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentNullException.ThrowIfNull(random);
        double[] values = new double[size * size];
        random.FillGaussian(values);
        Orthonormalization.OrthonormalizeRows(values, size, size);
        return Matrix<double>.Build.DenseOfRowMajor(size, size, values);
    }
}
