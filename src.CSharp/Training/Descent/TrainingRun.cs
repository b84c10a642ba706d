namespace LrnnSymbolic.Training;

/// <summary>How a training run ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All steps were taken.</summary>
    Completed,

    /// <summary>The loss left the range of finite numbers or exploded; the learning rate was too large.</summary>
    Diverged,
}

/// <summary>One observation of a training run.</summary>
/// <typeparam name="TObservation">What was read off the network.</typeparam>
/// <param name="Step">The steps taken before the observation.</param>
/// <param name="LearningTime">The learning time, in units of tau.</param>
/// <param name="Loss">The summed loss (4), whichever convention was descended.</param>
/// <param name="Observation">What was read off the network.</param>
public sealed record TrainingPoint<TObservation>(int Step, double LearningTime, double Loss, TObservation Observation);

/// <summary>A finished training run.</summary>
/// <typeparam name="TObservation">What was read off the network at the recorded steps.</typeparam>
/// <param name="Outcome">How it ended.</param>
/// <param name="StepsTaken">The steps taken; fewer than scheduled if the run diverged.</param>
/// <param name="Points">The observations, in order of steps; those from the divergence on are missing.</param>
/// <param name="FinalLoss">The summed loss (4) at the end; not finite or huge if the run diverged.</param>
/// <param name="FinalNetwork">The network at the end.</param>
public sealed record TrainingRun<TObservation>(
    TrainingOutcome Outcome,
    int StepsTaken,
    IReadOnlyList<TrainingPoint<TObservation>> Points,
    double FinalLoss,
    LinearRecurrentNetwork FinalNetwork);
