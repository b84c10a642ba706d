using LrnnSymbolic.Comparison;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
using Microsoft.FSharp.Collections;
using Quantity = LrnnSymbolic.Emission.Quantity;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>The derived equations of a task, compiled, with the values of each of its modes.</summary>
internal sealed class ModeTheory(ModeTasks tasks)
{
    public ModeTasks Tasks => tasks;

    /// <summary>How the sums of kernels are computed at this length.</summary>
    public SumForm Form => tasks.Bound.Form;

    /// <summary>The numbers of a state.</summary>
    public int Dimension => 3 * tasks.Width;

    /// <summary>The energy of a mode at (a, b, c), complex modes as pairs.</summary>
    public double Energy(int mode, ReadOnlySpan<double> state) => Evaluate(tasks.Bound.Kernel(Quantity.Energy), mode, state, 3)[0];

    /// <summary>
    /// The loss of a network with the given state of each mode: the sum of the energies. A real network holds every complex mode together with
    /// its conjugate, so these count twice.
    /// </summary>
    public double Loss(Func<int, double[]> state) => tasks.Width * Enumerable.Range(0, tasks.Modes).Sum(mode => Energy(mode, state(mode)));

    /// <summary>The curves of a network whose modes have the given states at the learning times.</summary>
    public ModeCurves Curves(IReadOnlyList<double> learningTimes, Func<int, double, double[]> state) => ModeCurves.Sample(
        learningTimes,
        tasks.Width * tasks.Modes,
        (place, time) => tasks.NetworkModes(state(place / tasks.Width, time)).ElementAt(place % tasks.Width),
        time => Loss(mode => state(mode, time)));

    /// <summary>The Hessian of a mode's energy at (a, b, c), row by row.</summary>
    public double[] Hessian(int mode, ReadOnlySpan<double> state) => Evaluate(tasks.Bound.Kernel(Quantity.Hessian), mode, state, Dimension * Dimension);

    /// <summary>A program for the trajectory length, which all modes share; its parameters are the task's own.</summary>
    public Emission.Program ForLength(Emission.Program program) => Specialization.forLength(tasks.Steps, program);

    private static Kernel Compile(ModeTasks tasks, Emission.Program program) =>
        DelegateBackend.compile(Specialization.forLength(tasks.Steps, program));

    /// <summary>Calls a program for the trajectory length with the parameters of a mode.</summary>
    public double[] Evaluate(Kernel kernel, int mode, ReadOnlySpan<double> state, int outputs)
    {
        var output = new double[outputs];
        kernel(state, tasks.OwnCompiledParameters(mode), tasks.Table(mode), output);
        return output;
    }

    /// <summary>d(a, b, c)/dt of a mode, t in the unit in which tau is given; frozen modes have derivative zero.</summary>
    public VectorField Flow(int mode, string? frozen = null)
    {
        var parameters = tasks.OwnCompiledParameters(mode);
        var table = tasks.Table(mode).ToArray();
        var rate = 1 / tasks.Tau;
        var flow = tasks.Bound.Kernel(Quantity.Flow);
        var held = Held(frozen);
        return (_, state, derivative) =>
        {
            flow(state, parameters, table, derivative);
            for (var k = 0; k < derivative.Length; k++)
                derivative[k] *= rate;
            foreach (var k in held)
                derivative[k] = 0;
        };
    }

    /// <summary>The flow with its derivatives and its series, each compiled when a method first asks for it.</summary>
    public DifferentialEquation Equation(int mode, string? frozen = null)
    {
        var parameters = tasks.OwnCompiledParameters(mode);
        var table = tasks.Table(mode).ToArray();
        var rate = 1 / tasks.Tau;
        var held = Held(frozen);
        return new DifferentialEquation(Flow(mode, frozen), (_, state, jacobian) =>
        {
            tasks.Bound.Kernel(Quantity.Jacobian)(state, parameters, table, jacobian);
            for (var k = 0; k < jacobian.Length; k++)
                jacobian[k] = held.Contains(k / Dimension) || held.Contains(k % Dimension) ? 0 : rate * jacobian[k];
        })
        {
            Series = Series(mode, frozen),
        };
    }

    private int[] Held(string? frozen)
    {
        int[] modes = frozen switch { "b" => [1], "ac" => [0, 2], _ => [] };
        return [.. modes.SelectMany(mode => Enumerable.Range(tasks.Width * mode, tasks.Width))];
    }

    /// <summary>The power series of (a, b, c)(t) of a mode, t in the unit in which tau is given; frozen modes stay.</summary>
    private TaylorSeries Series(int mode, string? frozen = null)
    {
        var symbols = ModeModule.ofKind(tasks.Dynamics.Setting.Modes).Symbols.ToArray();
        var held = frozen switch
        {
            "b" => ListModule.OfArray([symbols[1]]),
            "ac" => ListModule.OfArray([symbols[0], symbols[2]]),
            _ => FSharpList<Algebra.Symbol>.Empty,
        };
        var parameters = tasks.OwnCompiledParameters(mode);
        var table = tasks.Table(mode).ToArray();
        Kernel? series = null;
        return (state, coefficients) =>
        {
            series ??= Compile(tasks, ModeKernels.series(held, coefficients.Length / state.Length, tasks.Compiled));
            series(state, parameters, table, coefficients);
            var unit = 1.0;
            for (var k = 0; k < coefficients.Length; k++)
            {
                if (k % state.Length == 0)
                    unit /= tasks.Tau;
                coefficients[k] *= unit;
            }
        };
    }

