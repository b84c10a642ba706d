using System.Collections.Immutable;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The equations between the coefficients of a <see cref="ButcherTableau"/>. Weights w have order p when
/// sum_i w_i Phi_i(tree) = 1/gamma(tree) for every tree up to p vertices; polynomials b_i(theta) when the sum is
/// theta^|tree|/gamma(tree), power by power.
/// </summary>
internal static class OrderConditions
{
    public static ImmutableArray<TableauCondition> Of(ButcherTableau tableau) =>
    [
        .. RowSums(tableau),
        .. Order(tableau, TableauSubject.Weights, tableau.Weights, tableau.Order),
        .. Embedded(tableau, tableau.ErrorWeights, tableau.EmbeddedOrder),
        .. tableau.SecondErrorWeights.IsEmpty ? [] : Embedded(tableau, tableau.SecondErrorWeights, tableau.SecondEmbeddedOrder),
        .. DenseOrder(tableau),
        .. DenseEnds(tableau),
    ];

    private static IEnumerable<TableauCondition> RowSums(ButcherTableau tableau) =>
        tableau.AllStageWeights.Select((row, stage) =>
            new TableauCondition(TableauSubject.Nodes, $"sum_j a_{stage}j = c_{stage}", row.Sum() - tableau.AllNodes[stage]));

    private static IEnumerable<TableauCondition> Order(
        ButcherTableau tableau, TableauSubject subject, ImmutableArray<double> weights, int order)
    {
        var elementary = Elementary(tableau);
        return
            from tree in RootedTree.UpToOrder(order)
            let residual = Dot(weights, elementary.Of(tree)) - 1.0 / tree.Density
            select new TableauCondition(subject, tree.ToString(), residual);
    }

    /// <summary>The embedded solution must be worse than the other one, or the error estimate would be blind.</summary>
    private static TableauCondition ErrorEstimateSees(ButcherTableau tableau, ImmutableArray<double> errorWeights, int order)
    {
        var elementary = Elementary(tableau);
        var largest = RootedTree.UpToOrder(order)
            .Where(tree => tree.Order == order)
            .Max(tree => Math.Abs(Dot(errorWeights, elementary.Of(tree))));
        return new TableauCondition(
            TableauSubject.EmbeddedWeights, $"some tree of order {order} is missed", largest > 1e-6 ? 0 : 1);
    }

    private static IEnumerable<TableauCondition> Embedded(ButcherTableau tableau, ImmutableArray<double> errorWeights, int order) =>
        Order(tableau, TableauSubject.EmbeddedWeights, [.. tableau.Weights.Zip(errorWeights, (weight, error) => weight - error)], order)
            .Append(ErrorEstimateSees(tableau, errorWeights, order + 1));

    private static IEnumerable<TableauCondition> DenseOrder(ButcherTableau tableau)
    {
        var elementary = Elementary(tableau);
        return
            from tree in RootedTree.UpToOrder(tableau.DenseOrder)
            let values = elementary.Of(tree)
            from power in Enumerable.Range(1, tableau.DenseDegree)
            let expected = power == tree.Order ? 1.0 / tree.Density : 0
            let residual = Dot(tableau.DenseWeights[power - 1], values) - expected
            select new TableauCondition(TableauSubject.DenseWeights, $"theta^{power} in {tree}", residual);
    }

    /// <summary>The dense output meets the step's end in value, and the vector field in slope at both ends.</summary>
    private static IEnumerable<TableauCondition> DenseEnds(ButcherTableau tableau) =>
        Enumerable.Range(0, tableau.AllNodes.Length).SelectMany(stage =>
        {
            var powers = tableau.DenseWeights.Select(row => row[stage]).ToArray();
            var slope = powers.Select((coefficient, index) => (index + 1) * coefficient).Sum();
            return new[]
            {
                Dense($"b_{stage}(1) = b_{stage}", powers.Sum() - (stage < tableau.Stages ? tableau.Weights[stage] : 0)),
                Dense($"b_{stage}'(0)", powers[0] - (stage == 0 ? 1 : 0)),
                Dense($"b_{stage}'(1)", slope - (stage == tableau.Stages - 1 ? 1 : 0)),
            };
        });

    private static TableauCondition Dense(string equation, double residual) =>
        new(TableauSubject.DenseWeights, equation, residual);

    private static ElementaryWeights Elementary(ButcherTableau tableau) =>
        new(tableau.AllStageWeights, tableau.AllStageWeights, tableau.AllNodes, tableau.AllNodes);

    private static double Dot(ImmutableArray<double> weights, ImmutableArray<double> values) => ElementaryWeights.Dot(weights, values);
}
