namespace LrnnSymbolic.Comparison;

/// <summary>What a network's inputs are drawn from.</summary>
public enum InputKind
{
    /// <summary>Gaussian, exactly white: Assumption 1 holds to rounding.</summary>
    Whitened,

    /// <summary>Independent Gaussian, white on average over draws only.</summary>
    Sampled,

    /// <summary>Channels with a constant coherence under noise: steps are correlated.</summary>
    Sensory,
}
