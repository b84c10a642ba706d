using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

/// <summary>Complex modes in real networks: blocks of two units against the complex learning ODE, written here with complex numbers.</summary>
public class RotationTests
{
    private sealed record Mode(Complex A, Complex B, Complex C);

    public static TheoryData<int, ulong> Draws => new() { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 6, 4 }, { 6, 5 }, { 12, 6 } };

    /// <summary>tau z' = -2 dE/dz*: (182)-(184), each step of descent one step of Euler's method, from samples and from correlations.</summary>
    [Theory]
    [MemberData(nameof(Draws))]
    public void DescentIsTheEulerIterationOfTheComplexModes(int steps, ulong seed)
    {
        const double rate = 0.002;
        const int taken = 400;
        var random = new RandomSource(seed);
        var (task, start) = (Draw(random, 2 * steps), new[] { DrawMode(random), DrawMode(random) });
        var frames = ModeFrames.DrawRotations(new NetworkShape(5, 6, 5), random);
        var values = SingularValues.Tabulate(4, steps, (place, step) => Part(task[(place / 2 * steps) + step - 1], place));
        var teacher = LinearTeacher.FromSingularValues(frames, values);
        ILossGradient[] losses =
            [new CorrelationGradient(Correlations.Whitened(teacher), 6), new Backpropagation(teacher.Teach(GaussianInputs.Whitened(steps, 5, 80, random)), 6)];
        var network = AlignedStart.Build(frames, [.. start.SelectMany(Parts)]);
        var (expected, energy) = Euler(start, task, steps, rate, taken);
        foreach (var loss in losses)
        {
            var run = GradientDescent.Train(network, loss, DescentSchedule.Evenly(rate, taken, 4), frames);
            var end = run.Points[^1];
            for (int mode = 0; mode < 2; mode++)
                foreach (var (found, part) in end.Observation.Modes.Skip(2 * mode).Zip(Parts(expected[mode])))
                    Assert.InRange(ModeFlow.Distance(found, part), 0, 1e-12);
            // A block and its conjugate: twice the energy.
            Assert.Equal(2 * energy, end.Loss, 1e-12);
            Assert.InRange(end.Observation.Misalignment, 0, 1e-12);
            Assert.True(end.Loss < run.Points[0].Loss, "Something must have been learned.");
        }
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 7)]
    [InlineData(7, 5)]
    public void ANetworkOfRotationsGivesItsModesBack(int features, int hidden)
    {
        var random = new RandomSource(11);
        var frames = ModeFrames.DrawRotations(new NetworkShape(features, hidden, features), random);
        Mode[] modes = [DrawMode(random), DrawMode(random)];
        var network = AlignedStart.Build(frames, [.. modes.SelectMany(Parts)]);
        var recovered = ModeRecovery.Recover(network, frames);
        // Whole blocks only: an odd size has one unit over.
        Assert.Equal(Math.Min(features, hidden) / 2 * 2, recovered.Modes.Count);
        foreach (var (expected, found) in modes.SelectMany(Parts).Zip(recovered.Modes))
            Assert.InRange(ModeFlow.Distance(expected, found), 0, 1e-14);
        foreach (var found in recovered.Modes.Skip(4))
            Assert.InRange(ModeFlow.Distance(default, found), 0, 1e-14);
        Assert.InRange(recovered.Misalignment, 0, 1e-14);
        var eigenvalues = network.RecurrentWeights.Evd().EigenValues;
        foreach (var mode in modes)
            Assert.Contains(eigenvalues, value => (value - mode.B).Magnitude < 1e-13);
    }

    /// <summary>A block that stretches instead of turning is no rotation, and is measured as misalignment.</summary>
    [Fact]
    public void WhatIsNoRotationIsMisalignment()
    {
        var frames = ModeFrames.DrawRotations(new NetworkShape(2, 2, 2), new RandomSource(3));
        var stretch = Matrix<double>.Build.DenseOfRowArrays([0.3, 0], [0, -0.3]);
        var aligned = AlignedStart.Build(frames, [new(1, 0.5, 1), new(0, 0.2, 0)]);
        var network = new LinearRecurrentNetwork(
            aligned.InputWeights, aligned.RecurrentWeights + (frames.Hidden * stretch * frames.Hidden.Transpose()), aligned.OutputWeights);
        var recovered = ModeRecovery.Recover(network, frames);
        Assert.Equal(Math.Sqrt(2) * 0.3, recovered.Misalignment, 1e-14);
        Assert.Equal(0.5, recovered.Modes[0].Recurrent, 1e-14);
        Assert.Equal(0.2, recovered.Modes[1].Recurrent, 1e-14);
    }

    /// <summary>A change of the hidden units hides the modes from the frames, but not from the input-output map.</summary>
    [Fact]
    public void EigenvaluesAreReadThroughAnyHiddenUnits()
    {
        const int steps = 4;
        var random = new RandomSource(5);
        var frames = ModeFrames.DrawRotations(new NetworkShape(4, 5, 4), random);
        Mode[] modes = [DrawMode(random), DrawMode(random)];
        var aligned = AlignedStart.Build(frames, [.. modes.SelectMany(Parts)]);
        var change = Matrix<double>.Build.Dense(5, 5, (_, _) => random.NextGaussian());
        var network = new LinearRecurrentNetwork(
            change * aligned.InputWeights, change * aligned.RecurrentWeights * change.Inverse(), aligned.OutputWeights * change.Inverse());
        var found = EigenvalueRecovery.Recover(network, frames, 2, steps);
        for (int mode = 0; mode < 2; mode++)
            for (int i = 1; i <= steps; i++)
            {
                var expected = modes[mode].A * modes[mode].C * Complex.Pow(modes[mode].B, steps - i);
                Assert.InRange((found[mode][i - 1].Eigenvalue - expected).Magnitude, 0, 1e-11);
                Assert.Equal(1, found[mode][i - 1].Overlap, 1e-9);
            }
    }

    /// <summary>w = (1, -i)/sqrt 2 is turned into its conjugate by a reflection: nothing of it stays.</summary>
    [Fact]
    public void AReflectionHasNoOverlapWithARotation()
    {
        var identity = Matrix<double>.Build.DenseIdentity(2);
        var frames = new ModeFrames(identity, identity, identity, AlignedForm.Rotations);
        var reflection = Matrix<double>.Build.DenseOfRowArrays([1, 0], [0, -1]);
        var found = EigenvalueRecovery.Recover(new LinearRecurrentNetwork(identity, identity, reflection), frames, 1, 1)[0][0];
        Assert.Equal(Complex.Zero, found.Eigenvalue);
        Assert.Equal(0, found.Overlap);
    }

    [Fact]
    public void WhatHasNoRotationsIsRefused()
    {
        var random = new RandomSource(3);
        Assert.Throws<ArgumentException>(() => ModeFrames.DrawRotations(new NetworkShape(3, 4, 2), random));
        var frames = ModeFrames.DrawRotations(new NetworkShape(4, 4, 4), random);
        Assert.Throws<ArgumentException>(() => AlignedStart.Build(frames, [new(1, 1, 1)]));
        var network = AlignedStart.Build(frames, [new(1, 1, 1), default]);
        Assert.Throws<ArgumentException>(() => EigenvalueRecovery.Recover(network, frames, 3, 2));
        var diagonal = new ModeFrames(frames.Output, frames.Hidden, frames.Input);
        Assert.Throws<ArgumentException>(() => EigenvalueRecovery.Recover(network, diagonal, 2, 2));
    }

    private static Complex[] Draw(RandomSource random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 0.5 * new Complex(random.NextGaussian(), random.NextGaussian()))];

    private static Mode DrawMode(RandomSource random) => Draw(random, 3) is [var a, var b, var c] ? new(a, b, c) : throw new InvalidOperationException();

    private static double Part(Complex value, int place) => place % 2 == 0 ? value.Real : value.Imaginary;

    private static ConnectivityModes[] Parts(Mode mode) =>
        [new(mode.A.Real, mode.B.Real, mode.C.Real), new(mode.A.Imaginary, mode.B.Imaginary, mode.C.Imaginary)];

    private static (Mode[] End, double Energy) Euler(Mode[] start, Complex[] task, int steps, double rate, int taken)
    {
        var modes = (Mode[])start.Clone();
        for (int k = 0; k < taken; k++)
            for (int m = 0; m < modes.Length; m++)
            {
                var (a, b, c) = modes[m];
                var (slopeA, slopeB, slopeC) = (Complex.Zero, Complex.Zero, Complex.Zero);
                for (int i = 1; i <= steps; i++)
                {
                    var error = Error(modes[m], task, m, i, steps);
                    slopeA += Complex.Conjugate(c * Power(b, steps - i)) * error;
                    slopeC += Complex.Conjugate(a * Power(b, steps - i)) * error;
                    if (i < steps)
                        slopeB += (steps - i) * Complex.Conjugate(c * a * Power(b, steps - i - 1)) * error;
                }

                modes[m] = new(a + (rate * slopeA), b + (rate * slopeB), c + (rate * slopeC));
            }

        double energy = modes.Select((mode, m) => Enumerable.Range(1, steps).Sum(i => Math.Pow(Error(mode, task, m, i, steps).Magnitude, 2) / 2)).Sum();
        return (modes, energy);
    }

    private static Complex Error(Mode mode, Complex[] task, int m, int i, int steps) =>
        task[(m * steps) + i - 1] - (mode.C * Power(mode.B, steps - i) * mode.A);

    private static Complex Power(Complex z, int n) => Enumerable.Repeat(z, n).Aggregate(Complex.One, (product, factor) => product * factor);
}
