namespace LrnnSymbolic.Integration;

/// <summary>How an integration gets from one time to a later one: a table of coefficients, or another recipe for a step.</summary>
public abstract record IntegrationMethod
{
    /// <summary>Is accuracy all that limits the steps, however fast perturbations of the solution decay?</summary>
    public virtual bool HandlesStiffness => false;

    /// <exception cref="ArgumentException">The rows of a table do not fit together.</exception>
    internal virtual void RequireShape()
    {
    }

    /// <summary>The step of an integration that begins.</summary>
    /// <exception cref="ArgumentException">The equation lacks what the method needs.</exception>
    internal abstract IAdaptiveStep Begin(DifferentialEquation equation, double time, ReadOnlySpan<double> state);
}
