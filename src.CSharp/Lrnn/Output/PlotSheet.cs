using LrnnSymbolic.Lrnn.Input;
using ScottPlot;
using SkiaSharp;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>What all plots share: the font, how axes are labelled, how symbols are written, and how a picture becomes a file.</summary>
internal static class PlotSheet
{
    public const string FontName = "DejaVu Sans";

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
    public static void Save(Multiplot multiplot, string file, int width, int height) => WholeFile.Write(file, temporary =>
    {
        if (Path.GetExtension(file) == ".png")
        {
            multiplot.SavePng(temporary, width, height);
            return;
        }

        using var stream = File.Create(temporary);
        using var canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), stream);
        multiplot.Render(canvas, new PixelRect(0, width, height, 0));
    });

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
