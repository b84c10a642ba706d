using System.Runtime.Intrinsics;

namespace LrnnSymbolic.Contracts;

/// <summary>Eight doubles.</summary>
public readonly struct EightLanes : ILanes<Vector512<double>>
{
    /// <inheritdoc/>
    public static Vector512<double> Create(double value) => Vector512.Create(value);

    /// <inheritdoc/>
    public static Vector512<double> Add(Vector512<double> x, Vector512<double> y) => x + y;

    /// <inheritdoc/>
    public static Vector512<double> Multiply(Vector512<double> x, Vector512<double> y) => x * y;

    /// <inheritdoc/>
    public static Vector512<double> MultiplyAdd(Vector512<double> x, Vector512<double> y, Vector512<double> z) =>
        Vector512.FusedMultiplyAdd(x, y, z);

    /// <inheritdoc/>
    public static Vector512<double> MultiplySubtract(Vector512<double> x, Vector512<double> y, Vector512<double> z) =>
        Vector512.FusedMultiplyAdd(x, y, -z);

    /// <inheritdoc/>
    public static Vector512<double> Divide(Vector512<double> x, Vector512<double> y) => x / y;

    /// <inheritdoc/>
    public static bool AllWithin(Vector512<double> x, double bound) => Vector512.LessThanOrEqualAll(Vector512.Abs(x), Vector512.Create(bound));

    /// <inheritdoc/>
    public static bool AnyWithin(Vector512<double> x, double bound) => Vector512.LessThanOrEqualAny(Vector512.Abs(x), Vector512.Create(bound));

    /// <inheritdoc/>
    public static Vector512<double> Choose(Vector512<double> x, double bound, Vector512<double> within, Vector512<double> beyond) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.Abs(x), Vector512.Create(bound)), within, beyond);
}

/// <summary>Four doubles.</summary>
public readonly struct FourLanes : ILanes<Vector256<double>>
{
    /// <inheritdoc/>
    public static Vector256<double> Create(double value) => Vector256.Create(value);

    /// <inheritdoc/>
    public static Vector256<double> Add(Vector256<double> x, Vector256<double> y) => x + y;

    /// <inheritdoc/>
    public static Vector256<double> Multiply(Vector256<double> x, Vector256<double> y) => x * y;

    /// <inheritdoc/>
    public static Vector256<double> MultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> z) =>
        Vector256.FusedMultiplyAdd(x, y, z);

    /// <inheritdoc/>
    public static Vector256<double> MultiplySubtract(Vector256<double> x, Vector256<double> y, Vector256<double> z) =>
        Vector256.FusedMultiplyAdd(x, y, -z);

    /// <inheritdoc/>
    public static Vector256<double> Divide(Vector256<double> x, Vector256<double> y) => x / y;

    /// <inheritdoc/>
    public static bool AllWithin(Vector256<double> x, double bound) => Vector256.LessThanOrEqualAll(Vector256.Abs(x), Vector256.Create(bound));

    /// <inheritdoc/>
    public static bool AnyWithin(Vector256<double> x, double bound) => Vector256.LessThanOrEqualAny(Vector256.Abs(x), Vector256.Create(bound));

    /// <inheritdoc/>
    public static Vector256<double> Choose(Vector256<double> x, double bound, Vector256<double> within, Vector256<double> beyond) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(Vector256.Abs(x), Vector256.Create(bound)), within, beyond);
}
