using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

public class NetworkTests
{
    /// <summary>The sum over powers of the recurrent matrix, term by term.</summary>
    [Theory]
    [InlineData(3, 5, 2, 4)]
    [InlineData(4, 2, 3, 1)]
    [InlineData(1, 1, 1, 6)]
    public void ForwardIsTheSumOverSteps(int inputs, int hidden, int outputs, int steps)
    {
        var random = new RandomSource(1);
        var network = UnalignedStart.Draw(new NetworkShape(inputs, hidden, outputs), WeightScales.Uniform(1), random);
        var sequence = GaussianInputs.Independent(steps, inputs, 37, 1, random);
        var expected = Matrix<double>.Build.Dense(outputs, 37);
        for (int i = 1; i <= steps; i++)
            expected += network.OutputWeights * network.RecurrentWeights.Power(steps - i) * network.InputWeights * sequence.Matrix(i);

        double difference = (network.Forward(sequence) - expected).LargestEntry();
        Assert.InRange(difference, 0, 1e-14 * expected.FrobeniusNorm());
    }

    [Fact]
    public void WeightsSurviveTheRoundTrip()
    {
        var network = UnalignedStart.Draw(new NetworkShape(3, 5, 2), WeightScales.Uniform(1), new RandomSource(2));
        var copy = new LinearRecurrentNetwork(network.InputWeights, network.RecurrentWeights, network.OutputWeights);
        Assert.Equal(network.Shape, copy.Shape);
        Assert.Equal(network.Parameters.ToArray(), copy.Parameters.ToArray());
    }

    [Fact]
    public void WeightsThatDoNotFitTogetherAreRefused()
    {
        var build = Matrix<double>.Build;
        Assert.Throws<ArgumentException>(() => new LinearRecurrentNetwork(build.Dense(3, 2), build.Dense(3, 4), build.Dense(2, 3)));
        Assert.Throws<ArgumentException>(() => new LinearRecurrentNetwork(build.Dense(3, 2), build.Dense(3, 3), build.Dense(2, 4)));
        Assert.Throws<ArgumentException>(() => new LinearRecurrentNetwork(new NetworkShape(2, 3, 2), new double[20]));
    }

    /// <summary>Each scale is met within five standard errors of a variance estimated from n draws, sqrt(2/n).</summary>
    [Fact]
    public void UnalignedWeightsHaveVarianceSigmaSquaredOverColumns()
    {
        var shape = new NetworkShape(50, 100, 80);
        var network = UnalignedStart.Draw(shape, new WeightScales(0.5, 1, 2), new RandomSource(3));
        AssertVariance(0.25 / 50, network.InputWeights);
        AssertVariance(1.0 / 100, network.RecurrentWeights);
        AssertVariance(4.0 / 100, network.OutputWeights);

        static void AssertVariance(double expected, Matrix<double> weights)
        {
            double count = weights.RowCount * weights.ColumnCount;
            Assert.Equal(1, weights.Enumerate().Sum(w => w * w) / count / expected, 5 * Math.Sqrt(2 / count));
        }
    }
}
