using System.Globalization;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>What a task of exact numbers asks is decided exactly, in every command, and its values are rounded once.</summary>
public class ExactTests
{
    private const string At = "a=1,b=1,c=1";

    [Theory]
    [InlineData(3, "[x*t<=y]", "T=4,x=0.1,y=0.3")]
    [InlineData(1, "[t<=T*(1-x)]", "T=10,x=0.9")]
    [InlineData(3, "[x*t-y<=0]*[[x*t<=y]=1]", "T=4,x=0.1,y=0.3")]
    [InlineData(5, "quotient(y,x*t)*[t<=3]", "T=4,x=0.1,y=0.3")]
    [InlineData(0, "sign(x*t-y)", "T=5,x=0.1,y=0.3")]
    [InlineData(2, "[sqrt(2)*t<=sqrt(8)]", "T=4")]
    [InlineData(3, "[t!=T]*delta/(T-t)", "T=3,delta=2")]
    [InlineData(0, "sum([k!=3]/(k-3),k,1,T)", "T=5")]
    [InlineData(4, "geometric(0,y,t-2)", "T=4,y=2")]
    [InlineData(331.0039091041034, "(1+r/100)^t", "T=80,r=3")]
    [InlineData(0.36787944117125837, "x", "T=1,x=(1-10^-12)^(10^12)")]
    public void TheSumOfTheValues(double expected, string task, string set) => Assert.Equal(
        expected, Lrnn.With("evaluate", task, "--set", set, "--at", At, "--quantities", "A", "--format", "json").Json.At("quantities", "A").GetDouble(), 1e-15 * expected);

    [Fact]
    public void AtASmallModeTheCorrelationIsRightToRounding()
    {
        // s_5 = 0, s_4 = exp(-4/5) sin(4 pi/5).
        var found = Lrnn.With("evaluate", "exp(-t/T)*sin(pi*t/T)", "--set", "T=5", "--at", "a=1,b=1e-9,c=1", "--quantities", "A", "--format", "json")
            .Json.At("quantities", "A").GetDouble();
        var expected = Math.Exp(-0.8) * Math.Sin(0.8 * Math.PI) * 1e-9 + Math.Exp(-0.6) * Math.Sin(0.6 * Math.PI) * 1e-18;
        Assert.Equal(expected, found, 4e-16 * expected);
    }

    // There is a value, but nobody waits for it, or no double is that large: that is not told as a missing value.
    [Theory]
    [InlineData("sum(sum(sin(k*j),k,1,10^4),j,1,10^4)", "T=2", "it takes too many operations")]
    [InlineData("[sum(sum(1/(k+j),k,1,10^5),j,1,10^5)<=x]", "T=2,x=1", "it takes too many operations")]
    [InlineData("2^(2^(2^20))", "T=2", "it is beyond the range of doubles")]
    [InlineData("delta^(t^9)", "T=3,delta=10", "it is beyond the range of doubles")]
    public void WhatCannotBeEvaluatedIsToldSo(string task, string set, string reason)
    {
        var run = Lrnn.With("evaluate", task, "--set", set, "--at", At, "--quantities", "A");
        Assert.Equal(2, run.Code);
        Assert.Contains("cannot be evaluated at t = ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sum(lambda^j,j,0,T-t)", 300, "lambda=9/10")]
    [InlineData("sum(cos(j)*lambda^j,j,0,T-t)", 900, "lambda=9/10")]
    public void SumsWithinValuesOfLongTasksAreEvaluated(string task, int steps, string set)
    {
        var found = Lrnn.With("evaluate", task, "--set", $"T={steps},{set}", "--at", At, "--quantities", "A", "--format", "json")
            .Json.At("quantities", "A").GetDouble();
        var expected = Enumerable.Range(0, steps)
            .Sum(left => Enumerable.Range(0, left + 1).Sum(j => (task.Contains("cos", StringComparison.Ordinal) ? Math.Cos(j) : 1) * Math.Pow(0.9, j)));
        Assert.Equal(expected, found, 1e-11 * Math.Abs(expected));
    }

