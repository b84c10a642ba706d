namespace LrnnSymbolic.Training;

/// <summary>
/// The sizes of a network, and with them the layout of its parameter vector: W_x, W_h, W_y one after another, each in
/// row-major order. Gradients have the same layout.
/// </summary>
public readonly record struct NetworkShape
{
    /// <summary>Takes the sizes.</summary>
    /// <param name="inputs">N_x.</param>
    /// <param name="hidden">N_h.</param>
    /// <param name="outputs">N_y.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public NetworkShape(int inputs, int hidden, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Inputs, Hidden, Outputs) = (inputs, hidden, outputs);
    }

    /// <summary>N_x, the columns of W_x.</summary>
    public int Inputs { get; }

    /// <summary>N_h, the rows of W_x and W_h and the columns of W_h and W_y.</summary>
    public int Hidden { get; }

    /// <summary>N_y, the rows of W_y.</summary>
    public int Outputs { get; }

    /// <summary>The modes the network can carry from input to output: min(N_x, N_h, N_y).</summary>
    public int Modes => Math.Min(Hidden, Math.Min(Inputs, Outputs));

    /// <summary>The length of the parameter vector: N_h N_x + N_h^2 + N_y N_h.</summary>
    public int ParameterCount => OutputStart + (Outputs * Hidden);

    private int RecurrentStart => Hidden * Inputs;

    private int OutputStart => RecurrentStart + (Hidden * Hidden);

    /// <summary>The part of a parameter or gradient vector that belongs to W_x, N_h x N_x in row-major order.</summary>
    /// <param name="parameters">A vector of <see cref="ParameterCount"/> numbers.</param>
    public Span<double> InputPart(Span<double> parameters) => parameters[..RecurrentStart];

    /// <summary>The part of a parameter or gradient vector that belongs to W_h, N_h x N_h in row-major order.</summary>
    /// <param name="parameters">A vector of <see cref="ParameterCount"/> numbers.</param>
    public Span<double> RecurrentPart(Span<double> parameters) => parameters[RecurrentStart..OutputStart];

    /// <summary>The part of a parameter or gradient vector that belongs to W_y, N_y x N_h in row-major order.</summary>
    /// <param name="parameters">A vector of <see cref="ParameterCount"/> numbers.</param>
    public Span<double> OutputPart(Span<double> parameters) => parameters[OutputStart..ParameterCount];

    internal MatrixView InputWeights(ReadOnlySpan<double> parameters) => new(parameters, Hidden, Inputs);

    internal MatrixView RecurrentWeights(ReadOnlySpan<double> parameters) =>
        new(parameters[RecurrentStart..], Hidden, Hidden);

    internal MatrixView OutputWeights(ReadOnlySpan<double> parameters) => new(parameters[OutputStart..], Outputs, Hidden);
}
