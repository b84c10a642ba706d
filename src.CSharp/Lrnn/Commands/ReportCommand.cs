using System.ComponentModel;
using System.Globalization;
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
internal sealed class ReportCommand : Command<ReportCommand.Settings>
{
    internal sealed class Settings : NetworkSettings
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
    }

    private const string TransitionsSection = "stationary";

    // Points of the curves, if nothing else is said; the commands say it, since others have more.
    private const string Samples = "101";

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var file = ReportFile.Checked(settings.Out);
        var within = OptionValue.Positive("--within", settings.Within);
        var tasks = ModeTasks.Read(settings.Task, settings.Set, settings.Setting());
        var controls = ControlsOf(settings, tasks);
        var sections = Progress.Show("derivation", _ => Sections(settings, tasks));
        var training = Train(settings, tasks, within, cancellation);
        var transitions = controls.Length == 0 ? null : Progress.Show("transitions", _ => FindTransitions(settings, tasks, controls, cancellation));
        var report = new Report(tasks, sections, training, transitions, Commands(settings, tasks, transitions?.Control));
        string[] written = ReportFile.Write(file, report);
        if (format == "json")
            JsonText.Print(new Dictionary<string, object> { ["files"] = written, ["agrees"] = training.Comparison.Passed });
        else
            Console.Out.WriteLine($"wrote {string.Join(", ", written)}");
        return training.Comparison.Passed ? ExitCode.Done : ExitCode.CheckFailed;
    }

    // The formulas hold for all values; only the stationary points are those of the values given.
    private static FSharpList<Section> Sections(Settings settings, ModeTasks tasks)
    {
        if (settings.Task.StartsWith('@'))
            return TableDerivation.Derive(settings.Task, [.. Derivation.sectionNames], ModeTasks.Derivable(settings.Task[1..], tasks.Dynamics.Setting, settings.Set));
        var dynamics = tasks.Dynamics;
        var values = OptionValue.SetValues(settings.Set);
        // Stationary points at complex values are not listed; of several modes they are those of the first.
        var numeric = tasks.AreComplex ? dynamics : TaskDynamicsModule.withValues(ParameterValuesModule.ofMode(0, values).OrThrow(), dynamics).OrThrow();
        return ListModule.OfSeq(Derivation.sectionNames.SelectMany(name =>
            Derivation.derive(ListModule.OfSeq([name]), name == TransitionsSection ? numeric : dynamics)));
    }

    private static ReportTraining Train(Settings settings, ModeTasks tasks, double within, CancellationToken cancellation)
    {
        var run = TheoryAndNetwork.Run(
            settings,
            tasks,
            Start.ReadNumbers("--initial", settings.Initial, tasks, 0.1),
            settings.Until is { } until ? OptionValue.Positive("--until", until) : null,
            OptionValue.Whole("--samples", settings.Samples ?? Samples, 2, 10_000),
            OptionValue.Tolerance("--tolerance", settings.Tolerance),
            cancellation,
            withKernel: true);
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
            LearningCurveComparison.Compare(run.Theory, run.Trained, within), network, curves, Kernel(run), Ends(run, cancellation), OtherLengths(run));
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

    // Half, the same and twice the length, and some between.
    private static Extrapolation? OtherLengths(TheoryAndNetwork run)
    {
        var steps = run.Equations.Tasks.Steps;
        int[] lengths = [.. new[] { 1, steps / 2, steps - 1, steps, steps + 1, 3 * steps / 2, 2 * steps }.Where(length => length > 0).Distinct().Order()];
        try
        {
            return Extrapolation.Of(run.Equations.Tasks, lengths, run.Experiment, run.Network, run.End);
        }
        catch (InputException)
        {
            // A table, or a formula without a value at some length.
            return null;
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

    private static ReportPicture? Kernel(TheoryAndNetwork run) => run.KernelDistances.All(double.IsFinite)
        ? Drawn(
            "kernel",
            "How far the finite-width tangent kernel has turned since the start, D of (135), of networks with the theory's modes (dashed) and of the trained one: 0 would be lazy learning.",
            KernelDistancePlot.Of([.. run.Trained.LearningTimes.Select(time => time * run.Equations.Tasks.Tau)], run.KernelDistances, run.PredictedDistances))
        : null;

    private static ReportPicture Drawn(string name, string caption, Picture picture) =>
        new(name, caption, picture.Bytes(Picture.Svg), picture.Bytes(Picture.Png));

    // The parameters that may vary: the one asked for, or all.
    private static string[] ControlsOf(Settings settings, ModeTasks tasks)
    {
        string[] parameters = [.. tasks.ParameterNames.Skip(1)];
        if (tasks.AreComplex)
            return settings.Control is null or "none" ? [] : throw new InputException("--control: transitions are those of real modes; leave it out with --modes complex");
        if (settings.Control is null)
            return parameters;
        if (settings.Control == "none")
            return [];
        return parameters.Contains(settings.Control)
            ? [settings.Control]
            : throw new InputException($"--control: {settings.Control} is not a parameter of {tasks.Dynamics.Name}{(parameters.Length == 0 ? ", which has none" : $"; it has {string.Join(", ", parameters)}")}");
    }

    // The first parameter with an influence on b, or the first one that can be examined at all.
    private static ReportTransitions FindTransitions(Settings settings, ModeTasks tasks, string[] controls, CancellationToken cancellation)
    {
        var range = TransitionCommand.RangeOf(settings.Range ?? "0:3");
        // Several modes differ in their parameters: what is said is about the first.
        var values = ParameterValuesModule.ofMode(0, OptionValue.SetValues(settings.Set)).OrThrow();
        (string Control, TaskDynamics Task, TransitionReport Report)? found = null;
        string? problem = null;
        foreach (var control in controls)
        {
            var others = new ParameterValues(ListModule.OfSeq(values.Values.Where(value => value.Item1 != control)));
            var task = TaskDynamicsModule.withValues(others, tasks.Dynamics).OrThrow();
            var result = Theory.Transitions.find(control, range.Item1, range.Item2, task);
            if (result.IsError)
                problem ??= result.ErrorValue.Item;
            else if (found is null || result.ResultValue.Following is not null)
                found = (control, task, result.ResultValue);
            if (found?.Report.Following is not null)
                break;
        }

        return found is { } chosen
            ? Described(settings, tasks.Modes, chosen.Control, chosen.Task, chosen.Report, cancellation)
            : new ReportTransitions(controls[0], $"Not looked for: {problem}", null);
    }

    private static ReportTransitions Described(
        Settings settings, int modes, string control, TaskDynamics task, TransitionReport report, CancellationToken cancellation)
    {
        var start = Start.Read("--initial", settings.Initial, modes, 0.1)[0];
        var flow = FlowFinding.Find(task, report, start, TransitionCommand.FlowValues, OptionValue.Tolerance("--tolerance", settings.Tolerance), cancellation);
        var finding = new TransitionFinding(task, report, flow);
        var branches = Drawn(
            "branches",
            $"Stationary points over {control}: b, u = ac and the reduced energy E*; minima solid, the lowest one wide, saddles dashed, transitions dotted.",
            BifurcationPlot.Of(finding, BranchDiagramModule.trace(TransitionCommand.SamplesOf(report), report)));
        return new ReportTransitions(control, TransitionText.Plain([finding], 12), branches);
    }

    private static List<string> Commands(Settings settings, ModeTasks tasks, string? control)
    {
        var task = Quoted(settings.Task);
        var outputs = Option("--outputs", settings.Outputs, "last") + Option("--modes", settings.Modes, "real");
        var values = settings.Set is { } set ? $" --set {Quoted(set)}" : "";
        var flow = Option("--initial", settings.Initial) + Option("--tolerance", settings.Tolerance, "1e-10");
        var network = string.Concat(
            flow, Option("--until", settings.Until), Option("--samples", settings.Samples ?? Samples),
            Option("--hidden", settings.Hidden), Option("--features", settings.Features), Option("--input-units", settings.InputUnits),
            Option("--output-units", settings.OutputUnits), Option("--data", settings.Data, "whitened"), Option("--noise", settings.Noise), Option("--covariance", settings.Covariance),
            Option("--gradient", settings.Gradient), Option("--trajectories", settings.Trajectories),
            Option("--rate", settings.Rate), Option("--seed", settings.Seed, "1"), Option("--within", settings.Within, "0.01"));
        List<string> commands =
        [
            $"lrnn report {task}{outputs}{values}{network}{Option("--control", settings.Control)}{Option("--range", settings.Range)} --out {Quoted(settings.Out!)}",
            $"lrnn derive {task}{outputs} --sections all --steps",
            .. tasks.AreComplex || settings.Task.StartsWith('@') ? Array.Empty<string>() : [$"lrnn derive {task}{outputs} --sections {TransitionsSection} --set {Quoted(FirstValues(tasks))}"],
            $"lrnn compare {task}{outputs}{values}{network} --plot curves.png",
        ];
        if (control is not null)
            commands.Add($"lrnn transition {task}{outputs} --control {control} --set {Quoted(TransitionCommand.WithoutControl(settings.Set, control))}{flow}{Option("--range", settings.Range)} --plot branches.png");
        return commands;
    }

    // The values of the first mode, of which the stationary points are.
    private static string FirstValues(ModeTasks tasks) =>
        string.Join(',', tasks.ParameterNames.Select((name, k) => $"{name}={Algebra.Infix.print(tasks.ExactParameters[0][k])}"));

    // What an option has without being given is left out.
    private static string Option(string name, string? value, string? otherwise = null) => value is null || value == otherwise ? "" : $" {name} {Quoted(value)}";

    private static string Quoted(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_=.,:/+@".Contains(letter, StringComparison.Ordinal)) && text != ""
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
