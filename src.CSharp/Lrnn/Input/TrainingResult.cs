using LrnnSymbolic.Comparison;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>What is read off the network at a recorded step.</summary>
/// <param name="Recovered">Its modes.</param>
/// <param name="KernelDistance">How far the tangent kernel has turned since the start, if that is asked for.</param>
/// <param name="Responses">The input-output map's response of each mode at each step, if that is asked for.</param>
internal sealed record TrainingObservation(RecoveredModes Recovered, double? KernelDistance, ModeResponse[][]? Responses);

/// <summary>What a training has given.</summary>
/// <param name="Tasks">The task of each mode.</param>
/// <param name="Experiment">The network, its data and its descent.</param>
/// <param name="Run">The descent.</param>
/// <param name="Begun">The network at the start.</param>
/// <param name="Inputs">The inputs, drawn when they are first asked for.</param>
/// <param name="Final">The responses at the end, which the table has of an unaligned start; else null.</param>
internal sealed record TrainingResult(
    ModeTasks Tasks, NetworkExperiment Experiment, TrainingRun<TrainingObservation> Run, LinearRecurrentNetwork Begun, Lazy<InputSequence> Inputs,
    ModeResponse[][]? Final);
