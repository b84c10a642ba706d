namespace LrnnSymbolic.Training;

/// <summary>
/// The sum of several losses of one network. Loss (144), which counts every output, is that of loss (4) on the first 1, 2, ..., T steps; on
/// white inputs it so keeps every digit near zero, and its cost does not depend on P.
/// </summary>
internal sealed class SummedLoss : ILossGradient
{
    private readonly ILossGradient[] parts;
    private readonly double[] part;

    /// <summary>Takes the losses.</summary>
    /// <param name="parts">At least one, all for networks of one shape.</param>
    /// <exception cref="ArgumentException">No loss, or losses for different shapes.</exception>
    public SummedLoss(IReadOnlyList<ILossGradient> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("At least one loss is needed.", nameof(parts));
        if (parts.Any(other => other.Shape != parts[0].Shape))
            throw new ArgumentException($"Every loss must be for {parts[0].Shape}, like the first.", nameof(parts));

        this.parts = [.. parts];
        part = new double[Shape.ParameterCount];
    }

    /// <inheritdoc/>
    public NetworkShape Shape => parts[0].Shape;

    /// <inheritdoc/>
    public double TargetEnergy => parts.Sum(each => each.TargetEnergy);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double loss = parts[0].Evaluate(parameters, gradient);
        for (int k = 1; k < parts.Length; k++)
        {
            loss += parts[k].Evaluate(parameters, part);
            Products.AddScaled(1, part, gradient);
        }

        return loss;
    }
}
