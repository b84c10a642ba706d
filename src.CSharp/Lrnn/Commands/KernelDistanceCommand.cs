using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>How far the neural tangent kernel has turned between two networks.</summary>
internal sealed class KernelDistanceCommand : RequestCommand<KernelDistanceCommand.Settings, KernelDistanceCommand.Request, double>
{
    internal sealed class Settings : KernelSettings, IRequested<Request>
    {
        [CommandOption("--weights-after <FILE>")]
        [Description("The weights at the later time, in the same form.")]
        public string? WeightsAfter { get; init; }

        public Request Request()
        {
            var format = Shown();
            var counted = Counted();
            var before = NetworkOf("--weights", Weights, NetworkFiles.Start);
            var after = NetworkOf("--weights-after", WeightsAfter, NetworkFiles.End);
            if (before.Shape != after.Shape)
                throw new InputException("--weights-after: the network has other sizes than that of --weights");
            var inputs = InputsOf(before);
            RejectTooLarge("--inputs: the distance", KernelMemory.OfDistance(before.Shape, inputs, counted));
            return new Request(format, counted, before, after, inputs);
        }
    }

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Counted">Which outputs the loss counts.</param>
    /// <param name="Before">The one network.</param>
    /// <param name="After">The other.</param>
    /// <param name="Inputs">Their inputs.</param>
    internal sealed record Request(
        OutputFormat Format, CountedOutputs Counted, LinearRecurrentNetwork Before, LinearRecurrentNetwork After, InputSequence Inputs);

    protected override double Compute(Request request, CancellationToken cancellation)
    {
        var distance = KernelDistance.Between(request.Before, request.After, request.Inputs, request.Counted);
        return double.IsFinite(distance)
            ? distance
            : throw new NumericalException("a kernel is zero or leaves the range of numbers, so there is no distance");
    }

    protected override int Show(Request request, double distance, CancellationToken cancellation)
    {
        if (request.Format == OutputFormat.Json)
            JsonText.Print(new Dictionary<string, object> { ["distance"] = distance });
        else
            Console.Out.WriteLine(distance.ToString("R", CultureInfo.InvariantCulture));
        return ExitCode.Done;
    }
}
