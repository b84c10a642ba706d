using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The learning curve that theory predicts.</summary>
internal sealed class IntegrateCommand : Command<IntegrateCommand.Settings>
{
    internal sealed class Settings : CurveSettings
    {
        [CommandOption("--frozen <MODES>")]
        [Description("Modes that are held fixed: b, or ac.")]
        public string? Frozen { get; init; }

        [CommandOption("--method <NAME>")]
        [Description("dormand-prince (default), tsitouras, or taylor: windows of the solution's own power series.")]
        public string Method { get; init; } = "dormand-prince";
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var frozen = settings.Frozen is null ? null : OptionValue.Choice("--frozen", settings.Frozen, ["b", "ac"]);
        var method = OptionValue.Choice("--method", settings.Method, ModeTheory.Methods);
        var tasks = ModeTasks.Read(settings.Task, settings.Set);
        var start = Start.Read("--initial", settings.Initial, tasks.Modes, 0.1);
        var until = OptionValue.Positive("--until", settings.Until ?? "50");
        var samples = OptionValue.Whole("--samples", settings.Samples ?? "51", 2, 10_000_000);
        var tolerance = OptionValue.Tolerance("--tolerance", settings.Tolerance);
        var theory = new ModeTheory(tasks);
        double[] times = [.. Enumerable.Range(0, samples).Select(k => until * k / (samples - 1))];
        var curves = Enumerable.Range(0, tasks.Modes)
            .Select(mode => Curve(theory, mode, theory.Integrate(mode, start[mode], until, tolerance, frozen, cancellation, method), times, tolerance, method))
            .ToArray();
        if (format == "json")
            JsonText.Print(Document(times, curves));
        else
            Print(times, curves);
        return ExitCode.Done;
    }

    private static Dictionary<string, object> Curve(ModeTheory theory, int mode, Trajectory trajectory, double[] times, double tolerance, string method)
    {
        var states = trajectory.Sample(times);
        return new Dictionary<string, object>
        {
            ["a"] = states.Select(state => state[0]).ToArray(),
            ["b"] = states.Select(state => state[1]).ToArray(),
            ["c"] = states.Select(state => state[2]).ToArray(),
            ["energy"] = states.Select(state => theory.Energy(mode, state)).ToArray(),
            ["stats"] = new Dictionary<string, object>
            {
                ["evaluations"] = trajectory.Statistics.Evaluations,
                ["accepted"] = trajectory.Statistics.Accepted,
                ["rejected"] = trajectory.Statistics.Rejected,
                ["method"] = method,
                ["tolerance"] = tolerance,
                ["largestErrorEstimate"] = trajectory.Statistics.LargestErrorEstimate,
            },
        };
    }

    // One mode has its curves at the top level; several stand in a list.
    private static Dictionary<string, object> Document(double[] times, Dictionary<string, object>[] curves)
    {
        var document = new Dictionary<string, object> { ["times"] = times };
        if (curves.Length > 1)
            document["modes"] = curves;
        else
            foreach (var (name, values) in curves[0])
                document[name] = values;
        return document;
    }

    private static void Print(double[] times, Dictionary<string, object>[] curves)
    {
        for (var mode = 0; mode < curves.Length; mode++)
        {
            var curve = curves[mode];
            if (curves.Length > 1)
                Console.Out.WriteLine($"mode {mode + 1}");
            Console.Out.WriteLine($"{"t",12} {"a",20} {"b",20} {"c",20} {"energy",20}");
            for (var k = 0; k < times.Length; k++)
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{times[k],12:G8} {At("a", k),20:G12} {At("b", k),20:G12} {At("c", k),20:G12} {At("energy", k),20:G12}"));
            var stats = (Dictionary<string, object>)curve["stats"];
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{stats["evaluations"]} evaluations, {stats["accepted"]} steps accepted, {stats["rejected"]} rejected, tolerance {stats["tolerance"]}"));

            double At(string name, int k) => ((double[])curve[name])[k];
        }
    }
}
