using LrnnSymbolic.Lrnn.Completion;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The help of every command there is, taken from the option parser itself, so that a new command is not forgotten.</summary>
public class HelpTests
{
    public static TheoryData<string> EveryCommand => [.. CommandLine.Commands().Select(command => command.Name)];

    private static string[] Example(string command)
    {
        var help = Lrnn.With(command, "--help");
        Assert.Equal((0, ""), (help.Code, help.Error));
        var lines = help.Output.Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith("EXAMPLES", StringComparison.Ordinal));
        Assert.True(at >= 0, $"the help of {command} has no example");
        Assert.True(lines[at + 1].TrimEnd().Length <= 80 && lines[at + 2].Trim() == "", "the help would break the example at 80 columns");
        return lines[at + 1].Trim().Split(' ');
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void TheExampleInTheHelpWorksAsTyped(string command)
    {
        using var folder = new TemporaryFolder();
        var example = Example(command);
        // The kernel's examples go on from the folder that the training's example saves.
        if (example.Contains("--saved"))
            Assert.Equal(0, Lrnn.With(Example("train")[1..]).Code);
        Assert.Equal(["lrnn", command], example[..2]);
        var run = Lrnn.With(example[1..]);
        Assert.True(run.Code == 0, run.Error);
        Assert.NotEqual("", run.Output);
    }

    [Fact]
    public void HelpListsEveryCommandWithItsDescription()
    {
        var help = string.Join(' ', Lrnn.With("--help").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.True(EveryCommand.Count >= 10);
        foreach (var command in CommandLine.Commands())
            Assert.Contains(command.Description, help, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void EveryOptionIsDescribed(string command) =>
        Assert.All(CommandLine.Commands().Single(model => model.Name == command).Options, option => Assert.NotEqual("", option.Description));

    [Fact]
    public void TheHelpOfEvaluateListsTheCatalogue()
    {
        var names = string.Join(",", LrnnSymbolic.Emission.Quantities.atPoint.Select(pair => pair.Item1.Name));
        Assert.Contains(
            CommandLine.Commands().Single(model => model.Name == "evaluate").Options,
            option => option.Description == $"Of {names}; all by default");
    }
}
