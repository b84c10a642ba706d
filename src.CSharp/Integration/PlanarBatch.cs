using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// Solves many planar problems at once by an L-stable Rosenbrock method on vector lanes: each lane has its own problem, time and
/// step size, and takes the next problem when its own has ended. No operation mixes lanes, so that a problem has the same bits whatever
/// runs beside it and on however many threads.
/// </summary>
/// <param name="tableau">The method, e.g. <see cref="Rodas5P.Tableau"/>.</param>
/// <param name="tolerance">The local error allowed per step.</param>
internal sealed class PlanarBatch(RosenbrockTableau tableau, Tolerance tolerance)
{
    // Problems that a thread takes at a time: many beside the lanes, whose last problems leave the others idle.
    private const int Chunk = 1024;

    /// <summary>The states at <paramref name="endTime"/>.</summary>
    /// <param name="field">The flow.</param>
    /// <param name="problems">Initial values at time 0.</param>
    /// <param name="endTime">The final time, positive.</param>
    /// <param name="threads">How many threads share the problems.</param>
    /// <param name="cancellation">Checked before every step.</param>
    public PlanarEnds Integrate(PlanarField field, PlanarProblems problems, double endTime, int threads = 1, CancellationToken cancellation = default) =>
        Run(field, problems, endTime, toSteadyState: false, threads, cancellation);

    /// <summary>
    /// The stationary points at which the flows end. A problem has converged where Newton's method ends at an asymptotically stable point
    /// within 1e-6 of the flow, relative and absolute; what has not converged by <paramref name="longest"/> has reached that time.
    /// </summary>
    public PlanarEnds Settle(PlanarField field, PlanarProblems problems, double longest, int threads = 1, CancellationToken cancellation = default) =>
        Run(field, problems, longest, toSteadyState: true, threads, cancellation);

    private PlanarEnds Run(
        PlanarField field, PlanarProblems problems, double endTime, bool toSteadyState, int threads, CancellationToken cancellation)
    {
        InitialValueProblem.Require(tolerance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(endTime);
        var count = problems.Count;
        var ends = new PlanarEnds(new double[2 * count], new double[count], new int[count], new PlanarEnd[count]);
        var chunks = (count + Chunk - 1) / Chunk;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        if (threads <= 1 || chunks <= 1)
            Solve(0, count);
        else
            Parallel.For(0, chunks, options, chunk => Solve(chunk * Chunk, Math.Min(count, (chunk + 1) * Chunk)));
        return ends;

        void Solve(int first, int last) =>
            new PlanarLanes(tableau, tolerance, field, problems, endTime, toSteadyState, ends).Run(first, last, cancellation);
    }
}
