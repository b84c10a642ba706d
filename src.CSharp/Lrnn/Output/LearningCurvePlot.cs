using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using ScottPlot;
using SkiaSharp;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Learning curves of theory (dashed) over simulation (solid), one panel each for a, b, c and the loss.</summary>
internal static class LearningCurvePlot
{
    // Okabe and Ito's colours: distinct to colour-blind readers and in print.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442"];

    private const int Width = 1200;
    private const int Height = 900;

    /// <summary>The file, if its ending is one that can be written and its folder exists.</summary>
    public static string CheckedFile(string option, string file)
    {
        if (Path.GetExtension(file) is not (".png" or ".svg"))
            throw new InputException($"{option}: '{file}' must end in .png or .svg");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Directory.Exists(folder) ? file : throw new InputException($"{option}: there is no folder {folder}");
    }

    /// <summary>Writes the picture, whole or not at all.</summary>
    public static void Write(string file, ModeTasks tasks, ModeCurves theory, ModeCurves trained)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(4);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Grid(2, 2);
        var plots = multiplot.GetPlots();
        double[] times = [.. theory.LearningTimes.Select(time => time * tasks.Tau)];
        Panel(plots[0], "input mode a", times, theory.Input, trained.Input);
        Panel(plots[1], "recurrent mode b", times, theory.Recurrent, trained.Recurrent);
        Panel(plots[2], "output mode c", times, theory.Output, trained.Output);
        Panel(plots[3], "loss", times, [theory.Loss], [trained.Loss], "#333333");
        // The loss never rises, so the upper right of its panel is free.
        var legend = plots[3];
        for (var mode = 0; mode < theory.Modes; mode++)
            legend.Legend.ManualItems.Add(new LegendItem { LabelText = ModeName(tasks, mode), LineColor = ScottPlot.Color.FromHex(Colours[mode % Colours.Length]), LineWidth = 3 });
        legend.Legend.ManualItems.Add(new LegendItem { LabelText = "simulation", LineColor = Colors.Gray, LineWidth = 5 });
        legend.Legend.ManualItems.Add(new LegendItem { LabelText = "theory", LineColor = Colors.Black, LineWidth = 2, LinePattern = LinePattern.Dashed });
        legend.ShowLegend(Alignment.UpperRight);
        legend.Legend.SymbolWidth = 36;
        legend.Legend.FontName = "DejaVu Sans";
        legend.Legend.FontSize = 14;

        var temporary = file + ".part";
        if (Path.GetExtension(file) == ".png")
            multiplot.SavePng(temporary, Width, Height);
        else
            WriteSvg(temporary, multiplot);
        File.Move(temporary, file, overwrite: true);
    }

    private static void WriteSvg(string file, Multiplot multiplot)
    {
        using var stream = File.Create(file);
        using var canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), stream);
        multiplot.Render(canvas, new PixelRect(0, Width, Height, 0));
    }

    private static string ModeName(ModeTasks tasks, int mode)
    {
        var parameters = tasks.ParameterNames.Select((name, k) => FormattableString.Invariant($"{Symbol(name)}={tasks.Parameters[mode][k]:G4}")).Skip(1);
        var text = string.Join(", ", parameters);
        return text == "" ? $"mode {mode + 1}" : text;
    }

    private static string Symbol(string name) => name switch
    {
        "alpha" => "α", "beta" => "β", "gamma" => "γ", "delta" => "δ", "kappa" => "κ", "lambda" => "λ", "omega" => "ω", "phi" => "φ", _ => name,
    };

    private static void Panel(
        Plot plot, string title, double[] times, IReadOnlyList<IReadOnlyList<double>> theory, IReadOnlyList<IReadOnlyList<double>> trained, string? colour = null)
    {
        for (var mode = 0; mode < theory.Count; mode++)
        {
            var hex = colour ?? Colours[mode % Colours.Length];
            var simulation = plot.Add.ScatterLine(times, [.. trained[mode]], ScottPlot.Color.FromHex(hex).WithAlpha(0.45));
            simulation.LineWidth = 6;
            var dashed = plot.Add.ScatterLine(times, [.. theory[mode]], ScottPlot.Color.FromHex(hex).Darken(0.35));
            dashed.LineWidth = 2;
            dashed.LinePattern = LinePattern.Dashed;
        }

        plot.Font.Set("DejaVu Sans");
        plot.Axes.Left.MinimumSize = 75;
        plot.Axes.Right.MinimumSize = 20;
        plot.Axes.Left.Label.Text = title;
        plot.Axes.Bottom.Label.Text = "learning time t";
        plot.Axes.Left.Label.FontSize = 16;
        plot.Axes.Bottom.Label.FontSize = 16;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
    }
}
