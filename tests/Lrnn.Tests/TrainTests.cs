namespace LrnnSymbolic.Lrnn.Tests;

public class TrainTests
{
    private static Lrnn.Run Train(params string[] more) =>
        Lrnn.With(["train", "constant", "--set", "T=3,delta=1:0.5", "--steps", "300", "--rate", "0.01", "--samples", "4", "--format", "json", .. more]);

    [Theory]
    [InlineData("whitened")]
    [InlineData("sampled")]
    [InlineData("sensory")]
    public void CorrelationsAndSamplesTrainTheSameNetwork(string data)
    {
        string[] shape = ["--data", data, "--start", "unaligned", "--input-units", "3", "--hidden", "5", "--output-units", "2"];
        var samples = Train([.. shape, "--gradient", "samples"]).Json;
        var correlations = Train([.. shape, "--gradient", "correlations"]).Json;
        for (var mode = 0; mode < 2; mode++)
            foreach (var name in new[] { "a", "b", "c" })
                foreach (var (x, y) in samples.GetProperty("modes")[mode].GetProperty(name).Numbers()
                    .Zip(correlations.GetProperty("modes")[mode].GetProperty(name).Numbers()))
                    Assert.Equal(x, y, 1e-11);
    }

    [Fact]
    public void TheKernelTurnsAwayFromTheStart()
    {
        var distance = Train("--kernel-distance", "--start", "unaligned").Json.GetProperty("kernelDistance").Numbers();
        Assert.Equal(4, distance.Length);
        Assert.Equal(0, distance[0], 1e-14);
        Assert.InRange(distance[^1], 1e-3, 1);
    }

    /// <summary>An aligned network answers with c b^(T-i) a.</summary>
    [Fact]
    public void SingularValuesAreTheModesResponses()
    {
        var json = Train("--singular-values").Json;
        for (var mode = 0; mode < 2; mode++)
        {
            var curves = json.GetProperty("modes")[mode];
            var (a, b, c) = (curves.GetProperty("a")[3].GetDouble(), curves.GetProperty("b")[3].GetDouble(), curves.GetProperty("c")[3].GetDouble());
            for (var i = 1; i <= 3; i++)
                Assert.Equal(a * Math.Pow(b, 3 - i) * c, curves.GetProperty("singularValues")[3][i - 1].GetDouble(), 1e-12);
        }
    }

    [Fact]
    public void BatchesAndMomentumLearn()
    {
        var loss = Train("--batch", "50", "--momentum", "0.5").Json.GetProperty("loss").Numbers();
        Assert.Equal(loss.OrderDescending(), loss);
        Assert.True(loss[^1] < 0.5 * loss[0]);
        Assert.Equal(Train("--batch", "50").Output, Train("--batch", "50").Output);
    }

    /// <summary>From beside the solution, nine tenths of the predicted rate converge, a little more than all of it does not.</summary>
    [Fact]
    public void TheLargestStableRateIsWhereDescentStopsConverging()
    {
        var run = Lrnn.With("train", "constant", "--set", "T=6,delta=1", "--rate", "0.5");
        Assert.Equal(3, run.Code);
        var told = System.Text.RegularExpressions.Regex.Match(run.Error, "rates up to ([0-9.]+) are stable at the solution");
        Assert.True(told.Success, run.Error);
        var rate = double.Parse(told.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Loss(0.9 * rate) < 1e-12);
        Assert.True(Loss(1.15 * rate) > 1e-6);

        static double Loss(double rate) => Lrnn.With(
                "train", "constant", "--set", "T=6,delta=1", "--initial", "a=1.001,b=0.999,c=0.999", "--steps", "20000", "--samples", "2",
                "--format", "json", "--rate", rate.ToString("R", System.Globalization.CultureInfo.InvariantCulture)) is { Code: 0 } run
            ? run.Json.GetProperty("loss").Numbers()[^1]
            : double.PositiveInfinity;
    }

