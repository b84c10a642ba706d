using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LrnnSymbolic.Training;

/// <summary>
/// The matrix products of the training loop. Every sum has one order of fused multiply-adds that only the sizes choose, so results
/// are the same bytes on every processor.
/// </summary>
internal static class Products
{
    private const int Lanes = 4;
    private const int Tile = 4 * Lanes;

    private const int FewRows = 4;

    // Below this number of multiply-adds, packing costs more than it saves.
    private const long SmallWork = 4096;

    /// <summary>destination = left right.</summary>
    public static void Assign(MatrixView left, MatrixView right, Span<double> destination) =>
        Assign(left, right, new MatrixTarget(destination, left.Rows, right.Columns));

    /// <summary>target = left right.</summary>
    public static void Assign(MatrixView left, MatrixView right, MatrixTarget target)
    {
        target.Clear();
        Add(left, right, target);
    }

    /// <summary>destination += left right.</summary>
    public static void Add(MatrixView left, MatrixView right, Span<double> destination) =>
        Add(left, right, new MatrixTarget(destination, left.Rows, right.Columns));

    /// <summary>target += left right; each entry is summed upwards over the inner index.</summary>
    public static void Add(MatrixView left, MatrixView right, MatrixTarget target)
    {
        Debug.Assert(left.Columns == right.Rows && target.Rows == left.Rows && target.Columns == right.Columns);
        if (right.ColumnStride != 1 || (long)left.Rows * left.Columns * right.Columns >= SmallWork)
        {
            BlockedProduct.Add(left, right, target);
            return;
        }

        for (int row = 0; row < left.Rows; row++)
            AddCombination(left.Values[(row * left.RowStride)..], left.ColumnStride, right, target.Row(row));
    }

    /// <summary>destination = left^T right.</summary>
    public static void AssignTransposedLeft(MatrixView left, MatrixView right, Span<double> destination) =>
        Assign(left.Transposed, right, destination);

    /// <summary>destination += left^T right.</summary>
    public static void AddTransposedLeft(MatrixView left, MatrixView right, Span<double> destination) =>
        Add(left.Transposed, right, destination);

    /// <summary>destination += left right^T; few entries are summed as inner products of rows.</summary>
    public static void AddTransposedRight(MatrixView left, MatrixView right, Span<double> destination)
    {
        Debug.Assert(left.Columns == right.Columns && destination.Length == left.Rows * right.Rows);
        if (Math.Max(left.Rows, right.Rows) > FewRows)
        {
            Add(left, right.Transposed, destination);
            return;
        }

        for (int row = 0; row < left.Rows; row++)
            for (int column = 0; column < right.Rows; column++)
                destination[(row * right.Rows) + column] += Dot(left.Row(row), right.Row(column));
    }

    /// <summary>destination += factor source.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> source, Span<double> destination) =>
        AddCombination(new ReadOnlySpan<double>(in factor), 1, new MatrixView(source, 1, source.Length), destination);

    /// <summary>The inner product of two vectors of one length.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        int length = left.Length;
        ref double x = ref MemoryMarshal.GetReference(left);
        ref double y = ref MemoryMarshal.GetReference(right[..length]);
        var even = Vector256<double>.Zero;
        var odd = Vector256<double>.Zero;
        int at = 0;
        for (; at <= length - (2 * Lanes); at += 2 * Lanes)
        {
            even = MultiplyAdd(Load(ref x, at), Load(ref y, at), even);
            odd = MultiplyAdd(Load(ref x, at + Lanes), Load(ref y, at + Lanes), odd);
        }

        for (; at <= length - Lanes; at += Lanes)
            even = MultiplyAdd(Load(ref x, at), Load(ref y, at), even);

        var lanes = even + odd;
        double sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; at < length; at++)
            sum = Math.FusedMultiplyAdd(left[at], right[at], sum);

        return sum;
    }

    /// <summary>destination += sum_k weights[k weightStride] rows_k.</summary>
    private static void AddCombination(
        ReadOnlySpan<double> weights, int weightStride, MatrixView rows, Span<double> destination)
    {
        int columns = destination.Length;
        _ = weights[(rows.Rows - 1) * weightStride];
        Debug.Assert(rows.Columns == columns);
        ref double weight = ref MemoryMarshal.GetReference(weights);
        ref double source = ref MemoryMarshal.GetReference(rows.Values);
        ref double target = ref MemoryMarshal.GetReference(destination);
        int at = 0;
        for (; at <= columns - Tile; at += Tile)
            AddToTile(ref weight, weightStride, ref Unsafe.Add(ref source, at), rows.Rows, rows.RowStride, ref Unsafe.Add(ref target, at));

        for (; at <= columns - Lanes; at += Lanes)
        {
            var sum = Load(ref target, at);
            for (int k = 0; k < rows.Rows; k++)
                sum = MultiplyAdd(Broadcast(ref weight, k * weightStride), Load(ref source, (k * rows.RowStride) + at), sum);
            sum.StoreUnsafe(ref target, (nuint)at);
        }

        for (; at < columns; at++)
            for (int k = 0; k < rows.Rows; k++)
                destination[at] = Math.FusedMultiplyAdd(
                    weights[k * weightStride], rows.Values[(k * rows.RowStride) + at], destination[at]);
    }

    /// <summary>Sixteen neighbouring columns of <see cref="AddCombination"/>, their four sums kept in registers.</summary>
    private static void AddToTile(
        ref double weight, int weightStride, ref double source, int rows, int stride, ref double target)
    {
        var first = Load(ref target, 0);
        var second = Load(ref target, Lanes);
        var third = Load(ref target, 2 * Lanes);
        var fourth = Load(ref target, 3 * Lanes);
        for (int k = 0; k < rows; k++)
        {
            var factor = Broadcast(ref weight, k * weightStride);
            int row = k * stride;
            first = MultiplyAdd(factor, Load(ref source, row), first);
            second = MultiplyAdd(factor, Load(ref source, row + Lanes), second);
            third = MultiplyAdd(factor, Load(ref source, row + (2 * Lanes)), third);
            fourth = MultiplyAdd(factor, Load(ref source, row + (3 * Lanes)), fourth);
        }

        first.StoreUnsafe(ref target);
        second.StoreUnsafe(ref target, Lanes);
        third.StoreUnsafe(ref target, 2 * Lanes);
        fourth.StoreUnsafe(ref target, 3 * Lanes);
    }

    private static Vector256<double> Load(ref double origin, int offset) => Vector256.LoadUnsafe(ref origin, (nuint)offset);

    private static Vector256<double> Broadcast(ref double origin, int offset) =>
        Vector256.Create(Unsafe.Add(ref origin, offset));

    private static Vector256<double> MultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> sum) =>
        Vector256.FusedMultiplyAdd(x, y, sum);
}
