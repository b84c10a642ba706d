using System.Text.Json;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>Loss (144), which counts every output: theory, training, and the equations written out as double sums.</summary>
public class EveryOutputTests
{
    private const string General = "delta*lambda^(t-i)+kappa*t/(t+i)-[i=t]/5";
    private const string GeneralSet = "delta=1.1,lambda=0.6,kappa=0.4";

    private static readonly string[] Short = ["--until", "6", "--samples", "31"];

    private static Lrnn.Run Run(string command, string task, string set, params string[] more) =>
        Lrnn.With([command, task, "--set", set, "--outputs", "every", .. more]);

    private static JsonElement Json(string command, string task, string set, params string[] more) =>
        Run(command, task, set, [.. more, "--format", "json"]).Json;

    private static double GeneralValue(int t, int i) => (1.1 * Math.Pow(0.6, t - i)) + (0.4 * t / (t + i)) - (i == t ? 0.2 : 0);

    // tau a', b', c' of E = 1/2 sum_{t=1..T} sum_{i<=t} (s_{t,i} - c b^(t-i) a)^2, term by term.
    private static double[] Flow(double[] state, int length)
    {
        var (a, b, c) = (state[0], state[1], state[2]);
        var flow = new double[3];
        for (var t = 1; t <= length; t++)
            for (var i = 1; i <= t; i++)
            {
                var error = GeneralValue(t, i) - (c * Math.Pow(b, t - i) * a);
                flow[0] += c * Math.Pow(b, t - i) * error;
                flow[1] += t == i ? 0 : (t - i) * c * a * Math.Pow(b, t - i - 1) * error;
                flow[2] += a * Math.Pow(b, t - i) * error;
            }

        return flow;
    }

    [Theory]
    [InlineData("inverse-exponential", "T=5,delta=1.1,lambda=0.5")]
    [InlineData("constant", "T=4,delta=0.9")]
    [InlineData("dirac", "T=3,beta=0.4,kappa=0.7")]
    [InlineData(General, "T=4," + GeneralSet)]
    [InlineData("delta*[t=i]+i/10", "T=6,delta=0.3:0.5:0.8")]
    [InlineData("delta", "T=1,delta=1")]
    public void TheoryAndTrainingAgreeAndTheDeviationFallsWithTheRate(string task, string set)
    {
        var coarse = Json("compare", task, set, [.. Short, "--rate", "0.001"]);
        var fine = Json("compare", task, set, [.. Short, "--rate", "0.0005"]);
        Assert.True(fine.GetProperty("passed").GetBoolean());
        Assert.Equal("every", fine.GetProperty("outputs").GetString());
        Assert.InRange(coarse.GetProperty("maximum").GetDouble() / fine.GetProperty("maximum").GetDouble(), 1.8, 2.2);
        Assert.InRange(coarse.At("loss", "maximum").GetDouble() / fine.At("loss", "maximum").GetDouble(), 1.8, 2.2);
    }

    /// <summary>An aligned network on white inputs does Euler's steps of the modes' equations, whichever way its gradient is computed.</summary>
    [Theory]
    [InlineData(1, "correlations", 4)]
    [InlineData(2, "samples", 4)]
    [InlineData(3, "correlations", 4)]
    [InlineData(5, "samples", 3)]
    [InlineData(5, "correlations", 6)]
    public void TrainingStepsAreEulersOnTheDoubleSum(int length, string gradient, int units)
    {
        const double rate = 0.01;
        var run = Json(
            "train", General, $"T={length},{GeneralSet}", "--initial", "a=0.3,b=0.2,c=0.4", "--steps", "200", "--rate", "0.01", "--samples", "11",
            "--gradient", gradient, "--hidden", $"{units}", "--features", $"{units}");
        double[] state = [0.3, 0.2, 0.4];
        var (recorded, modes) = (run.GetProperty("steps").Numbers(), run.GetProperty("modes")[0]);
        for (int step = 0, k = 0; k < recorded.Length; step++)
        {
            if (recorded[k] == step)
            {
                foreach (var (name, value) in new[] { "a", "b", "c" }.Zip(state))
                    Assert.Equal(value, modes.GetProperty(name)[k].GetDouble(), 1e-11);
                Assert.Equal(Energy(state, length), run.GetProperty("loss")[k].GetDouble(), 1e-11);
                k++;
            }

            var flow = Flow(state, length);
            for (var m = 0; m < 3; m++)
                state[m] += rate * flow[m];
        }

        static double Energy(double[] state, int length) => Enumerable.Range(1, length).Sum(t => Enumerable.Range(1, t).Sum(i =>
            Math.Pow(GeneralValue(t, i) - (state[2] * Math.Pow(state[1], t - i) * state[0]), 2))) / 2;
    }

