using System.Diagnostics;
using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace LrnnSymbolic.Lrnn.Tests;

public class SweepTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private static readonly string[] Grid =
        ["sweep", "modified-constant", "--x", "delta=0:3:12", "--y", "kappa=1/2:2.5:9", "--set", "T=5", "--until", "10"];

    private static readonly string[] Complex =
        ["sweep", "rotation", "--x", "delta=1/2:1:12", "--y", "b=-1:1:9", "--set", "T=5,lambda=0.9*exp(I*pi/6)", "--initial", "a=0.1+0.2*I", "--until", "3", "--modes", "complex"];

    // A sweep of each setting.
    private static string[] GridOf(string setting) => setting switch
    {
        "every" => With(Grid, "--outputs", "every"),
        "complex" => Complex,
        _ => Grid,
    };

    private static string[] With(string[] words, params string[] more) => [.. words, .. more];

    private static Lrnn.Run Done(params string[] arguments)
    {
        var run = Lrnn.With(arguments);
        Assert.True(run.Code == 0, run.Error);
        return run;
    }

    private static Dictionary<string, string>[] Rows(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "rows.csv"));
        var names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void EveryPointOfTheGridHasTheRowThatIntegrateGives()
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows"));
        var rows = Rows("rows");
        Assert.Equal(12 * 9, rows.Length);
        foreach (var k in new[] { 0, 8, 9, 50, 107 })
        {
            // The last axis runs fastest; the ends belong to the grid.
            Assert.Equal(3.0 * (k / 9) / 11, Number(rows[k]["delta"]), 15);
            Assert.Equal(0.5 + (2.0 * (k % 9) / 8), Number(rows[k]["kappa"]), 15);
            var curve = Done(
                "integrate", "modified-constant", "--set", $"T=5,delta={rows[k]["delta"]},kappa={rows[k]["kappa"]}",
                "--until", "10", "--samples", "2", "--format", "json").Json;
            foreach (var name in new[] { "a", "b", "c", "energy" })
                Assert.Equal(curve.At(name).Numbers()[^1], Number(rows[k][name]), 1e-8);
            Assert.Equal(Number(rows[k]["a"]) * Number(rows[k]["c"]), Number(rows[k]["u"]), 15);
        }
    }

    [Theory]
    [InlineData("inverse-exponential", "delta=1.1,tau=2", "lambda=-0.7:1.3:9", "T=1:9:5", "steady", null)]
    [InlineData("delta*cos(t)+[t=T]", "T=6", "delta=0.2:2:7", "b=-0.9:0.9:5", "steady", "a=-0.3,c=0.5")]
    [InlineData("dirac-ratio", "T=4", "beta=-1.5:1.5:6", "a=-0.5:0.5:4", "steady", "b=0.2,c=-0.3")]
    [InlineData("constant", "delta=0.8", "T=1:100:4", "c=-0.4:0.4:5", "12", "a=0.2,b=0.4")]
    [InlineData("inverse-exponential", "delta=1.1,tau=2", "lambda=-0.7:1.3:9", "T=1:9:5", "steady", null, "every")]
    [InlineData("delta*lambda^(t-i)+t/(t+i)-[i=t]/5", "lambda=1/2", "delta=-0.4:1.4:5", "T=1:7:4", "steady", "a=-0.3,b=0.1,c=0.5", "every")]
    [InlineData("dirac", "T=3,beta=-0.6", "kappa=0.1:0.9:4", "b=-1:1:5", "7", "a=0.3,c=-0.1", "every")]
    [InlineData("constant", "delta=0.8", "T=1:100:4", "c=-0.4:0.4:5", "0.5", "a=0.2,b=0.4", "every")]
    public void RowsOfManyAtOnceAreThoseOfEachByItself(
        string task, string set, string x, string y, string until, string? initial, string outputs = "last")
    {
        using var folder = new TemporaryFolder();
        string[] start = initial is null ? [] : ["--initial", initial];
        Done([
            "sweep", task, "--set", set, "--x", x, "--y", y, "--until", until, "--tolerance", "1e-10", "--out", "rows", "--outputs", outputs, .. start]);
        var rows = Rows("rows");
        var varied = new[] { x, y }.Select(axis => axis.Split('=')[0]).ToArray();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            string At(string name) => row.TryGetValue($"initial {name}", out var value) ? value : row[name];
            var given = varied.Where(name => "abc".Contains(name)).Select(name => $"{name}={At(name)}");
            var words = (initial ?? "a=0.1,b=0.1,c=0.1").Split(',').Where(word => !varied.Contains(word[..1])).Concat(given);
            var numbers = varied.Where(name => !"abc".Contains(name)).Select(name => $"{name}={row[name]}");
            var run = Done([
                "integrate", task, "--set", string.Join(',', [set, .. numbers]), "--initial", string.Join(',', words), "--until", until,
                "--tolerance", "1e-10", "--samples", "2", "--format", "json", "--outputs", outputs]).Json;
            var end = until == "steady" ? run.At("end") : run;
            double Of(string name) => until == "steady" ? end.At(name).GetDouble() : end.At(name).Numbers()[^1];
            if (until == "steady")
                Assert.Equal(end.At("reason").GetString(), row["outcome"]);
            if (row["outcome"] is "converged" or "time reached")
                foreach (var name in new[] { "a", "b", "c", "energy" })
                    Assert.True(Math.Abs(Of(name) - Number(row[name])) < 1e-7, $"{name} of {string.Join(" ", row)} is {Of(name)}");
        }
    }

    [Theory]
    [InlineData("rotation", "T=5,lambda=0.9*exp(I*pi/6)", "delta=-1:1:3", "b=-1:1:3", "a=0.1+0.2*I,c=0.3*I", "0.2-0.1*I", "last")]
    [InlineData("delta*exp(I*phi*(T-t))*[t>1]+I/4", "delta=0.6-I/3,tau=2", "phi=-1:1:3", "T=1:70:2", "a=0.4,b=I,c=1/3", "1/3", "last")]
    [InlineData("delta*lambda^(t-i)+I*i/t", "T=4,delta=I", "lambda=-1:1:3", "a=-0.4:0.4:3", "b=1/2+I/2", "0", "every")]
    [InlineData("@d.csv", null, "c=0.1:0.5:3", "b=0:1:2", "a=0.3-0.2*I", "0.7*I", "last")]
    public void ComplexRowsAreThoseOfIntegrate(string task, string? set, string x, string y, string initial, string otherStart, string outputs)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("d.csv", "re,im\n1,0.5\n0.2,-1\n0.3,1/3\n");
        string[] values = set is null ? [] : ["--set", set];
        string[] modes = ["--modes", "complex", "--outputs", outputs, "--until", "4"];
        Done(["sweep", task, .. values, "--x", x, "--y", y, "--initial", initial, "--out", "rows", .. modes]);
        Done(["sweep", task, .. values, "--x", x, "--y", y, "--initial", $"{initial.Split(',')[0][..2]}{otherStart}", "--out", "other", .. modes]);
        Assert.NotEqual(Rows("rows")[^1]["b_re"], Rows("other")[^1]["b_re"]);
        foreach (var row in Rows("rows"))
        {
            var varied = new[] { x, y }.Select(axis => axis.Split('=')[0]).ToDictionary(
                name => name, name => row.TryGetValue($"initial {name}", out var value) ? value : row[name]);
            var starts = initial.Split(',').Where(word => !varied.ContainsKey(word[..1])).Concat(Given("abc".Contains));
            var numbers = Given(name => !"abc".Contains(name)).Prepend(set).OfType<string>().ToArray();
            var curve = Done([
                "integrate", task, .. numbers.Length == 0 ? Array.Empty<string>() : ["--set", string.Join(',', numbers)],
                "--initial", string.Join(',', starts), .. modes, "--samples", "2", "--format", "json"]).Json;
            var end = "abc".ToDictionary(name => name, name => curve.At($"{name}")[1].Numbers());
            foreach (var (name, pair) in end)
                Assert.Equal((pair[0], pair[1]), (Number(row[$"{name}_re"]), Number(row[$"{name}_im"])), Near);
            var u = new System.Numerics.Complex(end['a'][0], end['a'][1]) * new System.Numerics.Complex(end['c'][0], end['c'][1]);
            Assert.Equal((u.Real, u.Imaginary), (Number(row["u_re"]), Number(row["u_im"])), Near);
            Assert.Equal(curve.At("energy").Numbers()[1], Number(row["energy"]), 1e-8);
            Assert.Equal("time reached", row["outcome"]);

            IEnumerable<string> Given(Func<string, bool> wanted) => varied.Where(axis => wanted(axis.Key)).Select(axis => $"{axis.Key}={axis.Value}");
        }

        static bool Near((double Re, double Im) x, (double Re, double Im) y) => double.Hypot(x.Re - y.Re, x.Im - y.Im) < 1e-8;
    }

    [Fact]
    public void APointWhereTheTaskHasNoValueIsAnOutcomeOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        Done("sweep", "dirac-ratio", "--set", "T=4", "--x", "beta=0:1:2", "--until", "steady", "--out", "rows");
        Assert.Equal(["no value", "converged"], Rows("rows").Select(row => row["outcome"]));
    }

    [Theory]
    [InlineData("last", "delta kappa a b c u energy time")]
    [InlineData("every", "delta kappa a b c u energy time")]
    [InlineData("complex", "delta,initial b,a_re a_im b_re b_im c_re c_im u_re u_im energy time")]
    public async Task ParquetHoldsTheRowsOfTheCsvFile(string setting, string names)
    {
        using var folder = new TemporaryFolder();
        Done(With(GridOf(setting), "--out", "rows"));
        var rows = Rows("rows");
        var columns = await ParquetDoubles("rows/rows.parquet");
        foreach (var (name, values) in columns)
            Assert.Equal(rows.Select(row => Number(row[name])), values);
        Assert.Equal(names.Contains(',', StringComparison.Ordinal) ? [.. names.Split(',')[..2], .. names.Split(',')[2].Split(' ')] : names.Split(' '), columns.Keys);
    }

    private static async Task<Dictionary<string, List<double>>> ParquetDoubles(string file)
    {
        await using var reader = await ParquetReader.CreateAsync(file);
        DataField[] fields = [.. reader.Schema.DataFields.Where(field => field.ClrType == typeof(double))];
        var columns = fields.ToDictionary(field => field.Name, _ => new List<double>());
        for (var k = 0; k < reader.RowGroupCount; k++)
        {
            using var group = reader.OpenRowGroupReader(k);
            foreach (var field in fields)
            {
                var values = new double[group.RowCount];
                await group.ReadAsync<double>(field, values);
                columns[field.Name].AddRange(values);
            }
        }

        return columns;
    }

    [Theory]
    [InlineData("last")]
    [InlineData("every")]
    [InlineData("complex")]
    public void ShardsAndThreadsGiveTheBytesOfTheWhole(string setting)
    {
        using var folder = new TemporaryFolder();
        Done(With(GridOf(setting), "--out", "whole", "--threads", "1"));
        foreach (var shard in new[] { "3/3", "1/3" })
            Assert.Contains("blocks are done", Done(With(GridOf(setting), "--out", "parts", "--shard", shard, "--threads", "3")).Output, StringComparison.Ordinal);
        Assert.False(File.Exists("parts/rows.csv"));
        var early = Lrnn.With("sweep", "--out", "parts", "--merge");
        Assert.Equal(2, early.Code);
        Assert.Contains("blocks are not done", early.Error, StringComparison.Ordinal);
        Done("sweep", "--out", "parts", "--shard", "2/3");
        foreach (var file in new[] { "rows.csv", "rows.parquet" })
            Assert.Equal(File.ReadAllBytes(Path.Combine("whole", file)), File.ReadAllBytes(Path.Combine("parts", file)));
    }

    [Theory]
    [InlineData("last")]
    [InlineData("every")]
    [InlineData("last", "complex")]
    public void AKilledSweepGoesOnWithoutLossOrRepetition(string outputs, string modes = "real")
    {
        using var folder = new TemporaryFolder();
        string[] words = ["sweep", "constant", "--x", "delta=0.1:3:1500", "--set", "T=6", "--until", "100", "--outputs", outputs, "--modes", modes];
        using (var process = Lrnn.Process(NoVariables, With(words, "--out", "killed", "--threads", "1")))
        {
            var patience = Stopwatch.StartNew();
            while (Blocks().Length < 2)
            {
                Assert.True(patience.Elapsed < TimeSpan.FromMinutes(2), "the sweep does not begin");
                Assert.False(process.HasExited, "the sweep ended before it could be killed");
                Thread.Sleep(5);
            }

            process.Kill(); // SIGKILL: no handler of the program runs
            process.WaitForExit();
        }

        Assert.False(File.Exists("killed/rows.csv"));
        var before = Blocks().ToDictionary(block => block, File.GetLastWriteTimeUtc);
        Done("sweep", "--out", "killed");
        foreach (var (block, time) in before)
            Assert.Equal(time, File.GetLastWriteTimeUtc(block));
        Done(With(words, "--out", "whole"));
        Assert.Equal(File.ReadAllBytes("whole/rows.csv"), File.ReadAllBytes("killed/rows.csv"));
        Assert.Equal(1500, Rows("killed").Select(row => row["point"]).Distinct().Count());

        static string[] Blocks() => Directory.Exists("killed/blocks") ? Directory.GetFiles("killed/blocks", "*.csv") : [];
    }

    [Fact]
    public void StartsAndLengthsVaryToo()
    {
        using var folder = new TemporaryFolder();
        Done("sweep", "constant", "--x", "a=c=0.01:1:3:log", "--y", "T=2:6:3", "--set", "delta=1.3", "--out", "rows", "--initial", "b=0.2", "--until", "3");
        var rows = Rows("rows");
        Assert.Equal(["0.01", "0.01", "0.01", "0.1", "0.1", "0.1", "1", "1", "1"], rows.Select(row => row["initial a=c"]));
        Assert.Equal(["2", "4", "6", "2", "4", "6", "2", "4", "6"], rows.Select(row => row["T"]));
        var curve = Done(
            "integrate", "constant", "--set", "T=4,delta=1.3", "--initial", "a=0.1,b=0.2,c=0.1", "--until", "3", "--samples", "2", "--format", "json").Json;
        Assert.Equal(curve.At("b").Numbers()[^1], Number(rows[4]["b"]), 1e-8);
    }

    [Fact]
    public void ASteadySweepSaysWhyEachPointEnded()
    {
        using var folder = new TemporaryFolder();
        Done("sweep", "dirac-ratio", "--x", "beta=0.5:2:2", "--set", "T=3", "--until", "steady", "--out", "rows");
        // The lowest energy of beta > sqrt(2) lies at infinity (docs/phase-transitions.md); below 1/sqrt(2) at b = 0, u = 1/beta.
        Assert.Equal(["converged", "running off"], Rows("rows").Select(row => row["outcome"]));
        Assert.Equal((0.0, 2.0), (Math.Round(Number(Rows("rows")[0]["b"]), 9), Math.Round(Number(Rows("rows")[0]["u"]), 9)));
    }

    /// <summary>A zero-loss solution far out is found, however slowly and steadily b grows to it.</summary>
    [Fact]
    public void GrowthTowardsAFarMinimumIsNoRunningOff()
    {
        using var folder = new TemporaryFolder();
        Done("sweep", "inverse-exponential", "--x", "lambda=30:50:2", "--set", "T=4,delta=1/2500", "--until", "steady", "--out", "rows");
        var rows = Rows("rows");
        Assert.All(rows, row => Assert.Equal("converged", row["outcome"]));
        Assert.All(rows, row => Assert.Equal(1, Number(row["b"]) / Number(row["lambda"]), 1e-9));
    }

    /// <summary>Whatever a crash has left of a block, it is worked again and nothing is lost.</summary>
    [Theory]
    [InlineData("nothing")]
    [InlineData("a line less")]
    [InlineData("half a line")]
    [InlineData("another word")]
    [InlineData("a line twice")]
    public void ADamagedBlockIsDoneAgain(string damage)
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows"));
        var before = File.ReadAllBytes("rows/rows.csv");
        File.Delete("rows/rows.csv");
        const string block = "rows/blocks/000000.csv";
        var lines = File.ReadAllLines(block);
        File.WriteAllText(block, damage switch
        {
            "nothing" => "",
            "a line less" => string.Join('\n', lines[1..]) + "\n",
            "half a line" => string.Join('\n', lines)[..^25],
            "another word" => string.Join('\n', lines) + "X\n",
            _ => string.Join('\n', [lines[0], lines[0], .. lines[2..]]) + "\n",
        });
        Done("sweep", "--out", "rows");
        Assert.Equal(before, File.ReadAllBytes("rows/rows.csv"));
    }

    [Fact]
    public void ARandomDesignIsDrawnFromItsSeed()
    {
        using var folder = new TemporaryFolder();
        string[] words = ["sweep", "constant", "--x", "delta=0.5:2", "--y", "T=2:4", "--random", "40", "--until", "1"];
        Done(With(words, "--out", "one"));
        Done(With(words, "--out", "same"));
        Done(With(words, "--out", "other", "--seed", "2"));
        Assert.Equal(File.ReadAllText("one/rows.csv"), File.ReadAllText("same/rows.csv"));
        Assert.NotEqual(File.ReadAllText("one/rows.csv"), File.ReadAllText("other/rows.csv"));
        Done(With(words, "--out", "every", "--outputs", "every"));
        Assert.Equal(Rows("one").Select(row => row["delta"]), Rows("every").Select(row => row["delta"]));
        Assert.All(Rows("one").Zip(Rows("every")), rows => Assert.NotEqual(rows.First["b"], rows.Second["b"]));
        Assert.All(Rows("one"), row => Assert.InRange(Number(row["delta"]), 0.5, 2));
        Assert.Equal(["2", "3", "4"], Rows("one").Select(row => row["T"]).Distinct().Order());
    }

    [Theory]
    [InlineData("sweep constant --x q=0:1:3 --set T=4 --out rows", "varies q, but constant has the parameters T, delta")]
    [InlineData("sweep constant --x delta=0:1 --set T=4 --out rows", "NAME=LOW:HIGH:COUNT")]
    [InlineData("sweep constant --x delta=0:1:1 --set T=4 --out rows", "whose ends must be equal")]
    [InlineData("sweep constant --x delta=0:1:5:log --set T=4 --out rows", "must be above 0")]
    [InlineData("sweep constant --x T=2:5:3 --set delta=1 --out rows", "whole number from 1")]
    [InlineData("sweep constant --x T=2:5:4 --out rows", "delta has no value")]
    [InlineData("sweep constant --x delta=0:1:3 --set T=4,delta=1 --out rows", "delta varies along an axis")]
    [InlineData("sweep constant --x delta=0:1:3 --y delta=0:1:3 --set T=4 --out rows", "varies along two axes")]
    [InlineData("sweep constant --x delta=0:1:3 --set T=4", "--out is missing")]
    [InlineData("sweep constant --set T=4,delta=1 --out rows", "nothing varies")]
    [InlineData("sweep --out rows", "holds no sweep")]
    [InlineData("sweep constant --x delta=0:1:3 --set T=4 --out rows --shard 5/4", "--shard")]
    [InlineData("sweep constant --x delta=0:1:3 --set T=4 --out rows --submit", "--submit goes with --slurm")]
    [InlineData("sweep constant --x delta=0:1:3 --set T=4 --out rows --outputs all", "'all' is not known; it is one of last, every")]
    [InlineData("sweep constant --x delta=0:1:3 --set T=1001 --out rows --outputs every", "T can be up to 1000")]
    [InlineData("sweep constant --x T=2:2000:3 --set delta=1 --out rows --outputs every", "T can be up to 1000")]
    [InlineData("sweep delta*i --x delta=0:1:3 --set T=4 --out rows", "i has no value")]
    [InlineData("sweep rotation --x delta=0:1:3 --set T=4,lambda=I --out rows", "the value")]
    [InlineData("sweep rotation --x delta=0:1:3 --set T=4,lambda=I --modes complex --until steady --out rows", "--until steady is for real modes")]
    [InlineData("sweep rotation --x delta=0:I:3 --set T=4,lambda=I --modes complex --out rows", "the value")]
    [InlineData("sweep --out rows --outputs every", "the TASK is missing")]
    [InlineData("sweep --out rows --until 3", "the TASK is missing")]
    [InlineData("sweep constant --x a=0.1:1:3 --set T=4,delta=1 --initial a=0.3 --out rows", "--initial: a varies along an axis")]
    public void WhatCannotBeSweptIsSaidAndMakesNoFolder(string words, string reason)
    {
        using var folder = new TemporaryFolder();
        var run = Lrnn.With(words.Split(' '));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists("rows"));
    }

    [Fact]
    public void AFolderKeepsTheSweepThatItHas()
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows"));
        var before = File.ReadAllText("rows/rows.csv");
        var run = Lrnn.With("sweep", "constant", "--x", "delta=0:1:3", "--set", "T=4", "--out", "rows");
        Assert.Equal(2, run.Code);
        Assert.Contains("holds another sweep", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText("rows/rows.csv"));
    }

    [Theory]
    [InlineData("last", "--outputs", "every")]
    [InlineData("every", "--outputs", "last")]
    [InlineData("last", "--modes", "complex")]
    public void AnotherSettingIsAnotherSweep(string outputs, string option, string other)
    {
        using var folder = new TemporaryFolder();
        string[] words = ["sweep", "constant", "--x", "delta=0:1:3", "--set", "T=4", "--until", "1", "--out", "rows"];
        Done(With(words, "--outputs", outputs));
        var before = File.ReadAllText("rows/rows.csv");
        var run = Lrnn.With(With(words, option, other));
        Assert.Equal(2, run.Code);
        Assert.Contains($"\"{other}\" here", run.Error, StringComparison.Ordinal);
        Done("sweep", "--out", "rows");
        Assert.Equal(before, File.ReadAllText("rows/rows.csv"));
    }

    /// <summary>A folder of a version that knew the last output and real modes alone.</summary>
    [Fact]
    public void AnOlderFolderGoesOn()
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows", "--shard", "1/2"));
        var description = File.ReadAllText("rows/sweep.json");
        File.WriteAllText("rows/sweep.json", description.Replace(",\n  \"Outputs\": \"last\",\n  \"Modes\": \"real\"", "", StringComparison.Ordinal));
        Assert.NotEqual(description, File.ReadAllText("rows/sweep.json"));
        Done("sweep", "--out", "rows", "--shard", "2/2");
        Done(With(Grid, "--out", "rows"));
        Assert.Equal(12 * 9, Rows("rows").Length);
    }

    [Fact]
    public void ATableIsSweptForItsLastOutput()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("s.csv", "1\n0.5\n");
        var run = Lrnn.With("sweep", "@s.csv", "--x", "b=0:1:3", "--outputs", "every", "--out", "rows");
        Assert.Equal(2, run.Code);
        Assert.Contains("a table holds the values of one output", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSlurmScriptHasTheUnfinishedShardsOnly()
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows", "--shard", "2/4"));
        Done("sweep", "--out", "rows", "--slurm", "--shards", "4");
        var script = File.ReadAllText("rows/sweep.sbatch");
        Assert.Contains("#SBATCH --array=1,3,4\n", script, StringComparison.Ordinal);
        Assert.Contains("--shard \"$SLURM_ARRAY_TASK_ID/4\"", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e-300:1e300:3", "1E-300 1 1E+300")]
    [InlineData("1e-3:1e3:7", "0.001 0.01 0.1 1 10 100 1000")]
    [InlineData("1/7:7:3", "0.14285714285714285 1 7")]
    [InlineData("3:24:4", "3 6 12 24")]
    [InlineData("1e300:1e-300:5", "1E+300 1E+150 1 1E-150 1E-300")]
    public void ALogarithmicAxisHasItsExactPoints(string axis, string points)
    {
        using var folder = new TemporaryFolder();
        Done("sweep", "constant", "--x", $"delta={axis}:log", "--set", "T=1", "--until", "1e-300", "--out", "rows");
        Assert.Equal(points.Split(' '), Rows("rows").Select(row => row["delta"]));
    }

    [Fact]
    public void ManyLogarithmicPointsKeepTheirRatio()
    {
        using var folder = new TemporaryFolder();
        Done("sweep", "constant", "--x", "delta=1e-307:1e307:308:log", "--set", "T=1", "--until", "1e-300", "--out", "rows");
        double[] values = [.. Rows("rows").Select(row => Number(row["delta"]))];
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.Equal(100, pair.Second / pair.First, 1e-10));
        Assert.Equal(1e-1, values[153], 1e-15);
        Done("sweep", "constant", "--x", "delta=1e-300:1e300:log", "--y", "a=-1e308:1e308", "--random", "50", "--set", "T=1", "--until", "1e-300", "--out", "drawn");
        Assert.All(Rows("drawn"), row => Assert.InRange(Number(row["delta"]), 1e-300, 1e300));
        Assert.All(Rows("drawn"), row => Assert.InRange(Number(row["initial a"]), -1e308, 1e308));
    }

    [Theory]
    [InlineData("point")]
    [InlineData("outcome")]
    [InlineData("evaluations")]
    [InlineData("time")]
    public async Task EveryColumnHasANameOfItsOwn(string name)
    {
        using var folder = new TemporaryFolder();
        Done("sweep", $"{name}*t", "--x", $"{name}=0:1:3", "--y", "c=0:1:2", "--set", "T=2", "--until", "1", "--out", "rows");
        Assert.Equal($"point,parameter {name},initial c,a,b,c,u,energy,time,evaluations,outcome", File.ReadAllLines("rows/rows.csv")[0]);
        Assert.Equal([0, 0, 0.5, 0.5, 1, 1], (await ParquetDoubles("rows/rows.parquet"))[$"parameter {name}"]);
    }

    /// <summary>What has happened to a block is seen to the last digit.</summary>
    [Theory]
    [InlineData("a digit")]
    [InlineData("not a number")]
    [InlineData("another block")]
    [InlineData("its own name")]
    [InlineData("a link without end")]
    [InlineData("a link to nothing")]
    [InlineData("a block of no digest")]
    public void ABlockThatIsNotAsItWasWrittenIsDoneAgain(string damage)
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows"));
        var before = File.ReadAllBytes("rows/rows.csv");
        const string block = "rows/blocks/000001.csv";
        var lines = File.ReadAllLines(block);
        switch (damage)
        {
            case "a digit":
                var comma = lines[3].LastIndexOf(',');
                var place = lines[3].LastIndexOf(',', lines[3].LastIndexOf(',', comma - 1) - 1) - 1; // the energy's last one
                lines[3] = lines[3][..place] + (char)('0' + ('9' - lines[3][place])) + lines[3][(place + 1)..];
                break;
            case "not a number":
                lines[3] = string.Join(',', lines[3].Split(',').Select((cell, k) => k == 4 ? "NaN" : cell));
                break;
            case "another block":
                lines = File.ReadAllLines("rows/blocks/000000.csv");
                break;
            case "its own name":
                lines[0] = lines[0][..10] + (lines[0][10] == '0' ? '1' : '0') + lines[0][11..];
                break;
            case "a block of no digest":
                lines = lines[1..];
                break;
        }

        Assert.NotEqual(File.ReadAllLines(block), damage.StartsWith("a link", StringComparison.Ordinal) ? [] : lines);
        File.Delete(block);
        if (damage.StartsWith("a link", StringComparison.Ordinal))
            File.CreateSymbolicLink(block, damage == "a link to nothing" ? "/nowhere" : "/dev/zero");
        else
            File.WriteAllText(block, string.Join('\n', lines) + "\n");
        Done("sweep", "--out", "rows");
        Assert.Equal(before, File.ReadAllBytes("rows/rows.csv"));
    }

    [Fact]
    public void AFolderInThePlaceOfABlockIsSaidAndNothingIsLost()
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows"));
        var before = File.ReadAllBytes("rows/rows.csv");
        File.Delete("rows/blocks/000001.csv");
        Directory.CreateDirectory("rows/blocks/000001.csv");
        var run = Lrnn.With("sweep", "--out", "rows");
        Assert.Equal((2, "lrnn: rows/blocks/000001.csv: is a folder in the place of a block; remove it\n"), (run.Code, run.Error));
        Directory.Delete("rows/blocks/000001.csv");
        Done("sweep", "--out", "rows");
        Assert.Equal(before, File.ReadAllBytes("rows/rows.csv"));
    }

    /// <summary>Blocks are known to belong to their sweep, whatever becomes of its description.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BlocksOfAnotherSweepAreNotAdopted(bool isDeleted)
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", "rows", "--shard", "1/2"));
        var description = File.ReadAllText("rows/sweep.json");
        File.Delete("rows/sweep.json");
        if (!isDeleted)
            File.WriteAllText("rows/sweep.json", description.Replace("delta=0:3:12", "delta=0:2:12", StringComparison.Ordinal));
        var other = isDeleted ? Lrnn.With(With([.. Grid.Select(word => word == "delta=0:3:12" ? "delta=0:2:12" : word)], "--out", "rows")) : Lrnn.With("sweep", "--out", "rows");
        Assert.Equal((2, ""), (other.Code, other.Output));
        Assert.Contains("belongs to another sweep", other.Error, StringComparison.Ordinal);
        Assert.Equal(isDeleted, !File.Exists("rows/sweep.json"));
        // The sweep's own words go on with them.
        File.Delete("rows/sweep.json");
        Done(With(Grid, "--out", "rows"));
        Done(With(Grid, "--out", "whole"));
        Assert.Equal(File.ReadAllBytes("whole/rows.csv"), File.ReadAllBytes("rows/rows.csv"));
    }

    [Fact]
    public void ATableIsTheSameInAllShards()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("s.csv", "1\n0.5\n");
        string[] words = ["sweep", "@s.csv", "--x", "b=0:1:100", "--until", "1", "--out", "rows"];
        Done(With(words, "--shard", "1/2"));
        File.WriteAllText("s.csv", "1\n0.6\n");
        foreach (var more in new[] { With(words, "--shard", "2/2"), ["sweep", "--out", "rows"] })
        {
            var run = Lrnn.With(more);
            Assert.Equal((2, "lrnn: s.csv: is not the table that the sweep in rows began with; bring that one back, or choose another --out\n"), (run.Code, run.Error));
        }

        // It may be written in another way.
        File.WriteAllText("s.csv", "1.0\n1/2\n");
        Done(With(words, "--shard", "2/2"));
        Assert.Equal(100, Rows("rows").Length);
    }

    /// <summary>Of two sweeps that begin in one folder, one has it and the other is told.</summary>
    [Fact]
    public void OneOfTwoSweepsThatBeginAtOnceHasTheFolder()
    {
        using var folder = new TemporaryFolder();
        for (var trial = 0; trial < 3; trial++)
        {
            string[] highs = ["2", "3"];
            var runs = highs.Select(high => Lrnn.Process(NoVariables, "sweep", "constant", "--x", $"delta=0:{high}:100", "--set", "T=4", "--until", "1", "--out", $"rows{trial}")).ToArray();
            foreach (var run in runs)
                run.WaitForExit();
            int[] codes = [.. runs.Select(run => run.ExitCode)];
            Assert.Equal([0, 2], codes.Order());
            Assert.Equal(highs[Array.IndexOf(codes, 0)], Rows($"rows{trial}")[^1]["delta"]);
            Assert.Contains("another sweep", runs[Array.IndexOf(codes, 2)].StandardError.ReadToEnd(), StringComparison.Ordinal);
        }
    }

    /// <summary>One sweep that is begun twice at once is done twice, to the same bytes.</summary>
    [Fact]
    public void OneSweepMayBeStartedTwiceAtOnce()
    {
        using var folder = new TemporaryFolder();
        Done("sweep", "constant", "--x", "delta=0:2:100", "--set", "T=4", "--until", "1", "--out", "whole");
        var runs = Enumerable.Range(0, 3).Select(_ => Lrnn.Process(NoVariables, "sweep", "constant", "--x", "delta=0:2:100", "--set", "T=4", "--until", "1", "--out", "rows")).ToArray();
        foreach (var run in runs)
        {
            run.WaitForExit();
            Assert.True(run.ExitCode == 0, run.StandardError.ReadToEnd());
        }

        Assert.Equal(File.ReadAllBytes("whole/rows.csv"), File.ReadAllBytes("rows/rows.csv"));
        Assert.Equal(["blocks", "rows.csv", "rows.parquet", "sweep.json"], Directory.GetFileSystemEntries("rows").Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("")]
    [InlineData("{\"Task\": null, \"Set\": null, \"Axes\": [\"delta=0:1:2\"], \"Random\": null, \"Seed\": 1, \"Initial\": null, \"Until\": \"1\", \"Tolerance\": \"1e-6\"}")]
    [InlineData("{\"Task\": \"constant\", \"Set\": \"T=2\", \"Axes\": null, \"Random\": null, \"Seed\": 1, \"Initial\": null, \"Until\": \"1\", \"Tolerance\": \"1e-6\"}")]
    [InlineData("{\"Task\": \"constant\", \"Set\": \"T=2\", \"Axes\": [null], \"Random\": null, \"Seed\": 1, \"Initial\": null, \"Until\": \"1\", \"Tolerance\": \"1e-6\"}")]
    [InlineData("{\"Task\": \"constant\", \"Set\": \"T=2\", \"Axes\": [\"delta=0:1\"], \"Random\": -2, \"Seed\": 1, \"Initial\": null, \"Until\": \"1\", \"Tolerance\": \"1e-6\"}")]
    public void ADescriptionThatIsNoneIsSaid(string text)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory("rows");
        File.WriteAllText("rows/sweep.json", text);
        foreach (var words in new[] { ["sweep"], Grid })
        {
            var run = Lrnn.With(With(words, "--out", "rows"));
            Assert.Equal((2, ""), (run.Code, run.Output));
            Assert.StartsWith("lrnn: rows/sweep.json: is not a sweep's description", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(text, File.ReadAllText("rows/sweep.json"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void AnEmptyFolderNameIsNoFolder(string name)
    {
        using var folder = new TemporaryFolder();
        var run = Lrnn.With(With(Grid, "--out", name));
        Assert.Equal((2, "lrnn: --out is empty; it names the sweep's folder\n"), (run.Code, run.Error));
        Assert.Empty(Directory.GetFileSystemEntries("."));
    }

    /// <summary>sweep and integrate end alike, from starts that are far away or steep, and at any tolerance.</summary>
    [Theory]
    [InlineData("modified-constant", "T=5,delta=1,kappa=2", "a=c=1e5:1e5:1", "a=1e5,b=0.1,c=1e5", "b=0.1", 0.817546646224)]
    [InlineData("constant", "T=100,delta=1", "b=1.2:1.2:1", "a=0.1,b=1.2,c=0.1", null, 1)]
    [InlineData("constant", "T=100,delta=1", "b=1.5:1.5:1", "a=0.1,b=1.5,c=0.1", null, 1)]
    [InlineData("constant", "T=6,delta=1", "b=-0.5:-0.5:1", "a=0.1,b=-0.5,c=0.1", null, 1, "1e-2")]
    [InlineData("inverse-exponential", "T=8,delta=1,lambda=0.7", "a=1e6:1e6:1", "a=1e6,b=0.3,c=0.1", "b=0.3", 0.7, "1e-1")]
    public void FarStartsEndAlikeInSweepAndIntegrate(string task, string set, string axis, string start, string? rest, double b, string tolerance = "1e-10")
    {
        using var folder = new TemporaryFolder();
        string[] initial = rest is null ? [] : ["--initial", rest];
        Done(["sweep", task, "--set", set, "--x", axis, .. initial, "--until", "steady", "--tolerance", tolerance, "--out", "rows"]);
        var row = Assert.Single(Rows("rows"));
        var end = Done("integrate", task, "--set", set, "--initial", start, "--until", "steady", "--tolerance", tolerance, "--samples", "2", "--format", "json").Json.At("end");
        Assert.Equal(("converged", "converged"), (row["outcome"], end.At("reason").GetString()));
        Assert.Equal(b, Number(row["b"]), 1e-9);
        Assert.Equal(b, end.At("b").GetDouble(), 1e-9);
        Assert.Equal(end.At("energy").GetDouble(), Number(row["energy"]), 1e-12);
    }

    [Theory]
    [InlineData("a \" b")]
    [InlineData("50% # it's")]
    public void ThePathOfASlurmScriptIsQuoted(string name)
    {
        using var folder = new TemporaryFolder();
        Done(With(Grid, "--out", name, "--slurm", "--shards", "2"));
        var line = File.ReadAllLines(Path.Combine(name, "sweep.sbatch")).Single(text => text.StartsWith("#SBATCH --output=", StringComparison.Ordinal));
        var path = Path.Combine(Directory.GetCurrentDirectory(), name, "slurm");
        Assert.Equal($"#SBATCH --output=\"{path.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal)}\"/%A_%a.log", line);
        var broken = Lrnn.With(With(Grid, "--out", "x\\y", "--slurm"));
        Assert.Equal(2, broken.Code);
        Assert.Contains("cannot name the logs", broken.Error, StringComparison.Ordinal);
    }
}
