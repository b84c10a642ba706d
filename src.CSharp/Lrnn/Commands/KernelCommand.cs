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

        [CommandOption("--spectrum <N>")]
        [Description("Only the N largest eigenvalues, for kernels of any size; a large one is never formed.")]
        public string? Spectrum { get; init; }
    }

    // Of a matrix with more rows, the kernel alone takes gigabytes.
    private const long MostRows = 10_000;

    // Up to here all eigenvalues of the kernel take less time than some without it.
    private const long FewRows = 500;
    private const int MostEigenvalues = 100;

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var counted = settings.Counted();
        var wanted = settings.Eigenvalues is { } text ? OptionValue.Whole("--eigenvalues", text, 1) : 0;
        var leading = settings.Spectrum is { } some ? OptionValue.Whole("--spectrum", some, 1, MostEigenvalues) : 0;
        if (leading > 0 && wanted > 0)
            throw new InputException("--spectrum: it is instead of the kernel, --eigenvalues besides it; give one of the two");
        var network = settings.Network();
        var inputs = settings.InputsOf(network);
        var rows = KernelMemory.Rows(network.Shape, inputs, counted);
        if (leading > 0)
            return PrintSpectrum(Leading(network, inputs, counted, leading, rows), format);
        if (rows > MostRows)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--inputs: the kernel would have {rows} rows; {MostRows} is the most (--spectrum and kernel-distance do not need it)"));
        KernelSettings.RejectTooLarge("--inputs: the kernel", KernelMemory.OfKernel(network.Shape, inputs, counted));
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

    private static double[] Leading(LinearRecurrentNetwork network, InputSequence inputs, CountedOutputs counted, int count, double rows)
    {
        KernelSettings.RejectTooLarge("--inputs: the search for eigenvalues", KernelMemory.OfSpectrum(network.Shape, inputs, counted, Math.Min(rows, KernelSpectrum.LeastVectors(count))));
        if (rows > FewRows)
            return KernelSpectrum.Largest(network, inputs, count, counted)
                ?? throw new NumericalException($"the eigenvalues did not converge in the {KernelMemory.MostNumbers} numbers of memory that there are for them, or the kernel leaves the range of numbers");
        var kernel = NeuralTangentKernel.Of(network, inputs, counted);
        return kernel.Enumerate().All(double.IsFinite)
            ? [.. NeuralTangentKernel.Spectrum(kernel).Take(count)]
            : throw new NumericalException("the kernel leaves the range of numbers");
    }

    private static int PrintSpectrum(double[] eigenvalues, string format)
    {
        if (format == "json")
            JsonText.Print(new Dictionary<string, object> { ["eigenvalues"] = eigenvalues });
        else
            Console.Out.WriteLine(Line(eigenvalues));
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
