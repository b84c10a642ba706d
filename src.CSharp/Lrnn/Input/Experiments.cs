using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>From a command's options to the network that it trains.</summary>
internal static class Experiments
{
    private const int DefaultWidth = 4;
    private const int DefaultTrajectories = 1000;

    // Inputs in memory, 0.8 GB.
    private const long LargestData = 100_000_000;

    // Descent moves by rate * curvature of what is left each step; a twentieth follows the flow closely.
    private const double RateTimesCurvature = 0.05;
    private const double LargestRate = 0.002;

    public static NetworkExperiment Build(NetworkSettings settings, ModeTasks tasks, double rate, int steps, int intervals)
    {
        var hidden = Width("--hidden", settings.Hidden, tasks.Modes);
        var features = Width("--features", settings.Features, tasks.Modes);
        var trajectories = Trajectories(settings.Trajectories, tasks.Steps, features);
        return new NetworkExperiment(
            SingularValues.Tabulate(tasks.Modes, tasks.Steps, tasks.SingularValue),
            new NetworkShape(features, hidden, features),
            trajectories,
            OptionValue.Seed(settings.Seed),
            DescentSchedule.Evenly(rate, steps, Math.Min(intervals, steps)));
    }

    private static int Trajectories(string? text, int steps, int features)
    {
        var needed = (long)steps * features;
        var trajectories = text is null ? Math.Max(DefaultTrajectories, needed) : OptionValue.Whole("--trajectories", text, 1);
        if (trajectories < needed)
            throw new InputException(
                $"--trajectories: {trajectories} cannot be whitened; T = {steps} steps of {features} features need at least {needed}");
        if (needed * trajectories > LargestData)
            throw new InputException(
                $"--trajectories: {trajectories} of T = {steps} steps and {features} features are more than the {LargestData} numbers that are possible");
        return (int)trajectories;
    }

    private static int Width(string option, string? text, int modes)
    {
        if (text is null)
            return Math.Max(DefaultWidth, modes);
        var width = OptionValue.Whole(option, text, 1, 4096);
        return width >= modes ? width : throw new InputException($"{option}: {modes} modes need at least {modes} units, not {width}");
    }

    /// <summary>The rate asked for, or one that is small against the largest curvature on the way.</summary>
    public static double Rate(string? text, ModeTheory theory, IReadOnlyList<Trajectory> curves)
    {
        if (text is not null)
            return OptionValue.Positive("--rate", text);
        var curvature = 0.0;
        for (var mode = 0; mode < curves.Count; mode++)
            for (var k = 0; k < curves[mode].Times.Length; k++)
                curvature = Math.Max(curvature, LargestRowSum(theory.Hessian(mode, curves[mode].State(k))));
        return RoundDown(Math.Min(LargestRate, RateTimesCurvature / Math.Max(curvature, 1e-300)));
    }

    // The largest row sum of absolute values bounds the eigenvalues.
    private static double LargestRowSum(double[] matrix) =>
        Enumerable.Range(0, 3).Max(row => Math.Abs(matrix[3 * row]) + Math.Abs(matrix[3 * row + 1]) + Math.Abs(matrix[3 * row + 2]));

    // One digit, so that the rate can be read and repeated.
    private static double RoundDown(double rate)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rate)));
        return double.Parse((Math.Floor(rate / unit * (1 + 1e-12)) * unit).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Divergence is a numerical failure.</summary>
    public static void RejectDivergence(TrainingRun<RecoveredModes> run, double rate)
    {
        if (run.Outcome == TrainingOutcome.Diverged)
            throw new NumericalException(string.Create(
                CultureInfo.InvariantCulture, $"descent diverged after {run.StepsTaken} steps of rate {rate}; a smaller --rate may help"));
    }

    /// <summary>The number of steps after which descent has come as far as the flow has in the time.</summary>
    public static int Steps(double until, double rate, double tau)
    {
        var steps = Math.Round(LearningTimescale.Summed.TauInSteps(rate) * (until / tau));
        return steps is >= 1 and <= 100_000_000
            ? (int)steps
            : throw new InputException(string.Create(
                CultureInfo.InvariantCulture, $"--until {until}: {steps:G3} descent steps of rate {rate}; between 1 and 1e8 are possible"));
    }
}
