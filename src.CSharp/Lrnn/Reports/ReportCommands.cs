using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Reports;

/// <summary>The commands that make again what a report shows.</summary>
internal static class ReportCommands
{
    public const string TransitionsSection = "stationary";

    /// <summary>Points of the curves, if nothing else is said; the commands say it, since others have more.</summary>
    public const string UsualSamples = "101";

    /// <summary>The commands.</summary>
    /// <param name="settings">The options of the report.</param>
    /// <param name="tasks">Its task.</param>
    /// <param name="control">The parameter whose transitions it shows; null where it shows none.</param>
    public static IReadOnlyList<string> Of(ReportCommand.Settings settings, ModeTasks tasks, string? control)
    {
        var task = Quoted(settings.Task);
        var outputs = Option("--outputs", settings.Outputs, "last") + Option("--modes", settings.Modes, "real");
        var values = settings.Set is { } set ? $" --set {Quoted(set)}" : "";
        var flow = Option("--initial", settings.Initial) + Option("--tolerance", settings.Tolerance, "1e-10");
        var network = string.Concat(
            flow, Option("--until", settings.Until), Option("--samples", settings.Samples ?? UsualSamples),
            Option("--hidden", settings.Hidden), Option("--features", settings.Features), Option("--input-units", settings.InputUnits),
            Option("--output-units", settings.OutputUnits), Option("--data", settings.Data, "whitened"), Option("--noise", settings.Noise), Option("--covariance", settings.Covariance),
            Option("--gradient", settings.Gradient), Option("--trajectories", settings.Trajectories),
            Option("--rate", settings.Rate), Option("--seed", settings.Seed, "1"), Option("--within", settings.Within, "0.01"));
        List<string> commands =
        [
            $"lrnn report {task}{outputs}{values}{network}{Option("--control", settings.Control)}{Option("--range", settings.Range)} --out {Quoted(settings.Out!)}",
            $"lrnn derive {task}{outputs} --sections all --steps",
            .. tasks.AreComplex || tasks.IsTable ? Array.Empty<string>() : [$"lrnn derive {task}{outputs} --sections {TransitionsSection} --set {Quoted(FirstValues(tasks))}"],
            $"lrnn compare {task}{outputs}{values}{network} --plot curves.png",
        ];
        if (control is not null)
            commands.Add($"lrnn transition {task}{outputs} --control {control} --set {Quoted(TransitionCommand.WithoutControl(settings.Set, control))}{flow}{Option("--range", settings.Range)} --plot branches.png");
        return commands;
    }

    // The values of the first mode, of which the stationary points are.
    private static string FirstValues(ModeTasks tasks) =>
        string.Join(',', tasks.Exactly(0).Select(parameter => $"{parameter.Name}={Infix.print(parameter.Value)}"));

    // What an option has without being given is left out.
    private static string Option(string name, string? value, string? otherwise = null) => value is null || value == otherwise ? "" : $" {name} {Quoted(value)}";

    private static string Quoted(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_=.,:/+@".Contains(letter, StringComparison.Ordinal)) && text != ""
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
