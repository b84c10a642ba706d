namespace LrnnSymbolic.Contracts;

/// <summary>
/// One emitted program over a range of modes, or of parameter points, whose inputs lie as a structure of arrays: the k-th
/// component of mode m is element k * count + m. Allocation-free and thread-safe.
/// </summary>
/// <param name="first">The first mode of the range.</param>
/// <param name="last">One past the last mode; the range holds at least as many modes as a vector has lanes.</param>
/// <param name="count">The number of modes in the arrays.</param>
/// <param name="states">The states of all modes.</param>
/// <param name="varying">The parameters that differ from mode to mode, in the order of their list.</param>
/// <param name="parameters">All parameters, in the order of the program's list; those that vary are not read here.</param>
/// <param name="data">Tabulated singular values s_1..s_T, the same for all modes.</param>
/// <param name="outputs">Receives the outputs; it must not overlap the inputs.</param>
public delegate void BatchKernel(
    int first,
    int last,
    int count,
    ReadOnlySpan<double> states,
    ReadOnlySpan<double> varying,
    ReadOnlySpan<double> parameters,
    ReadOnlySpan<double> data,
    Span<double> outputs);
