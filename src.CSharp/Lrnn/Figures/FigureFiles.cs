using System.Globalization;
using System.Text;
using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>A figure as files: picture as PNG and SVG, data as CSV. They appear together, or none does.</summary>
internal static class FigureFiles
{
    private static readonly string[] Endings = [Picture.Png, Picture.Svg, ".csv"];

    /// <summary>Writes the files and returns their names.</summary>
    public static IReadOnlyList<string> Write(string folder, Figure figure, FigureSheet sheet)
    {
        string[] files = [.. Endings.Select(ending => Path.Combine(folder, figure.FileName + ending))];
        WholeFile.WriteTogether(files, temporary =>
        {
            File.WriteAllBytes(temporary[0], FigureDrawing.Of(sheet).Bytes(Endings[0]));
            File.WriteAllBytes(temporary[1], FigureDrawing.Of(sheet).Bytes(Endings[1]));
            File.WriteAllText(temporary[2], Csv(sheet), new UTF8Encoding(false));
        });
        return files;
    }

    /// <summary>One row a point: which panel, its axes, which curve, the numbers in full.</summary>
    internal static string Csv(FigureSheet sheet)
    {
        var text = new StringBuilder("panel,x_quantity,y_quantity,series,kind,x,y,value\n");
        foreach (var panel in sheet.Panels)
            foreach (var row in Rows(panel))
                text.Append(Cell(panel.Title)).Append(',').Append(Cell(panel.X)).Append(',').Append(Cell(panel.Y)).Append(',').Append(row).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> Rows(FigurePanel panel) => panel switch
    {
        CurvePanel curves => curves.Curves.SelectMany(curve => curve.X.Zip(curve.Y, (x, y) =>
            $"{Cell(curve.Name)},{Cell(KindName(curve.Kind))},{Number(x)},{Number(y)},")),
        MapPanel map => map.Ys.SelectMany((y, row) => map.Xs.Select((x, column) =>
            $"{Cell(map.Value)},map,{Number(x)},{Number(y)},{Number(map.Values[row][column])}")),
        _ => throw new NotSupportedException(),
    };

    private static string KindName(CurveKind kind) => kind switch
    {
        CurveKind.Simulation or CurveKind.SimulationPoints => "simulation",
        CurveKind.Theory or CurveKind.Computed => "theory",
        CurveKind.Task => "task",
        _ => "guide",
    };

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Cell(string text) => text.Contains(',') || text.Contains('"') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
