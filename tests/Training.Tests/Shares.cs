namespace LrnnSymbolic.Training.Tests;

/// <summary>Keeps every report, on the reporting thread.</summary>
internal sealed class Shares : IProgress<double>
{
    public List<double> Reported { get; } = [];

    public void Report(double value) => Reported.Add(value);
}
