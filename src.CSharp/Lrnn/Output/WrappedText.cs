using System.Text;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Long lines broken between words; what follows is indented below the first word.</summary>
internal static class WrappedText
{
    // Narrower ones would break numbers from their names, wider ones are hard to read.
    private const int Narrowest = 80;
    private const int Widest = 120;

    /// <summary>The text for a terminal of its width; as it is where the output goes to a file or a program.</summary>
    public static string ForTerminal(string text) => Console.IsOutputRedirected ? text : Wrap(text, Math.Clamp(Console.WindowWidth, Narrowest, Widest));

    public static string Wrap(string text, int width)
    {
        var wrapped = new StringBuilder();
        foreach (var (number, line) in text.Split('\n').Index())
        {
            if (number > 0)
                wrapped.Append('\n');
            Line(wrapped, line, width);
        }

        return wrapped.ToString();
    }

    private static void Line(StringBuilder wrapped, string line, int width)
    {
        var indent = line.Length - line.AsSpan().TrimStart().Length;
        var hanging = new string(' ', indent + 2);
        while (line.Length > width)
        {
            var space = line.LastIndexOf(' ', width);
            // A word longer than the line stays whole.
            if (space <= hanging.Length)
                space = line.IndexOf(' ', hanging.Length);
            if (space < 0)
                break;
            wrapped.Append(line.AsSpan(0, space).TrimEnd()).Append('\n');
            line = hanging + line[space..].TrimStart();
        }

        wrapped.Append(line);
    }
}
