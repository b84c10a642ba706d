using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>One adaptive integration under way.</summary>
/// <param name="step">The method, at the initial state.</param>
/// <param name="sizes">How it finds its step sizes.</param>
/// <param name="tolerance">The error allowed per step.</param>
/// <param name="control">When to give up.</param>
/// <param name="endTime">The final time.</param>
/// <param name="stop">Asked after each accepted step, and before the first, whether to stop there; null for never.</param>
internal sealed class AdaptiveRun(
    IAdaptiveStep step, IStepSize sizes, Tolerance tolerance, StepControl control, double endTime, Func<IAdaptiveStep, bool>? stop = null)
{
    private readonly TrajectoryRecorder _recorder = new(step);
    private readonly double _direction = endTime >= step.Time ? 1 : -1;
    private int _accepted;
    private int _rejected;
    private double _largestError;

    public Trajectory Run(CancellationToken cancellation)
    {
        var outcome = Advance(cancellation);
        return _recorder.Finish(
            outcome, new IntegrationStatistics(step.Evaluations, _accepted, _rejected, _largestError, step.Jacobians, step.ImplicitSteps));
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

        var size = FirstSize();
        while (_accepted + _rejected < control.StepLimit)
        {
            cancellation.ThrowIfCancellationRequested();
            var smallest = TimeResolution.SmallestStep(step.Time);
            var remaining = Math.Abs(endTime - step.Time);
            if (size < smallest && size < remaining)
                return WithoutResolution(smallest);

            var nextTime = size + smallest >= remaining ? endTime : step.Time + _direction * size;
            var taken = Math.Abs(nextTime - step.Time);
            size = Math.Min(Try(nextTime, taken), control.LargestStep);
            if (!Finiteness.IsBounded(step.State))
                return IntegrationOutcome.Diverged;
            if (step.Time == nextTime && stop?.Invoke(step) == true)
                return IntegrationOutcome.Stopped;
            if (step.Time == endTime)
                return IntegrationOutcome.Reached;
        }

        return IntegrationOutcome.StepLimit;
    }

    /// <summary>Tries the step to <paramref name="nextTime"/>, takes it if it passes, and returns the size of the next one.</summary>
    private double Try(double nextTime, double taken)
    {
        var error = step.Try(nextTime) ? step.Error(tolerance) : double.PositiveInfinity;
        if (error <= 1 && !step.PrepareInterpolant())
            error = double.PositiveInfinity;
        if (!(error <= 1))
        {
            _rejected++;
            return sizes.AfterRejected(taken, error);
        }

        _accepted++;
        _largestError = Math.Max(_largestError, error);
        _recorder.Accept(step);
        return sizes.AfterAccepted(taken, error);
    }

    private double FirstSize()
    {
        var largest = Math.Min(Math.Abs(endTime - step.Time), control.LargestStep);
        return control.FirstStep is { } size ? Math.Min(size, largest) : sizes.First(_direction, largest);
    }

    private IntegrationOutcome WithoutResolution(double smallestStep) =>
        TimeResolution.HidesBlowUp(step.State, step.Slope, _direction * smallestStep)
            ? IntegrationOutcome.Diverged
            : IntegrationOutcome.StepTooSmall;
}
