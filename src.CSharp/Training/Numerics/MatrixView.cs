namespace LrnnSymbolic.Training;

/// <summary>
/// A read-only matrix inside a longer array: entry (row, column) is <see cref="RowStride"/> row + <see cref="ColumnStride"/> column
/// entries behind the first, so that blocks and transposes need no copy.
/// </summary>
internal readonly ref struct MatrixView
{
    /// <summary>A whole matrix, row after row.</summary>
    public MatrixView(ReadOnlySpan<double> values, int rows, int columns)
        : this(values, rows, columns, columns, 1)
    {
    }

    /// <summary>Any matrix; the strides are positive.</summary>
    public MatrixView(ReadOnlySpan<double> values, int rows, int columns, int rowStride, int columnStride)
    {
        Values = values[..(((rows - 1) * rowStride) + ((columns - 1) * columnStride) + 1)];
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
    }

    public ReadOnlySpan<double> Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int RowStride { get; }

    public int ColumnStride { get; }

    /// <summary>The same entries with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Values, Columns, Rows, ColumnStride, RowStride);

    /// <summary>The entries of a row that lie side by side.</summary>
    public ReadOnlySpan<double> Row(int row) => Values.Slice(row * RowStride, Columns);

    public MatrixView ColumnBlock(int first, int count) =>
        new(Values[(first * ColumnStride)..], Rows, count, RowStride, ColumnStride);

    public MatrixView Block(int top, int left, int rows, int columns) =>
        new(Values[((top * RowStride) + (left * ColumnStride))..], rows, columns, RowStride, ColumnStride);
}
