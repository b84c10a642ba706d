using System.ComponentModel;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The network that is trained.</summary>
internal class NetworkSettings : CurveSettings
{
    [CommandOption("--hidden <N>")]
    [Description("Hidden units, 4 by default (at least one for each mode).")]
    public string? Hidden { get; init; }

    [CommandOption("--features <N>")]
    [Description("Input and output units, 4 by default (at least one for each mode).")]
    public string? Features { get; init; }

    [CommandOption("--input-units <N>")]
    [Description("Input units, where they differ from --features.")]
    public string? InputUnits { get; init; }

    [CommandOption("--output-units <N>")]
    [Description("Output units, where they differ from --features.")]
    public string? OutputUnits { get; init; }

    [CommandOption("--data <KIND>")]
    [Description("whitened (default), sampled: Gaussian, white only on average, or sensory: channels of constant coherence under noise.")]
    public string Data { get; init; } = "whitened";

    [CommandOption("--covariance <SIGMA>")]
    [Description("Of the inputs, which are white without it: a formula for steps i and j, the same in every unit, such as 0.5^abs(i-j); or @FILE.csv, N_x rows of the units at a step, or T N_x rows of all.")]
    public string? Covariance { get; init; }

    [CommandOption("--noise <SIGMA>")]
    [Description("Noise of --data sensory against a coherence of 1, 1 by default.")]
    public string? Noise { get; init; }

    [CommandOption("--gradient <FORM>")]
    [Description("From correlations (default on whitened data, independent of P) or from samples; equal to rounding.")]
    public string? Gradient { get; init; }

    [CommandOption("--trajectories <P>")]
    [Description("Training trajectories, 1000 by default; whitened, at least T times the input units.")]
    public string? Trajectories { get; init; }

    [CommandOption("--seed <SEED>")]
    [Description("Seed of the frames, the data and an unaligned start; 1 by default.")]
    public string Seed { get; init; } = "1";

    [CommandOption("--rate <ETA>")]
    [Description("Learning rate on the summed loss; chosen from the curvature by default.")]
    public string? Rate { get; init; }
}
