using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What the modes and the network that were learned at one length lose at others.</summary>
/// <param name="Lengths">T', ascending.</param>
/// <param name="Theory">The energy of the theory's modes on the task of each length.</param>
/// <param name="Trained">The loss of the network on the same tasks, with white inputs.</param>
internal sealed record Extrapolation(int[] Lengths, double[] Theory, double[] Trained)
{
    /// <summary>The losses at some lengths.</summary>
    /// <param name="learned">The task.</param>
    /// <param name="lengths">T', ascending.</param>
    /// <param name="experiment">Its network and data.</param>
    /// <param name="network">The trained network.</param>
    /// <param name="end">The state of each mode in theory.</param>
    public static Extrapolation Of(ModeTasks learned, int[] lengths, NetworkExperiment experiment, LinearRecurrentNetwork network, double[][] end)
    {
        ModeTasks[] tasks = [.. lengths.Select(length => learned.OfLength("--extrapolate", length))];
        return new Extrapolation(
            lengths,
            [.. tasks.Select(task => new ModeTheory(task).Loss(mode => end[mode]))],
            [.. tasks.Select(task => experiment.LossOn(network, task.ValuesByOutput()))]);
    }

    public Dictionary<string, object> Json() => new()
    {
        ["T"] = Lengths,
        ["theory"] = Theory,
        ["trained"] = Trained,
    };

    /// <summary>A row for each length: T', theory, trained.</summary>
    public IEnumerable<string[]> Rows => Lengths.Select((length, k) => new[]
    {
        length.ToString(CultureInfo.InvariantCulture), Theory[k].ToString("G6", CultureInfo.InvariantCulture), Trained[k].ToString("G6", CultureInfo.InvariantCulture),
    });

    public void Print()
    {
        Console.Out.WriteLine($"{"T",6} {"theory's loss",16} {"trained",16}");
        for (var k = 0; k < Theory.Length; k++)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Lengths[k],6} {Theory[k],16:G9} {Trained[k],16:G9}"));
    }
}
