using System.Collections.Immutable;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Phi_i(tree), one for each stage i: the product over the branches at the root of sum_j w_ij Phi_j(branch). A branch that is alone at
/// its vertex comes from a first derivative of the field, several branches from a higher one; a Rosenbrock method weighs the
/// two differently (Hairer, Wanner, "Solving Ordinary Differential Equations II", IV.7), a Runge–Kutta method does not.
/// </summary>
/// <param name="alone">w for a branch that is alone; a row may be shorter than the number of stages.</param>
/// <param name="joined">w for one of several branches.</param>
/// <param name="aloneSums">The row sums of <paramref name="alone"/>, given apart as their rounding is smaller.</param>
/// <param name="joinedSums">The row sums of <paramref name="joined"/>.</param>
internal sealed class ElementaryWeights(
    ImmutableArray<ImmutableArray<double>> alone,
    ImmutableArray<ImmutableArray<double>> joined,
    ImmutableArray<double> aloneSums,
    ImmutableArray<double> joinedSums)
{
    public ImmutableArray<double> Of(RootedTree tree)
    {
        var single = tree.Branches.Length == 1;
        return tree.Branches.Aggregate(
            ImmutableArray.CreateRange(aloneSums, _ => 1.0),
            (product, branch) => [.. product.Zip(Applied(branch, single), (left, right) => left * right)]);
    }

    /// <summary>The sum of products; the second list may be longer, as a stage sees only the earlier ones.</summary>
    public static double Dot(ImmutableArray<double> weights, ImmutableArray<double> values) =>
        weights.Zip(values, (weight, value) => weight * value).Sum();

    private ImmutableArray<double> Applied(RootedTree branch, bool single)
    {
        if (branch.Order == 1)
            return single ? aloneSums : joinedSums;
        var values = Of(branch);
        return [.. (single ? alone : joined).Select(row => Dot(row, values))];
    }
}
