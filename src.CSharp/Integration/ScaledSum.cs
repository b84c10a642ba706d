using System.Numerics;
using System.Runtime.InteropServices;

namespace LrnnSymbolic.Integration;

/// <summary>Sums of scaled vectors. The vector width does not change a single bit: every component is rounded alone.</summary>
internal static class ScaledSum
{
    /// <summary>target_i += factor * source_i.</summary>
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        var wideTarget = MemoryMarshal.Cast<double, Vector<double>>(target);
        var wideSource = MemoryMarshal.Cast<double, Vector<double>>(source);
        for (var i = 0; i < wideTarget.Length; i++)
            wideTarget[i] += factor * wideSource[i];
        for (var i = wideTarget.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] += factor * source[i];
    }

    /// <summary>target = factor * sum_j weights_j vectors_j; vectors without weight are not looked at.</summary>
    public static void Combine(
        Span<double> target, double factor, ReadOnlySpan<double> weights, ReadOnlySpan<double[]> vectors)
    {
        target.Clear();
        for (var j = 0; j < weights.Length; j++)
            if (weights[j] != 0)
                Add(target, factor * weights[j], vectors[j]);
    }
}
