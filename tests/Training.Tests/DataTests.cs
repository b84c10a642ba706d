using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

public class DataTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 4, 24)]
    [InlineData(6, 4, 1000)]
    [InlineData(12, 5, 75)]
    public void WhitenedInputsAreWhiteAcrossAllSteps(int steps, int features, int samples)
    {
        var inputs = GaussianInputs.Whitened(steps, features, samples, new RandomSource(1));
        for (int i = 1; i <= steps; i++)
            for (int j = 1; j <= steps; j++)
            {
                var correlation = inputs.Matrix(i) * inputs.Matrix(j).Transpose();
                var identity = Matrix<double>.Build.DenseDiagonal(features, features, i == j ? 1 : 0);
                Assert.InRange((correlation - identity).LargestEntry(), 0, 1e-14);
            }
    }

    [Fact]
    public void TooFewSamplesToWhitenAreRefusedWithTheRightNumber()
    {
        var error = Assert.Throws<ArgumentException>(() => GaussianInputs.Whitened(6, 4, 23, new RandomSource(1)));
        Assert.Contains("24", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IndependentInputsHaveTheAskedDeviation()
    {
        var inputs = GaussianInputs.Independent(2, 5, 10_000, 0.3, new RandomSource(2));
        double variance = Enumerable.Range(1, 2).Average(step => inputs.Matrix(step).Enumerate().Average(x => x * x));
        double deviationOfTheEstimate = 0.09 * Math.Sqrt(2.0 / 100_000);
        Assert.Equal(0.09, variance, 5 * deviationOfTheEstimate);
    }

    /// <summary>On white inputs the correlation of target and input is U S_i V^T, with zeros beyond the given modes.</summary>
    [Fact]
    public void TargetsCarryTheSingularValues()
    {
        var frames = ModeFrames.Draw(new NetworkShape(4, 6, 3), new RandomSource(3));
        var values = SingularValues.Tabulate(2, 5, (mode, step) => (mode + 1) * Math.Pow(0.8, step));
        var data = LinearTeacher.FromSingularValues(frames, values)
            .Teach(GaussianInputs.Whitened(5, 4, 50, new RandomSource(4)));
        for (int step = 1; step <= 5; step++)
        {
            var correlation = data.Targets * data.Inputs.Matrix(step).Transpose();
            var rotated = frames.Output.Transpose() * correlation * frames.Input;
            var expected = Matrix<double>.Build.Dense(3, 4);
            expected[0, 0] = Math.Pow(0.8, step);
            expected[1, 1] = 2 * Math.Pow(0.8, step);
            Assert.InRange((rotated - expected).LargestEntry(), 0, 1e-14);
        }
    }

    [Fact]
    public void SameSeedGivesTheSameBytesAndAnotherSeedOthers()
    {
        Assert.Equal(Draw(8), Draw(8));
        Assert.NotEqual(Draw(8), Draw(9));

        static double[] Draw(ulong seed)
        {
            var random = new RandomSource(seed);
            var frames = ModeFrames.Draw(new NetworkShape(3, 4, 2), random);
            var inputs = GaussianInputs.Whitened(4, 3, 20, random);
            var task = LinearTeacher.FromSingularValues(frames, SingularValues.Tabulate(2, 4, (mode, step) => mode + step));
            var start = UnalignedStart.Draw(frames.Shape, WeightScales.Uniform(0.5), random);
            return [.. task.Teach(inputs).TargetValues, .. inputs.Values(4), .. start.Parameters];
        }
    }

    [Fact]
    public void TeacherRefusesInputsOfAnotherShape()
    {
        var task = new LinearTeacher([Matrix<double>.Build.Dense(2, 3), Matrix<double>.Build.Dense(2, 3)]);
        var inputs = GaussianInputs.Independent(3, 3, 4, 1, new RandomSource(1));
        Assert.Throws<ArgumentException>(() => task.Teach(inputs));
    }

    [Fact]
    public void MatricesSurviveTheRoundTrip()
    {
        var inputs = GaussianInputs.Independent(3, 2, 5, 1, new RandomSource(6));
        var copy = InputSequence.FromMatrices([inputs.Matrix(1), inputs.Matrix(2), inputs.Matrix(3)]);
        for (int step = 1; step <= 3; step++)
            Assert.Equal(inputs.Values(step).ToArray(), copy.Values(step).ToArray());
    }

    /// <summary>On average the correlations are 1 + noise^2 within a step, 1 between steps, 0 between channels.</summary>
    [Fact]
    public void SensoryStreamsShareACoherenceAndNotTheirNoise()
    {
        const int trials = 40_000;
        var streams = SensoryStreams.Draw(3, 4, trials, 0.5, new RandomSource(1));
        for (int i = 1; i <= 3; i++)
            for (int j = 1; j <= 3; j++)
            {
                var correlation = streams.Matrix(i).TransposeAndMultiply(streams.Matrix(j));
                for (int k = 0; k < 4; k++)
                    for (int m = 0; m < 4; m++)
                        Assert.Equal(k != m ? 0 : i == j ? 1.25 : 1, correlation[k, m], 6 * 1.8 / Math.Sqrt(trials));
            }
    }

    /// <summary>Every step's target is what that step's teacher makes of the inputs so far.</summary>
    [Fact]
    public void EveryStepHasItsOwnTeacher()
    {
        var random = new RandomSource(1);
        var inputs = GaussianInputs.Independent(3, 2, 5, 1, random);
        LinearTeacher[] teachers = [.. Enumerable.Range(1, 3).Select(t => new LinearTeacher(
            [.. Enumerable.Range(0, t).Select(_ => Matrix<double>.Build.Dense(2, 2, (_, _) => random.NextGaussian()))]))];
        var data = LinearTeacher.TeachEvery(teachers, inputs);
        Assert.Equal(CountedOutputs.Every, data.Counted);
        Assert.Equal(teachers[2].Teach(inputs).TargetValues.ToArray(), data.TargetValues[^10..].ToArray());
        Assert.InRange(
            Matrices.LargestDifference((teachers[0].Maps[0] * inputs.Matrix(1)).ToRowMajorArray(), data.TargetValues[..10]), 0, 1e-14);
    }
}
