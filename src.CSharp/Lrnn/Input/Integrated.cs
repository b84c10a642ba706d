using LrnnSymbolic.Integration;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>The learning curves that theory predicts.</summary>
/// <param name="Theory">The compiled learning equations.</param>
/// <param name="Times">The learning times at which the curves are sampled.</param>
/// <param name="Modes">The curve of each mode.</param>
internal sealed record Integrated(ModeTheory Theory, double[] Times, IReadOnlyList<IntegratedMode> Modes);

/// <summary>The curve of a mode.</summary>
/// <param name="Mode">Its number, from 0.</param>
/// <param name="States">The state at each of the times, in numbers.</param>
/// <param name="Energies">The energy at each of them.</param>
/// <param name="Trajectory">The integration.</param>
/// <param name="Steady">Where a steady run has come to; null of one that ends at a time.</param>
/// <param name="Events">What was located on the way.</param>
internal sealed record IntegratedMode(
    int Mode, double[][] States, double[] Energies, Trajectory Trajectory, SteadyState? Steady, IReadOnlyList<ModeEvents.Found> Events);
