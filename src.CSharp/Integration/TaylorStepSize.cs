using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>The sizes of windows, each from the decay of its own coefficients; a window that fails shrinks by its error.</summary>
internal sealed class TaylorStepSize(int order, Tolerance tolerance, StepControl control, TaylorStep step) : IStepSize
{
    public double First(double direction, double largest) => Math.Min(Window(), largest);

    public double AfterAccepted(double taken, double error) => Window();

    public double AfterRejected(double taken, double error)
    {
        var predicted = double.IsFinite(error) ? control.Safety * Math.Pow(error, -1.0 / (order + 1)) : 0;
        return taken * Math.Max(predicted, control.SmallestFactor);
    }

    // Coefficients so large that their size is no number leave no window.
    private double Window() => control.Safety * TaylorWindow.Step(step.Magnitudes(tolerance)) is var size and > 0 ? size : 0;
}
