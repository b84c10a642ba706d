namespace LrnnSymbolic.Integration;

/// <summary>Newton's steps on the slice of a gradient flow on which a conserved quantity has a given value.</summary>
internal sealed class SliceCorrection(EnergyFlow flow, double level) : ICorrection
{
    public bool Correct(ReadOnlySpan<double> state, Span<double> change)
    {
        double[] at = [.. state];
        var slice = StationarySlice.At(flow, 0, at);
        if (!slice.IsMinimum)
            return false;
        slice.NewtonStep(at, level).CopyTo(change);
        return true;
    }
}
