using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>One integration under way.</summary>
/// <param name="step">The method, at the initial state.</param>
/// <param name="pace">Where it steps to.</param>
/// <param name="endTime">The final time.</param>
/// <param name="stop">Asked after each accepted step, and before the first, whether to stop there; null for never.</param>
internal sealed class IntegrationRun(IAdaptiveStep step, IPace pace, double endTime, Func<IAdaptiveStep, bool>? stop)
{
    private readonly TrajectoryRecorder _recorder = new(step);

    public Trajectory Run(CancellationToken cancellation)
    {
        var outcome = Advance(cancellation);
        return _recorder.Finish(
            outcome, new IntegrationStatistics(step.Evaluations, pace.Accepted, pace.Rejected, pace.LargestError, step.Jacobians, step.ImplicitSteps));
    }

    private IntegrationOutcome Advance(CancellationToken cancellation)
    {
        if (!Finiteness.IsBounded(step.State))
            return IntegrationOutcome.Diverged;
        if (step.Time == endTime)
            return IntegrationOutcome.Reached;
        // Without a slope at the start there is nothing to follow.
        if (!step.Start())
            return IntegrationOutcome.Diverged;
        if (stop?.Invoke(step) == true)
            return IntegrationOutcome.Stopped;

        pace.Begin();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (pace.GiveUp() is { } outcome)
                return outcome;
            if (!Try(pace.NextTime()))
                continue;
            if (!Finiteness.IsBounded(step.State))
                return IntegrationOutcome.Diverged;
            if (stop?.Invoke(step) == true)
                return IntegrationOutcome.Stopped;
            if (step.Time == endTime)
                return IntegrationOutcome.Reached;
        }
    }

    /// <summary>Tries the step to <paramref name="nextTime"/>, and takes it if it passes.</summary>
    private bool Try(double nextTime)
    {
        var taken = Math.Abs(nextTime - step.Time);
        var error = step.Try(nextTime) ? pace.Error() : double.PositiveInfinity;
        if (error <= 1 && !step.PrepareInterpolant())
            error = double.PositiveInfinity;
        if (!(error <= 1))
        {
            pace.AfterRejected(taken, error);
            return false;
        }

        _recorder.Accept(step);
        pace.AfterAccepted(taken, error);
        return true;
    }
}
