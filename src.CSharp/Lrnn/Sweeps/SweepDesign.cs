using LrnnSymbolic.Algebra;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>A sweep with its words understood: the task, and for each point from 0 its values and start.</summary>
internal sealed class SweepDesign
{
    // Points in memory at once are few, but each is a row of the result.
    private const long MostPoints = 100_000_000;

    /// <summary>The names of the starts.</summary>
    public static readonly string[] Modes = ["a", "b", "c"];

    private readonly Dictionary<string, int> _places;
    private readonly double?[] _fixed; // null where an axis has the value
    private readonly Expr?[] _exact;
    private readonly double[] _start;
    private readonly double[][] _drawn;

    private SweepDesign(
        SweepWords words, TaskDynamics dynamics, double[] table, IReadOnlyList<SweepAxis> axes, IEnumerable<double?> fixedValues, Expr?[] exact, double tau)
    {
        (Words, Dynamics, Table, Axes, _fixed, _exact, Tau) = (words, dynamics, table, axes, [.. fixedValues], exact, tau);
        _places = PlacesOf(dynamics);
        HasOneTask = ModeKernels.parameterNames(dynamics).Zip(exact).All(each => each.First == "T" || each.Second is not null);
        _start = Start.ReadNumbers("--initial", words.Initial, IsComplex, 1, 0.1)[0];
        IsSteady = words.Until == "steady";
        ModeKinds.RejectSteady(dynamics.Setting.Modes, IsSteady);
        Until = OptionValue.Positive("--until", IsSteady ? SteadyEnds.LongestRun : words.Until);
        var tolerance = OptionValue.Tolerance("--tolerance", words.Tolerance);
        Allowed = IsSteady ? ModeTheory.ToSteadyState(tolerance) : new Tolerance(tolerance, tolerance);
        RejectTwice(words.Initial, axes);
        _drawn = words.Random is { } points ? Draw(points, axes.Count, words.Seed) : [];
        Points = words.Random ?? CountOfGrid(axes);
    }

    /// <summary>The words, those of a table with its digest.</summary>
    public SweepWords Words { get; }

    public TaskDynamics Dynamics { get; }

    /// <summary>s_1..s_T of a tabulated task, empty for a formula.</summary>
    public double[] Table { get; }

    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>Are the modes complex? Then each has two numbers, re before im.</summary>
    public bool IsComplex => Dynamics.Setting.Modes.IsComplexModes;

    public double Tau { get; }

    /// <summary>Are the modes followed until their end is certain?</summary>
    public bool IsSteady { get; }

    /// <summary>The learning time at the end; of a steady run, the longest that it may take.</summary>
    public double Until { get; }

    /// <summary>The error that a step of the integration may make.</summary>
    public Tolerance Allowed { get; }

    /// <summary>How many points there are.</summary>
    public int Points { get; }

