using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The neural tangent kernel of a network.</summary>
internal sealed class KernelCommand : Command<KernelCommand.Settings>
{
    internal sealed class Settings : KernelSettings
    {
        [CommandOption("--eigenvalues <N>")]
        [Description("Also the N largest eigenvalues.")]
        public string? Eigenvalues { get; init; }
    }

    // Of a matrix with more rows, the kernel alone takes gigabytes.
    private const long MostRows = 10_000;

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var counted = settings.Counted();
        var wanted = settings.Eigenvalues is { } text ? OptionValue.Whole("--eigenvalues", text, 1) : 0;
        var network = NetworkFiles.Weights("--weights", settings.Weights);
        var inputs = settings.InputsOf(network);
        var rows = (long)inputs.Samples * network.Shape.Outputs * (counted == CountedOutputs.Last ? 1 : inputs.Steps);
        if (rows > MostRows)
            throw new InputException($"--inputs: the kernel would have {rows} rows; {MostRows} is the most (kernel-distance does not need it)");
        var kernel = NeuralTangentKernel.Of(network, inputs, counted);
        if (!kernel.Enumerate().All(double.IsFinite))
            throw new NumericalException("the kernel leaves the range of numbers");
        var eigenvalues = wanted == 0 ? [] : NeuralTangentKernel.Spectrum(kernel).Take(wanted).ToArray();
        if (format == "json")
            JsonText.Print(Document(kernel.ToRowArrays(), eigenvalues));
        else
            Print(kernel.ToRowArrays(), eigenvalues);
        return ExitCode.Done;
    }

    private static Dictionary<string, object> Document(double[][] kernel, double[] eigenvalues)
    {
        var document = new Dictionary<string, object> { ["kernel"] = kernel };
        if (eigenvalues.Length > 0)
            document["eigenvalues"] = eigenvalues;
        return document;
    }

    private static void Print(double[][] kernel, double[] eigenvalues)
    {
        foreach (var row in kernel)
            Console.Out.WriteLine(Line(row));
        if (eigenvalues.Length > 0)
            Console.Out.WriteLine($"eigenvalues {Line(eigenvalues)}");
    }

    private static string Line(double[] row) => string.Join(' ', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
