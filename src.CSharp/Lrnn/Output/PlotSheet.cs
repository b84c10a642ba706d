using System.Text;
using System.Text.RegularExpressions;
using LrnnSymbolic.Lrnn.Input;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>What all plots share: the font, how axes are labelled, how symbols are written, and how a picture becomes a file.</summary>
internal static partial class PlotSheet
{
    public const string FontName = "DejaVu Sans";

    // Okabe and Ito's colours: distinct to colour-blind readers and in print.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>The file, if its ending is one that can be written and its folder exists.</summary>
    public static string CheckedFile(string option, string file)
    {
        if (Path.GetExtension(file) is not (".png" or ".svg"))
            throw new InputException($"{option}: '{file}' must end in .png or .svg");
        if (Directory.Exists(file))
            throw new InputException($"{option}: '{file}' is a folder, not a file to write");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Directory.Exists(folder) ? file : throw new InputException($"{option}: there is no folder {folder}");
    }

    /// <summary>Writes the picture, whole or not at all.</summary>
    public static void Save(Multiplot multiplot, string file, int width, int height) =>
        WholeFile.Write(file, temporary => Render(multiplot, file, temporary, width, height));

    /// <summary>Fills a file with the picture, in the format that the ending of <paramref name="file"/> names.</summary>
    public static void Render(Multiplot multiplot, string file, string target, int width, int height)
    {
        if (Path.GetExtension(file) == ".png")
        {
            multiplot.SavePng(target, width, height);
            return;
        }

        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), stream))
            multiplot.Render(canvas, new PixelRect(0, width, height, 0));
        File.WriteAllText(target, Renumbered(Encoding.UTF8.GetString(stream.ToArray())));
    }

    // The library numbers clipping paths through the whole process; from one picture to the same one again they would differ.
    private static string Renumbered(string svg)
    {
        var numbers = new Dictionary<string, int>();
        return ClippingPath().Replace(svg, match =>
        {
            if (!numbers.TryGetValue(match.Value, out var number))
                numbers.Add(match.Value, number = numbers.Count);
            return $"cl_{number}";
        });
    }

    [GeneratedRegex(@"\bcl_[0-9a-f]+\b")]
    private static partial Regex ClippingPath();

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
    public static string Symbol(string name) => name switch
    {
        "alpha" => "α",
        "beta" => "β",
        "gamma" => "γ",
        "delta" => "δ",
        "kappa" => "κ",
        "lambda" => "λ",
        "omega" => "ω",
        "phi" => "φ",
        _ => name,
    };

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
