namespace LrnnSymbolic.Training;

/// <summary>How many numbers stand in memory at once for what is computed of tangent kernels; asked before, since sizes multiply.</summary>
internal static class KernelMemory
{
    /// <summary>2 GB, and few enough that every index is a whole number of the machine.</summary>
    public const int MostNumbers = 1 << 28;

    /// <summary>The rows of a kernel.</summary>
    public static double Rows(NetworkShape shape, InputSequence inputs, CountedOutputs counted) =>
        (double)inputs.Samples * shape.Outputs * CountedSteps(inputs, counted);

    /// <summary>Of a kernel that is formed.</summary>
    public static double OfKernel(NetworkShape shape, InputSequence inputs, CountedOutputs counted)
    {
        double rows = Rows(shape, inputs, counted);
        double pairs = (double)inputs.Steps * inputs.Steps;
        double stateProducts = Square(inputs.Samples * (double)CountedSteps(inputs, counted));
        double way = TangentJacobian.IsCheaper(shape, inputs.Steps)
            ? (Sources(shape) * shape.Hidden * rows)
            : (Sources(shape) * inputs.Steps * inputs.Samples) + (2 * pairs * Square(shape.Outputs)) + (pairs * inputs.Samples);
        return Square(rows) + stateProducts + Factors(shape, inputs) + way;
    }

    /// <summary>Of its largest eigenvalues, with so many vectors and their images.</summary>
    public static double OfSpectrum(NetworkShape shape, InputSequence inputs, CountedOutputs counted, double vectors) =>
        Factors(shape, inputs) + (2 * vectors * Rows(shape, inputs, counted));

    /// <summary>Of the distance of two kernels: the factors of the Kronecker sums and their Gram matrices.</summary>
    public static double OfDistance(NetworkShape shape, InputSequence inputs, CountedOutputs counted) =>
        OfDistance(shape, inputs.Steps, inputs.Samples, counted);

    /// <summary>The same for inputs of these sizes.</summary>
    public static double OfDistance(NetworkShape shape, int steps, int samples, CountedOutputs counted)
    {
        double pairs = (double)steps * steps;
        double mixed = counted == CountedOutputs.Last ? steps : (pairs + steps) / 2;
        return Math.Max(
                (pairs * (Square(Sources(shape)) + Square(shape.Hidden))) + (2 * Square(pairs)),
                (mixed * shape.Hidden * (Sources(shape) + shape.Outputs)) + (2 * Square(mixed)))
            + (2 * Factors(shape, steps, samples));
    }

    private static int CountedSteps(InputSequence inputs, CountedOutputs counted) => counted == CountedOutputs.Last ? 1 : inputs.Steps;

    private static double Sources(NetworkShape shape) => (double)shape.Inputs + shape.Hidden;

    private static double Factors(NetworkShape shape, InputSequence inputs) => Factors(shape, inputs.Steps, inputs.Samples);

    // Inputs, states, both of them stacked, and gains.
    private static double Factors(NetworkShape shape, int steps, int samples) =>
        steps * ((2 * Sources(shape) * samples) + ((double)shape.Outputs * shape.Hidden));

    private static double Square(double x) => x * x;
}