    /// <summary>Reads the words; problems are an <see cref="InputException"/>.</summary>
    public static SweepDesign Of(SweepWords words)
    {
        if (words.Axes.Count == 0)
            throw new InputException("nothing varies; give an axis, as in --x delta=0:3:200");
        SweepAxis[] axes = [.. words.Axes.Select(text => SweepAxis.Read(text, words.Random is not null))];
        if (axes.SelectMany(axis => axis.Names).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException($"{twice.Key} varies along two axes");
        return words.Task.StartsWith('@') ? OfTable(words, axes) : OfFormula(words, axes);
    }

    private static SweepDesign OfFormula(SweepWords words, SweepAxis[] axes)
    {
        var dynamics = OptionValue.Task(words.Task, words.Setting());
        var names = ModeKernels.parameterNames(dynamics).ToArray();
        RejectUnknown(dynamics.Name, names, axes);
        var values = OptionValue.SetValues(words.Set);
        if (values.ModeCount > 1)
            throw new InputException("--set: a sweep follows one mode; let an axis vary what has several values");
        var swept = axes.SelectMany(axis => axis.Names).ToHashSet();
        if (values.Values.Select(value => value.Item1).FirstOrDefault(swept.Contains) is { } both)
            throw new InputException($"--set: {both} varies along an axis and takes no value");
        ModeTasks.NoteUnused(dynamics, names, values);
        double?[] numbers = [.. names.SelectMany(name => swept.Contains(name) ? Open(dynamics, name) : Value(dynamics, name, values).Cast<double?>())];
        ModeTasks.RejectTooLong(dynamics.Setting, (long)(axes.FirstOrDefault(axis => axis.IsLength)?.Largest ?? numbers[0]!.Value));
        Expr?[] exact = [.. names.Select(name => swept.Contains(name) ? null : ParameterValuesModule.forMode(0, name, values).OrThrow())];
        return new SweepDesign(words, dynamics, [], axes, numbers, exact, ModeTasks.TauOf(values));
    }

    private static double[] Value(TaskDynamics dynamics, string name, ParameterValues values) =>
        name == "T"
            ? [ParameterValuesModule.trajectoryLength(values).OrThrow("--set")]
            : ModeTasks.Numbers(dynamics, name, ParameterValuesModule.forMode(0, name, values).OrThrow("--set"));

    // What varies along an axis is real: of a complex parameter the imaginary part is 0.
    private static IEnumerable<double?> Open(TaskDynamics dynamics, string name) =>
        BoundTask.IsComplex(dynamics, name) ? [null, 0] : [null];

    // Where the numbers of each parameter begin.
    private static Dictionary<string, int> PlacesOf(TaskDynamics dynamics)
    {
        var places = new Dictionary<string, int>();
        var at = 0;
        foreach (var name in ModeKernels.parameterNames(dynamics))
        {
            places[name] = at;
            at += BoundTask.IsComplex(dynamics, name) ? 2 : 1;
        }

        return places;
    }

    private static SweepDesign OfTable(SweepWords words, SweepAxis[] axes)
    {
        var tasks = ModeTasks.Read(words.Task, words.Set, words.Setting());
        if (tasks.Modes != 1)
            throw new InputException($"{words.Task[1..]}: {tasks.Modes} columns, a mode each, but a sweep follows one mode");
        RejectUnknown(tasks.Dynamics.Name, [], axes);
        return new SweepDesign(words with { Table = SweepWords.DigestOf(tasks.Table(0)) }, tasks.Dynamics, tasks.Table(0).ToArray(), axes, tasks.Parameters[0].Cast<double?>(), tasks.ExactParameters[0], tasks.Tau);
    }

    private static void RejectUnknown(string task, IReadOnlyList<string> names, SweepAxis[] axes)
    {
        if (axes.SelectMany(axis => axis.Names).FirstOrDefault(name => !Modes.Contains(name) && !names.Contains(name)) is { } unknown)
            throw new InputException(
                $"an axis varies {unknown}, but {task} has {(names.Count == 0 ? "no parameters" : $"the parameters {string.Join(", ", names)}")}, and the starts are a, b and c");
    }

    private static void RejectTwice(string? initial, IReadOnlyList<SweepAxis> axes)
    {
        var swept = axes.SelectMany(axis => axis.Names).ToHashSet();
        if (OptionValue.Assignments("--initial", initial).Values.Select(value => value.Item1).FirstOrDefault(swept.Contains) is { } both)
            throw new InputException($"--initial: {both} varies along an axis and takes no value");
    }

    private static int CountOfGrid(IReadOnlyList<SweepAxis> axes)
    {
        var points = axes.Aggregate(1L, (product, axis) => Math.Min(product * axis.Count!.Value, MostPoints + 1));
        return points <= MostPoints ? (int)points : throw new InputException($"the grid has more than the {MostPoints} points that are possible");
    }

    // All draws are made at once, in order, so that a shard has the same points as the whole.
    private static double[][] Draw(int points, int axes, ulong seed)
    {
        var random = new RandomSource(seed);
        var drawn = new double[points][];
        for (var k = 0; k < points; k++)
        {
            drawn[k] = new double[axes];
            for (var axis = 0; axis < axes; axis++)
                drawn[k][axis] = random.NextUniform();
        }

        return drawn;
    }

    /// <summary>The value on each axis at a point; on a grid the last axis runs fastest.</summary>
    public double[] Coordinates(int point)
    {
        var coordinates = new double[Axes.Count];
        if (_drawn.Length > 0)
            for (var axis = 0; axis < coordinates.Length; axis++)
                coordinates[axis] = Axes[axis].At(_drawn[point][axis]);
        else
            for (var axis = Axes.Count - 1; axis >= 0; axis--)
                (point, coordinates[axis]) = (point / Axes[axis].Count!.Value, Axes[axis].Value(point % Axes[axis].Count!.Value));
        return coordinates;
    }

    /// <summary>Do all points with one trajectory length have the same task?</summary>
    public bool HasOneTask { get; }

    /// <summary>The exact values of the task's parameters at a point, T first; what was drawn is a double.</summary>
    public Expr[] Exact(int point)
    {
        var coordinates = Coordinates(point);
        Expr?[] exact = [.. _exact];
        string[] names = [.. ModeKernels.parameterNames(Dynamics)];
        for (var axis = Axes.Count - 1; axis >= 0; axis--)
        {
            var value = Canonical.number(Rational.OfDouble(coordinates[axis]));
            if (_drawn.Length == 0)
                (point, value) = (point / Axes[axis].Count!.Value, Axes[axis].Exact(point % Axes[axis].Count!.Value));
            foreach (var name in Axes[axis].Names)
                if (Array.IndexOf(names, name) is var place and >= 0)
                    exact[place] = value;
        }

        return [.. exact.Select(value => value!)];
    }

    /// <summary>The numbers of the task's parameters and of the start (a, b, c) at the coordinates.</summary>
    public (double[] Parameters, double[] Start) At(double[] coordinates)
    {
        double?[] parameters = [.. _fixed];
        double[] start = [.. _start];
        for (var axis = 0; axis < Axes.Count; axis++)
            foreach (var name in Axes[axis].Names)
                if (Array.IndexOf(Modes, name) is var mode and >= 0)
                    StartAt(mode, coordinates[axis]);
                else
                    parameters[_places[name]] = coordinates[axis];
        return ([.. parameters.Select(value => value!.Value)], start);

        void StartAt(int mode, double value)
        {
            if (IsComplex)
                (start[2 * mode], start[2 * mode + 1]) = (value, 0);
            else
                start[mode] = value;
        }
    }
}
