using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>One adaptive integration under way.</summary>
internal sealed class AdaptiveRun(IAdaptiveStep step, IStepSize sizes, Tolerance tolerance, StepControl control, double endTime)
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
            outcome, new IntegrationStatistics(step.Evaluations, _accepted, _rejected, _largestError));
    }

    private IntegrationOutcome Advance(CancellationToken cancellation)
    {
        if (!Finiteness.IsBounded(step.State))
            return IntegrationOutcome.Diverged;
        if (step.Time == endTime)
            return IntegrationOutcome.Reached;
        if (!step.Start())
            return IntegrationOutcome.StepTooSmall;

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
            if (step.Time == endTime)
                return IntegrationOutcome.Reached;
        }

        return IntegrationOutcome.StepLimit;
    }

    /// <summary>Tries the step to <paramref name="nextTime"/>, takes it if it passes, and returns the size of the next one.</summary>
    private double Try(double nextTime, double taken)
    {
        var error = step.Try(nextTime) ? step.Error(tolerance) : double.PositiveInfinity;
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
