using System.Globalization;
using System.Text.Json;

namespace LrnnSymbolic.Lrnn.Tests;

public class CommandLineTests
{
    private static readonly string[] Commands = ["derive", "evaluate", "integrate", "train", "compare"];

    [Fact]
    public void HelpNamesEveryCommand()
    {
        var run = Lrnn.With("--help");
        Assert.Equal((0, ""), (run.Code, run.Error));
        foreach (var command in Commands)
            Assert.Contains($"    {command} <TASK>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheVersionIsOneLine()
    {
        var run = Lrnn.With("--version");
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", run.Output);
    }

    [Theory]
    [InlineData("-t")]
    [InlineData("-delta*t")]
    [InlineData("-1/2*t")]
    [InlineData("[t = T]*2")]
    [InlineData("delta * lambda ^ (T - t)")]
    [InlineData(" 1 / t ")]
    public void ATaskMayBeginWithAMinusOrABracketAndContainSpaces(string task)
    {
        var run = Lrnn.With("integrate", task, "--set", "T=2,delta=1,lambda=1/2", "--until", "1", "--samples", "2", "--format", "json");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(0, Lrnn.With("integrate", "--until", "1", "--set", "T=2,delta=1,lambda=1/2", task).Code);
    }

    [Fact]
    public void OptionsTakeTheirValueAfterASpaceOrAnEqualsSign()
    {
        var spaced = Lrnn.With("evaluate", "constant", "--set", "T=3,delta=1", "--at", "a=0.1,b=0.2,c=0.3");
        var joined = Lrnn.With("evaluate", "constant", "--set=T=3,delta=1", "--at=a=0.1,b=0.2,c=0.3");
        Assert.Equal(0, spaced.Code);
        Assert.Equal(spaced, joined);
    }

    [Fact]
    public void SetMayBeRepeated()
    {
        var once = Lrnn.With("evaluate", "constant", "--set", "T=3,delta=1", "--at", "a=0.1,b=0.2,c=0.3");
        var twice = Lrnn.With("evaluate", "constant", "--set", "T=3", "--at", "a=0.1,b=0.2,c=0.3", "--set", "delta=1");
        Assert.Equal(once, twice);
    }

    [Fact]
    public void SectionsChooseInReadingOrder()
    {
        string[] Sections(params string[] more) =>
            JsonDocument.Parse(Lrnn.With(["derive", "constant", "--format", "json", .. more]).Output).RootElement.GetProperty("sections").Names();
        Assert.Equal([.. LrnnSymbolic.Theory.Derivation.sectionNames], Sections());
        Assert.Equal(["energy", "flow"], Sections("--sections", "flow, energy"));
        foreach (var section in Sections())
            Assert.Equal([section], Sections("--sections", section));
    }

    [Theory]
    [InlineData("text", "energy = sum((delta - a*b^(T - i)*c)^2, i, 1, T)/2    (8)")]
    [InlineData("latex", @"\sum_{i=1}^{T}")]
    [InlineData("csharp", "class ")]
    public void DeriveWritesItsOtherFormats(string format, string contains)
    {
        var run = Lrnn.With("derive", "constant", "--format", format);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(contains, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void StepsNameTheRuleOfEveryEquation()
    {
        var equations = Lrnn.With("derive", "constant", "--format", "json").Json.GetProperty("sections").EnumerateObject()
            .Sum(section => section.Value.GetProperty("equations").GetArrayLength());
        var rules = Lrnn.With("derive", "constant", "--steps", "--sections", "all").Output.Split('\n').Count(line => line.StartsWith("  by: ", StringComparison.Ordinal));
        Assert.True(equations > 50);
        Assert.Equal(equations, rules);
    }

    [Fact]
    public void ValuesEnterTheDerivationExactly() =>
        Assert.Contains("s[t] = 11/10\n", Lrnn.With("derive", "constant", "--set", "delta=1.1,T=6", "--sections", "task").Output.Replace("    (10)", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void ATableIsTheFormulaItWasMadeFrom()
    {
        using var folder = new TemporaryFolder();
        // 1.1 * 0.5^(T - t), T = 4, exact in binary but for the factor.
        File.WriteAllText("task.csv", "s1,s2\n0.1375,2\n0.275,2\n11/20,2\n1.1,2\n\n");
        string[] rest = ["--until", "6", "--samples", "13", "--format", "json"];
        var table = Lrnn.With(["integrate", "@task.csv", .. rest]).Json.GetProperty("modes");
        var first = Lrnn.With(["integrate", "inverse-exponential", "--set", "T=4,delta=1.1,lambda=0.5", .. rest]).Json;
        var second = Lrnn.With(["integrate", "constant", "--set", "T=4,delta=2", .. rest]).Json;
        foreach (var name in new[] { "a", "b", "c", "energy" })
            for (var k = 0; k < 13; k++)
            {
                Assert.Equal(first.GetProperty(name)[k].GetDouble(), table[0].GetProperty(name)[k].GetDouble(), 1e-9);
                Assert.Equal(second.GetProperty(name)[k].GetDouble(), table[1].GetProperty(name)[k].GetDouble(), 1e-9);
            }
        Assert.Equal(0, Lrnn.With("compare", "@task.csv", "--until", "3", "--samples", "5").Code);
    }

    /// <summary>A table derives what its numbers, put into a formula by hand, derive: in every section, and exactly.</summary>
    [Theory]
    [InlineData("0.1\n1/3\n-2e-3\n", "real", "[t=1]/10 + [t=2]/3 - [t=3]/500", "[t = 2]/3 - [t = 3]/500 + [t = 1]/10", "s[t]")]
    [InlineData("re,im\n0.1,0.2\n0,1\n\n", "complex", "[t=1]*(0.1+0.2*I) + [t=2]*I", "I*[t = 2] + (2*I + 1)*[t = 1]/10", "d[t]")]
    public void ADerivedTableHasItsExactValues(string text, string modes, string formula, string printed, string left)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("task.csv", text);
        var steps = text.Trim().Split('\n').Count(line => !line.StartsWith("re", StringComparison.Ordinal));
        var table = Lrnn.With("derive", "@task.csv", "--modes", modes, "--format", "json").Json.GetProperty("sections");
        var typed = Lrnn.With("derive", formula, "--modes", modes, "--set", $"T={steps}", "--format", "json").Json.GetProperty("sections");
        var first = table.At("task", "equations")[0];
        Assert.Equal((left, printed), (first.GetProperty("left").GetString(), first.GetProperty("infix").GetString()));
        foreach (var section in typed.Names())
            Assert.Equal(typed.At(section, "equations").GetRawText(), table.At(section, "equations").GetRawText());
        // A formula goes on beyond its length, a table does not.
        Assert.Contains($"no values beyond T = {steps}", table.At("extrapolation").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("no values beyond", typed.At("extrapolation").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s1,s2", true)]
    [InlineData("delta,re im", true)]
    [InlineData("\"x\",mode_1", true)]
    [InlineData("s,l0", false)]
    [InlineData("O1,s", false)]
    [InlineData("s,\uFF11", false)]
    [InlineData("s,\uFF2F\uFF11", false)]
    [InlineData("s,\u0663", false)]
    [InlineData("inf,s", false)]
    [InlineData("s,NaN", false)]
    [InlineData("s,O", false)]
    [InlineData("e5,s", false)]
    [InlineData("pi,s", false)]
    [InlineData("s,NA", false)]
    public void AFirstRowIsOneOfNamesOnlyIfNoCellCouldBeMeantAsANumber(string first, bool isHeader)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("task.csv", $"{first}\n1,2\n3,4\n");
        var run = Lrnn.With("integrate", "@task.csv", "--until", "1", "--samples", "2");
        if (isHeader)
            Assert.Equal((0, $"note: task.csv: the first row, {first}, holds names and is no step\n"), (run.Code, run.Error));
        else
            Assert.Equal((2, true), (run.Code, run.Error.StartsWith("lrnn: task.csv, line 1: '", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("last", "real")]
    [InlineData("every", "complex")]
    public void ThePageIsWellFormedAndNeedsNoNetwork(string outputs, string modes)
    {
        var run = Lrnn.With("derive", "[t<T]*delta + [t=T]*kappa/2", "--outputs", outputs, "--modes", modes, "--format", "html", "--steps");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var page = System.Xml.Linq.XDocument.Parse(run.Output);
        var json = Lrnn.With("derive", "[t<T]*delta + [t=T]*kappa/2", "--outputs", outputs, "--modes", modes, "--format", "json").Json.GetProperty("sections");
        Assert.Equal(json.Names(), page.Descendants("section").Select(section => section.Attribute("id")!.Value));
        var blocks = page.Descendants("{http://www.w3.org/1998/Math/MathML}math").Count(math => math.Attribute("display")!.Value == "block");
        Assert.Equal(json.EnumerateObject().Sum(section => section.Value.GetProperty("equations").GetArrayLength()), blocks);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" || element.Attribute("src") is not null);
        Assert.All(page.Descendants("a"), link => Assert.StartsWith("#", link.Attribute("href")!.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("derive", "text (default), latex, json, csharp")]
    [InlineData("transition", "text (default), latex or json")]
    [InlineData("evaluate", "text (default) or json")]
    [InlineData("compare", "text (default) or json")]
    public void TheHelpListsTheFormatsOfTheCommand(string command, string formats) =>
        Assert.Contains(formats, string.Join(' ', Lrnn.With(command, "--help").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

    [Fact]
    public void TauStaysASymbolInADerivation()
    {
        var run = Lrnn.With("derive", "constant", "--set", "tau=2", "--sections", "flow");
        Assert.Equal((0, "note: tau stays a symbol in a derivation\n"), (run.Code, run.Error));
        Assert.Contains("tau*a'", run.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string[]> EveryKindOfRun => new()
    {
        new[] { "derive", "delta*(1.5+t/T)", "--set", "delta=0.25" },
        new[] { "evaluate", "exponential", "--set", "T=5,delta=0.7,lambda=1.1", "--at", "a=0.1,b=0.2,c=0.3" },
        new[] { "integrate", "exponential", "--set", "T=5,delta=0.7,lambda=1.1", "--until", "2.5" },
        new[] { "train", "constant", "--set", "T=3,delta=0.5", "--steps", "50", "--format", "json" },
        new[] { "train", "constant", "--set", "T=3,delta=0.5", "--steps", "50", "--start", "unaligned" },
        new[] { "compare", "constant", "--set", "T=3,delta=0.5", "--until", "2.5" },
    };

    [Theory]
    [MemberData(nameof(EveryKindOfRun))]
    public void TheSameCommandWritesTheSameBytesInEveryCulture(string[] arguments)
    {
        var before = CultureInfo.CurrentCulture;
        var invariant = Lrnn.With(arguments);
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(0, invariant.Code);
            Assert.Equal(invariant, Lrnn.With(arguments));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Numbers on the axes of pictures and in prose too.</summary>
    [Fact]
    public void AReportIsTheSameInEveryCulture()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["report", "delta*lambda^(T-t) - 3/2", "--set", "T=3,delta=-1.1,lambda=0.5", "--until", "3", "--control", "delta", "--range=-2:2", "--out"];
        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        other.NumberFormat.NegativeSign = "~";
        try
        {
            foreach (var ending in new[] { "html", "tex" })
            {
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
                Assert.Equal(0, Lrnn.With([.. arguments, $"reporta.{ending}"]).Code);
                CultureInfo.CurrentCulture = other;
                Assert.Equal(0, Lrnn.With([.. arguments, $"reportb.{ending}"]).Code);
                Assert.Equal(File.ReadAllText($"reporta.{ending}"), File.ReadAllText($"reportb.{ending}").Replace("reportb", "reporta", StringComparison.Ordinal));
            }

            foreach (var picture in new[] { "curves", "kernel", "branches" })
                Assert.Equal(File.ReadAllBytes($"reporta-{picture}.png"), File.ReadAllBytes($"reportb-{picture}.png"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void WhatFollowsTwoDashesIsNoOption()
    {
        var usual = Lrnn.With("derive", "-delta*t", "--sections", "task,energy");
        Assert.Equal(0, usual.Code);
        Assert.Equal(usual, Lrnn.With("derive", "--sections", "task,energy", "--", "-delta*t"));
        Assert.Equal(2, Lrnn.With("derive", "--", "constant", "--sections", "task").Code);
    }

    [Fact]
    public void AFileMayBeginWithADash()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal((0, "wrote -x.html\n"), Lrnn.With("report", "constant", "--set", "T=2,delta=1", "--until", "2", "--control", "none", "--out", "-x.html") is var run ? (run.Code, run.Output) : default);
        Assert.True(File.Exists("-x.html"));
        Assert.Equal(0, Lrnn.With("compare", "constant", "--set", "T=2,delta=1", "--until", "2", "--plot", "-y.svg").Code);
        Assert.Equal([Path.GetFullPath("-x.html"), Path.GetFullPath("-y.svg")], Directory.GetFiles(".").Select(Path.GetFullPath).Order(StringComparer.Ordinal));
    }

    /// <summary>Names come from file systems, where they may hold anything.</summary>
    [Fact]
    public void ANameGoesIntoADocumentAsPrintableText()
    {
        using var folder = new TemporaryFolder();
        const string name = "\e[31ma\u2215b\u202e%c";
        File.WriteAllText($"{name}.csv", "1\n2\n");
        Assert.StartsWith("Learning dynamics of \\u001B[31ma\u2215b\\u202E%c\n", Lrnn.With("derive", $"@{name}.csv", "--sections", "task").Output, StringComparison.Ordinal);
        Assert.Equal(0, Lrnn.With("report", $"@{name}.csv", "--until", "2", "--out", "r.tex").Code);
        var document = File.ReadAllText("r.tex");
        Assert.DoesNotContain(document, letter => letter is (< ' ' and not '\n') or > '~');
        Assert.Contains("\\textbackslash{}u001B[31ma\\textbackslash{}u2215b", document, StringComparison.Ordinal);
    }

    [Fact]
    public void ANewSeedIsANewNetwork()
    {
        string Output(string seed) =>
            Lrnn.With("train", "constant", "--set", "T=3,delta=0.5", "--steps", "5", "--start", "unaligned", "--seed", seed).Output;
        Assert.Equal(Output("7"), Output("7"));
        Assert.NotEqual(Output("7"), Output("8"));
    }

    [Fact]
    public async Task TheNumberOfThreadsDoesNotShow()
    {
        string[] arguments = ["train", "constant", "--set", "T=6,delta=0.5:1", "--features", "24", "--hidden", "40", "--steps", "10", "--format", "json"];
        var outputs = new List<string>();
        foreach (var processors in new[] { "1", "4" })
        {
            using var process = Lrnn.Process(new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = processors }, arguments);
            outputs.Add(await process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }

        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(Lrnn.With(arguments).Output, outputs[0]);
    }

    [Theory]
    [InlineData("train", "constant", "--set", "T=6,delta=0.5", "--steps", "30000000")]
    [InlineData("compare", "constant", "--set", "T=6,delta=0.5", "--until", "5000")]
    public void CancellationEndsTheWorkWith130(params string[] arguments)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        var run = Lrnn.With(soon.Token, arguments);
        Assert.Equal((130, "", "lrnn: interrupted\n"), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public void ACancelledStartDoesNothing()
    {
        using var now = new CancellationTokenSource();
        now.Cancel();
        Assert.Equal(130, Lrnn.With(now.Token, "derive", "constant").Code);
    }
}
