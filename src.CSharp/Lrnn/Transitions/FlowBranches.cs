using System.Collections.Concurrent;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
using Microsoft.FSharp.Core;
using Quantity = LrnnSymbolic.Emission.Quantity;

namespace LrnnSymbolic.Lrnn.Transitions;

/// <summary>What the learning flow reaches at one value of the control parameter.</summary>
/// <param name="Control">The value.</param>
/// <param name="End">Minimum, infinity, saddle or undecided.</param>
/// <param name="Settled">(a, b, c) at the minimum or saddle, or where the flow was left.</param>
/// <param name="IsGlobal">Is the minimum the lowest one?</param>
/// <param name="IsGlobalDecided">False where rounded values leave open which of several minima is lowest.</param>
/// <param name="Escape">The growth law where b grows without bound.</param>
internal sealed record Reached(Rational Control, FlowEnd End, double[] Settled, bool IsGlobal, bool IsGlobalDecided, EscapeLaw? Escape)
{
    /// <summary>b on the line with infinity at both ends, which brings all values between -2 and 2.</summary>
    public double Compactified => Compactify(End.Recurrent);

    /// <summary>u decays to 0, at a b that the energy does not single out.</summary>
    public bool IsSilent => End is { Destination: Destination.Saddle, Level: < 0 };

    /// <summary>u = ac, in the limit where it decays.</summary>
    public double InputOutput => IsSilent || double.IsInfinity(End.Recurrent) ? 0 : Settled[0] * Settled[2];

    public static double Compactify(double b) => Math.Abs(b) <= 1 ? b : Math.Sign(b) * (2 - 1 / Math.Abs(b));
}

/// <summary>A value of the control parameter at which what the flow reaches jumps.</summary>
/// <param name="Low">The last value of the one outcome.</param>
/// <param name="High">The first value of the other.</param>
internal sealed record FlowJump(Reached Low, Reached High);

/// <summary>Follows the learning flow of a task to its end for many values of a control parameter.</summary>
internal sealed class FlowBranches
{
    // Time enough for starts that linger at a saddle; where it is not, the answer is "undecided".
    private const double Longest = 2e4;

    // Leaves a symmetric point that has become a saddle; the direction is the positive one.
    private const double Nudge = 1e-3;

    // Outcomes nearer than this are the same branch.
    private const double SameBranch = 0.02;

    private const int Bisections = 20;

    private readonly TaskDynamics _dynamics;
    private readonly int _steps;
    private readonly string _control;
    private readonly FSharpFunc<Rational, FSharpOption<ControlSlice>?> _slice;
    private readonly ConcurrentDictionary<Rational, Lazy<ControlSlice?>> _slices = new();
    private readonly SharedKernels _kernels = new();
    private readonly Integrator _integrator;

    /// <param name="dynamics">The task with numbers for T and all parameters but the control.</param>
    /// <param name="report">Its transitions.</param>
    /// <param name="tolerance">Of the integration.</param>
    public FlowBranches(TaskDynamics dynamics, TransitionReport report, double tolerance)
    {
        _dynamics = dynamics;
        _steps = report.Energy.Steps;
        _control = report.Control!.Name;
        _slice = BranchDiagramModule.slice(report);
        _integrator = new Integrator(DormandPrince54.Tableau, new Tolerance(tolerance, tolerance));
    }

    /// <summary>The end of the flow from a start; null where the task has no value or nothing to learn.</summary>
    public Reached? From(Rational control, double[] start, CancellationToken cancellation)
    {
        if (Slice(control) is not { Stationary: StationarySet.Points set } slice)
            return null;
        var exact = ModeKernels.parameterNames(_dynamics).Select(name => name == _control ? control : Rational.OfInt(_steps)).ToArray();
        var task = ModeTasks.OfPoint(_dynamics, 1, [.. exact.Select(value => value.ToDouble())], [.. exact.Select(Canonical.number)], []);
        var (parameters, table) = (task.CompiledParameters(0), task.Table(0).ToArray());
        var (flow, energy) = (_kernels.Of(task.Bound, Quantity.Flow), _kernels.Of(task.Bound, Quantity.Energy));
        StationaryPoint[] points = [.. set.points];
        StationaryLevel[] levels = [.. points.Select(point => new StationaryLevel(
            AlgebraicNumberModule.toDouble(point.B), AlgebraicValueModule.toDouble(point.Energy), point.Kind.IsMinimum))];
        var basin = new BasinOfAttraction(levels, set.infinity.Energy.ToDouble(), SilenceOf(slice.Numbers));
        var end = basin.Follow(_integrator, Flow, Energy, start, Longest, cancellation);
        var settled = end.Level >= 0
            ? Settle(start, end.Recurrent, AlgebraicValueModule.toDouble(points[end.Level].U))
            : end.State;
        return new Reached(
            control,
            end,
            settled,
            end.Level >= 0 && points[end.Level].IsGlobal,
            end.Level < 0 || points[end.Level].IsGlobalDecided,
            end.Destination == Destination.Infinity ? slice.Escapes.FirstOrDefault(law => law.Side == Math.Sign(end.Recurrent)) : null);

        void Flow(double time, ReadOnlySpan<double> state, Span<double> derivative) => flow(state, parameters, table, derivative);

        double Energy(double[] state)
        {
            var output = new double[3];
            energy(state, parameters, table, output);
            return output[0];
        }
    }

