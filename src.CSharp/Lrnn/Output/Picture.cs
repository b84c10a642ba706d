using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A drawn sheet of plots, and how it becomes the bytes of a file.</summary>
internal sealed partial class Picture(Multiplot plots, int width, int height)
{
    public const string Png = ".png";
    public const string Svg = ".svg";

    /// <summary>Writes the picture in the format of the file's ending, whole or not at all.</summary>
    public void Save(string file) => WholeFile.Write(file, temporary => File.WriteAllBytes(temporary, Bytes(Path.GetExtension(file))));

    /// <summary>The picture in the format of an ending.</summary>
    public byte[] Bytes(string ending)
    {
        if (ending == Png)
            return plots.Render(width, height).GetImageBytes(ImageFormat.Png);
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), stream))
            plots.Render(canvas, new PixelRect(0, width, height, 0));
        return Encoding.UTF8.GetBytes(Renumbered(Encoding.UTF8.GetString(stream.ToArray())));
    }

    // The library numbers clipping paths through the whole process; from one picture to the same one again they would differ.
    private static string Renumbered(string svg)
    {
        var numbers = new Dictionary<string, int>();
        return ClippingPath().Replace(svg, match =>
        {
            if (!numbers.TryGetValue(match.Value, out var number))
                numbers.Add(match.Value, number = numbers.Count);
            return $"cl_{number}";
        });
    }

    [GeneratedRegex(@"\bcl_[0-9a-f]+\b")]
    private static partial Regex ClippingPath();
}
