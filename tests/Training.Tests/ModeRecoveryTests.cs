using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

public class ModeRecoveryTests
{
    private static readonly ConnectivityModes[] Modes = [new(0.3, -0.2, 0.7), new(1.1, 0.9, -0.4)];

    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(5, 3, 4)]
    [InlineData(3, 7, 2)]
    public void AlignedNetworkGivesItsModesBack(int inputs, int hidden, int outputs)
    {
        var frames = ModeFrames.Draw(new NetworkShape(inputs, hidden, outputs), new RandomSource(1));
        var recovered = ModeRecovery.Recover(AlignedStart.Build(frames, Modes), frames);
        Assert.Equal(frames.Shape.Modes, recovered.Modes.Count);
        for (int mode = 0; mode < recovered.Modes.Count; mode++)
        {
            var expected = mode < Modes.Length ? Modes[mode] : default;
            Assert.Equal(expected.Input, recovered.Modes[mode].Input, 1e-14);
            Assert.Equal(expected.Recurrent, recovered.Modes[mode].Recurrent, 1e-14);
            Assert.Equal(expected.Output, recovered.Modes[mode].Output, 1e-14);
        }

        Assert.InRange(recovered.Misalignment, 0, 1e-14);
    }

    /// <summary>What is put off the diagonals is what is measured there.</summary>
    [Fact]
    public void MisalignmentIsTheNormOffTheDiagonals()
    {
        var frames = ModeFrames.Draw(new NetworkShape(4, 5, 3), new RandomSource(2));
        var aligned = AlignedStart.Build(frames, Modes);
        var network = new LinearRecurrentNetwork(
            aligned.InputWeights + (0.03 * Outer(frames.Hidden, 4, frames.Input, 1)),
            aligned.RecurrentWeights + (0.04 * Outer(frames.Hidden, 0, frames.Hidden, 3)),
            aligned.OutputWeights + (0.12 * Outer(frames.Output, 2, frames.Hidden, 0)));
        var recovered = ModeRecovery.Recover(network, frames);
        Assert.Equal(0.13, recovered.Misalignment, 1e-14);
        Assert.Equal(Modes[1].Recurrent, recovered.Modes[1].Recurrent, 1e-14);

        static MathNet.Numerics.LinearAlgebra.Matrix<double> Outer(
            MathNet.Numerics.LinearAlgebra.Matrix<double> left, int i, MathNet.Numerics.LinearAlgebra.Matrix<double> right, int j) =>
            left.Column(i).OuterProduct(right.Column(j));
    }

    [Fact]
    public void WrongFramesAreRefused()
    {
        var frames = ModeFrames.Draw(new NetworkShape(2, 2, 2), new RandomSource(3));
        var others = ModeFrames.Draw(new NetworkShape(2, 3, 2), new RandomSource(3));
        Assert.Throws<ArgumentException>(() => ModeRecovery.Recover(AlignedStart.Build(frames, Modes), others));
        Assert.Throws<ArgumentException>(() => new ModeFrames(frames.Output * 1.001, frames.Hidden, frames.Input));
        Assert.Throws<ArgumentException>(() => AlignedStart.Build(frames, [.. Modes, default]));
    }

    /// <summary>A change of the hidden units hides the modes from the frames, but not from the input-output map.</summary>
    [Fact]
    public void ResponsesAreReadThroughAnyHiddenUnits()
    {
        const int steps = 4;
        var random = new RandomSource(5);
        var frames = ModeFrames.Draw(new NetworkShape(4, 5, 3), random);
        ConnectivityModes[] modes = [new(0.9, 0.8, 1.1), new(-0.4, 0.5, 0.7), new(0.3, -0.6, 0.5)];
        var aligned = AlignedStart.Build(frames, modes);
        var change = Matrix<double>.Build.Dense(5, 5, (_, _) => random.NextGaussian());
        var network = new LinearRecurrentNetwork(
            change * aligned.InputWeights, change * aligned.RecurrentWeights * change.Inverse(), aligned.OutputWeights * change.Inverse());
        var responses = ResponseRecovery.Recover(network, frames, 3, steps);
        for (int mode = 0; mode < 3; mode++)
            for (int i = 1; i <= steps; i++)
            {
                Assert.Equal(modes[mode].InputOutput * Math.Pow(modes[mode].Recurrent, steps - i), responses[mode][i - 1].SingularValue, 1e-11);
                Assert.Equal(1, responses[mode][i - 1].Overlap, 1e-9);
            }
    }
}
