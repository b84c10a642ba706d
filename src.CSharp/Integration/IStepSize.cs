namespace LrnnSymbolic.Integration;

/// <summary>How an adaptive integration finds the size of its next attempt.</summary>
internal interface IStepSize
{
    /// <summary>The size of the first step, of at most <paramref name="largest"/>.</summary>
    double First(double direction, double largest);

    /// <summary>The size after a step of size <paramref name="taken"/> that passed with <paramref name="error"/>.</summary>
    double AfterAccepted(double taken, double error);

    /// <summary>The size after a step of size <paramref name="taken"/> that failed with <paramref name="error"/>.</summary>
    double AfterRejected(double taken, double error);
}
