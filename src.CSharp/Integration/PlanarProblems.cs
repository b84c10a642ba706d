namespace LrnnSymbolic.Integration;

/// <summary>Initial values of planar flows, as a structure of arrays: component k of problem m is element k * Count + m.</summary>
/// <param name="Count">The number of problems.</param>
/// <param name="Starts">u of all problems, then b.</param>
/// <param name="Varying">The parameters that vary, each for all problems; the last is a^2 - c^2.</param>
internal sealed record PlanarProblems(int Count, double[] Starts, double[] Varying);

/// <summary>How a problem of a batch ended.</summary>
internal enum PlanarEnd
{
    /// <summary>At the final time.</summary>
    Reached,

    /// <summary>At an asymptotically stable stationary point, found by Newton's method.</summary>
    Converged,

    /// <summary>Neither: out of the range of numbers, out of steps, or near a point that is not stable. Another method has to decide.</summary>
    Undecided,
}

/// <summary>The ends of all problems.</summary>
/// <param name="States">u of all problems, then b.</param>
/// <param name="Times">The times reached.</param>
/// <param name="Steps">Attempted steps of each problem.</param>
/// <param name="Ends">How each problem ended.</param>
internal sealed record PlanarEnds(double[] States, double[] Times, int[] Steps, PlanarEnd[] Ends);
