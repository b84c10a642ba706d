using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

public class GradientTests
{
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 3, 5, 2, 1, 7 },
        { 2, 4, 3, 2, 150 },
        { 4, 2, 5, 3, 33 },
        { 1, 6, 1, 4, 128 },
        { 5, 3, 2, 5, 300 },
        { 4, 17, 4, 6, 19 },
        { 21, 34, 13, 3, 70 },
    };

    /// <summary>
    /// The loss is a polynomial, so with weights of order one central differences of width h leave an error of order h^2 L.
    /// </summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void BackpropagationMatchesFiniteDifferences(int inputs, int hidden, int outputs, int steps, int samples)
    {
        const double width = 1e-5;
        var (data, network) = Draw(inputs, hidden, outputs, steps, samples);
        double[] gradient = new double[network.Shape.ParameterCount];
        double loss = new Backpropagation(data, hidden).Evaluate(network.Parameters, gradient);
        Assert.Equal(1, DirectLoss(data, network.Shape, network.Parameters) / loss, 1e-13);

        double[] weights = network.Parameters.ToArray();
        for (int i = 0; i < weights.Length; i++)
        {
            double kept = weights[i];
            weights[i] = kept + width;
            double above = DirectLoss(data, network.Shape, weights);
            weights[i] = kept - width;
            double below = DirectLoss(data, network.Shape, weights);
            weights[i] = kept;
            Assert.Equal(gradient[i], (above - below) / (2 * width), 100 * width * width * loss);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void CorrelationsGiveTheSameLossAndGradientAsSamples(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var (data, network) = Draw(inputs, hidden, outputs, steps, samples);
        double[] fromSamples = new double[network.Shape.ParameterCount];
        double[] fromCorrelations = new double[network.Shape.ParameterCount];
        double loss = new Backpropagation(data, hidden).Evaluate(network.Parameters, fromSamples);
        var correlations = new CorrelationGradient(Correlations.Of(data), hidden);
        Assert.Equal(1, correlations.Evaluate(network.Parameters, fromCorrelations) / loss, 1e-13);
        Assert.Equal(data.TargetValues.ToArray().Sum(y => y * y) / 2, correlations.TargetEnergy, 1e-12 * correlations.TargetEnergy);
        Assert.InRange(
            Matrices.LargestDifference(fromSamples, fromCorrelations), 0, 1e-13 * Matrices.Largest(fromSamples));
    }

    /// <summary>Loss (144), written out, against both gradients: finite differences, and correlations by lag.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryOutputCountsAlike(int inputs, int hidden, int outputs, int steps, int samples)
    {
        const double width = 1e-5;
        var random = new RandomSource(12);
        var shape = new NetworkShape(inputs, hidden, outputs);
        var network = UnalignedStart.Draw(shape, WeightScales.Uniform(1), random);
        var sequence = GaussianInputs.Independent(steps, inputs, samples, 1, random);
        Matrix<double>[] targets = [.. Enumerable.Range(0, steps).Select(_ =>
            Matrix<double>.Build.Dense(outputs, samples, (_, _) => random.NextGaussian()))];
        var data = new Trajectories(sequence, targets);
        double[] fromSamples = new double[shape.ParameterCount];
        double[] fromCorrelations = new double[shape.ParameterCount];
        double loss = new Backpropagation(data, hidden).Evaluate(network.Parameters, fromSamples);
        double other = CorrelationGradient.For(Correlations.Of(data), hidden).Evaluate(network.Parameters, fromCorrelations);
        double[] weights = network.Parameters.ToArray();
        Assert.Equal(1, Loss() / loss, 1e-13);
        Assert.Equal(1, other / loss, 1e-12);
        Assert.InRange(Matrices.LargestDifference(fromSamples, fromCorrelations), 0, 1e-12 * Matrices.Largest(fromSamples));
        for (int i = 0; i < weights.Length; i += Math.Max(1, weights.Length / 40))
        {
            double kept = weights[i];
            weights[i] = kept + width;
            double above = Loss();
            weights[i] = kept - width;
            double below = Loss();
            weights[i] = kept;
            Assert.Equal(fromSamples[i], (above - below) / (2 * width), 100 * width * width * loss);
        }

        double Loss() => Enumerable.Range(1, steps).Sum(t =>
            Math.Pow((new LinearRecurrentNetwork(shape, weights).Forward(sequence.Beginning(t)) - targets[t - 1]).FrobeniusNorm(), 2) / 2);
    }

    /// <summary>
    /// Drawn shapes and tasks whose maps M_{t,i} have nothing to do with each other: on white inputs loss (144) is the sum of those of shorter
    /// trajectories, by backpropagation, from correlations by lag, and by central differences of the loss written out.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void OnWhiteInputsEveryOutputIsTheSumOfShorterTrajectories(int seed)
    {
        const double width = 1e-5;
        var random = new RandomSource((ulong)seed);
        var shape = new NetworkShape(Between(1, 6), Between(1, 7), Between(1, 6));
        int steps = Between(1, 6);
        LinearTeacher[] teachers = [.. Enumerable.Range(1, steps).Select(t => new LinearTeacher([.. Enumerable.Range(0, t).Select(_ =>
            Matrix<double>.Build.Dense(shape.Outputs, shape.Inputs, (_, _) => random.NextGaussian()))]))];
        var inputs = GaussianInputs.Whitened(steps, shape.Inputs, (steps * shape.Inputs) + Between(0, 9), random);
        var network = UnalignedStart.Draw(shape, WeightScales.Uniform(1), random);
        var data = LinearTeacher.TeachEvery(teachers, inputs);
        var summed = new SummedLoss([.. teachers.Select(teacher => CorrelationGradient.For(Correlations.Whitened(teacher), shape.Hidden))]);
        double[] gradient = new double[shape.ParameterCount];
        double loss = summed.Evaluate(network.Parameters, gradient);
        Assert.Equal(data.TargetValues.ToArray().Sum(y => y * y) / 2, summed.TargetEnergy, 1e-12 * summed.TargetEnergy);
        foreach (ILossGradient other in new ILossGradient[] { new Backpropagation(data, shape.Hidden), CorrelationGradient.For(Correlations.Of(data), shape.Hidden) })
        {
            double[] expected = new double[shape.ParameterCount];
            Assert.Equal(1, other.Evaluate(network.Parameters, expected) / loss, 1e-12);
            Assert.InRange(Matrices.LargestDifference(expected, gradient), 0, 1e-12 * Matrices.Largest(expected));
        }

        double[] weights = network.Parameters.ToArray();
        for (int k = 0; k < weights.Length; k++)
        {
            double kept = weights[k];
            weights[k] = kept + width;
            double above = Loss();
            weights[k] = kept - width;
            double below = Loss();
            weights[k] = kept;
            Assert.Equal(gradient[k], (above - below) / (2 * width), 100 * width * width * loss);
        }

        int Between(int least, int most) => least + (int)(random.NextUniform() * (most - least + 1));

        // On white inputs 1/2 sum_{t,i} |M_{t,i} - W_y W_h^(t-i) W_x|^2.
        double Loss()
        {
            var moved = new LinearRecurrentNetwork(shape, weights);
            return teachers.Sum(teacher => teacher.Maps.Select((map, k) =>
                (map - (moved.OutputWeights * moved.RecurrentWeights.Power(teacher.Maps.Count - 1 - k) * moved.InputWeights)).FrobeniusNorm()).Sum(norm => norm * norm)) / 2;
        }
    }

    [Fact]
    public void LossesOfDifferentNetworksHaveNoSum()
    {
        var task = Correlations.Whitened(new LinearTeacher([Matrix<double>.Build.DenseIdentity(2)]));
        Assert.Throws<ArgumentException>(() => new SummedLoss([]));
        Assert.Throws<ArgumentException>(() => new SummedLoss([new CorrelationGradient(task, 2), new CorrelationGradient(task, 3)]));
    }

    /// <summary>Equations (16)-(18), term by term, on white inputs.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void GradientOnWhiteInputsIsTheMatrixForm(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var random = new RandomSource(2);
        var shape = new NetworkShape(inputs, hidden, outputs);
        var task = new LinearTeacher([.. Enumerable.Range(0, steps).Select(_ =>
            Matrix<double>.Build.Dense(outputs, inputs, (_, _) => random.NextGaussian()))]);
        var network = UnalignedStart.Draw(shape, WeightScales.Uniform(1), random);
        var data = task.Teach(GaussianInputs.Whitened(steps, inputs, samples + (steps * inputs), random));
        double[] expected = MatrixForm(task, network);
        double[] gradient = new double[shape.ParameterCount];

        double whiteLoss = new CorrelationGradient(Correlations.Whitened(task), hidden).Evaluate(network.Parameters, gradient);
        Assert.InRange(Matrices.LargestDifference(expected, gradient), 0, 1e-13 * Matrices.Largest(expected));

        double sampleLoss = new Backpropagation(data, hidden).Evaluate(network.Parameters, gradient);
        Assert.InRange(Matrices.LargestDifference(expected, gradient), 0, 1e-13 * Matrices.Largest(expected));
        Assert.Equal(1, whiteLoss / sampleLoss, 1e-13);
    }

    /// <summary>At most four units in each layer: the form in registers, every shape and length, against the general one.</summary>
    [Fact]
    public void SmallNetworksHaveTheSameGradientInRegisters()
    {
        var random = new RandomSource(11);
        foreach (int inputs in new[] { 1, 3, 4 })
            foreach (int hidden in new[] { 1, 2, 4 })
                foreach (int outputs in new[] { 1, 3, 4 })
                    foreach (int steps in new[] { 1, 2, 7 })
                        AssertSameInRegisters(new NetworkShape(inputs, hidden, outputs), steps, random);
    }

    private static void AssertSameInRegisters(NetworkShape shape, int steps, RandomSource random)
    {
        var task = new LinearTeacher([.. Enumerable.Range(0, steps).Select(_ =>
            Matrix<double>.Build.Dense(shape.Outputs, shape.Inputs, (_, _) => random.NextGaussian()))]);
        var weights = UnalignedStart.Draw(shape, WeightScales.Uniform(1), random).Parameters;
        double[] expected = new double[shape.ParameterCount];
        double[] gradient = new double[shape.ParameterCount];
        var fused = CorrelationGradient.For(Correlations.Whitened(task), shape.Hidden);
        Assert.IsNotType<CorrelationGradient>(fused);
        double loss = new CorrelationGradient(Correlations.Whitened(task), shape.Hidden).Evaluate(weights, expected);
        for (int again = 0; again < 2; again++)
        {
            Assert.Equal(1, fused.Evaluate(weights, gradient) / loss, 1e-14);
            Assert.InRange(Matrices.LargestDifference(expected, gradient), 0, 1e-14 * Matrices.Largest(expected));
        }
    }

    private static double[] MatrixForm(LinearTeacher task, LinearRecurrentNetwork network)
    {
        var (input, recurrent, output) = (network.InputWeights, network.RecurrentWeights, network.OutputWeights);
        int steps = task.Maps.Count;
        var (dInput, dRecurrent, dOutput) = (input * 0, recurrent * 0, output * 0);
        for (int i = 1; i <= steps; i++)
        {
            var mismatch = task.Maps[i - 1] - (output * recurrent.Power(steps - i) * input);
            dInput -= recurrent.Power(steps - i).Transpose() * output.Transpose() * mismatch;
            dOutput -= mismatch * input.Transpose() * recurrent.Power(steps - i).Transpose();
            for (int r = 0; r < steps - i; r++)
                dRecurrent -= recurrent.Power(r).Transpose() * output.Transpose() * mismatch
                    * input.Transpose() * recurrent.Power(steps - i - 1 - r).Transpose();
        }

        return [.. dInput.ToRowMajorArray(), .. dRecurrent.ToRowMajorArray(), .. dOutput.ToRowMajorArray()];
    }

    private static (Trajectories Data, LinearRecurrentNetwork Network) Draw(
        int inputs, int hidden, int outputs, int steps, int samples)
    {
        var random = new RandomSource(1);
        var network = UnalignedStart.Draw(new NetworkShape(inputs, hidden, outputs), WeightScales.Uniform(1), random);
        var targets = Matrix<double>.Build.Dense(outputs, samples, (_, _) => random.NextGaussian());
        return (new Trajectories(GaussianInputs.Independent(steps, inputs, samples, 1, random), targets), network);
    }

    private static double DirectLoss(Trajectories data, NetworkShape shape, ReadOnlySpan<double> weights)
    {
        double norm = (new LinearRecurrentNetwork(shape, weights).Forward(data.Inputs) - data.Targets).FrobeniusNorm();
        return norm * norm / 2;
    }
}
