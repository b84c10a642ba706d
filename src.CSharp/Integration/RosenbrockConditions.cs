using System.Collections.Immutable;
using System.Numerics;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The equations between the coefficients of a <see cref="RosenbrockTableau"/>. Weights w have order p when sum_i w_i Phi_i(tree) =
/// 1/gamma(tree) for every tree up to p vertices, where a branch alone at its vertex is weighed by alpha + Gamma and others by
/// alpha. Row sums make the same true of fields that depend on the time. The stability function
/// R(z) = 1 + z b (1 - z (alpha + Gamma))^(-1) 1 must be at most 1 on the imaginary axis and vanish at infinity.
/// </summary>
internal sealed class RosenbrockConditions
{
    private readonly RosenbrockTableau _tableau;
    private readonly double[][] _gamma;
    private readonly ImmutableArray<ImmutableArray<double>> _alpha;
    private readonly ImmutableArray<ImmutableArray<double>> _beta;
    private readonly ElementaryWeights _elementary;

    public RosenbrockConditions(RosenbrockTableau tableau)
    {
        var stages = tableau.Stages;
        _tableau = tableau;
        _gamma = InverseOfTriangle(tableau);
        _alpha = [.. tableau.StageWeights.Select(Behind)];
        _beta = [.. Enumerable.Range(0, stages).Select(i => ImmutableArray.CreateRange(Enumerable.Range(0, stages).Select(j => _alpha[i][j] + _gamma[i][j])))];
        _elementary = new ElementaryWeights(
            _beta, _alpha, [.. tableau.Nodes.Zip(tableau.TimeWeights, (node, weight) => node + weight)], tableau.Nodes);
    }

    public ImmutableArray<TableauCondition> All() =>
    [
        .. Sums(),
        .. Order(TableauSubject.Weights, _tableau.Weights, _tableau.Order),
        .. Order(TableauSubject.EmbeddedWeights, Embedded, _tableau.EmbeddedOrder),
        ErrorEstimateSees(),
        .. DenseOrder(),
        .. DenseEnd(),
        .. Damping(_tableau.Weights, "R"),
        .. Damping(Embedded, "embedded R"),
    ];

    private ImmutableArray<double> Embedded => [.. _tableau.Weights.Zip(_tableau.ErrorWeights, (weight, error) => weight - error)];

    private IEnumerable<TableauCondition> Sums() =>
        Enumerable.Range(0, _tableau.Stages).SelectMany(stage => new[]
        {
            new TableauCondition(TableauSubject.Nodes, $"sum_j alpha_{stage}j = alpha_{stage}", _alpha[stage].Sum() - _tableau.Nodes[stage]),
            new TableauCondition(TableauSubject.Nodes, $"sum_j gamma_{stage}j = gamma_{stage}", _gamma[stage].Sum() - _tableau.TimeWeights[stage]),
        });

    private IEnumerable<TableauCondition> Order(TableauSubject subject, ImmutableArray<double> weights, int order)
    {
        var behind = Behind(weights);
        return
            from tree in RootedTree.UpToOrder(order)
            let residual = ElementaryWeights.Dot(behind, _elementary.Of(tree)) - 1.0 / tree.Density
            select new TableauCondition(subject, tree.ToString(), residual);
    }

    private TableauCondition ErrorEstimateSees()
    {
        var behind = Behind(_tableau.ErrorWeights);
        var order = _tableau.EmbeddedOrder + 1;
        var largest = RootedTree.UpToOrder(order)
            .Where(tree => tree.Order == order)
            .Max(tree => Math.Abs(ElementaryWeights.Dot(behind, _elementary.Of(tree))));
        return new TableauCondition(TableauSubject.EmbeddedWeights, $"some tree of order {order} is missed", largest > 1e-6 ? 0 : 1);
    }

    private IEnumerable<TableauCondition> DenseOrder() =>
        from tree in RootedTree.UpToOrder(_tableau.DenseOrder)
        let values = _elementary.Of(tree)
        from power in Enumerable.Range(1, _tableau.DenseDegree)
        let expected = power == tree.Order ? 1.0 / tree.Density : 0
        let residual = ElementaryWeights.Dot(Behind(_tableau.DenseWeights[power - 1]), values) - expected
        select new TableauCondition(TableauSubject.DenseWeights, $"theta^{power} in {tree}", residual);

    private IEnumerable<TableauCondition> DenseEnd() =>
        Enumerable.Range(0, _tableau.Stages).Select(stage => new TableauCondition(
            TableauSubject.DenseWeights, $"m_{stage}(1) = m_{stage}", _tableau.DenseWeights.Sum(row => row[stage]) - _tableau.Weights[stage]));

    /// <summary>R at infinity is 1 - b (alpha + Gamma)^(-1) 1; on the axis a grid of three points in a factor 2 is sampled.</summary>
    private IEnumerable<TableauCondition> Damping(ImmutableArray<double> weights, string name)
    {
        var behind = Behind(weights);
        var largest = Enumerable.Range(-30, 91).Max(k => Complex.Abs(Amplification(behind, new Complex(0, Math.Pow(2, k / 3.0)))));
        yield return new TableauCondition(TableauSubject.Damping, $"|{name}(iy)| <= 1", Math.Max(0, largest - 1));
        yield return new TableauCondition(TableauSubject.Damping, $"{name}(inf) = 0", 1 - Solved(behind, Complex.Zero, -1).Real);
    }

    private Complex Amplification(ImmutableArray<double> weights, Complex z) => 1 + z * Solved(weights, 1, z);

    // weights (diagonal - z beta)^(-1) 1, by forward substitution.
    private Complex Solved(ImmutableArray<double> weights, Complex diagonal, Complex z)
    {
        var solution = new Complex[_tableau.Stages];
        var sum = Complex.Zero;
        for (var i = 0; i < solution.Length; i++)
        {
            var right = Complex.One;
            for (var j = 0; j < i; j++)
                right += z * _beta[i][j] * solution[j];
            solution[i] = right / (diagonal - z * _beta[i][i]);
            sum += weights[i] * solution[i];
        }

        return sum;
    }

    // From weights of the u_i to weights of the k_i: a row times Gamma.
    private ImmutableArray<double> Behind(ImmutableArray<double> row) =>
        [.. Enumerable.Range(0, _tableau.Stages).Select(j => row.Select((weight, i) => weight * _gamma[i][j]).Sum())];

    // Gamma = (1/gamma - c)^(-1), row by row.
    private static double[][] InverseOfTriangle(RosenbrockTableau tableau)
    {
        var rows = new double[tableau.Stages][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new double[rows.Length];
            for (var column = 0; column <= i; column++)
            {
                var sum = column == i ? 1.0 : 0.0;
                for (var j = column; j < i; j++)
                    sum += tableau.Couplings[i][j] * rows[j][column];
                rows[i][column] = tableau.Diagonal * sum;
            }
        }

        return rows;
    }
}
