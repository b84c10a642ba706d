using System.Text;
using static System.FormattableString;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Any text for TeX: every character as itself; what its fonts do not have stands as its number.</summary>
internal static class TexText
{
    public static string Of(string text) => Apart(string.Concat(PrintableText.Of(text).EnumerateRunes().Select(Letter)));

    /// <summary>A long formula as it is typed, which may break after its signs.</summary>
    public static string Breakable(string text) => Apart(string.Concat(PrintableText.Of(text).EnumerateRunes()
        .Select(rune => rune.Value is '*' or '/' or ',' ? $"{rune}\\allowbreak{{}}" : Letter(rune))));

    // Two hyphens in a row would become a dash.
    private static string Apart(string text) => text.Replace("--", "{-}{-}", StringComparison.Ordinal);

    private static string Letter(Rune rune) =>
        rune.IsAscii || rune.Value is >= 'À' and <= 'ÿ' || "–—‘’“”…".Contains(rune.ToString(), StringComparison.Ordinal)
            ? Escaped((char)rune.Value)
            : Invariant($"\\textbackslash{{}}u{rune.Value:X4}");

    private static string Escaped(char letter) => letter switch
    {
        '\\' => "\\textbackslash{}",
        '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{letter}",
        '^' => "\\textasciicircum{}",
        '~' => "\\textasciitilde{}",
        '<' or '>' or '|' => $"${letter}$",
        _ => letter.ToString(),
    };
}
