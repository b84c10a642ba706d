using System.ComponentModel;
using LrnnSymbolic.Lrnn.Figures;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The paper's figures, from the toolkit's own numbers.</summary>
internal sealed class FigureCommand : Command<FigureCommand.Settings>
{
    internal sealed class Settings : FormatSettings
    {
        [CommandArgument(0, "<FIGURE>")]
        [Description("2, 3, 4, 5, 6, A1 to A11, or all.")]
        public required string Name { get; init; }

        [CommandOption("--out <DIR>")]
        [Description("The folder that receives each figure as .png and .svg and its data as .csv; made if it is missing.")]
        public string? Out { get; init; }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = settings.Shown();
        var figures = FigureCatalogue.Named(settings.Name);
        var folder = OutputPath.Folder("--out", settings.Out ?? throw new InputException("--out is missing: the folder that receives the figures, as in --out figures"));
        var written = new Dictionary<string, object>();
        foreach (var figure in figures)
        {
            var sheet = Progress.Show($"figure {figure.Name}", progress => figure.Compute(new FigureWork(progress, cancellation)));
            var files = FigureFiles.Write(folder, figure, sheet);
            written[figure.Name] = files;
            if (format == OutputFormat.Text)
                Console.Out.WriteLine(string.Join(' ', files));
        }

        if (format == OutputFormat.Json)
            JsonText.Print(new Dictionary<string, object> { ["figures"] = written });
        return ExitCode.Done;
    }
}
