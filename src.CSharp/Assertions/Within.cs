using System.Globalization;

namespace LrnnSymbolic.Assertions;

/// <summary>How far a number may lie from the expected one: |found - expected| is at most Absolute + Relative * |expected|.</summary>
/// <param name="Absolute">The allowed error in the number's own units; not negative.</param>
/// <param name="Relative">The allowed share of the expected value; not negative.</param>
public readonly record struct Within(double Absolute, double Relative)
{
    /// <summary>An absolute bound alone, in the number's own units.</summary>
    /// <param name="bound">Not negative; zero asks for the same number.</param>
    public static Within AbsoluteError(double bound) => new(bound, 0);

    /// <summary>A bound relative to the expected value alone; where zero is expected, zero must be found.</summary>
    /// <param name="bound">Not negative, for example 1e-9.</param>
    public static Within RelativeError(double bound) => new(0, bound);

    /// <summary>The distance that is allowed from an expected value.</summary>
    public double Allowed(double expected) => Absolute + Relative * Math.Abs(expected);

    /// <summary>The bounds as they stand in messages.</summary>
    public override string ToString() => (Absolute, Relative) switch
    {
        (_, 0) => $"absolute {Text(Absolute)}",
        (0, _) => $"relative {Text(Relative)}",
        _ => $"absolute {Text(Absolute)} + relative {Text(Relative)}",
    };

    /// <exception cref="ArgumentOutOfRangeException">A bound that is negative or no number would let everything or nothing pass.</exception>
    internal void Require()
    {
        if (!(Absolute >= 0 && double.IsFinite(Absolute) && Relative >= 0 && double.IsFinite(Relative)))
            throw new ArgumentOutOfRangeException("within", this, "The bounds must be finite numbers that are not negative.");
    }

    internal static string Text(double x) => x.ToString("G6", CultureInfo.InvariantCulture);
}
