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

    /// <summary>The step-th of the values, counted from 1; NaN where there is none.</summary>
    public static double Datum(ReadOnlySpan<double> values, double step)
    {
        var at = (int)step - 1;
        return (uint)at < (uint)values.Length ? values[at] : double.NaN;
    }

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

    /// <summary>
    /// The whole part of n/d, rounded down, NaN for d = 0; the division of whole numbers is rounded correctly, so none is missed.
    /// </summary>
    public static double Quotient(double n, double d) => d == 0 ? double.NaN : Math.Floor(n / d);

    /// <summary>x (x-1) ... (x-k+1) for a whole number k, 1 / ((x+1) ... (x-k)) for one below 0; NaN for other k, and for a pole.</summary>
    public static double Falling(double x, double k)
    {
        if (double.IsNaN(Whole(k)))
            return double.NaN;
        var value = 1.0;
        if (k < 0)
        {
            for (var j = 1.0; j <= -k && value != 0; j++)
                value *= x + j;
            return value == 0 ? double.NaN : 1 / value;
        }

        for (var j = 0.0; j < k && value != 0; j++)
            value *= x - j;
        return value;
    }

    /// <summary>The error function, 2/sqrt(pi) times the integral of exp(-s^2) over s from 0 to x; within one unit in the last place.</summary>
    /// <remarks>The rational approximations of FDLIBM, s_erf.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
    /// Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
    /// granted, provided that this notice is preserved.</remarks>
    public static double Erf(double x)
    {
        var size = Math.Abs(x);
        if (!(size < 6))
            return double.IsNaN(x) ? x : Math.CopySign(1.0, x);
        if (size < 0.84375)
        {
            var square = x * x;
            ReadOnlySpan<double> over =
            [
                0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
                -2.3763016656650163e-05,
            ];
            ReadOnlySpan<double> under =
            [
                1.0, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164,
                -3.960228278775368e-06,
            ];
            return x + x * (Horner(over, square) / Horner(under, square));
        }

        double result;
        if (size < 1.25)
        {
            ReadOnlySpan<double> over =
            [
                -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
                -0.11089469428239668, 0.035478304325618236, -0.002166375594868791,
            ];
            ReadOnlySpan<double> under =
            [
                1.0, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
                0.011984499846799107,
            ];
            result = 0.845062911510467529297 + Horner(over, size - 1.0) / Horner(under, size - 1.0);
        }
        else
        {
            ReadOnlySpan<double> over = size < 1 / 0.35
                ?
                [
                    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
                    -184.60509290671104, -81.2874355063066, -9.814329344169145,
                ]
                :
                [
                    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
                    -1025.0951316110772, -483.5191916086514,
                ];
            ReadOnlySpan<double> under = size < 1 / 0.35
                ?
                [
                    1.0, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
                    108.63500554177944, 6.570249770319282, -0.0604244152148581,
                ]
                :
                [
                    1.0, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
                    474.52854120695537, -22.44095244658582,
                ];
            var inverse = 1.0 / (size * size);
            var correction = Horner(over, inverse) / Horner(under, inverse);
            // Of so few digits that its square is exact.
            var near = Math.Floor(size * 1048576.0) / 1048576.0;
            result = 1.0 - Math.Exp(-near * near - 0.5625) * Math.Exp((near - size) * (near + size) + correction) / size;
        }

        return Math.CopySign(result, x);
    }

    private static double Horner(ReadOnlySpan<double> coefficients, double x)
    {
        var value = 0.0;
        for (var k = coefficients.Length - 1; k >= 0; k--)
            value = value * x + coefficients[k];
        return value;
    }

    // Series to this order fit on the stack.
    private const double LargestOrder = 1000;

    /// <summary>
    /// sum_{j=0}^{n-1} C(j, k) q^(j-k) for whole numbers k at least 0 and n, 0 where there is no term: the k-th derivative of the geometric sum over
    /// k!. By doubling, O(log n), with no digits lost near q = 1 and q = -1.
    /// </summary>
    public static double Geometric(double k, double q, double n)
    {
        if (!(Whole(k) >= 0 && k <= LargestOrder) || double.IsNaN(Whole(n)))
            return double.NaN;
        if (n <= k)
            return 0.0;
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

    /// <summary>
    /// sum_{j=0}^{n-1} C(j, k) q^(j-k) cos(omega j + phi) for whole numbers k at least 0 and n, by doubling; 0 where there is no term.
    /// </summary>
    public static double Wave(double k, double q, double omega, double phi, double n)
    {
        if (!(Whole(k) >= 0 && k <= LargestOrder) || double.IsNaN(Whole(n)))
            return double.NaN;
        if (n <= k)
            return 0.0;
        var order = (int)k;
        var length = order + 1;
        Span<System.Numerics.Complex> work = stackalloc System.Numerics.Complex[4 * length];
        work.Clear();
        var ratio = work[..length];
        ratio[0] = new System.Numerics.Complex(q * Math.Cos(omega), q * Math.Sin(omega));
        if (order > 0)
            ratio[1] = System.Numerics.Complex.One;
        var sum = work.Slice(length, length);
        var power = work.Slice(2 * length, length);
        power[0] = System.Numerics.Complex.One;
        var scratch = work.Slice(3 * length, length);
        for (var bit = 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)n | 1); bit >= 0; bit--)
        {
            MultiplySeries(sum, power, scratch);
            for (var j = 0; j < length; j++)
                sum[j] += scratch[j];
            MultiplySeries(power, power, scratch);
            scratch.CopyTo(power);
            if (((long)n >> bit & 1) == 0)
                continue;
            for (var j = 0; j < length; j++)
                sum[j] += power[j];
            MultiplySeries(power, ratio, scratch);
            scratch.CopyTo(power);
        }

        var start = phi + omega * k;
        return (new System.Numerics.Complex(Math.Cos(start), Math.Sin(start)) * sum[order]).Real;
    }

    private static void MultiplySeries(
        ReadOnlySpan<System.Numerics.Complex> x, ReadOnlySpan<System.Numerics.Complex> y, Span<System.Numerics.Complex> product)
    {
        for (var k = 0; k < product.Length; k++)
        {
            var sum = System.Numerics.Complex.Zero;
            for (var j = 0; j <= k; j++)
                sum += x[j] * y[k - j];
            product[k] = sum;
        }
    }

    /// <summary>h_d(x, y): the sum of all monomials of degree d in the variables; 0 for d below 0.</summary>
    public static double Homogeneous(double d, double x, double y) => Homogeneous(d, [x, y]);

    /// <summary>h_d of one variable, x^d; 0 for d below 0.</summary>
    public static double Homogeneous(double d, double x) => Homogeneous(d, [x]);

    /// <summary>h_d of three variables.</summary>
    public static double Homogeneous(double d, double x, double y, double z) => Homogeneous(d, [x, y, z]);

    /// <summary>h_d of four variables.</summary>
    public static double Homogeneous(double d, double x, double y, double z, double w) => Homogeneous(d, [x, y, z, w]);

    /// <summary>h_d of five variables.</summary>
    public static double Homogeneous(double d, double x, double y, double z, double w, double v) => Homogeneous(d, [x, y, z, w, v]);

    /// <summary>h_d of six variables.</summary>
    public static double Homogeneous(double d, double x, double y, double z, double w, double v, double u) =>
        Homogeneous(d, [x, y, z, w, v, u]);

    /// <summary>h_d of any number of variables.</summary>
    /// <remarks>
    /// The corner entry of the (d+r-1)-th power of the bidiagonal matrix with the variables on and ones above the diagonal:
    /// O(r^3 log d), and variables may coincide.
    /// </remarks>
    public static double Homogeneous(double d, ReadOnlySpan<double> variables)
    {
        if (d != Math.Floor(d) || !(d < 1L << 53))
            return double.NaN;
        if (d <= 0)
            return d < 0 ? 0.0 : 1.0;
        var r = variables.Length;
        Span<double> work = stackalloc double[3 * r * r];
        work.Clear();
        var square = work[..(r * r)];
        var result = work.Slice(r * r, r * r);
        var scratch = work[(2 * r * r)..];
        for (var row = 0; row < r; row++)
        {
            square[row * r + row] = variables[row];
            result[row * r + row] = 1.0;
            if (row + 1 < r)
                square[row * r + row + 1] = 1.0;
        }

        for (var rest = (long)d + r - 1; rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
            {
                MultiplyTriangular(result, square, scratch, r);
                scratch.CopyTo(result);
            }

            MultiplyTriangular(square, square, scratch, r);
            scratch.CopyTo(square);
        }

        return result[r - 1];
    }

    private static void MultiplyTriangular(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> product, int size)
    {
        product.Clear();
        for (var row = 0; row < size; row++)
            for (var column = row; column < size; column++)
                for (var k = row; k <= column; k++)
                    product[row * size + column] += x[row * size + k] * y[k * size + column];
    }
}
