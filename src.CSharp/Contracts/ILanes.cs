namespace LrnnSymbolic.Contracts;

/// <summary>
/// The arithmetic that sums by doubling need, on one double or on a vector of them: one text serves single and batch kernels,
/// which therefore give the same bits.
/// </summary>
/// <typeparam name="T">A double, or a vector of doubles.</typeparam>
public interface ILanes<T>
{
    /// <summary>The number in every lane.</summary>
    static abstract T Create(double value);

    /// <summary>x + y.</summary>
    static abstract T Add(T x, T y);

    /// <summary>x y.</summary>
    static abstract T Multiply(T x, T y);

    /// <summary>x y + z, rounded once.</summary>
    static abstract T MultiplyAdd(T x, T y, T z);

    /// <summary>x y - z, rounded once.</summary>
    static abstract T MultiplySubtract(T x, T y, T z);

    /// <summary>x / y.</summary>
    static abstract T Divide(T x, T y);

    /// <summary>Is |x| at most the bound in every lane?</summary>
    static abstract bool AllWithin(T x, double bound);

    /// <summary>Is |x| at most the bound in some lane?</summary>
    static abstract bool AnyWithin(T x, double bound);

    /// <summary>Lane by lane: the one where |x| is at most the bound, else the other.</summary>
    static abstract T Choose(T x, double bound, T within, T beyond);
}

/// <summary>One double.</summary>
public readonly struct OneLane : ILanes<double>
{
    /// <inheritdoc/>
    public static double Create(double value) => value;

    /// <inheritdoc/>
    public static double Add(double x, double y) => x + y;

    /// <inheritdoc/>
    public static double Multiply(double x, double y) => x * y;

    /// <inheritdoc/>
    public static double MultiplyAdd(double x, double y, double z) => Math.FusedMultiplyAdd(x, y, z);

    /// <inheritdoc/>
    public static double MultiplySubtract(double x, double y, double z) => Math.FusedMultiplyAdd(x, y, -z);

    /// <inheritdoc/>
    public static double Divide(double x, double y) => x / y;

    /// <inheritdoc/>
    public static bool AllWithin(double x, double bound) => Math.Abs(x) <= bound;

    /// <inheritdoc/>
    public static bool AnyWithin(double x, double bound) => Math.Abs(x) <= bound;

    /// <inheritdoc/>
    public static double Choose(double x, double bound, double within, double beyond) => Math.Abs(x) <= bound ? within : beyond;
}
