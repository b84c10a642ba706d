using System.Numerics;

namespace LrnnSymbolic.Integration;

/// <summary>Sums of scaled vectors. The vector width does not change a single bit: every component is rounded alone.</summary>
internal static class ScaledSum
{
    /// <summary>The length of a vector of so many components with zeros up to whole vectors of the processor, which saves a loop for the rest.</summary>
    public static int Padded(int dimension) => (dimension + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>target_i += factor * source_i.</summary>
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        var i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(target[i..]) + factor * new Vector<double>(source[i..])).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] += factor * source[i];
    }

    /// <summary>target_i = factor * sum_j weights_j vectors_ji, over the vectors that have a weight.</summary>
    public static void Combine(
        Span<double> target, double factor, ReadOnlySpan<double> weights, ReadOnlySpan<double[]> vectors)
    {
        var i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var sum = Vector<double>.Zero;
            for (var j = 0; j < weights.Length; j++)
                sum += weights[j] * new Vector<double>(vectors[j], i);
            (factor * sum).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < weights.Length; j++)
                sum += weights[j] * vectors[j][i];
            target[i] = factor * sum;
        }
    }
}
