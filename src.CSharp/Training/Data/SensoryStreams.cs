namespace LrnnSymbolic.Training;

/// <summary>
/// Streams of evidence, as in experiments on multisensory integration: on every trial each channel has one coherence, and every step
/// shows it under fresh white noise. Steps share the coherence, so these inputs are not white.
/// </summary>
public static class SensoryStreams
{
    /// <summary>x_{p,t,k} = (coherence_{p,k} + noise) / sqrt P with coherences N(0, 1) and noise N(0, noise^2).</summary>
    /// <param name="steps">The trajectory length T.</param>
    /// <param name="channels">The channels N_x.</param>
    /// <param name="trials">The samples P; the scale makes correlations independent of P on average.</param>
    /// <param name="noise">The standard deviation of the noise against that of the coherence.</param>
    /// <param name="random">The source of the draw.</param>
    /// <returns>Sigma^{X_iX_j} = (1 + noise^2 delta_ij) I on average.</returns>
    public static InputSequence Draw(int steps, int channels, int trials, double noise, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        double scale = 1 / Math.Sqrt(trials);
        double[] coherence = new double[channels * trials];
        random.FillGaussian(coherence, scale);
        double[] values = new double[steps * channels * trials];
        random.FillGaussian(values, noise * scale);
        for (int start = 0; start < values.Length; start += coherence.Length)
            Products.AddScaled(1, coherence, values.AsSpan(start, coherence.Length));
        return new(steps, channels, trials, values);
    }
}