    [Theory]
    [InlineData("sampled")]
    [InlineData("sensory")]
    public void CorrelationsAndSamplesTrainTheSameNetwork(string data)
    {
        string[] shape = ["--data", data, "--start", "unaligned", "--input-units", "3", "--hidden", "5", "--output-units", "2", "--steps", "200", "--rate", "0.005"];
        var samples = Json("train", General, $"T=4,{GeneralSet}", [.. shape, "--gradient", "samples"]);
        var correlations = Json("train", General, $"T=4,{GeneralSet}", [.. shape, "--gradient", "correlations"]);
        foreach (var name in new[] { "a", "b", "c" })
            foreach (var (x, y) in samples.GetProperty("modes")[0].GetProperty(name).Numbers().Zip(correlations.GetProperty("modes")[0].GetProperty(name).Numbers()))
                Assert.Equal(x, y, 1e-11);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-1.0)]
    [InlineData(0.6)]
    [InlineData(1 / 0.6)]
    public void EvaluateIsTheDoubleSum(double b)
    {
        foreach (var length in new[] { 1, 2, 7 })
        {
            var point = FormattableString.Invariant($"a=0.3,b={b:R},c=0.5");
            var flow = Json("evaluate", General, $"T={length},{GeneralSet},tau=2", "--at", point, "--quantities", "flow").At("quantities", "flow").Numbers();
            var expected = Flow([0.3, b, 0.5], length);
            for (var k = 0; k < 3; k++)
                Assert.Equal(expected[k] / 2, flow[k], 1e-13 * Math.Max(1, Math.Abs(expected[k])));
        }
    }

    [Fact]
    public void ASingleStepHasOneOutput()
    {
        string[] more = ["--until", "4", "--samples", "5"];
        var every = Json("integrate", "delta", "T=1,delta=0.8", more);
        var last = Lrnn.With(["integrate", "delta", "--set", "T=1,delta=0.8", .. more, "--format", "json"]).Json;
        foreach (var name in new[] { "a", "b", "c", "energy" })
            Assert.Equal(last.GetProperty(name).Numbers(), every.GetProperty(name).Numbers());
    }

    /// <summary>On longer trajectories, as on shorter ones, the loss of all outputs is the theory's energy.</summary>
    [Fact]
    public void ExtrapolationCountsEveryOutput()
    {
        var json = Json("compare", General, $"T=3,{GeneralSet}", [.. Short, "--rate", "0.0005", "--extrapolate", "6"]).GetProperty("extrapolation");
        var (theory, trained) = (json.GetProperty("theory").Numbers(), json.GetProperty("trained").Numbers());
        Assert.Equal(6, theory.Length);
        for (var k = 0; k < 6; k++)
            Assert.Equal(theory[k], trained[k], 2e-3);
        for (var k = 1; k < 6; k++)
            Assert.True(theory[k] > theory[k - 1]);
    }

    [Theory]
    [InlineData("--outputs: 'all' is not known; it is one of last, every", "compare", "constant", "--set", "T=3,delta=1", "--outputs", "all")]
    [InlineData("has no value at t = 3, i = 1", "compare", "1/(t-i-2)", "--set", "T=4", "--outputs", "every")]
    [InlineData("has no value at t = 3, i = 1", "train", "1/(t-i-2)", "--set", "T=4", "--outputs", "every")]
    [InlineData("T can be up to 1000", "train", "constant", "--set", "T=1001,delta=1", "--outputs", "every")]
    [InlineData("i has no value", "train", "delta*i", "--set", "T=4,delta=1")]
    public void WrongInputIsOneLine(string expected, params string[] arguments)
    {
        var run = Lrnn.With(arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void ATableHasOneOutput()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("s.csv", "1\n0.5\n");
        foreach (var command in new[] { "compare", "train", "integrate" })
        {
            var run = Lrnn.With(command, "@s.csv", "--outputs", "every");
            Assert.Equal(2, run.Code);
            Assert.Contains("--outputs every: a table holds the values of one output", run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.TrimEnd().Split('\n'));
        }
    }
}
