using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What a network's input-output map does to a mode of the task at a step.</summary>
/// <param name="Value">Its singular value, or its eigenvalue as a pair.</param>
/// <param name="Overlap">How far the mode is the task's.</param>
internal sealed record ModeResponse(double[] Value, double Overlap)
{
    /// <summary>The response of each mode at each step.</summary>
    public static ModeResponse[][] Of(LinearRecurrentNetwork network, ModeFrames frames, ModeTasks tasks) => tasks.AreComplex
        ? Each(EigenvalueRecovery.Recover(network, frames, tasks.Modes, tasks.Steps), step => new([step.Eigenvalue.Real, step.Eigenvalue.Imaginary], step.Overlap))
        : Each(ResponseRecovery.Recover(network, frames, tasks.Modes, tasks.Steps), step => new([step.SingularValue], step.Overlap));

    private static ModeResponse[][] Each<T>(T[][] byMode, Func<T, ModeResponse> response) => [.. byMode.Select(steps => steps.Select(response).ToArray())];
}
