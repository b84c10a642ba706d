namespace LrnnSymbolic.Lrnn.Input;

/// <summary>How far the tangent kernel has turned since the start, at each of the learning times.</summary>
/// <param name="Trained">That of the trained network.</param>
/// <param name="Theory">That of networks with the theory's modes.</param>
internal sealed record KernelTurning(double[] Trained, double[] Theory);
