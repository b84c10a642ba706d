using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Why a run to the steady state ended.</summary>
public enum SteadyEnd
{
    /// <summary>
    /// At a minimum: the slope is small and the energy curved upwards in every direction of the slice; or flat in some, with a slope that moves nothing in
    /// the time allowed.
    /// </summary>
    Converged,

    /// <summary>The unbounded component grows like a power of the time while the energy still falls, and falls all the way outwards.</summary>
    RunningOff,

    /// <summary>At a stationary point with a direction of descent, along which the flow has no component that could leave it in the time allowed.</summary>
    Saddle,

    /// <summary>None of these within the time allowed.</summary>
    TimeReached,

    /// <summary>The integration itself ended early; see the trajectory's outcome.</summary>
    Failed,
}

/// <summary>The end of a run to the steady state.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="State">The stationary point, polished by Newton's method where it is a minimum; otherwise the last state.</param>
/// <param name="Polished">Did Newton's method converge?</param>
/// <param name="Slope">The largest component of dy/dt at <paramref name="State"/>.</param>
/// <param name="Curvatures">The principal curvatures of the energy on the slice there, times the flow's rate, by increasing value.</param>
/// <param name="Trajectory">The way there.</param>
public sealed record SteadyState(SteadyEnd End, double[] State, bool Polished, double Slope, double[] Curvatures, Trajectory Trajectory);

/// <summary>
/// Follows a gradient flow until its end is certain, as far as numbers can tell. An end is told by the slope and the curvatures there alone, whatever the
/// start and the tolerance of the method.
/// </summary>
/// <param name="integrator">The method.</param>
public sealed class SteadyStateRun(Integrator integrator)
{
    // This close, relative and absolute, a state is at a stationary point.
    private const double AtRest = 1e-10;

    // What a flow at a saddle may still move by.
    private const double SaddleReach = 1e-3;

    /// <summary>Integrates from <paramref name="start"/> at time 0 until the end is certain, for at most <paramref name="longest"/>.</summary>
    /// <param name="flow">The gradient flow.</param>
    /// <param name="start">The initial state.</param>
    /// <param name="longest">The time allowed, positive.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public SteadyState Follow(EnergyFlow flow, double[] start, double longest, CancellationToken cancellation = default)
    {
        var level = flow.Conserved.Value(start);
        var growth = new PowerGrowth(flow);
        SteadyEnd? end = null;
        double[]? minimum = null;
        var trajectory = integrator.Integrate(flow.Equation, 0, start, longest, Decide, cancellation);
        var last = minimum ?? trajectory.FinalState.ToArray();
        var slice = StationarySlice.At(flow, trajectory.TimeReached, last);
        return new SteadyState(end ?? Unfinished(trajectory.Outcome), last, minimum is not null, slice.Slope, slice.Curvatures, trajectory);

        bool Decide(IAdaptiveStep step)
        {
            var state = step.State.ToArray();
            var near = new StationarySlice(flow, step.Time, state, step.Slope.ToArray());
            if (near.IsMinimum && near.IsWithin(Polishing.NearEnough) && (minimum = Polished(flow, state, level)) is not null)
                end = SteadyEnd.Converged;
            else if (near.IsRest(longest, AtRest))
                end = near.FallsBeside() ? SteadyEnd.Saddle : SteadyEnd.Converged;
            else if (near.HasDescent && near.IsWithin(AtRest) && near.Stays(longest - step.Time, SaddleReach))
                end = SteadyEnd.Saddle;
            else if (growth.Sees(step.Time, state, step.Slope) && flow.FallsOutwards(state))
                end = SteadyEnd.RunningOff;
            return end is not null;
        }
    }

    private static SteadyEnd Unfinished(IntegrationOutcome outcome) =>
        outcome == IntegrationOutcome.Reached ? SteadyEnd.TimeReached : SteadyEnd.Failed;

    private static double[]? Polished(EnergyFlow flow, double[] start, double level)
    {
        double[] state = [.. start];
        return Polishing.Polish(new SliceCorrection(flow, level), state, takesLast: false) ? state : null;
    }
}
