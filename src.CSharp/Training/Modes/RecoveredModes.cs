namespace LrnnSymbolic.Training;

/// <summary>A network seen in its frames.</summary>
/// <param name="Modes">
/// a, b, c for each of the min(N_x, N_h, N_y) dimensions, the diagonals of the rotated weights; of rotations the real parts of the first, its
/// imaginary parts, the real parts of the second, and so on.
/// </param>
/// <param name="Misalignment">
/// The Frobenius norm of all that the modes do not hold of the rotated weights; zero for an aligned network.
/// </param>
public sealed record RecoveredModes(IReadOnlyList<ConnectivityModes> Modes, double Misalignment);
