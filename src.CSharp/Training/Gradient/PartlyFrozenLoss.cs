namespace LrnnSymbolic.Training;

/// <summary>A loss some of whose weights are held fixed: their gradient is zero.</summary>
internal sealed class PartlyFrozenLoss : ILossGradient
{
    private readonly ILossGradient loss;
    private readonly bool input;
    private readonly bool recurrent;
    private readonly bool output;

    /// <summary>Holds weights of a loss fixed.</summary>
    /// <param name="loss">The loss with all its gradients.</param>
    /// <param name="input">Is W_x held?</param>
    /// <param name="recurrent">Is W_h held?</param>
    /// <param name="output">Is W_y held?</param>
    public PartlyFrozenLoss(ILossGradient loss, bool input = false, bool recurrent = false, bool output = false)
    {
        ArgumentNullException.ThrowIfNull(loss);
        (this.loss, this.input, this.recurrent, this.output) = (loss, input, recurrent, output);
    }

    /// <inheritdoc/>
    public NetworkShape Shape => loss.Shape;

    /// <inheritdoc/>
    public double TargetEnergy => loss.TargetEnergy;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double value = loss.Evaluate(parameters, gradient);
        if (input)
            Shape.InputPart(gradient).Clear();
        if (recurrent)
            Shape.RecurrentPart(gradient).Clear();
        if (output)
            Shape.OutputPart(gradient).Clear();
        return value;
    }
}
