using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using ScottPlot;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Learning curves of theory (dashed) over simulation (solid), one panel each for a, b, c and the loss.</summary>
internal static class LearningCurvePlot
{
    private static readonly Color LossColour = Color.FromHex("#333333");
    private const int SimulationWidth = 6;
    private const int TheoryWidth = 2;

    private const int Width = 1200;
    private const int Height = 900;

    public static Picture Of(ModeTasks tasks, ModeCurves theory, ModeCurves trained)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(5);
        var plots = multiplot.GetPlots();
        var legend = new PlotLegend(LegendEntries(tasks), Width, Height);
        legend.Draw(plots[0]);
        double[] times = [.. theory.LearningTimes.Select(time => time * tasks.Tau)];
        Panel(plots[1], "input mode a", times, theory.Input, trained.Input, Style);
        Panel(plots[2], "recurrent mode b", times, theory.Recurrent, trained.Recurrent, Style);
        Panel(plots[3], "output mode c", times, theory.Output, trained.Output, Style);
        Panel(plots[4], "loss", times, [theory.Loss], [trained.Loss], _ => (LossColour, LinePattern.Dashed));
        multiplot.Layout = new PanelsOverLegend(legend.UsedHeight, 2, 2);
        return new Picture(multiplot, Width, Height);

        // The parts of a complex mode share its colour.
        (Color, LinePattern) Style(int curve) =>
            (PlotSheet.Colour(curve / tasks.Width, tasks.Modes), curve % tasks.Width == 0 ? LinePattern.Dashed : LinePattern.Dotted);
    }

    private static List<PlotLegend.Entry> LegendEntries(ModeTasks tasks) =>
    [
        new("simulation", Colors.Gray.WithAlpha(0.6), SimulationWidth, LinePattern.Solid),
        new(tasks.AreComplex ? "theory, real part" : "theory", Colors.Black, TheoryWidth, LinePattern.Dashed),
        .. tasks.AreComplex ? [new PlotLegend.Entry("theory, imaginary part", Colors.Black, TheoryWidth, LinePattern.Dotted)] : Array.Empty<PlotLegend.Entry>(),
        .. Enumerable.Range(0, tasks.Modes).Select(mode =>
            new PlotLegend.Entry(ModeName(tasks, mode), PlotSheet.Colour(mode, tasks.Modes), 4, LinePattern.Solid)),
    ];

    private static string ModeName(ModeTasks tasks, int mode)
    {
        var parameters = tasks.OwnParameters(mode).Select(parameter => $"{PlotSheet.Symbol(parameter.Name)}={ModeTasks.Text(parameter.Numbers, "G4")}");
        var text = string.Join(", ", parameters);
        return text == "" ? $"mode {mode + 1}" : text;
    }

    private static void Panel(
        Plot plot, string title, double[] times, IReadOnlyList<IReadOnlyList<double>> theory, IReadOnlyList<IReadOnlyList<double>> trained,
        Func<int, (Color Colour, LinePattern Pattern)> style)
    {
        for (var curve = 0; curve < theory.Count; curve++)
            Curve(plot, times, [.. theory[curve]], [.. trained[curve]], style(curve));

        PlotSheet.Axes(plot, "learning time", title);
    }

    private static void Curve(Plot plot, double[] times, double[] theory, double[] trained, (Color Colour, LinePattern Pattern) style)
    {
        var simulation = plot.Add.ScatterLine(times, trained, style.Colour.WithAlpha(0.45));
        simulation.LineWidth = SimulationWidth;
        var broken = plot.Add.ScatterLine(times, theory, style.Colour.Darken(0.35));
        broken.LineWidth = TheoryWidth;
        broken.LinePattern = style.Pattern;
    }
}
