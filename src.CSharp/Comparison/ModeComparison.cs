using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison;

/// <summary>Theory against training for one singular dimension.</summary>
/// <param name="Mode">The dimension, from 0.</param>
/// <param name="Input">The deviation of a.</param>
/// <param name="Recurrent">The deviation of b.</param>
/// <param name="Output">The deviation of c.</param>
/// <param name="FinalTheory">a, b, c of the theory at the last compared learning time.</param>
/// <param name="FinalTrained">a, b, c of the trained network at the last compared learning time.</param>
public sealed record ModeComparison(
    int Mode,
    Deviation Input,
    Deviation Recurrent,
    Deviation Output,
    ConnectivityModes FinalTheory,
    ConnectivityModes FinalTrained)
{
    /// <summary>The deviation of a, b and c together.</summary>
    public Deviation Overall => Deviation.Together([Input, Recurrent, Output]);
}
