using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Collects accepted steps in buffers that double when full.</summary>
internal sealed class TrajectoryRecorder
{
    private const int InitialCapacity = 8;

    private readonly int _dimension;
    private readonly int _degree;
    private int _steps;
    private double[] _times = new double[InitialCapacity + 1];
    private double[] _states;
    private double[] _interpolants;

    public TrajectoryRecorder(IAdaptiveStep start)
    {
        _dimension = start.State.Length;
        _degree = start.DenseDegree;
        _states = new double[(InitialCapacity + 1) * _dimension];
        _interpolants = new double[InitialCapacity * _degree * _dimension];
        RecordState(start);
    }

    /// <summary>Records the step that <paramref name="step"/> has tried, and makes it accept it.</summary>
    public void Accept(IAdaptiveStep step)
    {
        var block = _degree * _dimension;
        Reserve(ref _interpolants, (_steps + 1) * block);
        step.WriteInterpolant(_interpolants.AsSpan(_steps * block, block));
        step.Accept();
        _steps++;
        RecordState(step);
    }

    public Trajectory Finish(IntegrationOutcome outcome, IntegrationStatistics statistics)
    {
        Array.Resize(ref _times, _steps + 1);
        Array.Resize(ref _states, (_steps + 1) * _dimension);
        Array.Resize(ref _interpolants, _steps * _degree * _dimension);
        return new Trajectory(outcome, statistics, _dimension, _times, _states, _interpolants);
    }

    private void RecordState(IAdaptiveStep step)
    {
        Reserve(ref _times, _steps + 1);
        Reserve(ref _states, (_steps + 1) * _dimension);
        _times[_steps] = step.Time;
        step.State.CopyTo(_states.AsSpan(_steps * _dimension));
    }

    private static void Reserve(ref double[] buffer, int length)
    {
        if (buffer.Length < length)
            Array.Resize(ref buffer, Math.Max(length, 2 * buffer.Length));
    }
}
