using LrnnSymbolic.Lrnn.Output;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>The one style of all figures: theory dashed over simulation, maps with a colour bar, the legend at the foot.</summary>
internal static class FigureDrawing
{
    private const int PanelWidth = 520;
    private const int PanelHeight = 360;
    private const int TitleSize = 16;

    // About the size of the curves' extent on a panel.
    private const double DrawnWidth = 370;
    private const double DrawnHeight = 230;

    // Between a colour bar's label and the next panel's.
    private const int Gutter = 20;

    private const int SimulationWidth = 6;
    private const int TheoryWidth = 2;

    private static readonly Color GuideColour = Color.FromHex("#555555");

    // Not a colour of the maps.
    private static readonly Color MissingColour = Color.FromHex("#b8b8b8");

    /// <summary>Draws the figure.</summary>
    public static Picture Of(FigureSheet sheet)
    {
        var rows = (sheet.Panels.Count + sheet.Columns - 1) / sheet.Columns;
        var (width, height) = (sheet.Columns * PanelWidth, rows * PanelHeight);
        var colours = Colours(sheet);
        var multiplot = new Multiplot();
        multiplot.AddPlots(sheet.Panels.Count + 1);
        var plots = multiplot.GetPlots();
        for (var k = 0; k < sheet.Panels.Count; k++)
            Draw(plots[k + 1], sheet.Panels[k], colours);
        var legendHeight = 0;
        if (LegendEntries(sheet, colours) is { Count: > 0 } entries)
        {
            legendHeight = new PlotLegend(entries, width, height).UsedHeight;
            new PlotLegend(entries, width, height + legendHeight).Draw(plots[0]);
        }
        else
        {
            plots[0].Layout.Frameless();
            plots[0].HideGrid();
        }

        multiplot.Layout = new PanelsOverLegend(legendHeight, sheet.Columns, rows, Gutter);
        return new Picture(multiplot, width, height + legendHeight);
    }

    private static Dictionary<string, Color> Colours(FigureSheet sheet)
    {
        string[] names = [.. sheet.Panels.OfType<CurvePanel>().SelectMany(panel => panel.Curves).Where(curve => curve.Kind != CurveKind.Guide)
            .Select(curve => curve.Name).Distinct()];
        if (!sheet.IsOrdered)
            return names.Select((name, k) => (name, Colour: PlotSheet.Colour(k, names.Length))).ToDictionary(pair => pair.name, pair => pair.Colour);
        // Each symbol that varies has an order, and a colour map, of its own.
        return names.GroupBy(name => name.Split(" =")[0])
            .SelectMany((family, f) => family.Select((name, k) => (name, Colour: PlotSheet.OrderedColour(k, family.Count(), f))))
            .ToDictionary(pair => pair.name, pair => pair.Colour);
    }

    private static List<PlotLegend.Entry> LegendEntries(FigureSheet sheet, Dictionary<string, Color> colours)
    {
        FigureCurve[] curves = [.. sheet.Panels.OfType<CurvePanel>().SelectMany(panel => panel.Curves)];
        var entries = new List<PlotLegend.Entry>();
        if (curves.Any(curve => curve.Kind == CurveKind.Simulation))
            entries.Add(new("trained network", Colors.Gray.WithAlpha(0.6), SimulationWidth, LinePattern.Solid));
        if (curves.Any(curve => curve.Kind == CurveKind.SimulationPoints))
            entries.Add(new("trained network", Colors.Gray, 0, LinePattern.Solid) { Marker = 9 });
        if (curves.Any(curve => curve.Kind == CurveKind.Theory))
            entries.Add(new("theory", Colors.Black, TheoryWidth, LinePattern.Dashed));
        if (curves.Any(curve => curve.Kind == CurveKind.Computed) && entries.Count > 0)
            entries.Add(new("theory alone", Colors.Black, TheoryWidth, LinePattern.Solid));
        entries.AddRange(colours.Select(pair => new PlotLegend.Entry(pair.Key, pair.Value, 4, LinePattern.Solid)));
        entries.AddRange(curves.Where(curve => curve.Kind == CurveKind.Guide).Select(curve => curve.Name).Distinct()
            .Select(name => new PlotLegend.Entry(name, GuideColour, 1.5f, LinePattern.Dotted)));
        entries.AddRange(sheet.Panels.OfType<MapPanel>().Where(map => map.Values.Any(row => row.Any(double.IsNaN))).Select(map => map.Missing).Distinct()
            .Select(reason => new PlotLegend.Entry(reason, MissingColour, 14, LinePattern.Solid)));
        return entries;
    }

    private static void Draw(Plot plot, FigurePanel panel, Dictionary<string, Color> colours)
    {
        plot.Title(panel.Title, TitleSize);
        plot.Axes.Title.Label.Bold = false;
        if (panel is MapPanel map)
            Draw(plot, map);
        else
            Draw(plot, (CurvePanel)panel, colours);
        PlotSheet.Axes(plot, panel.X, panel.Y);
    }

