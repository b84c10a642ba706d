namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>Every problem is one line on standard error (with a caret below the expression, where there is one) and an exit code.</summary>
public class WrongInputTests
{
    private const string At = "a=0.1,b=0.2,c=0.3";

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "unknown option 'nonsense'", ["derive", "constant", "--nonsense"] },
        { "unknown option 'nonsense'", ["derive", "constant", "--nonsense", "3"] },
        { "unknown command 'nonsense'", ["nonsense"] },
        { "missing required argument 'TASK'", ["derive"] },
        { "'extra'", ["derive", "constant", "extra"] },
        { "' -set'", ["compare", "constant", "-set", "T=3"] },
        { "--set has no value", ["derive", "constant", "--set"] },
        { "--set has no value", ["evaluate", "constant", "--set", "--at", At] },
        { "--steps has no value", ["train", "constant", "--set", "T=3,delta=1", "--steps"] },
        { "--format is given twice", ["derive", "constant", "--format", "json", "--format=text"] },
        { "the task is empty", ["derive", ""] },
        { "the task is empty", ["compare", "  ", "--set", "T=3"] },
        { "there is no preset 'constnat'; write constant", ["derive", "constnat"] },
        { "there is no preset 'dirak'; write dirac", ["derive", "dirak"] },
        { "there is no preset 'exponental'; write exponential", ["derive", "exponental"] },
        { "there is no preset 'dirac-ration'; write dirac-ratio", ["derive", "dirac-ration"] },
        { "there is no preset 'inverse-constant'", ["derive", "inverse-constant"] },
        { "'a' is the input mode", ["derive", "a*t"] },
        { "more than 200 levels of nesting", ["derive", new string('(', 300) + "t" + new string(')', 300)] },
        { "delta has no value", ["evaluate", "constant", "--set", "T=3", "--at", At] },
        { "T, the trajectory length, has no value", ["evaluate", "constant", "--set", "delta=1", "--at", At] },
        { "T must be a whole number from 1 to 1000000, not 0", ["integrate", "constant", "--set", "T=0,delta=1"] },
        { "T must be a whole number from 1 to 1000000, not 5/2", ["compare", "constant", "--set", "T=2.5,delta=1"] },
        { "T must be a whole number from 1 to 1000000, not -3", ["derive", "constant", "--set", "T=-3"] },
        { "T must have one value", ["integrate", "constant", "--set", "T=2:3,delta=1"] },
        { "'I' cannot be in a task with real modes", ["evaluate", "delta*I", "--set", "T=3,delta=1", "--at", At] },
        { "has no value at t = 2", ["evaluate", "1/(t-2)", "--set", "T=3", "--at", At] },
        { "'delta' is not of the form name=value", ["evaluate", "constant", "--set", "T=3,delta", "--at", At] },
        { "'1x' is not of the form name=value", ["evaluate", "constant", "--set", "T=3,1x,=2", "--at", At] },
        { "T is given twice", ["evaluate", "constant", "--set", "T=3,T=4,delta=1", "--at", At] },
        { "delta is given twice", ["evaluate", "constant", "--set", "T=3,delta=2", "--set", "delta=1", "--at", At] },
        { "but 'nan' contains nan", ["evaluate", "constant", "--set", "T=3,delta=nan", "--at", At] },
        { "but 'inf' contains inf", ["evaluate", "constant", "--set", "T=3,delta=1", "--at", "a=inf,b=1,c=1"] },
        { "delta has 2 values, but there are 3 modes", ["compare", "exponential", "--set", "T=3,delta=1:2,lambda=1:2:3"] },
        { "a derivation is for one mode, but delta has 2 values", ["derive", "constant", "--set", "delta=1:2"] },
        { "evaluate looks at one mode", ["evaluate", "constant", "--set", "T=3,delta=1:2", "--at", At] },
        { "tau must be above 0", ["integrate", "constant", "--set", "T=3,delta=1,tau=0"] },
        { "--at: c has no value", ["evaluate", "constant", "--set", "T=3,delta=1", "--at", "a=1,b=1"] },
        { "--at: 'd' is not a mode", ["evaluate", "constant", "--set", "T=3,delta=1", "--at", "a=1,b=1,c=1,d=1"] },
        { "--initial: a has 2 values, but there is 1 mode", ["integrate", "constant", "--set", "T=3,delta=1", "--initial", "a=1:2"] },
        { "--quantities: 'mass' is not known", ["evaluate", "constant", "--set", "T=3,delta=1", "--at", At, "--quantities", "mass"] },
        { "--quantities: ',' names nothing", ["evaluate", "constant", "--set", "T=3,delta=1", "--at", At, "--quantities", ","] },
        { "--sections: 'poetry' is not known", ["derive", "constant", "--sections", "poetry"] },
        { "--format: 'yaml' is not known", ["derive", "constant", "--format", "yaml"] },
        { "--method: 'euler' is not known; it is one of auto, dormand-prince, dormand-prince-8, tsitouras, rodas, taylor", ["integrate", "constant", "--set", "T=3,delta=1", "--method", "euler"] },
        { "--events: 'third' is not known; events are half, unit and energy=X", ["integrate", "constant", "--set", "T=3,delta=1", "--events", "half,third"] },
        { "--events energy: '0' is not a number above 0", ["integrate", "constant", "--set", "T=3,delta=1", "--events", "energy=0"] },
        { "--longest belongs to --until steady", ["integrate", "constant", "--set", "T=3,delta=1", "--longest", "5"] },
        { "--until steady chooses its method itself", ["integrate", "constant", "--set", "T=3,delta=1", "--until", "steady", "--method", "taylor"] },
        { "--frozen: 'a' is not known", ["integrate", "constant", "--set", "T=3,delta=1", "--frozen", "a"] },
        { "--range: the value of low must be a number, but 'NaN'", ["transition", "delta*t + kappa", "--control", "kappa", "--set", "T=3,delta=1", "--range", "NaN:1"] },
        { "--range: the value of high must be a number, but 'NaN'", ["transition", "delta*t + kappa", "--control", "kappa", "--set", "T=3,delta=1", "--range", "1:NaN"] },
        { "--saved: nowhere/end.json: there is no such file", ["kernel", "--saved", "nowhere"] },
        { "--weights FILE is missing", ["kernel", "--weights", ""] },
        { "--plot: '.png' is an ending without a name", ["compare", "constant", "--set", "T=3,delta=1", "--plot", ".png"] },
        { "--start: 'cold' is not known", ["train", "constant", "--set", "T=3,delta=1", "--start", "cold"] },
        { "--tolerance: '-1' is not a number above 0", ["integrate", "constant", "--set", "T=3,delta=1", "--tolerance", "-1"] },
        { "--tolerance: '-1' is not a number above 0", ["integrate", "constant", "--set", "T=3,delta=1", "--tolerance=-1"] },
        { "--tolerance: '2' is not below 1", ["integrate", "constant", "--set", "T=3,delta=1", "--tolerance", "2"] },
        { "--until: '0' is not a number above 0", ["integrate", "constant", "--set", "T=3,delta=1", "--until", "0"] },
        { "--until: 'nan' is not a number above 0", ["compare", "constant", "--set", "T=3,delta=1", "--until", "nan"] },
        { "--within: 'inf' is not a number above 0", ["compare", "constant", "--set", "T=3,delta=1", "--within", "inf"] },
        { "--samples: '1' is not a whole number from 2", ["integrate", "constant", "--set", "T=3,delta=1", "--samples", "1"] },
        { "--samples: '2.5' is not a whole number from 2", ["compare", "constant", "--set", "T=3,delta=1", "--samples", "2.5"] },
        { "--seed: '-1' is not a whole number from 0", ["train", "constant", "--set", "T=3,delta=1", "--seed", "-1"] },
        { "--rate: '-1e-3' is not a number above 0", ["train", "constant", "--set", "T=3,delta=1", "--rate", "-1e-3"] },
        { "--rate: '-0.1' is not a number above 0", ["train", "constant", "--set", "T=3,delta=1", "--rate", "-0.1"] },
        { "--steps: '0' is not a whole number from 1", ["train", "constant", "--set", "T=3,delta=1", "--steps", "0"] },
        { "--hidden: 2 modes need at least 2 units, not 1", ["compare", "constant", "--set", "T=3,delta=1:2", "--hidden", "1"] },
        { "--features: 2 modes need at least 2 units, not 1", ["compare", "constant", "--set", "T=3,delta=1:2", "--features", "1"] },
        { "--trajectories: 11 cannot be whitened", ["train", "constant", "--set", "T=3,delta=1", "--trajectories", "11"] },
        { "are more than the 100000000 numbers", ["train", "constant", "--set", "T=3,delta=1", "--trajectories", "2000000000"] },
        { "--plot: there is no folder", ["compare", "constant", "--set", "T=3,delta=1", "--plot", "/no/such/folder/x.png"] },
        { "--plot: 'x.gif' must end in .png or .svg", ["compare", "constant", "--set", "T=3,delta=1", "--plot", "x.gif"] },
        { "there is no such file", ["derive", "@missing.csv"] },
        { "is a folder, not a file", ["derive", "@."] },
        { "is a folder, not a file", ["integrate", "@."] },
        { "is a folder, not a file", ["kernel", "--weights", ".", "--inputs", "."] },
        { "has no value at t = 2", ["derive", "1/(t-2)", "--set", "T=4"] },
        { "has no value at t = 1", ["derive", "sqrt(t-3)", "--set", "T=4", "--sections", "energy"] },
        { "has no value at t = 2", ["derive", "1/(t-2)"] },
        { "has no value at t = 1: ", ["derive", "lambda^(t/2)", "--set", "T=4,lambda=-2", "--format", "csharp"] },
        { "--sections: there is a name missing in 'flow,,energy'", ["derive", "constant", "--sections", "flow,,energy"] },
        { "--sections: flow is given twice", ["derive", "constant", "--sections", "flow,flow"] },
        { "--sections: '' names nothing", ["derive", "constant", "--sections", ""] },
        { "--sections has no value", ["derive", "constant", "--sections="] },
        { "--quantities: A is given twice", ["evaluate", "constant", "--set", "T=3,delta=1", "--at", At, "--quantities", "A,A"] },
        { "--set: t is the step", ["derive", "constant", "--set", "t=3"] },
        { "--set: t is the step", ["integrate", "constant", "--set", "T=3,delta=1,t=3"] },
        { "--set: b is the recurrent mode", ["transition", "dirac-ratio", "--control", "beta", "--set", "T=3,b=1"] },
        { "--set: pi is the constant", ["derive", "constant", "--set", "pi=3"] },
        { "the value of delta is empty", ["derive", "constant", "--set", "delta="] },
        { "the value of delta is empty", ["derive", "constant", "--set", "delta=1:"] },
        { "--set has no value", ["derive", "constant", "--set="] },
        { "--at has no value", ["evaluate", "constant", "--set", "T=3,delta=1", "--at="] },
        { "--initial has no value", ["integrate", "constant", "--set", "T=3,delta=1", "--initial="] },
        { "--set is empty", ["derive", "constant", "--set", ""] },
        { "--at is empty", ["evaluate", "constant", "--set", "T=3,delta=1", "--at", " "] },
        { "tau must be above 0", ["derive", "constant", "--set", "tau=0"] },
        { "--save is empty", ["train", "constant", "--set", "T=3,delta=1", "--steps", "10", "--save", ""] },
        { "--saved is empty", ["kernel", "--saved", ""] },
        { "--out is empty", ["figure", "A2", "--out", " "] },
        { $"--out: the name '{new string('a', 100)}", ["report", "constant", "--set", "T=2,delta=1", "--out", new string('a', 251) + ".html"] },
        { "is longer than 255 bytes", ["compare", "constant", "--set", "T=2,delta=1", "--plot", new string('é', 126) + ".svg"] },
        { "is too long", ["figure", "A2", "--out", new string('a', 256)] },
        { "the network has 33587200 weights; a file has at most 10240000 numbers", ["train", "constant", "--set", "T=3,delta=1", "--hidden", "4096", "--features", "2052", "--trajectories", "7000", "--steps", "1", "--save", "net"] },
        { "the inputs are 12000000 numbers", ["train", "constant", "--set", "T=3,delta=1", "--trajectories", "1000000", "--steps", "1", "--save", "net"] },
        { "--kernel-distance would need 7.826E+09 numbers in memory", ["train", "constant", "--set", "T=250,delta=1", "--steps", "1", "--kernel-distance"] },
        { "--set: delta has no value; give it one, as in delta=1", ["evaluate", "constant", "--set", "T=3", "--at", At] },
        { "--range: the low end comes first", ["report", "constant", "--set", "T=3,delta=1", "--initial", "a=1e200", "--out", "report.html", "--range", "3:1"] },
        { "--shards: '0' is not a whole number from 1 to 10000", ["sweep", "constant", "--x", "delta=0:3:5", "--set", "T=3", "--out", "rows", "--slurm", "--shards", "0"] },
        { "T must be a whole number from 1 to 1000000, not 1000000000", ["derive", "constant", "--set", "T=10^9"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AMistakeIsOneLineAndExitCode2(string says, string[] arguments)
    {
        var run = Lrnn.With(arguments);
        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Output);
        var lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.StartsWith("lrnn: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(says, lines[0], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.True(lines.Length == 1 || (lines.Length == 3 && lines[2].Trim() == "^"), run.Error);
    }

    [Theory]
    [InlineData("delta*lambda^(T-", 16, "unexpected end")]
    [InlineData("delta*foo(t)", 6, "unknown function 'foo'")]
    [InlineData("delta ? t", 6, "unexpected '?'")]
    [InlineData("-t*)", 3, "unexpected ')'")]
    [InlineData("delta*\nfoo(t)", 7, "unknown function 'foo'")]
    public void TheCaretStandsUnderTheMistake(string task, int column, string says)
    {
        var run = Lrnn.With("derive", task);
        Assert.Equal((2, ""), (run.Code, run.Output));
        var lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains(says, lines[0], StringComparison.Ordinal);
        var indent = lines[1].Length - lines[1].TrimStart().Length;
        Assert.Equal(task.ReplaceLineEndings(" "), lines[1].Trim());
        Assert.Equal(column, lines[2].IndexOf('^', StringComparison.Ordinal) - indent);
    }

    [Theory]
    [InlineData("1\n2,3\n4\n", "line 2: 2 columns, but the first row has 1")]
    [InlineData("1\nmany\n3\n", "line 2: 'many' is not a finite number")]
    [InlineData("1\nnan\n3\n", "line 2: 'nan' is not a finite number")]
    [InlineData("nan\n1\n", "line 1: 'nan' is not a finite number")]
    [InlineData("O.5\n1\n", "line 1: 'O.5' is not a finite number")]
    [InlineData("1;2\n3;4\n", "line 1: '1;2' is not a finite number")]
    [InlineData("1,\n2,\n", "line 1: '' is not a finite number")]
    [InlineData("", "the table is empty")]
    [InlineData("s\n\n", "the table is empty")]
    [InlineData("1\n\n3\n", "line 2: the line is blank")]
    [InlineData("s\n1\n \n3\n", "line 3: the line is blank")]
    [InlineData("1\n1/0\n", "line 2: '1/0' is not a finite number")]
    [InlineData("1\n1e999\n", "line 2: '1e999' is not a finite number")]
    [InlineData("1\npi\n", "line 2: 'pi' is not a finite number")]
    public void ATableThatCannotBeReadSaysWhereAndWhy(string text, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("task.csv", text);
        var run = Lrnn.With("integrate", "@task.csv");
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("lrnn: task.csv", run.Error, StringComparison.Ordinal);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("1,2\n3,4\n", "2 columns, a mode each, but a derivation is for one mode")]
    [InlineData("1\n3\n", "a complex mode has a pair of columns, re,im, but there is 1", "--modes", "complex")]
    [InlineData("1,2,3,4\n", "but a derivation is for one mode", "--modes", "complex")]
    [InlineData("1\n3\n", "a table holds the values of one output", "--outputs", "every")]
    [InlineData("1\n3\n", "T=4, but task.csv has 2 rows", "--set", "T=4")]
    public void ATableThatIsNotOneModeIsNotDerived(string text, string says, params string[] more)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("task.csv", text);
        var run = Lrnn.With(["derive", "@task.csv", .. more]);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("1e-17")]
    [InlineData("1e-16")]
    [InlineData("9e-16")]
    public void AToleranceBelowRoundingIsNotPromised(string tolerance)
    {
        foreach (var command in new[] { "integrate", "compare" })
        {
            var run = Lrnn.With(command, "constant", "--set", "T=2,delta=1", "--until", "1", "--tolerance", tolerance);
            Assert.Equal((2, ""), (run.Code, run.Output));
            Assert.Contains($"--tolerance: '{tolerance}' is below 1E-15", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1e-300")]
    [InlineData("1e154")]
    [InlineData("1e-310")]
    [InlineData("1e-101")]
    public void ATimescaleOutOfRangeIsRefused(string tau)
    {
        foreach (string[] words in new[] { ["evaluate", "--at", At], ["integrate", "--until", "1"], new[] { "integrate", "--until", "steady" } })
        {
            var run = Lrnn.With([words[0], "constant", "--set", $"T=2,delta=1,tau={tau}", .. words[1..]]);
            Assert.Equal((2, ""), (run.Code, run.Output));
            Assert.Contains("tau must be from 1E-100 to 1E+100", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ALengthThatContradictsTheTableIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("task.csv", "1\n2\n3\n");
        var run = Lrnn.With("integrate", "@task.csv", "--set", "T=4");
        Assert.Equal(2, run.Code);
        Assert.Contains("T=4, but task.csv has 3 rows", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("derive", "constant")]
    [InlineData("evaluate", "constant", "--set", "T=3,delta=1", "--at", At)]
    public void AValueThatNoOneAskedForIsNoted(params string[] arguments)
    {
        var run = Lrnn.With([.. arguments, "--set", "lamda=2"]);
        Assert.Equal(0, run.Code);
        Assert.Equal("note: lamda is not a parameter of constant and is not used\n", run.Error);
    }

    [Fact]
    public void AFileWithSeveralColumnsIsNotBlamedOnSet()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("two.csv", "1,2\n3,4\n");
        var run = Lrnn.With("evaluate", "@two.csv", "--at", At);
        Assert.Equal((2, "", "lrnn: evaluate looks at one mode, but two.csv has a column for each of 2\n"), (run.Code, run.Output, run.Error));
    }

    /// <summary>What a terminal would obey is shown, and no line is longer than can be read.</summary>
    [Theory]
    [InlineData("'\\u001B[31m' is not known", "derive", "constant", "--format", "\e[31m")]
    [InlineData("'la\\u001Bmda' in 'la\\u001Bmda=1' is not a name", "derive", "constant", "--set", "T=3,la\u001bmda=1")]
    [InlineData("'der\\u001B[31m'", "der\e[31m")]
    [InlineData("x\\u001B]0;y\\u0007.csv: there is no such file", "derive", "@x\e]0;y\a.csv")]
    [InlineData("x y.csv: there is no such file", "derive", "@x\ny.csv")]
    [InlineData("\\u202E", "derive", "constant", "--sections", "\u202egalf")]
    [InlineData("\\u009B", "derive", "constant", "--sections", "\u009b31m")]
    public void AMessageHoldsNothingThatATerminalObeys(string says, params string[] arguments)
    {
        var run = Lrnn.With(arguments);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Error.TrimEnd('\n'), char.IsControl);
    }

    [Theory]
    [InlineData("\u001b[31mx", "\\u001B[31mx")]
    public void ACellOfATableIsShownAsItIs(string cell, string shown)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("task.csv", $"1\n{cell}\n");
        Assert.Equal($"lrnn: task.csv, line 2: '{shown}' is not a finite number such as 0.5, -2e-3 or 1/3\n", Lrnn.With("derive", "@task.csv").Error);
    }

    [Fact]
    public void NoLineOfAMessageIsLongerThan300Letters()
    {
        var terms = string.Concat(Enumerable.Repeat("delta + ", 400));
        foreach (var arguments in new string[][]
        {
            ["derive", $"{terms}("], ["derive", $"{terms}?{terms}t"], ["derive", $"?{terms}t"], ["derive", "constant", "--set", terms], ["derive", $"@{new string('x', 3000)}"],
            ["derive", "constant", "--set", $"T=3,{new string('x', 3000)}=1", "--sections", "task"],
        })
        {
            var run = Lrnn.With(arguments);
            Assert.All(run.Error.Split('\n'), line => Assert.True(line.Length <= 300, line));
        }

        var lines = Lrnn.With("derive", $"{terms}?{terms}t").Error.Split('\n');
        Assert.Equal('?', lines[1][lines[2].IndexOf('^', StringComparison.Ordinal)]);
    }

    /// <summary>From this start an integration fails, with exit code 3: what is refused with 2 was looked at before.</summary>
    [Theory]
    [InlineData("--rate: '0' is not a number above 0", "--rate", "0")]
    [InlineData("--rate: 'fast' is not a number above 0", "--rate", "fast")]
    [InlineData("descent steps of rate 1000000000000 until a learning time of 1", "--rate", "1e12", "--until", "1")]
    [InlineData("--hidden: '0' is not a whole number from 1 to 4096", "--hidden", "0")]
    [InlineData("--features: '0' is not a whole number from 1 to 4096", "--features", "0")]
    [InlineData("--data: 'sample' is not known; it is one of whitened, sampled, sensory", "--data", "sample")]
    [InlineData("--noise: only --data sensory has noise", "--noise", "2")]
    [InlineData("--covariance: unknown function 'foo'", "--covariance", "foo(i)")]
    [InlineData("--covariance: no value at i = 1, j = 1", "--covariance", "1/(i-j)")]
    [InlineData("--gradient: 'sample' is not known; it is one of correlations, samples", "--gradient", "sample")]
    [InlineData("--trajectories: 11 cannot be whitened", "--trajectories", "11")]
    [InlineData("--seed: '-1' is not a whole number from 0", "--seed", "-1")]
    [InlineData("--tolerance: '2' is not below 1", "--tolerance", "2")]
    public void TheNetworksOptionsAreLookedAtBeforeAnythingIsIntegrated(string says, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string[][] commands = [["compare"], ["report", "--out", "report.html"]];
        Assert.All(commands, command =>
        {
            string[] arguments = [command[0], "constant", "--set", "T=3,delta=1", "--initial", "a=1e200", .. command[1..]];
            AMistakeIsOneLineAndExitCode2(says, [.. arguments, .. options]);
        });
        Assert.Equal(3, Lrnn.With("compare", "constant", "--set", "T=3,delta=1", "--initial", "a=1e200").Code);
    }

    [Fact]
    public void OtherLengthsOfATableAreRefusedBeforeAnythingIsIntegrated()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("task.csv", "1\n2\n");
        AMistakeIsOneLineAndExitCode2("--extrapolate: a table has no values beyond its length", ["compare", "@task.csv", "--initial", "a=1e200", "--extrapolate", "4"]);
    }

    [Theory]
    [InlineData("descent diverged after", "train", "constant", "--set", "T=3,delta=1", "--rate", "50")]
    [InlineData("descent diverged after", "compare", "constant", "--set", "T=3,delta=1", "--rate", "2")]
    [InlineData("left the range of numbers", "integrate", "constant", "--set", "T=3,delta=1", "--initial", "a=1e200")]
    [InlineData("the step budget is used up", "integrate", "constant", "--set", "T=3,delta=1", "--until", "1e300", "--method", "dormand-prince")]
    [InlineData("leave the range of numbers", "evaluate", "constant", "--set", "T=1000,delta=1", "--at", "a=1,b=1e10,c=1")]
    public void ANumericalFailureIsExitCode3(string says, params string[] arguments)
    {
        var run = Lrnn.With(arguments);
        Assert.Equal(3, run.Code);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void AFaultOfTheProgramIsOneLineToo()
    {
        var run = Lrnn.Captured(() => CommandLine.Guard(() => throw new InvalidOperationException("first\nsecond")));
        Assert.Equal((70, "lrnn: internal error: InvalidOperationException: first second\n"), (run.Code, run.Error));
    }
}
