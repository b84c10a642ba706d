namespace LrnnSymbolic.Integration;

/// <summary>A step of a method that calls the vector field itself.</summary>
internal interface IFieldStep : IAdaptiveStep
{
    /// <summary>Evaluates the field at a point outside the scheme; false when it is not finite there.</summary>
    bool Evaluate(double time, ReadOnlySpan<double> state, Span<double> slope);
}
