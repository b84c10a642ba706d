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
        .. Order(tableau, TableauSubject.EmbeddedWeights, EmbeddedWeights(tableau), tableau.EmbeddedOrder),
        ErrorEstimateSees(tableau),
        .. DenseOrder(tableau),
        .. DenseEnds(tableau),
    ];

    private static IEnumerable<TableauCondition> RowSums(ButcherTableau tableau) =>
        tableau.StageWeights.Select((row, stage) =>
            new TableauCondition(TableauSubject.Nodes, $"sum_j a_{stage}j = c_{stage}", row.Sum() - tableau.Nodes[stage]));

    private static IEnumerable<TableauCondition> Order(
        ButcherTableau tableau, TableauSubject subject, ImmutableArray<double> weights, int order) =>
        from tree in RootedTree.UpToOrder(order)
        let residual = Dot(weights, ElementaryWeights(tableau, tree)) - 1.0 / tree.Density
        select new TableauCondition(subject, tree.ToString(), residual);

    /// <summary>The embedded solution must be worse than the other one, or the error estimate would be blind.</summary>
    private static TableauCondition ErrorEstimateSees(ButcherTableau tableau)
    {
        var order = tableau.EmbeddedOrder + 1;
        var largest = RootedTree.UpToOrder(order)
            .Where(tree => tree.Order == order)
            .Max(tree => Math.Abs(Dot(tableau.ErrorWeights, ElementaryWeights(tableau, tree))));
        return new TableauCondition(
            TableauSubject.EmbeddedWeights, $"some tree of order {order} is missed", largest > 1e-6 ? 0 : 1);
    }

    private static IEnumerable<TableauCondition> DenseOrder(ButcherTableau tableau) =>
        from tree in RootedTree.UpToOrder(tableau.DenseOrder)
        let elementary = ElementaryWeights(tableau, tree)
        from power in Enumerable.Range(1, tableau.DenseDegree)
        let expected = power == tree.Order ? 1.0 / tree.Density : 0
        let residual = Dot(tableau.DenseWeights[power - 1], elementary) - expected
        select new TableauCondition(TableauSubject.DenseWeights, $"theta^{power} in {tree}", residual);

    /// <summary>The dense output meets the step's end in value, and the vector field in slope at both ends.</summary>
    private static IEnumerable<TableauCondition> DenseEnds(ButcherTableau tableau) =>
        Enumerable.Range(0, tableau.Stages).SelectMany(stage =>
        {
            var powers = tableau.DenseWeights.Select(row => row[stage]).ToArray();
            var slope = powers.Select((coefficient, index) => (index + 1) * coefficient).Sum();
            return new[]
            {
                Dense($"b_{stage}(1) = b_{stage}", powers.Sum() - tableau.Weights[stage]),
                Dense($"b_{stage}'(0)", powers[0] - (stage == 0 ? 1 : 0)),
                Dense($"b_{stage}'(1)", slope - (stage == tableau.Stages - 1 ? 1 : 0)),
            };
        });

    private static TableauCondition Dense(string equation, double residual) =>
        new(TableauSubject.DenseWeights, equation, residual);

    private static ImmutableArray<double> EmbeddedWeights(ButcherTableau tableau) =>
        [.. tableau.Weights.Zip(tableau.ErrorWeights, (weight, error) => weight - error)];

    /// <summary>Phi_i(tree), one for each stage i: the product over the branches of sum_j a_ij Phi_j(branch).</summary>
    private static ImmutableArray<double> ElementaryWeights(ButcherTableau tableau, RootedTree tree) =>
        tree.Branches.Aggregate(
            ImmutableArray.CreateRange(tableau.Nodes, _ => 1.0),
            (product, branch) => [.. product.Zip(AppliedRows(tableau, branch), (left, right) => left * right)]);

    /// <summary>sum_j a_ij Phi_j(branch); for a single vertex that is c_i, whose rounding is smaller than the sum's.</summary>
    private static ImmutableArray<double> AppliedRows(ButcherTableau tableau, RootedTree branch)
    {
        if (branch.Order == 1)
            return tableau.Nodes;
        var values = ElementaryWeights(tableau, branch);
        return [.. tableau.StageWeights.Select(row => Dot(row, values))];
    }

    /// <summary>The sum of products; the second list may be longer, as a stage sees only the earlier ones.</summary>
    private static double Dot(ImmutableArray<double> weights, ImmutableArray<double> values) =>
        weights.Zip(values, (weight, value) => weight * value).Sum();
}
