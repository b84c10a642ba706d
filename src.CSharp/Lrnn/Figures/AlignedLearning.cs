using LrnnSymbolic.Comparison;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>The learning curves of several modes of one task: the derived equations, and a network trained on whitened data.</summary>
internal sealed record AlignedLearning(ModeCurves Theory, ModeCurves Trained)
{
    private const ulong Seed = 1;
    private const int LeastWidth = 4;
    private const double Tolerance = 1e-10;

    /// <summary>Integrates and trains, from the same start over the same learning time.</summary>
    /// <param name="task">A preset or formula.</param>
    /// <param name="set">Its values, several modes as delta=1:2.</param>
    /// <param name="start">a, b and c of each mode.</param>
    /// <param name="until">The learning time at the end.</param>
    /// <param name="intervals">Between the recorded times.</param>
    /// <param name="frozen">Modes that are held: "b", "ac" or none.</param>
    /// <param name="work">Asked whether to go on.</param>
    public static AlignedLearning Of(
        string task, string set, IReadOnlyList<ConnectivityModes> start, double until, int intervals, string? frozen, FigureWork work)
    {
        var tasks = ModeTasks.Read(task, set);
        var theory = new ModeTheory(tasks);
        Trajectory[] trajectories = [.. start.Select((from, mode) => theory.Integrate(mode, from, until, Tolerance, frozen, work.Cancellation))];
        var run = Train(tasks, theory, trajectories, start, until, intervals, frozen, work);
        var trained = ModeCurves.Recorded(run);
        return new AlignedLearning(
            theory.Curves(trained.LearningTimes, (mode, time) => trajectories[mode].Evaluate(Math.Min(time, until))), trained);
    }

    private static TrainingRun<RecoveredModes> Train(
        ModeTasks tasks, ModeTheory theory, Trajectory[] trajectories, IReadOnlyList<ConnectivityModes> start, double until, int intervals, string? frozen, FigureWork work)
    {
        var width = Math.Max(LeastWidth, start.Count);
        var frames = ModeFrames.Draw(new NetworkShape(width, width, width), new RandomSource(Seed));
        var teacher = LinearTeacher.FromSingularValues(frames, SingularValues.Tabulate(start.Count, tasks.Steps, tasks.SingularValue));
        var loss = new PartlyFrozenLoss(
            new CorrelationGradient(Correlations.Whitened(teacher), width), input: frozen == "ac", recurrent: frozen == "b", output: frozen == "ac");
        var rate = Experiments.Rate(theory, trajectories);
        var schedule = DescentSchedule.Evenly(rate, Experiments.Steps(until, rate, 1), intervals);
        var run = GradientDescent.Train(AlignedStart.Build(frames, start), loss, schedule, frames, null, work.Cancellation);
        Experiments.RejectDivergence(run, rate);
        return run;
    }

    /// <summary>Theory and simulation of a quantity of each mode, by name.</summary>
    public IEnumerable<FigureCurve> Curves(IReadOnlyList<string> names, Func<ConnectivityModes, double> quantity) =>
        names.SelectMany((name, mode) => new[]
        {
            new FigureCurve(name, CurveKind.Simulation, [.. Trained.LearningTimes], Values(Trained, mode, quantity)),
            new FigureCurve(name, CurveKind.Theory, [.. Theory.LearningTimes], Values(Theory, mode, quantity)),
        });

    private static double[] Values(ModeCurves curves, int mode, Func<ConnectivityModes, double> quantity) =>
        [.. Enumerable.Range(0, curves.LearningTimes.Count).Select(k =>
            quantity(new ConnectivityModes(curves.Input[mode][k], curves.Recurrent[mode][k], curves.Output[mode][k])))];
}
