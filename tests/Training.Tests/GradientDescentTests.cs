using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training.Tests;

public class GradientDescentTests
{
    private static readonly NetworkShape Shape = new(3, 4, 2);

    [Fact]
    public void SameSeedTrainsTheSameBytes()
    {
        var first = TrainUnaligned(new RandomSource(4), 0.01, 200);
        var second = TrainUnaligned(new RandomSource(4), 0.01, 200);
        Assert.Equal(first.FinalNetwork.Parameters.ToArray(), second.FinalNetwork.Parameters.ToArray());
        Assert.Equal(first.Points.Select(point => point.Loss), second.Points.Select(point => point.Loss));
    }

    [Fact]
    public void TooLargeARateIsReportedAsDivergence()
    {
        var run = TrainUnaligned(new RandomSource(4), 3, 10_000);
        Assert.Equal(TrainingOutcome.Diverged, run.Outcome);
        Assert.InRange(run.StepsTaken, 1, 9_999);
        Assert.All(run.Points, point => Assert.True(point.Step < run.StepsTaken && double.IsFinite(point.Loss)));
        Assert.False(run.FinalLoss < run.Points[0].Loss);
    }

    [Fact]
    public void ANetworkThatIsNotFiniteHasDivergedAtOnce()
    {
        var (data, _) = Draw(new RandomSource(4));
        double[] weights = new double[Shape.ParameterCount];
        weights[0] = double.NaN;
        var run = GradientDescent.Train(
            new LinearRecurrentNetwork(Shape, weights),
            new Backpropagation(data, Shape.Hidden),
            DescentSchedule.Evenly(0.1, 10, 10),
            network => network.Shape);
        Assert.Equal((TrainingOutcome.Diverged, 0, 0), (run.Outcome, run.StepsTaken, run.Points.Count));
    }

    [Fact]
    public void RecordsTheRequestedStepsWithTheirLossAndTime()
    {
        var (data, start) = Draw(new RandomSource(5));
        var schedule = new DescentSchedule(0.01, 30, [7, 30, 0, 7]);
        var run = GradientDescent.Train(start, new Backpropagation(data, Shape.Hidden), schedule, network => network);
        Assert.Equal([0, 7, 30], run.Points.Select(point => point.Step));
        Assert.Equal([0, 0.07, 0.3], run.Points.Select(point => Math.Round(point.LearningTime, 12)));
        Assert.Equal(start.Parameters.ToArray(), run.Points[0].Observation.Parameters.ToArray());
        Assert.Equal(run.FinalNetwork.Parameters.ToArray(), run.Points[2].Observation.Parameters.ToArray());
        foreach (var point in run.Points)
        {
            double norm = (point.Observation.Forward(data.Inputs) - data.Targets).FrobeniusNorm();
            Assert.Equal(norm * norm / 2, point.Loss, 1e-12);
        }
    }

    /// <summary>
    /// Descends each convention's loss, written out as it is defined and differentiated numerically, and demands that
    /// training under that convention takes the same steps.
    /// </summary>
    [Theory]
    [InlineData("summed")]
    [InlineData("mean")]
    [InlineData("half mean")]
    public void EachConventionDescendsItsOwnLoss(string convention)
    {
        const int steps = 5;
        const double width = 1e-5;
        var (data, start) = Draw(new RandomSource(6));
        var timescale = Timescale(convention, data);
        double rate = timescale.LearningRate(0.02);
        double[] weights = start.Parameters.ToArray();
        for (int step = 0; step < steps; step++)
            weights = [.. weights.Select((weight, i) => weight - (rate * Slope(weights, i)))];

        var run = GradientDescent.Train(
            start, new Backpropagation(data, Shape.Hidden), new DescentSchedule(rate, steps, [], timescale), network => 0);
        Assert.InRange(Matrices.LargestDifference(weights, run.FinalNetwork.Parameters), 0, 1e-8);
        Assert.True(Matrices.LargestDifference(weights, start.Parameters) > 1e-3, "The weights must have moved.");

        double Slope(double[] at, int i)
        {
            double[] moved = [.. at];
            moved[i] = at[i] + width;
            double above = Loss(moved);
            moved[i] = at[i] - width;
            return (above - Loss(moved)) / (2 * width);
        }

        double Loss(double[] at)
        {
            var squares = (data.Targets - new LinearRecurrentNetwork(Shape, at).Forward(data.Inputs)).PointwisePower(2).Enumerate();
            return convention switch
            {
                "summed" => squares.Sum() / 2,
                "mean" => squares.Average(),
                _ => squares.Average() / 2,
            };
        }
    }