    /// <summary>The trajectory of a mode from its start; an end short of the time asked for is an error of exit code 3.</summary>
    public Trajectory Integrate(int mode, ConnectivityModes start, double until, double tolerance, string? frozen, CancellationToken cancellation, NamedMethod? method = null) =>
        Integrate(mode, [start.Input, start.Recurrent, start.Output], until, tolerance, frozen, cancellation, method);

    /// <summary>The same from a state in numbers, which complex modes have two of each.</summary>
    public Trajectory Integrate(int mode, double[] state, double until, double tolerance, string? frozen, CancellationToken cancellation, NamedMethod? method = null)
    {
        var allowed = new Tolerance(tolerance, tolerance);
        var chosen = (method ?? NamedMethod.Automatic).Method;
        var equation = Equation(mode, frozen);
        // Long steps need to be held to the balance; short ones keep it well enough by themselves.
        var followed = chosen.HandlesStiffness ? Balanced(equation, state, frozen) : equation;
        return Complete(mode, new Integrator(chosen, allowed).Integrate(followed, 0, state, until, cancellation), until);
    }

    /// <summary>a^2 - c^2, which the flow keeps.</summary>
    public static ConservedQuantity Balance { get; } =
        new(state => state[0] * state[0] - state[2] * state[2], state => [2 * state[0], 0, -2 * state[2]]);

    /// <summary>The equation with steps that keep the |a|^2 - |c|^2 of a start.</summary>
    public static DifferentialEquation Balanced(DifferentialEquation equation, double[] start, string? frozen = null)
    {
        if (frozen == "ac")
            return equation;
        if (start is [var a, _, var c] && Math.Abs(a) == Math.Abs(c))
            return equation with { Projection = state => KeepBalance(a == c ? 1 : -1, state) };
        var level = Imbalance(start);
        return equation with { Projection = state => Keep(level, state) };
    }

    // a = c and a = -c are kept for ever, however small both become: beyond u = 0 lies another basin.
    private static void KeepBalance(int sign, Span<double> state)
    {
        state[0] = (state[0] + sign * state[2]) / 2;
        state[2] = sign * state[0];
    }

    // To first order a (1 + m), c (1 - m) changes u = ac by nothing and the imbalance by 2 m (|a|^2 + |c|^2). What is far off is no error of a step.
    private static void Keep(double level, Span<double> state)
    {
        const double most = 0.1;
        var width = state.Length / 3;
        var share = (level - Imbalance(state)) / (2 * (Square(state[..width]) + Square(state[(2 * width)..])));
        if (!(Math.Abs(share) <= most))
            return;
        for (var k = 0; k < width; k++)
        {
            state[k] += share * state[k];
            state[2 * width + k] -= share * state[2 * width + k];
        }
    }

    private static double Imbalance(ReadOnlySpan<double> state)
    {
        var width = state.Length / 3;
        return Square(state[..width]) - Square(state[(2 * width)..]);
    }

    private static double Square(ReadOnlySpan<double> parts)
    {
        var sum = 0.0;
        foreach (var part in parts)
            sum += part * part;
        return sum;
    }

    /// <summary>Follows a mode to its steady state, for at most <paramref name="longest"/>; a failing integration is an error of exit code 3.</summary>
    public SteadyState Settle(int mode, ConnectivityModes start, double longest, double tolerance, string? frozen, CancellationToken cancellation)
    {
        double[] from = [start.Input, start.Recurrent, start.Output];
        var flow = new EnergyFlow(Balanced(Equation(mode, frozen), from, frozen), state => Energy(mode, state), Balance, 1, Held(frozen))
        {
            // With ac held the energy grows with |b| in the end, for all but u = 0.
            FallsOutwards = state => frozen is null && OutwardTail.Falls(tasks, mode, state[1]),
        };
        var steady = new SteadyStateRun(new Integrator(NamedMethod.Automatic.Method, ToSteadyState(tolerance))).Follow(flow, from, longest, cancellation);
        if (steady.End == SteadyEnd.Failed)
            Complete(mode, steady.Trajectory, longest);
        return steady;
    }

    /// <summary>What a run to the steady state allows its steps: rougher ones leave the basin that the flow is in.</summary>
    public static Tolerance ToSteadyState(double tolerance)
    {
        const double roughest = 1e-3;
        var allowed = Math.Min(tolerance, roughest);
        return new Tolerance(allowed, allowed);
    }

    private static Trajectory Complete(int mode, Trajectory trajectory, double until) =>
        trajectory.Outcome == IntegrationOutcome.Reached
            ? trajectory
            : throw new NumericalException(FormattableString.Invariant(
                $"mode {mode + 1}: the integration ended at learning time {trajectory.TimeReached:G6} of {until:G6}: {Reason(trajectory.Outcome)}"));

    private static string Reason(IntegrationOutcome outcome) => outcome switch
    {
        IntegrationOutcome.Diverged => "the modes, or what their flow is computed from, left the range of numbers",
        IntegrationOutcome.StepTooSmall => "the tolerance asks for steps below the resolution of the time; a larger --tolerance may help",
        _ => "the step budget is used up; a shorter --until or a larger --tolerance may help",
    };
}
