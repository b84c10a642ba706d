using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

/// <summary>The tangent kernel against Jacobians of the real network, and where it is known by hand.</summary>
public class TangentKernelTests
{
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 3, 5, 2, 1, 4 },
        { 2, 4, 3, 2, 5 },
        { 4, 2, 3, 3, 2 },
        { 1, 6, 1, 4, 3 },
        { 1, 1, 1, 5, 1 },
        { 3, 3, 2, 6, 3 },
    };

    /// <summary>
    /// Outputs are polynomials of degree at most 2 T - 1 in a weight; a difference of order eight with steps of 1e-2 leaves less than
    /// 1e-8 of them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void ItIsTheGramMatrixOfTheRealJacobian(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var (network, data) = Draw(inputs, hidden, outputs, steps, samples);
        foreach (var counted in Enum.GetValues<CountedOutputs>())
        {
            var jacobian = Jacobian(network, data, counted);
            AssertClose(jacobian.TransposeAndMultiply(jacobian), NeuralTangentKernel.Of(network, data, counted), 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ItIsSymmetricAndPositiveSemidefiniteWithTheTraceOfItsSpectrum(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var (network, data) = Draw(inputs, hidden, outputs, steps, samples);
        foreach (var counted in Enum.GetValues<CountedOutputs>())
        {
            var kernel = NeuralTangentKernel.Of(network, data, counted);
            double[] spectrum = NeuralTangentKernel.Spectrum(kernel);
            Assert.Equal(samples * outputs * (counted == CountedOutputs.Last ? 1 : steps), kernel.RowCount);
            Assert.True(kernel.IsSymmetric());
            Assert.Equal(spectrum.OrderDescending(), spectrum);
            Assert.Equal(1, spectrum.Sum() / kernel.Trace(), 1e-12);
            Assert.True(spectrum[^1] > -1e-12 * spectrum[0]);
        }
    }

    [Fact]
    public void BothWaysToTheKernelAgree()
    {
        var chosen = new HashSet<bool>();
        foreach (int[] shape in Shapes.Select(row => row.Cast<int>().ToArray()))
        {
            var (network, data) = Draw(shape[0], shape[1], shape[2], shape[3], shape[4]);
            var factors = new TangentFactors(network, data);
            chosen.Add(TangentJacobian.IsCheaper(factors.Shape, factors.Steps));
            foreach (var counted in Enum.GetValues<CountedOutputs>())
                AssertClose(
                    NeuralTangentKernel.Of(factors, counted, fromJacobian: false), NeuralTangentKernel.Of(factors, counted, fromJacobian: true), 1e-13);
        }

        Assert.Equal(2, chosen.Count);
    }

    /// <summary>The spectrum without the kernel; with as many outputs as hidden units and T = 1 some eigenvalues are multiple.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void ItsLargestEigenvaluesAreFoundWithoutIt(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var (network, data) = Draw(inputs, hidden, outputs, steps, 4 * samples);
        foreach (var counted in Enum.GetValues<CountedOutputs>())
        {
            double[] expected = NeuralTangentKernel.Spectrum(NeuralTangentKernel.Of(network, data, counted));
            foreach (int count in new[] { 1, 3, 1000 })
            {
                double[]? found = KernelSpectrum.Largest(network, data, count, counted);
                Assert.NotNull(found);
                Assert.Equal(Math.Min(count, expected.Length), found.Length);
                Assert.InRange(Matrices.LargestDifference(expected.AsSpan(0, found.Length), found), 0, 1e-10 * expected[0]);
            }
        }
    }

    /// <summary>The last block of all outputs is the kernel of the last; one step has only one output.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void TheLastOutputIsOneOfAll(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var (network, data) = Draw(inputs, hidden, outputs, steps, samples);
        var last = NeuralTangentKernel.Of(network, data);
        var every = NeuralTangentKernel.Of(network, data, CountedOutputs.Every);
        int start = every.RowCount - last.RowCount;
        Assert.Equal(last, every.SubMatrix(start, last.RowCount, start, last.RowCount));
    }

    /// <summary>T = 1: X^T X kron W_y W_y^T + X^T W_x^T W_x X kron I, the kernel of a two-layer network, which knows no W_h.</summary>
    [Fact]
    public void OneStepIsATwoLayerNetwork()
    {
        var (network, data) = Draw(3, 4, 2, 1, 5);
        var x = data.Matrix(1);
        var hidden = network.InputWeights * x;
        var expected = x.TransposeThisAndMultiply(x).KroneckerProduct(network.OutputWeights.TransposeAndMultiply(network.OutputWeights))
            + hidden.TransposeThisAndMultiply(hidden).KroneckerProduct(Matrix<double>.Build.DenseIdentity(2));
        AssertClose(expected, NeuralTangentKernel.Of(network, data), 1e-14);
    }

    /// <summary>One unit each, T = 3: yhat = c (b^2 a x_1 + b a x_2 + a x_3), its three partial derivatives squared.</summary>
    [Theory]
    [InlineData(0.5, -0.7, 1.3)]
    [InlineData(0.5, 0, 1.3)]
    public void OneUnitByHand(double a, double b, double c)
    {
        double[] x = [0.4, -1.1, 2.0];
        var build = Matrix<double>.Build;
        var network = new LinearRecurrentNetwork(build.Dense(1, 1, a), build.Dense(1, 1, b), build.Dense(1, 1, c));
        var data = InputSequence.FromMatrices([.. x.Select(value => build.Dense(1, 1, value))]);
        double path = (b * b * x[0]) + (b * x[1]) + x[2];
        double expected = Math.Pow(c * path, 2) + Math.Pow(a * c * ((2 * b * x[0]) + x[1]), 2) + Math.Pow(a * path, 2);
        Assert.Equal(expected, NeuralTangentKernel.Of(network, data)[0, 0], 1e-14);
    }

    /// <summary>
    /// One aligned mode on whitened data: three dyads x x^T c^2, x x^T a^2, w w^T (a c)^2 with x_n = b^n, w_n = n b^(n-1). With
    /// several modes, direction alpha of the outputs and beta of the inputs mix b_alpha's path with b_beta's.
    /// </summary>
    [Theory]
    [InlineData(0.5, -0.7, 1.3, 4)]
    [InlineData(0.9, 0.0, 0.6, 3)]
    [InlineData(0.9, 1.0, 0.6, 5)]
    public void AlignedModesHaveTheirClosedForms(double a, double b, double c, int steps)
    {
        var random = new RandomSource(5);
        var frames = ModeFrames.Draw(new NetworkShape(1, 1, 1), random);
        var data = GaussianInputs.Whitened(steps, 1, steps, random);
        var (before, after) = (new ConnectivityModes(a, b, c), new ConnectivityModes(1.1 * a, b + 0.2, c - 0.3));
        var network = AlignedStart.Build(frames, [before]);
        double[] spectrum = NeuralTangentKernel.Spectrum(NeuralTangentKernel.Of(network, data));

        double[][] now = Dyads(before, steps), later = Dyads(after, steps);
        double trace = now.Sum(v => Products(v, v));
        double square = now.Sum(v => now.Sum(w => Math.Pow(Products(v, w), 2)));
        double determinant = ((trace * trace) - square) / 2;
        double root = Math.Sqrt((trace * trace) - (4 * determinant));
        Assert.Equal((trace + root) / 2, spectrum[0], 1e-11 * trace);
        Assert.Equal((trace - root) / 2, spectrum[1], 1e-11 * trace);
        Assert.All(spectrum[2..], value => Assert.Equal(0, value, 1e-11 * trace));

        double Inner(double[][] left, double[][] right) => left.Sum(v => right.Sum(w => Math.Pow(Products(v, w), 2)));
        double expected = 1 - (Inner(now, later) / Math.Sqrt(Inner(now, now) * Inner(later, later)));
        Assert.Equal(expected, KernelDistance.Between(network, AlignedStart.Build(frames, [after]), data), 1e-12);

        static double Products(double[] left, double[] right) => left.Zip(right, (x, y) => x * y).Sum();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TheDistanceFromTracesIsThatOfTheKernels(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var (before, data) = Draw(inputs, hidden, outputs, steps, samples);
        var after = UnalignedStart.Draw(before.Shape, WeightScales.Uniform(0.8), new RandomSource(9));
        foreach (var counted in Enum.GetValues<CountedOutputs>())
        {
            var (k, k1) = (NeuralTangentKernel.Of(before, data, counted), NeuralTangentKernel.Of(after, data, counted));
            double cosine = k.PointwiseMultiply(k1).Enumerate().Sum() / (k.FrobeniusNorm() * k1.FrobeniusNorm());
            double distance = KernelDistance.Between(before, after, data, counted);
            Assert.Equal(1 - cosine, distance, 1e-13);
            Assert.Equal(distance, KernelDistance.Between(after, before, data, counted), 1e-14);
            Assert.Equal(0, KernelDistance.Between(before, before, data, counted), 1e-14);
            // Distances of one sample and unit are 0; of any other shape these draws turn the kernel.
            Assert.True(distance > 1e-4 || k.RowCount == 1, $"{distance}");
        }
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedAndNoKernelHasNoDirection()
    {
        var (network, data) = Draw(3, 4, 2, 2, 5);
        var (other, otherData) = Draw(2, 4, 2, 2, 5);
        Assert.Throws<ArgumentException>(() => NeuralTangentKernel.Of(network, otherData));
        Assert.Throws<ArgumentException>(() => KernelDistance.Between(network, other, data));
        var nothing = new LinearRecurrentNetwork(network.Shape, new double[network.Shape.ParameterCount]);
        Assert.Equal(double.NaN, KernelDistance.Between(network, nothing, data));
    }

    // The vectors of the dyads, over the steps.
    private static double[][] Dyads(ConnectivityModes z, int steps)
    {
        double[] powers = [.. Enumerable.Range(0, steps).Select(n => Math.Pow(z.Recurrent, n))];
        double[] slopes = [.. Enumerable.Range(0, steps).Select(n => n == 0 ? 0 : n * Math.Pow(z.Recurrent, n - 1))];
        return [[.. powers.Select(x => z.Output * x)], [.. slopes.Select(x => z.InputOutput * x)], [.. powers.Select(x => z.Input * x)]];
    }

    private static (LinearRecurrentNetwork Network, InputSequence Data) Draw(int inputs, int hidden, int outputs, int steps, int samples)
    {
        var random = new RandomSource(4);
        var network = UnalignedStart.Draw(new NetworkShape(inputs, hidden, outputs), WeightScales.Uniform(1), random);
        return (network, GaussianInputs.Independent(steps, inputs, samples, 1, random));
    }

    /// <summary>Central differences of order eight; a row for each output, a column for each weight.</summary>
    private static Matrix<double> Jacobian(LinearRecurrentNetwork network, InputSequence data, CountedOutputs counted)
    {
        const double width = 1e-2;
        double[] weights = network.Parameters.ToArray();
        double[] factors = [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280];
        var columns = new List<Vector<double>>();
        for (int k = 0; k < weights.Length; k++)
        {
            double kept = weights[k];
            Vector<double> At(double shift)
            {
                weights[k] = kept + shift;
                return Outputs(new LinearRecurrentNetwork(network.Shape, weights), data, counted);
            }

            columns.Add(factors.Select((factor, n) => factor / width * (At((n + 1) * width) - At(-(n + 1) * width))).Aggregate((x, y) => x + y));
            weights[k] = kept;
        }

        return Matrix<double>.Build.DenseOfColumnVectors(columns);
    }

    // The columns of Yhat_t stacked, for the steps that count; a shorter trajectory ends at step t.
    private static Vector<double> Outputs(LinearRecurrentNetwork network, InputSequence data, CountedOutputs counted)
    {
        int first = counted == CountedOutputs.Last ? data.Steps : 1;
        return Vector<double>.Build.DenseOfEnumerable(Enumerable.Range(first, data.Steps - first + 1).SelectMany(t =>
            network.Forward(InputSequence.FromMatrices([.. Enumerable.Range(1, t).Select(data.Matrix)])).ToColumnMajorArray()));
    }

    private static void AssertClose(Matrix<double> expected, Matrix<double> actual, double relative) =>
        Assert.InRange((expected - actual).FrobeniusNorm(), 0, relative * expected.FrobeniusNorm());
}