    [Fact]
    public void EveryConventionGivesTheSameCurveInLearningTime()
    {
        var (data, start) = Draw(new RandomSource(7));
        var reference = Train("summed");
        foreach (string convention in new[] { "mean", "half mean" })
        {
            var other = Train(convention);
            for (int k = 0; k < reference.Points.Count; k++)
            {
                Assert.Equal(reference.Points[k].LearningTime, other.Points[k].LearningTime, 1e-12);
                Assert.InRange(Matrices.LargestDifference(
                    reference.Points[k].Observation.Parameters, other.Points[k].Observation.Parameters), 0, 1e-12);
            }
        }

        TrainingRun<LinearRecurrentNetwork> Train(string convention)
        {
            var timescale = Timescale(convention, data);
            return GradientDescent.Train(
                start,
                new Backpropagation(data, Shape.Hidden),
                DescentSchedule.Evenly(timescale.LearningRate(0.01), 300, 10, timescale),
                network => network);
        }
    }

    /// <summary>The two conversions of P.2: P N_y/(2 eta) for the mean of the squares, P N_y/eta for half of it.</summary>
    [Fact]
    public void TimescaleOfEachConventionIsThePublishedOne()
    {
        Assert.Equal(1 / 0.3, LearningTimescale.Summed.TauInSteps(0.3), 1e-12);
        Assert.Equal(100 * 4 / (2 * 0.3), LearningTimescale.Mean(100, 4).TauInSteps(0.3), 1e-10);
        Assert.Equal(100 * 4 / 0.3, LearningTimescale.HalfMean(100, 4).TauInSteps(0.3), 1e-10);
        Assert.Equal(0.5, LearningTimescale.Mean(100, 4).LearningTime(1000, 0.1), 1e-12);
        Assert.Equal(0.1, LearningTimescale.Mean(100, 4).LearningRate(0.0005), 1e-12);
    }

    [Fact]
    public void CorrelationsTrainLikeSamples()
    {
        var (data, start) = Draw(new RandomSource(8));
        var schedule = DescentSchedule.Evenly(0.01, 500, 5);
        var samples = GradientDescent.Train(start, new Backpropagation(data, Shape.Hidden), schedule, network => network);
        var correlations = GradientDescent.Train(
            start, new CorrelationGradient(Correlations.Of(data), Shape.Hidden), schedule, network => network);
        for (int k = 0; k < samples.Points.Count; k++)
        {
            Assert.Equal(samples.Points[k].Loss, correlations.Points[k].Loss, 1e-12);
            Assert.InRange(Matrices.LargestDifference(
                samples.Points[k].Observation.Parameters, correlations.Points[k].Observation.Parameters), 0, 1e-12);
        }
    }

    /// <summary>The heavy ball, written out on the weights.</summary>
    [Fact]
    public void MomentumMovesByTheSumOfFadingGradients()
    {
        var (data, start) = Draw(new RandomSource(10));
        var loss = new Backpropagation(data, Shape.Hidden);
        double[] weights = start.Parameters.ToArray(), velocity = new double[weights.Length], gradient = new double[weights.Length];
        for (int step = 0; step < 7; step++)
        {
            loss.Evaluate(weights, gradient);
            velocity = [.. velocity.Zip(gradient, (v, g) => (0.8 * v) + g)];
            weights = [.. weights.Zip(velocity, (w, v) => w - (0.05 * v))];
        }

        var run = GradientDescent.Train(start, loss, new DescentSchedule(0.05, 7, [7]) { Momentum = 0.8 }, network => 0);
        Assert.InRange(Matrices.LargestDifference(weights, run.FinalNetwork.Parameters), 0, 1e-13);
        Assert.Equal(7 * 0.05 / 0.2, run.Points[0].LearningTime, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DescentSchedule(0.05, 7, []) { Momentum = 1 });
    }

    /// <summary>The batches of a pass hold every sample once; their scaled gradients average to the whole one.</summary>
    [Fact]
    public void BatchesOfAPassAddUpToTheWhole()
    {
        var (data, start) = Draw(new RandomSource(10));
        double[] whole = new double[Shape.ParameterCount], part = new double[Shape.ParameterCount], sum = new double[Shape.ParameterCount];
        double loss = new Backpropagation(data, Shape.Hidden).Evaluate(start.Parameters, whole);
        var batches = new MiniBatchGradient(data, Shape.Hidden, 8, new RandomSource(3));
        for (int pass = 0; pass < 3; pass++)
        {
            double losses = 0;
            sum.AsSpan().Clear();
            foreach (int count in new[] { 8, 8, 8, 8, 8, 8, 2 })
            {
                double share = count / (double)data.Samples;
                losses += share * batches.Evaluate(start.Parameters, part);
                sum = [.. sum.Zip(part, (s, g) => s + (share * g))];
                Assert.Equal(loss, batches.WholeLoss(start.Parameters, 0), 1e-12);
            }

            Assert.Equal(loss, losses, 1e-12);
            Assert.InRange(Matrices.LargestDifference(whole, sum), 0, 1e-12);
        }

        Assert.True(Matrices.LargestDifference(whole, part) > 1e-3, "A batch must differ from the whole.");
        Assert.Throws<ArgumentOutOfRangeException>(() => new MiniBatchGradient(data, Shape.Hidden, 51, new RandomSource(3)));
    }

