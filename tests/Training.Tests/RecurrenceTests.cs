using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

/// <summary>The recurrence forwards, backwards and from end to end, against each other and against products written out.</summary>
public class RecurrenceTests
{
    private const int Steps = 4;
    private const int Samples = 7;
    private static readonly NetworkShape Shape = new(3, 5, 2);
    private static readonly LinearRecurrentNetwork Network = UnalignedStart.Draw(Shape, WeightScales.Uniform(1), new RandomSource(1));

    /// <summary>F_i = W_y W_h^(T-i) W_x, by powers from the input and by gains from the output.</summary>
    [Fact]
    public void MapsArePowersAndGains()
    {
        double[][] gains = new Recurrence(Shape, Network.Parameters).Gains(Steps);
        var maps = Network.Maps(Steps);
        var power = Network.InputWeights;
        for (int i = Steps; i >= 1; i--)
        {
            var gain = Matrix<double>.Build.DenseOfRowMajor(Shape.Outputs, Shape.Hidden, gains[Steps - i]);
            var expected = (Network.OutputWeights * power).ToRowMajorArray();
            double size = Matrices.Largest(expected);
            Assert.InRange(Matrices.LargestDifference(expected, maps[i - 1].ToRowMajorArray()), 0, 1e-14 * size);
            Assert.InRange(Matrices.LargestDifference(expected, (gain * Network.InputWeights).ToRowMajorArray()), 0, 1e-14 * size);
            power = Network.RecurrentWeights * power;
        }
    }

    /// <summary>
    /// (dL/dY, change of Y) = (gradient, change of the weights), for all outputs and for the last one. The outputs are linear in each of the
    /// weights but W_h, so the change is that of a central difference, off by its square.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(Steps)]
    public void PullBackIsTheAdjointOfForward(int counted)
    {
        const double width = 1e-5;
        var random = new RandomSource(2);
        var inputs = GaussianInputs.Independent(Steps, Shape.Inputs, Samples, 1, random);
        double[] slopes = new double[counted * Shape.Outputs * Samples];
        double[] direction = new double[Shape.ParameterCount];
        random.FillGaussian(slopes);
        random.FillGaussian(direction);
        double[] gradient = new double[Shape.ParameterCount];
        double[] room = new double[2 * Shape.Hidden * Samples];
        double[][] states = States();
        var recurrence = new Recurrence(Shape, Network.Parameters);
        recurrence.Forward(inputs.Stacked(), states);
        recurrence.PullBack(
            inputs.Stacked(), states, new MatrixView(slopes, counted * Shape.Outputs, Samples), room,
            Shape.InputPart(gradient), Shape.RecurrentPart(gradient), Shape.OutputPart(gradient));
        double change = (Weighted(width) - Weighted(-width)) / (2 * width);
        Assert.Equal(change, gradient.Zip(direction, (x, y) => x * y).Sum(), 1e-7 * Math.Abs(change));

        double Weighted(double step)
        {
            double[] moved = [.. Network.Parameters.ToArray().Zip(direction, (weight, along) => weight + (step * along))];
            double[][] reached = States();
            double[] outputs = new double[slopes.Length];
            var other = new Recurrence(Shape, moved);
            other.Forward(inputs.Stacked(), reached);
            for (int k = 0; k < counted; k++)
                other.Read(reached[Steps - counted + k], Samples, outputs.AsSpan(k * Shape.Outputs * Samples, Shape.Outputs * Samples));
            return outputs.Zip(slopes, (x, y) => x * y).Sum();
        }

        static double[][] States() => [.. Enumerable.Range(0, Steps).Select(_ => new double[Shape.Hidden * Samples])];
    }
}
