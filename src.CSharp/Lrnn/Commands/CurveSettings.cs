using System.ComponentModel;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Where the modes start and how long they are followed.</summary>
internal class CurveSettings : NumberSettings
{
    [CommandOption("--initial <VALUES>")]
    [Description("Start of the modes, a=0.1,b=0.1,c=0.1 by default; several modes: a=0.1:0.2; complex modes: a=0.1+0.2*I.")]
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
