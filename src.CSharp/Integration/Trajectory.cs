using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The solution of an initial value problem: the accepted steps, and between them the method's own interpolant.
/// Immutable, and safe to read from several threads.
/// </summary>
public sealed class Trajectory
{
    private readonly double[] _times;
    private readonly double[] _states;
    private readonly double[] _interpolants;
    private readonly int _steps;
    private readonly int _degree;

    /// <summary>Takes ownership of flat arrays, which may be longer than the steps need: states by time, interpolants by step and power of theta.</summary>
    internal Trajectory(
        IntegrationOutcome outcome, IntegrationStatistics statistics, int dimension, int steps, int degree,
        double[] times, double[] states, double[] interpolants)
    {
        Outcome = outcome;
        Statistics = statistics;
        Dimension = dimension;
        _times = times;
        _states = states;
        _interpolants = interpolants;
        _steps = steps;
        _degree = degree;
    }

    /// <summary>How the integration ended. Whatever the outcome, the trajectory is valid up to <see cref="TimeReached"/>.</summary>
    public IntegrationOutcome Outcome { get; }

    /// <summary>What the integration cost.</summary>
    public IntegrationStatistics Statistics { get; }

    /// <summary>The number of components of the state.</summary>
    public int Dimension { get; }

    /// <summary>The degree of the dense output within a step.</summary>
    internal int DenseDegree => _degree;

    /// <summary>The initial time and the ends of the accepted steps, in the direction of integration.</summary>
    public ReadOnlySpan<double> Times => _times.AsSpan(0, _steps + 1);

    /// <summary>The initial time.</summary>
    public double StartTime => _times[0];

    /// <summary>The end of the last accepted step.</summary>
    public double TimeReached => _times[_steps];

    /// <summary>The state at <see cref="TimeReached"/>; length <see cref="Dimension"/>.</summary>
    public ReadOnlySpan<double> FinalState => State(_steps);

    /// <summary>The state at Times[<paramref name="index"/>]; length <see cref="Dimension"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not an index into <see cref="Times"/>.</exception>
    public ReadOnlySpan<double> State(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, _steps);
        return _states.AsSpan(index * Dimension, Dimension);
    }

    /// <summary>Writes the state at any time the integration has passed; at an accepted step exactly that step's state.</summary>
    /// <param name="time">A time between <see cref="StartTime"/> and <see cref="TimeReached"/>, both included.</param>
    /// <param name="state">Receives the state; length <see cref="Dimension"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The integration has not passed <paramref name="time"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="state"/> has the wrong length.</exception>
    public void Evaluate(double time, Span<double> state)
    {
        if (state.Length != Dimension)
            throw new ArgumentException($"The state has {Dimension} components, not {state.Length}.", nameof(state));
        var index = IndexAtOrBefore(time);
        if (_times[index] == time)
            State(index).CopyTo(state);
        else
            Interpolate(index, (time - _times[index]) / (_times[index + 1] - _times[index]), state);
    }

    /// <summary>The state at <paramref name="time"/> in a new array; see <see cref="Evaluate(double, Span{double})"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The integration has not passed <paramref name="time"/>.</exception>
    public double[] Evaluate(double time)
    {
        var state = new double[Dimension];
        Evaluate(time, state);
        return state;
    }

    /// <summary>The states at <paramref name="times"/>, in any order: one row of length <see cref="Dimension"/> for each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The integration has not passed one of the times.</exception>
    public double[][] Sample(ReadOnlySpan<double> times)
    {
        var rows = new double[times.Length][];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Evaluate(times[i]);
        return rows;
    }

    private void Interpolate(int step, double theta, Span<double> state)
    {
        var start = State(step);
        var coefficients = _interpolants.AsSpan(step * _degree * Dimension, _degree * Dimension);
        for (var i = 0; i < Dimension; i++)
        {
            var value = 0.0;
            for (var power = _degree - 1; power >= 0; power--)
                value = theta * (coefficients[power * Dimension + i] + value);
            state[i] = start[i] + value;
        }
    }

    private int IndexAtOrBefore(double time)
    {
        var direction = TimeReached >= StartTime ? 1 : -1;
        if (!(direction * time >= direction * StartTime && direction * time <= direction * TimeReached))
            throw new ArgumentOutOfRangeException(
                nameof(time), time, $"The trajectory runs from {StartTime:R} to {TimeReached:R} and ended as {Outcome}.");
        var (low, high) = (0, _steps + 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (direction * _times[middle] <= direction * time)
                low = middle;
            else
                high = middle;
        }

        return low;
    }
}
