using System.Collections.Concurrent;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>Integrates the points of a sweep, many at once where that decides them. Kernels are compiled once for each form of sums and serve all threads.</summary>
internal sealed class SweepFlow(SweepDesign design)
{
    private readonly SharedKernels _kernels = new();
    private readonly ConcurrentDictionary<double, ModeTasks> _tasks = new();
    private readonly SweepSlices _slices = new(design);
    private readonly Integrator _integrator = new(NamedMethod.Automatic.Method, design.Allowed);

    /// <summary>The rows of points, in order. Whatever happens to an integration is its outcome, not an error.</summary>
    public SweepRow[] Rows(IReadOnlyList<int> points, CancellationToken cancellation)
    {
        var coordinates = points.Select(design.Coordinates).ToArray();
        var values = coordinates.Select(design.At).ToArray();
        var rows = new SweepRow[points.Count];
        var tasks = points.Select((point, k) => Task(point, values[k].Parameters)).ToArray();
        for (var k = 0; k < rows.Length; k++)
            if (!tasks[k].HasValues)
                rows[k] = new SweepRow(points[k], coordinates[k], values[k].Start, double.NaN, 0, 0, NoValue);
        foreach (var group in Enumerable.Range(0, rows.Length).Where(k => rows[k] is null).GroupBy(k => tasks[k].Steps))
        {
            int[] places = [.. group];
            var ends = _slices.Follow([.. places.Select(k => (tasks[k], values[k].Start))], cancellation);
            foreach (var (k, end) in places.Zip(ends))
                rows[k] = end is { } found
                    ? new SweepRow(
                        points[k], coordinates[k], found.State, Energy(tasks[k], found.State), found.Time, found.Evaluations,
                        found.Converged ? SteadyEnds.Reason(SteadyEnd.Converged) : Outcome(IntegrationOutcome.Reached))
                    : Row(points[k], coordinates[k], tasks[k], values[k].Start, cancellation);
        }

        return rows;
    }

    // Points that differ in their starts alone share a task.
    private ModeTasks Task(int point, double[] parameters)
    {
        return design.HasOneTask ? _tasks.GetOrAdd(parameters[0], _ => Made()) : Made();

        ModeTasks Made() => ModeTasks.OfPoint(design.Dynamics, design.Tau, parameters, design.Exact(point), design.Table);
    }

    // A point by itself.
    private SweepRow Row(int point, double[] coordinates, ModeTasks task, double[] start, CancellationToken cancellation)
    {
        var equation = ModeTheory.Balanced(Equation(task), start);
        var (end, trajectory, outcome) = design.IsSteady
            ? Settled(equation, task, start, cancellation)
            : Reached(_integrator.Integrate(equation, 0, start, design.Until, cancellation));
        return new SweepRow(point, coordinates, end, Energy(task, end), trajectory.TimeReached, trajectory.Statistics.Evaluations, outcome);
    }

    private (double[] End, Trajectory Trajectory, string Outcome) Settled(
        DifferentialEquation equation, ModeTasks task, double[] start, CancellationToken cancellation)
    {
        var flow = new EnergyFlow(equation, state => Energy(task, state), ModeTheory.Balance, 1, [])
        {
            FallsOutwards = state => OutwardTail.Falls(task, 0, state[1]),
        };
        var steady = new SteadyStateRun(_integrator).Follow(flow, start, design.Until, cancellation);
        return steady.End == SteadyEnd.Failed
            ? Reached(steady.Trajectory)
            : (steady.State, steady.Trajectory, SteadyEnds.Reason(steady.End));
    }

    private static (double[] End, Trajectory Trajectory, string Outcome) Reached(Trajectory trajectory) =>
        ([.. trajectory.FinalState], trajectory, Outcome(trajectory.Outcome));

    private double Energy(ModeTasks task, ReadOnlySpan<double> state)
    {
        var energies = new double[3];
        _kernels.Of(task.Bound, Quantity.Energy)(state, task.CompiledParameters(0), task.Table(0), energies);
        return energies[0];
    }

    private DifferentialEquation Equation(ModeTasks task)
    {
        var flow = _kernels.Of(task.Bound, Quantity.Flow);
        // The Jacobian is compiled when a stiff stretch first asks for it.
        var slopes = new Lazy<Kernel>(() => _kernels.Of(task.Bound, Quantity.Jacobian));
        var (parameters, table, rate) = (task.CompiledParameters(0), task.Table(0).ToArray(), 1 / design.Tau);
        return new DifferentialEquation(
            (_, state, derivative) => Scaled(flow, state, derivative),
            (_, state, jacobian) => Scaled(slopes.Value, state, jacobian));

        void Scaled(Kernel kernel, ReadOnlySpan<double> state, Span<double> values)
        {
            kernel(state, parameters, table, values);
            foreach (ref var value in values)
                value *= rate;
        }
    }

    private static string Outcome(IntegrationOutcome outcome) => outcome switch
    {
        IntegrationOutcome.Reached => "time reached",
        IntegrationOutcome.Diverged => "diverged",
        IntegrationOutcome.StepTooSmall => "step too small",
        _ => "step limit",
    };

    // The task itself has no number at some step of a point, such as 1/(delta - 1) at delta = 1.
    private const string NoValue = "no value";

    /// <summary>All that a row may end with.</summary>
    public static IReadOnlySet<string> Outcomes { get; } = new HashSet<string>(
    [
        NoValue,
        .. Enum.GetValues<IntegrationOutcome>().Select(Outcome),
        .. new[] { SteadyEnd.Converged, SteadyEnd.RunningOff, SteadyEnd.Saddle, SteadyEnd.TimeReached }.Select(SteadyEnds.Reason),
    ]);
}