    [Fact]
    public void SameSeedDrawsTheSameBatches()
    {
        var (data, start) = Draw(new RandomSource(10));
        double[] Weights(ulong seed) => GradientDescent.Train(
                start, new MiniBatchGradient(data, Shape.Hidden, 8, new RandomSource(seed)), new DescentSchedule(0.01, 60, []), network => 0)
            .FinalNetwork.Parameters.ToArray();
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Fact]
    public void CancellationStopsTheRun()
    {
        using var cancellation = new CancellationTokenSource();
        var (data, start) = Draw(new RandomSource(9));
        int observed = 0;
        Assert.Throws<OperationCanceledException>(() => GradientDescent.Train(
            start, new Backpropagation(data, Shape.Hidden), DescentSchedule.Evenly(0.01, 1000, 1000), Observe, null, cancellation.Token));
        Assert.Equal(4, observed);

        int Observe(LinearRecurrentNetwork network)
        {
            if (++observed == 4)
                cancellation.Cancel();
            return observed;
        }
    }

    [Fact]
    public void ProgressRisesToOne()
    {
        var (data, start) = Draw(new RandomSource(9));
        var progress = new Shares();
        GradientDescent.Train(
            start, new Backpropagation(data, Shape.Hidden), new DescentSchedule(0.01, 1003, []), network => 0, progress);
        Assert.Equal(1, progress.Reported[^1]);
        Assert.Equal(progress.Reported.Order(), progress.Reported);
        Assert.InRange(progress.Reported.Count, 100, 110);
    }

    /// <summary>A thousand steps more must not allocate a byte more.</summary>
    [Fact]
    public void StepsDoNotAllocate()
    {
        var (data, start) = Draw(new RandomSource(9));
        ILossGradient[] losses =
            [new Backpropagation(data, Shape.Hidden), new CorrelationGradient(Correlations.Of(data), Shape.Hidden)];
        foreach (var loss in losses)
        {
            Allocated(loss, 10);
            Assert.Equal(Allocated(loss, 10), Allocated(loss, 1010));
        }

        long Allocated(ILossGradient loss, int steps)
        {
            var schedule = new DescentSchedule(0.01, steps, []);
            long before = GC.GetAllocatedBytesForCurrentThread();
            GradientDescent.Train(start, loss, schedule, network => 0);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(0.0, 10, 5)]
    [InlineData(double.NaN, 10, 5)]
    [InlineData(0.1, -1, 0)]
    [InlineData(0.1, 10, 11)]
    public void ImpossibleSchedulesAreRefused(double rate, int steps, int recordAt) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DescentSchedule(rate, steps, [recordAt]));

    private static LearningTimescale Timescale(string convention, Trajectories data) => convention switch
    {
        "summed" => LearningTimescale.Summed,
        "mean" => LearningTimescale.Mean(data.Samples, data.Outputs),
        _ => LearningTimescale.HalfMean(data.Samples, data.Outputs),
    };

    private static TrainingRun<double> TrainUnaligned(RandomSource random, double rate, int steps)
    {
        var (data, start) = Draw(random);
        return GradientDescent.Train(
            start,
            new Backpropagation(data, Shape.Hidden),
            DescentSchedule.Evenly(rate, steps, 20),
            network => network.RecurrentWeights.FrobeniusNorm());
    }

    /// <summary>Inputs that are white only on average, a task without alignment, an unaligned network.</summary>
    private static (Trajectories Data, LinearRecurrentNetwork Start) Draw(RandomSource random)
    {
        const int steps = 4;
        const int samples = 50;
        var inputs = GaussianInputs.Independent(steps, Shape.Inputs, samples, 1 / Math.Sqrt(samples), random);
        var maps = Enumerable.Range(0, steps).Select(_ =>
            Matrix<double>.Build.Dense(Shape.Outputs, Shape.Inputs, (_, _) => random.NextGaussian()));
        var data = new LinearTeacher([.. maps]).Teach(inputs);
        return (data, UnalignedStart.Draw(Shape, WeightScales.Uniform(0.8), random));
    }
}
