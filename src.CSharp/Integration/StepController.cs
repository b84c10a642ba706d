namespace LrnnSymbolic.Integration;

/// <summary>The memory of the proportional-integral controller that <see cref="StepControl"/> describes.</summary>
/// <param name="control">The exponents and limits.</param>
/// <param name="errorOrder">The power of h in the error estimate.</param>
internal struct StepController(StepControl control, int errorOrder)
{
    private const double OrderOfDefaults = 5;

    /// <summary>Errors below this share of the tolerance say nothing about the next step.</summary>
    private const double SmallestRememberedError = 1e-4;

    private double _previousError = SmallestRememberedError;
    private bool _justRejected = false;
    private readonly double _alpha = control.Alpha * (OrderOfDefaults / errorOrder);
    private readonly double _beta = control.Beta * (OrderOfDefaults / errorOrder);

    /// <summary>The factor from an accepted step to the next one.</summary>
    public double Accept(double error)
    {
        var predicted = control.Safety * Math.Pow(error, -_alpha) * Math.Pow(_previousError, _beta);
        var factor = Math.Clamp(predicted, control.SmallestFactor, _justRejected ? 1 : control.LargestFactor);
        _previousError = Math.Max(error, SmallestRememberedError);
        _justRejected = false;
        return factor;
    }

    /// <summary>The factor from a rejected step to its repetition; an error that is not finite asks for the smallest.</summary>
    public double Reject(double error)
    {
        _justRejected = true;
        var predicted = double.IsFinite(error) ? control.Safety * Math.Pow(error, -_alpha) : 0;
        return Math.Max(predicted, control.SmallestFactor);
    }
}
