namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Problems and notes on standard error: a line of printable text each, none too long to read.</summary>
internal static class Messages
{
    /// <summary>No line is longer.</summary>
    public const int Longest = 300;

    private const string Gap = " ... ";
    private const string Indent = "  ";

    public static void Write(string message) => Console.Error.WriteLine(Text(message));

    /// <summary>Something that does not end the work.</summary>
    public static void Note(string note) => Write($"note: {note}");

    /// <summary>The message in one line; if its last line is a caret under an expression, in three.</summary>
    public static string Text(string message)
    {
        var lines = message.Split('\n');
        if (lines.Length < 3 || lines[^1].Trim() != "^")
            return Line(message);
        var expression = lines[^2];
        var caret = Math.Min(lines[^1].IndexOf('^', StringComparison.Ordinal), expression.Length);
        var (above, under) = Around(PrintableText.Of(expression[..caret]), PrintableText.Of(expression[caret..]));
        return $"{Line(string.Join(' ', lines[..^2]))}\n{above}\n{under}";
    }

    private static string Line(string text) => Shortened(PrintableText.Of(text.ReplaceLineEndings(" ")));

    // What would be right stands at the end.
    private static string Shortened(string line)
    {
        if (line.Length <= Longest)
            return line;
        const int end = Longest / 2;
        return string.Concat(line.AsSpan(0, Longest - end - Gap.Length), Gap, line.AsSpan(line.Length - end));
    }

    // Of a long expression, what is around the caret.
    private static (string Above, string Under) Around(string before, string after)
    {
        const int room = (Longest - 10) / 2;
        if (before.Length > room)
            before = $"{Indent}...{before[^room..]}";
        if (after.Length > room)
            after = $"{after[..room]}...";
        return (before + after, $"{new string(' ', before.Length)}^");
    }
}
