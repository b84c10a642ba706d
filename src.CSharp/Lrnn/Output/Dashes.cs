namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A polyline in pieces. SVG files come without the library's own dashes, so dashes are drawn as lines.</summary>
internal static class Dashes
{
    /// <summary>The pieces of a line that are drawn, a length on and a length off in turn.</summary>
    /// <param name="xs">Abscissas.</param>
    /// <param name="ys">Ordinates.</param>
    /// <param name="unitX">How long a unit of x is on paper.</param>
    /// <param name="unitY">How long a unit of y is on paper.</param>
    /// <param name="on">The length of a dash on paper.</param>
    /// <param name="off">The length of a gap.</param>
    public static IEnumerable<(double[] Xs, double[] Ys)> Of(double[] xs, double[] ys, double unitX, double unitY, double on, double off)
    {
        var (isOn, left) = (true, on);
        var piece = new List<(double X, double Y)> { (xs[0], ys[0]) };
        for (var k = 1; k < xs.Length; k++)
        {
            var (x, y) = (xs[k - 1], ys[k - 1]);
            while (double.Hypot((xs[k] - x) * unitX, (ys[k] - y) * unitY) is var length && length > left)
            {
                (x, y) = (x + (xs[k] - x) * left / length, y + (ys[k] - y) * left / length);
                piece.Add((x, y));
                if (isOn)
                    yield return Split(piece);
                piece = [(x, y)];
                isOn = !isOn;
                left = isOn ? on : off;
            }

            left -= double.Hypot((xs[k] - x) * unitX, (ys[k] - y) * unitY);
            piece.Add((xs[k], ys[k]));
        }

        if (isOn && piece.Count > 1)
            yield return Split(piece);
    }

    private static (double[] Xs, double[] Ys) Split(List<(double X, double Y)> piece) =>
        ([.. piece.Select(point => point.X)], [.. piece.Select(point => point.Y)]);
}
