using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;
using Spectre.Console;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A comparison as a table for people and as JSON.</summary>
internal static class ComparisonText
{
    public static void Print(ModeTasks tasks, NetworkExperiment experiment, LearningCurveComparison comparison, double rate, int steps)
    {
        var every = tasks.Counted == CountedOutputs.Every;
        Line($"{tasks.Dynamics.Name}: {(every ? "s_{t,i}" : "s_t")} = {LrnnSymbolic.Algebra.Infix.print(tasks.Dynamics.Formula)}");
        var shape = experiment.Shape;
        Line($"network {shape.Inputs}-{shape.Hidden}-{shape.Outputs}, T = {tasks.Steps}, {experiment.Samples} trajectories{(every ? ", every output counts" : "")}, {steps} steps of rate {rate}");
        Terminal.Output().Write(ModeTable(tasks, comparison));
        Line($"loss at the end: theory {comparison.FinalTheoryLoss:G6}, trained {comparison.FinalTrainedLoss:G6}; deviation at most {comparison.Loss.Maximum:0.00E+0}, RMS {comparison.Loss.RootMeanSquare:0.00E+0}");
        var verdict = comparison.Passed ? "agrees" : "does not agree";
        Line($"largest deviation of a mode {comparison.Overall.Maximum:0.00E+0}, RMS {comparison.Overall.RootMeanSquare:0.00E+0}: {verdict} within {comparison.Within}");
    }

    private static void Line(FormattableString text) => Console.Out.WriteLine(FormattableString.Invariant(text));

    private static Table ModeTable(ModeTasks tasks, LearningCurveComparison comparison)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "mode", "parameters", "", "a", "b", "c", "max dev", "RMS dev" })
            table.AddColumn(new TableColumn(title) { NoWrap = true });
        foreach (var mode in comparison.Modes)
        {
            var theory = mode.FinalTheory;
            var trained = mode.FinalTrained;
            table.AddRow(
                $"{mode.Mode + 1}", Markup.Escape(Parameters(tasks, mode.Mode)), "theory",
                Number(theory.Input), Number(theory.Recurrent), Number(theory.Output),
                Small(mode.Overall.Maximum), Small(mode.Overall.RootMeanSquare));
            table.AddRow("", "", "trained", Number(trained.Input), Number(trained.Recurrent), Number(trained.Output), "", "");
        }

        return table;
    }

    private static string Parameters(ModeTasks tasks, int mode) => string.Join(
        ", ",
        tasks.ParameterNames.Select((name, k) => FormattableString.Invariant($"{name}={tasks.Parameters[mode][k]:G6}")).Skip(1));

    private static string Number(double x) => x.ToString("F6", CultureInfo.InvariantCulture);

    private static string Small(double x) => x.ToString("0.00E+0", CultureInfo.InvariantCulture);

    public static Dictionary<string, object> Json(ModeTasks tasks, LearningCurveComparison comparison, double rate, int steps) => new()
    {
        ["task"] = tasks.Dynamics.Name,
        ["T"] = tasks.Steps,
        ["outputs"] = tasks.Counted == CountedOutputs.Every ? "every" : "last",
        ["rate"] = rate,
        ["steps"] = steps,
        ["modes"] = comparison.Modes.Select(mode => new Dictionary<string, object>
        {
            ["theory"] = Modes(mode.FinalTheory),
            ["trained"] = Modes(mode.FinalTrained),
            ["maximum"] = mode.Overall.Maximum,
            ["rms"] = mode.Overall.RootMeanSquare,
        }).ToArray(),
        ["loss"] = new Dictionary<string, object>
        {
            ["theory"] = comparison.FinalTheoryLoss,
            ["trained"] = comparison.FinalTrainedLoss,
            ["maximum"] = comparison.Loss.Maximum,
            ["rms"] = comparison.Loss.RootMeanSquare,
        },
        ["maximum"] = comparison.Overall.Maximum,
        ["rms"] = comparison.Overall.RootMeanSquare,
        ["within"] = comparison.Within,
        ["passed"] = comparison.Passed,
    };

    private static Dictionary<string, object> Modes(Training.ConnectivityModes modes) =>
        new() { ["a"] = modes.Input, ["b"] = modes.Recurrent, ["c"] = modes.Output };
}
