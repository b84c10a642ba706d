using System.ComponentModel;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The learning curve that theory predicts.</summary>
internal sealed class IntegrateCommand : RequestCommand<IntegrateCommand.Settings, IntegrateCommand.Request, Integrated>
{
    internal sealed class Settings : CurveSettings, IRequested<Request>
    {
        [CommandOption("--frozen <MODES>")]
        [Description("Modes that are held fixed: b, or ac.")]
        public string? Frozen { get; init; }

        [CommandOption("--method <NAME>")]
        [MethodNamesDescription]
        public string Method { get; init; } = NamedMethod.Automatic.Name;

        [CommandOption("--events <LIST>")]
        [Description("Times to locate: half (u = ac passes half of its end), unit (|b| passes 1), energy=X; as in half,energy=0.01; of real modes.")]
        public string? Events { get; init; }

        [CommandOption("--longest <TIME>")]
        [Description("With --until steady, which follows each mode until its end is certain: when to give up, 1e8 by default.")]
        public string? Longest { get; init; }

        public Request Request()
        {
            var format = Shown();
            var frozen = Frozen is null ? null : OptionValue.Choice("--frozen", Frozen, ["b", "ac"]);
            var method = NamedMethod.Of(OptionValue.Choice("--method", Method, NamedMethod.Names));
            var steady = Until == "steady";
            if (steady && method != NamedMethod.Automatic)
                throw new InputException("--until steady chooses its method itself; leave --method out");
            if (Longest is not null && !steady)
                throw new InputException("--longest belongs to --until steady");
            var until = steady ? OptionValue.Positive("--longest", Longest ?? SteadyEnds.LongestRun) : OptionValue.Positive("--until", Until ?? "50");
            var samples = OptionValue.Whole("--samples", Samples ?? "51", 2, 10_000_000);
            var tolerance = OptionValue.Tolerance("--tolerance", Tolerance);
            var events = ModeEvents.Read("--events", Events);
            var tasks = Tasks();
            ModeKinds.RejectSteady(tasks.Dynamics.Setting.Modes, steady);
            if (tasks.AreComplex && events.Any)
                throw new InputException("--events are for real modes; leave them out with --modes complex");
            return new Request(format, tasks, Start.ReadNumbers("--initial", Initial, tasks, 0.1), steady, until, samples, tolerance, frozen, method, events);
        }
    }

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Tasks">The task of each mode.</param>
    /// <param name="Start">The start of each mode, in numbers.</param>
    /// <param name="IsSteady">Is each mode followed until its end is certain?</param>
    /// <param name="Until">The learning time at the end; of a steady run the longest that it may take.</param>
    /// <param name="Samples">Points of the curves, both ends included.</param>
    /// <param name="Tolerance">Of the integration.</param>
    /// <param name="Frozen">Modes that are held: b, ac, or null for none.</param>
    /// <param name="Method">What takes the steps.</param>
    /// <param name="Events">What is located on the way.</param>
    internal sealed record Request(
        OutputFormat Format, ModeTasks Tasks, double[][] Start, bool IsSteady, double Until, int Samples, double Tolerance, string? Frozen,
        NamedMethod Method, ModeEvents Events);

    protected override Integrated Compute(Request request, CancellationToken cancellation)
    {
        var theory = new ModeTheory(request.Tasks);
        var found = Enumerable.Range(0, request.Tasks.Modes).Select(mode =>
        {
            var (start, tolerance) = (request.Start[mode], request.Tolerance);
            var end = request.IsSteady
                ? theory.Settle(mode, new ConnectivityModes(start[0], start[1], start[2]), request.Until, tolerance, request.Frozen, cancellation)
                : null;
            var trajectory = end?.Trajectory ?? theory.Integrate(mode, start, request.Until, tolerance, request.Frozen, cancellation, request.Method);
            return (Mode: mode, Trajectory: trajectory, End: end, Events: request.Events.Locate(theory, mode, trajectory, end?.State ?? trajectory.FinalState.ToArray(), tolerance));
        }).ToArray();
        var last = found.Max(curve => curve.Trajectory.TimeReached);
        double[] times = [.. Enumerable.Range(0, request.Samples).Select(k => k == request.Samples - 1 ? last : last * k / (request.Samples - 1))];
        return new Integrated(theory, times, [.. found.Select(curve => Curve(curve.Mode, curve.Trajectory, curve.End, curve.Events))]);

        IntegratedMode Curve(int mode, Trajectory trajectory, SteadyState? end, IReadOnlyList<ModeEvents.Found> events)
        {
            // A mode that has settled stays where it is while others are still followed.
            var settled = end?.State ?? [];
            double[][] states = [.. times.Select(time => time <= trajectory.TimeReached ? trajectory.Evaluate(time) : settled)];
            return new IntegratedMode(mode, states, [.. states.Select(state => theory.Energy(mode, state))], trajectory, end, events);
        }
    }

    protected override int Show(Request request, Integrated result, CancellationToken cancellation)
    {
        if (request.Format == OutputFormat.Json)
            JsonText.Print(IntegrationText.Json(result, request.Method.Name, request.Tolerance, withEvents: request.Events.Any));
        else
            IntegrationText.Print(result, request.Tolerance);
        return ExitCode.Done;
    }
}
