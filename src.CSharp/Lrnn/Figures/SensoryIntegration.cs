using LrnnSymbolic.Training;
using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>
/// Streams of evidence: each channel has a coherence that stays the same along a trajectory, under Gaussian noise at every step. The inputs are not white, and
/// the network starts from small Gaussian weights that know nothing of the task.
/// </summary>
internal sealed class SensoryIntegration
{
    private const int Channels = 4;
    private const int Samples = 1000;
    private const double Scale = 0.1;
    private const int Intervals = 100;

    // Coherences are uniform on -1..1.
    private const double CoherenceVariance = 1.0 / 3;

    private readonly CorrelationGradient _loss;
    private readonly TrainingRun<LinearRecurrentNetwork> _run;

    /// <param name="steps">T.</param>
    /// <param name="weight">The weight of step t in the target.</param>
    /// <param name="rate">Of gradient descent, on the loss averaged over the samples.</param>
    /// <param name="stepsOfDescent">How many.</param>
    /// <param name="cancellation">Asked on the way.</param>
    public SensoryIntegration(int steps, Func<int, double> weight, double rate, int stepsOfDescent, CancellationToken cancellation)
    {
        var inputs = Draw(steps, 1);
        _loss = new CorrelationGradient(Correlations.Of(new Trajectories(inputs, Target(inputs, weight))), Channels);
        var start = UnalignedStart.Draw(new NetworkShape(Channels, Channels, Channels), WeightScales.Uniform(Scale), new RandomSource(2));
        _run = GradientDescent.Train(start, _loss, DescentSchedule.Evenly(rate, stepsOfDescent, Intervals), network => network, null, cancellation);
    }

    public IEnumerable<FigureCurve> RecurrentSingularValues => Singular("of W_h", network => network.RecurrentWeights);

    public IEnumerable<FigureCurve> InputOutputSingularValues => Singular("of W_y W_x", network => network.OutputWeights * network.InputWeights);

    /// <summary>The norm of dL/dW_h.</summary>
    public FigureCurve RecurrentGradient(string name) => new(name, CurveKind.Simulation, Times, [.. _run.Points.Select(point =>
    {
        var gradient = new double[_loss.Shape.ParameterCount];
        _loss.Evaluate(point.Observation.Parameters, gradient);
        return Vector<double>.Build.DenseOfArray(_loss.Shape.RecurrentPart(gradient).ToArray()).L2Norm();
    })]);

    /// <summary>The mean squared error of an output on new trajectories of another length.</summary>
    public double Error(int steps, Func<int, double> weight)
    {
        var inputs = Draw(steps, 3);
        var difference = Target(inputs, weight) - _run.FinalNetwork.Forward(inputs);
        return difference.Enumerate().Sum(x => x * x) / Channels;
    }

    /// <summary>The mean of (sum of w_t x_t)^2 of one channel: the noise of the steps is independent, the coherence is the same.</summary>
    public static double MeanSquare(IReadOnlyList<Complex> weights) =>
        weights.Sum(w => w.Real * w.Real) + CoherenceVariance * Math.Pow(weights.Sum(w => w.Real), 2);

    private double[] Times => [.. _run.Points.Select(point => point.LearningTime)];

    private IEnumerable<FigureCurve> Singular(string of, Func<LinearRecurrentNetwork, Matrix<double>> matrix)
    {
        double[][] values = [.. _run.Points.Select(point => matrix(point.Observation).Svd(false).S.ToArray())];
        return Enumerable.Range(0, Channels).Select(k => new FigureCurve($"singular values {of}", CurveKind.Simulation, Times, [.. values.Select(row => row[k])]));
    }

    // Entries are divided by sqrt P, so that the summed loss is a mean over the samples.
    private static InputSequence Draw(int steps, ulong seed)
    {
        var random = new RandomSource(seed);
        var coherence = Matrix<double>.Build.Dense(Channels, Samples, (_, _) => 2 * random.NextUniform() - 1);
        return InputSequence.FromMatrices([.. Enumerable.Range(0, steps).Select(_ =>
            (coherence + Matrix<double>.Build.Dense(Channels, Samples, (_, _) => random.NextGaussian())) / Math.Sqrt(Samples))]);
    }

    private static Matrix<double> Target(InputSequence inputs, Func<int, double> weight) =>
        Enumerable.Range(1, inputs.Steps).Select(step => weight(step) * inputs.Matrix(step)).Aggregate((x, y) => x + y);
}