    private static DecayToSilence SilenceOf(ReducedNumbers numbers)
    {
        double[] Coefficients(Univariate polynomial) =>
            [.. Enumerable.Range(0, polynomial.Degree + 1).Select(k => polynomial.Coefficient(k).ToDouble())];
        return new DecayToSilence(Coefficients(numbers.Correlation), Coefficients(numbers.ResponsePower));
    }

    // Exact stationary points cost more than a flow, and each value is asked for by several starts.
    private ControlSlice? Slice(Rational control) =>
        _slices.GetOrAdd(control, value => new Lazy<ControlSlice?>(() => _slice.Invoke(value)?.Value)).Value;

    // u = ac at the minimum, and a^2 - c^2 as at the start.
    private static double[] Settle(double[] start, double b, double u)
    {
        var difference = start[0] * start[0] - start[2] * start[2];
        var size = Math.Sqrt(difference * difference + 4 * u * u);
        var a = Math.CopySign(Math.Sqrt((size + difference) / 2), start[0]);
        var c = Math.CopySign(Math.Sqrt((size - difference) / 2), a * u);
        return [a, b, c];
    }

    /// <summary>The ends for each value from the same start. They depend on nothing but their value, so the processors share them.</summary>
    public IEnumerable<Reached> FromSameStart(IEnumerable<Rational> controls, ConnectivityModes start, CancellationToken cancellation) =>
        controls.AsParallel().AsOrdered().WithCancellation(cancellation).WithExecutionMode(ParallelExecutionMode.ForceParallelism)
            .Select(control => From(control, [start.Input, start.Recurrent, start.Output], cancellation))
            .OfType<Reached>();

    /// <summary>The ends along the values in turn, each from where the one before settled: the parameter changes slowly.</summary>
    public IEnumerable<Reached> Followed(IEnumerable<Rational> controls, ConnectivityModes start, CancellationToken cancellation)
    {
        double[] state = [start.Input, start.Recurrent, start.Output];
        foreach (var control in controls)
        {
            if (From(control, state, cancellation) is not { } reached)
                continue;
            yield return reached;
            if (reached.End.Destination != Destination.Minimum)
                yield break;
            state = Nudged(reached.Settled);
        }
    }

    private static double[] Nudged(double[] state) => [state[0], state[1] + Nudge, state[2]];

    /// <summary>Where neighbours have different ends, found by halving; what stays together at any distance is no jump.</summary>
    /// <param name="ends">Ends in the order in which they were found.</param>
    /// <param name="start">The start for the values between two neighbours, given the first of them.</param>
    /// <param name="cancellation">Checked on the way.</param>
    public IEnumerable<FlowJump> Jumps(IReadOnlyList<Reached> ends, Func<Reached, double[]> start, CancellationToken cancellation)
    {
        for (var k = 0; k + 1 < ends.Count; k++)
        {
            var (low, high) = (ends[k], ends[k + 1]);
            for (var halving = 0; halving < Bisections && Differ(low, high); halving++)
            {
                var middle = From((low.Control + high.Control) * Rational.OfInt(2).Reciprocal, start(low), cancellation);
                if (middle is null)
                    break;
                if (Differ(low, middle))
                    high = middle;
                else
                    low = middle;
            }

            if (Differ(low, high))
                yield return new FlowJump(low, high);
        }
    }

    /// <summary>For a followed branch: each value starts where the last one settled.</summary>
    public static double[] Continued(Reached last) => Nudged(last.Settled);

    // A b that grows into infinity does not jump, nor does one that is still on its way to its neighbour's place.
    // Where u decays to 0 for one of them, b may well be the same.
    private static bool Differ(Reached low, Reached high) =>
        low.IsSilent != high.IsSilent || Math.Abs(low.Compactified - high.Compactified) > SameBranch;
}
