using LrnnSymbolic.Lrnn.Commands;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What theory and a network are to do side by side, as options that were checked.</summary>
/// <param name="Network">The network and its data.</param>
/// <param name="Start">The start of each mode, in numbers.</param>
/// <param name="Until">The learning time at the end, in the unit of tau; null where it is to be chosen.</param>
/// <param name="Samples">Points of the curves, both ends included.</param>
/// <param name="Tolerance">Of the integration.</param>
internal sealed record CurveRequest(NetworkRequest Network, double[][] Start, double? Until, int Samples, double Tolerance)
{
    public ModeTasks Tasks => Network.Tasks;

    /// <summary>Reads the options.</summary>
    /// <param name="settings">The options.</param>
    /// <param name="tasks">The task of each mode.</param>
    /// <param name="samples">Points of the curves, if nothing else is said.</param>
    /// <param name="most">The most of them.</param>
    public static CurveRequest Read(NetworkSettings settings, ModeTasks tasks, string samples, int most)
    {
        var request = new CurveRequest(
            NetworkRequest.Read(settings, tasks),
            Input.Start.ReadNumbers("--initial", settings.Initial, tasks, 0.1),
            OptionValue.Optional(settings.Until, text => OptionValue.Positive("--until", text)),
            OptionValue.Whole("--samples", settings.Samples ?? samples, 2, most),
            OptionValue.Tolerance("--tolerance", settings.Tolerance));
        // What is said of both is known to fit before anything is integrated.
        if (request is { Until: { } until, Network.Rate: { } rate })
            Experiments.Steps(until, rate, tasks.Tau);
        return request;
    }
}
