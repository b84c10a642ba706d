namespace LrnnSymbolic.Contracts;

/// <summary>
/// One emitted program: any number of inputs to any number of outputs, allocation-free and thread-safe.
/// </summary>
/// <param name="state">The variables the program is a function of, e.g. the modes (a, b, c), in the order of its name list.</param>
/// <param name="parameters">The task's parameters (T, delta, lambda, tau, ...), in the order of its name list.</param>
/// <param name="data">Tabulated singular values s_1..s_T; empty when the task is a formula.</param>
/// <param name="output">Receives one value for each output, in the order of the output list.</param>
public delegate void Kernel(
    ReadOnlySpan<double> state,
    ReadOnlySpan<double> parameters,
    ReadOnlySpan<double> data,
    Span<double> output);

/// <summary>The right-hand side of dy/dt = f(t, y).</summary>
/// <param name="time">The independent variable; learning time in units of tau for a learning ODE.</param>
/// <param name="state">y, of the problem's dimension.</param>
/// <param name="derivative">Receives dy/dt, of the same length as <paramref name="state"/>.</param>
public delegate void VectorField(double time, ReadOnlySpan<double> state, Span<double> derivative);

/// <summary>The solution of an autonomous dy/dt = f(y) through a state, as a power series in time.</summary>
/// <param name="state">y, of the problem's dimension d.</param>
/// <param name="coefficients">
/// Receives y_1, y_2, ..., y_N of y(t + h) = y + y_1 h + ... + y_N h^N, d numbers each; its length sets the order N.
/// </param>
public delegate void TaylorSeries(ReadOnlySpan<double> state, Span<double> coefficients);
