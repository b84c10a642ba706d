using System.Globalization;
using LrnnSymbolic.Comparison;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>How much there is to do before a network is trained, told where it is much and refused where it would not end.</summary>
internal static class TrainingWork
{
    // Some minutes on one core, and years.
    private const double Noted = 2e11;
    private const double Most = 1e17;

    // Multiplications of a core in a second, measured for 512 and 1024 hidden units.
    private const double Speed = 1e9;

    /// <summary>An experiment that would not end is refused.</summary>
    public static void RejectEndless(NetworkExperiment experiment)
    {
        if (Of(experiment) is var work and > Most)
            throw new InputException($"the training would be about {Text(work)} multiplications, more than {Text(Most)}; give fewer --steps or a smaller --hidden");
    }

    /// <summary>A note on standard error where an experiment takes long.</summary>
    public static void Announce(NetworkExperiment experiment)
    {
        RejectEndless(experiment);
        if (Of(experiment) is var work and > Noted)
            Console.Error.WriteLine($"note: the training is about {Text(work)} multiplications, of the order of {Duration(work / Speed)}; fewer --steps or a smaller --hidden make it less");
    }

    // The frames are made orthogonal, and the modes read by products with them; a step goes through the trajectory forwards, and backwards twice.
    private static double Of(NetworkExperiment experiment)
    {
        var fromSamples = experiment.Batch > 0 || !(experiment.FromCorrelations ?? experiment.Inputs == InputKind.Whitened);
        var (inputs, hidden, outputs) = ((double)experiment.Shape.Inputs, (double)experiment.Shape.Hidden, (double)experiment.Shape.Outputs);
        var columns = fromSamples ? (experiment.Batch > 0 ? experiment.Batch : experiment.Samples) : Math.Min(inputs, outputs);
        var lengths = experiment.EarlierOutputs.Count > 0 && !fromSamples ? experiment.Task.Steps / 2.0 : 1;
        return (2.0 + (2 * experiment.Schedule.RecordAt.Count)) * hidden * hidden * hidden
            + 3.0 * experiment.Schedule.Steps * experiment.Task.Steps * lengths * columns * hidden * (hidden + inputs + outputs);
    }

    private static string Text(double work) => work.ToString("0E+0", CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal);

    private static string Duration(double seconds) => seconds switch
    {
        < 2 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F0} minutes"),
        < 48 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:F0} hours"),
        < 730 * 86400.0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:F0} days"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 365 / 86400:F0} years"),
    };
}
