using LrnnSymbolic.Integration;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>
/// The events of `--events`: half, u = a c passes half of its value at the end; unit, |b| passes 1; energy=X, the energy passes X.
/// </summary>
internal sealed class ModeEvents
{
    // What a value may be off by in units of the tolerance, before a change of its sign counts: methods at the border of their stability are off by
    // some forty.
    private const double Noise = 100;

    // The energy falls all the way, so that a share of the level is enough.
    private const double EnergyShare = 1e-9;

    private readonly IReadOnlyList<(string Name, double? Level)> _wanted;

    private ModeEvents(IReadOnlyList<(string Name, double? Level)> wanted) => _wanted = wanted;

    /// <summary>A mode's event.</summary>
    /// <param name="Name">As it was asked for.</param>
    /// <param name="SignChange">When and where.</param>
    internal sealed record Found(string Name, SignChange SignChange);

    public bool Any => _wanted.Count > 0;

    /// <summary>Reads a list such as half,unit,energy=0.01; no text is no events.</summary>
    public static ModeEvents Read(string option, string? text)
    {
        if (text is null)
            return new ModeEvents([]);
        return new ModeEvents([.. text.Split(',', StringSplitOptions.TrimEntries).Select(One)]);

        (string, double?) One(string word) => word switch
        {
            "half" or "unit" => (word, null),
            _ when word.StartsWith("energy=", StringComparison.Ordinal) => (word, OptionValue.Positive($"{option} energy", word["energy=".Length..])),
            _ => throw new InputException($"{option}: '{word}' is not known; events are half, unit and energy=X, as in {option} half,energy=0.01"),
        };
    }

    /// <summary>The events of a mode's trajectory by increasing time.</summary>
    /// <param name="theory">For the energy.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="trajectory">Its solution.</param>
    /// <param name="end">(a, b, c) at the end.</param>
    /// <param name="tolerance">Of the integration.</param>
    public IReadOnlyList<Found> Locate(ModeTheory theory, int mode, Trajectory trajectory, double[] end, double tolerance)
    {
        var half = end[0] * end[2] / 2;
        return
        [
            .. from wanted in _wanted
               from crossing in Crossings(wanted.Name, wanted.Level)
               orderby crossing.Time
               select new Found(wanted.Name, crossing),
        ];

        // The flow's energy falls all the way, so that it passes a level once; below the tolerance it is a method's noise that may rise again.
        // |b| - 1 has the sign of b^2 - 1, which is a polynomial.
        IReadOnlyList<SignChange> Crossings(string name, double? level) => name switch
        {
            "half" => EventLocation.Find(trajectory, state => state[0] * state[2] - half, Noise * tolerance * (1 + Math.Abs(half))),
            "unit" => EventLocation.Find(trajectory, state => state[1] * state[1] - 1, Noise * tolerance * 4),
            _ => EventLocation.FindMonotone(trajectory, state => theory.Energy(mode, state) - level!.Value, EnergyShare * level!.Value) is { } passage ? [passage] : [],
        };
    }
}
