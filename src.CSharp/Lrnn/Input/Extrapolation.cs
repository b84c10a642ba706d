using System.Globalization;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What the modes and the network that were learned at one length lose at others.</summary>
/// <param name="Steps">T', ascending.</param>
/// <param name="Theory">The energy of the theory's modes on the task of each length.</param>
/// <param name="Trained">The loss of the network on the same tasks, with white inputs.</param>
internal sealed record Extrapolation(int[] Steps, double[] Theory, double[] Trained)
{
    /// <summary>A task at other lengths, which a table does not have.</summary>
    public static ModeTasks[] Lengths(ModeTasks learned, IEnumerable<int> lengths) => [.. lengths.Select(length => learned.OfLength("--extrapolate", length))];

    /// <summary>The losses of what was learned on the task at other lengths.</summary>
    /// <param name="tasks">The task at these lengths.</param>
    /// <param name="run">The modes and the network.</param>
    public static Extrapolation Of(ModeTasks[] tasks, TheoryAndNetwork run) => new(
        [.. tasks.Select(task => task.Steps)],
        [.. tasks.Select(task => new ModeTheory(task).Loss(mode => run.End[mode]))],
        [.. tasks.Select(task => run.Experiment.LossOn(run.Network, task.ValuesByOutput()))]);

    /// <summary>A row for each length: T', theory, trained.</summary>
    public IEnumerable<string[]> Rows => Steps.Select((length, k) => new[]
    {
        length.ToString(CultureInfo.InvariantCulture), Theory[k].ToString("G6", CultureInfo.InvariantCulture), Trained[k].ToString("G6", CultureInfo.InvariantCulture),
    });
}
