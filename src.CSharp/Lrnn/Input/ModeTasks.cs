using System.Globalization;
using System.Numerics;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>
/// A task with its values: one dynamics shared by several modes that differ in their parameters, or one table of
/// singular values with a column for each mode.
/// </summary>
internal sealed class ModeTasks
{
    private readonly bool _isFile;

    private ModeTasks(TaskDynamics dynamics, int steps, double tau, double[][] parameters, double[][] tables, Expr[][] exact)
    {
        Dynamics = dynamics;
        Steps = steps;
        Tau = tau;
        Parameters = parameters;
        ExactParameters = exact;
        _isFile = tables.Length > 0;
        Bound = BoundTask.OfModes(dynamics, steps, [.. exact.Zip(parameters, (values, numbers) => new BoundMode(values, numbers))], tables);
    }

    /// <summary>The task with these values, as its equations are compiled and called.</summary>
    public BoundTask Bound { get; }

    public TaskDynamics Dynamics { get; }

    /// <summary>The task that equations are compiled for: short ones read a table of values that were rounded once.</summary>
    public TaskDynamics Compiled => Bound.Compiled;

    /// <summary>Do the compiled equations read a table?</summary>
    public bool ReadsTable => Bound.ReadsTable;

    /// <summary>The numbers that the compiled equations of a mode are given, T first.</summary>
    public double[] CompiledParameters(int mode) => Bound.ParametersOfAnyLength(mode);

    /// <summary>The trajectory length T.</summary>
    public int Steps { get; }

    /// <summary>The learning timescale, 1 unless set.</summary>
    public double Tau { get; }

    public int Modes => Parameters.Length;

    /// <summary>Has the task its values from a file?</summary>
    public bool IsTable => _isFile;

    private const string Length = "T";

    // s_{t,i} of longer trajectories are more values than can be looked at one by one.
    private const int LongestWithEveryOutput = 1000;

    // A term for each row in every formula.
    private const int LongestDerivedTable = 1000;

    /// <summary>Which outputs of the network the loss counts.</summary>
    public CountedOutputs Counted => Dynamics.Setting.Outputs.IsLast ? CountedOutputs.Last : CountedOutputs.Every;

    /// <summary>The output steps t that count.</summary>
    public IEnumerable<int> OutputSteps => Counted == CountedOutputs.Last ? [Steps] : Enumerable.Range(1, Steps);

    /// <summary>Are the modes complex? Then every number that may be complex is a pair, re before im.</summary>
    public bool AreComplex => Dynamics.Setting.Modes.IsComplexModes;

    /// <summary>Real numbers of a mode's a, b or c, and units of a network that carry the mode.</summary>
    public int Width => AreComplex ? 2 : 1;

    /// <summary>A state in numbers as the modes of a network: (a, b, c), or the real parts and then the imaginary parts of the pairs.</summary>
    public IEnumerable<ConnectivityModes> NetworkModes(double[] state) =>
        Enumerable.Range(0, Width).Select(part => new ConnectivityModes(state[part], state[Width + part], state[2 * Width + part]));

    /// <summary>The names of the numbers of a state.</summary>
    public IReadOnlyList<string> StateNames => AreComplex ? ["a_re", "a_im", "b_re", "b_im", "c_re", "c_im"] : ["a", "b", "c"];

    /// <summary>A number, or re + im i, in a numeric format.</summary>
    public static string Text(IReadOnlyList<double> parts, string format)
    {
        var real = parts[0].ToString(format, CultureInfo.InvariantCulture);
        return parts.Count == 1 ? real : $"{real} {(double.IsNegative(parts[1]) ? '-' : '+')} {Math.Abs(parts[1]).ToString(format, CultureInfo.InvariantCulture)}i";
    }

    /// <summary>a, b or c (k = 0, 1, 2) of several states for JSON: a list of numbers, or of pairs.</summary>
    public object Component(IEnumerable<double[]> states, int k) => AreComplex
        ? states.Select(state => state[(2 * k)..(2 * k + 2)]).ToArray()
        : states.Select(state => state[k]).ToArray();

    /// <summary>The state in numbers of a mode of a network.</summary>
    /// <param name="modes">All modes of the network, of complex ones the parts in turn.</param>
    /// <param name="mode">The mode of the task.</param>
    public double[] StateOf(IReadOnlyList<ConnectivityModes> modes, int mode)
    {
        var parts = modes.Skip(Width * mode).Take(Width).ToArray();
        return [.. parts.Select(part => part.Input), .. parts.Select(part => part.Recurrent), .. parts.Select(part => part.Output)];
    }

    /// <summary>The parameter vector of each mode, in the order of <see cref="ParameterNames"/>; a complex one is two numbers.</summary>
    public double[][] Parameters { get; }

