using System.ComponentModel;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>What every command about a task takes.</summary>
internal class TaskSettings : CommandSettings
{
    [CommandArgument(0, "<TASK>")]
    [Description("A preset's name, an expression for s_t in t, T and parameters, or @FILE.csv.")]
    public required string Task { get; init; }

    [CommandOption("--set <VALUES>")]
    [Description("Values, exact: T=6,delta=1.1,lambda=1/2; several modes: delta=1.1:0.5. May be repeated.")]
    public string[] Sets { get; init; } = [];

    /// <summary>All values of --set in one text, null where there are none.</summary>
    public string? Set => Sets.Length == 0 ? null : string.Join(',', Sets);
}

/// <summary>What kind of numbers the modes are.</summary>
internal static class ModeKinds
{
    public const string Description = "real (default): singular values; complex: eigenvalues, for rotations.";

    public static ModeKind Of(string text) => OptionValue.Choice("--modes", text, ["real", "complex"]) == "real" ? ModeKind.RealModes : ModeKind.ComplexModes;

    /// <summary>The end of learning is recognised in real modes only.</summary>
    public static void RejectSteady(ModeKind kind, bool isSteady)
    {
        if (kind.IsComplexModes && isSteady)
            throw new InputException("--until steady is for real modes; with --modes complex give a time, as in --until 50");
    }
}

/// <summary>Which outputs the loss counts.</summary>
internal static class CountedOutputKinds
{
    public const string Description = "last (default): the loss counts the last output; every: all of them, TASK is s_{t,i} in t and i.";

    public static Outputs Of(string text) => OptionValue.Choice("--outputs", text, ["last", "every"]) == "last" ? Outputs.Last : Outputs.Every;
}

/// <summary>Where the modes start and how long they are followed.</summary>
internal class CurveSettings : TaskSettings
{
    [CommandOption("--format <FORMAT>")]
    [Description("text (default) or json.")]
    public string Format { get; init; } = "text";

    [CommandOption("--initial <VALUES>")]
    [Description("Start of the modes, a=0.1,b=0.1,c=0.1 by default; several modes: a=0.1:0.2.")]
    public string? Initial { get; init; }

    [CommandOption("--until <TIME>")]
    [Description("Learning time at the end, in the unit of tau.")]
    public string? Until { get; init; }

    [CommandOption("--samples <N>")]
    [Description("Points of the curve, both ends included.")]
    public string? Samples { get; init; }

    [CommandOption("--tolerance <EPS>")]
    [Description("Relative and absolute tolerance of the integration, 1e-10 by default.")]
    public string Tolerance { get; init; } = DefaultTolerance;

    internal const string DefaultTolerance = "1e-10";
}

/// <summary>The network that is trained.</summary>
internal class NetworkSettings : CurveSettings
{
    [CommandOption("--outputs <WHICH>")]
    [Description(CountedOutputKinds.Description)]
    public string Outputs { get; init; } = "last";

    [CommandOption("--modes <KIND>")]
    [Description(ModeKinds.Description)]
    public string Modes { get; init; } = "real";

    /// <summary>Which outputs count, and what kind of numbers the modes are.</summary>
    public Setting Setting() => new(CountedOutputKinds.Of(Outputs), ModeKinds.Of(Modes));

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
