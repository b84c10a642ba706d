using System.Collections.Concurrent;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>Integrates the points of a sweep, many at once where that decides them. Kernels are compiled once for each form of sums and serve all threads.</summary>
internal sealed class SweepFlow(SweepDesign design)
{
    private readonly ConcurrentDictionary<SumForm, Kernels> _kernels = new();
    private readonly Kernel _energy = DelegateBackend.compile(ModeKernels.energy(SumForm.Loops, design.Dynamics));
    private readonly SweepSlices _slices = new(design);
    private readonly SwitchingIntegrator _integrator = ModeTheory.Switching(design.Allowed);

    // The Jacobian is compiled when a stiff stretch first asks for it.
    private sealed record Kernels(Lazy<Kernel> Flow, Lazy<Kernel> Jacobian);

    /// <summary>The rows of points, in order. Whatever happens to an integration is its outcome, not an error.</summary>
    public SweepRow[] Rows(IReadOnlyList<int> points, CancellationToken cancellation)
    {
        var coordinates = points.Select(design.Coordinates).ToArray();
        var values = coordinates.Select(design.At).ToArray();
        var rows = new SweepRow[points.Count];
        foreach (var group in Enumerable.Range(0, rows.Length).GroupBy(k => values[k].Parameters[0]))
        {
            int[] places = [.. group];
            var ends = _slices.Follow([.. places.Select(k => values[k])], cancellation);
            foreach (var (k, end) in places.Zip(ends))
                rows[k] = end is { } found
                    ? new SweepRow(
                        points[k], coordinates[k], found.State, Energy(values[k].Parameters, found.State), found.Time, found.Evaluations,
                        found.Converged ? IntegrateCommand.Reason(SteadyEnd.Converged) : Outcome(IntegrationOutcome.Reached))
                    : Row(points[k], coordinates[k], values[k].Parameters, values[k].Start, cancellation);
        }

        return rows;
    }

    // A point by itself.
    private SweepRow Row(int point, double[] coordinates, double[] parameters, double[] start, CancellationToken cancellation)
    {
        var task = ModeTasks.OfNumbers(design.Dynamics, design.Tau, parameters, design.Table);
        if (!task.HasValues)
            return new SweepRow(point, coordinates, start, double.NaN, 0, 0, NoValue);
        var problem = ModeTheory.Balanced(Problem(parameters), start);
        var (end, trajectory, outcome) = design.IsSteady
            ? Settled(problem, task, start, cancellation)
            : Reached(_integrator.Integrate(problem, 0, start, design.Until, cancellation));
        return new SweepRow(point, coordinates, end, Energy(parameters, end), trajectory.TimeReached, trajectory.Statistics.Evaluations, outcome);
    }

    private (double[] End, Trajectory Trajectory, string Outcome) Settled(
        StiffProblem problem, ModeTasks task, double[] start, CancellationToken cancellation)
    {
        var flow = new EnergyFlow(problem, state => Energy(task.Parameters[0], state), ModeTheory.Balance, 1, [])
        {
            FallsOutwards = state => OutwardTail.Falls(task, 0, state[1]),
        };
        var steady = new SteadyStateRun(_integrator).Follow(flow, start, design.Until, cancellation);
        return steady.End == SteadyEnd.Failed
            ? Reached(steady.Trajectory)
            : (steady.State, steady.Trajectory, IntegrateCommand.Reason(steady.End));
    }

    private static (double[] End, Trajectory Trajectory, string Outcome) Reached(Trajectory trajectory) =>
        ([.. trajectory.FinalState], trajectory, Outcome(trajectory.Outcome));

    private double Energy(double[] parameters, ReadOnlySpan<double> state)
    {
        var energies = new double[3];
        _energy(state, parameters, design.Table, energies);
        return energies[0];
    }

    private StiffProblem Problem(double[] parameters)
    {
        var kernels = _kernels.GetOrAdd(ModeKernels.formFor(design.Dynamics, (int)parameters[0]), form => new Kernels(
            new Lazy<Kernel>(() => DelegateBackend.compile(ModeKernels.flow(form, design.Dynamics))),
            new Lazy<Kernel>(() => DelegateBackend.compile(ModeKernels.jacobian(form, design.Dynamics)))));
        var rate = 1 / design.Tau;
        return new StiffProblem(
            (_, state, derivative) => Scaled(kernels.Flow.Value, state, derivative),
            (_, state, jacobian) => Scaled(kernels.Jacobian.Value, state, jacobian));

        void Scaled(Kernel kernel, ReadOnlySpan<double> state, Span<double> values)
        {
            kernel(state, parameters, design.Table, values);
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
        .. new[] { SteadyEnd.Converged, SteadyEnd.RunningOff, SteadyEnd.Saddle, SteadyEnd.TimeReached }.Select(IntegrateCommand.Reason),
    ]);
}
