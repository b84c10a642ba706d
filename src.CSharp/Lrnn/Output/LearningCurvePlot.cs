using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using ScottPlot;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Learning curves of theory (dashed) over simulation (solid), one panel each for a, b, c and the loss.</summary>
internal static class LearningCurvePlot
{
    private static readonly ScottPlot.Color LossColour = ScottPlot.Color.FromHex("#333333");
    private const int SimulationWidth = 6;
    private const int TheoryWidth = 2;

    private const int Width = 1200;
    private const int Height = 900;

    /// <summary>Writes the picture, whole or not at all.</summary>
    public static void Write(string file, ModeTasks tasks, ModeCurves theory, ModeCurves trained)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(5);
        var plots = multiplot.GetPlots();
        var legend = new PlotLegend(LegendEntries(tasks), Width, Height);
        legend.Draw(plots[0]);
        double[] times = [.. theory.LearningTimes.Select(time => time * tasks.Tau)];
        Panel(plots[1], "input mode a", times, theory.Input, trained.Input);
        Panel(plots[2], "recurrent mode b", times, theory.Recurrent, trained.Recurrent);
        Panel(plots[3], "output mode c", times, theory.Output, trained.Output);
        Panel(plots[4], "loss", times, [theory.Loss], [trained.Loss], LossColour);
        multiplot.Layout = new PanelsOverLegend(legend.UsedHeight, 2, 2);
        PlotSheet.Save(multiplot, file, Width, Height);
    }

    private static List<PlotLegend.Entry> LegendEntries(ModeTasks tasks) =>
    [
        new("simulation", Colors.Gray.WithAlpha(0.6), SimulationWidth, LinePattern.Solid),
        new("theory", Colors.Black, TheoryWidth, LinePattern.Dashed),
        .. Enumerable.Range(0, tasks.Modes).Select(mode =>
            new PlotLegend.Entry(ModeName(tasks, mode), PlotSheet.Colour(mode, tasks.Modes), 4, LinePattern.Solid)),
    ];

    private static string ModeName(ModeTasks tasks, int mode)
    {
        var parameters = tasks.ParameterNames.Select((name, k) => FormattableString.Invariant($"{PlotSheet.Symbol(name)}={tasks.Parameters[mode][k]:G4}")).Skip(1);
        var text = string.Join(", ", parameters);
        return text == "" ? $"mode {mode + 1}" : text;
    }

    private static void Panel(
        Plot plot, string title, double[] times, IReadOnlyList<IReadOnlyList<double>> theory, IReadOnlyList<IReadOnlyList<double>> trained, ScottPlot.Color? colour = null)
    {
        for (var mode = 0; mode < theory.Count; mode++)
            Curve(plot, times, [.. theory[mode]], [.. trained[mode]], colour ?? PlotSheet.Colour(mode, theory.Count));

        PlotSheet.Frame(plot, "learning time", title);
    }

    private static void Curve(Plot plot, double[] times, double[] theory, double[] trained, ScottPlot.Color colour)
    {
        var simulation = plot.Add.ScatterLine(times, trained, colour.WithAlpha(0.45));
        simulation.LineWidth = SimulationWidth;
        var dashed = plot.Add.ScatterLine(times, theory, colour.Darken(0.35));
        dashed.LineWidth = TheoryWidth;
        dashed.LinePattern = LinePattern.Dashed;
    }
}
