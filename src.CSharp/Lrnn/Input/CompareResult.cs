using LrnnSymbolic.Comparison;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What comparing theory with a trained network has given.</summary>
/// <param name="Run">Both.</param>
/// <param name="Comparison">How far they are apart.</param>
/// <param name="Seeds">How that varies over seeds; null where it was not asked for.</param>
/// <param name="Extrapolation">What both lose at other lengths; null where it was not asked for.</param>
internal sealed record CompareResult(TheoryAndNetwork Run, LearningCurveComparison Comparison, SeedComparison? Seeds, Extrapolation? Extrapolation)
{
    public bool Passed => Comparison.Passed && Seeds?.Passed != false;
}
