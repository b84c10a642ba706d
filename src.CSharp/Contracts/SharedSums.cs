using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LrnnSymbolic.Contracts;

/// <summary>
/// Sums that one call computes together with their derivatives. Emitted C# source carries this class along as text.
/// </summary>
public static class SharedSums
{
    // What is short is compiled into the kernel; the rest at once to fast code, since kernels are not tiered either.

    // Up to here a loop is faster than doubling.
    private const double ShortSum = 16;

    // A power x^m by repeated squaring is off by m/2 units in the last place, so that each power carries its error along.
    // (power, low) stands for power + low.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square<T, TLanes>(ref T power, ref T low)
        where TLanes : struct, ILanes<T>
    {
        var square = TLanes.Multiply(power, power);
        var error = TLanes.MultiplySubtract(power, power, square);
        low = TLanes.MultiplyAdd(TLanes.Add(power, power), low, error);
        power = square;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyBy<T, TLanes>(T factor, T factorLow, ref T power, ref T low)
        where TLanes : struct, ILanes<T>
    {
        var product = TLanes.Multiply(power, factor);
        var error = TLanes.MultiplySubtract(power, factor, product);
        low = TLanes.MultiplyAdd(low, factor, TLanes.MultiplyAdd(power, factorLow, error));
        power = product;
    }

    private const double Countable = 1L << 53;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsCount(double n) => n >= 0 && n == Math.Floor(n) && n < Countable;

    // Fewer than no terms are none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWhole(double n) => n == Math.Floor(n) && Math.Abs(n) < Countable;

    // Up to this |q| the textbook form (1 - q^n)/(1 - q) is accurate: 1 - q is not small, and q^n is small where its error is large.
    private const double Far = 0.875;

    // From so many terms on q^n, n q^n and n^2 q^n are below half a unit in the last place of the sums: 0.875^510 = 3e-30.
    private const ulong Endless = 512;

    // q^n for |q| at most Far, or 0 where it makes no difference; without its error.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Power<T, TLanes>(T x, ulong n)
        where TLanes : struct, ILanes<T>
    {
        if (n >= Endless)
            return TLanes.Create(0.0);
        var result = TLanes.Create(1.0);
        for (; n > 1; n >>= 1)
        {
            if ((n & 1) != 0)
                result = TLanes.Multiply(result, x);
            x = TLanes.Multiply(x, x);
        }

        return n == 0 ? result : TLanes.Multiply(result, x);
    }

    /// <summary>
    /// sum_{j&lt;n} q^j and its derivative by q for a whole number n, 0 where there is no term; NaN for other n. Near q = 1 and beyond it by doubling,
    /// S_2m = S_m (1 + q^m), which costs O(log n) and loses no digits there; relative to the sum of the absolute values of the terms
    /// the error is a few units in the last place for any n. A sum beyond the range of doubles is infinite or NaN.
    /// </summary>
    /// <param name="q">The ratio, rounded.</param>
    /// <param name="low">What is missing in q: the ratio is q + low.</param>
    /// <param name="n">The number of terms.</param>
    /// <param name="slope">Receives sum_{j&lt;n} j q^(j-1).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Geometric(double q, double low, double n, out double slope) =>
        Geometric<double, OneLane>(q, low, n, out slope);

    /// <summary>The same in every lane, with the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Geometric<T, TLanes>(T q, T low, double n, out T slope)
        where TLanes : struct, ILanes<T>
    {
        if (!(n <= ShortSum))
        {
            if (n < Countable && n == Math.Floor(n) && TLanes.AllWithin(q, Far))
                return Textbook<T, TLanes>(q, n, out slope);

            // By way of a variable of its own, so that the caller's can stay in a register.
            var sum = AnyGeometric<T, TLanes>(q, low, n, out var rise);
            slope = rise;
            return sum;
        }

        if (!IsWhole(n))
            return slope = TLanes.Create(double.NaN);
        var one = TLanes.Create(1.0);
        if (n < 2)
        {
            slope = TLanes.Create(0.0);
            return TLanes.Create(Math.Max(n, 0.0));
        }

        // Terms in pairs, (1 + q)(1 + q^2 + q^4 + ...): no more operations than Horner's rule, and half as many in a row.
        var pair = TLanes.Add(one, q);
        var (value, derivative) = (pair, one);
        if (n >= 4)
        {
            var square = TLanes.Multiply(q, q);
            var (sum, rise) = (TLanes.Add(square, one), one);
            for (var k = (int)n / 2; k > 2; k--)
            {
                rise = TLanes.MultiplyAdd(rise, square, sum);
                sum = TLanes.MultiplyAdd(sum, square, one);
            }

            value = TLanes.Multiply(pair, sum);
            derivative = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Add(q, q), pair), rise, sum);
        }

