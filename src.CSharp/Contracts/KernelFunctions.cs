namespace LrnnSymbolic.Contracts;

/// <summary>
/// The functions that emitted programs call besides <see cref="Math"/>. Emitted C# source carries this class along as
/// text, so that a delegate and its source compute the same bits.
/// </summary>
public static class KernelFunctions
{
    /// <summary>-1, 0 or 1; NaN for NaN.</summary>
    public static double Sign(double x) => x > 0 ? 1.0 : x < 0 ? -1.0 : x;

    /// <summary>x itself if it is a whole number that a double can count to, else NaN.</summary>
    public static double Whole(double x) => x == Math.Floor(x) && Math.Abs(x) < 1L << 53 ? x : double.NaN;

    /// <summary>n! for a whole number n at least 0; NaN otherwise.</summary>
    public static double Factorial(double n)
    {
        if (!(Whole(n) >= 0))
            return double.NaN;
        var product = 1.0;
        for (var k = 2.0; k <= n && !double.IsInfinity(product); k++)
            product *= k;
        return product;
    }

    /// <summary>C(n, k) for real n and a whole number k; 0 for negative k, NaN for other k.</summary>
    public static double Binomial(double n, double k)
    {
        if (double.IsNaN(Whole(k)))
            return double.NaN;
        if (n == Math.Floor(n) && n >= k && n - k < k)
            k = n - k;
        if (k < 0)
            return 0.0;
        var value = 1.0;
        for (var j = 0.0; j < k && value != 0; j++)
            value = value * (n - j) / (j + 1);
        return value;
    }

    /// <summary>x (x-1) ... (x-k+1) for a whole number k at least 0; NaN for other k.</summary>
    public static double Falling(double x, double k)
    {
        if (!(Whole(k) >= 0))
            return double.NaN;
        var value = 1.0;
        for (var j = 0.0; j < k && value != 0; j++)
            value *= x - j;
        return value;
    }

    /// <summary>
    /// sum_{j=0}^{n-1} C(j, k) q^(j-k) for whole numbers k and n at least 0: the k-th derivative of the geometric sum over
    /// k!. By doubling, O(log n), with no digits lost near q = 1 and q = -1.
    /// </summary>
    public static double Geometric(double k, double q, double n)
    {
        if (!(Whole(k) >= 0 && k <= 64 && Whole(n) >= 0))
            return double.NaN;
        var order = (int)k;
        var length = order + 1;
        Span<double> work = stackalloc double[6 * length];
        var series = work[..length];
        series.Clear();
        series[0] = q;
        if (order > 0)
            series[1] = 1.0;
        var sum = work.Slice(length, length);
        var power = work.Slice(2 * length, length);
        var scratch = work.Slice(3 * length, length);
        if (q >= 0)
        {
            GeometricSeries(series, (long)n, sum, power, scratch);
            return sum[order];
        }

        // Terms in pairs: 1 + q + q^2 + ... = (1 + q)(1 + q^2 + ...), where 1 + q is exact near q = -1.
        var square = work.Slice(4 * length, length);
        MultiplySeries(series, series, square);
        GeometricSeries(square, (long)n / 2, sum, power, scratch);
        series[0] = 1.0 + q;
        MultiplySeries(series, sum, scratch);
        if ((long)n % 2 == 0)
            return scratch[order];
        series[0] = q;
        MultiplySeries(series, scratch, power);
        return order == 0 ? 1.0 + power[0] : power[order];
    }

    // The truncated Taylor series of 1 + q + ... + q^(n-1), q itself a series with a value that is not negative.
    private static void GeometricSeries(Span<double> q, long n, Span<double> sum, Span<double> power, Span<double> scratch)
    {
        sum.Clear();
        power.Clear();
        power[0] = 1.0;
        var bit = 62;
        while (bit >= 0 && (n >> bit & 1) == 0)
            bit--;
        for (; bit >= 0; bit--)
        {
            // S_2m = S_m (1 + q^m)
            MultiplySeries(sum, power, scratch);
            for (var j = 0; j < sum.Length; j++)
                sum[j] += scratch[j];
            MultiplySeries(power, power, scratch);
            scratch.CopyTo(power);
            if ((n >> bit & 1) == 0)
                continue;

            // S_(m+1) = S_m + q^m
            for (var j = 0; j < sum.Length; j++)
                sum[j] += power[j];
            MultiplySeries(power, q, scratch);
            scratch.CopyTo(power);
        }
    }

    private static void MultiplySeries(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> product)
    {
        for (var k = 0; k < product.Length; k++)
        {
            var sum = 0.0;
            for (var j = 0; j <= k; j++)
                sum += x[j] * y[k - j];
            product[k] = sum;
        }
    }
}
