using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What the modes and the network that were learned at one length lose at others.</summary>
/// <param name="Theory">The energy of the theory's modes on the task of 1, 2, ... steps.</param>
/// <param name="Trained">The loss of the network on the same tasks, with white inputs.</param>
internal sealed record Extrapolation(double[] Theory, double[] Trained)
{
    /// <summary>The losses at the lengths 1 to <paramref name="longest"/>.</summary>
    public static Extrapolation Of(
        string task, string? set, Setting setting, int longest, NetworkExperiment experiment, LinearRecurrentNetwork network, ModeCurves predicted) =>
        Of(ModeTasks.Read(task, set, setting), longest, experiment, network, predicted);

    /// <summary>The same of a task that has been read.</summary>
    public static Extrapolation Of(ModeTasks learned, int longest, NetworkExperiment experiment, LinearRecurrentNetwork network, ModeCurves predicted)
    {
        var lengths = Enumerable.Range(1, longest).ToArray();
        var theory = new double[longest];
        var trained = new double[longest];
        foreach (var length in lengths)
        {
            var tasks = learned.OfLength("--extrapolate", length);
            var energy = new ModeTheory(tasks);
            theory[length - 1] = Enumerable.Range(0, tasks.Modes).Sum(mode =>
                energy.Energy(mode, [predicted.Input[mode][^1], predicted.Recurrent[mode][^1], predicted.Output[mode][^1]]));
            trained[length - 1] = experiment.LossOn(network, tasks.SingularValuesByOutput());
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
