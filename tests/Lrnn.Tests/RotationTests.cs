using System.Text.Json;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>Complex modes: the learning equations against real networks of blocks of two units.</summary>
public class RotationTests
{
    private static readonly string[] Short = ["--modes", "complex", "--until", "6", "--samples", "31"];

    private static JsonElement Json(string command, string task, string set, params string[] more) =>
        Lrnn.With([command, task, "--set", set, .. Short, .. more, "--format", "json"]).Json;

    [Theory]
    [InlineData("rotation", "T=5,delta=1.1,lambda=0.9*exp(I*pi/7)", "last")]
    [InlineData("constant", "T=4,delta=0.7*exp(I*pi/6)", "last")]
    [InlineData("delta*lambda^(T-t)+I*t/10", "T=3,delta=1:0.5*I,lambda=0.5:-0.4-0.3*I", "last")]
    [InlineData("delta", "T=1,delta=0.6-0.8*I", "last")]
    [InlineData("delta*lambda^(t-i)", "T=4,delta=0.9,lambda=0.5+0.5*I", "every")]
    public void TheoryAndTrainingAgreeAndTheDeviationFallsWithTheRate(string task, string set, string outputs)
    {
        string[] more = ["--outputs", outputs, "--initial", "a=0.3,b=0.1-0.1*I,c=0.2+0.2*I"];
        var coarse = Json("compare", task, set, [.. more, "--rate", "0.001"]);
        var fine = Json("compare", task, set, [.. more, "--rate", "0.0005"]);
        Assert.True(fine.GetProperty("passed").GetBoolean());
        Assert.Equal("complex", fine.GetProperty("modeKind").GetString());
        Assert.InRange(coarse.GetProperty("maximum").GetDouble() / fine.GetProperty("maximum").GetDouble(), 1.8, 2.2);
        Assert.InRange(coarse.At("loss", "maximum").GetDouble() / fine.At("loss", "maximum").GetDouble(), 1.8, 2.2);
    }

    /// <summary>The theory's side of a comparison is the integration of the same modes; its loss is twice their energies.</summary>
    [Fact]
    public void TheCurvesAreThoseOfTheLearningEquations()
    {
        const string set = "T=5,delta=1:0.8,lambda=0.9*exp(I*pi/7):0.5*I";
        string[] start = ["--initial", "a=0.2,b=0.1*I,c=0.3:0.2-0.1*I"];
        var compared = Json("compare", "rotation", set, start);
        var integrated = Json("integrate", "rotation", set, start).GetProperty("modes");
        Assert.Equal(2, integrated.GetArrayLength());
        var energy = 0.0;
        for (var mode = 0; mode < 2; mode++)
        {
            foreach (var name in new[] { "a", "b", "c" })
            {
                var end = integrated[mode].GetProperty(name)[30].Numbers();
                var theory = compared.GetProperty("modes")[mode].At("theory", name).Numbers();
                Assert.Equal(2, theory.Length);
                Assert.Equal(end[0], theory[0], 1e-8);
                Assert.Equal(end[1], theory[1], 1e-8);
            }

            energy += integrated[mode].GetProperty("energy")[30].GetDouble();
        }

        Assert.Equal(2 * energy, compared.At("loss", "theory").GetDouble(), 1e-8);
    }

    /// <summary>From any start the map of a network that has learned has the task's eigenvalues, while its hidden units are no blocks.</summary>
    [Fact]
    public void AnUnalignedNetworkLearnsTheEigenvalues()
    {
        var run = Lrnn.With(
            "train", "rotation", "--set", "T=3,delta=0.9,lambda=0.8*exp(I*pi/5)", "--modes", "complex", "--start", "unaligned", "--scale", "0.3", "--rate", "0.02",
            "--steps", "20000", "--samples", "31", "--singular-values", "--hidden", "5", "--format", "json").Json;
        // |w* (M - F) w| is at most the norm of M - F, which the loss bounds.
        var loss = run.GetProperty("loss")[30].GetDouble();
        Assert.InRange(loss, 0, 1e-5);
        var error = Math.Sqrt(2 * loss);
        var mode = run.GetProperty("modes")[0];
        for (var step = 0; step < 3; step++)
        {
            var (radius, angle) = (0.9 * Math.Pow(0.8, 2 - step), (2 - step) * Math.PI / 5);
            var found = mode.GetProperty("eigenvalues")[30][step].Numbers();
            Assert.Equal(radius * Math.Cos(angle), found[0], error);
            Assert.Equal(radius * Math.Sin(angle), found[1], error);
            Assert.Equal(1, mode.GetProperty("overlaps")[30][step].GetDouble(), 1e-3);
        }

        Assert.InRange(run.GetProperty("misalignment")[30].GetDouble(), 0.1, 100);
    }

    [Fact]
    public void TheTextShowsComplexNumbers()
    {
        var run = Lrnn.With(["compare", "rotation", "--set", "T=4,delta=1,lambda=0.6+0.7*I", .. Short]);
        Assert.Equal(0, run.Code);
        Assert.Contains("lambda=0.6 + 0.7i", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.6000+0.7000i", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--hidden", "1", "1 complex mode needs at least 2 units")]
    [InlineData("--input-units", "3", "as many inputs as outputs")]
    public void WhatCannotCarryThemIsRefused(string option, string value, string message)
    {
        var run = Lrnn.With("compare", "rotation", "--set", "T=4,delta=1,lambda=I", "--modes", "complex", option, value);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Fact]
    public void TooLargeARateNamesTheLargestStableOne()
    {
        // At a = c = |b| = 1 the curvatures are those of the matrix [[4, 6, 4], [6, 14, 6], [4, 6, 4]], the largest 20.
        var run = Lrnn.With("train", "rotation", "--set", "T=4,delta=1,lambda=exp(I*pi/5)", "--modes", "complex", "--rate", "0.8");
        Assert.Equal(3, run.Code);
        Assert.Contains("rates up to 0.1 are stable", run.Error, StringComparison.Ordinal);
    }
}
