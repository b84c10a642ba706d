using System.Xml.Linq;

namespace LrnnSymbolic.Lrnn.Tests;

public class ReportTests
{
    private static readonly string[] Quick = ["--set", "T=3,delta=0.9,kappa=0.4", "--until", "8", "--samples", "21"];

    private static string Page(params string[] arguments)
    {
        var run = Lrnn.With([.. arguments, "--out", "report.html"]);
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal("wrote report.html\n", run.Output);
        return File.ReadAllText("report.html");
    }

    [Fact]
    public void ThePageIsWholeAndNeedsNothingElse()
    {
        using var folder = new TemporaryFolder();
        var page = Page(["report", "modified-constant", .. Quick]);
        var body = XDocument.Parse(page["<!DOCTYPE html>\n".Length..]).Root!; // well formed
        string[] ids = [.. body.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>()];
        string[] links = [.. body.Descendants("a").Select(link => (string)link.Attribute("href")!)];
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.Contains(link[1..], ids));
        Assert.All(
            body.Descendants().SelectMany(element => element.Attributes()).Where(attribute => attribute.Name.LocalName is "src" or "href"),
            attribute => Assert.Matches("^(data:|#)", attribute.Value));
        Assert.Equal(3, body.Descendants("figure").Count()); // curves, kernel distance, branches
        Assert.Empty(body.Descendants("script"));
        Assert.Equal(["training", "transitions", "commands"], ids[^3..]);
        XNamespace math = "http://www.w3.org/1998/Math/MathML";
        Assert.True(body.Descendants(math + "math").Count() > 50);
    }

    [Theory]
    [InlineData("last")]
    [InlineData("every")]
    public void WhatTheReportSaysIsWhatTheCommandsSay(string outputs)
    {
        using var folder = new TemporaryFolder();
        var page = Page(["report", "modified-constant", .. Quick, "--outputs", outputs]);
        var compared = Lrnn.With(["compare", "modified-constant", .. Quick, "--outputs", outputs, "--format", "json"]).Json;
        var mode = compared.GetProperty("modes")[0];
        foreach (var kind in new[] { "theory", "trained" })
            foreach (var name in new[] { "a", "b", "c" })
                Assert.Contains($"<td>{mode.At(kind, name).GetDouble().ToString("F6", System.Globalization.CultureInfo.InvariantCulture)}</td>", page, StringComparison.Ordinal);
        var transition = Lrnn.With("transition", "modified-constant", "--control", "delta", "--set", "T=3,kappa=2/5", "--outputs", outputs);
        Assert.Equal(0, transition.Code);
        foreach (var line in transition.Output.Split('\n').Where(line => line.Trim() != ""))
            Assert.Contains(System.Net.WebUtility.HtmlEncode(line)!, page, StringComparison.Ordinal);
        Assert.Equal(outputs == "every", page.Contains("its loss counts the outputs of all 3 steps", StringComparison.Ordinal));
        var formulas = Formulas(page);
        var derived = Formulas(Lrnn.With("derive", "modified-constant", "--sections", "task,loss,energy,regularization,flow,zero-loss,kernel", "--outputs", outputs, "--format", "html").Output);
        Assert.True(derived.Count > 20);
        Assert.Subset(formulas, derived);
    }

    private static HashSet<string> Formulas(string page) =>
        [.. System.Text.RegularExpressions.Regex.Matches(page, "<math.*?</math>", System.Text.RegularExpressions.RegexOptions.Singleline).Select(match => match.Value)];

    /// <summary>A task with a value for each output, some without a closed sum.</summary>
    [Fact]
    public void AReportOfEveryOutputTakesAFormulaInBothSteps()
    {
        using var folder = new TemporaryFolder();
        var page = Page(
            "report", "delta*lambda^(t-i)+t/(t+i)-[i=t]/5", "--outputs", "every", "--set", "T=4,delta=0.9:0.4,lambda=0.6", "--until", "6", "--samples", "11",
            "--data", "sampled", "--trajectories", "20000", "--within", "0.1", "--control", "delta", "--range", "1/2:1");
        Assert.Contains("its loss counts the outputs of all 4 steps", page, StringComparison.Ordinal);
        Assert.Contains("20000 trajectories of Gaussian inputs", page, StringComparison.Ordinal);
        Assert.Contains("--data sampled --trajectories 20000 --within 0.1 --plot curves.png", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("last")]
    [InlineData("every")]
    public void TheCommandsOfTheReportRunAsTheyAreWritten(string outputs)
    {
        using var folder = new TemporaryFolder();
        var page = Page(["report", "modified-constant", .. Quick, "--outputs", outputs]);
        var body = XDocument.Parse(page["<!DOCTYPE html>\n".Length..]).Root!;
        string[] commands = body.Descendants("pre").Last().Value.Split('\n');
        Assert.Equal(5, commands.Length);
        foreach (var command in commands)
        {
            var run = Lrnn.With(command.Split(' ')[1..]);
            Assert.True(run.Code == 0, $"{command}: {run.Error}");
            Assert.Equal(outputs == "every", command.Contains("--outputs every", StringComparison.Ordinal));
        }

        Assert.Equal(page, File.ReadAllText("report.html")); // made again by the first of them
    }

    /// <summary>The kernel of a network with the theory's modes turns as the trained one's does, as far as descent follows the flow.</summary>
    [Theory]
    [InlineData("constant", "T=4,delta=1.1", false)]
    [InlineData("rotation", "T=3,delta=1,lambda=0.6+0.7*I", true)]
    public void TheTheorysKernelTurnsLikeTheNetworks(string task, string set, bool isComplex)
    {
        var setting = new LrnnSymbolic.Theory.Setting(
            LrnnSymbolic.Theory.Outputs.Last, isComplex ? LrnnSymbolic.Theory.ModeKind.ComplexModes : LrnnSymbolic.Theory.ModeKind.RealModes);
        var tasks = Input.ModeTasks.Read(task, set, setting);
        double[] start = isComplex ? [0.1, 0, 0.1, 0, 0.1, 0] : [0.1, 0.1, 0.1];
        double[] Gaps(string rate)
        {
            var settings = new Commands.NetworkSettings { Task = task, Rate = rate };
            var request = new Input.CurveRequest(Input.NetworkRequest.Read(settings, tasks), [start], 4, 21, 1e-10);
            var run = Input.TheoryAndNetwork.Run(request, default, withKernel: true);
            Assert.Equal(0, run.Kernel!.Theory[0], 1e-14);
            Assert.InRange(run.Kernel!.Theory[^1], 0.1, 1);
            return [.. run.Kernel!.Theory.Zip(run.Kernel!.Trained, (x, y) => Math.Abs(x - y))];
        }

        Assert.InRange(Gaps("0.001").Max() / Gaps("0.0005").Max(), 1.8, 2.2);
    }

    /// <summary>Where the flow ends is what a steady run says, the rate is that of the Hessian, and other lengths lose what compare says.</summary>
    [Theory]
    [InlineData("constant", "T=4,delta=1.1", "converges")]
    [InlineData("dirac-ratio", "T=3,beta=2", "runs off")]
    public void TheEndsAreThoseOfSteadyRuns(string task, string set, string how)
    {
        using var folder = new TemporaryFolder();
        var page = Page(["report", task, "--set", set, "--until", "8", "--samples", "11", "--control", "none"]);
        Assert.Contains($"followed on, {how}", page, StringComparison.Ordinal);
        var end = Lrnn.With("integrate", task, "--set", set, "--until", "steady", "--tolerance", "1e-8", "--samples", "2", "--format", "json").Json.GetProperty("end");
        Assert.Contains(FormattableString.Invariant($"b = {end.GetProperty("b").GetDouble():G8}"), page, StringComparison.Ordinal);
        var extrapolation = Lrnn.With("compare", task, "--set", set, "--until", "8", "--samples", "11", "--extrapolate", "6", "--format", "json").Json.GetProperty("extrapolation");
        foreach (var side in new[] { "theory", "trained" })
            Assert.Contains($"<td>{extrapolation.GetProperty(side)[5].GetDouble().ToString("G6", System.Globalization.CultureInfo.InvariantCulture)}</td>", page, StringComparison.Ordinal);
        // At a = c = sqrt u, b = 1 with u = 1.1 and T = 4 the Hessian is u (4, 6 sqrt u, 4; 6 sqrt u, 14 u, 6 sqrt u; 4, 6 sqrt u, 4).
        if (how == "converges")
        {
            var (trace, determinant) = (8 * 1.1 + 14 * 1.21, 8 * 1.1 * 14 * 1.21 - 72 * Math.Pow(1.1, 3));
            var largest = (trace + Math.Sqrt(trace * trace - 4 * determinant)) / 2;
            Assert.Contains(FormattableString.Invariant($"rates up to {2 / largest:F4}"), page, StringComparison.Ordinal);
        }
        else
            Assert.Contains("does not come to rest", page, StringComparison.Ordinal);
    }

    /// <summary>A complex mode has a derivation with conjugates, a network of blocks, no transitions, and commands that run.</summary>
    [Fact]
    public void AReportOfARotationHasItsNetwork()
    {
        using var folder = new TemporaryFolder();
        string[] words = ["report", "rotation", "--set", "T=3,delta=1,lambda=0.6+0.7*I", "--modes", "complex", "--until", "4", "--samples", "11", "--covariance", "1-abs(i-j)/2"];
        var page = Page([.. words[..^2]]);
        Assert.Contains("block of two units, together with its conjugate", page, StringComparison.Ordinal);
        var compared = Lrnn.With(["compare", .. words[1..^2], "--format", "json"]).Json.GetProperty("modes")[0];
        foreach (var kind in new[] { "theory", "trained" })
            foreach (var name in new[] { "a", "b", "c" })
                Assert.Contains(
                    FormattableString.Invariant($"<td>{compared.At(kind, name)[0].GetDouble():F4}{compared.At(kind, name)[1].GetDouble():+0.0000;-0.0000}i</td>"), page, StringComparison.Ordinal);
        var body = XDocument.Parse(page[page.IndexOf("<html", StringComparison.Ordinal)..]).Root!;
        string[] commands = body.Descendants("pre").Last().Value.Split('\n');
        Assert.Equal(3, commands.Length);
        foreach (var command in commands)
        {
            Assert.Contains("--modes complex", command, StringComparison.Ordinal);
            Assert.Equal(0, Lrnn.With(command.Replace("'", "", StringComparison.Ordinal).Split(' ')[1..]).Code);
        }

        // Correlated inputs are named, also in the command.
        Lrnn.With([.. words, "--out", "other.html"]);
        Assert.Contains("trajectories of correlated inputs", File.ReadAllText("other.html"), StringComparison.Ordinal);
        Assert.Contains("--covariance", File.ReadAllText("other.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void ATeXReportNamesItsPictures()
    {
        using var folder = new TemporaryFolder();
        var run = Lrnn.With(["report", "modified-constant", .. Quick, "--out", "paper.tex", "--format", "json"]);
        string[] files = [.. run.Json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        Assert.Equal(["paper.tex", "paper-curves.png", "paper-kernel.png", "paper-branches.png"], files);
        var document = File.ReadAllText("paper.tex");
        Assert.All(files[1..], file => Assert.Contains($"{{{file}}}", document, StringComparison.Ordinal));
        Assert.All(files[1..], file => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(file)[..4]));
    }

    [Fact]
    public void ADisagreementIsExitCode1AndStillWritten()
    {
        using var folder = new TemporaryFolder();
        var run = Lrnn.With(["report", "constant", "--set", "T=3,delta=1", "--until", "5", "--samples", "11", "--within", "1e-9", "--control", "none", "--out", "report.html"]);
        Assert.Equal(1, run.Code);
        Assert.Contains("do not agree within 1E-09", File.ReadAllText("report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void ATableHasOneOutput()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("s.csv", "1\n0.5\n");
        var run = Lrnn.With("report", "@s.csv", "--outputs", "every", "--out", "report.html");
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("a table holds the values of one output", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report.doc", "must end in .html or .tex or .pdf")]
    [InlineData("nowhere/report.html", "there is no folder")]
    [InlineData(null, "--out is missing")]
    public void AFileThatCannotBeWrittenIsSaidBeforeTheWork(string? file, string reason)
    {
        using var folder = new TemporaryFolder();
        string[] words = ["report", "constant", "--set", "T=3,delta=1"];
        var run = Lrnn.With(file is null ? words : [.. words, "--out", file]);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }
}
