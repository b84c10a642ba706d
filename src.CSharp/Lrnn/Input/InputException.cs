namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Input that cannot be used; the message is what the user reads: what is wrong, where, what would be right.</summary>
public sealed class InputException(string message) : Exception(message);

/// <summary>A computation that did not arrive: diverged, or the tolerance was not reached.</summary>
public sealed class NumericalException(string message) : Exception(message);
