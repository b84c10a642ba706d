using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What the modes and the network that were learned at one length lose at others.</summary>
/// <param name="Theory">The energy of the theory's modes on the task of 1, 2, ... steps.</param>
/// <param name="Trained">The loss of the network on the same tasks, with white inputs.</param>
internal sealed record Extrapolation(double[] Theory, double[] Trained)
{
    /// <summary>The losses at the lengths 1 to <paramref name="longest"/>.</summary>
    /// <param name="learned">The task.</param>
    /// <param name="longest">T'.</param>
    /// <param name="experiment">Its network and data.</param>
    /// <param name="network">The trained network.</param>
    /// <param name="end">The state of each mode in theory.</param>
    public static Extrapolation Of(ModeTasks learned, int longest, NetworkExperiment experiment, LinearRecurrentNetwork network, double[][] end)
    {
        var theory = new double[longest];
        var trained = new double[longest];
        for (var length = 1; length <= longest; length++)
        {
            var tasks = learned.OfLength("--extrapolate", length);
            theory[length - 1] = new ModeTheory(tasks).Loss(mode => end[mode]);
            trained[length - 1] = experiment.LossOn(network, tasks.ValuesByOutput());
        }

        return new Extrapolation(theory, trained);
    }

    public Dictionary<string, object> Json() => new()
    {
        ["T"] = Enumerable.Range(1, Theory.Length).ToArray(),
        ["theory"] = Theory,
        ["trained"] = Trained,
    };

    public void Print()
    {
        Console.Out.WriteLine($"{"T",6} {"theory's loss",16} {"trained",16}");
        for (var k = 0; k < Theory.Length; k++)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{k + 1,6} {Theory[k],16:G9} {Trained[k],16:G9}"));
    }
}
