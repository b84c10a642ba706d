using LrnnSymbolic.Training;
using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>How far the tangent kernel turns while a network learns: 0 is lazy, larger is richer learning.</summary>
internal static class FeatureLearning
{
    /// <summary>The task's singular dimensions.</summary>
    public const int Modes = 4;

    /// <summary>Why there is no distance.</summary>
    public const string Untrained = "training did not reach a small loss";

    private const double Share = 1e-4;
    private const int MostSteps = 200_000;
    private const int PowerIterations = 30;

    /// <summary>Sum the inputs: every map is the identity.</summary>
    public static LinearTeacher Constant(int steps) => new([.. Enumerable.Repeat(Matrix<double>.Build.DenseIdentity(Modes), steps)]);

    /// <summary>Turn two planes by an angle each step: lambda = exp(i angle), in real blocks.</summary>
    public static LinearTeacher Rotation(int steps, double angle)
    {
        var axes = Matrix<double>.Build.DenseIdentity(Modes);
        return LinearTeacher.FromSingularValues(
            new ModeFrames(axes, axes, axes, AlignedForm.Rotations),
            SingularValues.Tabulate(Modes, steps, (place, step) => place % 2 == 0 ? Math.Cos(angle * (steps - step)) : Math.Sin(angle * (steps - step))));
    }

    /// <summary>All input and output modes of one size, all recurrent modes of another. The task's vectors may be taken to be the axes.</summary>
    public static LinearRecurrentNetwork Aligned(double inputOutput, double recurrent)
    {
        var identity = Matrix<double>.Build.DenseIdentity(Modes);
        return new LinearRecurrentNetwork(inputOutput * identity, recurrent * identity, inputOutput * identity);
    }

    /// <summary>Gaussian weights.</summary>
    public static LinearRecurrentNetwork Unaligned(int hidden, double inputOutput, double recurrent, ulong seed) =>
        UnalignedStart.Draw(new NetworkShape(Modes, hidden, Modes), new WeightScales(inputOutput, recurrent, inputOutput), new RandomSource(seed));

    /// <summary>The kernel distance from the start to the trained network; not a number where training does not reach a small loss.</summary>
    public static double Distance(LinearTeacher teacher, LinearRecurrentNetwork start, CancellationToken cancellation)
    {
        // The kernel's direction does not depend on which whitened inputs are taken, so the fewest serve.
        var inputs = Whitened(teacher.Maps.Count);
        var before = NeuralTangentKernel.Of(start, inputs);
        var loss = new CorrelationGradient(Correlations.Whitened(teacher), start.Shape.Hidden);
        var steps = teacher.Maps.Count;
        var curvature = LargestEigenvalue(before) + steps * steps * steps / 3.0 + 2 * steps;
        return SettledNetwork.Train(start, loss, 1 / curvature, Share, MostSteps, cancellation) is { } trained
            ? 1 - Cosine(before, NeuralTangentKernel.Of(trained, inputs))
            : double.NaN;
    }

    private static double Cosine(Matrix<double> x, Matrix<double> y) => x.PointwiseMultiply(y).Enumerate().Sum() / (x.FrobeniusNorm() * y.FrobeniusNorm());

    private static InputSequence Whitened(int steps) => InputSequence.FromMatrices([.. Enumerable.Range(0, steps).Select(step =>
        Matrix<double>.Build.Dense(Modes, steps * Modes, (row, sample) => sample == step * Modes + row ? 1 : 0))]);

    private static double LargestEigenvalue(Matrix<double> kernel)
    {
        var direction = Vector<double>.Build.Dense(kernel.RowCount, k => 1 + 0.1 * (k % 7));
        var value = 0.0;
        for (var k = 0; k < PowerIterations; k++)
        {
            direction /= direction.L2Norm();
            direction = kernel * direction;
            value = direction.L2Norm();
        }

        return value;
    }

    /// <summary>A map of distances over trajectory length and initial scale, the mean over some seeds.</summary>
    public static MapPanel OverLengthAndScale(
        string title, int[] lengths, double[] scales, int seeds, Func<int, LinearTeacher> teacher, Func<double, int, LinearRecurrentNetwork> start, FigureWork work) => new(
        title, "trajectory length T", "initial scale σ", "kernel distance D", [.. lengths.Select(t => (double)t)], scales,
        Means(work.Table(scales.Length, lengths.Length * seeds, (row, k) =>
            Distance(teacher(lengths[k / seeds]), start(scales[row], k % seeds), work.Cancellation)), seeds))
        { Range = (0, 1), Missing = Untrained };

    /// <summary>The mean of every so many neighbours in a row; not a number where one of them is none.</summary>
    public static double[][] Means(double[][] rows, int seeds) => [.. rows.Select(row => row.Chunk(seeds).Select(values => values.Average()).ToArray())];
}
