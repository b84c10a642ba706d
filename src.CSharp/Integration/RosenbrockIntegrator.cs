using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Solves initial value problems with a Rosenbrock method: each stage is a linear equation with the problem's Jacobian, so that decay
/// however fast does not limit the step. Holds no state between calls.
/// </summary>
public sealed class RosenbrockIntegrator
{
    private readonly RosenbrockTableau _tableau;
    private readonly Tolerance _tolerance;
    private readonly StepControl _control;

    /// <summary>Fixes the method, the tolerance and the step control.</summary>
    /// <param name="tableau">The method, e.g. <see cref="Rodas5P.Tableau"/>.</param>
    /// <param name="tolerance">The local error allowed per step; both parts positive.</param>
    /// <param name="control">How steps are chosen and when to give up; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part of the tolerance is not a positive finite number.</exception>
    /// <exception cref="ArgumentException">The rows of the table do not fit together.</exception>
    public RosenbrockIntegrator(RosenbrockTableau tableau, Tolerance tolerance, StepControl? control = null)
    {
        ArgumentNullException.ThrowIfNull(tableau);
        tableau.RequireShape();
        InitialValueProblem.Require(tolerance);
        _tableau = tableau;
        _tolerance = tolerance;
        _control = control ?? new StepControl();
    }

    /// <summary>Integrates dy/dt = f(t, y) from <paramref name="startTime"/> to <paramref name="endTime"/>.</summary>
    /// <param name="problem">The right-hand side and its derivatives; called on this thread only.</param>
    /// <param name="startTime">The initial time.</param>
    /// <param name="initialState">y at the initial time; its length is the problem's dimension.</param>
    /// <param name="endTime">The final time: later than the initial one, earlier (backward in time), or the same.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <returns>The trajectory; outcomes are those of <see cref="ExplicitIntegrator.Integrate"/>. A singular matrix rejects its step.</returns>
    /// <exception cref="ArgumentException">The state has no components.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The integration was cancelled.</exception>
    public Trajectory Integrate(
        StiffProblem problem,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        InitialValueProblem.Require(problem.Field, startTime, initialState, endTime);
        var step = new RosenbrockStep(_tableau, problem, startTime, initialState);
        var sizes = new ControlledStepSize(_tableau.EmbeddedOrder + 1, _tolerance, _control, step);
        return new AdaptiveRun(step, sizes, _tolerance, _control, endTime).Run(cancellation);
    }
}
