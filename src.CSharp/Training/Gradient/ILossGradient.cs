namespace LrnnSymbolic.Training;

/// <summary>The summed loss (4), L = 1/2 sum_p |y_p - yhat_p|^2, or (144), and its gradient in all weights.</summary>
public interface ILossGradient
{
    /// <summary>The sizes of the networks this loss is for.</summary>
    NetworkShape Shape { get; }

    /// <summary>1/2 sum_p |y_p|^2: the loss of a network whose output is zero, the natural scale of the loss.</summary>
    double TargetEnergy { get; }

    /// <summary>Computes loss and gradient without allocating. Not safe for concurrent use of one instance.</summary>
    /// <param name="parameters">The weights, in the layout of <see cref="NetworkShape"/>.</param>
    /// <param name="gradient">Receives dL/dW, in the same layout.</param>
    /// <returns>The loss L at <paramref name="parameters"/>.</returns>
    double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient);

    /// <summary>The loss of the whole data set, where <see cref="Evaluate"/> takes a part of it at a time.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="evaluated">What the last call of <see cref="Evaluate"/> returned, at these weights.</param>
    double WholeLoss(ReadOnlySpan<double> parameters, double evaluated) => evaluated;
}
