using System.Collections.Immutable;

namespace LrnnSymbolic.Integration;

/// <summary>
/// A rooted tree: one term of the Taylor series of the solution of y' = f(y), hence one order condition of a
/// Runge–Kutta method (Butcher; Hairer, Nørsett, Wanner, "Solving Ordinary Differential Equations I", II.2).
/// </summary>
internal sealed class RootedTree
{
    private RootedTree(ImmutableArray<RootedTree> branches)
    {
        Branches = branches;
        Order = 1 + branches.Sum(branch => branch.Order);
        Density = Order * branches.Aggregate(1L, (product, branch) => product * branch.Density);
    }

    /// <summary>The subtrees at the root; empty for the single vertex.</summary>
    public ImmutableArray<RootedTree> Branches { get; }

    /// <summary>The number of vertices: the power of the step size the tree stands for.</summary>
    public int Order { get; }

    /// <summary>gamma(tree), the product of the orders of all its subtrees; a method must give the tree the weight 1/gamma.</summary>
    public long Density { get; }

    /// <summary>Every tree of at most <paramref name="order"/> vertices once, smaller ones first: 1, 2, 4, 8, 17, 37, ... of them.</summary>
    public static IReadOnlyList<RootedTree> UpToOrder(int order)
    {
        var trees = new List<RootedTree>();
        for (var size = 1; size <= order; size++)
            trees.AddRange(Forests(size - 1, trees.ToArray(), 0).Select(forest => new RootedTree(forest)).ToArray());
        return trees;
    }

    /// <summary>Bracket notation: "•" is the single vertex, "[•[•]]" a root with a leaf and a path of two vertices.</summary>
    public override string ToString() => Branches.IsEmpty ? "•" : $"[{string.Concat(Branches)}]";

    /// <summary>The multisets of trees with <paramref name="size"/> vertices together, drawn from candidates[first..] in order.</summary>
    private static IEnumerable<ImmutableArray<RootedTree>> Forests(int size, RootedTree[] candidates, int first)
    {
        if (size == 0)
            return [[]];
        return
            from index in Enumerable.Range(first, candidates.Length - first)
            let tree = candidates[index]
            where tree.Order <= size
            from others in Forests(size - tree.Order, candidates, index)
            select others.Insert(0, tree);
    }
}
