using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Solves initial value problems by any method. Holds no state between calls: one integrator may serve several threads, and the same call
/// gives the same bits.
/// </summary>
public sealed class Integrator
{
    private readonly IntegrationMethod _method;
    private readonly Func<IAdaptiveStep, double, IPace> _pace;

    /// <summary>Fixes the method, the tolerance and the step control: steps keep the estimated local error within the tolerance.</summary>
    /// <param name="method">A table such as <see cref="DormandPrince54.Tableau"/>, a <see cref="SwitchingMethod"/>, a <see cref="TaylorMethod"/>.</param>
    /// <param name="tolerance">The local error allowed per step; both parts positive.</param>
    /// <param name="control">How steps are chosen and when to give up; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part of the tolerance is not a positive finite number.</exception>
    /// <exception cref="ArgumentException">The rows of a table do not fit together.</exception>
    public Integrator(IntegrationMethod method, Tolerance tolerance, StepControl? control = null)
        : this(method, (step, endTime) => new ControlledPace(step, tolerance, control ?? new StepControl(), endTime)) =>
        InitialValueProblem.Require(tolerance);

    private Integrator(IntegrationMethod method, Func<IAdaptiveStep, double, IPace> pace)
    {
        ArgumentNullException.ThrowIfNull(method);
        method.RequireShape();
        (_method, _pace) = (method, pace);
    }

    /// <summary>
    /// Equal steps and no error test: the bare method, to measure its order or to compare with another scheme on the same grid. An integration
    /// diverges at the first step with a slope that is not finite; its largest error estimate is NaN, as none is made.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="steps">The steps of an integration, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no steps.</exception>
    /// <exception cref="ArgumentException">The rows of a table do not fit together.</exception>
    public static Integrator OfEqualSteps(IntegrationMethod method, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return new Integrator(method, (step, endTime) => new EqualPace(step.Time, endTime, steps));
    }

    /// <summary>Integrates dy/dt = f(t, y), which is enough for an explicit method.</summary>
    /// <param name="field">The right-hand side f; called on this thread only.</param>
    /// <param name="startTime">The initial time.</param>
    /// <param name="initialState">y at the initial time; its length is the problem's dimension.</param>
    /// <param name="endTime">The final time: later than the initial one, earlier (backward in time), or the same.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <returns>As for an equation with all that a method may need.</returns>
    public Trajectory Integrate(
        VectorField field, double startTime, ReadOnlySpan<double> initialState, double endTime, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Integrate(new DifferentialEquation(field), startTime, initialState, endTime, cancellation);
    }

    /// <summary>Integrates the equation of a series, which is enough for a <see cref="TaylorMethod"/>.</summary>
    /// <param name="series">The series of the solution through any state; called on this thread only.</param>
    /// <param name="startTime">The initial time.</param>
    /// <param name="initialState">y at the initial time; its length is the problem's dimension.</param>
    /// <param name="endTime">The final time: later than the initial one, earlier (backward in time), or the same.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <returns>As for an equation with all that a method may need.</returns>
    public Trajectory Integrate(
        TaylorSeries series, double startTime, ReadOnlySpan<double> initialState, double endTime, CancellationToken cancellation = default) =>
        Integrate(DifferentialEquation.Of(series), startTime, initialState, endTime, cancellation);

    /// <summary>Integrates dy/dt = f(t, y) from <paramref name="startTime"/> to <paramref name="endTime"/>.</summary>
    /// <param name="equation">The right-hand side, and what else the method needs; called on this thread only.</param>
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
    /// A stage that is not finite, or a singular matrix, rejects its step, which is then repeated shorter.
    /// </returns>
    /// <exception cref="ArgumentException">The state has no components, or the equation lacks what the method needs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The integration was cancelled.</exception>
    public Trajectory Integrate(
        DifferentialEquation equation, double startTime, ReadOnlySpan<double> initialState, double endTime, CancellationToken cancellation = default) =>
        Integrate(equation, startTime, initialState, endTime, null, cancellation);

    // Stop is asked after each accepted step, and before the first, whether to stop there; null for never.
    internal Trajectory Integrate(
        DifferentialEquation equation,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        Func<IAdaptiveStep, bool>? stop,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(equation);
        InitialValueProblem.Require(startTime, initialState, endTime);
        var step = _method.Begin(equation, startTime, initialState);
        return new IntegrationRun(step, _pace(step, endTime), endTime, stop).Run(cancellation);
    }
}
