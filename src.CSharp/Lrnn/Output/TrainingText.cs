using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A training run as a table for people and as JSON.</summary>
internal static class TrainingText
{
    public static Dictionary<string, object> Json(TrainingResult result)
    {
        var (run, tasks) = (result.Run, result.Tasks);
        var points = run.Points;
        var document = new Dictionary<string, object>
        {
            ["outcome"] = run.Outcome == TrainingOutcome.Completed ? "completed" : "diverged",
            ["rate"] = result.Experiment.Schedule.LearningRate,
            ["stepsTaken"] = run.StepsTaken,
            ["steps"] = points.Select(point => point.Step).ToArray(),
            ["times"] = points.Select(point => point.LearningTime * tasks.Tau).ToArray(),
            ["loss"] = points.Select(point => point.Loss).ToArray(),
            ["misalignment"] = points.Select(point => point.Observation.Recovered.Misalignment).ToArray(),
        };
        if (points.Any(point => point.Observation.KernelDistance is not null))
            document["kernelDistance"] = points.Select(point => point.Observation.KernelDistance!.Value).ToArray();
        document["modes"] = Enumerable.Range(0, tasks.Modes).Select(mode => Curves(points, tasks, mode)).ToArray();
        return document;
    }

    private static Dictionary<string, object> Curves(IReadOnlyList<TrainingPoint<TrainingObservation>> points, ModeTasks tasks, int mode)
    {
        double[][] states = [.. points.Select(point => tasks.StateOf(point.Observation.Recovered.Modes, mode))];
        var curves = new Dictionary<string, object>
        {
            ["a"] = tasks.Component(states, 0),
            ["b"] = tasks.Component(states, 1),
            ["c"] = tasks.Component(states, 2),
        };
        if (points.All(point => point.Observation.Responses is not null))
        {
            curves[tasks.AreComplex ? "eigenvalues" : "singularValues"] = points.Select(point => point.Observation.Responses![mode].Select(step => tasks.AreComplex ? (object)step.Value : step.Value[0]).ToArray()).ToArray();
            curves["overlaps"] = points.Select(point => point.Observation.Responses![mode].Select(step => step.Overlap).ToArray()).ToArray();
        }

        return curves;
    }

    public static void Print(TrainingResult result)
    {
        var (run, tasks, final) = (result.Run, result.Tasks, result.Final);
        var distance = run.Points.Any(point => point.Observation.KernelDistance is not null);
        Console.Out.WriteLine($"{"step",10} {"t",12} {"mode",5} {string.Join(' ', tasks.StateNames.Select(name => $"{name,16}"))} {"loss",16}{(final is null ? "" : $" {"misalignment",16}")}{(distance ? $" {"kernel distance",16}" : "")}");
        foreach (var point in run.Points)
            for (var mode = 0; mode < tasks.Modes; mode++)
            {
                var state = tasks.StateOf(point.Observation.Recovered.Modes, mode).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number,16:G9}"));
                var misaligned = final is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {point.Observation.Recovered.Misalignment,16:G9}");
                var turned = distance ? string.Create(CultureInfo.InvariantCulture, $" {point.Observation.KernelDistance,16:G9}") : "";
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{point.Step,10} {point.LearningTime * tasks.Tau,12:G8} {mode + 1,5} {string.Join(' ', state)} {point.Loss,16:G9}{misaligned}{turned}"));
            }

        if (final is null)
            return;
        Console.Out.WriteLine($"the start is not aligned: a, b, c are only the diagonals in the task's frames; the input-output map has, at steps 1 to {tasks.Steps} of the end,");
        for (var mode = 0; mode < tasks.Modes; mode++)
            Console.Out.WriteLine(
                $"mode {mode + 1}: {(tasks.AreComplex ? "eigenvalues" : "singular values")} {string.Join(", ", final[mode].Select(step => ModeTasks.Text(step.Value, "G6")))}; least overlap with the task's {final[mode].Min(step => step.Overlap).ToString("G4", CultureInfo.InvariantCulture)}");
    }
}
