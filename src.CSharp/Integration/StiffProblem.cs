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

/// <summary>dy/dt = f(t, y) with the derivatives of f, for methods that solve linear equations with them.</summary>
/// <param name="Field">f.</param>
/// <param name="Jacobian">df/dy.</param>
/// <param name="TimeDerivative">df/dt at fixed y; null where f does not depend on the time.</param>
public sealed record StiffProblem(VectorField Field, JacobianField Jacobian, VectorField? TimeDerivative = null)
{
    /// <summary>
    /// Applied to the end of every step; null for none. Over a long time the small errors of what should be conserved add up, and where the
    /// solution itself shrinks they may outgrow it.
    /// </summary>
    public StateProjection? Projection { get; init; }
}
