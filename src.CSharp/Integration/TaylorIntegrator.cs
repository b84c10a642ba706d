using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Solves autonomous initial value problems by their own power series, window by window: the length of a window follows from the decay
/// of its coefficients (<see cref="TaylorWindow"/>), and it is repeated shorter when the slope at its end, which the next window
/// needs anyway, shows a larger error than the tolerance. Holds no state between calls.
/// </summary>
public sealed class TaylorIntegrator
{
    private readonly int _order;
    private readonly Tolerance _tolerance;
    private readonly StepControl _control;

    /// <summary>Fixes the order, the tolerance and the step control.</summary>
    /// <param name="order">The terms N of the series; the global error of equal steps is O(h^N).</param>
    /// <param name="tolerance">The local error allowed per window; both parts positive.</param>
    /// <param name="control">
    /// Null for the defaults. Alpha, Beta and LargestFactor have no use here: a window does not depend on those before.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The order is below 4, or a part of the tolerance is not a positive finite number.</exception>
    public TaylorIntegrator(int order, Tolerance tolerance, StepControl? control = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, TaylorWindow.SmallestOrder);
        InitialValueProblem.Require(tolerance);
        _order = order;
        _tolerance = tolerance;
        _control = control ?? new StepControl();
    }

    /// <summary>Integrates the equation of a series from <paramref name="startTime"/> to <paramref name="endTime"/>.</summary>
    /// <param name="series">The series of the solution through any state; called on this thread only.</param>
    /// <param name="startTime">The initial time.</param>
    /// <param name="initialState">y at the initial time; its length is the problem's dimension.</param>
    /// <param name="endTime">The final time: later than the initial one, earlier (backward in time), or the same.</param>
    /// <param name="cancellation">Checked before every window.</param>
    /// <returns>
    /// The trajectory, its curve inside a window being the series itself; outcomes are those of <see cref="ExplicitIntegrator.Integrate"/>.
    /// An evaluation is one call of the series. Accuracy cannot be had beyond the rounding of the coefficients.
    /// </returns>
    /// <exception cref="ArgumentException">The state has no components.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The integration was cancelled.</exception>
    public Trajectory Integrate(
        TaylorSeries series,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        InitialValueProblem.Require(startTime, initialState, endTime);
        var step = new TaylorStep(series, _order, startTime, initialState);
        var sizes = new TaylorStepSize(_order, _tolerance, _control, step);
        return new AdaptiveRun(step, sizes, _tolerance, _control, endTime).Run(cancellation);
    }
}
