using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

internal static class Matrices
{
    public static double LargestEntry(this Matrix<double> matrix) => matrix.Enumerate().LargestOf();

    /// <summary>The largest magnitude; unlike Enumerable.Max, not a number if any value is not.</summary>
    public static double LargestOf(this IEnumerable<double> values) =>
        values.Aggregate(0.0, (largest, value) => Math.Max(largest, Math.Abs(value)));

    public static double LargestDifference(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Assert.Equal(left.Length, right.Length);
        double largest = 0;
        for (int i = 0; i < left.Length; i++)
            largest = Math.Max(largest, Math.Abs(left[i] - right[i]));
        return largest;
    }

    public static double Largest(ReadOnlySpan<double> values) => LargestDifference(values, new double[values.Length]);
}
