using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Lrnn.Transitions;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Stationary points and phase transitions in a control parameter, exact, and what the learning flow makes of them.</summary>
internal sealed class TransitionCommand : RequestCommand<TransitionCommand.Settings, TransitionCommand.Request, IReadOnlyList<TransitionFinding>>
{
    internal sealed class Settings : TaskSettings, IRequested<Request>
    {
        [CommandOption("--format <FORMAT>")]
        [Description("text (default), latex or json.")]
        public string Format { get; init; } = "text";

        [CommandOption("--control <NAME>")]
        [Description("The parameter that varies; all others and T have values in --set (several T as T=3:4:5).")]
        public string? Control { get; init; }

        [CommandOption("--range <LOW:HIGH>")]
        [Description("Its range, 0:3 by default; exact values such as 1/2:3.")]
        public string? Range { get; init; }

        [CommandOption("--digits <N>")]
        [Description("Decimals of the values, 12 by default, all of them correct.")]
        public string Digits { get; init; } = "12";

        [CommandOption("--initial <VALUES>")]
        [Description("Start of the learning flow, a=0.1,b=0.1,c=0.1 by default.")]
        public string? Initial { get; init; }

        [CommandOption("--flow <N>")]
        [Description("Values of the parameter at which the flow is followed, 31 by default; 0 leaves it out.")]
        public string? Flow { get; init; }

        [CommandOption("--tolerance <EPS>")]
        [Description("Relative and absolute tolerance of the flow's integration, 1e-10 by default.")]
        public string Tolerance { get; init; } = "1e-10";

        [CommandOption("--plot <FILE>")]
        [Description("Bifurcation diagram, .png or .svg.")]
        public string? Plot { get; init; }

        public Request Request()
        {
            var format = OptionValue.Format(Format, OutputFormat.Text, OutputFormat.Latex, OutputFormat.Json);
            var control = Control ?? throw new InputException("--control is missing: the parameter that varies, as in --control beta");
            var digits = OptionValue.Whole("--digits", Digits, 1, 1000);
            var flow = OptionValue.Whole("--flow", Flow ?? FlowValues.ToString(CultureInfo.InvariantCulture), 0, 100_000);
            var tolerance = OptionValue.Tolerance("--tolerance", Tolerance);
            var start = Start.Read("--initial", Initial, 1, 0.1)[0];
            var range = RangeOf(Range ?? "0:3");
            var plot = Plot is null ? null : PlotSheet.CheckedFile("--plot", Plot);
            var tasks = Lengths();
            if (plot is not null && tasks.Count > 1)
                throw new InputException("--plot draws one T; give --set one value for T");
            return new Request(format, tasks, control, range, digits, start, flow, tolerance, plot);
        }

        // One task for each value of T; all other values are the same.
        private List<TaskDynamics> Lengths()
        {
            if (TableFile is not null)
                throw new InputException("transition needs a formula with a parameter that varies, not a table");
            var dynamics = OptionValue.Task(Task, new Setting(CountedOutputKinds.Of(Outputs), ModeKind.RealModes));
            var values = OptionValue.SetValues(Set);
            ModeTasks.NoteUnused(dynamics, Emission.ModeKernels.parameterNames(dynamics), values);
            if (ParameterValuesModule.tryFind("T", values) is null)
                throw new InputException("transition needs a number for T; add it to --set, for example --set T=6");
            foreach (var entry in values.Values)
                if (entry.Item1 != "T" && entry.Item2.Length > 1)
                    throw new InputException($"--set: {entry.Item1} has {entry.Item2.Length} values; transition takes several for T alone");
            return [.. Enumerable.Range(0, values.ModeCount).Select(k => TaskDynamicsModule.withValues(ParameterValuesModule.ofMode(k, values).OrThrow("--set"), dynamics).OrThrow("--set"))];
        }
    }

    /// <summary>Values of the parameter at which the flow is followed, if nothing else is said.</summary>
    public const int FlowValues = 31;

