using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LrnnSymbolic.Training;

/// <summary>
/// target += left right for matrices that do not fit the registers. Each entry is one chain of fused multiply-adds over the inner
/// index, upwards from the entry's old value, so neither the width of the processor's vectors nor the blocking changes a bit.
/// </summary>
/// <remarks>
/// The right matrix is packed into panels two vectors wide. A tile of six rows and one panel is summed in registers: twelve sums hide
/// the latency of a multiply-add, and with two loads and six broadcasts for each twelve the load ports keep up. The left
/// matrix is broadcast entry by entry, for which any strides will do; a large one is packed into strips of six rows, because
/// steps over many pages of memory are slow.
/// </remarks>
internal static class BlockedProduct
{
    private const int TileRows = 6;

    // A panel of this many rows and six rows of the left matrix fit a first-level cache of 32 KB.
    private const int InnerBlock = 256;

    // With InnerBlock columns, these rows of the left matrix fit half of a second-level cache of 512 KB.
    private const int RowBlock = 20 * TileRows;

    // A left matrix spread over no more entries than these, 64 KB, is read where it lies.
    private const int LargestUnpacked = 8192;

    [ThreadStatic]
    private static double[]? _panels;

    [ThreadStatic]
    private static double[]? _strips;

    /// <summary>target += left right.</summary>
    public static void Add(MatrixView left, MatrixView right, MatrixTarget target)
    {
        Debug.Assert(left.Columns == right.Rows && target.Rows == left.Rows && target.Columns == right.Columns);
        if (Vector512.IsHardwareAccelerated)
            Add<Vector512<double>, EightWide>(left, right, target);
        else
            Add<Vector256<double>, FourWide>(left, right, target);
    }