    [Theory]
    [InlineData("--batch: there are only 1000 trajectories", "--batch", "1001")]
    [InlineData("--momentum: '1' is not a number from 0 to below 1", "--momentum", "1")]
    [InlineData("--noise: only --data sensory has noise", "--noise", "2")]
    [InlineData("--data: 'white' is not known", "--data", "white")]
    [InlineData("--batch: a batch has no correlations", "--batch", "5", "--gradient", "correlations")]
    [InlineData("--input-units: 2 modes need at least 2 units", "--input-units", "1")]
    public void WrongCombinationsAreOneLine(string message, params string[] options)
    {
        var run = Train(options);
        Assert.Equal(2, run.Code);
        Assert.StartsWith($"lrnn: {message}", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    /// <summary>Inputs of given correlations: descent from the correlations is descent from samples that have them.</summary>
    [Theory]
    [InlineData("0.5^abs(i-j)", "last")]
    [InlineData("0.5^abs(i-j)+1/4", "every")]
    [InlineData("1", "last")]
    public void CorrelatedInputsTrainAlikeFromSamplesAndFromCorrelations(string covariance, string outputs)
    {
        string[] words =
            ["train", "delta", "--set", "T=3,delta=0.8", "--covariance", covariance, "--outputs", outputs, "--steps", "300", "--rate", "0.01", "--samples", "4", "--format", "json"];
        var (known, sampled) = (Lrnn.With([.. words, "--gradient", "correlations"]).Json, Lrnn.With([.. words, "--gradient", "samples"]).Json);
        for (var k = 0; k < 4; k++)
        {
            Assert.Equal(known.GetProperty("loss")[k].GetDouble(), sampled.GetProperty("loss")[k].GetDouble(), 1e-10);
            foreach (var name in new[] { "a", "b", "c" })
                Assert.Equal(known.GetProperty("modes")[0].GetProperty(name)[k].GetDouble(), sampled.GetProperty("modes")[0].GetProperty(name)[k].GetDouble(), 1e-10);
        }

        // They are not white.
        Assert.True(Math.Abs(known.GetProperty("loss")[0].GetDouble() - Lrnn.With([.. words[..4], .. words[6..]]).Json.GetProperty("loss")[0].GetDouble()) > 0.1);
    }

    [Fact]
    public void ACovarianceMayBeAFileOfTheUnitsOrOfAll()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("units.csv", "2,1/2\n0.5,1\n");
        File.WriteAllText("all.csv", "2,0.5,0,0\n0.5,1,0,0\n0,0,2,0.5\n0,0,0.5,1\n");
        string[] words = ["train", "constant", "--set", "T=2,delta=1", "--features", "2", "--hidden", "2", "--steps", "50", "--samples", "3", "--covariance"];
        Assert.Equal(Lrnn.With([.. words, "@units.csv"]).Output, Lrnn.With([.. words, "@all.csv"]).Output);
    }

    [Theory]
    [InlineData("2^(i-j)", "symmetric")]
    [InlineData("2^abs(i-j)", "no negative eigenvalues")]
    [InlineData("rho^abs(i-j)", "a formula in i, j and T")]
    [InlineData("@missing.csv", "no such file")]
    public void WhatIsNoCovarianceIsRefused(string covariance, string message)
    {
        var run = Lrnn.With("train", "constant", "--set", "T=2,delta=1", "--covariance", covariance);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    /// <summary>The start, the end and the inputs as kernel-distance reads them: the same distance by two commands.</summary>
    [Fact]
    public void WhatIsSavedHasTheKernelDistanceOfTheRun()
    {
        using var folder = new TemporaryFolder();
        var run = Lrnn.With(
            "train", "constant", "--set", "T=3,delta=1", "--start", "unaligned", "--hidden", "3", "--features", "2", "--trajectories", "20", "--steps", "500", "--rate", "0.01",
            "--samples", "2", "--kernel-distance", "--save", "net", "--format", "json").Json;
        var distance = Lrnn.With("kernel-distance", "--weights", "net/start.json", "--weights-after", "net/end.json", "--inputs", "net/inputs.json", "--format", "json").Json;
        Assert.Equal(run.GetProperty("kernelDistance")[1].GetDouble(), distance.GetProperty("distance").GetDouble(), 1e-14);
        Assert.True(distance.GetProperty("distance").GetDouble() > 0.01);
        Assert.Equal(distance.GetProperty("distance").GetDouble(), Lrnn.With("kernel-distance", "--saved", "net", "--format", "json").Json.GetProperty("distance").GetDouble());
        Assert.Equal(Lrnn.With("kernel", "--weights", "net/end.json", "--inputs", "net/inputs.json").Output, Lrnn.With("kernel", "--saved", "net").Output);
        Assert.Equal(2, Lrnn.With("kernel", "--saved", "net", "--inputs", "net/inputs.json").Code);
    }

    [Fact]
    public void NothingIsSavedOfADivergence()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(3, Lrnn.With("train", "constant", "--set", "T=5,delta=1", "--rate", "3", "--save", "net").Code);
        Assert.False(Directory.Exists("net"));
    }

    [Fact]
    public void AnUnalignedRunTellsWhatTheMapHasLearned()
    {
        var run = Lrnn.With(
            "train", "inverse-exponential", "--set", "T=3,delta=1.1:0.6,lambda=0.7:0.5", "--start", "unaligned", "--steps", "20000", "--rate", "0.02", "--samples", "2", "--seed", "3");
        Assert.Contains("misalignment", run.Output, StringComparison.Ordinal);
        var line = run.Output.Split('\n').Single(text => text.StartsWith("mode 1: singular values", StringComparison.Ordinal));
        double[] found = [.. line.Split("values ")[1].Split(';')[0].Split(", ").Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.All(found.Zip([1.1 * 0.49, 1.1 * 0.7, 1.1]), pair => Assert.Equal(pair.Second, pair.First, 1e-2));
    }

    [Theory]
    [InlineData("--steps 100 --until 5", "give one of them")]
    [InlineData("--start unaligned --initial a=1", "--initial")]
    [InlineData("--tolerance 1e-3", "--tolerance")]
    public void WordsWithoutEffectAreRefused(string words, string message)
    {
        var run = Lrnn.With(["train", "constant", "--set", "T=2,delta=1", .. words.Split(' ')]);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    /// <summary>Between modes the loss is more curved than along them; and where nothing is settled, nothing is predicted.</summary>
    [Theory]
    [InlineData("constant", "T=5,delta=1:1", "--initial a=3:0.34,b=0.98,c=0.34:3 --rate 0.005", "rates up to 0.0008")]
    [InlineData("[t=1]", "T=5", "--rate 3 --scale 2", "a smaller --rate may help")]
    public void TheLargestStableRateIsThatOfTheWholeNetwork(string task, string set, string words, string message)
    {
        var run = Lrnn.With(["train", task, "--set", set, "--steps", "3000", .. words.Split(' ')]);
        Assert.Equal(3, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    /// <summary>What would take years is refused, and what takes long is told, before it begins.</summary>
    [Fact]
    public void TheWorkIsEstimatedBeforeItBegins()
    {
        var years = Lrnn.With("train", "constant", "--set", "T=6,delta=1", "--hidden", "4096", "--steps", "100000000", "--rate", "1e-3");
        Assert.Equal((2, ""), (years.Code, years.Output));
        Assert.Contains("multiplications, more than 1e17; give fewer --steps or a smaller --hidden", years.Error, StringComparison.Ordinal);

        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var minutes = Lrnn.With(soon.Token, "train", "constant", "--set", "T=6,delta=1", "--hidden", "16", "--steps", "100000000", "--rate", "1e-3");
        // 3 passes of 10^8 steps, T = 6, 4 columns, 16 hidden units of 24 products each.
        Assert.Equal((130, true), (minutes.Code, minutes.Error.StartsWith("note: the training is about 3e12 multiplications, of the order of 46 minutes; ", StringComparison.Ordinal)));
        Assert.DoesNotContain("note", Lrnn.With("train", "constant", "--set", "T=6,delta=1", "--steps", "10").Error, StringComparison.Ordinal);
    }
}
