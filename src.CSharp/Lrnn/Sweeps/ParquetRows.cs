using Parquet;
using Parquet.Schema;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>Rows as a Parquet file, one row group for each block.</summary>
internal static class ParquetRows
{
    /// <param name="file">The file to write.</param>
    /// <param name="header">The names of the columns: a point's number, doubles, evaluations, outcome.</param>
    /// <param name="blocks">The rows, block by block.</param>
    public static void Write(string file, IReadOnlyList<string> header, IEnumerable<SweepRow[]> blocks) =>
        WriteAsync(file, header, blocks).GetAwaiter().GetResult();

    private static async Task WriteAsync(string file, IReadOnlyList<string> header, IEnumerable<SweepRow[]> blocks)
    {
        var point = new DataField<int>(header[0]);
        DataField<double>[] numbers = [.. header.Skip(1).SkipLast(2).Select(name => new DataField<double>(name))];
        var evaluations = new DataField<int>(header[^2]);
        var outcome = new DataField<string>(header[^1]);
        var schema = new ParquetSchema([point, .. numbers, evaluations, outcome]);
        using var stream = File.Create(file);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream);
        foreach (var rows in blocks)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(point, rows.Select(row => row.Point).ToArray());
            double[][] columns = [.. rows.Select(row => row.Numbers)];
            for (var k = 0; k < numbers.Length; k++)
                await group.WriteAsync<double>(numbers[k], columns.Select(row => row[k]).ToArray());
            await group.WriteAsync<int>(evaluations, rows.Select(row => row.Evaluations).ToArray());
            await group.WriteAsync(outcome, [.. rows.Select(row => row.Outcome)]);
            group.CompleteValidate();
        }
    }
}
