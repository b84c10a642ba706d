namespace LrnnSymbolic.Integration;

/// <summary>Newton's step towards a stationary point of a flow.</summary>
internal interface ICorrection
{
    /// <summary>The change of a state; false where no asymptotically stable point can be near it.</summary>
    bool Correct(ReadOnlySpan<double> state, Span<double> change);
}
