using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>
    /// target_i = start_i + factor * sum_j weights_j vectors_ji over the vectors that have a weight. Here and below vector j is the j-th of rows of the
    /// target's length, which is one of <see cref="Padded"/>.
    /// </summary>
    public static void Advance(Span<double> target, ReadOnlySpan<double> start, double factor, ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors)
    {
        Require(target, weights, vectors);
        for (var i = 0; i < target.Length; i += Vector<double>.Count)
            (new Vector<double>(start[i..]) + factor * Sum(weights, vectors, target.Length, i)).CopyTo(target[i..]);
    }

    /// <summary>target_i = factor * sum_j weights_j vectors_ji.</summary>
    public static void Combine(Span<double> target, double factor, ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors)
    {
        Require(target, weights, vectors);
        for (var i = 0; i < target.Length; i += Vector<double>.Count)
            (factor * Sum(weights, vectors, target.Length, i)).CopyTo(target[i..]);
    }

    private static void Require(ReadOnlySpan<double> target, ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors)
    {
        if (target.Length % Vector<double>.Count != 0 || weights.Length * target.Length > vectors.Length)
            throw new ArgumentException("The vectors are not whole ones of the processor, or not as many as the weights.");
    }

    // Unchecked: Require has seen that all rows are there.
    private static Vector<double> Sum(ReadOnlySpan<double> weights, ReadOnlySpan<double> vectors, int length, int i)
    {
        ref var row = ref Unsafe.Add(ref MemoryMarshal.GetReference(vectors), i);
        var sum = Vector<double>.Zero;
        foreach (var weight in weights)
        {
            sum += weight * Vector.LoadUnsafe(ref row);
            row = ref Unsafe.Add(ref row, length);
        }

        return sum;
    }
}
