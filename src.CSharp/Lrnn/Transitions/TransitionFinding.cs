using LrnnSymbolic.Algebra;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Transitions;

/// <summary>Everything that was found about one task: the exact transitions, and what the flow does.</summary>
internal sealed record TransitionFinding(TaskDynamics Task, TransitionReport Report, FlowFinding? Flow)
{
    /// <summary>The name of the control parameter.</summary>
    public string Control => Report.Control!.Name;
}

/// <summary>The learning flow from one start at many values of the control, and along it upwards and downwards.</summary>
internal sealed record FlowFinding(
    ConnectivityModes Start,
    IReadOnlyList<Reached> SameStart,
    IReadOnlyList<FlowJump> Jumps,
    FlowSweep Upwards,
    FlowSweep Downwards)
{
    public static FlowFinding Find(
        TaskDynamics task, TransitionReport report, ConnectivityModes start, int count, double tolerance, CancellationToken cancellation)
    {
        var branches = new FlowBranches(task, report, tolerance);
        var (low, high) = report.Range;
        Rational[] controls = [.. Enumerable.Range(0, count + 1).Select(k => low + (high - low) * Rational.Create(k, count))];
        double[] state = [start.Input, start.Recurrent, start.Output];
        Reached[] same = [.. branches.FromSameStart(controls, start, cancellation)];
        Reached[] up = [.. branches.Followed(controls, start, cancellation)];
        Reached[] down = [.. branches.Followed(controls.Reverse(), start, cancellation)];
        return new FlowFinding(
            start,
            same,
            [.. branches.Jumps(same, _ => state, cancellation)],
            new FlowSweep(up, [.. branches.Jumps(up, FlowBranches.Continued, cancellation)]),
            new FlowSweep(down, [.. branches.Jumps(down, FlowBranches.Continued, cancellation)]));
    }
}

/// <summary>The branch that is followed while the control changes slowly, until it has no finite end.</summary>
internal sealed record FlowSweep(IReadOnlyList<Reached> Ends, IReadOnlyList<FlowJump> Jumps);
