using System.Diagnostics;
using LrnnSymbolic.Lrnn.Completion;

namespace LrnnSymbolic.Lrnn.Tests;

public class CompletionTests
{
    /// <summary>What bash offers for the last of the words, asked of bash itself.</summary>
    private static string[] Bash(params string[] words)
    {
        var script = Lrnn.With("completion", "bash");
        Assert.Equal((0, ""), (script.Code, script.Error));
        var quoted = string.Join(' ', words.Select(word => $"'{word}'"));
        return Shell("bash", $"{script.Output}\nCOMP_WORDS=(lrnn {quoted}); COMP_CWORD={words.Length}; _lrnn; printf '%s\\n' \"${{COMPREPLY[@]}}\"");
    }

    private static string[] Shell(string shell, string script)
    {
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "-c", script } };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        Assert.Equal("", process.StandardError.ReadToEnd());
        process.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void EveryCommandOfTheHelpIsOffered() =>
        Assert.Equal([.. CommandLine.Commands().Select(command => command.Name), "--help", "--version"], Bash(""));

    public static TheoryData<string> EveryCommand => HelpTests.EveryCommand;

    // The help is printed by another path than the one that completion reads.
    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void TheOptionsOfTheHelpAreOffered(string command)
    {
        var inHelp = Lrnn.With(command, "--help").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .SkipWhile(word => word != "OPTIONS:").Where(word => word.StartsWith("--", StringComparison.Ordinal));
        var offered = Bash(command, "x", "--");
        foreach (var option in offered)
            Assert.Contains(option, inHelp);
        Assert.Equal(CommandLine.Commands().Single(model => model.Name == command).Options.Count, offered.Length);
        Assert.Contains("--help", offered);
    }

    [Fact]
    public void NamesAreCompletedFromTheirBeginning()
    {
        Assert.Equal(["kernel", "kernel-distance"], Bash("ker"));
        Assert.Equal(["dirac", "dirac-ratio"], Bash("derive", "dir"));
        Assert.Equal(["--set", "--sections", "--steps"], Bash("derive", "constant", "--s").OrderBy(option => option switch { "--set" => 0, "--sections" => 1, _ => 2 }));
        Assert.Equal(["zero-loss"], Bash("derive", "constant", "--sections", "ze"));
        Assert.Equal(KnownWords.Shells, Bash("completion", ""));
        Assert.Equal(["rodas"], Bash("integrate", "constant", "--method", "ro"));
    }

    // Files are the shell's own to offer.
    [Fact]
    public void NothingIsInventedForFilesAndNumbers()
    {
        Assert.Equal([], Bash("compare", "constant", "--plot", ""));
        Assert.Equal([], Bash("errata", ""));
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void TheOtherShellsAreGivenTheSameNamesAndQuotesThatClose(string shell)
    {
        var script = Lrnn.With("completion", shell);
        Assert.Equal((0, ""), (script.Code, script.Error));
        foreach (var command in CommandLine.Commands())
        {
            Assert.Contains(command.Name, script.Output, StringComparison.Ordinal);
            foreach (var option in command.Options)
                Assert.Contains(shell == "fish" ? $"-l {option.Name[2..]} " : $"'{option.Name}:", script.Output, StringComparison.Ordinal);
        }

        if (shell == "fish")
            Assert.All(script.Output.Split('\n'), line => Assert.True(line.Replace("\\'", "", StringComparison.Ordinal).Count(c => c == '\'') % 2 == 0, line));
        else
            Assert.Equal(0, script.Output.Replace("'\\''", "", StringComparison.Ordinal).Count(c => c == '\'') % 2);
    }

    [Fact]
    public void AnUnknownShellIsBadInput()
    {
        var run = Lrnn.With("completion", "csh");
        Assert.Equal((2, "", "lrnn: SHELL: 'csh' is not known; it is one of bash, zsh, fish\n"), (run.Code, run.Output, run.Error));
    }
}
