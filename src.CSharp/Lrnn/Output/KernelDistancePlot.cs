using ScottPlot;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>The distance of the tangent kernel from its start over learning time.</summary>
internal static class KernelDistancePlot
{
    private const int Width = 900;
    private const int Height = 420;

    /// <summary>Writes the picture, whole or not at all.</summary>
    public static void Write(string file, double[] times, double[] distances)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(1);
        var plot = multiplot.GetPlots()[0];
        plot.Add.ScatterLine(times, distances, ScottPlot.Color.FromHex("#0072B2")).LineWidth = 3;
        PlotSheet.Frame(plot, "learning time", "kernel distance D");
        PlotSheet.Save(multiplot, file, Width, Height);
    }
}
