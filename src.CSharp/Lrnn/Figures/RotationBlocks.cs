using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>A complex number and its conjugate as a real 2x2 block [[mu, -nu], [nu, mu]].</summary>
internal static class RotationBlocks
{
    /// <summary>The same block some times along the diagonal.</summary>
    public static Matrix<double> Of(Complex value, int blocks) => Of([.. Enumerable.Repeat(value, blocks)]);

    /// <summary>A block for each value along the diagonal.</summary>
    public static Matrix<double> Of(IReadOnlyList<Complex> values)
    {
        var matrix = Matrix<double>.Build.Dense(2 * values.Count, 2 * values.Count);
        for (var k = 0; k < values.Count; k++)
        {
            matrix[2 * k, 2 * k] = matrix[2 * k + 1, 2 * k + 1] = values[k].Real;
            matrix[2 * k + 1, 2 * k] = values[k].Imaginary;
            matrix[2 * k, 2 * k + 1] = -values[k].Imaginary;
        }

        return matrix;
    }

    /// <summary>The value of a block, the mean of its equal entries.</summary>
    public static Complex Value(Matrix<double> matrix, int block) => new(
        (matrix[2 * block, 2 * block] + matrix[2 * block + 1, 2 * block + 1]) / 2,
        (matrix[2 * block + 1, 2 * block] - matrix[2 * block, 2 * block + 1]) / 2);
}
