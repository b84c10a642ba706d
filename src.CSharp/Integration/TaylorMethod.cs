namespace LrnnSymbolic.Integration;

/// <summary>
/// Windows of the solution's own power series, for autonomous equations: the length of a window follows from the decay of its coefficients
/// (<see cref="TaylorWindow"/>), and it is repeated shorter when the slope at its end, which the next window needs anyway, shows a larger error
/// than the tolerance. The curve inside a window is the series itself, and an evaluation is one call of the series. Accuracy cannot be had beyond
/// the rounding of the coefficients.
/// </summary>
/// <remarks>A window does not depend on those before: Alpha, Beta and LargestFactor of a <see cref="StepControl"/> have no use here.</remarks>
public sealed record TaylorMethod : IntegrationMethod
{
    /// <summary>Fixes the order.</summary>
    /// <param name="order">The terms of the series.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is below 4.</exception>
    public TaylorMethod(int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, TaylorWindow.SmallestOrder);
        Order = order;
    }

    /// <summary>The terms N of the series; the global error of equal steps is O(h^N).</summary>
    public int Order { get; }

    internal override IAdaptiveStep Begin(DifferentialEquation equation, double time, ReadOnlySpan<double> state) =>
        new TaylorStep(equation, Order, time, state);
}
