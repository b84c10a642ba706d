namespace LrnnSymbolic.Training;

/// <summary>A network seen in its frames.</summary>
/// <param name="Modes">a, b, c for each of the min(N_x, N_h, N_y) dimensions, the diagonals of the rotated weights.</param>
/// <param name="Misalignment">
/// The Frobenius norm of all entries of the rotated weights off their diagonals; zero for an aligned network.
/// </param>
public sealed record RecoveredModes(IReadOnlyList<ConnectivityModes> Modes, double Misalignment);
