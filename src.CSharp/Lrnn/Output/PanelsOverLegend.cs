using ScottPlot;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>The first plot is the whole sheet, with the legend at its foot; the others are panels in rows above it.</summary>
internal sealed class PanelsOverLegend(int legendHeight, int columns, int rows, int gutter = 0) : IMultiplotLayout
{
    private const int Margin = 10;

    public PixelRect[] GetSubplotRectangles(SubplotCollection subplots, PixelRect figure)
    {
        var width = (figure.Width - 2 * Margin) / columns;
        var height = (figure.Height - legendHeight - Margin) / rows;
        var panels = Enumerable.Range(0, columns * rows).Select(k => new PixelRect(new PixelSize(width - gutter, height))
            .WithDelta(figure.Left + Margin + k % columns * width, figure.Top + Margin + k / columns * height));
        return [figure, .. panels];
    }
}
