using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>The sizes of the steps of a method with an error estimate, from the errors of the steps before.</summary>
/// <param name="errorOrder">The power of h in the error estimate.</param>
/// <param name="tolerance">The error allowed per step.</param>
/// <param name="control">The controller.</param>
/// <param name="step">The method.</param>
internal sealed class ControlledStepSize(int errorOrder, Tolerance tolerance, StepControl control, IFieldStep step) : IStepSize
{
    private StepController _controller = new(control, errorOrder);

    public double First(double direction, double largest) => FirstStep.Choose(step, direction, errorOrder, tolerance, largest);

    public double AfterAccepted(double taken, double error) => taken * _controller.Accept(error);

    public double AfterRejected(double taken, double error) => taken * _controller.Reject(error);
}
