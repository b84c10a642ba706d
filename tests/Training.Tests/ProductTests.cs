using System.Runtime.Intrinsics;

namespace LrnnSymbolic.Training.Tests;

/// <summary>Matrix products against the sums that define them, to the last bit.</summary>
public class ProductTests
{
    /// <summary>Rows, inner, columns: single entries, edges of every tile, several blocks inwards and downwards.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 },
        { 2, 3, 17 },
        { 5, 6, 8 },
        { 6, 257, 16 },
        { 7, 40, 33 },
        { 125, 300, 19 },
        { 250, 5, 9 },
        { 64, 64, 64 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void EveryEntryIsOneChainOfFusedMultiplyAddsWhateverTheWidth(int rows, int inner, int columns)
    {
        var random = new RandomSource(3);
        foreach (bool leftTransposed in new[] { false, true })
        {
            foreach (bool rightTransposed in new[] { false, true })
            {
                double[] left = Draw(rows * inner), right = Draw(inner * columns), start = Draw(rows * columns);
                double[] four = [.. start], eight = [.. start], chosen = [.. start];
                BlockedProduct.Add<Vector256<double>, FourWide>(Left(left), Right(right), new MatrixTarget(four, rows, columns));
                BlockedProduct.Add<Vector512<double>, EightWide>(Left(left), Right(right), new MatrixTarget(eight, rows, columns));
                Products.Add(Left(left), Right(right), chosen);
                double[] expected = Chains(Left(left), Right(right), start);
                Assert.Equal(expected, four);
                Assert.Equal(expected, eight);
                Assert.Equal(expected, chosen);

                MatrixView Left(double[] values) =>
                    leftTransposed ? new MatrixView(values, inner, rows).Transposed : new MatrixView(values, rows, inner);

                MatrixView Right(double[] values) =>
                    rightTransposed ? new MatrixView(values, columns, inner).Transposed : new MatrixView(values, inner, columns);
            }
        }

        double[] Draw(int length)
        {
            double[] values = new double[length];
            random.FillGaussian(values);
            return values;
        }
    }

    [Fact]
    public void BlocksOfLargerMatricesAreMultipliedWhereTheyLie()
    {
        double[] left = [.. Enumerable.Range(0, 60 * 50).Select(k => (k % 13) - 6.0)];
        double[] right = [.. Enumerable.Range(0, 50 * 70).Select(k => (k % 11) - 5.0)];
        double[] target = new double[60 * 90];
        Products.Assign(
            new MatrixView(left, 60, 50).ColumnBlock(7, 31),
            new MatrixView(right, 50, 70).Block(9, 20, 31, 45),
            new MatrixTarget(target, 60, 90).ColumnBlock(30, 45));
        for (int row = 0; row < 60; row++)
            for (int column = 0; column < 90; column++)
                Assert.Equal(
                    column is < 30 or >= 75
                        ? 0
                        : Enumerable.Range(0, 31).Sum(k => left[(row * 50) + 7 + k] * right[((9 + k) * 70) + 20 + column - 30]),
                    target[(row * 90) + column]);
    }

    private static double[] Chains(MatrixView left, MatrixView right, double[] start)
    {
        double[] sums = [.. start];
        for (int row = 0; row < left.Rows; row++)
            for (int column = 0; column < right.Columns; column++)
                for (int k = 0; k < left.Columns; k++)
                    sums[(row * right.Columns) + column] = Math.FusedMultiplyAdd(
                        left.Values[(row * left.RowStride) + (k * left.ColumnStride)],
                        right.Values[(k * right.RowStride) + (column * right.ColumnStride)],
                        sums[(row * right.Columns) + column]);
        return sums;
    }
}