    /// <summary>The same on vectors of a width, whether or not the processor has them.</summary>
    internal static void Add<TVector, TLanes>(MatrixView left, MatrixView right, MatrixTarget target)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        int width = 2 * TLanes.Count;
        int panels = (right.Columns + width - 1) / width;
        for (int inner = 0; inner < left.Columns; inner += InnerBlock)
        {
            int depth = Math.Min(InnerBlock, left.Columns - inner);
            var packed = Room(ref _panels, panels * depth * width);
            Pack<TVector, TLanes>(right, inner, depth, packed);
            for (int top = 0; top < left.Rows; top += RowBlock)
            {
                int rows = Math.Min(RowBlock, left.Rows - top);
                var block = left.Block(top, inner, rows, depth);
                var strips = left.Values.Length <= LargestUnpacked ? RowStrips.InPlace(block) : PackedStrips(block);
                AddRows<TVector, TLanes>(strips, depth, packed, target.RowBlock(top, rows));
            }
        }
    }

    // On cache lines, so that no vector of a panel lies across two; pinned, so that it stays there.
    private static Span<double> Room(ref double[]? buffer, int length)
    {
        const int line = 8;
        if (buffer is null || buffer.Length < length + line)
            buffer = GC.AllocateUninitializedArray<double>(length + (length / 4) + line, pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0) / sizeof(double);
        return buffer.AsSpan((int)((line - (address % line)) % line), length);
    }

    /// <summary>Panel after panel, each row by row; columns beyond the last are zeros. Reads follow the memory.</summary>
    private static void Pack<TVector, TLanes>(MatrixView right, int inner, int depth, Span<double> packed)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        int width = 2 * TLanes.Count;
        int whole = right.Columns / width * width;
        if (whole < right.Columns)
            packed[(whole * depth)..].Clear();
        if (right.ColumnStride == 1)
        {
            CopyRows<TVector, TLanes>(right, inner, depth, whole, packed);
            return;
        }

        for (int column = 0; column < right.Columns; column += width)
            CopyColumns(right, inner, depth, column, Math.Min(width, right.Columns - column), width, packed[(column * depth)..]);
    }

    private static void CopyRows<TVector, TLanes>(MatrixView right, int inner, int depth, int whole, Span<double> packed)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        int width = 2 * TLanes.Count;
        ref double to = ref MemoryMarshal.GetReference(packed);
        for (int k = 0; k < depth; k++)
        {
            ref double from = ref Unsafe.Add(ref MemoryMarshal.GetReference(right.Values), (inner + k) * right.RowStride);
            for (int column = 0; column < whole; column += width)
            {
                ref double place = ref Unsafe.Add(ref to, (column * depth) + (k * width));
                TLanes.Store(TLanes.Load(ref Unsafe.Add(ref from, column)), ref place);
                TLanes.Store(TLanes.Load(ref Unsafe.Add(ref from, column + TLanes.Count)), ref Unsafe.Add(ref place, TLanes.Count));
            }

            for (int column = whole; column < right.Columns; column++)
                Unsafe.Add(ref to, (whole * depth) + (k * width) + column - whole) = Unsafe.Add(ref from, column);
        }
    }

    // Four columns at once, so that what is stored together lies together.
    private static void CopyColumns(MatrixView right, int inner, int depth, int column, int columns, int width, Span<double> packed)
    {
        int stride = right.ColumnStride;
        ref double first = ref Unsafe.Add(ref MemoryMarshal.GetReference(right.Values), (inner * right.RowStride) + (column * stride));
        ref double to = ref MemoryMarshal.GetReference(packed[..(depth * width)]);
        int j = 0;
        for (; j <= columns - 4; j += 4)
        {
            ref double from = ref Unsafe.Add(ref first, j * stride);
            for (int k = 0; k < depth; k++)
            {
                ref double row = ref Unsafe.Add(ref from, k * right.RowStride);
                Vector256.Create(row, Unsafe.Add(ref row, stride), Unsafe.Add(ref row, 2 * stride), Unsafe.Add(ref row, 3 * stride))
                    .StoreUnsafe(ref Unsafe.Add(ref to, (k * width) + j));
            }
        }

        for (; j < columns; j++)
            for (int k = 0; k < depth; k++)
                Unsafe.Add(ref to, (k * width) + j) = Unsafe.Add(ref first, (j * stride) + (k * right.RowStride));
    }

    /// <summary>Strips of six rows, column after column; at the end there may be fewer rows.</summary>
    private static RowStrips PackedStrips(MatrixView block)
    {
        int length = TileRows * block.Columns;
        var packed = Room(ref _strips, (block.Rows + TileRows - 1) / TileRows * length);
        ref double from = ref MemoryMarshal.GetReference(block.Values);
        ref double to = ref MemoryMarshal.GetReference(packed);
        if (block.RowStride == 1)
            for (int k = 0; k < block.Columns; k++)
                for (int top = 0; top < block.Rows; top += TileRows)
                    for (int row = top; row < Math.Min(top + TileRows, block.Rows); row++)
                        Unsafe.Add(ref to, (top * block.Columns) + (k * TileRows) + row - top) = Unsafe.Add(ref from, row + (k * block.ColumnStride));
        else
            for (int row = 0; row < block.Rows; row++)
                for (int k = 0; k < block.Columns; k++)
                    Unsafe.Add(ref to, (row / TileRows * length) + (k * TileRows) + (row % TileRows)) =
                        Unsafe.Add(ref from, (row * block.RowStride) + (k * block.ColumnStride));
        return new(packed, length, 1, TileRows);
    }

    private static void AddRows<TVector, TLanes>(RowStrips left, int depth, ReadOnlySpan<double> packed, MatrixTarget target)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        int width = 2 * TLanes.Count;
        Span<double> edge = stackalloc double[TileRows * width];
        ref double panel = ref MemoryMarshal.GetReference(packed);
        for (int column = 0; column < target.Columns; column += width, panel = ref Unsafe.Add(ref panel, depth * width))
        {
            int columns = Math.Min(width, target.Columns - column);
            ref double strip = ref MemoryMarshal.GetReference(left.Values);
            for (int row = 0; row < target.Rows; row += TileRows, strip = ref Unsafe.Add(ref strip, left.StripStride))
            {
                int rows = Math.Min(TileRows, target.Rows - row);
                var tile = target.Values[((row * target.Stride) + column)..];
                if (columns == width)
                {
                    AddTiles<TVector, TLanes>(
                        ref strip, left.RowStride, left.ColumnStride, ref panel, depth, ref MemoryMarshal.GetReference(tile), target.Stride, rows);
                    continue;
                }

                MoveTile(tile, target.Stride, edge, width, rows, columns);
                AddTiles<TVector, TLanes>(ref strip, left.RowStride, left.ColumnStride, ref panel, depth, ref edge[0], width, rows);
                MoveTile(edge, width, tile, target.Stride, rows, columns);
            }
        }
    }

    private static void MoveTile(ReadOnlySpan<double> from, int fromStride, Span<double> to, int toStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
            from.Slice(row * fromStride, columns).CopyTo(to[(row * toStride)..]);
    }

    private static void AddTile<TVector, TLanes>(
        ref double left, int rowStride, int columnStride, ref double panel, int depth, ref double target, int targetStride)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        int n = TLanes.Count;
        ref double t1 = ref Unsafe.Add(ref target, targetStride);
        ref double t2 = ref Unsafe.Add(ref t1, targetStride);
        ref double t3 = ref Unsafe.Add(ref t2, targetStride);
        ref double t4 = ref Unsafe.Add(ref t3, targetStride);
        ref double t5 = ref Unsafe.Add(ref t4, targetStride);
        TVector a0 = TLanes.Load(ref target), b0 = TLanes.Load(ref Unsafe.Add(ref target, n));
        TVector a1 = TLanes.Load(ref t1), b1 = TLanes.Load(ref Unsafe.Add(ref t1, n));
        TVector a2 = TLanes.Load(ref t2), b2 = TLanes.Load(ref Unsafe.Add(ref t2, n));
        TVector a3 = TLanes.Load(ref t3), b3 = TLanes.Load(ref Unsafe.Add(ref t3, n));
        TVector a4 = TLanes.Load(ref t4), b4 = TLanes.Load(ref Unsafe.Add(ref t4, n));
        TVector a5 = TLanes.Load(ref t5), b5 = TLanes.Load(ref Unsafe.Add(ref t5, n));
        nint two = 2 * (nint)rowStride, three = 3 * (nint)rowStride, four = 4 * (nint)rowStride, five = 5 * (nint)rowStride;
        for (int k = 0; k < depth; k++)
        {
            var x = TLanes.Load(ref panel);
            var y = TLanes.Load(ref Unsafe.Add(ref panel, n));
            var factor = TLanes.Broadcast(left);
            a0 = TLanes.MultiplyAdd(factor, x, a0);
            b0 = TLanes.MultiplyAdd(factor, y, b0);
            factor = TLanes.Broadcast(Unsafe.Add(ref left, (nint)rowStride));
            a1 = TLanes.MultiplyAdd(factor, x, a1);
            b1 = TLanes.MultiplyAdd(factor, y, b1);
            factor = TLanes.Broadcast(Unsafe.Add(ref left, two));
            a2 = TLanes.MultiplyAdd(factor, x, a2);
            b2 = TLanes.MultiplyAdd(factor, y, b2);
            factor = TLanes.Broadcast(Unsafe.Add(ref left, three));
            a3 = TLanes.MultiplyAdd(factor, x, a3);
            b3 = TLanes.MultiplyAdd(factor, y, b3);
            factor = TLanes.Broadcast(Unsafe.Add(ref left, four));
            a4 = TLanes.MultiplyAdd(factor, x, a4);
            b4 = TLanes.MultiplyAdd(factor, y, b4);
            factor = TLanes.Broadcast(Unsafe.Add(ref left, five));
            a5 = TLanes.MultiplyAdd(factor, x, a5);
            b5 = TLanes.MultiplyAdd(factor, y, b5);
            panel = ref Unsafe.Add(ref panel, 2 * n);
            left = ref Unsafe.Add(ref left, columnStride);
        }

        TLanes.Store(a0, ref target);
        TLanes.Store(b0, ref Unsafe.Add(ref target, n));
        TLanes.Store(a1, ref t1);
        TLanes.Store(b1, ref Unsafe.Add(ref t1, n));
        TLanes.Store(a2, ref t2);
        TLanes.Store(b2, ref Unsafe.Add(ref t2, n));
        TLanes.Store(a3, ref t3);
        TLanes.Store(b3, ref Unsafe.Add(ref t3, n));
        TLanes.Store(a4, ref t4);
        TLanes.Store(b4, ref Unsafe.Add(ref t4, n));
        TLanes.Store(a5, ref t5);
        TLanes.Store(b5, ref Unsafe.Add(ref t5, n));
    }

    /// <summary>Six rows together, fewer in pairs and singly.</summary>
    private static void AddTiles<TVector, TLanes>(
        ref double left, int rowStride, int columnStride, ref double panel, int depth, ref double target, int targetStride, int rows)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        if (rows == TileRows)
        {
            AddTile<TVector, TLanes>(ref left, rowStride, columnStride, ref panel, depth, ref target, targetStride);
            return;
        }

        for (; rows >= 2; rows -= 2)
        {
            AddPair<TVector, TLanes>(ref left, rowStride, columnStride, ref panel, depth, ref target, targetStride);
            left = ref Unsafe.Add(ref left, 2 * rowStride);
            target = ref Unsafe.Add(ref target, 2 * targetStride);
        }

        if (rows == 1)
            AddRow<TVector, TLanes>(ref left, columnStride, ref panel, depth, ref target);
    }

    private static void AddPair<TVector, TLanes>(
        ref double left, int rowStride, int columnStride, ref double panel, int depth, ref double target, int targetStride)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        int n = TLanes.Count;
        ref double second = ref Unsafe.Add(ref target, targetStride);
        TVector a0 = TLanes.Load(ref target), b0 = TLanes.Load(ref Unsafe.Add(ref target, n));
        TVector a1 = TLanes.Load(ref second), b1 = TLanes.Load(ref Unsafe.Add(ref second, n));
        for (int k = 0; k < depth; k++)
        {
            var x = TLanes.Load(ref panel);
            var y = TLanes.Load(ref Unsafe.Add(ref panel, n));
            var factor = TLanes.Broadcast(left);
            a0 = TLanes.MultiplyAdd(factor, x, a0);
            b0 = TLanes.MultiplyAdd(factor, y, b0);
            factor = TLanes.Broadcast(Unsafe.Add(ref left, rowStride));
            a1 = TLanes.MultiplyAdd(factor, x, a1);
            b1 = TLanes.MultiplyAdd(factor, y, b1);
            panel = ref Unsafe.Add(ref panel, 2 * n);
            left = ref Unsafe.Add(ref left, columnStride);
        }

        TLanes.Store(a0, ref target);
        TLanes.Store(b0, ref Unsafe.Add(ref target, n));
        TLanes.Store(a1, ref second);
        TLanes.Store(b1, ref Unsafe.Add(ref second, n));
    }

    private static void AddRow<TVector, TLanes>(ref double left, int columnStride, ref double panel, int depth, ref double target)
        where TVector : struct
        where TLanes : struct, IWideLanes<TVector>
    {
        int n = TLanes.Count;
        TVector a = TLanes.Load(ref target), b = TLanes.Load(ref Unsafe.Add(ref target, n));
        for (int k = 0; k < depth; k++)
        {
            var factor = TLanes.Broadcast(left);
            a = TLanes.MultiplyAdd(factor, TLanes.Load(ref panel), a);
            b = TLanes.MultiplyAdd(factor, TLanes.Load(ref Unsafe.Add(ref panel, n)), b);
            panel = ref Unsafe.Add(ref panel, 2 * n);
            left = ref Unsafe.Add(ref left, columnStride);
        }

        TLanes.Store(a, ref target);
        TLanes.Store(b, ref Unsafe.Add(ref target, n));
    }

    /// <summary>Rows six by six: where each six start, and how far apart rows and columns are within them.</summary>
    private readonly ref struct RowStrips(ReadOnlySpan<double> values, int stripStride, int rowStride, int columnStride)
    {
        public ReadOnlySpan<double> Values { get; } = values;

        public int StripStride { get; } = stripStride;

        public int RowStride { get; } = rowStride;

        public int ColumnStride { get; } = columnStride;

        public static RowStrips InPlace(MatrixView matrix) =>
            new(matrix.Values, TileRows * matrix.RowStride, matrix.RowStride, matrix.ColumnStride);
    }
}
