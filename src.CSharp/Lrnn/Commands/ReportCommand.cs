using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Lrnn.Reports;
using LrnnSymbolic.Lrnn.Transitions;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
using Microsoft.FSharp.Collections;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The derivation, the plots and the checks of a task in one document.</summary>
internal sealed class ReportCommand : RequestCommand<ReportCommand.Settings, ReportCommand.Request, Report>
{
    internal sealed class Settings : NetworkSettings, IRequested<Request>
    {
        [CommandOption("--out <FILE>")]
        [Description("FILE.html: one page that needs nothing else; FILE.tex with its pictures beside it; FILE.pdf, by TeX.")]
        public string? Out { get; init; }

        [CommandOption("--within <DEVIATION>")]
        [Description("The largest deviation of a trained mode that passes, 0.01 by default; beyond it the exit code is 1.")]
        public string Within { get; init; } = "0.01";

        [CommandOption("--control <NAME>")]
        [Description("The parameter whose phase transitions are looked for; by default the first one that moves b; none leaves them out.")]
        public string? Control { get; init; }

        [CommandOption("--range <LOW:HIGH>")]
        [Description("Its range, 0:3 by default.")]
        public string? Range { get; init; }

        public Request Request()
        {
            var format = Shown();
            var file = ReportFile.Checked(Out);
            var within = OptionValue.Positive("--within", Within);
            var range = TransitionCommand.RangeOf(Range ?? "0:3");
            var tasks = Tasks();
            var controls = ControlsOf(tasks);
            var curves = CurveRequest.Read(this, tasks, ReportCommands.UsualSamples, 10_000);
            var values = OptionValue.SetValues(Set);
            var derived = TableFile is { } table ? ModeTasks.Derivable(table, tasks.Dynamics.Setting, Set) : tasks.Dynamics;
            return new Request(
                format, file, within, curves, derived,
                // Stationary points at complex values are not listed; of several modes they are those of the first.
                TableFile is not null || tasks.AreComplex ? derived : At(derived, values, _ => false),
                [.. controls.Select(control => (control, At(tasks.Dynamics, values, name => name == control)))],
                range, LengthsOf(tasks), this);
        }

        // The values of the first mode, but for those left out.
        private static TaskDynamics At(TaskDynamics dynamics, ParameterValues values, Func<string, bool> isLeftOut) => TaskDynamicsModule.withValues(
            new ParameterValues(ListModule.OfSeq(ParameterValuesModule.ofMode(0, values).OrThrow().Values.Where(value => !isLeftOut(value.Item1)))), dynamics).OrThrow();

        // The parameters that may vary: the one asked for, or all.
        private IReadOnlyList<string> ControlsOf(ModeTasks tasks)
        {
            var parameters = tasks.OwnParameterNames;
            if (tasks.AreComplex)
                return Control is null or "none" ? [] : throw new InputException("--control: transitions are those of real modes; leave it out with --modes complex");
            if (Control is null)
                return parameters;
            if (Control == "none")
                return [];
            return parameters.Contains(Control)
                ? [Control]
                : throw new InputException($"--control: {Control} is not a parameter of {tasks.Dynamics.Name}{(parameters.Count == 0 ? ", which has none" : $"; it has {string.Join(", ", parameters)}")}");
        }

        // Half, the same and twice the length, and some between; null for a table, or a formula without a value at some length.
        private static ModeTasks[]? LengthsOf(ModeTasks tasks)
        {
            var steps = tasks.Steps;
            try
            {
                return Extrapolation.Lengths(
                    tasks, new[] { 1, steps / 2, steps - 1, steps, steps + 1, 3 * steps / 2, 2 * steps }.Where(length => length > 0).Distinct().Order());
            }
            catch (InputException)
            {
                return null;
            }
        }
    }

    /// <param name="Format">Text or JSON, of what is said about the files.</param>
    /// <param name="File">The report's file.</param>
    /// <param name="Within">The largest deviation that passes.</param>
    /// <param name="Curves">What is integrated and trained.</param>
    /// <param name="Derived">The task whose formulas are derived, which hold for all values.</param>
    /// <param name="Numeric">The task whose stationary points are listed, those of the values given.</param>
    /// <param name="Controls">The parameters that may vary, each with the task in which it does.</param>
    /// <param name="Range">From where to where.</param>
    /// <param name="Lengths">The task at other lengths; null where it has none.</param>
    /// <param name="Typed">The options, for the commands that make the same again.</param>
    internal sealed record Request(
        OutputFormat Format, string File, double Within, CurveRequest Curves, TaskDynamics Derived, TaskDynamics Numeric,
        IReadOnlyList<(string Name, TaskDynamics Task)> Controls, (Rational Low, Rational High) Range, ModeTasks[]? Lengths, Settings Typed)
    {
        public ModeTasks Tasks => Curves.Tasks;
    }

