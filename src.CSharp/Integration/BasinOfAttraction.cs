using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>A value of b at which the reduced energy E*(b) is stationary.</summary>
/// <param name="Recurrent">b.</param>
/// <param name="Energy">E*(b).</param>
/// <param name="IsMinimum">Is it a minimum of E*? Otherwise it is a barrier.</param>
internal readonly record struct StationaryLevel(double Recurrent, double Energy, bool IsMinimum);

/// <summary>Where a learning flow is bound for.</summary>
internal enum Destination
{
    /// <summary>A minimum of the energy.</summary>
    Minimum,

    /// <summary>|b| grows without bound.</summary>
    Infinity,

    /// <summary>A point from which the energy could still fall: u decays to 0, or b = 0 holds by symmetry where E* has no minimum.</summary>
    Saddle,

    /// <summary>Still undecided when the time was up: near a saddle, say.</summary>
    Undecided,
}

/// <summary>The end of a flow.</summary>
/// <param name="Destination">Its kind.</param>
/// <param name="Recurrent">b of the minimum or saddle, infinite with its sign for an escape, the last b where it is undecided.</param>
/// <param name="Level">The position of the minimum among the levels, or -1.</param>
/// <param name="State">(a, b, c) when it was decided.</param>
/// <param name="Time">The learning time of that.</param>
internal sealed record FlowEnd(Destination Destination, double Recurrent, int Level, double[] State, double Time);

/// <summary>
/// Tells which minimum of a mode's energy the learning flow reaches. The energy falls along the flow, so a state whose energy is below both
/// neighbouring barriers of E* stays between them; with one minimum there, it converges to it, and with none, it leaves to infinity.
/// </summary>
/// <remarks>
/// Two kinds of start end at saddles. With a^2 = c^2 (balanced, conserved) u = ac keeps its sign; where A(b) has the other one u decays to 0, and b
/// comes to rest on the line a = c = 0, which is stationary for every b. And where A is even b = 0 is never left.
/// </remarks>
/// <param name="levels">All stationary values of E*, by increasing b.</param>
/// <param name="limit">The limit of E* as |b| grows.</param>
/// <param name="silence">Tells when u must decay to 0.</param>
internal sealed class BasinOfAttraction(IReadOnlyList<StationaryLevel> levels, double limit, DecayToSilence silence)
{
    // Energies closer than this, relative to the levels, do not decide.
    private const double Margin = 1e-9;

    private readonly double _margin = Margin * levels.Select(level => Math.Abs(level.Energy)).Append(Math.Abs(limit)).Max();

    /// <summary>Integrates until the basin is certain, in stretches that double.</summary>
    /// <param name="integrator">The method.</param>
    /// <param name="flow">d(a, b, c)/dt.</param>
    /// <param name="energy">The energy at (a, b, c).</param>
    /// <param name="start">(a, b, c).</param>
    /// <param name="longest">The learning time after which it gives up.</param>
    /// <param name="cancellation">Checked before every step.</param>
    public FlowEnd Follow(
        Integrator integrator, VectorField flow, Func<double[], double> energy, double[] start, double longest, CancellationToken cancellation)
    {
        var state = start;
        var time = 0.0;
        for (var stretch = 1.0; ; stretch *= 2)
        {
            if ((AtSaddle(start, state, time, time >= longest) ?? Decide(state, energy(state), time)) is { } end)
                return end;
            if (time >= longest)
                return new FlowEnd(Destination.Undecided, state[1], -1, state, time);
            var until = Math.Min(time + stretch, longest);
            var trajectory = integrator.Integrate(flow, time, state, until, cancellation);
            state = [.. trajectory.FinalState];
            if (trajectory.Outcome != IntegrationOutcome.Reached)
                return Decide(state, energy(state), trajectory.TimeReached) ?? new FlowEnd(Destination.Undecided, state[1], -1, state, trajectory.TimeReached);
            time = until;
        }
    }

    // Exact equality: the flow keeps a = c and a = -c, and b = 0 in even tasks, to the last bit.
    private FlowEnd? AtSaddle(double[] start, double[] state, double time, bool isLast)
    {
        if (Math.Abs(start[0]) != Math.Abs(start[2]))
            return null;
        var u = state[0] * state[2];
        if (u == 0 || silence.Is(state[1], u, isLast))
            return new FlowEnd(Destination.Saddle, state[1], -1, state, time);
        // u keeps its sign, which is A's: u converges to A/B at b = 0.
        return state[1] == 0 && silence.KeepsZero && Barrier() is var barrier and >= 0
            ? new FlowEnd(Destination.Saddle, 0, barrier, state, time)
            : null;

        int Barrier() => Enumerable.Range(0, levels.Count).FirstOrDefault(k => levels[k].Recurrent == 0 && !levels[k].IsMinimum, -1);
    }

    // The range of b that the sublevel set of the energy allows, and what is in it.
    private FlowEnd? Decide(double[] state, double energy, double time)
    {
        var b = state[1];
        var left = levels.Count - 1;
        while (left >= 0 && !(levels[left].Recurrent <= b && IsBarrier(left, energy)))
            left--;
        var right = 0;
        while (right < levels.Count && !(levels[right].Recurrent >= b && IsBarrier(right, energy)))
            right++;
        var inside = Enumerable.Range(left + 1, Math.Max(0, right - left - 1)).ToArray();
        var opensLeft = left < 0 && !(energy + _margin < limit);
        var opensRight = right == levels.Count && !(energy + _margin < limit);
        if (inside is [var only] && levels[only].IsMinimum && !opensLeft && !opensRight)
            return new FlowEnd(Destination.Minimum, levels[only].Recurrent, only, state, time);
        if (inside.Length == 0 && left != right && opensLeft != opensRight)
            return new FlowEnd(Destination.Infinity, opensRight ? double.PositiveInfinity : double.NegativeInfinity, -1, state, time);
        return null;
    }

    private bool IsBarrier(int level, double energy) => !levels[level].IsMinimum && energy + _margin < levels[level].Energy;
}
