using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The neural tangent kernel of a network.</summary>
internal sealed class KernelCommand : RequestCommand<KernelCommand.Settings, KernelCommand.Request, KernelCommand.Result>
{
    internal sealed class Settings : KernelSettings, IRequested<Request>
    {
        [CommandOption("--eigenvalues <N>")]
        [Description("Also the N largest eigenvalues.")]
        public string? Eigenvalues { get; init; }

        [CommandOption("--spectrum <N>")]
        [Description("Only the N largest eigenvalues, for kernels of any size; a large one is never formed.")]
        public string? Spectrum { get; init; }

        public Request Request()
        {
            var format = Shown();
            var counted = Counted();
            var besides = OptionValue.Optional(Eigenvalues, text => OptionValue.Whole("--eigenvalues", text, 1));
            var alone = OptionValue.Optional(Spectrum, text => OptionValue.Whole("--spectrum", text, 1, MostEigenvalues));
            if (alone is not null && besides is not null)
                throw new InputException("--spectrum: it is instead of the kernel, --eigenvalues besides it; give one of the two");
            var network = Network();
            var inputs = InputsOf(network);
            var rows = KernelMemory.Rows(network.Shape, inputs, counted);
            if (alone is { } count)
                RejectTooLarge("--inputs: the search for eigenvalues", KernelMemory.OfSpectrum(network.Shape, inputs, counted, Math.Min(rows, KernelSpectrum.LeastVectors(count))));
            else if (rows > MostRows)
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--inputs: the kernel would have {rows} rows; {MostRows} is the most (--spectrum and kernel-distance do not need it)"));
            else
                RejectTooLarge("--inputs: the kernel", KernelMemory.OfKernel(network.Shape, inputs, counted));
            return new Request(format, counted, network, inputs, alone is null, alone ?? besides, IsFormed: alone is null || rows <= FewRows);
        }
    }

    // Of a matrix with more rows, the kernel alone takes gigabytes.
    private const long MostRows = 10_000;

    // Up to here all eigenvalues of the kernel take less time than some without it.
    private const long FewRows = 500;
    private const int MostEigenvalues = 100;

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Counted">Which outputs the loss counts.</param>
    /// <param name="Network">The network.</param>
    /// <param name="Inputs">Its inputs.</param>
    /// <param name="WithKernel">Is the kernel shown?</param>
    /// <param name="Eigenvalues">How many of its largest eigenvalues are; null for none.</param>
    /// <param name="IsFormed">Is the kernel formed? A large one is not, where its eigenvalues alone are wanted.</param>
    internal sealed record Request(
        OutputFormat Format, CountedOutputs Counted, LinearRecurrentNetwork Network, InputSequence Inputs, bool WithKernel, int? Eigenvalues,
        bool IsFormed);

    /// <param name="Kernel">The rows of the kernel; null where they are not wanted.</param>
    /// <param name="Eigenvalues">The largest eigenvalues; null where they are not wanted.</param>
    internal sealed record Result(double[][]? Kernel, double[]? Eigenvalues);

    protected override Result Compute(Request request, CancellationToken cancellation)
    {
        if (!request.IsFormed)
            return new Result(null, Leading(request, request.Eigenvalues!.Value));
        var kernel = NeuralTangentKernel.Of(request.Network, request.Inputs, request.Counted);
        if (!kernel.Enumerate().All(double.IsFinite))
            throw new NumericalException("the kernel leaves the range of numbers");
        return new Result(
            request.WithKernel ? kernel.ToRowArrays() : null,
            request.Eigenvalues is { } count ? [.. NeuralTangentKernel.Spectrum(kernel).Take(count)] : null);
    }

    private static double[] Leading(Request request, int count) =>
        KernelSpectrum.Largest(request.Network, request.Inputs, count, request.Counted)
        ?? throw new NumericalException($"the eigenvalues did not converge in the {KernelMemory.MostNumbers} numbers of memory that there are for them, or the kernel leaves the range of numbers");

    protected override int Show(Request request, Result result, CancellationToken cancellation)
    {
        if (request.Format == OutputFormat.Json)
            JsonText.Print(Document(result));
        else
            Print(result);
        return ExitCode.Done;
    }

    private static Dictionary<string, object> Document(Result result)
    {
        var document = new Dictionary<string, object>();
        if (result.Kernel is { } kernel)
            document["kernel"] = kernel;
        if (result.Eigenvalues is { } eigenvalues)
            document["eigenvalues"] = eigenvalues;
        return document;
    }

    private static void Print(Result result)
    {
        foreach (var row in result.Kernel ?? [])
            Console.Out.WriteLine(Line(row));
        if (result.Eigenvalues is { } eigenvalues)
            Console.Out.WriteLine($"{(result.Kernel is null ? "" : "eigenvalues ")}{Line(eigenvalues)}");
    }

    private static string Line(double[] row) => string.Join(' ', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