    private static void Draw(Plot plot, CurvePanel panel, Dictionary<string, Color> colours)
    {
        (FigureCurve Curve, double[] Xs, double[] Ys)[] stretches = [.. panel.Curves
            .OrderBy(curve => curve.Kind == CurveKind.Guide ? -1 : (int)curve.Kind)
            .SelectMany(curve => Stretches(curve, panel.IsLogarithmic).Select(stretch => (curve, stretch.Xs, stretch.Ys)))];
        var unitX = DrawnWidth / Extent(stretches.SelectMany(stretch => stretch.Xs));
        var unitY = DrawnHeight / Extent(stretches.SelectMany(stretch => stretch.Ys));
        foreach (var (curve, xs, ys) in stretches)
        {
            var colour = curve.Kind == CurveKind.Guide ? GuideColour : colours[curve.Name];
            foreach (var piece in Pieces(curve.Kind, xs, ys, unitX, unitY))
                Draw(plot, curve.Kind, piece.Xs, piece.Ys, colour);
        }

        if (panel.IsLogarithmic)
            PlotSheet.LogarithmicTicks(plot);
        if (panel.IsSquare)
            plot.Axes.SquareUnits();
        KeepFlatCurvesFlat(plot);
    }

    private static void Draw(Plot plot, CurveKind kind, double[] xs, double[] ys, Color colour)
    {
        var line = plot.Add.Scatter(xs, ys, kind is CurveKind.Theory ? colour.Darken(0.35) : colour);
        line.MarkerSize = (kind, xs.Length) switch
        {
            (CurveKind.Task, 1) => 12,
            (CurveKind.Task, _) => 6,
            (CurveKind.SimulationPoints, _) => 9,
            _ => 0,
        };
        line.LineWidth = kind switch
        {
            CurveKind.Simulation => SimulationWidth,
            CurveKind.SimulationPoints => 0,
            CurveKind.Guide => 1.5f,
            _ => TheoryWidth,
        };
        if (kind is CurveKind.Simulation or CurveKind.SimulationPoints)
            line.Color = colour.WithAlpha(0.45);
    }

    private static IEnumerable<(double[] Xs, double[] Ys)> Pieces(CurveKind kind, double[] xs, double[] ys, double unitX, double unitY) => kind switch
    {
        CurveKind.Theory => Dashes.Of(xs, ys, unitX, unitY, 10, 6),
        CurveKind.Guide => Dashes.Of(xs, ys, unitX, unitY, 2, 4),
        _ => [(xs, ys)],
    };

    private static double Extent(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Length == 0 ? 1 : Math.Max(all.Max() - all.Min(), 1e-6);
    }

    // A curve breaks where it has no value, or none on a logarithmic axis.
    private static IEnumerable<(double[] Xs, double[] Ys)> Stretches(FigureCurve curve, bool isLogarithmic)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        for (var k = 0; k <= curve.X.Length; k++)
        {
            var y = k == curve.X.Length ? double.NaN : isLogarithmic ? Math.Log10(curve.Y[k]) : curve.Y[k];
            if (double.IsFinite(y))
            {
                xs.Add(curve.X[k]);
                ys.Add(y);
            }
            else if (xs.Count > 0)
            {
                yield return ([.. xs], [.. ys]);
                xs.Clear();
                ys.Clear();
            }
        }
    }

    // An axis that shows nothing but rounding would be noise.
    private static void KeepFlatCurvesFlat(Plot plot)
    {
        plot.Axes.AutoScale();
        var limits = plot.Axes.GetLimits();
        if (limits.VerticalSpan < 1e-2 * Math.Max(1, Math.Abs(limits.Top)))
            plot.Axes.SetLimitsY(limits.VerticalCenter - 0.5, limits.VerticalCenter + 0.5);
    }

    private static void Draw(Plot plot, MapPanel map)
    {
        var cells = new double[map.Ys.Length, map.Xs.Length];
        for (var row = 0; row < map.Ys.Length; row++)
            for (var column = 0; column < map.Xs.Length; column++)
                cells[map.Ys.Length - 1 - row, column] = map.Values[row][column];
        var heat = plot.Add.Heatmap(cells);
        heat.Colormap = new ScottPlot.Colormaps.Viridis();
        heat.NaNCellColor = MissingColour;
        var (width, height) = (Spacing(map.Xs), Spacing(map.Ys));
        // The library takes the centres of the outer cells.
        heat.Position = new CoordinateRect(map.Xs[0], map.Xs[^1], map.Ys[0], map.Ys[^1]);
        if (map.Range is { } range)
            heat.ManualRange = new ScottPlot.Range(range.Low, range.High);
        var bar = plot.Add.ColorBar(heat);
        bar.Label = IsCut(map) ? $"{map.Value} (cut)" : map.Value;
        bar.LabelStyle.FontSize = TitleSize;
        bar.LabelStyle.FontName = PlotSheet.FontName;
        bar.LabelStyle.Bold = false;
        bar.Axis.TickLabelStyle.FontSize = 13;
        bar.Axis.TickLabelStyle.FontName = PlotSheet.FontName;
        plot.HideGrid();
        plot.Axes.SetLimits(map.Xs[0] - width / 2, map.Xs[^1] + width / 2, map.Ys[0] - height / 2, map.Ys[^1] + height / 2);
        plot.Axes.Bottom.TickGenerator = Ticks(map.Xs);
        plot.Axes.Left.TickGenerator = Ticks(map.Ys);
    }

    private static bool IsCut(MapPanel map) =>
        map.Range is { } range && map.Values.Any(row => row.Any(value => value < range.Low || value > range.High));

    private static double Spacing(double[] values) => values.Length == 1 ? 1 : (values[^1] - values[0]) / (values.Length - 1);

    private static NumericAutomatic Ticks(double[] values) => new() { IntegerTicksOnly = values.All(double.IsInteger) };
}