    /// <summary>The same as exact expressions.</summary>
    public Expr[][] ExactParameters { get; }

    public IReadOnlyList<string> ParameterNames => ModeKernels.parameterNames(Dynamics).ToArray();

    /// <summary>Each parameter of a mode with its number, or with the two parts of a complex one.</summary>
    public IEnumerable<(string Name, double[] Numbers)> NamedParameters(int mode)
    {
        var at = 0;
        foreach (var name in ParameterNames)
        {
            var width = BoundTask.IsComplex(Dynamics, name) ? 2 : 1;
            yield return (name, Parameters[mode][at..(at + width)]);
            at += width;
        }
    }

    /// <summary>The names of the task's own parameters, those beside the trajectory length.</summary>
    public IReadOnlyList<string> OwnParameterNames => [.. ParameterNames.Where(name => name != Length)];

    /// <summary>Each of the task's own parameters with its number, or with the two parts of a complex one.</summary>
    public IEnumerable<(string Name, double[] Numbers)> OwnParameters(int mode) => NamedParameters(mode).Where(parameter => parameter.Name != Length);

    /// <summary>Each parameter of a mode, T first, with its exact value.</summary>
    public IEnumerable<(string Name, Expr Value)> Exactly(int mode) => ParameterNames.Zip(ExactParameters[mode]);

    /// <summary>Each of the task's own parameters of a mode with its exact value.</summary>
    public IEnumerable<(string Name, Expr Value)> OwnExactly(int mode) => Exactly(mode).Where(parameter => parameter.Name != Length);

    /// <summary>The numbers of the task's own parameters that the compiled equations of a mode are given.</summary>
    public double[] OwnCompiledParameters(int mode) => CompiledParameters(mode)[1..];

    /// <summary>The number, or the two, of a parameter's exact value.</summary>
    internal static double[] Numbers(TaskDynamics dynamics, string name, Expr value) =>
        [.. BoundTask.Numbers(dynamics, name, value).OrThrow()];

    /// <summary>
    /// The values of a mode that its equations read, eigenvalues as re, im, re, im, ..., one output after the other where several count;
    /// empty where they are computed from the formula.
    /// </summary>
    public ReadOnlySpan<double> Table(int mode) => Bound.Table(mode);

    /// <summary>Reads TASK and --set, reporting names that no one asked for on standard error.</summary>
    public static ModeTasks Read(string task, string? set, Setting? asked = null)
    {
        var values = OptionValue.SetValues(set);
        var setting = asked ?? SettingModule.standard;
        return task.StartsWith('@') ? FromTable(task[1..], setting, values) : FromFormula(OptionValue.Task(task, setting), values);
    }

    private static ModeTasks FromFormula(TaskDynamics dynamics, ParameterValues values)
    {
        var steps = ParameterValuesModule.trajectoryLength(values).OrThrow("--set");
        var names = ModeKernels.parameterNames(dynamics).ToArray();
        RejectTooLong(dynamics.Setting, steps);
        NoteUnused(dynamics, names, values);
        var exact = Enumerable.Range(0, values.ModeCount)
            .Select(mode => names.Select(name => ParameterValuesModule.forMode(mode, name, values).OrThrow("--set")).ToArray())
            .ToArray();
        var numbers = exact.Select(mode => mode.SelectMany((value, k) => Numbers(dynamics, names[k], value)).ToArray()).ToArray();
        return new ModeTasks(dynamics, steps, TauOf(values), numbers, [], exact).Checked();
    }

    /// <summary>The same formula with the same values on trajectories of another length, for an option; a table has its own length only.</summary>
    public ModeTasks OfLength(string option, int steps)
    {
        if (_isFile)
            throw new InputException($"{option}: a table has no values beyond its length; give a formula");
        RejectTooLong(Dynamics.Setting, steps);
        // T is the first of the parameters.
        return new ModeTasks(
            Dynamics,
            steps,
            Tau,
            [.. Parameters.Select(mode => (double[])[steps, .. mode[1..]])],
            [],
            [.. ExactParameters.Select(mode => (Expr[])[Canonical.ofInt(steps), .. mode[1..]])]).Checked();
    }

    /// <summary>Where every output counts, a trajectory length has a bound.</summary>
    internal static void RejectTooLong(Setting setting, long steps)
    {
        if (setting.Outputs.IsEvery && steps > LongestWithEveryOutput)
            throw new InputException($"--outputs every: T = {steps} has {steps * (steps + 1) / 2} values s_{{t,i}}; T can be up to {LongestWithEveryOutput}");
    }

    /// <summary>One mode with its parameters, T first, as numbers and exact, and a table's values; whether it has values is not looked at.</summary>
    public static ModeTasks OfPoint(TaskDynamics dynamics, double tau, double[] parameters, Expr[] exact, double[] table) =>
        new(dynamics, (int)parameters[0], tau, [parameters], table.Length == 0 ? [] : [table], [exact]);

