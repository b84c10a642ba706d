namespace LrnnSymbolic.Integration;

/// <summary>
/// An explicit pair where accuracy limits the steps, and a Rosenbrock method where stability would. In equal steps, which nothing limits, the
/// explicit pair is all there is.
/// </summary>
/// <param name="Explicit">The method to begin with.</param>
/// <param name="Implicit">The method for stiff stretches.</param>
public sealed record SwitchingMethod(ButcherTableau Explicit, RosenbrockTableau Implicit) : IntegrationMethod
{
    /// <inheritdoc/>
    public override bool HandlesStiffness => true;

    internal override void RequireShape()
    {
        ArgumentNullException.ThrowIfNull(Explicit);
        ArgumentNullException.ThrowIfNull(Implicit);
        Explicit.RequireShape();
        Implicit.RequireShape();
    }

    internal override IAdaptiveStep Begin(DifferentialEquation equation, double time, ReadOnlySpan<double> state) =>
        new SwitchingStep(this, equation, time, state);
}
