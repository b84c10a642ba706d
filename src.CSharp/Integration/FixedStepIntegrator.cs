using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Solves initial value problems with equal steps and no error test: the bare method, to measure its order or to
/// compare with another scheme on the same grid. Holds no state between calls.
/// </summary>
public sealed class FixedStepIntegrator
{
    private delegate IAdaptiveStep Method(StiffProblem problem, double time, ReadOnlySpan<double> state);

    private readonly Method _method;

    /// <summary>Fixes an explicit method.</summary>
    /// <exception cref="ArgumentException">The rows of the table do not fit together.</exception>
    public FixedStepIntegrator(ButcherTableau tableau)
    {
        ArgumentNullException.ThrowIfNull(tableau);
        tableau.RequireShape();
        _method = (problem, time, state) => new RungeKuttaStep(tableau, problem.Field, time, state);
    }

    /// <summary>Fixes an implicit method.</summary>
    /// <exception cref="ArgumentException">The rows of the table do not fit together.</exception>
    public FixedStepIntegrator(RosenbrockTableau tableau)
    {
        ArgumentNullException.ThrowIfNull(tableau);
        tableau.RequireShape();
        _method = (problem, time, state) => new RosenbrockStep(tableau, problem, time, state);
    }

    /// <summary>The same for an explicit method, which needs no derivatives.</summary>
    /// <exception cref="InvalidOperationException">The method is implicit.</exception>
    public Trajectory Integrate(
        VectorField field,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        int steps,
        CancellationToken cancellation = default) =>
        Integrate(
            new StiffProblem(field, (_, _, _) => throw new InvalidOperationException("An implicit method needs the Jacobian.")),
            startTime, initialState, endTime, steps, cancellation);

    /// <summary>Integrates dy/dt = f(t, y) in <paramref name="steps"/> equal steps.</summary>
    /// <param name="problem">The right-hand side f; an explicit method does not call its derivatives.</param>
    /// <param name="startTime">The initial time.</param>
    /// <param name="initialState">y at the initial time; its length is the problem's dimension.</param>
    /// <param name="endTime">The final time, on either side of the initial one.</param>
    /// <param name="steps">The number of steps, positive.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <returns>
    /// The trajectory: <see cref="IntegrationOutcome.Reached"/>, or <see cref="IntegrationOutcome.Diverged"/> at the first step with a slope that is not
    /// finite or a component beyond 1e150. Its largest error estimate is NaN, as none is made.
    /// </returns>
    /// <exception cref="ArgumentException">The state has no components.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not a finite number, or there are no steps.</exception>
    /// <exception cref="OperationCanceledException">The integration was cancelled.</exception>
    public Trajectory Integrate(
        StiffProblem problem,
        double startTime,
        ReadOnlySpan<double> initialState,
        double endTime,
        int steps,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        InitialValueProblem.Require(problem.Field, startTime, initialState, endTime);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        var step = _method(problem, startTime, initialState);
        var recorder = new TrajectoryRecorder(step);
        var accepted = 0;
        var sound = Finiteness.IsBounded(initialState) && (startTime == endTime || step.Start());
        while (sound && accepted < steps && startTime != endTime)
        {
            cancellation.ThrowIfCancellationRequested();
            if (sound = step.Try(TimeAt(accepted + 1)) && step.PrepareInterpolant())
            {
                recorder.Accept(step);
                accepted++;
                sound = Finiteness.IsBounded(step.State);
            }
        }

        return recorder.Finish(
            sound ? IntegrationOutcome.Reached : IntegrationOutcome.Diverged,
            new IntegrationStatistics(step.Evaluations, accepted, 0, double.NaN, step.Jacobians, step.ImplicitSteps));

        double TimeAt(int index) =>
            index == steps ? endTime : startTime + (endTime - startTime) * ((double)index / steps);
    }
}
