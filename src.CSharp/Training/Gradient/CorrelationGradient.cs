namespace LrnnSymbolic.Training;

/// <summary>
/// Loss and gradient from the correlations alone ((16)-(18) and (23)-(25) in reverse mode): the cost of a call does not
/// depend on P and grows as T on white inputs. Equal to <see cref="Backpropagation"/> to rounding; on samples that are not white the
/// loss, a difference of correlations, is good to about 1e-16 <see cref="TargetEnergy"/> in absolute terms and so loses digits near zero.
/// </summary>
/// <remarks>
/// With P_k = W_h^k W_x and the network's map F_i = W_y P_{T-i}, dL/dF_i = -M_i, M_i = Sigma^{YX_i} - sum_j F_j Sigma^{X_jX_i}. The
/// matrices of all steps stand side by side, step 1 first, so that most products are large ones.
/// </remarks>
public sealed class CorrelationGradient : ILossGradient
{
    private readonly Correlations correlations;
    private readonly double[] powers;
    private readonly double[] powerGradients;
    private readonly double[] map;
    private readonly double[] slope;
    private readonly double[] error;

    /// <summary>Prepares the buffers for one task and one hidden size.</summary>
    /// <param name="correlations">The task; N_x and N_y come from it.</param>
    /// <param name="hiddenSize">N_h.</param>
    public CorrelationGradient(Correlations correlations, int hiddenSize)
    {
        ArgumentNullException.ThrowIfNull(correlations);
        Shape = new(correlations.Inputs, hiddenSize, correlations.Outputs);
        this.correlations = correlations;
        powers = new double[hiddenSize * Width];
        powerGradients = new double[hiddenSize * Width];
        map = new double[Shape.Outputs * Width];
        slope = new double[map.Length];
        error = new double[map.Length];
    }

    /// <inheritdoc/>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public double TargetEnergy => correlations.TargetEnergy;

    private int Width => correlations.Steps * Shape.Inputs;

    private MatrixView Map => new(map, Shape.Outputs, Width);

    private MatrixView Slope => new(slope, Shape.Outputs, Width);

    /// <summary>The form of the gradient that is fastest at the sizes.</summary>
    /// <param name="correlations">The task; N_x and N_y come from it.</param>
    /// <param name="hiddenSize">N_h.</param>
    public static ILossGradient For(Correlations correlations, int hiddenSize)
    {
        ArgumentNullException.ThrowIfNull(correlations);
        return FusedCorrelationGradient.Fits(correlations, hiddenSize)
            ? new FusedCorrelationGradient(correlations, hiddenSize)
            : new CorrelationGradient(correlations, hiddenSize);
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        var recurrence = new Recurrence(Shape, parameters);
        recurrence.Respond(correlations.Steps, powers, map);
        double loss = ComputeSlope();
        gradient.Clear();
        recurrence.PullBackResponse(
            correlations.Steps, powers, Slope, powerGradients, Shape.InputPart(gradient), Shape.RecurrentPart(gradient), Shape.OutputPart(gradient));
        return loss;
    }

    /// <summary>
    /// dL/dF = F Sigma^{XX} - Sigma^{YX}; returns L = 1/2 sum |y|^2 + 1/2 tr((dL/dF - Sigma^{YX}) F^T). With the task's maps it is
    /// dL/dF = (F - M) Sigma^{XX} and L = 1/2 tr(dL/dF (F - M)^T), which loses no digits near zero.
    /// </summary>
    private double ComputeSlope()
    {
        var targetInput = correlations.TargetInput().Values;
        if (correlations.Maps() is { IsEmpty: false } maps)
        {
            map.CopyTo(error, 0);
            Products.AddScaled(-1, maps, error);
            if (correlations.IsWhite)
                error.CopyTo(slope, 0);
            else
                Products.Assign(new MatrixView(error, Shape.Outputs, Width), correlations.InputInput(), slope);
            return Products.Dot(slope, error) / 2;
        }

        Products.Assign(Map, correlations.InputInput(), slope);
        Products.AddScaled(-1, targetInput, slope);
        return TargetEnergy + ((Products.Dot(slope, map) - Products.Dot(targetInput, map)) / 2);
    }
}