    private const int PlotSamples = 160;

    // Long trajectories have polynomials of high degree.
    private const int PlotSamplesLong = 60;
    private const int Long = 20;

    /// <param name="Format">Text, LaTeX or JSON.</param>
    /// <param name="Tasks">The task at each trajectory length.</param>
    /// <param name="Control">The parameter that varies.</param>
    /// <param name="Range">From where to where.</param>
    /// <param name="Digits">Decimals of the values.</param>
    /// <param name="Start">Of the learning flow.</param>
    /// <param name="Flow">Values of the parameter at which the flow is followed.</param>
    /// <param name="Tolerance">Of its integration.</param>
    /// <param name="Plot">The file for the diagram, if there is to be one.</param>
    internal sealed record Request(
        OutputFormat Format, IReadOnlyList<TaskDynamics> Tasks, string Control, (Rational Low, Rational High) Range, int Digits,
        ConnectivityModes Start, int Flow, double Tolerance, string? Plot);

    protected override IReadOnlyList<TransitionFinding> Compute(Request request, CancellationToken cancellation)
    {
        var found = new List<TransitionFinding>();
        foreach (var task in request.Tasks)
        {
            cancellation.ThrowIfCancellationRequested();
            var report = Theory.Transitions.findTo(request.Digits, request.Control, request.Range.Low, request.Range.High, task).OrThrow();
            var flow = request.Tasks.Count > 1 || request.Flow == 0
                ? null
                : FlowFinding.Find(task, report, request.Start, request.Flow, request.Tolerance, cancellation);
            found.Add(new TransitionFinding(task, report, flow));
        }

        return found;
    }

    protected override int Show(Request request, IReadOnlyList<TransitionFinding> found, CancellationToken cancellation)
    {
        switch (request.Format)
        {
            case OutputFormat.Json:
                JsonText.Print(TransitionText.Json(found, request.Digits));
                break;
            case OutputFormat.Latex:
                Console.Out.Write(TransitionText.Latex(found, request.Digits));
                break;
            default:
                Console.Out.Write(WrappedText.ForTerminal(TransitionText.Plain(found, request.Digits)));
                break;
        }

        if (request.Plot is { } plot)
        {
            var report = found[0].Report;
            BifurcationPlot.Of(found[0], BranchDiagramModule.trace(SamplesOf(report), report)).Save(plot);
            Messages.Write($"wrote {plot}");
        }

        return found.Any(finding => !finding.Report.Undecided.IsEmpty) ? ExitCode.NumericalFailure : ExitCode.Done;
    }

    /// <summary>How many values of the parameter a diagram has.</summary>
    public static int SamplesOf(TransitionReport report) => report.Energy.Steps > Long ? PlotSamplesLong : PlotSamples;

    /// <summary>The values of --set but for that of the control parameter.</summary>
    public static string WithoutControl(string? set, string control) => string.Join(
        ',',
        ParameterValuesModule.ofMode(0, OptionValue.SetValues(set)).OrThrow().Values
            .Where(value => value.Item1 != control)
            .Select(value => $"{value.Item1}={Infix.print(value.Item2.Head)}"));

    /// <summary>The ends of --range.</summary>
    public static (Rational, Rational) RangeOf(string text)
    {
        var ends = text.Split(':');
        if (ends.Length != 2)
            throw new InputException($"--range: '{text}' is not LOW:HIGH, as in 0:3");
        var (low, high) = (End("low", ends[0]), End("high", ends[1]));
        return Rational.Compare(low, high) < 0 ? (low, high) : throw new InputException($"--range: the low end comes first, not {text}");
    }

    private static Rational End(string name, string text)
    {
        var values = OptionValue.Assignments("--range", $"{name}={text}");
        var value = ParameterValuesModule.forMode(0, name, values).OrThrow();
        return value.Node is Node.Number number ? number.Item : throw new InputException($"--range: '{text}' is not a rational number");
    }
}
