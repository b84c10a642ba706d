namespace LrnnSymbolic.Training;

/// <summary>
/// How far the tangent kernel has turned: D = 1 - &lt;K, K'&gt;_F / (|K|_F |K'|_F) between two networks of one shape on the same inputs.
/// </summary>
/// <remarks>
/// &lt;J J^T, J' J'^T&gt; = |J^T J'|^2, and every block of J^T J' is a sum of Kronecker products A_m kron B_m, whose squared norm is
/// sum_{m,n} &lt;A_m, A_n&gt; &lt;B_m, B_n&gt;: traces of small Gram products. The kernels themselves, which grow with the square of
/// the samples, are never made.
/// </remarks>
public static class KernelDistance
{
    /// <summary>D, between 0 and 1, to rounding.</summary>
    /// <param name="before">The network at one time.</param>
    /// <param name="after">The network at another time, of the same shape.</param>
    /// <param name="inputs">X_1..X_T, each N_x x P.</param>
    /// <param name="counted">The outputs.</param>
    /// <returns>D; not a number when a kernel is zero, which has no direction.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public static double Between(
        LinearRecurrentNetwork before, LinearRecurrentNetwork after, InputSequence inputs, CountedOutputs counted = CountedOutputs.Last)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Shape != after.Shape)
            throw new ArgumentException($"The networks have different sizes, {before.Shape} and {after.Shape}.", nameof(after));

        var (x, y) = (new TangentFactors(before, inputs), new TangentFactors(after, inputs));
        double cosine = InnerProduct(x, y, counted) / Math.Sqrt(InnerProduct(x, x, counted) * InnerProduct(y, y, counted));
        return 1 - cosine;
    }

    /// <summary>&lt;K, K'&gt;_F of two networks on the same inputs.</summary>
    internal static double InnerProduct(TangentFactors x, TangentFactors y, CountedOutputs counted)
    {
        int first = counted == CountedOutputs.Last ? x.Steps : 1;
        return Recurrent(x, y, first) + Mixed(x, y, first) + Mixed(y, x, first) + Output(x, y, first);
    }

    /// <summary>[W_x, W_h] of both: sum_{i,k} (S_i S'_k^T) kron sum_t G_{t-i}^T G'_{t-k}.</summary>
    private static double Recurrent(TangentFactors x, TangentFactors y, int first)
    {
        int steps = x.Steps;
        var sum = new KroneckerSum(steps * steps, x.SourceRows * x.SourceRows, x.Shape.Hidden * x.Shape.Hidden);
        for (int i = 1; i <= steps; i++)
        {
            for (int k = 1; k <= steps; k++)
            {
                var (left, right) = sum.Next();
                Products.AddTransposedRight(x.Source(i), y.Source(k), left);
                for (int t = Math.Max(first, Math.Max(i, k)); t <= steps; t++)
                    Products.AddTransposedLeft(x.Gain(t - i), y.Gain(t - k), right);
            }
        }

        return sum.SquaredNorm();
    }

    /// <summary>[W_x, W_h] of one and W_y of the other: sum_{t, i&lt;=t} (S_i H'_t^T) kron G_{t-i}^T.</summary>
    private static double Mixed(TangentFactors x, TangentFactors y, int first)
    {
        int terms = Enumerable.Range(first, x.Steps - first + 1).Sum();
        var sum = new KroneckerSum(terms, x.SourceRows * x.Shape.Hidden, x.Shape.Outputs * x.Shape.Hidden);
        for (int t = first; t <= x.Steps; t++)
        {
            for (int i = 1; i <= t; i++)
            {
                var (left, right) = sum.Next();
                Products.AddTransposedRight(x.Source(i), y.State(t), left);
                x.Gain(t - i).Values.CopyTo(right);
            }
        }

        return sum.SquaredNorm();
    }

    /// <summary>W_y of both: (sum_t H_t H'_t^T) kron I.</summary>
    private static double Output(TangentFactors x, TangentFactors y, int first)
    {
        double[] gram = new double[x.Shape.Hidden * x.Shape.Hidden];
        for (int t = first; t <= x.Steps; t++)
            Products.AddTransposedRight(x.State(t), y.State(t), gram);

        return x.Shape.Outputs * Products.Dot(gram, gram);
    }
}
