using System.ComponentModel;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>What every command about a task takes.</summary>
internal class TaskSettings : CommandSettings
{
    [CommandArgument(0, "<TASK>")]
    [Description("A preset's name, an expression for s_t in t, T and parameters, or @FILE.csv.")]
    public required string Task { get; init; }

    [CommandOption("--set <VALUES>")]
    [Description("Values, exact: T=6,delta=1.1,lambda=1/2; several modes: delta=1.1:0.5. May be repeated.")]
    public string[] Sets { get; init; } = [];

    [CommandOption("--outputs <WHICH>")]
    [Description(CountedOutputKinds.Description)]
    public string Outputs { get; init; } = "last";

    /// <summary>All values of --set in one text, null where there are none.</summary>
    public string? Set => Sets.Length == 0 ? null : string.Join(',', Sets);

    /// <summary>Is the task a table? Then this is its file.</summary>
    public string? TableFile => Task.StartsWith('@') ? Task[1..] : null;
}
