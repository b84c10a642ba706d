using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison;

/// <summary>One network to be trained on one structured task: the numbers that fix every byte of the run.</summary>
/// <param name="Task">s_t of each mode.</param>
/// <param name="Shape">N_x, N_h, N_y.</param>
/// <param name="Samples">P, the number of trajectories; whitening needs at least T N_x.</param>
/// <param name="Seed">Seeds the frames, the inputs and an unaligned start, in this order.</param>
/// <param name="Schedule">Rate, steps and recording points.</param>
public sealed record NetworkExperiment(
    SingularValues Task, NetworkShape Shape, int Samples, ulong Seed, DescentSchedule Schedule)
{
    /// <summary>Trains from aligned weights with the given modes.</summary>
    public TrainingRun<RecoveredModes> FromAligned(
        IReadOnlyList<ConnectivityModes> start, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Train((frames, _) => AlignedStart.Build(frames, start), progress, cancellation);

    /// <summary>Trains from unaligned Gaussian weights, N(0, scale^2 / N_in); the modes are read in the task's frames.</summary>
    public TrainingRun<RecoveredModes> FromUnaligned(
        double scale, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Train((_, random) => UnalignedStart.Draw(Shape, WeightScales.Uniform(scale), random), progress, cancellation);

    private TrainingRun<RecoveredModes> Train(
        Func<ModeFrames, RandomSource, LinearRecurrentNetwork> start, IProgress<double>? progress, CancellationToken cancellation)
    {
        var random = new RandomSource(Seed);
        var frames = ModeFrames.Draw(Shape, random);
        var inputs = GaussianInputs.Whitened(Task.Steps, Shape.Inputs, Samples, random);
        var data = LinearTeacher.FromSingularValues(frames, Task).Teach(inputs);
        return GradientDescent.Train(
            start(frames, random), new Backpropagation(data, Shape.Hidden), Schedule, frames, progress, cancellation);
    }
}
