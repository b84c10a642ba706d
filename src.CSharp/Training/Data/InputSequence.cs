using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>The inputs of all samples: X_i, N_x x P, for the trajectory steps i = 1..T.</summary>
public sealed class InputSequence
{
    private readonly double[] stacked;

    /// <summary>Takes the inputs as one row-major (T N_x) x P matrix, step after step.</summary>
    /// <param name="steps">The trajectory length T.</param>
    /// <param name="features">The inputs per step N_x.</param>
    /// <param name="samples">The samples P.</param>
    /// <param name="stacked">T N_x P numbers, kept and not copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is not positive.</exception>
    /// <exception cref="ArgumentException"><paramref name="stacked"/> has another length.</exception>
    internal InputSequence(int steps, int features, int samples, double[] stacked)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        if (stacked.Length != (long)steps * features * samples)
            throw new ArgumentException($"{steps} x {features} x {samples} inputs expected, {stacked.Length} given.", nameof(stacked));

        (Steps, Features, Samples, this.stacked) = (steps, features, samples, stacked);
    }

    /// <summary>The trajectory length T.</summary>
    public int Steps { get; }

    /// <summary>The inputs per step N_x.</summary>
    public int Features { get; }

    /// <summary>The samples P.</summary>
    public int Samples { get; }

    /// <summary>Builds the sequence from its matrices.</summary>
    /// <param name="steps">X_1..X_T, each N_x x P; copied.</param>
    /// <exception cref="ArgumentException">No matrix, or matrices of different shapes.</exception>
    public static InputSequence FromMatrices(IReadOnlyList<Matrix<double>> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
            throw new ArgumentException("A trajectory has at least one step.", nameof(steps));
        var (features, samples) = (steps[0].RowCount, steps[0].ColumnCount);
        if (steps.Any(step => (step.RowCount, step.ColumnCount) != (features, samples)))
            throw new ArgumentException($"Every step must be {features} x {samples}, like the first.", nameof(steps));

        return new(steps.Count, features, samples, [.. steps.SelectMany(step => step.ToRowMajorArray())]);
    }

    /// <summary>X_1..X_t of the first steps; a copy.</summary>
    /// <param name="steps">t in 1..T.</param>
    public InputSequence Beginning(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        return new(steps, Features, Samples, stacked[..(steps * Features * Samples)]);
    }

    /// <summary>X_i as a matrix, N_x x P; a copy.</summary>
    /// <param name="step">The trajectory step i in 1..T.</param>
    public Matrix<double> Matrix(int step) =>
        Matrix<double>.Build.DenseOfRowMajor(Features, Samples, Values(step).ToArray());

    /// <summary>X_i in row-major order: N_x rows of P numbers.</summary>
    /// <param name="step">The trajectory step i in 1..T.</param>
    public ReadOnlySpan<double> Values(int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, Steps);
        return stacked.AsSpan((step - 1) * Features * Samples, Features * Samples);
    }

    internal MatrixView View(int step) => new(Values(step), Features, Samples);

    /// <summary>X_1..X_t of the first steps, one above the other.</summary>
    internal MatrixView Stacked(int steps) => new(stacked, steps * Features, Samples);

    internal MatrixView Stacked() => new(stacked, Steps * Features, Samples);
}
