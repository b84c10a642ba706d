using System.ComponentModel;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The source paper's numbered equations, each compared with the derivation when the command runs.</summary>
internal sealed class ErrataCommand : RequestCommand<ErrataCommand.Settings, OutputFormat, IReadOnlyList<Erratum>>
{
    internal sealed class Settings : CommandSettings, IRequested<OutputFormat>
    {
        [CommandOption("--format <FORMAT>")]
        [Description("text (default): a table, long formulas cut; latex: a longtable; json: everything in full.")]
        public string Format { get; init; } = "text";

        public OutputFormat Request() => OptionValue.Format(Format, OutputFormat.Text, OutputFormat.Latex, OutputFormat.Json);
    }

    protected override IReadOnlyList<Erratum> Compute(OutputFormat format, CancellationToken cancellation) =>
        Progress.Show("errata", report => Check(report, cancellation));

    protected override int Show(OutputFormat format, IReadOnlyList<Erratum> found, CancellationToken cancellation)
    {
        switch (format)
        {
            case OutputFormat.Latex:
                Console.Out.Write(ErrataText.Latex(found));
                break;
            case OutputFormat.Json:
                JsonText.Print(ErrataText.Json(found));
                break;
            default:
                ErrataText.Print(found);
                break;
        }

        return found.Any(erratum => erratum.Comparison.IsNoVerdict) ? ExitCode.CheckFailed : ExitCode.Done;
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