        if ((int)n % 2 != 0)
        {
            derivative = TLanes.MultiplyAdd(derivative, q, value);
            value = TLanes.MultiplyAdd(value, q, one);
        }

        slope = derivative;
        return value;
    }

    // More terms than a short sum has, in each lane by the form that is accurate there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T AnyGeometric<T, TLanes>(T q, T low, double n, out T slope)
        where TLanes : struct, ILanes<T>
    {
        if (!IsWhole(n))
            return slope = TLanes.Create(double.NaN);
        var doubled = Doubled<T, TLanes>(q, low, n, out slope);
        if (!TLanes.AnyWithin(q, Far))
            return doubled;
        var textbook = Textbook<T, TLanes>(q, n, out var otherSlope);
        slope = TLanes.Choose(q, Far, otherSlope, slope);
        return TLanes.Choose(q, Far, textbook, doubled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Textbook<T, TLanes>(T q, double n, out T slope)
        where TLanes : struct, ILanes<T>
    {
        var one = TLanes.Create(1.0);
        var minusOne = TLanes.Create(-1.0);
        var power = Power<T, TLanes>(q, (ulong)n - 1);
        var inverse = TLanes.Divide(one, TLanes.MultiplyAdd(minusOne, q, one));
        var sum = TLanes.Multiply(inverse, TLanes.MultiplyAdd(TLanes.Multiply(minusOne, q), power, one));
        slope = TLanes.Multiply(inverse, TLanes.MultiplyAdd(TLanes.Create(-n), power, sum));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Doubled<T, TLanes>(T q, T low, double n, out T slope)
        where TLanes : struct, ILanes<T>
    {
        var one = TLanes.Create(1.0);
        var zero = TLanes.Create(0.0);

        // sum_{j<m} q^j and sum_{j<m} j q^j, from m = 1 to n - 1; the last term makes the derivative free of a division by q.
        var count = (ulong)n - 1;
        var (sum, weighted, power, rest, m) = (one, zero, q, low, 1.0);
        for (var bit = BitOperations.Log2(count) - 1; bit >= 0; bit--)
        {
            var p = TLanes.Add(power, rest);
            weighted = TLanes.MultiplyAdd(p, TLanes.MultiplyAdd(TLanes.Create(m), sum, weighted), weighted);
            sum = TLanes.MultiplyAdd(p, sum, sum);
            Square<T, TLanes>(ref power, ref rest);
            m += m;
            if ((count >> bit & 1) == 0)
                continue;
            p = TLanes.Add(power, rest);
            sum = TLanes.Add(sum, p);
            weighted = TLanes.MultiplyAdd(TLanes.Create(m), p, weighted);
            MultiplyBy<T, TLanes>(q, low, ref power, ref rest);
            m++;
        }

        slope = TLanes.Add(sum, weighted);
        return TLanes.Add(sum, TLanes.Add(power, rest));
    }

    /// <summary>sum_{j&lt;n} C(j, k) q^(j-k) for k = 0, 1 and 2, as above.</summary>
    /// <param name="q">The ratio, rounded.</param>
    /// <param name="low">What is missing in q.</param>
    /// <param name="n">The number of terms.</param>
    /// <param name="slope">Receives the sum for k = 1.</param>
    /// <param name="curvature">Receives the sum for k = 2.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Geometric(double q, double low, double n, out double slope, out double curvature) =>
        Geometric<double, OneLane>(q, low, n, out slope, out curvature);

    /// <summary>The same in every lane, with the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Geometric<T, TLanes>(T q, T low, double n, out T slope, out T curvature)
        where TLanes : struct, ILanes<T>
    {
        var one = TLanes.Create(1.0);
        var zero = TLanes.Create(0.0);
        if (!IsWhole(n))
        {
            slope = curvature = TLanes.Create(double.NaN);
            return slope;
        }

        if (n <= ShortSum)
        {
            var (value, first, second) = (zero, zero, zero);
            for (var k = (int)n; k > 0; k--)
            {
                second = TLanes.MultiplyAdd(second, q, first);
                first = TLanes.MultiplyAdd(first, q, value);
                value = TLanes.MultiplyAdd(value, q, one);
            }

            (slope, curvature) = (first, second);
            return value;
        }

        if (TLanes.AllWithin(q, Far))
            return Textbook<T, TLanes>(q, n, out slope, out curvature);
        var doubled = Doubled<T, TLanes>(q, low, n, out slope, out curvature);
        if (!TLanes.AnyWithin(q, Far))
            return doubled;
        var textbook = Textbook<T, TLanes>(q, n, out var otherSlope, out var otherCurvature);
        slope = TLanes.Choose(q, Far, otherSlope, slope);
        curvature = TLanes.Choose(q, Far, otherCurvature, curvature);
        return TLanes.Choose(q, Far, textbook, doubled);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Textbook<T, TLanes>(T q, double n, out T slope, out T curvature)
        where TLanes : struct, ILanes<T>
    {
        var one = TLanes.Create(1.0);
        var minusOne = TLanes.Create(-1.0);
        var before = Power<T, TLanes>(q, (ulong)n - 2);
        var power = TLanes.Multiply(before, q);
        var inverse = TLanes.Divide(one, TLanes.MultiplyAdd(minusOne, q, one));
        var sum = TLanes.Multiply(inverse, TLanes.MultiplyAdd(TLanes.Multiply(minusOne, q), power, one));
        slope = TLanes.Multiply(inverse, TLanes.MultiplyAdd(TLanes.Create(-n), power, sum));
        curvature = TLanes.Multiply(inverse, TLanes.MultiplyAdd(TLanes.Create(-n * (n - 1) / 2), before, slope));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Doubled<T, TLanes>(T q, T low, double n, out T slope, out T curvature)
        where TLanes : struct, ILanes<T>
    {
        var one = TLanes.Create(1.0);
        var zero = TLanes.Create(0.0);

        // sum_{j<m} C(j, k) q^j, from m = 1 to n - 2.
        var count = (ulong)n - 2;
        var (sum, weighted, twice, power, rest, m) = (one, zero, zero, q, low, 1.0);
        for (var bit = BitOperations.Log2(count) - 1; bit >= 0; bit--)
        {
            var p = TLanes.Add(power, rest);
            var pairs = TLanes.MultiplyAdd(TLanes.Create(m), weighted, TLanes.MultiplyAdd(TLanes.Create(m * (m - 1) / 2), sum, twice));
            twice = TLanes.MultiplyAdd(p, pairs, twice);
            weighted = TLanes.MultiplyAdd(p, TLanes.MultiplyAdd(TLanes.Create(m), sum, weighted), weighted);
            sum = TLanes.MultiplyAdd(p, sum, sum);
            Square<T, TLanes>(ref power, ref rest);
            m += m;
            if ((count >> bit & 1) == 0)
                continue;
            p = TLanes.Add(power, rest);
            sum = TLanes.Add(sum, p);
            weighted = TLanes.MultiplyAdd(TLanes.Create(m), p, weighted);
            twice = TLanes.MultiplyAdd(TLanes.Create(m * (m - 1) / 2), p, twice);
            MultiplyBy<T, TLanes>(q, low, ref power, ref rest);
            m++;
        }

        // C(j+2, 2) = C(j, 2) + 2 j + 1, and the two terms that are missing in the sum.
        curvature = TLanes.MultiplyAdd(TLanes.Create(2.0), weighted, TLanes.Add(twice, sum));
        var last = TLanes.Add(power, rest);
        slope = TLanes.MultiplyAdd(TLanes.Create(m + 1), last, TLanes.Add(sum, weighted));
        MultiplyBy<T, TLanes>(q, low, ref power, ref rest);
        return TLanes.Add(TLanes.Add(sum, last), TLanes.Add(power, rest));
    }

    // The lanes of a long polynomial: enough chains of fused operations to fill two units.
    private const int Width = 32;

    /// <summary>From so many terms on a polynomial in the table is computed in chains.</summary>
    public const double ShortTable = 2 * Width;

    /// <summary>
    /// P(x) = sum_{i=1}^n s_i x^(n-i) and its derivative; NaN where n is not a whole number from 0 to the number
    /// of values. Long sums run in 32 interleaved chains, whose number does not depend on the processor.
    /// </summary>
    /// <param name="values">s_1, s_2, ...</param>
    /// <param name="x">Where.</param>
    /// <param name="n">The number of terms.</param>
    /// <param name="slope">Receives P'(x).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Polynomial(ReadOnlySpan<double> values, double x, double n, out double slope)
    {
        if (n < ShortTable)
            return Polynomial<double, OneLane>(values, x, n, out slope);
        var sum = LongPolynomial(values, x, n, out var rise);
        slope = rise;
        return sum;
    }

    /// <summary>The same in every lane, with the same bits, for fewer than 64 terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Polynomial<T, TLanes>(ReadOnlySpan<double> values, T x, double n, out T slope)
        where TLanes : struct, ILanes<T>
    {
        if (!(IsCount(n) && n <= values.Length && n < ShortTable))
            return slope = TLanes.Create(double.NaN);
        var terms = values[..(int)n];
        if (n < 2)
        {
            slope = TLanes.Create(0.0);
            return TLanes.Create(terms.IsEmpty ? 0.0 : terms[0]);
        }

        // The odd and the even powers side by side: half as many operations in a row. With an even power in front the first term is alone.
        var square = TLanes.Multiply(x, x);
        var start = (int)n % 2;
        var (odd, even) = (TLanes.Create(terms[start]), TLanes.Create(terms[start + 1]));
        var (oddRise, evenRise) = (TLanes.Create(0.0), TLanes.Create(0.0));
        if (start != 0)
        {
            evenRise = TLanes.Create(terms[0]);
            even = TLanes.MultiplyAdd(evenRise, square, even);
        }

        for (var i = start + 2; i + 1 < terms.Length; i += 2)
        {
            oddRise = TLanes.MultiplyAdd(oddRise, square, odd);
            odd = TLanes.MultiplyAdd(odd, square, TLanes.Create(terms[i]));
            evenRise = TLanes.MultiplyAdd(evenRise, square, even);
            even = TLanes.MultiplyAdd(even, square, TLanes.Create(terms[i + 1]));
        }

        slope = TLanes.MultiplyAdd(TLanes.Add(x, x), TLanes.MultiplyAdd(oddRise, x, evenRise), odd);
        return TLanes.MultiplyAdd(odd, x, even);
    }

    /// <summary>P(x), P'(x) and P''(x)/2 by Horner's rule.</summary>
    /// <param name="values">s_1, s_2, ...</param>
    /// <param name="x">Where.</param>
    /// <param name="n">The number of terms.</param>
    /// <param name="slope">Receives P'(x).</param>
    /// <param name="curvature">Receives P''(x)/2.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Polynomial(ReadOnlySpan<double> values, double x, double n, out double slope, out double curvature)
    {
        if (!(IsCount(n) && n <= values.Length))
            return slope = curvature = double.NaN;
        var (value, first, second) = (0.0, 0.0, 0.0);
        foreach (var s in values[..(int)n])
        {
            second = Math.FusedMultiplyAdd(second, x, first);
            first = Math.FusedMultiplyAdd(first, x, value);
            value = Math.FusedMultiplyAdd(value, x, s);
        }

        (slope, curvature) = (first, second);
        return value;
    }

    // P(x) = sum_j x^(31-j) P_j(x^32), a chain for each j; the first block is filled up with zeros in front.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double LongPolynomial(ReadOnlySpan<double> values, double x, double n, out double slope)
    {
        if (!(IsCount(n) && n <= values.Length))
            return slope = double.NaN;
        values = values[..(int)n];

        // x^32 with its error: a chain multiplies by it n/32 times.
        var (power, rest) = (x, 0.0);
        for (var k = 1; k < Width; k += k)
            Square<double, OneLane>(ref power, ref rest);

        // The weights x^(31-j) and (31-j) x^(30-j) fall from the first lane to the last.
        Span<double> weights = stackalloc double[Width];
        Span<double> slopes = stackalloc double[Width];
        weights[Width - 1] = 1.0;
        weights[Width - 2] = x;
        for (var k = 2; k < Width; k++)
            weights[Width - 1 - k] = weights[Width - 1 - k / 2] * weights[Width - 1 - (k - k / 2)];
        slopes[Width - 1] = 0.0;
        for (var k = 1; k < Width; k++)
            slopes[Width - 1 - k] = k * weights[Width - k];

        Span<double> first = stackalloc double[Width];
        first.Clear();
        var position = values.Length % Width;
        values[..position].CopyTo(first[(Width - position)..]);
        var step = Vector512.Create(power + rest);
        ref var origin = ref MemoryMarshal.GetReference(values);
        Vector512<double> p0 = Load(first, 0), p1 = Load(first, 8), p2 = Load(first, 16), p3 = Load(first, 24);
        Vector512<double> d0 = default, d1 = default, d2 = default, d3 = default;
        for (; position < values.Length; position += Width)
        {
            var at = (nuint)position;
            d0 = Vector512.FusedMultiplyAdd(d0, step, p0);
            d1 = Vector512.FusedMultiplyAdd(d1, step, p1);
            d2 = Vector512.FusedMultiplyAdd(d2, step, p2);
            d3 = Vector512.FusedMultiplyAdd(d3, step, p3);
            p0 = Vector512.FusedMultiplyAdd(p0, step, Vector512.LoadUnsafe(ref origin, at));
            p1 = Vector512.FusedMultiplyAdd(p1, step, Vector512.LoadUnsafe(ref origin, at + 8));
            p2 = Vector512.FusedMultiplyAdd(p2, step, Vector512.LoadUnsafe(ref origin, at + 16));
            p3 = Vector512.FusedMultiplyAdd(p3, step, Vector512.LoadUnsafe(ref origin, at + 24));
        }

        var value = Load(weights, 0) * p0 + Load(weights, 8) * p1 + (Load(weights, 16) * p2 + Load(weights, 24) * p3);
        var inside = Load(slopes, 0) * p0 + Load(slopes, 8) * p1 + (Load(slopes, 16) * p2 + Load(slopes, 24) * p3);
        var along = Load(weights, 0) * d0 + Load(weights, 8) * d1 + (Load(weights, 16) * d2 + Load(weights, 24) * d3);
        slope = Total(inside) + Width * weights[0] * Total(along);
        return Total(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ReadOnlySpan<double> values, int at) => Vector512.Create(values.Slice(at, 8));

    // In an order that does not depend on the processor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Total(Vector512<double> v) =>
        ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}
