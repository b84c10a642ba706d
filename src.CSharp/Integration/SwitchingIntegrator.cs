using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Solves initial value problems with an explicit pair where accuracy limits the steps, and with a Rosenbrock method where stability would.
/// Holds no state between calls.
/// </summary>
public sealed class SwitchingIntegrator
{
    private readonly ButcherTableau _explicit;
    private readonly RosenbrockTableau _implicit;
    private readonly Tolerance _tolerance;
    private readonly StepControl _control;

    /// <summary>Fixes the methods, the tolerance and the step control.</summary>
    /// <param name="explicitTableau">The method to begin with.</param>
    /// <param name="implicitTableau">The method for stiff stretches.</param>
    /// <param name="tolerance">The local error allowed per step; both parts positive.</param>
    /// <param name="control">How steps are chosen and when to give up; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part of the tolerance is not a positive finite number.</exception>
    /// <exception cref="ArgumentException">The rows of a table do not fit together.</exception>
    public SwitchingIntegrator(
        ButcherTableau explicitTableau, RosenbrockTableau implicitTableau, Tolerance tolerance, StepControl? control = null)
    {
        ArgumentNullException.ThrowIfNull(explicitTableau);
        ArgumentNullException.ThrowIfNull(implicitTableau);
        explicitTableau.RequireShape();
        implicitTableau.RequireShape();
        InitialValueProblem.Require(tolerance);
        _explicit = explicitTableau;
        _implicit = implicitTableau;
        _tolerance = tolerance;
        _control = control ?? new StepControl();
    }

    /// <summary>Integrates dy/dt = f(t, y) from <paramref name="startTime"/> to <paramref name="endTime"/>.</summary>
    /// <param name="problem">The right-hand side and its derivatives; called on this thread only.</param>
    /// <param name="startTime">The initial time.</param>
    /// <param name="initialState">y at the initial time; its length is the problem's dimension.</param>
    /// <param name="endTime">The final time: later than the initial one, earlier (backward in time), or the same.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <returns>The trajectory; outcomes are those of <see cref="ExplicitIntegrator.Integrate"/>.</returns>
    /// <exception cref="ArgumentException">The state has no components.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The integration was cancelled.</exception>
    public Trajectory Integrate(
        StiffProblem problem,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        CancellationToken cancellation = default) =>
        Integrate(problem, startTime, initialState, endTime, null, cancellation);

    internal Trajectory Integrate(
        StiffProblem problem,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        Func<IAdaptiveStep, bool>? stop,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        InitialValueProblem.Require(problem.Field, startTime, initialState, endTime);
        var step = new SwitchingStep(_explicit, _implicit, problem, startTime, initialState, _tolerance, _control);
        return new AdaptiveRun(step, step, _tolerance, _control, endTime, stop).Run(cancellation);
    }
}
