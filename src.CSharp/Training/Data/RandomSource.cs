using System.Numerics;

namespace LrnnSymbolic.Training;

/// <summary>
/// A seeded source of random numbers: the same seed gives the same bytes on every platform and .NET version.
/// </summary>
/// <remarks>
/// Bits come from xoshiro256** (Blackman and Vigna) whose state is filled by SplitMix64; Gaussians from Marsaglia's polar
/// method with a logarithm made of IEEE arithmetic only, since <see cref="Math.Log(double)"/> may differ in its last bit
/// between platforms, and <see cref="System.Random"/> does not promise its sequence. Not safe for concurrent use.
/// </remarks>
public sealed class RandomSource
{
    private const double NaturalLogarithmOfTwo = 0.693147180559945309417232;
    private const int LogarithmTerms = 12;

    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spareGaussian;
    private bool hasSpareGaussian;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>.</summary>
    /// <param name="seed">Any number; neighbouring seeds give unrelated sequences.</param>
    public RandomSource(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    /// <summary>Sixty-four random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number uniform on the multiples of 2^-53 in [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A draw from the standard normal distribution N(0, 1).</summary>
    public double NextGaussian()
    {
        if (hasSpareGaussian)
        {
            hasSpareGaussian = false;
            return spareGaussian;
        }

        double x, y, square;
        do
        {
            x = (2 * NextUniform()) - 1;
            y = (2 * NextUniform()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        double scale = Math.Sqrt(-2 * Logarithm(square) / square);
        spareGaussian = y * scale;
        hasSpareGaussian = true;
        return x * scale;
    }

    /// <summary>Fills <paramref name="destination"/> with independent draws from N(0, <paramref name="deviation"/>^2).</summary>
    /// <param name="destination">Receives the draws in order.</param>
    /// <param name="deviation">The standard deviation.</param>
    public void FillGaussian(Span<double> destination, double deviation = 1)
    {
        foreach (ref double entry in destination)
            entry = deviation * NextGaussian();
    }

    /// <summary>log x = e log 2 + 2 artanh z with x = m 2^e, m in [1/sqrt 2, sqrt 2), z = (m-1)/(m+1), |z| &lt; 0.172.</summary>
    private static double Logarithm(double x)
    {
        int exponent = Math.ILogB(x);
        double mantissa = Math.ScaleB(x, -exponent);
        if (mantissa >= 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        double z = (mantissa - 1) / (mantissa + 1);
        double series = 0;
        for (int k = LogarithmTerms - 1; k >= 0; k--)
            series = (series * z * z) + (1.0 / ((2 * k) + 1));

        return (exponent * NaturalLogarithmOfTwo) + (2 * z * series);
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
