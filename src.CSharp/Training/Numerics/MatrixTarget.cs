namespace LrnnSymbolic.Training;

/// <summary>A matrix that receives a product; its rows lie <see cref="Stride"/> entries apart.</summary>
internal readonly ref struct MatrixTarget
{
    public MatrixTarget(Span<double> values, int rows, int columns)
        : this(values, rows, columns, columns)
    {
    }

    public MatrixTarget(Span<double> values, int rows, int columns, int stride)
    {
        Values = values[..(((rows - 1) * stride) + columns)];
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    public Span<double> Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Stride { get; }

    public Span<double> Row(int row) => Values.Slice(row * Stride, Columns);

    public MatrixTarget ColumnBlock(int first, int count) => new(Values[first..], Rows, count, Stride);

    public MatrixTarget RowBlock(int first, int count) => new(Values[(first * Stride)..], count, Columns, Stride);

    public void Clear()
    {
        for (int row = 0; row < Rows; row++)
            Row(row).Clear();
    }
}
