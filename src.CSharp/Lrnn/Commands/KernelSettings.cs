using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>A network and its inputs, from files.</summary>
internal class KernelSettings : FormatSettings
{
    [CommandOption("--saved <DIR>")]
    [Description("The folder that lrnn train --save has written, in place of the files: its inputs, and the network at the end.")]
    public string? Saved { get; init; }

    [CommandOption("--weights <FILE>")]
    [Description("JSON {\"Wx\":..,\"Wh\":..,\"Wy\":..}, each a list of rows.")]
    public string? Weights { get; init; }

    [CommandOption("--inputs <FILE>")]
    [Description("JSON {\"X\":..}, a list of T matrices of N_x rows and P columns.")]
    public string? Inputs { get; init; }

    [CommandOption("--outputs <WHICH>")]
    [Description("last (default) or every.")]
    public string Outputs { get; init; } = "last";

    public CountedOutputs Counted() =>
        OptionValue.OneOf("--outputs", Outputs, ("last", CountedOutputs.Last), ("every", CountedOutputs.Every));

    /// <summary>The network of --weights, or that at the end of a saved training.</summary>
    public LinearRecurrentNetwork Network() => NetworkOf("--weights", Weights, NetworkFiles.End);

    /// <summary>The network in the file that an option names, or in that of a saved training.</summary>
    protected internal LinearRecurrentNetwork NetworkOf(string option, string? file, string saved)
    {
        var (named, found) = FileOf(option, file, saved);
        return NetworkFiles.Weights(named, found);
    }

    // The file that an option names, or the one of a saved training, and the option that names it.
    private (string Option, string? File) FileOf(string option, string? file, string saved)
    {
        if (Saved is null)
            return (option, file);
        if (string.IsNullOrWhiteSpace(Saved))
            throw new InputException("--saved is empty; it names the folder that lrnn train --save has written");
        return file is null ? ("--saved", Path.Combine(Saved, saved)) : throw new InputException($"--saved names all files; leave out {option}, or it");
    }

    /// <summary>What would need more memory than there is for it.</summary>
    public static void RejectTooLarge(string what, double numbers)
    {
        if (numbers > KernelMemory.MostNumbers)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{what} would need {numbers:G4} numbers in memory; {KernelMemory.MostNumbers} (2 GB) are the most"));
    }

    /// <summary>The inputs, checked to be those of a network.</summary>
    public InputSequence InputsOf(LinearRecurrentNetwork network)
    {
        var (option, file) = FileOf("--inputs", Inputs, NetworkFiles.DataInputs);
        var inputs = NetworkFiles.Inputs(option, file);
        return inputs.Features == network.Shape.Inputs
            ? inputs
            : throw new InputException($"{option}: X has {inputs.Features} rows at each step, but Wx takes {network.Shape.Inputs}");
    }
}
