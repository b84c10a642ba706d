using ScottPlot;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A legend in columns along the foot of a sheet, where no curve lies under it.</summary>
internal sealed class PlotLegend
{
    private const int FontSize = 15;
    private const int SymbolWidth = 40;
    private const int Gap = 8;
    private const int RowHeight = 26;
    private const int Border = 12;

    private readonly IReadOnlyList<Entry> _entries;
    private readonly int _width;
    private readonly int _height;
    private readonly int _columns;
    private readonly double _columnWidth;

    public PlotLegend(IReadOnlyList<Entry> entries, int width, int height)
    {
        (_entries, _width, _height) = (entries, width, height);
        // A letter is about 0.6 of the font's size wide.
        _columnWidth = SymbolWidth + Gap + entries.Max(entry => entry.Text.Length) * FontSize * 0.6 + 3 * Gap;
        _columns = Math.Clamp((int)((width - 2 * Border) / _columnWidth), 1, entries.Count);
    }

    /// <summary>One line of a legend: what it says and how its curve is drawn.</summary>
    public sealed record Entry(string Text, Color Colour, float LineWidth, LinePattern Pattern)
    {
        /// <summary>The size of a marker in place of the line; 0 for none.</summary>
        public float Marker { get; init; }
    }

    private int Rows => (_entries.Count + _columns - 1) / _columns;

    /// <summary>The height at the foot of the sheet that the legend takes.</summary>
    public int UsedHeight => Rows * RowHeight + 2 * Border;

    /// <summary>Makes the plot a white sheet whose coordinates are pixels, counted from the lower left, with the legend on it.</summary>
    public void Draw(Plot sheet)
    {
        sheet.Layout.Frameless();
        sheet.HideGrid();
        sheet.Axes.SetLimits(0, _width, 0, _height);
        var left = (_width - _columns * _columnWidth) / 2;
        for (var k = 0; k < _entries.Count; k++)
            Draw(sheet, _entries[k], left + k % _columns * _columnWidth, UsedHeight - Border - (k / _columns + 0.5) * RowHeight);
    }

    private static IEnumerable<(double[] Xs, double[] Ys)> Pieces(LinePattern pattern, double from, double until)
    {
        double[] xs = [from, until];
        double[] ys = [0, 0];
        if (pattern.Equals(LinePattern.Solid))
            return [(xs, ys)];
        var (on, off) = pattern.Equals(LinePattern.Dotted) ? (2, 4) : pattern.Equals(LinePattern.DenselyDashed) ? (6, 4) : (10, 6);
        return Dashes.Of(xs, ys, 1, 1, on, off);
    }

    private static void Draw(Plot sheet, Entry entry, double left, double middle)
    {
        foreach (var (xs, _) in Pieces(entry.Pattern, left, left + SymbolWidth))
        {
            var line = sheet.Add.Line(xs[0], middle, xs[^1], middle);
            line.LineColor = entry.Colour;
            line.LineWidth = entry.LineWidth;
            line.MarkerSize = 0;
        }

        if (entry.Marker > 0)
            sheet.Add.Marker(left + SymbolWidth / 2.0, middle, MarkerShape.FilledCircle, entry.Marker, entry.Colour);
        var text = sheet.Add.Text(entry.Text, left + SymbolWidth + Gap, middle);
        text.LabelFontName = PlotSheet.FontName;
        text.LabelFontSize = FontSize;
        text.LabelFontColor = Colors.Black;
        text.LabelAlignment = Alignment.MiddleLeft;
    }
}
