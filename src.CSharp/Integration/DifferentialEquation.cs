using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>The derivatives of a vector field by the state.</summary>
/// <param name="time">The independent variable.</param>
/// <param name="state">y, of the problem's dimension n.</param>
/// <param name="jacobian">Receives df_i/dy_j, row by row; length n^2.</param>
public delegate void JacobianField(double time, ReadOnlySpan<double> state, Span<double> jacobian);

/// <summary>Moves a state back onto what the flow conserves.</summary>
/// <param name="state">y, changed in place by about the error of a step.</param>
public delegate void StateProjection(Span<double> state);

/// <summary>dy/dt = f(t, y), with what methods may ask for beyond f. A method that lacks something says so.</summary>
/// <param name="Field">f.</param>
/// <param name="Jacobian">df/dy, for methods that solve linear equations with it.</param>
/// <param name="TimeDerivative">df/dt at fixed y, for the same; null where f does not depend on the time.</param>
public sealed record DifferentialEquation(VectorField Field, JacobianField? Jacobian = null, VectorField? TimeDerivative = null)
{
    /// <summary>The power series of the solution through any state, for windows of it; the equation is then autonomous.</summary>
    public TaylorSeries? Series { get; init; }

    /// <summary>
    /// Applied to the end of every step; null for none. Over a long time the small errors of what should be conserved add up, and where the
    /// solution itself shrinks they may outgrow it.
    /// </summary>
    public StateProjection? Projection { get; init; }

    /// <exception cref="ArgumentException">There is none.</exception>
    internal JacobianField RequiredJacobian => Jacobian ?? throw new ArgumentException("The method needs the Jacobian of the equation.");

    /// <summary>An equation that is known by its series alone.</summary>
    public static DifferentialEquation Of(TaylorSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new((_, _, _) => throw new InvalidOperationException("The method needs the vector field, and the equation has its series alone.")) { Series = series };
    }
}
