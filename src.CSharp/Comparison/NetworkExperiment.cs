using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison;

/// <summary>One network to be trained on one structured task: the numbers that fix every byte of the run.</summary>
/// <param name="Task">s_i of each mode and step; where every output counts, that of the last output.</param>
/// <param name="Shape">N_x, N_h, N_y.</param>
/// <param name="Samples">P, the number of trajectories; whitening needs at least T N_x.</param>
/// <param name="Seed">Seeds the frames, the inputs, an unaligned start and the batches, in this order.</param>
/// <param name="Schedule">Rate, steps and recording points.</param>
public sealed record NetworkExperiment(
    SingularValues Task, NetworkShape Shape, int Samples, ulong Seed, DescentSchedule Schedule)
{
    /// <summary>s_{t,i} of the outputs before the last, t = 1..T-1, each of t steps, where every output counts, loss (144); empty where only the last does.</summary>
    public IReadOnlyList<SingularValues> EarlierOutputs { get; init; } = [];

    /// <summary>What the task's maps and aligned weights are in their frames; of rotations the parts of eigenvalues take two places of a mode.</summary>
    public AlignedForm Form { get; init; } = AlignedForm.Diagonal;

    /// <summary>What the inputs are.</summary>
    public InputKind Inputs { get; init; } = InputKind.Whitened;

    /// <summary>
    /// Sigma^{X_iX_j} of the inputs, of <see cref="InputKind.Whitened"/> ones exactly and of <see cref="InputKind.Sampled"/> ones on average;
    /// null where it is delta_ij I.
    /// </summary>
    public InputCovariance? Covariance { get; init; }

    /// <summary>Are the inputs exactly white, as the theory takes them to be (Assumption 1)?</summary>
    public bool IsWhite => Inputs == InputKind.Whitened && Covariance is null;

    /// <summary>The noise of sensory inputs, against a coherence of 1.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>The samples of each step's gradient; 0 takes all.</summary>
    public int Batch { get; init; }

    /// <summary>Whether the gradient comes from correlations (true), from samples (false), or from what suits the inputs.</summary>
    public bool? FromCorrelations { get; init; }

    /// <summary>The frames U, R, V of the task.</summary>
    public ModeFrames Frames => DrawFrames(new RandomSource(Seed));

    /// <summary>Trains from aligned weights with the given modes.</summary>
    public TrainingRun<RecoveredModes> FromAligned(
        IReadOnlyList<ConnectivityModes> start, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        FromAligned(start, ReadModes, progress, cancellation);

    /// <summary>
    /// Trains from aligned weights with the given modes, reading anything off the network; the inputs are drawn when they are first asked for.
    /// </summary>
    public TrainingRun<T> FromAligned<T>(
        IReadOnlyList<ConnectivityModes> start,
        Func<ModeFrames, Lazy<InputSequence>, Func<LinearRecurrentNetwork, T>> observe,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default) =>
        Train((frames, _, _) => AlignedStart.Build(frames, start), observe, progress, cancellation);

    /// <summary>Trains from unaligned Gaussian weights, N(0, scale^2 / N_in); the modes are read in the task's frames.</summary>
    public TrainingRun<RecoveredModes> FromUnaligned(
        double scale, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        FromUnaligned(scale, ReadModes, progress, cancellation);

    /// <summary>Trains from unaligned Gaussian weights, reading anything off the network.</summary>
    public TrainingRun<T> FromUnaligned<T>(
        double scale,
        Func<ModeFrames, Lazy<InputSequence>, Func<LinearRecurrentNetwork, T>> observe,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default) =>
        Train(
            (frames, inputs, random) =>
            {
                // The inputs come before the start in the seed's order.
                _ = inputs.Value;
                return UnalignedStart.Draw(Shape, WeightScales.Uniform(scale), random);
            },
            observe, progress, cancellation);

    /// <summary>The loss of a network of these frames on another task, such as a longer one, with white inputs.</summary>
    /// <param name="network">A network of <see cref="Shape"/>.</param>
    /// <param name="outputs">For each output that counts s_i of each mode, of any length.</param>
    public double LossOn(LinearRecurrentNetwork network, IReadOnlyList<SingularValues> outputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(outputs);
        return KnownLoss(Teachers(Frames, outputs), null).Evaluate(network.Parameters, new double[Shape.ParameterCount]);
    }

    /// <summary>
    /// The largest curvature of the loss, of all weights together, at aligned weights with the given modes: of full-batch descent, rates up to
    /// 2 over it are stable at a minimum. It can be that of weights between two modes, which the modes' own energies do not know.
    /// </summary>
    /// <param name="modes">a, b, c of the first dimensions.</param>
    /// <returns>The eigenvalue of the Hessian that is largest in size, to about four digits.</returns>
    public double LargestCurvature(IReadOnlyList<ConnectivityModes> modes)
    {
        var random = new RandomSource(Seed);
        var frames = DrawFrames(random);
        var teachers = Teachers(frames, [.. EarlierOutputs, Task]);
        var loss = CorrelationLoss(teachers, new Lazy<InputSequence>(() => DrawInputs(random)));
        return Comparison.LargestCurvature.Of(loss, AlignedStart.Build(frames, modes).Parameters.ToArray(), random);
    }

    private static Func<LinearRecurrentNetwork, RecoveredModes> ReadModes(ModeFrames frames, Lazy<InputSequence> inputs) =>
        network => ModeRecovery.Recover(network, frames);

    private TrainingRun<T> Train<T>(
        Func<ModeFrames, Lazy<InputSequence>, RandomSource, LinearRecurrentNetwork> start,
        Func<ModeFrames, Lazy<InputSequence>, Func<LinearRecurrentNetwork, T>> observe,
        IProgress<double>? progress,
        CancellationToken cancellation)
    {
        var random = new RandomSource(Seed);
        var frames = DrawFrames(random);
        // The correlations of whitened inputs are known without them, and to draw them may take longer than the training.
        var inputs = new Lazy<InputSequence>(() => DrawInputs(random));
        var teachers = Teachers(frames, [.. EarlierOutputs, Task]);
        var network = start(frames, inputs, random);
        return GradientDescent.Train(
            network, Loss(teachers, inputs, random), Schedule, observe(frames, inputs), progress, cancellation);
    }

    private ModeFrames DrawFrames(RandomSource random) =>
        Form == AlignedForm.Rotations ? ModeFrames.DrawRotations(Shape, random) : ModeFrames.Draw(Shape, random);

    private InputSequence DrawInputs(RandomSource random) => Inputs switch
    {
        InputKind.Whitened => Coloured(GaussianInputs.Whitened(Task.Steps, Shape.Inputs, Samples, random)),
        InputKind.Sampled => Coloured(GaussianInputs.Independent(Task.Steps, Shape.Inputs, Samples, 1 / Math.Sqrt(Samples), random)),
        _ => SensoryStreams.Draw(Task.Steps, Shape.Inputs, Samples, Noise, random),
    };

    private InputSequence Coloured(InputSequence white) => Covariance is null ? white : Covariance.Colour(white);

    // Of whitened inputs the correlations are known exactly, and nothing is lost by them; of others the loss loses digits near zero.
    private ILossGradient Loss(LinearTeacher[] teachers, Lazy<InputSequence> inputs, RandomSource random)
    {
        if (Batch > 0)
            return new MiniBatchGradient(Data(teachers, inputs.Value), Shape.Hidden, Batch, random);
        if (!(FromCorrelations ?? Inputs == InputKind.Whitened))
            return new Backpropagation(Data(teachers, inputs.Value), Shape.Hidden);
        return CorrelationLoss(teachers, inputs);
    }

    private ILossGradient CorrelationLoss(LinearTeacher[] teachers, Lazy<InputSequence> inputs) => Inputs == InputKind.Whitened
        ? KnownLoss(teachers, Covariance)
        : CorrelationGradient.For(Correlations.Of(Data(teachers, inputs.Value)), Shape.Hidden);

    private static Trajectories Data(LinearTeacher[] teachers, InputSequence inputs) =>
        teachers is [var last] ? last.Teach(inputs) : LinearTeacher.TeachEvery(teachers, inputs);

    private ILossGradient KnownLoss(LinearTeacher[] teachers, InputCovariance? covariance)
    {
        ILossGradient[] outputs = [.. teachers.Select(teacher => CorrelationGradient.For(Known(teacher), Shape.Hidden))];
        return outputs is [var last] ? last : new SummedLoss(outputs);

        Correlations Known(LinearTeacher teacher) => covariance is null
            ? Correlations.Whitened(teacher)
            : Correlations.Of(teacher, covariance.Beginning(teacher.Maps.Count));
    }

    private static LinearTeacher[] Teachers(ModeFrames frames, IReadOnlyList<SingularValues> outputs) =>
        [.. outputs.Select(output => LinearTeacher.FromSingularValues(frames, output))];
}
