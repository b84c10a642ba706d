namespace LrnnSymbolic.Training;

/// <summary>An initial network of independent Gaussian weights.</summary>
public static class UnalignedStart
{
    /// <summary>
    /// Every weight is N(0, sigma^2/N_in), where N_in is the number of columns of its matrix: N_x for W_x, N_h for W_h and W_y.
    /// </summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="scales">sigma of each matrix.</param>
    /// <param name="random">The source of the draw.</param>
    public static LinearRecurrentNetwork Draw(NetworkShape shape, WeightScales scales, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double[] parameters = new double[shape.ParameterCount];
        random.FillGaussian(shape.InputPart(parameters), scales.Input / Math.Sqrt(shape.Inputs));
        random.FillGaussian(shape.RecurrentPart(parameters), scales.Recurrent / Math.Sqrt(shape.Hidden));
        random.FillGaussian(shape.OutputPart(parameters), scales.Output / Math.Sqrt(shape.Hidden));
        return new(shape, parameters);
    }
}
