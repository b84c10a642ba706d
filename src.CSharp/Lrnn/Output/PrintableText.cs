using System.Globalization;
using System.Text;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Text of a user, who may have it from anywhere, as a terminal and a typesetter can take it.</summary>
internal static class PrintableText
{
    /// <summary>Every character that is not seen, or that moves others, as its number: \u001B.</summary>
    public static string Of(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            printable.Append(IsSeen(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"));
        return printable.ToString();
    }

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
