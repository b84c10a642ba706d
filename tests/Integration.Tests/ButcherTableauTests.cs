using System.Collections.Immutable;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class ButcherTableauTests
{
    [Fact]
    public void RootedTreesAreCountedAsByCayley()
    {
        var counts = RootedTree.UpToOrder(8).GroupBy(tree => tree.Order).Select(group => group.Count());
        Assert.Equal([1, 1, 2, 4, 9, 20, 48, 115], counts);
        Assert.Equal(17, RootedTree.UpToOrder(5).Select(tree => tree.ToString()).Distinct().Count());
    }

    [Theory]
    [InlineData("•", 1)]
    [InlineData("[•]", 2)]
    [InlineData("[[•]]", 6)]
    [InlineData("[••]", 3)]
    [InlineData("[[[[•]]]]", 120)]
    [InlineData("[••••]", 5)]
    [InlineData("[•[••]]", 15)]
    public void DensitiesAreThoseOfTheLiterature(string tree, long density) =>
        Assert.Equal(density, RootedTree.UpToOrder(5).Single(candidate => candidate.ToString() == tree).Density);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void PublishedTablesHaveNoDefect(int index)
    {
        var tableau = Problem.Tableaus[index];
        Assert.Empty(tableau.Defects());
        Assert.Equal(17, tableau.Conditions().Count(condition => condition.Subject == TableauSubject.Weights));
        Assert.Equal(8 + 1, tableau.Conditions().Count(condition => condition.Subject == TableauSubject.EmbeddedWeights));
        Assert.Equal(8 * 4 + 7 * 3, tableau.Conditions().Count(condition => condition.Subject == TableauSubject.DenseWeights));
    }

    /// <summary>The two hundred conditions up to order 8 and 85 up to order 7 for each power of theta; 16 stages with three ends each.</summary>
    [Fact]
    public void TheTableOfOrderEightHasNoDefect()
    {
        var tableau = DormandPrince853.Tableau;
        Assert.Empty(tableau.Defects(OrderEightPrecision));
        Assert.Equal(200, tableau.Conditions().Count(condition => condition.Subject == TableauSubject.Weights));
        Assert.Equal(17 + 1 + 4 + 1, tableau.Conditions().Count(condition => condition.Subject == TableauSubject.EmbeddedWeights));
        Assert.Equal(85 * 7 + 16 * 3, tableau.Conditions().Count(condition => condition.Subject == TableauSubject.DenseWeights));
        Assert.Equal(8, tableau.ErrorOrder);
        Assert.Throws<ArgumentException>(() => (tableau with { DenseStageWeights = [] }).Defects());
    }

    [Fact]
    public void ADisturbanceOfTheTableOfOrderEightIsReported()
    {
        const double size = 1e-9;
        var tableau = DormandPrince853.Tableau;
        Assert.All(Disturbances(tableau.StageWeights, size), rows => Assert.NotEmpty((tableau with { StageWeights = rows }).Defects(OrderEightPrecision)));
        Assert.All(Disturbances(tableau.DenseStageWeights, size), rows => Assert.NotEmpty((tableau with { DenseStageWeights = rows }).Defects(OrderEightPrecision)));
        Assert.NotEmpty((tableau with { Order = 9 }).Defects(OrderEightPrecision));
        Assert.NotEmpty((tableau with { DenseOrder = 8 }).Defects(OrderEightPrecision));
    }

    // Coefficients reach 43 in the stages and 530 in the dense output.
    private const double OrderEightPrecision = 2e-12;

    /// <summary>The seventeen conditions up to order 5, written out by hand from the sums c_i = sum_j a_ij.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void WeightsSatisfyTheConditionsWrittenOut(int index)
    {
        var tableau = Problem.Tableaus[index];
        var c = tableau.Nodes;
        var c2 = Product(c, c);
        var c3 = Product(c2, c);
        var ac = Apply(c);
        (double Expected, ImmutableArray<double> Vector)[] conditions =
        [
            (1.0, [.. c.Select(_ => 1.0)]),
            (1.0 / 2, c),
            (1.0 / 3, c2), (1.0 / 6, ac),
            (1.0 / 4, c3), (1.0 / 8, Product(c, ac)), (1.0 / 12, Apply(c2)), (1.0 / 24, Apply(ac)),
            (1.0 / 5, Product(c2, c2)), (1.0 / 10, Product(c2, ac)), (1.0 / 15, Product(c, Apply(c2))),
            (1.0 / 30, Product(c, Apply(ac))), (1.0 / 20, Product(ac, ac)), (1.0 / 20, Apply(c3)),
            (1.0 / 40, Apply(Product(c, ac))), (1.0 / 60, Apply(Apply(c2))), (1.0 / 120, Apply(Apply(ac))),
        ];
        Assert.All(conditions, condition => Assert.Equal(condition.Expected, Dot(tableau.Weights, condition.Vector), 1e-13));

        ImmutableArray<double> Apply(ImmutableArray<double> vector) =>
            [.. tableau.StageWeights.Select(row => Dot(row, vector))];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ADisturbanceOfAnyCoefficientIsReported(int index)
    {
        var variants = Disturbances(Problem.Tableaus[index], 1e-9).ToArray();
        Assert.Equal(7 + 21 + 7 + 28, variants.Length);
        Assert.All(variants, variant => Assert.NotEmpty(variant.Defects()));
    }

    [Fact]
    public void AnOrderThatIsNotThereIsReported()
    {
        var boastful = DormandPrince54.Tableau with { Order = 6 };
        Assert.All(boastful.Defects(), defect => Assert.Equal(TableauSubject.Weights, defect.Subject));
        Assert.NotEmpty(boastful.Defects());
        Assert.NotEmpty((DormandPrince54.Tableau with { EmbeddedOrder = 5 }).Defects());
        Assert.NotEmpty((Tsitouras54.Tableau with { DenseOrder = 5 }).Defects());
    }

    [Fact]
    public void AnErrorEstimateThatSeesNothingIsReported()
    {
        var blind = DormandPrince54.Tableau with { ErrorWeights = [0, 0, 0, 0, 0, 0, 0] };
        var defect = Assert.Single(blind.Defects());
        Assert.Equal(TableauSubject.EmbeddedWeights, defect.Subject);
    }

    [Fact]
    public void RowsOfTheWrongLengthAreRefused()
    {
        var ragged = DormandPrince54.Tableau with { ErrorWeights = [0, 0, 0] };
        Assert.Throws<ArgumentException>(() => ragged.Defects());
        Assert.Throws<ArgumentException>(() => Integrator.OfEqualSteps(ragged, 1));
    }

    private static IEnumerable<ButcherTableau> Disturbances(ButcherTableau tableau, double size)
    {
        foreach (var nodes in Disturbances(tableau.Nodes, size))
            yield return tableau with { Nodes = nodes };
        foreach (var rows in Disturbances(tableau.StageWeights, size))
            yield return tableau with { StageWeights = rows };
        foreach (var weights in Disturbances(tableau.ErrorWeights, size))
            yield return tableau with { ErrorWeights = weights };
        foreach (var rows in Disturbances(tableau.DenseWeights, size))
            yield return tableau with { DenseWeights = rows };
    }

    private static IEnumerable<ImmutableArray<ImmutableArray<double>>> Disturbances(
        ImmutableArray<ImmutableArray<double>> rows, double size) =>
        rows.SelectMany((row, index) => Disturbances(row, size).Select(disturbed => rows.SetItem(index, disturbed)));

    private static IEnumerable<ImmutableArray<double>> Disturbances(ImmutableArray<double> row, double size) =>
        row.Select((value, index) => row.SetItem(index, value + size));

    private static ImmutableArray<double> Product(ImmutableArray<double> left, ImmutableArray<double> right) =>
        [.. left.Zip(right, (x, y) => x * y)];

    private static double Dot(ImmutableArray<double> weights, ImmutableArray<double> values) =>
        weights.Zip(values, (x, y) => x * y).Sum();
}
