namespace LrnnSymbolic.Training.Tests;

/// <summary>Aligned networks on white data against the learning ODE of their modes, over tasks and trajectory lengths.</summary>
public class AlignedDynamicsTests
{
    private const double LearningTime = 4;

    private static readonly ConnectivityModes[] Start = [new(0.4, 0.1, 0.3), new(0.3, 0.2, 0.35), new(0.25, 0.15, 0.25)];

    private static readonly NetworkShape Shape = new(4, 5, 3);

    public static TheoryData<string, int> Tasks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string task in new[] { "constant", "inverse-exponential", "exponential", "linear" })
                foreach (int steps in new[] { 2, 3, 6, 12 })
                    data.Add(task, steps);
            return data;
        }
    }

    /// <summary>
    /// On white data an aligned network's descent is, mode by mode, the explicit Euler iteration, to rounding. The rate is below
    /// 2/curvature for every task (the curvature grows as T^3); above it either iteration amplifies rounding without bound.
    /// </summary>
    [Theory]
    [MemberData(nameof(Tasks))]
    public void DescentIsTheEulerIterationOfTheModes(string task, int steps)
    {
        const double rate = 0.0005;
        var run = Train(task, steps, rate);
        Assert.Equal(TrainingOutcome.Completed, run.Outcome);
        var modes = (ConnectivityModes[])Start.Clone();
        int taken = 0;
        foreach (var point in run.Points)
        {
            for (; taken < point.Step; taken++)
                for (int mode = 0; mode < modes.Length; mode++)
                    modes[mode] = ModeFlow.Euler(modes[mode], Values(task, steps, mode), rate);

            Assert.InRange(Furthest(modes, point.Observation), 0, 1e-12);
            Assert.InRange(point.Observation.Misalignment, 0, 1e-12);
            Assert.Equal(Energy(modes, task, steps), point.Loss, 1e-12);
        }

        Assert.True(run.Points[^1].Loss < run.Points[0].Loss / 2, "The run must be long enough to have learned something.");
    }

    /// <summary>Euler's method is of first order: half the rate, half the distance to the flow.</summary>
    [Theory]
    [MemberData(nameof(Tasks))]
    public void DeviationFromTheFlowHalvesWithTheRate(string task, int steps)
    {
        double coarse = DeviationFromFlow(task, steps, 0.001);
        double fine = DeviationFromFlow(task, steps, 0.0005);
        Assert.InRange(coarse, 1e-6, 0.1);
        Assert.InRange(coarse / fine, 1.8, 2.2);
    }

    private static double DeviationFromFlow(string task, int steps, double rate)
    {
        var run = Train(task, steps, rate);
        var modes = (ConnectivityModes[])Start.Clone();
        double largest = 0;
        int taken = 0;
        foreach (var point in run.Points)
        {
            for (; taken < point.Step; taken++)
                for (int mode = 0; mode < modes.Length; mode++)
                    modes[mode] = ModeFlow.RungeKutta(modes[mode], Values(task, steps, mode), rate);

            largest = Math.Max(largest, Furthest(modes, point.Observation));
        }

        return largest;
    }

    private static TrainingRun<RecoveredModes> Train(string task, int steps, double rate)
    {
        var random = new RandomSource(17);
        var frames = ModeFrames.Draw(Shape, random);
        var values = new SingularValues([.. Enumerable.Range(0, Start.Length).Select(mode => Values(task, steps, mode))]);
        var data = LinearTeacher.FromSingularValues(frames, values)
            .Teach(GaussianInputs.Whitened(steps, Shape.Inputs, 60, random));
        int count = (int)Math.Round(LearningTime / rate);
        return GradientDescent.Train(
            AlignedStart.Build(frames, Start),
            new Backpropagation(data, Shape.Hidden),
            DescentSchedule.Evenly(rate, count, 40),
            frames);
    }

    private static double[] Values(string task, int steps, int mode)
    {
        double delta = new[] { 1.2, 0.8, 0.5 }[mode];
        double lambda = new[] { 0.9, 0.5, 0.7 }[mode];
        return [.. Enumerable.Range(1, steps).Select(t => task switch
        {
            "constant" => delta,
            "inverse-exponential" => delta * Math.Pow(lambda, steps - t),
            "exponential" => delta * Math.Pow(1.1, t),
            "linear" => delta * (1 + ((double)t / steps)),
            _ => throw new ArgumentOutOfRangeException(nameof(task)),
        })];
    }

    private static double Energy(ConnectivityModes[] modes, string task, int steps) =>
        modes.Select((mode, index) => Values(task, steps, index)
            .Select((s, i) => s - (mode.Output * Math.Pow(mode.Recurrent, steps - 1 - i) * mode.Input))
            .Sum(error => error * error / 2)).Sum();

    private static double Furthest(ConnectivityModes[] modes, RecoveredModes recovered) =>
        modes.Select((mode, index) => ModeFlow.Distance(mode, recovered.Modes[index])).LargestOf();
}
