using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison.Tests;

public class LearningCurveComparisonTests
{
    private static readonly double[] Times = [0, 0.5, 1];

    [Fact]
    public void EveryCurveIsComparedWithItsOwn()
    {
        var theory = Curves((mode, _) => new(mode, 10 + mode, 20 + mode), time => time);
        var trained = Curves((mode, time) => new(mode + (0.1 * time), 10 + mode - (0.2 * time), 20 + mode + (0.3 * time * mode)), time => 3 * time);
        var comparison = LearningCurveComparison.Compare(theory, trained, 0.31);
        double shape = Math.Sqrt((0.25 + 1) / 3);
        AssertDeviation(0.1, 0.1 * shape, comparison.Modes[1].Input);
        AssertDeviation(0.2, 0.2 * shape, comparison.Modes[1].Recurrent);
        AssertDeviation(0, 0, comparison.Modes[0].Output);
        AssertDeviation(0.3, 0.3 * shape, comparison.Modes[1].Output);
        AssertDeviation(0.3, shape * Math.Sqrt(((2 * 0.01) + (2 * 0.04) + 0.09) / 6), comparison.Overall);
        AssertDeviation(2, 2 * shape, comparison.Loss);
        Assert.Equal(new ConnectivityModes(1, 11, 21), comparison.Modes[1].FinalTheory);
        Assert.Equal(new ConnectivityModes(1.1, 10.8, 21.3), comparison.Modes[1].FinalTrained);
        Assert.Equal((1, 3), (comparison.FinalTheoryLoss, comparison.FinalTrainedLoss));
        Assert.True(comparison.Passed);
        Assert.False(LearningCurveComparison.Compare(theory, trained, 0.29).Passed);
    }

    [Fact]
    public void ValuesThatAreNotNumbersDoNotPass()
    {
        var theory = Curves((_, _) => default, _ => 0);
        var trained = Curves((mode, time) => new(0, mode == 1 && time == 0.5 ? double.NaN : 0, 0), _ => 0);
        Assert.False(LearningCurveComparison.Compare(theory, trained, double.PositiveInfinity).Passed);
        Assert.True(LearningCurveComparison.Compare(theory, theory, 0).Passed);
    }

    [Fact]
    public void DifferentTimesOrTooFewModesAreRefused()
    {
        var theory = Curves((_, _) => default, _ => 0);
        var shifted = ModeCurves.Sample([0, 0.5, 1.001], 2, (_, _) => default, _ => 0);
        var shorter = ModeCurves.Sample([0, 0.5], 2, (_, _) => default, _ => 0);
        var single = ModeCurves.Sample(Times, 1, (_, _) => default, _ => 0);
        Assert.Throws<ArgumentException>(() => LearningCurveComparison.Compare(theory, shifted, 1));
        Assert.Throws<ArgumentException>(() => LearningCurveComparison.Compare(theory, shorter, 1));
        Assert.Throws<ArgumentException>(() => LearningCurveComparison.Compare(theory, single, 1));
        Assert.True(LearningCurveComparison.Compare(single, theory, 0).Passed);
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningCurveComparison.Compare(theory, theory, double.NaN));
    }

    [Fact]
    public void CurvesThatDoNotFitTogetherAreRefused()
    {
        double[][] rows = [[1, 2, 3]];
        Assert.Throws<ArgumentException>(() => new ModeCurves([0, 1, 1], rows, rows, rows, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new ModeCurves(Times, rows, [], rows, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new ModeCurves(Times, rows, [[1, 2]], rows, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new ModeCurves(Times, rows, rows, rows, [1, 2]));
    }

    /// <summary>
    /// One mode at T = 1, where with a = c the flow u' = 2u(s - u) is a logistic curve: the trained curve must approach it in
    /// proportion to the rate.
    /// </summary>
    [Fact]
    public void TrainedNetworkApproachesTheLogisticCurve()
    {
        double coarse = Deviate(0.01);
        double fine = Deviate(0.005);
        Assert.InRange(coarse, 1e-4, 0.05);
        Assert.InRange(coarse / fine, 1.8, 2.2);

        static double Deviate(double rate)
        {
            var run = TrainOneStepTask(rate, (int)Math.Round(8 / rate));
            var comparison = LearningCurveComparison.Compare(LogisticTheory(run), run, 0.05);
            Assert.True(comparison.Passed && comparison.WholeCurve);
            Assert.InRange(comparison.Loss.Maximum, 1e-5, 0.05);
            return comparison.Overall.Maximum;
        }
    }

    [Fact]
    public void DivergedRunIsComparedAsFarAsItWentAndDoesNotPass()
    {
        var run = TrainOneStepTask(2.5, 400);
        Assert.Equal(TrainingOutcome.Diverged, run.Outcome);
        var times = Enumerable.Range(0, 41).Select(k => 2.5 * 10 * k);
        var theory = ModeCurves.Sample(times, 1, (_, _) => default, _ => 0);
        var comparison = LearningCurveComparison.Compare(theory, run, double.PositiveInfinity);
        Assert.False(comparison.Passed);
        Assert.False(comparison.WholeCurve);
        Assert.Equal(run.Points[^1].Loss, comparison.FinalTrainedLoss);
    }

    private static ModeCurves LogisticTheory(TrainingRun<RecoveredModes> run)
    {
        return ModeCurves.Sample(
            run.Points.Select(point => point.LearningTime),
            1,
            (_, time) => new(Math.Sqrt(InputOutput(time)), 0.4, Math.Sqrt(InputOutput(time))),
            time => (1.5 - InputOutput(time)) * (1.5 - InputOutput(time)) / 2);

        static double InputOutput(double time) => 1.5 / (1 + (((1.5 / 0.01) - 1) * Math.Exp(-2 * 1.5 * time)));
    }

    private static TrainingRun<RecoveredModes> TrainOneStepTask(double rate, int steps)
    {
        var random = new RandomSource(1);
        var frames = ModeFrames.Draw(new NetworkShape(2, 3, 2), random);
        var task = LinearTeacher.FromSingularValues(frames, new SingularValues([[1.5]]));
        return GradientDescent.Train(
            AlignedStart.Build(frames, [new(0.1, 0.4, 0.1)]),
            new Backpropagation(task.Teach(GaussianInputs.Whitened(1, 2, 20, random)), 3),
            DescentSchedule.Evenly(rate, steps, 40),
            frames);
    }

    private static ModeCurves Curves(Func<int, double, ConnectivityModes> curve, Func<double, double> loss) =>
        ModeCurves.Sample(Times, 2, curve, loss);

    private static void AssertDeviation(double maximum, double rootMeanSquare, Deviation actual)
    {
        Assert.Equal(maximum, actual.Maximum, 1e-14);
        Assert.Equal(rootMeanSquare, actual.RootMeanSquare, 1e-14);
    }
}
