using ScottPlot;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>The distance of the tangent kernel from its start over learning time, theory (dashed) over simulation.</summary>
internal static class KernelDistancePlot
{
    private const int Width = 900;
    private const int Height = 420;

    public static Picture Of(double[] times, double[] trained, double[] theory)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(1);
        var plot = multiplot.GetPlots()[0];
        var colour = Color.FromHex("#0072B2");
        plot.Add.ScatterLine(times, trained, colour.WithAlpha(0.45)).LineWidth = 6;
        var dashed = plot.Add.ScatterLine(times, theory, colour.Darken(0.35));
        dashed.LineWidth = 2;
        dashed.LinePattern = LinePattern.Dashed;
        PlotSheet.Axes(plot, "learning time", "kernel distance D");
        return new Picture(multiplot, Width, Height);
    }
}
