using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LrnnSymbolic.Training;

/// <summary>A 4 x 4 matrix in four registers, one for each row.</summary>
internal readonly struct Square4(Vector256<double> row0, Vector256<double> row1, Vector256<double> row2, Vector256<double> row3)
{
    /// <summary>The entries of a matrix in memory, row after row.</summary>
    public const int Length = 16;

    private readonly Vector256<double> _row0 = row0;
    private readonly Vector256<double> _row1 = row1;
    private readonly Vector256<double> _row2 = row2;
    private readonly Vector256<double> _row3 = row3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Square4 Load(ref double from) => new(
        Vector256.LoadUnsafe(ref from),
        Vector256.LoadUnsafe(ref from, 4),
        Vector256.LoadUnsafe(ref from, 8),
        Vector256.LoadUnsafe(ref from, 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double to)
    {
        _row0.StoreUnsafe(ref to);
        _row1.StoreUnsafe(ref to, 4);
        _row2.StoreUnsafe(ref to, 8);
        _row3.StoreUnsafe(ref to, 12);
    }

    /// <summary>sum + left right; the left matrix is in memory, where its entries are spread over the lanes as they are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Square4 MultiplyAdd(ref double left, Square4 right, Square4 sum) => new(
        Row(ref left, right, sum._row0),
        Row(ref Unsafe.Add(ref left, 4), right, sum._row1),
        Row(ref Unsafe.Add(ref left, 8), right, sum._row2),
        Row(ref Unsafe.Add(ref left, 12), right, sum._row3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Square4 operator -(Square4 x, Square4 y) =>
        new(x._row0 - y._row0, x._row1 - y._row1, x._row2 - y._row2, x._row3 - y._row3);

    /// <summary>sum + the squares of the entries, a sum for each column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> AddSquares(Vector256<double> sum)
    {
        sum = Vector256.FusedMultiplyAdd(_row0, _row0, sum);
        sum = Vector256.FusedMultiplyAdd(_row1, _row1, sum);
        sum = Vector256.FusedMultiplyAdd(_row2, _row2, sum);
        return Vector256.FusedMultiplyAdd(_row3, _row3, sum);
    }

    /// <summary>Rows and columns exchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Square4 Transposed()
    {
        // Pairs of rows interleaved in halves of a register, then halves exchanged.
        var even01 = Vector256.Create(Vector128.Create(_row0[0], _row1[0]), Vector128.Create(_row0[2], _row1[2]));
        var odd01 = Vector256.Create(Vector128.Create(_row0[1], _row1[1]), Vector128.Create(_row0[3], _row1[3]));
        var even23 = Vector256.Create(Vector128.Create(_row2[0], _row3[0]), Vector128.Create(_row2[2], _row3[2]));
        var odd23 = Vector256.Create(Vector128.Create(_row2[1], _row3[1]), Vector128.Create(_row2[3], _row3[3]));
        return new(
            Vector256.Create(even01.GetLower(), even23.GetLower()),
            Vector256.Create(odd01.GetLower(), odd23.GetLower()),
            Vector256.Create(even01.GetUpper(), even23.GetUpper()),
            Vector256.Create(odd01.GetUpper(), odd23.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Row(ref double left, Square4 right, Vector256<double> sum)
    {
        sum = Vector256.FusedMultiplyAdd(Vector256.Create(left), right._row0, sum);
        sum = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref left, 1)), right._row1, sum);
        sum = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref left, 2)), right._row2, sum);
        return Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref left, 3)), right._row3, sum);
    }
}
