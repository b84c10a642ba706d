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
    ];

    /// <summary>One figure, or all of them.</summary>
    public static IReadOnlyList<Figure> Named(string name) =>
        name == "all"
            ? All
            : All.Any(figure => figure.Name == name)
                ? [.. All.Where(figure => figure.Name == name)]
                : throw new InputException($"there is no figure '{name}'; it is one of {string.Join(", ", All.Select(figure => figure.Name))}, or all");
}
