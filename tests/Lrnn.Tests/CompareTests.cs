namespace LrnnSymbolic.Lrnn.Tests;

public class CompareTests
{
    private static readonly string[] Short = ["--until", "8", "--samples", "41", "--format", "json"];

    private static Lrnn.Run Compare(string task, string set, params string[] more) =>
        Lrnn.With(["compare", task, "--set", set, .. Short, .. more]);

    [Theory]
    [InlineData("inverse-exponential", "T=6,delta=1.1,lambda=0.5")]
    [InlineData("constant", "T=4,delta=0.9")]
    [InlineData("exponential", "T=4,delta=0.6,lambda=1.1")]
    [InlineData("delta*(1+t/T)", "T=5,delta=0.5")]
    [InlineData("[t<T]*delta + [t=T]*kappa", "T=4,delta=0.3,kappa=0.8")]
    public void TheoryAndTrainingAgree(string task, string set)
    {
        var json = Compare(task, set).Json;
        Assert.True(json.GetProperty("passed").GetBoolean());
        Assert.InRange(json.GetProperty("maximum").GetDouble(), 1e-7, 0.01);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public void TheyAgreeForShortAndLongTrajectories(int length)
    {
        var json = Compare("inverse-exponential", $"T={length},delta=0.8,lambda=0.7").Json;
        Assert.InRange(json.GetProperty("maximum").GetDouble(), 1e-7, 0.01);
        Assert.Equal(length, json.GetProperty("T").GetInt32());
    }

    [Fact]
    public void SeveralModesAgreeAtOnceAndEachWithItsOwnParameters()
    {
        var together = Compare("inverse-exponential", "T=5,delta=1.1:0.7:0.4,lambda=0.5:0.8:1", "--rate", "0.002").Json;
        Assert.InRange(together.GetProperty("maximum").GetDouble(), 1e-7, 0.01);
        var modes = together.GetProperty("modes");
        Assert.Equal(3, modes.GetArrayLength());
        (string Delta, string Lambda)[] alone = [("1.1", "0.5"), ("0.7", "0.8"), ("0.4", "1")];
        for (var mode = 0; mode < alone.Length; mode++)
        {
            var one = Compare("inverse-exponential", $"T=5,delta={alone[mode].Delta},lambda={alone[mode].Lambda}", "--rate", "0.002").Json;
            foreach (var name in new[] { "a", "b", "c" })
                foreach (var side in new[] { "theory", "trained" })
                    Assert.Equal(one.GetProperty("modes")[0].At(side, name).GetDouble(), modes[mode].At(side, name).GetDouble(), 1e-9);
        }
    }

    // Descent is Euler's method, of order one: what theory and training differ by is the rate's doing alone.
    [Theory]
    [InlineData("inverse-exponential", "T=6,delta=1.1,lambda=0.5")]
    [InlineData("constant", "T=3,delta=1:0.6")]
    public void TheDeviationFallsWithTheRate(string task, string set)
    {
        var deviations = new[] { "0.002", "0.001", "0.0005" }
            .Select(rate => Compare(task, set, "--rate", rate).Json.GetProperty("maximum").GetDouble())
            .ToArray();
        Assert.InRange(deviations[0] / deviations[1], 1.8, 2.2);
        Assert.InRange(deviations[1] / deviations[2], 1.8, 2.2);
    }

    [Fact]
    public void ADeviationBeyondWhatIsAllowedEndsWith1()
    {
        var run = Compare("constant", "T=3,delta=1", "--within", "1e-9");
        Assert.Equal(1, run.Code);
        Assert.Contains("\"passed\": false", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void TheTableNamesTheNetworkAndEveryMode()
    {
        var run = Lrnn.With("compare", "constant", "--set", "T=3,delta=1:0.5", "--until", "4");
        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "constant: s_t = delta", "network 4-4-4, T = 3, 1000 trajectories", "delta=1", "delta=0.5", "theory", "trained", "agrees within 0.01" })
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void LearningTimeIsInUnitsOfTau()
    {
        var fast = Compare("constant", "T=3,delta=1").Json;
        var slow = Lrnn.With("compare", "constant", "--set", "T=3,delta=1,tau=3", "--until", "24", "--samples", "41", "--format", "json").Json;
        Assert.Equal(fast.GetProperty("steps").GetInt32(), slow.GetProperty("steps").GetInt32());
        Assert.Equal(fast.GetProperty("modes")[0].At("theory", "a").GetDouble(), slow.GetProperty("modes")[0].At("theory", "a").GetDouble(), 1e-8);
    }

    [Theory]
    [InlineData("curves.png", new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }, new byte[] { 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82 })]
    [InlineData("curves.svg", new byte[] { 0x3C, 0x3F, 0x78, 0x6D, 0x6C }, new byte[] { 0x3C, 0x2F, 0x73, 0x76, 0x67, 0x3E })]
    public void APlotIsWrittenWhole(string file, byte[] head, byte[] tail)
    {
        using var folder = new TemporaryFolder();
        var run = Compare("constant", "T=3,delta=1.2:1:0.8", "--plot", file);
        Assert.Equal(0, run.Code);
        Assert.Equal($"wrote {file}\n", run.Error);
        Assert.Equal([file], Directory.GetFiles(".").Select(Path.GetFileName));
        var bytes = File.ReadAllBytes(file);
        Assert.Equal(head, bytes[..head.Length]);
        Assert.EndsWith(System.Text.Encoding.Latin1.GetString(tail), System.Text.Encoding.Latin1.GetString(bytes).TrimEnd(), StringComparison.Ordinal);
        Assert.InRange(bytes.Length, 20_000, 2_000_000);
    }

    [Fact]
    public void APlotThatCannotBeWrittenLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory("curves.png");
        var run = Compare("constant", "T=3,delta=1", "--plot", "curves.png");
        Assert.Equal(2, run.Code);
        Assert.StartsWith("lrnn: --plot: 'curves.png' is a folder", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles("."));
    }

