namespace LrnnSymbolic.Contracts;

/// <summary>
/// An autonomous flow of two components, y' = f(y; p), for many y and p at once: u = ac and b of a mode on a slice, with the time in units of tau.
/// </summary>
/// <param name="Field">From (y_1, y_2) to (f_1, f_2).</param>
/// <param name="WithJacobian">From (y_1, y_2) to f_1, f_2 and the derivatives of f_1 by y_1 and y_2, then of f_2.</param>
/// <param name="Single">The same as <paramref name="WithJacobian"/> for one y; called with all parameters.</param>
/// <param name="Varying">The places among the parameters of those that differ from problem to problem.</param>
/// <param name="Parameters">All parameters of the programs, in their order; those that vary are not read.</param>
/// <param name="Data">Tabulated values that the programs read, the same for all problems.</param>
public sealed record PlanarField(
    BatchKernel Field, BatchKernel WithJacobian, Kernel Single, IReadOnlyList<int> Varying, double[] Parameters, double[] Data);
