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
}