    /// <summary>On white data the deviation is discretisation alone, whatever the seed; on drawn data sampling comes on top.</summary>
    [Fact]
    public void SeedsTellWhatTheDeviationConsistsOf()
    {
        var white = Compare("constant", "T=3,delta=1", "--seeds", "3").Json;
        var seeds = white.GetProperty("seeds");
        Assert.Equal(white.GetProperty("maximum").GetDouble(), seeds.GetProperty("discretisation").GetDouble(), 1e-12);
        Assert.InRange(seeds.At("remainder", "largest").GetDouble(), 0, 1e-12);
        Assert.InRange(seeds.At("misalignment", "largest").GetDouble(), 0, 1e-12);
        Assert.True(seeds.GetProperty("passed").GetBoolean());

        var few = Drawn("1000");
        var many = Drawn("64000");
        Assert.InRange(few / many, 4, 16);

        static double Drawn(string trajectories) => Compare(
                "constant", "T=3,delta=1", "--seeds", "4", "--data", "sampled", "--gradient", "correlations", "--trajectories", trajectories, "--within", "5")
            .Json.At("seeds", "remainder", "mean").GetDouble();
    }

    /// <summary>With the exponential task the solution of one length is none of another.</summary>
    [Fact]
    public void TheoryExtrapolatesAsTheNetworkDoes()
    {
        var json = Compare("exponential", "T=4,delta=0.6,lambda=1.1", "--extrapolate", "7").Json.GetProperty("extrapolation");
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], json.GetProperty("T").Numbers());
        var (theory, trained) = (json.GetProperty("theory").Numbers(), json.GetProperty("trained").Numbers());
        for (var k = 0; k < 7; k++)
            Assert.Equal(theory[k], trained[k], 0.02 * Math.Max(theory[k], 1e-2));
        Assert.True(theory[6] > 10 * theory[3]);
    }

    /// <summary>Without --until a long task is compared for as long as its modes move, in a number of steps that ends.</summary>
    [Fact]
    public void ALongTrajectoryIsComparedAsFarAsItLearns()
    {
        var json = Lrnn.With("compare", "constant", "--set", "T=40,delta=1.1", "--format", "json").Json;
        Assert.InRange(json.GetProperty("steps").GetInt32(), 1000, 2_000_000);
        Assert.InRange(json.GetProperty("maximum").GetDouble(), 1e-7, 0.01);
        Assert.Equal(1, json.GetProperty("modes")[0].At("trained", "b").GetDouble(), 1e-6);
    }
}
