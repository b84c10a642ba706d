namespace LrnnSymbolic.Integration;

/// <summary>A quantity that the flow conserves because the energy does not change along its gradient: a^2 - c^2 of a mode.</summary>
/// <param name="Value">Its value at a state.</param>
/// <param name="Gradient">Its gradient, of the state's dimension: also the direction in which a stationary point has a zero mode.</param>
public sealed record ConservedQuantity(Func<double[], double> Value, Func<double[], double[]> Gradient);

/// <summary>The gradient flow of an energy, dy/dt = -rate dE/dy, with what its end is judged by.</summary>
/// <param name="Equation">The flow and its Jacobian, which is -rate times the Hessian; autonomous.</param>
/// <param name="Energy">E.</param>
/// <param name="Conserved">The quantity whose level sets are the slices transverse to the zero mode.</param>
/// <param name="Unbounded">The component of the state that may grow without bound: b of a mode.</param>
/// <param name="Frozen">Components that are held fixed.</param>
public sealed record EnergyFlow(
    DifferentialEquation Equation, Func<double[], double> Energy, ConservedQuantity Conserved, int Unbounded, IReadOnlyList<int> Frozen)
{
    /// <summary>
    /// Whether the energy is known to fall all the way outwards from a state, with no stationary point further out. Growth alone does not tell a
    /// flow that runs off from one whose minimum is far away. Taken on trust unless given.
    /// </summary>
    public Func<double[], bool> FallsOutwards { get; init; } = _ => true;
}
