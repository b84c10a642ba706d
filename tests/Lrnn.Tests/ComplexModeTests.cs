using System.Numerics;
using System.Text.Json;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>Complex modes on the command line, against the equations written out in complex numbers.</summary>
public class ComplexModeTests
{
    private const string Set = "T=5,delta=0.7*exp(I*pi/6),lambda=1/2+I/3";
    private const int Steps = 5;

    private static readonly Complex Delta = Complex.FromPolarCoordinates(0.7, Math.PI / 6);
    private static readonly Complex Lambda = new(0.5, 1.0 / 3);

    private static JsonElement Json(params string[] arguments) => Lrnn.With([.. arguments, "--modes", "complex", "--format", "json"]).Json;

    private static Complex Number(JsonElement pair) => new(pair[0].GetDouble(), pair[1].GetDouble());

    private static Complex Power(Complex z, int n) => Enumerable.Repeat(z, n).Aggregate(Complex.One, (product, factor) => product * factor);

    // tau a', b', c' term by term.
    private static Complex[] Flow(Complex a, Complex b, Complex c)
    {
        var flow = new Complex[3];
        for (var n = 0; n < Steps; n++)
        {
            var error = Delta * Power(Lambda, n) - c * Power(b, n) * a;
            flow[0] += Complex.Conjugate(c * Power(b, n)) * error;
            flow[1] += n == 0 ? 0 : n * Complex.Conjugate(c * a * Power(b, n - 1)) * error;
            flow[2] += Complex.Conjugate(a * Power(b, n)) * error;
        }

        return flow;
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("3/5+4/5*I", 0.6, 0.8)]
    [InlineData("-1", -1, 0)]
    public void EvaluateIsTheComplexFlow(string text, double re, double im)
    {
        var json = Json("evaluate", "rotation", "--set", $"{Set},tau=2", "--at", $"a=0.3-0.4*I,b={text},c=0.9*I");
        Assert.Equal(["a", "b", "c"], json.GetProperty("at").Names());
        Assert.Equal(new Complex(re, im), Number(json.At("at", "b")));
        Assert.Equal(Lambda, Number(json.At("parameters", "lambda")));
        var expected = Flow(new(0.3, -0.4), new(re, im), new(0, 0.9));
        var flow = json.At("quantities", "flow").EnumerateArray().Select(Number).ToArray();
        for (var k = 0; k < 3; k++)
            Assert.Equal(0, (flow[k] - expected[k] / 2).Magnitude, 1e-14);
        Assert.Equal(Enumerable.Range(0, Steps).Sum(n => Math.Pow(re * re + im * im, n)), json.At("quantities", "B").GetDouble(), 1e-14);
        Assert.Equal(6, json.At("quantities", "jacobian").GetArrayLength());
        Assert.Equal(6, json.At("quantities", "hessian")[5].GetArrayLength());
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("rodas")]
    [InlineData("taylor")]
    public void IntegrateEndsAtTheSolutionAndKeepsTheBalance(string method)
    {
        var json = Json("integrate", "rotation", "--set", Set, "--initial", "a=0.1+0.2*I,b=0.1,c=0.3", "--until", "80", "--samples", "3", "--method", method);
        var (a, b, c) = (Number(json.At("a")[2]), Number(json.At("b")[2]), Number(json.At("c")[2]));
        Assert.Equal(0, (b - Lambda).Magnitude, 1e-7);
        Assert.Equal(0, (a * c - Delta).Magnitude, 1e-7);
        Assert.Equal(0.05 - 0.09, a.Magnitude * a.Magnitude - c.Magnitude * c.Magnitude, 1e-8);
    }

    [Theory]
    [InlineData("b", "b")]
    [InlineData("ac", "a")]
    public void FrozenModesStay(string frozen, string mode)
    {
        var json = Json("integrate", "rotation", "--set", Set, "--initial", "a=0.1+0.2*I,b=0.1*I,c=0.3", "--until", "2", "--samples", "2", "--frozen", frozen);
        Assert.Equal(Number(json.At(mode)[0]), Number(json.At(mode)[1]));
        var other = mode == "b" ? "a" : "b";
        Assert.NotEqual(Number(json.At(other)[0]), Number(json.At(other)[1]));
    }

    [Fact]
    public void ATableIsTheTaskOfItsValues()
    {
        using var folder = new TemporaryFolder();
        const string file = "d.csv";
        File.WriteAllText(file, "re,im\n1,0.5\n0.2,-1\n0.3,1/3\n");
        string[] point = ["--at", "a=0.1+0.2*I,b=0.5*I,c=0.3", "--quantities", "flow"];
        var table = Json(["evaluate", $"@{file}", .. point]).At("quantities", "flow");
        var formula = Json(["evaluate", "[t=1]*(1+I/2)+[t=2]*(0.2-I)+[t=3]*(0.3+I/3)", "--set", "T=3", .. point]).At("quantities", "flow");
        for (var k = 0; k < 3; k++)
            Assert.Equal(0, (Number(table[k]) - Number(formula[k])).Magnitude, 1e-15);
    }

    [Theory]
    [InlineData("--until steady is for real modes", "integrate", "rotation", "--set", Set, "--modes", "complex", "--until", "steady")]
    [InlineData("--events are for real modes", "integrate", "rotation", "--set", Set, "--modes", "complex", "--events", "half")]
    [InlineData("the value is complex", "evaluate", "rotation", "--set", Set, "--at", "a=1,b=1,c=1")]
    [InlineData("a has no value", "evaluate", "rotation", "--modes", "complex", "--set", Set, "--at", "b=I")]
    [InlineData("'d' is not a mode", "evaluate", "rotation", "--modes", "complex", "--set", Set, "--at", "a=1,b=1,c=1,d=I")]
    [InlineData("has no value at t = 2", "evaluate", "1/(t - delta)", "--modes", "complex", "--set", "T=3,delta=2", "--at", "a=1,b=1,c=1")]
    public void WrongInputIsOneLine(string expected, params string[] arguments)
    {
        var run = Lrnn.With(arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
