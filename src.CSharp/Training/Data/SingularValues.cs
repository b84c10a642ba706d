namespace LrnnSymbolic.Training;

/// <summary>The singular values s_i^(alpha) of a task: one number for each mode alpha and trajectory step i.</summary>
public sealed class SingularValues
{
    private readonly double[][] values;

    /// <summary>Takes the table.</summary>
    /// <param name="byMode">One row for each mode, each with s_1..s_T; copied.</param>
    /// <exception cref="ArgumentException">No mode, no step, rows of different lengths, or a number that is not finite.</exception>
    public SingularValues(IReadOnlyList<IReadOnlyList<double>> byMode)
    {
        ArgumentNullException.ThrowIfNull(byMode);
        if (byMode.Count == 0 || byMode[0].Count == 0)
            throw new ArgumentException("At least one mode and one step are needed.", nameof(byMode));
        if (byMode.Any(row => row.Count != byMode[0].Count))
            throw new ArgumentException("Every mode needs as many steps as the first.", nameof(byMode));
        if (!byMode.All(row => row.All(double.IsFinite)))
            throw new ArgumentException("Singular values must be finite.", nameof(byMode));

        values = [.. byMode.Select(row => row.ToArray())];
    }

    /// <summary>The number of modes.</summary>
    public int Modes => values.Length;

    /// <summary>The trajectory length T.</summary>
    public int Steps => values[0].Length;

    /// <summary>s_i of one mode.</summary>
    /// <param name="mode">The mode, from 0.</param>
    /// <param name="step">The trajectory step i in 1..T.</param>
    public double this[int mode, int step] => values[mode][step - 1];

    /// <summary>Tabulates a formula.</summary>
    /// <param name="modes">The number of modes.</param>
    /// <param name="steps">The trajectory length T.</param>
    /// <param name="formula">From the mode (from 0) and the step i in 1..T to s_i.</param>
    public static SingularValues Tabulate(int modes, int steps, Func<int, int, double> formula)
    {
        ArgumentNullException.ThrowIfNull(formula);
        return new([.. Enumerable.Range(0, modes).Select(mode =>
            Enumerable.Range(1, steps).Select(step => formula(mode, step)).ToArray())]);
    }
}
