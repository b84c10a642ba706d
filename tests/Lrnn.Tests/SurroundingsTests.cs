using System.Diagnostics;
using System.Globalization;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The program as a process, among streams, signals and folders as others leave them: an exit code of its own, one line, no abort.</summary>
public class SurroundingsTests
{
    private const string Full = "lrnn: standard output cannot be written: No space left on device\n";

    [Theory]
    [InlineData("$LRNN derive constant --sections task > /dev/full", 2, Full)]
    [InlineData("$LRNN derive constant --format json --sections task > /dev/full", 2, Full)]
    [InlineData("$LRNN transition dirac-ratio --control beta --set T=2 --flow 0 > /dev/full", 2, Full)]
    [InlineData("$LRNN completion bash > /dev/full", 2, Full)]
    [InlineData("$LRNN --help > /dev/full", 2, Full)]
    [InlineData("$LRNN derive constant > /dev/full 2>&1", 2, "")]
    [InlineData("$LRNN derive 'constant(' > /dev/full 2>&1", 2, "")]
    [InlineData("$LRNN derive constant 2>&- >/dev/null", 0, "")]
    [InlineData("$LRNN derive 'constant(' 2>&- >/dev/null", 2, "")]
    [InlineData("$LRNN derive constant >&- 2>&-", 2, "")]
    [InlineData("$LRNN derive constant <&- >&- 2>&-", 2, "")]
    [InlineData("$LRNN errata <&- | head -1 > /dev/null", 0, "")]
    [InlineData("set -o pipefail; $LRNN derive constant --sections all --format json | head -1 > /dev/null", 0, "")]
    [InlineData("mkdir gone; cd gone; rmdir ../gone; $LRNN derive constant > /dev/null", 0, "")]
    [InlineData("mkdir gone; cd gone; rmdir ../gone; $LRNN compare constant --set T=2,delta=1 --until 2 --plot x.svg", 2, "lrnn: --plot: there is no folder any more to write into: the working folder is gone\n")]
    [InlineData("mkdir gone; cd gone; rmdir ../gone; $LRNN report constant --set T=2,delta=1 --until 2 --out x.html", 2, "lrnn: --out: there is no folder any more to write into: the working folder is gone\n")]
    [InlineData("TMPDIR=/no/such/folder $LRNN report constant --set T=2,delta=1 --until 2 --control none --out r.html > /dev/null", 0, "")]
    public async Task AStreamOrAFolderMayBeGone(string script, int code, string says)
    {
        using var folder = new TemporaryFolder();
        var run = await Lrnn.Shell(script);
        Assert.Equal((code, "", says), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task AClosedOutputIsAProblemOfOneLine()
    {
        var run = await Lrnn.Shell("$LRNN derive constant >&-");
        Assert.Equal(2, run.Code);
        Assert.Matches(@"^lrnn: standard output cannot be written: [^\n]+\n$", run.Error);
    }

    // Each of these works for longer than the test waits; the first in the algebra, which looks for signals seldom.
    private static readonly string[] Derivation = ["derive", "@long.csv", "--sections", "all"];
    private static readonly string[] Transition = ["transition", "dirac-ratio", "--control", "beta", "--set", "T=200"];
    private static readonly string[] Training = ["train", "constant", "--set", "T=6,delta=0.5", "--steps", "30000000", "--save", "net"];
    private static readonly string[] Sweep = ["sweep", "cos(t)*delta/(t+kappa)", "--x", "delta=1:2:1000", "--y", "kappa=1:2:1000", "--set", "T=300", "--out", "rows"];

    public static TheoryData<string[], string, int> Interrupted => new()
    {
        { Derivation, "-INT", 1 },
        { Derivation, "-INT", 2 },
        { Derivation, "-TERM", 1 },
        { Transition, "-INT", 1 },
        { Transition, "-TERM", 2 },
        { Training, "-INT", 1 },
        { Training, "-TERM", 1 },
        { Sweep, "-INT", 1 },
        { Sweep, "-HUP", 1 },
    };

    [Theory]
    [MemberData(nameof(Interrupted))]
    public async Task ASignalEndsAnyWorkWith130AndLeavesNothingUnfinished(string[] arguments, string signal, int times)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync("long.csv", Enumerable.Range(1, 1000).Select(step => $"{step * step % 37 + 1}/7"));
        using var process = Lrnn.Process(new Dictionary<string, string>(), arguments);
        await Working(process);
        var clock = Stopwatch.StartNew();
        for (var k = 0; k < times; k++)
            await Signal(process, signal);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((130, "lrnn: interrupted\n"), (process.ExitCode, error));
        // A second, on a machine that has other work.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
        Assert.DoesNotContain(Directory.EnumerateFiles(".", "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }), file => file.EndsWith(".part", StringComparison.Ordinal));
        Assert.False(File.Exists("net/end.json"));
    }

    // On a busy machine the start can take long; what has used so much of a processor is at work.
    private static async Task Working(Process process)
    {
        while (!process.HasExited && process.TotalProcessorTime < TimeSpan.FromSeconds(2.5))
        {
            await Task.Delay(100);
            process.Refresh();
        }

        Assert.False(process.HasExited);
    }

    private static async Task Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    [Fact]
    public void WhatAKilledRunHasLeftIsRemovedByTheNext()
    {
        using var folder = new TemporaryFolder();
        using var ended = Process.Start("true");
        ended.WaitForExit();
        // Linux gives a number again only when all others have been used.
        var left = $".lrnn-{Environment.MachineName}-{ended.Id}-left.part";
        var alive = $".lrnn-{Environment.MachineName}-{Environment.ProcessId}-alive.part";
        var elsewhere = ".lrnn-elsewhere.example-1-young.part";
        var forgotten = ".lrnn-elsewhere.example-1-old.part";
        foreach (var file in new[] { left, alive, elsewhere, forgotten })
            File.WriteAllText(file, "half");
        File.SetLastWriteTimeUtc(forgotten, DateTime.UtcNow.AddDays(-2));
        Assert.Equal(0, Lrnn.With("compare", "constant", "--set", "T=2,delta=1", "--until", "2", "--plot", Path.GetFullPath("x.svg")).Code);
        Assert.Equal((false, true, true, false, true), (File.Exists(left), File.Exists(alive), File.Exists(elsewhere), File.Exists(forgotten), File.Exists("x.svg")));
    }

    [Theory]
    [InlineData("$LRNN derive @/dev/zero", "lrnn: /dev/zero: is larger than 256 MB, the most that is read\n")]
    [InlineData("$LRNN kernel --weights /dev/zero --inputs x.json", "lrnn: /dev/zero: is larger than 256 MB, the most that is read\n")]
    [InlineData("mkfifo pipe; $LRNN evaluate @pipe --at a=1,b=1,c=1", "lrnn: pipe: its end has not come within 10 s; give a file that is there in full\n")]
    [InlineData("seq 1001 > t.csv; $LRNN derive @t.csv", "lrnn: t.csv: 1001 rows; a derivation writes each of them out and takes at most 1000\n")]
    [InlineData("seq 1000002 > t.csv; $LRNN evaluate @t.csv --at a=1,b=1,c=1", "lrnn: t.csv: 1000002 rows; a trajectory has at most 1000000 steps\n")]
    [InlineData("yes 2>/dev/null | head -11000 | tr 'y\\n' '1,' > row; yes \"$(cat row)1\" 2>/dev/null | head -1000 > t.csv; $LRNN evaluate @t.csv --at a=1,b=1,c=1", "lrnn: t.csv: 11001000 values; 10000000 are the most that a table can have\n")]
    public async Task AnInputWithoutEndOrBoundIsRefusedWithTheBound(string script, string says)
    {
        using var folder = new TemporaryFolder();
        var run = await Lrnn.Shell(script);
        Assert.Equal((2, "", says), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task APipeWithAnEndIsAFile() =>
        Assert.Contains("s[t] = 2*[t = 2] + [t = 1]", (await Lrnn.Shell("$LRNN derive @<(printf '1\\n2\\n') --sections task")).Output, StringComparison.Ordinal);
}
