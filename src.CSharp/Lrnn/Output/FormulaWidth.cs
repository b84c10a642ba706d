using System.Xml.Linq;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>How wide a formula in MathML is, in letters, as far as its structure tells.</summary>
internal static class FormulaWidth
{
    // Of a letter: the size of an exponent or index, and the space around an operator.
    private const double Script = 0.7;
    private const double Operator = 1.6;

    /// <summary>The width of an element of MathML.</summary>
    public static double Of(XElement element) => element.Name.LocalName switch
    {
        "mo" => Operator * element.Value.Length,
        "mi" or "mn" or "mtext" or "ms" => element.Value.Length,
        "mspace" => 1,
        "mfrac" => element.Elements().Max(Of),
        "msup" or "msub" => element.Elements().Select((part, k) => k == 0 ? Of(part) : Script * Of(part)).Sum(),
        "msubsup" => Of(element.Elements().First()) + Script * element.Elements().Skip(1).Max(Of),
        "munder" or "mover" or "munderover" => Math.Max(Of(element.Elements().First()), Script * element.Elements().Skip(1).Max(Of)),
        "mtable" => element.Elements().Select(row => row.Elements().Sum(Of)).DefaultIfEmpty().Max(),
        _ => element.Elements().Sum(Of),
    };
}
