namespace LrnnSymbolic.Integration;

/// <summary>The memory of the proportional-integral controller that <see cref="StepControl"/> describes.</summary>
internal struct StepController(StepControl control)
{
    /// <summary>Errors below this share of the tolerance say nothing about the next step.</summary>
    private const double SmallestRememberedError = 1e-4;

    private double _previousError = SmallestRememberedError;
    private bool _justRejected = false;

    /// <summary>The factor from an accepted step to the next one.</summary>
    public double Accept(double error)
    {
        var predicted = control.Safety * Math.Pow(error, -control.Alpha) * Math.Pow(_previousError, control.Beta);
        var factor = Math.Clamp(predicted, control.SmallestFactor, _justRejected ? 1 : control.LargestFactor);
        _previousError = Math.Max(error, SmallestRememberedError);
        _justRejected = false;
        return factor;
    }

    /// <summary>The factor from a rejected step to its repetition; an error that is not finite asks for the smallest.</summary>
    public double Reject(double error)
    {
        _justRejected = true;
        var predicted = double.IsFinite(error) ? control.Safety * Math.Pow(error, -control.Alpha) : 0;
        return Math.Max(predicted, control.SmallestFactor);
    }
}
