using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>How far the neural tangent kernel has turned between two networks.</summary>
internal sealed class KernelDistanceCommand : Command<KernelDistanceCommand.Settings>
{
    internal sealed class Settings : KernelSettings
    {
        [CommandOption("--weights-after <FILE>")]
        [Description("The weights at the later time, in the same form.")]
        public string? WeightsAfter { get; init; }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var counted = settings.Counted();
        var before = settings.NetworkOf("--weights", settings.Weights, NetworkFiles.Start);
        var after = settings.NetworkOf("--weights-after", settings.WeightsAfter, NetworkFiles.End);
        if (before.Shape != after.Shape)
            throw new InputException("--weights-after: the network has other sizes than that of --weights");
        var inputs = settings.InputsOf(before);
        KernelSettings.RejectTooLarge("--inputs: the distance", KernelMemory.OfDistance(before.Shape, inputs, counted));
        var distance = KernelDistance.Between(before, after, inputs, counted);
        if (!double.IsFinite(distance))
            throw new NumericalException("a kernel is zero or leaves the range of numbers, so there is no distance");
        if (format == "json")
            JsonText.Print(new Dictionary<string, object> { ["distance"] = distance });
        else
            Console.Out.WriteLine(distance.ToString("R", CultureInfo.InvariantCulture));
        return ExitCode.Done;
    }
}
