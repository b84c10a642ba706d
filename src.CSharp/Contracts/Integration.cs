namespace LrnnSymbolic.Contracts;

/// <summary>
/// The error an integration may make per step: error_i, in units of Absolute + Relative * |y_i|, is at most 1 in the root
/// mean square over the components.
/// </summary>
/// <param name="Relative">The allowed share of the state; positive.</param>
/// <param name="Absolute">The allowed error near zero, in the state's units; positive.</param>
public readonly record struct Tolerance(double Relative, double Absolute);

/// <summary>How an integration ended. Divergence is an outcome, not an exception.</summary>
public enum IntegrationOutcome
{
    /// <summary>The final time was reached within the tolerance.</summary>
    Reached,

    /// <summary>The state left the range of finite numbers, or would before the time can change.</summary>
    Diverged,

    /// <summary>The error test asked for a step below the resolution of the time.</summary>
    StepTooSmall,

    /// <summary>The step budget was used up before the final time.</summary>
    StepLimit,

    /// <summary>The condition that the caller gave for the end was met before the final time.</summary>
    Stopped,
}

/// <summary>What an integration cost and how large its accepted error estimates were.</summary>
/// <param name="Evaluations">Calls of the right-hand side.</param>
/// <param name="Accepted">Steps that were taken.</param>
/// <param name="Rejected">Steps that failed the error test and were repeated shorter.</param>
/// <param name="LargestErrorEstimate">The largest accepted local error, as a fraction of the tolerance (at most 1); NaN when none was estimated.</param>
/// <param name="Jacobians">Calls of the Jacobian; 0 for an explicit method.</param>
/// <param name="ImplicitSteps">Steps that were taken by an implicit method.</param>
public sealed record IntegrationStatistics(
    int Evaluations, int Accepted, int Rejected, double LargestErrorEstimate, int Jacobians = 0, int ImplicitSteps = 0);
