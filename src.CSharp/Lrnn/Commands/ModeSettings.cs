using System.ComponentModel;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>A task whose modes are real or complex.</summary>
internal class ModeSettings : TaskSettings
{
    [CommandOption("--modes <KIND>")]
    [Description(ModeKinds.Description)]
    public string Modes { get; init; } = "real";

    /// <summary>Which outputs count, and what kind of numbers the modes are.</summary>
    public Setting Setting() => new(CountedOutputKinds.Of(Outputs), ModeKinds.Of(Modes));

    /// <summary>The task of each mode.</summary>
    public ModeTasks Tasks() => ModeTasks.Read(Task, Set, Setting());
}
