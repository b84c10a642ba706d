using System.ComponentModel;
using LrnnSymbolic.Lrnn.Input;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>A task of which numbers are shown.</summary>
internal class NumberSettings : ModeSettings
{
    [CommandOption("--format <FORMAT>")]
    [Description(FormatSettings.Description)]
    public string Format { get; init; } = "text";

    /// <summary>How the numbers are shown.</summary>
    public OutputFormat Shown() => FormatSettings.Of(Format);
}
