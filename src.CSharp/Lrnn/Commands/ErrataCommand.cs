using System.ComponentModel;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The source paper's numbered equations, each compared with the derivation when the command runs.</summary>
internal sealed class ErrataCommand : Command<ErrataCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--format <FORMAT>")]
        [Description("text (default): a table, long formulas cut; latex: a longtable; json: everything in full.")]
        public string Format { get; init; } = "text";
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "latex", "json"]);
        var found = Progress.Show("errata", report => Check(report, cancellation));

        switch (format)
        {
            case "latex":
                Console.Out.Write(ErrataText.Latex(found));
                break;
            case "json":
                JsonText.Print(ErrataText.Json(found));
                break;
            default:
                ErrataText.Print(found);
                break;
        }

        return found.Exists(erratum => erratum.Comparison.IsNoVerdict) ? ExitCode.CheckFailed : ExitCode.Done;
    }

    private static List<Erratum> Check(IProgress<double>? progress, CancellationToken cancellation)
    {
        var equations = Errata.equations.ToArray();
        var found = new List<Erratum>();
        foreach (var equation in equations)
        {
            cancellation.ThrowIfCancellationRequested();
            found.Add(Errata.check(equation));
            progress?.Report((double)found.Count / equations.Length);
        }

        return found;
    }
}
