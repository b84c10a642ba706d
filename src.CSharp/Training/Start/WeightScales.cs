namespace LrnnSymbolic.Training;

/// <summary>The initial scales sigma of the three weight matrices.</summary>
/// <param name="Input">sigma of W_x.</param>
/// <param name="Recurrent">sigma of W_h.</param>
/// <param name="Output">sigma of W_y.</param>
public readonly record struct WeightScales(double Input, double Recurrent, double Output)
{
    /// <summary>One scale for all three matrices.</summary>
    /// <param name="sigma">The scale.</param>
    public static WeightScales Uniform(double sigma) => new(sigma, sigma, sigma);
}
