namespace LrnnSymbolic.Training;

/// <summary>
/// Loss and gradient from the correlations alone ((16)-(18) and (23)-(25) in reverse mode): the cost of a call does not
/// depend on P and grows as T on white inputs. Equal to <see cref="Backpropagation"/> to rounding; the loss, a difference of
/// correlations, is good to about 1e-16 <see cref="TargetEnergy"/> in absolute terms and so loses digits near zero.
/// </summary>
/// <remarks>
/// With P_k = W_h^k W_x and the network's map F_i = W_y P_{T-i}, dL/dF_i = -M_i, M_i = Sigma^{YX_i} - sum_j F_j Sigma^{X_jX_i}.
/// </remarks>
public sealed class CorrelationGradient : ILossGradient
{
    private readonly Correlations correlations;
    private readonly double[][] powers;
    private readonly double[] map;
    private readonly double[] slope;
    private readonly double[] block;
    private double[] powerGradient;
    private double[] nextPowerGradient;

    /// <summary>Prepares the buffers for one task and one hidden size.</summary>
    /// <param name="correlations">The task; N_x and N_y come from it.</param>
    /// <param name="hiddenSize">N_h.</param>
    public CorrelationGradient(Correlations correlations, int hiddenSize)
    {
        ArgumentNullException.ThrowIfNull(correlations);
        Shape = new(correlations.Inputs, hiddenSize, correlations.Outputs);
        this.correlations = correlations;
        powers = [.. Enumerable.Range(0, correlations.Steps).Select(_ => new double[hiddenSize * Shape.Inputs])];
        map = new double[Shape.Outputs * correlations.Steps * Shape.Inputs];
        slope = new double[map.Length];
        block = new double[Shape.Outputs * Shape.Inputs];
        powerGradient = new double[hiddenSize * Shape.Inputs];
        nextPowerGradient = new double[hiddenSize * Shape.Inputs];
    }

    /// <inheritdoc/>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public double TargetEnergy => correlations.TargetEnergy;

    private MatrixView Map => new(map, Shape.Outputs, correlations.Steps * Shape.Inputs);

    private MatrixView Slope => new(slope, Shape.Outputs, correlations.Steps * Shape.Inputs);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        ComputeMap(parameters);
        double loss = ComputeSlope();
        RunBackward(parameters, gradient);
        return loss;
    }

    /// <summary>P_0 = W_x, P_k = W_h P_{k-1}; block i of the map is W_y P_{T-i}.</summary>
    private void ComputeMap(ReadOnlySpan<double> parameters)
    {
        Shape.InputWeights(parameters).Values.CopyTo(powers[0]);
        for (int k = 0; k < powers.Length; k++)
        {
            if (k > 0)
                Products.Assign(Shape.RecurrentWeights(parameters), Power(k - 1), powers[k]);
            Products.Assign(Shape.OutputWeights(parameters), Power(k), block);
            for (int row = 0; row < Shape.Outputs; row++)
                block.AsSpan(row * Shape.Inputs, Shape.Inputs).CopyTo(map.AsSpan(StepStart(k, row)));
        }
    }

    /// <summary>dL/dF = F Sigma^{XX} - Sigma^{YX}; returns L = 1/2 sum |y|^2 + 1/2 tr((dL/dF - Sigma^{YX}) F^T).</summary>
    private double ComputeSlope()
    {
        var targetInput = correlations.TargetInput().Values;
        if (correlations.IsWhite)
            map.CopyTo(slope, 0);
        else
            Products.Assign(Map, correlations.InputInput(), slope);
        Products.AddScaled(-1, targetInput, slope);
        return correlations.IsWhite
            ? Products.Dot(slope, slope) / 2
            : TargetEnergy + ((Products.Dot(slope, map) - Products.Dot(targetInput, map)) / 2);
    }

    /// <summary>dL/dP_k = W_y^T dL/dF_{T-k} + W_h^T dL/dP_{k+1}, from k = T-1 down to dL/dP_0 = dL/dW_x.</summary>
    private void RunBackward(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        gradient.Clear();
        for (int k = powers.Length - 1; k >= 0; k--)
        {
            var slopeOfStep = Slope.ColumnBlock(StepStart(k, 0), Shape.Inputs);
            Products.AddTransposedRight(slopeOfStep, Power(k), Shape.OutputPart(gradient));
            Products.AssignTransposedLeft(Shape.OutputWeights(parameters), slopeOfStep, powerGradient);
            if (k < powers.Length - 1)
            {
                var next = new MatrixView(nextPowerGradient, Shape.Hidden, Shape.Inputs);
                Products.AddTransposedRight(next, Power(k), Shape.RecurrentPart(gradient));
                Products.AddTransposedLeft(Shape.RecurrentWeights(parameters), next, powerGradient);
            }

            (powerGradient, nextPowerGradient) = (nextPowerGradient, powerGradient);
        }

        nextPowerGradient.CopyTo(Shape.InputPart(gradient));
    }

    /// <summary>Where the row of the block of step i = T-k starts in a N_y x (T N_x) matrix.</summary>
    private int StepStart(int k, int row) => ((row * powers.Length) + powers.Length - 1 - k) * Shape.Inputs;

    private MatrixView Power(int k) => new(powers[k], Shape.Hidden, Shape.Inputs);
}
