namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>A part of a figure: its data, and what its axes mean.</summary>
/// <param name="Title">What stands above it; no two panels of a figure share it.</param>
/// <param name="X">The horizontal quantity.</param>
/// <param name="Y">The vertical quantity.</param>
internal abstract record FigurePanel(string Title, string X, string Y);

/// <summary>How a curve came about, and so how it is drawn.</summary>
internal enum CurveKind
{
    /// <summary>Of a trained network: wide and pale.</summary>
    Simulation,

    /// <summary>Of a trained network, at separate values.</summary>
    SimulationPoints,

    /// <summary>Of the learning equations: dashed over the simulation.</summary>
    Theory,

    /// <summary>Of the learning equations where no simulation lies below: solid.</summary>
    Computed,

    /// <summary>The task's own numbers, as dots.</summary>
    Task,

    /// <summary>A value to compare with, such as a solution without loss: thin and dotted.</summary>
    Guide,
}

/// <summary>One curve.</summary>
/// <param name="Name">What the legend says; curves of one name have one colour.</param>
/// <param name="Kind">Where its numbers come from.</param>
/// <param name="X">Abscissas.</param>
/// <param name="Y">Ordinates; not a number where there is none.</param>
internal sealed record FigureCurve(string Name, CurveKind Kind, double[] X, double[] Y);

/// <summary>Curves over one axis.</summary>
internal sealed record CurvePanel(string Title, string X, string Y, IReadOnlyList<FigureCurve> Curves) : FigurePanel(Title, X, Y)
{
    /// <summary>Is the vertical axis logarithmic? Values that are not positive are then left out of the picture.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Are both axes to the same scale, as in the complex plane?</summary>
    public bool IsSquare { get; init; }

    /// <summary>The one curve of a name and kind.</summary>
    public FigureCurve Curve(string name, CurveKind kind) => Curves.Single(curve => curve.Name == name && curve.Kind == kind);
}

/// <summary>Values over two axes, as colours.</summary>
/// <param name="Value">The quantity that the colours show.</param>
/// <param name="Xs">Evenly spaced abscissas.</param>
/// <param name="Ys">Evenly spaced ordinates.</param>
/// <param name="Values">By ordinate, then abscissa; not a number where there is none, which is left grey.</param>
internal sealed record MapPanel(string Title, string X, string Y, string Value, double[] Xs, double[] Ys, double[][] Values)
    : FigurePanel(Title, X, Y)
{
    /// <summary>The ends of the colours; the smallest and the largest value where absent. Values beyond have the end's colour.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Why a cell has no value, for the legend.</summary>
    public string Missing { get; init; } = "no value";
}

/// <summary>A figure: panels in rows of some columns.</summary>
internal sealed record FigureSheet(int Columns, IReadOnlyList<FigurePanel> Panels)
{
    /// <summary>Do the names of the curves have an order, which their colours should show?</summary>
    public bool IsOrdered { get; init; }

    public CurvePanel Curves(string title) => (CurvePanel)Panels.Single(panel => panel.Title == title);

    public MapPanel Map(string title) => (MapPanel)Panels.Single(panel => panel.Title == title);
}
