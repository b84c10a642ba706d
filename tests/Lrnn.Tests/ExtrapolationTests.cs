namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The loss on other lengths: the energy there, at the modes that were learned, and the network's loss beside it.</summary>
public class ExtrapolationTests
{
    [Theory]
    [InlineData("exponential", "T=4", "delta=0.6;lambda=1.1", "last")]
    [InlineData("delta*kT^(T-t)+xT/T", " T = 2+1", "delta=0.9:0.5;kT=1/2:0.3;xT=atan2(1,2)", "last")]
    [InlineData("delta*lambda^(t-i)+i/10", "T=3", "lambda=0.6;delta=1.1", "every")]
    public void TheoryIsTheEnergyOfTheTaskOfThatLength(string task, string ownLength, string values, string outputs)
    {
        const int longest = 6;
        var json = Lrnn.With(
            "compare", task, "--set", string.Join(',', [.. values.Split(';'), ownLength]), "--outputs", outputs, "--until", "4", "--samples", "5", "--within", "1", "--extrapolate", $"{longest}", "--format", "json").Json;
        var (theory, trained) = (json.At("extrapolation", "theory").Numbers(), json.At("extrapolation", "trained").Numbers());
        Assert.Equal(longest, theory.Length);
        for (var length = 1; length <= longest; length++)
        {
            var energy = 0.0;
            for (var mode = 0; mode < json.At("modes").GetArrayLength(); mode++)
            {
                var end = json.At("modes")[mode].GetProperty("theory");
                var at = string.Join(',', new[] { "a", "b", "c" }.Select(name => FormattableString.Invariant($"{name}={end.At(name).GetDouble():R}")));
                var ofMode = values.Split(';').Select(word => Of(word, mode)).Append($"T={length}");
                energy += Lrnn.With("evaluate", task, "--set", string.Join(',', ofMode), "--outputs", outputs, "--at", at, "--quantities", "energy", "--format", "json")
                    .Json.At("quantities", "energy").GetDouble();
            }

            Assert.Equal(energy, theory[length - 1], 1e-12 * (1 + energy));
            Assert.Equal(energy, trained[length - 1], 0.01 * (1 + energy)); // as far as descent is from the flow
        }

        static string Of(string word, int mode) => word.Split('=', ':') is [var name, .. var values] ? $"{name}={values[values.Length > 1 ? mode : 0]}" : word;
    }

    [Fact]
    public void ATableHasNoOtherLength()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("s.csv", "1\n0.5\n");
        var run = Lrnn.With("compare", "@s.csv", "--until", "1", "--samples", "2", "--extrapolate", "3");
        Assert.Equal(2, run.Code);
        Assert.Contains("--extrapolate: a table has no values beyond its length; give a formula", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void ALengthWithoutAValueIsSaid()
    {
        var run = Lrnn.With("compare", "1/(t-5)", "--set", "T=3", "--until", "1", "--samples", "2", "--within", "1", "--extrapolate", "5");
        Assert.Equal(2, run.Code);
        Assert.Contains("has no value at t = 5", run.Error, StringComparison.Ordinal);
    }
}
