namespace LrnnSymbolic.Integration;

/// <summary>
/// The L-stable, stiffly accurate Rosenbrock method of orders 3 and 2 of Sandu, Verwer, Blom, Spee, Carmichael and Potra (Atmospheric Environment 31,
/// 1997): half as many stages as <see cref="Rodas5P"/>, for low accuracy. Between steps the dense output is a straight line.
/// </summary>
public static class Rodas3
{
    /// <summary>The method's coefficients.</summary>
    public static RosenbrockTableau Tableau { get; } = new()
    {
        Name = "Rodas3",
        Order = 3,
        EmbeddedOrder = 2,
        DenseOrder = 1,
        Diagonal = 0.5,
        Nodes = [0, 0, 1, 1],
        TimeWeights = [0.5, 1.5, 0, 0],
        StageWeights = [[], [0], [2, 0], [2, 0, 1]],
        Couplings = [[], [4], [1, -1], [1, -1, -8.0 / 3]],
        Weights = [2, 0, 1, 1],
        ErrorWeights = [0, 0, 0, 1],
        DenseWeights = [[2, 0, 1, 1]],
    };
}
