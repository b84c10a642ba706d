using System.ComponentModel;
using LrnnSymbolic.Lrnn.Completion;
using LrnnSymbolic.Lrnn.Input;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>A script that lets a shell complete what is typed after `lrnn`.</summary>
internal sealed class CompletionCommand : Command<CompletionCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<SHELL>")]
        [Description("bash, zsh or fish. In bash: source <(lrnn completion bash)")]
        public required string Shell { get; init; }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var shell = OptionValue.Choice("SHELL", settings.Shell, KnownWords.Shells);
        Console.Out.Write(CompletionScript.For(shell, CommandLine.Commands()));
        return ExitCode.Done;
    }
}
