namespace LrnnSymbolic.Contracts;

/// <summary>
/// The flow of a mode in u = ac and b on the slices of a^2 - c^2, which it conserves, for many problems at once; the time is in units of tau.
/// </summary>
/// <param name="Field">From (u, b) to (u', b').</param>
/// <param name="WithJacobian">From (u, b) to u', b' and the derivatives of u' by u and b, then of b'.</param>
/// <param name="Single">The same as <paramref name="WithJacobian"/> for one problem; called with all parameters.</param>
/// <param name="Varying">The places among the parameters of those that differ from problem to problem; the last is that of a^2 - c^2.</param>
/// <param name="Parameters">All parameters of the programs, in their order; those that vary are not read.</param>
/// <param name="Data">Tabulated values that the programs read, the same for all problems.</param>
public sealed record PlanarField(
    BatchKernel Field, BatchKernel WithJacobian, Kernel Single, IReadOnlyList<int> Varying, double[] Parameters, double[] Data);
