using LrnnSymbolic.Integration;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What is said of runs that go on until their end is certain.</summary>
internal static class SteadyEnds
{
    /// <summary>The time that a run may take, if nothing else is said.</summary>
    public const string LongestRun = "1e8";

    /// <summary>Why a run ended, in words.</summary>
    public static string Reason(SteadyEnd end) => end switch
    {
        SteadyEnd.Converged => "converged",
        SteadyEnd.RunningOff => "running off",
        SteadyEnd.Saddle => "at a saddle",
        _ => "time reached",
    };
}
