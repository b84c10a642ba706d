using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Collects accepted steps in buffers that double when full.</summary>
internal sealed class TrajectoryRecorder
{
    private const int InitialCapacity = 128;

    private readonly int _dimension;
    private readonly int _degree;
    private int _steps;
    private double[] _times = GC.AllocateUninitializedArray<double>(InitialCapacity + 1);
    private double[] _states;
    private double[] _interpolants;

    public TrajectoryRecorder(IAdaptiveStep start)
    {
        _dimension = start.State.Length;
        _degree = start.DenseDegree;
        _states = GC.AllocateUninitializedArray<double>((InitialCapacity + 1) * _dimension);
        _interpolants = GC.AllocateUninitializedArray<double>(InitialCapacity * _degree * _dimension);
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
        Trim(ref _times, _steps + 1);
        Trim(ref _states, (_steps + 1) * _dimension);
        Trim(ref _interpolants, _steps * _degree * _dimension);
        return new Trajectory(outcome, statistics, _dimension, _steps, _degree, _times, _states, _interpolants);
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
            Resize(ref buffer, Math.Max(length, 2 * buffer.Length));
    }

    // A copy costs more than it saves where most of a buffer is used.
    private static void Trim(ref double[] buffer, int length)
    {
        if (buffer.Length > 2 * length)
            Resize(ref buffer, length);
    }

    // What is beyond the old length is written before it is read.
    private static void Resize(ref double[] buffer, int length)
    {
        var resized = GC.AllocateUninitializedArray<double>(length);
        buffer.AsSpan(0, Math.Min(length, buffer.Length)).CopyTo(resized);
        buffer = resized;
    }
}