    protected override Report Compute(Request request, CancellationToken cancellation)
    {
        var sections = Progress.Show("derivation", _ => Sections(request));
        var training = Train(request, cancellation);
        var transitions = request.Controls.Count == 0 ? null : Progress.Show("transitions", _ => FindTransitions(request, cancellation));
        return new Report(request.Tasks, sections, training, transitions, ReportCommands.Of(request.Typed, request.Tasks, transitions?.Control));
    }

    protected override int Show(Request request, Report report, CancellationToken cancellation)
    {
        string[] written = ReportFile.Write(request.File, report);
        var agrees = report.Training.Comparison.Passed;
        if (request.Format == OutputFormat.Json)
            JsonText.Print(new Dictionary<string, object> { ["files"] = written, ["agrees"] = agrees });
        else
            Console.Out.WriteLine($"wrote {string.Join(", ", written)}");
        return agrees ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static FSharpList<Section> Sections(Request request) => request.Tasks.IsTable
        ? TableDerivation.Derive(request.Typed.Task, [.. Derivation.sectionNames], request.Derived)
        : ListModule.OfSeq(Derivation.sectionNames.SelectMany(name =>
            Derivation.derive(ListModule.OfSeq([name]), name == ReportCommands.TransitionsSection ? request.Numeric : request.Derived)));

    private static ReportTraining Train(Request request, CancellationToken cancellation)
    {
        var tasks = request.Tasks;
        var run = TheoryAndNetwork.Run(request.Curves, cancellation, withKernel: true);
        var shape = run.Experiment.Shape;
        var network = string.Create(
            CultureInfo.InvariantCulture,
            $"A network with {shape.Inputs} inputs, {shape.Hidden} hidden units and {shape.Outputs} outputs was trained on {run.Experiment.Samples} {Data(run.Experiment)} for {run.Steps} steps of gradient descent at rate {run.Rate}, from an aligned start ({From(run)}) to the learning time {run.Until}{Counted(tasks)}{Blocks(tasks)}.{(run.Experiment.IsWhite ? "" : " The theory is that of white inputs, which these are not.")}");
        var curves = Drawn(
            "curves",
            tasks.AreComplex
                ? "The modes a, b, c and the loss over learning time, theory over simulation; the theory of imaginary parts is dotted."
                : "The modes a, b, c and the loss over learning time, theory (dashed) over simulation.",
            LearningCurvePlot.Of(tasks, run.Theory, run.Trained));
        return new ReportTraining(
            LearningCurveComparison.Compare(run.Theory, run.Trained, request.Within), network, curves, Kernel(run), Ends(run, cancellation),
            request.Lengths is { } lengths ? Extrapolation.Of(lengths, run) : null);
    }

    // Where the flow goes after the end of the curves, mode by mode, and the rates that are stable where all rest.
    private static string[] Ends(TheoryAndNetwork run, CancellationToken cancellation)
    {
        var tasks = run.Equations.Tasks;
        IEnumerable<string> modes = tasks.AreComplex ? [] : Enumerable.Range(0, tasks.Modes).Select(mode => End(run.Equations, mode, run.Start[mode], cancellation));
        var rate = Experiments.LargestStableRate(tasks, run.Experiment, run.Start, 0, cancellation) is { } stable
            ? FormattableString.Invariant($"At rest, full-batch rates up to {stable:G6} are stable, 2 over the largest curvature of the network's loss; this run's is {run.Rate:G6}.")
            : "The flow does not come to rest in a learning time of 1000, so that no rate is the largest stable one.";
        return [.. modes, rate];
    }

    private static string End(ModeTheory theory, int mode, double[] start, CancellationToken cancellation)
    {
        var name = theory.Tasks.Modes == 1 ? "The mode" : $"Mode {mode + 1}";
        try
        {
            var end = theory.Settle(mode, new(start[0], start[1], start[2]), 1e8, 1e-8, null, cancellation);
            var (u, energy) = (end.State[0] * end.State[2], theory.Energy(mode, end.State));
            var place = FormattableString.Invariant($"u = {u:G8}, b = {end.State[1]:G8}, energy {energy:G6}");
            var curvatures = FormattableString.Invariant($"curvatures on the slice {string.Join(", ", end.Curvatures.Select(value => (value * theory.Tasks.Tau).ToString("G6", CultureInfo.InvariantCulture)))}");
            return end.End switch
            {
                SteadyEnd.Converged => $"{name}, followed on, converges: {place}; {curvatures}.",
                SteadyEnd.RunningOff => $"{name}, followed on, runs off: the energy falls for ever while |b| grows. At t = {end.Trajectory.TimeReached.ToString("G4", CultureInfo.InvariantCulture)}: {place}.",
                SteadyEnd.Saddle => $"{name}, followed on, ends at a saddle that symmetry keeps: {place}; {curvatures}.",
                _ => $"{name}, followed on, has not come to rest at t = 1e8: {place}; {curvatures}.",
            };
        }
        catch (NumericalException problem)
        {
            return $"{name} cannot be followed to its end: {problem.Message}.";
        }
    }

    private static string Data(NetworkExperiment experiment) => experiment.Inputs switch
    {
        InputKind.Sensory => "trajectories of sensory streams under noise",
        _ when experiment.Covariance is not null => "trajectories of correlated inputs",
        InputKind.Whitened => "whitened trajectories",
        _ => "trajectories of Gaussian inputs",
    };

    private static string From(TheoryAndNetwork run)
    {
        var width = run.Equations.Tasks.Width;
        return string.Join(", ", new[] { "a", "b", "c" }.Select((name, k) =>
            $"{name} = {string.Join(" and ", run.Start.Select(state => ModeTasks.Text(state[(width * k)..(width * (k + 1))], "G6")).Distinct())}"));
    }

    private static string Blocks(ModeTasks tasks) =>
        tasks.AreComplex ? "; a complex mode is a block of two units, together with its conjugate, so that the loss is twice the energy" : "";

    private static string Counted(ModeTasks tasks) =>
        tasks.Counted == CountedOutputs.Last ? "" : FormattableString.Invariant($"; its loss counts the outputs of all {tasks.Steps} steps");

    private static ReportPicture? Kernel(TheoryAndNetwork run) => run.Kernel is { } turning
        ? Drawn(
            "kernel",
            "How far the finite-width tangent kernel has turned since the start, D of (135), of networks with the theory's modes (dashed) and of the trained one: 0 would be lazy learning.",
            KernelDistancePlot.Of([.. run.Trained.LearningTimes.Select(time => time * run.Equations.Tasks.Tau)], turning.Trained, turning.Theory))
        : null;

    private static ReportPicture Drawn(string name, string caption, Picture picture) =>
        new(name, caption, picture.Bytes(Picture.Svg), picture.Bytes(Picture.Png));

    // The first parameter with an influence on b, or the first one that can be examined at all.
    private static ReportTransitions FindTransitions(Request request, CancellationToken cancellation)
    {
        (string Control, TaskDynamics Task, TransitionReport Report)? found = null;
        string? problem = null;
        foreach (var (control, task) in request.Controls)
        {
            var result = Theory.Transitions.find(control, request.Range.Low, request.Range.High, task);
            if (result.IsError)
                problem ??= result.ErrorValue.Item;
            else if (found is null || result.ResultValue.Following is not null)
                found = (control, task, result.ResultValue);
            if (found?.Report.Following is not null)
                break;
        }

        return found is { } chosen
            ? Described(request.Curves, chosen.Control, chosen.Task, chosen.Report, cancellation)
            : new ReportTransitions(request.Controls[0].Name, $"Not looked for: {problem}", null);
    }

    // Several modes differ in their parameters: what is said is about the first.
    private static ReportTransitions Described(
        CurveRequest curves, string control, TaskDynamics task, TransitionReport report, CancellationToken cancellation)
    {
        var start = curves.Tasks.NetworkModes(curves.Start[0]).Single();
        var flow = FlowFinding.Find(task, report, start, TransitionCommand.FlowValues, curves.Tolerance, cancellation);
        var finding = new TransitionFinding(task, report, flow);
        var branches = Drawn(
            "branches",
            $"Stationary points over {control}: b, u = ac and the reduced energy E*; minima solid, the lowest one wide, saddles dashed, transitions dotted.",
            BifurcationPlot.Of(finding, BranchDiagramModule.trace(TransitionCommand.SamplesOf(report), report)));
        return new ReportTransitions(control, TransitionText.Plain([finding], 12), branches);
    }
}
