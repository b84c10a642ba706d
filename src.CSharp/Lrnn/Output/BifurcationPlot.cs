using System.Globalization;
using LrnnSymbolic.Lrnn.Transitions;
using LrnnSymbolic.Theory;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>
/// b, u and E* of every stationary point over the control parameter: minima solid (the global one wide), saddles dashed, transitions as
/// vertical lines. The axis of b is compactified: b up to |b| = 1, and 2 - 1/|b| beyond, so that infinity is at its ends.
/// </summary>
internal static class BifurcationPlot
{
    private const int Width = 1120;
    private const int Height = 1200;

    // Okabe and Ito's colours.
    private static readonly ScottPlot.Color Global = ScottPlot.Color.FromHex("#0072B2");
    private static readonly ScottPlot.Color Local = ScottPlot.Color.FromHex("#009E73");
    private static readonly ScottPlot.Color Saddle = ScottPlot.Color.FromHex("#D55E00");
    private static readonly ScottPlot.Color Limit = ScottPlot.Color.FromHex("#888888");
    private static readonly ScottPlot.Color Mark = ScottPlot.Color.FromHex("#333333");

    public static Picture Of(TransitionFinding finding, BranchDiagram diagram)
    {
        BranchCurve[] curves = [.. diagram.Curves];
        var multiplot = new Multiplot();
        multiplot.AddPlots(4);
        var plots = multiplot.GetPlots();
        var legend = new PlotLegend(
            [
                new("global minimum", Global, 4, LinePattern.Solid),
                new("local minimum", Local, 2, LinePattern.Solid),
                new("saddle", Saddle, 2, LinePattern.Dashed),
                new("limit as |b| → ∞", Limit, 2, LinePattern.DenselyDashed),
                new("transition", Mark, 1.5f, LinePattern.Dotted),
            ],
            Width,
            Height);
        legend.Draw(plots[0]);
        Panel(plots[1], finding, curves, "recurrent mode b", point => Reached.Compactify(point.B));
        Panel(plots[2], finding, curves, "input-output mode u = ac", point => point.U);
        double[] controls = [.. diagram.Limit.Select(point => point.Item1)];
        double[] energies = [.. diagram.Limit.Select(point => point.Item2)];
        var line = plots[3].Add.ScatterLine(controls, energies, Limit);
        line.LineWidth = 2;
        line.LinePattern = LinePattern.DenselyDashed;
        Panel(plots[3], finding, curves, "reduced energy E*", point => point.Energy);
        CompactTicks(plots[1]);
        multiplot.Layout = new PanelsOverLegend(legend.UsedHeight, 1, 3);
        return new Picture(multiplot, Width, Height);
    }

    private static void Panel(
        Plot plot, TransitionFinding finding, IReadOnlyList<BranchCurve> curves, string title, Func<BranchPoint, double> value)
    {
        var (low, high) = (finding.Report.Range.Item1.ToDouble(), finding.Report.Range.Item2.ToDouble());
        foreach (var transition in finding.Report.Transitions)
        {
            var line = plot.Add.VerticalLine(Theory.Transitions.toDouble(transition.Value), 1.5f, Mark, LinePattern.Dotted);
            line.EnableAutoscale = false;
        }

        // Minima lie over saddles where they meet.
        foreach (var curve in curves.OrderBy(curve => curve.Kind.IsMinimum))
            foreach (var stretch in Stretches(curve.Points))
                Curve(plot, curve.Kind, stretch, value);
        PlotSheet.Axes(plot, PlotSheet.Symbol(finding.Control), title);
        plot.Axes.SetLimitsX(low, high);
        ClipTop(plot, curves, value);
    }

    // Runs of neighbours that are all lowest or all not; runs share their end, so that the line has no gap.
    private static IEnumerable<BranchPoint[]> Stretches(BranchPoint[] points)
    {
        var first = 0;
        for (var k = 1; k <= points.Length; k++)
            if (k == points.Length || points[k].IsGlobal != points[first].IsGlobal)
            {
                yield return points[first..Math.Min(k + 1, points.Length)];
                first = k;
            }
    }

    private static void Curve(Plot plot, StationaryKind kind, BranchPoint[] points, Func<BranchPoint, double> value)
    {
        var isGlobal = points[0].IsGlobal;
        var colour = !kind.IsMinimum ? Saddle : isGlobal ? Global : Local;
        double[] xs = [.. points.Select(point => point.Control)];
        double[] ys = [.. points.Select(value)];
        var line = plot.Add.ScatterLine(xs, ys, colour);
        line.LineWidth = kind.IsMinimum && isGlobal ? 4 : 2;
        line.LinePattern = kind.IsMinimum ? LinePattern.Solid : LinePattern.Dashed;
    }

    // Values near a pole of the task would press all others to the axis: the axis holds the middle nine tenths, and a margin.
    private static void ClipTop(Plot plot, IReadOnlyList<BranchCurve> curves, Func<BranchPoint, double> value)
    {
        double[] values = [.. curves.SelectMany(curve => curve.Points).Select(value).Where(double.IsFinite).Order()];
        if (values.Length == 0)
            return;
        var (low, high) = (values[values.Length / 20], values[^(values.Length / 20 + 1)]);
        var margin = 0.25 * Math.Max(high - low, 1e-3 * Math.Max(1, Math.Abs(high)));
        plot.Axes.SetLimitsY(Math.Max(values[0], low - margin) - margin / 4, Math.Min(values[^1], high + margin) + margin / 4);
    }

    private static void CompactTicks(Plot plot)
    {
        plot.Axes.SetLimitsY(-2.08, 2.08);
        var ticks = new NumericManual();
        ticks.AddMajor(-2, "-∞");
        ticks.AddMajor(2, "∞");
        foreach (var b in new[] { -4.0, -2, -1, -0.5, 0, 0.5, 1, 2, 4 })
            ticks.AddMajor(Reached.Compactify(b), b.ToString(CultureInfo.InvariantCulture));
        plot.Axes.Left.TickGenerator = ticks;
    }
}
