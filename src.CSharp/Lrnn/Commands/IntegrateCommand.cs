using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
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
        [Description("auto (default): dormand-prince, and rodas where the flow is stiff; dormand-prince-8, tsitouras, or taylor: windows of its power series.")]
        public string Method { get; init; } = "auto";

        [CommandOption("--events <LIST>")]
        [Description("Times to locate: half (u = ac passes half of its end), unit (|b| passes 1), energy=X; as in half,energy=0.01; of real modes.")]
        public string? Events { get; init; }

        [CommandOption("--longest <TIME>")]
        [Description("With --until steady, which follows each mode until its end is certain: when to give up, 1e8 by default.")]
        public string? Longest { get; init; }
    }

    /// <summary>The time that a steady run may take, if nothing else is said.</summary>
    public const string LongestRun = "1e8";

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var frozen = settings.Frozen is null ? null : OptionValue.Choice("--frozen", settings.Frozen, ["b", "ac"]);
        var method = OptionValue.Choice("--method", settings.Method, ModeTheory.Methods);
        var tasks = settings.Tasks();
        var start = Start.ReadNumbers("--initial", settings.Initial, tasks, 0.1);
        var steady = settings.Until == "steady";
        ModeKinds.RejectSteady(tasks.Dynamics.Setting.Modes, steady);
        if (tasks.AreComplex && settings.Events is not null)
            throw new InputException("--events are for real modes; leave them out with --modes complex");
        if (steady && method != "auto")
            throw new InputException("--until steady chooses its method itself; leave --method out");
        if (settings.Longest is not null && !steady)
            throw new InputException("--longest belongs to --until steady");
        var until = steady ? OptionValue.Positive("--longest", settings.Longest ?? LongestRun) : OptionValue.Positive("--until", settings.Until ?? "50");
        var samples = OptionValue.Whole("--samples", settings.Samples ?? "51", 2, 10_000_000);
        var tolerance = OptionValue.Tolerance("--tolerance", settings.Tolerance);
        var events = ModeEvents.Read("--events", settings.Events);
        var theory = new ModeTheory(tasks);
        var curves = Enumerable.Range(0, tasks.Modes).Select(mode =>
        {
            var end = steady ? theory.Settle(mode, new ConnectivityModes(start[mode][0], start[mode][1], start[mode][2]), until, tolerance, frozen, cancellation) : null;
            var trajectory = end?.Trajectory ?? theory.Integrate(mode, start[mode], until, tolerance, frozen, cancellation, method);
            return new ModeCurve(theory, mode, trajectory, end, events.Locate(theory, mode, trajectory, end?.State ?? trajectory.FinalState.ToArray(), tolerance));
        }).ToArray();
        var last = curves.Max(curve => curve.Trajectory.TimeReached);
        double[] times = [.. Enumerable.Range(0, samples).Select(k => k == samples - 1 ? last : last * k / (samples - 1))];
        var documents = curves.Select(curve => Document(curve, times, tolerance, method, events.Any)).ToArray();
        if (format == "json")
            JsonText.Print(Document(times, documents));
        else
            Print(times, documents, curves);
        return ExitCode.Done;
    }

    private sealed record ModeCurve(
        ModeTheory Theory, int Mode, Trajectory Trajectory, SteadyState? Steady, IReadOnlyList<ModeEvents.Found> Events);

    private static Dictionary<string, object> Document(ModeCurve curve, double[] times, double tolerance, string method, bool events)
    {
        var (theory, mode, trajectory) = (curve.Theory, curve.Mode, curve.Trajectory);
        // A mode that has settled stays where it is while others are still followed.
        var settled = curve.Steady?.State ?? [];
        var states = times.Select(time => time <= trajectory.TimeReached ? trajectory.Evaluate(time) : settled).ToArray();
        var statistics = trajectory.Statistics;
        var document = new Dictionary<string, object>
        {
            ["a"] = theory.Tasks.Component(states, 0),
            ["b"] = theory.Tasks.Component(states, 1),
            ["c"] = theory.Tasks.Component(states, 2),
            ["energy"] = states.Select(state => theory.Energy(mode, state)).ToArray(),
            ["stats"] = new Dictionary<string, object>
            {
                ["evaluations"] = statistics.Evaluations,
                ["accepted"] = statistics.Accepted,
                ["rejected"] = statistics.Rejected,
                ["jacobians"] = statistics.Jacobians,
                ["implicitSteps"] = statistics.ImplicitSteps,
                ["method"] = method,
                ["tolerance"] = tolerance,
                ["largestErrorEstimate"] = statistics.LargestErrorEstimate,
            },
        };
        if (events)
            document["events"] = curve.Events.Select(found => At(curve, found.SignChange.State, new()
            {
                ["name"] = found.Name,
                ["time"] = found.SignChange.Time,
                ["rising"] = found.SignChange.Rising,
            })).ToArray();
        if (curve.Steady is { } steady)
            document["end"] = At(curve, steady.State, new()
            {
                ["reason"] = Reason(steady.End),
                ["time"] = trajectory.TimeReached,
                ["polished"] = steady.Polished,
                ["slope"] = steady.Slope,
                ["curvatures"] = steady.Curvatures,
            });
        return document;
    }

    private static Dictionary<string, object> At(ModeCurve curve, double[] state, Dictionary<string, object> document)
    {
        (document["a"], document["b"], document["c"]) = (state[0], state[1], state[2]);
        document["energy"] = curve.Theory.Energy(curve.Mode, state);
        return document;
    }

    /// <summary>Why a steady run ended, in words.</summary>
    public static string Reason(SteadyEnd end) => end switch
    {
        SteadyEnd.Converged => "converged",
        SteadyEnd.RunningOff => "running off",
        SteadyEnd.Saddle => "at a saddle",
        _ => "time reached",
    };

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

    private static void Print(double[] times, Dictionary<string, object>[] curves, ModeCurve[] sources)
    {
        for (var mode = 0; mode < curves.Length; mode++)
        {
            var curve = curves[mode];
            if (curves.Length > 1)
                Console.Out.WriteLine($"mode {mode + 1}");
            string[] names = curve["a"] is double[][]? ["a_re", "a_im", "b_re", "b_im", "c_re", "c_im", "energy"] : ["a", "b", "c", "energy"];
            Console.Out.WriteLine($"{"t",12} {string.Join(' ', names.Select(name => $"{name,20}"))}");
            for (var k = 0; k < times.Length; k++)
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times[k],12:G8} ")
                    + string.Join(' ', Row(k).Select(x => string.Create(CultureInfo.InvariantCulture, $"{x,20:G12}"))));
            var stats = (Dictionary<string, object>)curve["stats"];
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{stats["evaluations"]} evaluations, {stats["accepted"]} steps accepted, {stats["rejected"]} rejected, tolerance {stats["tolerance"]}"));
            if (sources[mode].Trajectory.Statistics.ImplicitSteps is var implicitSteps and > 0)
                Console.Out.WriteLine($"stiff: {implicitSteps} of the steps are implicit");
            PrintEvents(sources[mode]);
            PrintEnd(sources[mode]);

            IEnumerable<double> Row(int k) => new[] { "a", "b", "c", "energy" }.SelectMany(name => curve[name] is double[][] pairs ? pairs[k] : [((double[])curve[name])[k]]);
        }
    }

    private static void PrintEvents(ModeCurve curve)
    {
        foreach (var (name, crossing) in curve.Events)
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"event {name} at t = {crossing.Time:G12}: {State(crossing.State)}"));
    }

    private static void PrintEnd(ModeCurve curve)
    {
        if (curve.Steady is not { } steady)
            return;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Reason(steady.End)} at t = {curve.Trajectory.TimeReached:G6}: {State(steady.State)}, energy = {curve.Theory.Energy(curve.Mode, steady.State):G6}"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"slope {steady.Slope:G3}, curvatures on the slice {string.Join(", ", steady.Curvatures.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)))}{(steady.Polished ? ", polished" : "")}"));
    }

    private static string State(double[] state) =>
        string.Create(CultureInfo.InvariantCulture, $"a = {state[0]:G12}, b = {state[1]:G12}, c = {state[2]:G12}");
}