    private static ModeTasks FromTable(string file, Setting setting, ParameterValues values)
    {
        RejectEveryOutput(setting);
        var isReal = setting.Modes.IsRealModes;
        var table = isReal ? TableFile.Read(file) : TableFile.ReadComplex(file);
        var columns = table.Select(column => column.SelectMany(value => isReal ? [Number(value)] : Pair(value)).ToArray()).ToArray();
        var steps = table[0].Length;
        RejectOtherLength(file, steps, values);
        var dynamics = TaskDynamicsModule.tabulatedFor(setting, TableFile.TaskName(file));
        NoteUnused(dynamics, ["T"], values);
        return new ModeTasks(
            dynamics,
            steps,
            TauOf(values),
            [.. columns.Select(_ => new[] { (double)steps })],
            columns,
            [.. columns.Select(_ => new[] { Canonical.ofInt(steps) })]);

        static double Number(Expr value) => ((Node.Number)value.Node).Item.ToDouble();

        double[] Pair(Expr value)
        {
            var z = ParameterValuesModule.toComplex(file, value).OrThrow();
            return [z.Real, z.Imaginary];
        }
    }

    /// <summary>A length that is given must be that of the table.</summary>
    private static void RejectOtherLength(string file, int steps, ParameterValues values)
    {
        if (ParameterValuesModule.tryFind("T", values) is not null
            && ParameterValuesModule.trajectoryLength(values).OrThrow() is var given && given != steps)
            throw new InputException($"--set: T={given}, but {file} has {steps} rows, one for each step");
    }

    private static void RejectEveryOutput(Setting setting)
    {
        if (setting.Outputs.IsEvery)
            throw new InputException("--outputs every: a table holds the values of one output; give a formula in t and i");
    }

    /// <summary>The one mode of a table with its exact values in the formula, for a derivation.</summary>
    public static TaskDynamics Derivable(string file, Setting setting, string? set)
    {
        RejectEveryOutput(setting);
        var values = OptionValue.SetValues(set);
        var isReal = setting.Modes.IsRealModes;
        var modes = isReal ? TableFile.Read(file) : TableFile.ReadComplex(file);
        if (modes.Length != 1)
            throw new InputException(isReal
                ? $"{file}: {modes.Length} columns, a mode each, but a derivation is for one mode; give one column (or a pair re,im with --modes complex)"
                : $"{file}: {2 * modes.Length} columns, a pair re,im each mode, but a derivation is for one mode");
        RejectOtherLength(file, modes[0].Length, values);
        if (modes[0].Length > LongestDerivedTable)
            throw new InputException($"{file}: {modes[0].Length} rows; a derivation writes each of them out and takes at most {LongestDerivedTable}");
        var dynamics = TaskDynamicsModule.ofValues(setting.Modes, TableFile.TaskName(file), ListModule.OfSeq(modes[0]));
        NoteUnused(dynamics, ["T"], values);
        NoteSymbolicTau(values);
        return dynamics;
    }

    /// <summary>Values of names that a derivation keeps as symbols are checked, and noted on standard error.</summary>
    public static void NoteSymbolicTau(ParameterValues values)
    {
        TauOf(values);
        if (ParameterValuesModule.tryFind("tau", values) is not null)
            Messages.Note("tau stays a symbol in a derivation");
    }

    // Beyond, products of a rate with another are out of the range of numbers.
    private const double LargestTau = 1e100;

    internal static double TauOf(ParameterValues values)
    {
        if (ParameterValuesModule.tryFind("tau", values) is null)
            return 1.0;
        var tau = ParameterValuesModule.toDouble("tau", ParameterValuesModule.forMode(0, "tau", values).OrThrow()).OrThrow();
        if (!(tau > 0))
            throw new InputException($"--set: tau must be above 0, not {tau.ToString(CultureInfo.InvariantCulture)}");
        return tau is >= 1 / LargestTau and <= LargestTau
            ? tau
            : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--set: tau must be from {1 / LargestTau} to {LargestTau}, not {tau}"));
    }

    /// <summary>Tells on standard error which values no one asked for.</summary>
    public static void NoteUnused(TaskDynamics dynamics, IEnumerable<string> names, ParameterValues values)
    {
        foreach (var name in ParameterValuesModule.unused([.. names, "tau"], values))
            Messages.Note($"{name} is not a parameter of {dynamics.Name} and is not used");
    }

    // A formula may have no value at some step, such as 1/(t - 2) at t = 2; find out before the work starts.
    private ModeTasks Checked() => WithoutValue() is { } problem ? throw problem : this;

