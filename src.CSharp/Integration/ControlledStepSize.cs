using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>The sizes of a Runge–Kutta pair's steps, from the errors of the steps before.</summary>
internal sealed class ControlledStepSize(ButcherTableau tableau, Tolerance tolerance, StepControl control, RungeKuttaStep step)
    : IStepSize
{
    private StepController _controller = new(control);

    public double First(double direction, double largest) =>
        FirstStep.Choose(step, direction, tableau.EmbeddedOrder + 1, tolerance, largest);

    public double AfterAccepted(double taken, double error) => taken * _controller.Accept(error);

    public double AfterRejected(double taken, double error) => taken * _controller.Reject(error);
}
