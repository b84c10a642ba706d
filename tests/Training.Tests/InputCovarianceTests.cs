using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

/// <summary>Inputs that are not white: samples with given correlations, and the loss from the correlations alone.</summary>
public class InputCovarianceTests
{
    public static TheoryData<int, int, int> Sizes => new() { { 1, 1, 1 }, { 1, 3, 3 }, { 4, 2, 8 }, { 3, 3, 5 }, { 6, 1, 2 } };

    /// <summary>Sigma = G G^T with G of the given rank: below T N_x some directions have no input at all.</summary>
    private static InputCovariance Draw(int steps, int features, int rank, RandomSource random)
    {
        var factor = Matrix<double>.Build.Dense(steps * features, rank, (_, _) => random.NextGaussian());
        return new(steps, features, factor * factor.Transpose());
    }

    private static Matrix<double> Stack(InputSequence inputs) =>
        Matrix<double>.Build.DenseOfMatrixArray(ToColumn([.. Enumerable.Range(1, inputs.Steps).Select(inputs.Matrix)]));

    private static Matrix<double>[,] ToColumn(Matrix<double>[] blocks)
    {
        var column = new Matrix<double>[blocks.Length, 1];
        for (int k = 0; k < blocks.Length; k++)
            column[k, 0] = blocks[k];
        return column;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void WhitenedInputsGetExactlyTheCorrelations(int steps, int features, int rank)
    {
        var random = new RandomSource(7);
        var covariance = Draw(steps, features, rank, random);
        var stacked = Stack(covariance.Colour(GaussianInputs.Whitened(steps, features, 40, random)));
        Assert.InRange((stacked * stacked.Transpose() - covariance.Matrix).FrobeniusNorm(), 0, 1e-12 * covariance.Matrix.FrobeniusNorm());
        // And a part of them is a part of the whole.
        int half = (steps + 1) / 2;
        var beginning = stacked.SubMatrix(0, half * features, 0, 40);
        Assert.InRange((beginning * beginning.Transpose() - covariance.Beginning(half).Matrix).FrobeniusNorm(), 0, 1e-12 * covariance.Matrix.FrobeniusNorm());
    }

    /// <summary>Correlations known beforehand, correlations of samples, and backpropagation through the samples: one loss and gradient.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void LossAndGradientAreThoseOfTheSamples(int steps, int features, int rank)
    {
        var random = new RandomSource(8);
        var covariance = Draw(steps, features, rank, random);
        var shape = new NetworkShape(features, 4, 2);
        LinearTeacher[] teachers = [.. Enumerable.Range(1, steps).Select(t =>
            new LinearTeacher([.. Enumerable.Range(1, t).Select(_ => Matrix<double>.Build.Dense(2, features, (_, _) => random.NextGaussian()))]))];
        var inputs = covariance.Colour(GaussianInputs.Whitened(steps, features, 40, random));
        var network = UnalignedStart.Draw(shape, WeightScales.Uniform(0.8), random);

        var last = teachers[^1].Teach(inputs);
        AssertEqual(network, new Backpropagation(last, 4), CorrelationGradient.For(Correlations.Of(teachers[^1], covariance), 4), CorrelationGradient.For(Correlations.Of(last), 4));
        var every = LinearTeacher.TeachEvery(teachers, inputs);
        AssertEqual(
            network,
            new Backpropagation(every, 4),
            new SummedLoss([.. teachers.Select((teacher, k) => CorrelationGradient.For(Correlations.Of(teacher, covariance.Beginning(k + 1)), 4))]),
            CorrelationGradient.For(Correlations.Of(every), 4));
    }

    private static void AssertEqual(LinearRecurrentNetwork network, ILossGradient samples, params ILossGradient[] others)
    {
        double[] expected = new double[network.Parameters.Length];
        double loss = samples.Evaluate(network.Parameters, expected);
        double scale = expected.Max(Math.Abs);
        foreach (var other in others)
        {
            double[] found = new double[expected.Length];
            Assert.Equal(1, other.Evaluate(network.Parameters, found) / loss, 1e-11);
            Assert.Equal(1, other.TargetEnergy / samples.TargetEnergy, 1e-11);
            Assert.All(found.Zip(expected), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-11 * scale));
        }
    }

    /// <summary>Near a solution the loss is a small number of its own, not what two large ones leave.</summary>
    [Fact]
    public void ASmallLossKeepsItsDigits()
    {
        const double error = 1e-9;
        var covariance = InputCovariance.OfSteps(1, Matrix<double>.Build.Dense(3, 3, (i, j) => Math.Pow(0.5, Math.Abs(i - j))));
        var teacher = new LinearTeacher([.. Enumerable.Repeat(Matrix<double>.Build.Dense(1, 1, 1), 3)]);
        var one = Matrix<double>.Build.Dense(1, 1, 1);
        var network = new LinearRecurrentNetwork(one, one, one * (1 + error));
        double loss = CorrelationGradient.For(Correlations.Of(teacher, covariance), 1).Evaluate(network.Parameters, new double[3]);
        // F - M = error (1, 1, 1), and the entries of the matrix sum to 5.5.
        Assert.Equal(1, loss / (error * error * 5.5 / 2), 1e-6);
    }

    [Fact]
    public void ShapesOfOneKindAreTheirProducts()
    {
        var ofSteps = Matrix<double>.Build.DenseOfRowArrays([2, 0.5], [0.5, 1]);
        var bySteps = InputCovariance.OfSteps(3, ofSteps).Matrix;
        var byFeatures = InputCovariance.OfFeatures(3, ofSteps).Matrix;
        for (int row = 0; row < 6; row++)
            for (int column = 0; column < 6; column++)
            {
                Assert.Equal(row % 3 == column % 3 ? ofSteps[row / 3, column / 3] : 0, bySteps[row, column]);
                Assert.Equal(row / 2 == column / 2 ? ofSteps[row % 2, column % 2] : 0, byFeatures[row, column]);
            }
    }

    [Fact]
    public void WhatIsNoCovarianceIsRefused()
    {
        var identity = Matrix<double>.Build.DenseIdentity(4);
        Assert.Throws<ArgumentException>(() => new InputCovariance(2, 3, identity));
        var lopsided = identity.Clone();
        lopsided[0, 1] = 0.1;
        Assert.Throws<ArgumentException>(() => new InputCovariance(2, 2, lopsided));
        Assert.Throws<ArgumentException>(() => InputCovariance.OfSteps(1, Matrix<double>.Build.DenseOfRowArrays([1, 2], [2, 1])));
        var covariance = new InputCovariance(2, 2, identity);
        Assert.Throws<ArgumentException>(() => covariance.Colour(GaussianInputs.Whitened(1, 2, 10, new RandomSource(1))));
        Assert.Throws<ArgumentException>(() => Correlations.Of(new LinearTeacher([identity, identity]), covariance));
    }
}
