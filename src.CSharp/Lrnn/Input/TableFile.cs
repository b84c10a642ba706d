using System.Globalization;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Tabulated singular values: a CSV file with a row for each step and a column for each mode; a first row of names is skipped.</summary>
internal static class TableFile
{
    /// <summary>The columns, each with T values.</summary>
    public static double[][] Read(string file)
    {
        var lines = Lines(file)
            .Select((text, k) => (text, number: k + 1))
            .Where(line => !string.IsNullOrWhiteSpace(line.text))
            .ToList();
        if (lines.Count > 0 && lines[0].text.Split(',').All(IsName))
            lines.RemoveAt(0);
        if (lines.Count == 0)
            throw new InputException($"{file}: the table is empty; it needs a row for each step");
        var rows = lines.Select(line => Row(file, line.text, line.number)).ToArray();
        var width = rows[0].Length;
        for (var k = 0; k < rows.Length; k++)
            if (rows[k].Length != width)
                throw new InputException($"{file}, line {lines[k].number}: {rows[k].Length} columns, but the first row has {width}");
        return [.. Enumerable.Range(0, width).Select(column => rows.Select(row => row[column]).ToArray())];
    }

    private static string[] Lines(string file) =>
        InputFile.Text(file, $"{file}: there is no such file; a task @FILE.csv has a row for each step and a column for each mode")
            .Split(["\r\n", "\n", "\r"], StringSplitOptions.None);

    // Only names make a row of names: a mistyped number must not vanish as one.
    private static bool IsName(string cell)
    {
        var name = cell.Trim().Trim('"');
        return name.Length > 0
            && !char.IsAsciiDigit(name[0])
            && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or ' ')
            && !double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private static double[] Row(string file, string text, int number) =>
        [.. text.Split(',').Select(cell =>
            double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : throw new InputException($"{file}, line {number}: '{cell.Trim()}' is not a finite number"))];
}
