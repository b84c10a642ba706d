namespace LrnnSymbolic.Training;

/// <summary>
/// The one place that converts between steps of gradient descent and learning time in units of tau. Descent on factor * L,
/// with L the summed loss (4), is an Euler step of length eta * factor of the gradient flow tau dW/dt = -dL/dW, so tau is
/// 1/(eta * factor) steps.
/// </summary>
public readonly record struct LearningTimescale
{
    private LearningTimescale(double lossFactor) => LossFactor = lossFactor;

    /// <summary>Descent on the summed loss (4), 1/2 sum_p |y_p - yhat_p|^2: tau = 1/eta.</summary>
    public static LearningTimescale Summed { get; } = new(1);

    /// <summary>The descended loss as a multiple of the summed loss (4).</summary>
    public double LossFactor { get; }

    /// <summary>Descent on the plain mean of the squared errors over samples and outputs: tau = P N_y/(2 eta).</summary>
    /// <param name="samples">P.</param>
    /// <param name="outputs">N_y.</param>
    public static LearningTimescale Mean(int samples, int outputs) => new(2 / Count(samples, outputs));

    /// <summary>Descent on half the mean of the squared errors over samples and outputs: tau = P N_y/eta.</summary>
    /// <param name="samples">P.</param>
    /// <param name="outputs">N_y.</param>
    public static LearningTimescale HalfMean(int samples, int outputs) => new(1 / Count(samples, outputs));

    /// <summary>tau, in steps of gradient descent.</summary>
    /// <param name="learningRate">eta, of the descended loss.</param>
    public double TauInSteps(double learningRate) => 1 / (learningRate * LossFactor);

    /// <summary>The learning time after some steps, in units of tau.</summary>
    /// <param name="steps">Steps of gradient descent.</param>
    /// <param name="learningRate">eta, of the descended loss.</param>
    public double LearningTime(int steps, double learningRate) => steps * (learningRate * LossFactor);

    /// <summary>The rate eta, of the descended loss, at which a step lasts <paramref name="learningTime"/>.</summary>
    /// <param name="learningTime">The learning time of one step, in units of tau.</param>
    public double LearningRate(double learningTime) => learningTime / LossFactor;

    private static double Count(int samples, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        return (double)samples * outputs;
    }
}
