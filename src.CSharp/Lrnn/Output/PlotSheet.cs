using LrnnSymbolic.Algebra;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>What all plots share: the font, how axes are labelled, and how symbols are written.</summary>
internal static class PlotSheet
{
    public const string FontName = "DejaVu Sans";

    // Okabe and Ito's colours: distinct to colour-blind readers and in print.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>The file, if a picture can be written there.</summary>
    public static string CheckedFile(string option, string file) => OutputPath.File(option, file, Picture.Png, Picture.Svg);

    /// <summary>The colour of one of several curves: a few have colours of their own, many run through a colour map.</summary>
    public static Color Colour(int curve, int curves) =>
        curves <= Colours.Length ? Color.FromHex(Colours[curve]) : OrderedColour(curve, curves);

    /// <summary>The colour of one of several curves that have an order; a second family of them on the same sheet takes other colours.</summary>
    public static Color OrderedColour(int curve, int curves, int family = 0)
    {
        var share = (double)curve / Math.Max(1, curves - 1);
        return family == 0 ? new ScottPlot.Colormaps.Viridis().GetColor(0.88 * share) : new ScottPlot.Colormaps.Amp().GetColor(0.35 + 0.6 * share);
    }

    /// <summary>Labels a vertical axis that carries decimal logarithms with the powers of ten.</summary>
    public static void LogarithmicTicks(Plot plot) =>
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = true,
            MinorTickGenerator = new LogMinorTickGenerator(),
            LabelFormatter = exponent => $"10{Superscript((int)Math.Round(exponent))}",
        };

    private static string Superscript(int exponent) =>
        string.Concat(exponent.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    /// <summary>A parameter's name as it is written in print.</summary>
    public static string Symbol(string name) => Greek.character(name) is { IsSome: true } letter ? letter.Value : name;

    /// <summary>Font, margins and labels of a panel; equal margins keep panels in line.</summary>
    public static void Frame(Plot plot, string bottom, string left)
    {
        plot.Font.Set(FontName);
        plot.Axes.Left.MinimumSize = 80;
        plot.Axes.Right.MinimumSize = 20;
        Label(plot.Axes.Left, left);
        Label(plot.Axes.Bottom, bottom);
    }

    private static void Label(IAxis axis, string text)
    {
        axis.Label.Text = text;
        axis.Label.FontSize = 16;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = 13;
    }
}
