using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Solves initial value problems with an explicit embedded Runge–Kutta pair whose steps keep the estimated local
/// error within a tolerance. Holds no state between calls: one integrator may serve several threads, and the same call
/// gives the same bits.
/// </summary>
public sealed class ExplicitIntegrator
{
    private readonly ButcherTableau _tableau;
    private readonly Tolerance _tolerance;
    private readonly StepControl _control;

    /// <summary>Fixes the method, the tolerance and the step control.</summary>
    /// <param name="tableau">The method, e.g. <see cref="Tsitouras54.Tableau"/>.</param>
    /// <param name="tolerance">The local error allowed per step; both parts positive.</param>
    /// <param name="control">How steps are chosen and when to give up; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part of the tolerance is not a positive finite number.</exception>
    /// <exception cref="ArgumentException">The rows of the table do not fit together.</exception>
    public ExplicitIntegrator(ButcherTableau tableau, Tolerance tolerance, StepControl? control = null)
    {
        ArgumentNullException.ThrowIfNull(tableau);
        tableau.RequireShape();
        InitialValueProblem.Require(tolerance);
        _tableau = tableau;
        _tolerance = tolerance;
        _control = control ?? new StepControl();
    }

    /// <summary>Integrates dy/dt = f(t, y) from <paramref name="startTime"/> to <paramref name="endTime"/>.</summary>
    /// <param name="field">The right-hand side f; called on this thread only.</param>
    /// <param name="startTime">The initial time.</param>
    /// <param name="initialState">y at the initial time; its length is the problem's dimension.</param>
    /// <param name="endTime">The final time: later than the initial one, earlier (backward in time), or the same.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <returns>
    /// The trajectory, with its outcome:
    /// <see cref="IntegrationOutcome.Reached"/>, at <paramref name="endTime"/> exactly;
    /// <see cref="IntegrationOutcome.Diverged"/>, when a component of an accepted state (or of the initial one) exceeds 1e150 or is
    /// not a number, when the field is not finite at the start, or when the step has fallen below ten units in the last place of the time while the state
    /// grows by more than 1e-4 of itself in such a step, as it does before a pole;
    /// <see cref="IntegrationOutcome.StepTooSmall"/>, when the step has fallen that low without such growth (a jump, an infinite slope, a field
    /// without finite values, a tolerance below rounding);
    /// <see cref="IntegrationOutcome.StepLimit"/>, after <see cref="StepControl.StepLimit"/> attempts.
    /// A stage that is not finite rejects its step, which is then repeated shorter.
    /// </returns>
    /// <exception cref="ArgumentException">The state has no components.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The integration was cancelled.</exception>
    public Trajectory Integrate(
        VectorField field,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        CancellationToken cancellation = default)
    {
        InitialValueProblem.Require(field, startTime, initialState, endTime);
        var step = new RungeKuttaStep(_tableau, field, startTime, initialState);
        var sizes = new ControlledStepSize(_tableau.ErrorOrder, _tolerance, _control, step);
        return new AdaptiveRun(step, sizes, _tolerance, _control, endTime).Run(cancellation);
    }
}
