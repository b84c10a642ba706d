using System.Text.RegularExpressions;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>
/// Tabulated values of a task, exact: a CSV file with a row for each step and a column for each mode (complex modes: a pair of
/// columns, re,im); a first row of names is skipped, and told on standard error.
/// </summary>
internal static class TableFile
{
    private const long MostValues = 10_000_000;

    /// <summary>What a task is called that has its values from a file.</summary>
    public static string TaskName(string file) => PrintableText.Of(Path.GetFileNameWithoutExtension(file));

    /// <summary>The columns, each with T rational numbers.</summary>
    public static Expr[][] Read(string file)
    {
        var lines = Lines(file);
        RejectTooMany(file, lines);
        var first = lines.Length > 0 && Cells(lines[0]).All(IsName) ? 1 : 0;
        if (lines.Length == first)
            throw new InputException($"{file}: the table is empty; it needs a row for each step");
        var rows = lines.Skip(first).Select((line, k) => Row(file, line, first + k + 1)).ToArray();
        var width = rows[0].Length;
        for (var k = 0; k < rows.Length; k++)
            if (rows[k].Length != width)
                throw new InputException($"{file}, line {first + k + 1}: {rows[k].Length} columns, but the first row has {width}");
        if (first == 1)
            Messages.Note($"{file}: the first row, {lines[0].Trim()}, holds names and is no step");
        return [.. Enumerable.Range(0, width).Select(column => rows.Select(row => row[column]).ToArray())];
    }

    /// <summary>The values of each complex mode, re + I*im, from pairs of columns.</summary>
    public static Expr[][] ReadComplex(string file)
    {
        var columns = Read(file);
        if (columns.Length % 2 != 0)
            throw new InputException($"{file}: a complex mode has a pair of columns, re,im, but there {(columns.Length == 1 ? "is 1" : $"are {columns.Length}")}");
        return [.. columns.Chunk(2).Select(pair => pair[0].Zip(pair[1], (re, im) => Canonical.add(re, Canonical.multiply(Canonical.i, im))).ToArray())];
    }

    // Counted before they are read, which takes far more memory than the text.
    private static void RejectTooMany(string file, string[] lines)
    {
        // A row of names is none of them.
        if (lines.Length > ParameterValuesModule.longestTrajectory + 1)
            throw new InputException($"{file}: {lines.Length} rows; a trajectory has at most {ParameterValuesModule.longestTrajectory} steps");
        if (lines.Sum(line => line.Count(letter => letter == ',') + 1L) is var values and > MostValues)
            throw new InputException($"{file}: {values} values; {MostValues} are the most that a table can have");
    }

    // Blank lines at the end are no rows.
    private static string[] Lines(string file)
    {
        var lines = InputFile.Text(file, $"{file}: there is no such file; a task @FILE.csv has a row for each step and a column for each mode")
            .Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        return lines[..(Array.FindLastIndex(lines, line => !string.IsNullOrWhiteSpace(line)) + 1)];
    }

    // A comma within quotation marks parts no cells.
    private static IEnumerable<string> Cells(string line) =>
        Regex.Split(line, """,(?=(?:[^"]*"[^"]*")*[^"]*$)""").Select(cell => cell.Trim() is ['"', .. var quoted, '"'] ? quoted.Trim() : cell.Trim());

    // A mistyped number must not vanish as a name.
    private static bool IsName(string cell)
    {
        var name = string.Concat(cell.Select(Narrow));
        return name.Length > 0
            && !char.IsNumber(name[0])
            && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or ' ')
            && !IsMeantAsNumber(name);
    }

    // A letter of full width as the one that it looks like.
    private static char Narrow(char letter) => letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter;

    // Words for numbers, and digits mistyped as letters: l0 is 10, O is 0, e5 is 1e5.
    private static bool IsMeantAsNumber(string name)
    {
        string[] words = ["inf", "infinity", "nan", "na", "null", "none", "pi"];
        const string alikes = "lLiIoOІіОоΙιΟο"; // Cyrillic and Greek ones, too
        var hasDigit = name.Any(char.IsNumber);
        return words.Contains(name.ToLowerInvariant())
            || name.All(letter => alikes.Contains(letter) || letter == ' ' || char.IsNumber(letter) || (hasDigit && letter is 'e' or 'E' or 'd' or 'D'));
    }

    private static Expr[] Row(string file, string text, int number) =>
        string.IsNullOrWhiteSpace(text)
            ? throw new InputException($"{file}, line {number}: the line is blank; every step has a row")
            : [.. Cells(text).Select(cell => Number(file, cell, number))];

    // Read by the task grammar, so that 0.1 is 1/10.
    private static Expr Number(string file, string cell, int number)
    {
        var read = Parser.parse(VocabularyModule.real, cell);
        return read.IsOk && read.ResultValue.Node is Node.Number { Item: var value } && double.IsFinite(value.ToDouble())
            ? read.ResultValue
            : throw new InputException($"{file}, line {number}: '{cell}' is not a finite number such as 0.5, -2e-3 or 1/3");
    }
}