    [Theory]
    [InlineData("1/(x*t-y)", "T=4,x=0.1,y=0.3", "t = 3")]
    [InlineData("delta/cos(pi*t/2)", "T=4,delta=3/2", "t = 1")]
    [InlineData("delta/(sin(t)^2+cos(t)^2-1)", "T=4,delta=3/2", "t = 1")]
    [InlineData("tan(pi*t/4)", "T=4", "t = 2")]
    [InlineData("sqrt(y-x*t)", "T=4,x=0.1,y=0.3", "t = 4")]
    [InlineData("log(y-x*t)", "T=3,x=0.1,y=0.3", "t = 3")]
    [InlineData("quotient(7,0)*lambda^t", "T=4,lambda=1/2", "t = 1")]
    [InlineData("factorial(kappa)*lambda^t", "T=4,lambda=1/2,kappa=5/2", "t = 1")]
    public void WhatHasNoValueIsRefusedByEveryCommand(string task, string set, string place)
    {
        foreach (var words in (string[][])[["evaluate", "--at", At], ["integrate"], ["train"], ["compare"]])
        {
            var run = Lrnn.With([words[0], task, "--set", set, .. words[1..]]);
            Assert.Equal(2, run.Code);
            Assert.Contains($"has no value at {place}", run.Error, StringComparison.Ordinal);
        }

        using var folder = new TemporaryFolder();
        var sweep = Lrnn.With("sweep", task, "--set", set, "--x", "a=0.1:0.2:2", "--out", "rows", "--until", "1");
        Assert.Equal(0, sweep.Code);
        Assert.Contains("2 no value", sweep.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quotient(7,0)*lambda^t")]
    [InlineData("factorial(5/2)*lambda^t")]
    [InlineData("binomial(3,1/2)*lambda^t")]
    [InlineData("lambda^t/(sin(1)^2+cos(1)^2-1)")]
    [InlineData("[t>2]*quotient(7,0)*lambda^t")]
    public void ADerivationRefusesPartsWithoutAValue(string task)
    {
        var run = Lrnn.With("derive", task, "--sections", "energy");
        Assert.Equal(2, run.Code);
        Assert.Contains("has no value", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x*t<=y]", "T=4,x=0.1,y=0.3", "[t<=3]", "T=4")]
    [InlineData("sqrt(y-x*t)", "T=3,x=0.1,y=0.3", "sqrt((3-t)/10)", "T=3")]
    [InlineData("(1+r/100)^t/50", "T=40,r=3", "(103/100)^t/50", "T=40")]
    public void IntegratedAndSweptTasksAreTheExactOnes(string task, string set, string same, string sameSet)
    {
        double[] End(string text, string values) =>
            Lrnn.With("integrate", text, "--set", values, "--until", "3", "--samples", "2", "--format", "json").Json.At("c").Numbers();
        Assert.Equal(End(same, sameSet), End(task, set));

        using var folder = new TemporaryFolder();
        var varying = set.Split(',').Single(word => word.Contains("=0.1", StringComparison.Ordinal) || word.StartsWith("r=", StringComparison.Ordinal)).Split('=');
        var others = string.Join(',', set.Split(',').Where(word => !word.StartsWith($"{varying[0]}=", StringComparison.Ordinal)));
        Assert.Equal(0, Lrnn.With("sweep", task, "--set", others, "--x", $"{varying[0]}={varying[1]}:{varying[1]}:1", "--out", "first", "--until", "3").Code);
        Assert.Equal(0, Lrnn.With("sweep", same, "--set", sameSet, "--x", "a=0.1:0.1:1", "--out", "second", "--until", "3").Code);
        string[] Row(string name) => [.. File.ReadAllLines(Path.Combine(name, "rows.csv"))[1].Split(',')[2..6]];
        foreach (var (x, y) in Row("first").Zip(Row("second")))
            Assert.Equal(double.Parse(y, CultureInfo.InvariantCulture), double.Parse(x, CultureInfo.InvariantCulture), 1e-9);
    }
}
