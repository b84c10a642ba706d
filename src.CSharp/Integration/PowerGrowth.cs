namespace LrnnSymbolic.Integration;

/// <summary>
/// Tells a flow that may run off for ever. Far out the energy falls like a power of the growing component, which therefore grows like a
/// power p of the time, 0 &lt; p &lt;= 1/2; near a saddle or a minimum it changes exponentially instead. The exponent is measured over
/// each doubling of the time, and the flow looks like one that runs off when it has stayed the same over several of them, with the energy
/// falling. On the way to a minimum far out it looks the same.
/// </summary>
internal sealed class PowerGrowth(EnergyFlow flow)
{
    // At the slow approach to a degenerate minimum the exponent would fall by 2^(-1/2) or so from one doubling to the next.
    private const double Steadiness = 0.1;
    private const int Doublings = 4;
    private const double SmallestExponent = 1e-3;
    private const double LargestExponent = 0.5;

    private double _time;
    private double _size;
    private double _energy;
    private double _exponent;
    private int _steady;

    /// <summary>Takes note of an accepted step; true when the flow is seen to run off.</summary>
    public bool Sees(double time, double[] state, ReadOnlySpan<double> slope)
    {
        if (time <= 0 || time < 2 * _time)
            return false;
        var (value, size) = (state[flow.Unbounded], Math.Abs(state[flow.Unbounded]));
        var energy = flow.Energy(state);
        var outward = size > 1 && value * slope[flow.Unbounded] > 0 && energy < _energy;
        var exponent = _time > 0 ? Math.Log(size / _size) / Math.Log(time / _time) : double.NaN;
        var same = Math.Abs(exponent / _exponent - 1) <= Steadiness && exponent >= SmallestExponent && exponent <= LargestExponent * (1 + Steadiness);
        _steady = outward && same ? _steady + 1 : 0;
        (_time, _size, _energy, _exponent) = (time, size, energy, exponent);
        return _steady >= Doublings;
    }
}
