namespace LrnnSymbolic.Training;

/// <summary>Gaussian input sequences.</summary>
public static class GaussianInputs
{
    /// <summary>
    /// Exactly whitened inputs: sum_p x_i x_j^T = delta_ij I to rounding for all steps i, j (Assumption 1). The stacked
    /// (T N_x) x P Gaussian matrix is orthonormalised row by row, so entries are of order 1/sqrt P.
    /// </summary>
    /// <param name="steps">The trajectory length T.</param>
    /// <param name="features">The inputs per step N_x.</param>
    /// <param name="samples">The samples P, at least T N_x.</param>
    /// <param name="random">The source of the draw.</param>
    /// <exception cref="ArgumentException">P is less than T N_x: that few samples cannot be white.</exception>
    public static InputSequence Whitened(int steps, int features, int samples, RandomSource random)
    {
        if ((long)steps * features > samples)
            throw new ArgumentException(
                $"{samples} samples cannot whiten {steps} steps of {features} inputs; at least T N_x = {(long)steps * features} samples are needed.",
                nameof(samples));

        var (sequence, values) = Draw(steps, features, samples, 1, random);
        Orthonormalization.OrthonormalizeRows(values, steps * features, samples);
        return sequence;
    }

    /// <summary>Independent inputs, each N(0, <paramref name="deviation"/>^2); white only on average.</summary>
    /// <param name="steps">The trajectory length T.</param>
    /// <param name="features">The inputs per step N_x.</param>
    /// <param name="samples">The samples P.</param>
    /// <param name="deviation">The standard deviation; 1/sqrt P makes the correlations I on average.</param>
    /// <param name="random">The source of the draw.</param>
    public static InputSequence Independent(int steps, int features, int samples, double deviation, RandomSource random) =>
        Draw(steps, features, samples, deviation, random).Sequence;

    private static (InputSequence Sequence, double[] Values) Draw(
        int steps, int features, int samples, double deviation, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        double[] values = new double[steps * features * samples];
        random.FillGaussian(values, deviation);
        return (new InputSequence(steps, features, samples, values), values);
    }
}
