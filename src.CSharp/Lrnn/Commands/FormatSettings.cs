using System.ComponentModel;
using LrnnSymbolic.Lrnn.Input;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>A command without a TASK whose result is text or JSON.</summary>
internal class FormatSettings : CommandSettings
{
    public const string Description = "text (default) or json.";

    [CommandOption("--format <FORMAT>")]
    [Description(Description)]
    public string Format { get; init; } = "text";

    /// <summary>How the result is shown.</summary>
    public OutputFormat Shown() => Of(Format);

    public static OutputFormat Of(string text) => OptionValue.Format(text, OutputFormat.Text, OutputFormat.Json);
}
