using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Steps as long as their estimated errors allow.</summary>
/// <param name="step">The method, at the initial state.</param>
/// <param name="tolerance">The error allowed per step.</param>
/// <param name="control">When to give up.</param>
/// <param name="endTime">The final time.</param>
internal sealed class ControlledPace(IAdaptiveStep step, Tolerance tolerance, StepControl control, double endTime) : IPace
{
    private readonly IStepSize _sizes = step.Sizes(tolerance, control);
    private readonly double _direction = endTime >= step.Time ? 1 : -1;
    private double _size;

    public int Accepted { get; private set; }

    public int Rejected { get; private set; }

    public double LargestError { get; private set; }

    private double Remaining => Math.Abs(endTime - step.Time);

    public void Begin()
    {
        var largest = Math.Min(Remaining, control.LargestStep);
        _size = control.FirstStep is { } size ? Math.Min(size, largest) : _sizes.First(_direction, largest);
    }

    public IntegrationOutcome? GiveUp()
    {
        if (Accepted + Rejected >= control.StepLimit)
            return IntegrationOutcome.StepLimit;
        var smallest = TimeResolution.SmallestStep(step.Time);
        if (!(_size < smallest && _size < Remaining))
            return null;
        return TimeResolution.HidesBlowUp(step.State, step.Slope, _direction * smallest)
            ? IntegrationOutcome.Diverged
            : IntegrationOutcome.StepTooSmall;
    }

    public double NextTime() =>
        _size + TimeResolution.SmallestStep(step.Time) >= Remaining ? endTime : step.Time + _direction * _size;

    public double Error() => step.Error(tolerance);

    public void AfterAccepted(double taken, double error)
    {
        Accepted++;
        LargestError = Math.Max(LargestError, error);
        _size = Math.Min(_sizes.AfterAccepted(taken, error), control.LargestStep);
    }

    public void AfterRejected(double taken, double error)
    {
        Rejected++;
        _size = Math.Min(_sizes.AfterRejected(taken, error), control.LargestStep);
    }
}
