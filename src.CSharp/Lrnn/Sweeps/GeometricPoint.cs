using System.Numerics;
using LrnnSymbolic.Algebra;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>Points between two positive numbers that are evenly spaced on a logarithmic scale, wherever in the range of doubles these lie.</summary>
internal static class GeometricPoint
{
    /// <summary>Up to this degree, roots are taken of the exact numbers, so that powers of ten lie between powers of ten.</summary>
    public const int MostExact = 64;

    // A root is found with more bits than a double has.
    private const int Bits = 66;

    /// <summary>low^(1 - k/n) high^(k/n), the nearest double where k/n has a small denominator.</summary>
    public static double Between(Rational low, Rational high, int k, int n)
    {
        var common = (int)BigInteger.GreatestCommonDivisor(k, n);
        (k, n) = (k / common, n / common);
        return n <= MostExact
            ? Root(
                (BigInteger.Pow(low.Numerator, n - k) * BigInteger.Pow(high.Numerator, k)),
                (BigInteger.Pow(low.Denominator, n - k) * BigInteger.Pow(high.Denominator, k)),
                n)
            : At(low.ToDouble(), high.ToDouble(), (double)k / n);
    }

    /// <summary>low^(1 - f) high^f for 0 &lt;= f &lt;= 1.</summary>
    public static double At(double low, double high, double fraction)
    {
        // Powers of two apart: neither high/low nor a power of it need be in range.
        var (first, last) = (Math.ILogB(low), Math.ILogB(high));
        var between = fraction * (last - first);
        var whole = Math.Floor(between);
        var rest = between - whole + (fraction * Math.Log2(Math.ScaleB(high, -last) / Math.ScaleB(low, -first)));
        return Math.ScaleB(Math.ScaleB(low, -first) * Math.Pow(2, rest), first + (int)whole);
    }

    private static double Root(BigInteger numerator, BigInteger denominator, int degree)
    {
        // In units of 2^-shift the root is a whole number of enough bits.
        var shift = Bits - (int)((numerator.GetBitLength() - denominator.GetBitLength()) / degree);
        var scaled = shift >= 0 ? (numerator << (shift * degree)) / denominator : numerator / (denominator << (-shift * degree));
        var root = WholeRoot(scaled, degree);
        return (shift >= 0 ? Rational.Create(root, BigInteger.One << shift) : Rational.Create(root << -shift, BigInteger.One)).ToDouble();
    }

    // The largest x with x^degree <= n, by Newton's method from above.
    private static BigInteger WholeRoot(BigInteger n, int degree)
    {
        var root = BigInteger.One << (int)(n.GetBitLength() / degree + 1);
        while (true)
        {
            var next = ((degree - 1) * root + n / BigInteger.Pow(root, degree - 1)) / degree;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
