using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>A figure of the paper: its number and how its data is computed.</summary>
internal sealed record Figure(string Name, Func<FigureWork, FigureSheet> Compute)
{
    /// <summary>The files' name without an ending.</summary>
    public string FileName => $"figure-{Name}";
}

/// <summary>All figures, in the paper's order.</summary>
internal static class FigureCatalogue
{
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("2", Figure2.Compute),
        new("3", Figure3.Compute),
        new("4", Figure4.Compute),
        new("5", Figure5.Compute),
        new("6", Figure6.Compute),
        new("A1", FigureA1.Compute),
        new("A2", FigureA2.Compute),
        new("A3", FigureA3.Compute),
        new("A4", FigureA4.Compute),
        new("A5", FigureA5.Compute),
        new("A6", FigureA6.Compute),
        new("A7", FigureA7.Compute),
        new("A8", FigureA8.Compute),
        new("A9", FigureA9.Compute),
        new("A10", FigureA10.Compute),
        new("A11", FigureA11.Compute),
    ];

    /// <summary>One figure, or all of them.</summary>
    public static IReadOnlyList<Figure> Named(string name) =>
        name == "all"
            ? All
            : All.Any(figure => figure.Name == name)
                ? [.. All.Where(figure => figure.Name == name)]
                : throw new InputException($"there is no figure '{name}'; it is one of {string.Join(", ", All.Select(figure => figure.Name))}, or all");
}
