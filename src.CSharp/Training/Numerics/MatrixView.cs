namespace LrnnSymbolic.Training;

/// <summary>A read-only row-major matrix inside a longer array; consecutive rows are <see cref="Stride"/> entries apart.</summary>
internal readonly ref struct MatrixView
{
    public MatrixView(ReadOnlySpan<double> values, int rows, int columns)
        : this(values, rows, columns, columns)
    {
    }

    private MatrixView(ReadOnlySpan<double> values, int rows, int columns, int stride)
    {
        Values = values[..(((rows - 1) * stride) + columns)];
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    public ReadOnlySpan<double> Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Stride { get; }

    public ReadOnlySpan<double> Row(int row) => Values.Slice(row * Stride, Columns);

    public MatrixView ColumnBlock(int first, int count) => new(Values[first..], Rows, count, Stride);
}
