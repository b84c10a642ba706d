using LrnnSymbolic.Training;
using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Comparison.Tests;

public class NetworkExperimentTests
{
    private static readonly ConnectivityModes[] Unbalanced = [new(3, 1, 1.0 / 3), new(1.0 / 3, 1, 3)];

    private static NetworkExperiment Experiment(InputKind inputs, InputCovariance? covariance, AlignedForm form, params SingularValues[] outputs) =>
        new(outputs[^1], new NetworkShape(2, 3, 2), 60, 4, DescentSchedule.Evenly(0.01, 10, 1))
        {
            Inputs = inputs,
            Covariance = covariance,
            Form = form,
            EarlierOutputs = outputs[..^1],
        };

    private static SingularValues Ones(int steps) => SingularValues.Tabulate(2, steps, (_, _) => 1);

    public static TheoryData<string> Kinds => ["white", "correlated", "sampled", "sensory", "every", "rotations"];

    /// <summary>Power iteration against the eigenvalues of the whole Hessian, made of the gradient of samples, weight by weight.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheLargestCurvatureIsThatOfAllWeights(string kind)
    {
        const int steps = 4;
        var covariance = kind == "correlated" ? InputCovariance.OfSteps(2, Matrix<double>.Build.Dense(steps, steps, (i, j) => Math.Pow(0.6, Math.Abs(i - j)))) : null;
        var inputs = kind switch { "sampled" => InputKind.Sampled, "sensory" => InputKind.Sensory, _ => InputKind.Whitened };
        var form = kind == "rotations" ? AlignedForm.Rotations : AlignedForm.Diagonal;
        var experiment = Experiment(inputs, covariance, form, kind == "every" ? [.. Enumerable.Range(1, steps).Select(Ones)] : [Ones(steps)]);
        var largest = LargestEigenvalue(experiment, Unbalanced);
        Assert.Equal(1, experiment.LargestCurvature(Unbalanced) / largest, 1e-4);
    }

    /// <summary>W_h between two modes carries the curvature (c_1 a_2)^2 sum over the steps, which neither mode's energy knows.</summary>
    [Fact]
    public void TheCurvatureBetweenModesCounts()
    {
        var together = Experiment(InputKind.Whitened, null, AlignedForm.Diagonal, Ones(5)).LargestCurvature(Unbalanced);
        var alone = Experiment(InputKind.Whitened, null, AlignedForm.Diagonal, Ones(5)).LargestCurvature([Unbalanced[0]]);
        Assert.True(together > 10 * alone, $"{together} {alone}");
    }

    // All columns of the Hessian, from the gradient of the samples.
    private static double LargestEigenvalue(NetworkExperiment experiment, ConnectivityModes[] modes)
    {
        var random = new RandomSource(experiment.Seed);
        var frames = experiment.Form == AlignedForm.Rotations ? ModeFrames.DrawRotations(experiment.Shape, random) : ModeFrames.Draw(experiment.Shape, random);
        var steps = experiment.Task.Steps;
        var inputs = experiment.Inputs switch
        {
            InputKind.Whitened => GaussianInputs.Whitened(steps, 2, experiment.Samples, random),
            InputKind.Sampled => GaussianInputs.Independent(steps, 2, experiment.Samples, 1 / Math.Sqrt(experiment.Samples), random),
            _ => SensoryStreams.Draw(steps, 2, experiment.Samples, experiment.Noise, random),
        };
        inputs = experiment.Covariance?.Colour(inputs) ?? inputs;
        LinearTeacher[] teachers = [.. experiment.EarlierOutputs.Append(experiment.Task).Select(output => LinearTeacher.FromSingularValues(frames, output))];
        var loss = new Backpropagation(teachers.Length == 1 ? teachers[0].Teach(inputs) : LinearTeacher.TeachEvery(teachers, inputs), 3);
        double[] at = AlignedStart.Build(frames, modes).Parameters.ToArray();
        var hessian = Matrix<double>.Build.Dense(at.Length, at.Length);
        for (int k = 0; k < at.Length; k++)
            hessian.SetColumn(k, (Gradient(k, 1e-5) - Gradient(k, -1e-5)) / 2e-5);
        return ((hessian + hessian.Transpose()) / 2).Evd(Symmetricity.Symmetric).EigenValues.MaxBy(value => Math.Abs(value.Real)).Real;

        Vector<double> Gradient(int weight, double step)
        {
            double[] moved = [.. at];
            moved[weight] += step;
            double[] gradient = new double[at.Length];
            loss.Evaluate(moved, gradient);
            return Vector<double>.Build.DenseOfArray(gradient);
        }
    }
}