    /// <summary>Has the task a finite value at every step?</summary>
    public bool HasValues => WithoutValue() is null;

    private InputException? WithoutValue()
    {
        if (Bound.Problem is { Value: var text })
            return new InputException(text);
        if (ReadsTable)
            return null;
        for (var mode = 0; mode < Modes; mode++)
            foreach (var output in OutputSteps)
                for (var step = 1; step <= output; step++)
                    if ((AreComplex ? TryEigenvalue(mode, output, step).Problem : TrySingularValue(mode, output, step).Problem) is { } problem)
                        return NoValue(output, step, problem);
        return null;
    }

    /// <summary>d_t of a mode for the last output, at a step from 1 to T; s_t of a real one.</summary>
    public Complex Eigenvalue(int mode, int step) => Eigenvalue(mode, Steps, step);

    private Complex Eigenvalue(int mode, int output, int step)
    {
        var (value, problem) = TryEigenvalue(mode, output, step);
        return problem is null ? value : throw NoValue(output, step, problem);
    }

    private (Complex Value, string? Problem) TryEigenvalue(int mode, int output, int step)
    {
        if (!AreComplex)
            return TrySingularValue(mode, output, step);
        if (ReadsTable)
            return (new Complex(Bound.Table(mode)[2 * Place(output, step)], Bound.Table(mode)[2 * Place(output, step) + 1]), null);
        var result = ValueAt(Dynamics.Formula, mode, Indices(output, step));
        return result.IsError ? (0, result.ErrorValue) : (result.ResultValue, Complex.IsFinite(result.ResultValue) ? null : Evaluation.beyondRange);
    }

    /// <summary>An expression in T and the task's parameters, at the values of a mode; not a number where it has no value.</summary>
    public Complex Value(Expr expression, int mode)
    {
        var result = ValueAt(expression, mode, []);
        return result.IsOk ? result.ResultValue : new Complex(double.NaN, double.NaN);
    }

    private FSharpResult<Complex, string> ValueAt(Expr expression, int mode, (string Name, int Value)[] indices)
    {
        var parameters = NamedParameters(mode).Select(parameter => Tuple.Create(parameter.Name, new Complex(parameter.Numbers[0], parameter.Numbers.ElementAtOrDefault(1))));
        var steps = indices.Select(index => Tuple.Create(index.Name, new Complex(index.Value, 0)));
        return Evaluation.toComplex(Evaluation.pointOf(parameters.Concat(steps)), expression);
    }

    // Where a table has the value of a step for an output.
    private int Place(int output, int step) => (Counted == CountedOutputs.Last ? 0 : output * (output - 1) / 2) + step - 1;

    // t is the step of the input where the last output alone counts, else that of the output, and i the input's.
    private (string Name, int Value)[] Indices(int output, int step) =>
        Counted == CountedOutputs.Last ? [("t", step)] : [("t", output), ("i", step)];

    private InputException NoValue(int output, int step, string reason) =>
        new(BoundTask.WithoutValue(Dynamics, output, step, reason));

    /// <summary>s_i of a mode for the last output, at a step from 1 to T; real modes.</summary>
    public double SingularValue(int mode, int step) => SingularValue(mode, Steps, step);

    /// <summary>
    /// For each output that counts, in order, the values of all modes at the steps up to it; of complex modes the real and the imaginary
    /// parts in turn.
    /// </summary>
    public SingularValues[] ValuesByOutput() =>
        [.. OutputSteps.Select(output => SingularValues.Tabulate(Width * Modes, output, (place, step) => NetworkValue(place, output, step)))];

    private double NetworkValue(int place, int output, int step)
    {
        if (!AreComplex)
            return SingularValue(place, output, step);
        var value = Eigenvalue(place / 2, output, step);
        return place % 2 == 0 ? value.Real : value.Imaginary;
    }

    /// <summary>s_{t,i} of a mode, i from 1 to t; real modes.</summary>
    public double SingularValue(int mode, int output, int step)
    {
        var (value, problem) = TrySingularValue(mode, output, step);
        return problem is null ? value : throw NoValue(output, step, problem);
    }

    private (double Value, string? Problem) TrySingularValue(int mode, int output, int step)
    {
        if (ReadsTable)
            return (Bound.Table(mode)[Place(output, step)], null);
        var numbers = ParameterNames.Select((name, k) => Tuple.Create(name, Parameters[mode][k]))
            .Concat(Indices(output, step).Select(index => Tuple.Create(index.Name, (double)index.Value)));
        var result = Evaluation.toDouble(Evaluation.pointOf(numbers), Dynamics.Formula);
        return result.IsError ? (0, result.ErrorValue) : (result.ResultValue, double.IsFinite(result.ResultValue) ? null : Evaluation.beyondRange);
    }
}
