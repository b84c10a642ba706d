using System.Globalization;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;
using Spectre.Console;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A comparison as a table for people and as JSON.</summary>
internal static class ComparisonText
{
    public static void Print(CompareResult result)
    {
        Print(result.Run, result.Comparison);
        if (result.Seeds is { } seeds)
            Print(seeds);
        if (result.Extrapolation is { } extrapolation)
            Print(extrapolation);
    }

    private static void Print(TheoryAndNetwork run, LearningCurveComparison comparison)
    {
        var (tasks, experiment) = (run.Equations.Tasks, run.Experiment);
        var every = tasks.Counted == CountedOutputs.Every;
        var value = tasks.AreComplex ? "d" : "s";
        Line($"{tasks.Dynamics.Name}: {value}_{(every ? "{t,i}" : "t")} = {LrnnSymbolic.Algebra.Infix.print(tasks.Dynamics.Formula)}");
        var shape = experiment.Shape;
        Line($"network {shape.Inputs}-{shape.Hidden}-{shape.Outputs}, T = {tasks.Steps}, {experiment.Samples} trajectories{(every ? ", every output counts" : "")}, {run.Steps} steps of rate {run.Rate}");
        if (!experiment.IsWhite)
            Line($"the inputs are {(experiment.Inputs == InputKind.Sensory ? "streams of evidence" : experiment.Covariance is null ? "white on average" : "correlated")}; the theory is that of white inputs");
        if (tasks.AreComplex)
            Line($"each complex mode is a block of two units, together with its conjugate: the loss is twice the energy");
        if (tasks.OwnParameterNames.Count > 0)
            for (var mode = 0; mode < tasks.Modes; mode++)
                Line($"mode {mode + 1}: {Parameters(tasks, mode)}");
        Terminal.Output().Write(ModeTable(tasks, comparison));
        Line($"loss at the end: theory {comparison.FinalTheoryLoss:G6}, trained {comparison.FinalTrainedLoss:G6}; deviation at most {comparison.Loss.Maximum:0.00E+0}, RMS {comparison.Loss.RootMeanSquare:0.00E+0}");
        var verdict = comparison.Passed ? "agrees" : "does not agree";
        Line($"largest deviation of a mode {comparison.Overall.Maximum:0.00E+0}, RMS {comparison.Overall.RootMeanSquare:0.00E+0}: {verdict} within {comparison.Within}");
    }

    private static void Line(FormattableString text) => Console.Out.WriteLine(FormattableString.Invariant(text));

    private static Table ModeTable(ModeTasks tasks, LearningCurveComparison comparison)
    {
        // Narrow enough for 80 columns, complex numbers too: a number that wraps cannot be read.
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "mode", "", "a", "b", "c", "max dev", "RMS dev" })
            table.AddColumn(new TableColumn(title) { NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        foreach (var row in Rows(tasks, comparison))
            table.AddRow(row);
        return table;
    }

    /// <summary>For each mode the theory's end and then the network's: mode, kind, a, b, c, largest deviation, RMS; what is said once is empty in the second.</summary>
    public static IEnumerable<string[]> Rows(ModeTasks tasks, LearningCurveComparison comparison)
    {
        for (var mode = 0; mode < tasks.Modes; mode++)
        {
            var parts = Parts(tasks, comparison, mode);
            var overall = Overall(parts);
            yield return [$"{mode + 1}", "theory", .. Final(parts, part => part.FinalTheory), Small(overall.Maximum), Small(overall.RootMeanSquare)];
            yield return ["", "trained", .. Final(parts, part => part.FinalTrained), "", ""];
        }
    }

    // A complex mode is compared by its real and its imaginary parts.
    private static ModeComparison[] Parts(ModeTasks tasks, LearningCurveComparison comparison, int mode) =>
        [.. comparison.Modes.Skip(tasks.Width * mode).Take(tasks.Width)];

    private static Deviation Overall(ModeComparison[] parts) => Deviation.Together(parts.Select(part => part.Overall));

    private static IEnumerable<string> Final(ModeComparison[] parts, Func<ModeComparison, ConnectivityModes> modes) =>
        Symbols.Select(symbol => Number([.. parts.Select(part => symbol.Value(modes(part)))]));

    private static readonly (string Name, Func<ConnectivityModes, double> Value)[] Symbols =
        [("a", modes => modes.Input), ("b", modes => modes.Recurrent), ("c", modes => modes.Output)];

    private static string Parameters(ModeTasks tasks, int mode) => string.Join(
        ", ", tasks.OwnParameters(mode).Select(parameter => $"{parameter.Name}={ModeTasks.Text(parameter.Numbers, "G6")}"));

    private static string Number(double[] parts) => ModeTasks.Text(parts, parts.Length == 1 ? "F6" : "F4").Replace(" ", "");

    private static string Small(double x) => x.ToString("0.00E+0", CultureInfo.InvariantCulture);

    private static void Print(SeedComparison seeds)
    {
        for (var mode = 0; mode < seeds.Modes.Length; mode++)
            Line($"mode {mode + 1}: largest deviation over seeds {Text(seeds.Modes[mode])}");
        Line($"of this, discretisation (falls with the rate) {seeds.Discretisation:0.00E+0}");
        Line($"the rest (sampling where the data is not white) {Text(seeds.Remainder)}");
        Line($"misalignment {Text(seeds.Misalignment)}; {(seeds.Passed ? "every seed agrees" : "not every seed agrees")}");
    }

    private static string Text(Spread spread) => FormattableString.Invariant(
        $"{spread.Mean:0.00E+0} (deviation {spread.StandardDeviation:0.00E+0}, from {spread.Least:0.00E+0} to {spread.Largest:0.00E+0})");

    private static void Print(Extrapolation lengths)
    {
        Line($"{"T",6} {"theory's loss",16} {"trained",16}");
        for (var k = 0; k < lengths.Theory.Length; k++)
            Line($"{lengths.Steps[k],6} {lengths.Theory[k],16:G9} {lengths.Trained[k],16:G9}");
    }

    public static Dictionary<string, object> Json(CompareResult result)
    {
        var document = Json(result.Run.Equations.Tasks, result.Run, result.Comparison);
        if (result.Seeds is { } seeds)
            document["seeds"] = Json(seeds);
        if (result.Extrapolation is { } lengths)
            document["extrapolation"] = new Dictionary<string, object> { ["T"] = lengths.Steps, ["theory"] = lengths.Theory, ["trained"] = lengths.Trained };
        return document;
    }

    private static Dictionary<string, object> Json(SeedComparison seeds) => new()
    {
        ["modes"] = seeds.Modes.Select(Json).ToArray(),
        ["discretisation"] = seeds.Discretisation,
        ["remainder"] = Json(seeds.Remainder),
        ["misalignment"] = Json(seeds.Misalignment),
        ["passed"] = seeds.Passed,
    };

    private static Dictionary<string, object> Json(Spread spread) => new()
    {
        ["mean"] = spread.Mean,
        ["standardDeviation"] = spread.StandardDeviation,
        ["least"] = spread.Least,
        ["largest"] = spread.Largest,
    };

    private static Dictionary<string, object> Json(ModeTasks tasks, TheoryAndNetwork run, LearningCurveComparison comparison) => new()
    {
        ["task"] = tasks.Dynamics.Name,
        ["T"] = tasks.Steps,
        ["outputs"] = tasks.Counted == CountedOutputs.Every ? "every" : "last",
        ["modeKind"] = tasks.AreComplex ? "complex" : "real",
        ["rate"] = run.Rate,
        ["steps"] = run.Steps,
        ["modes"] = Enumerable.Range(0, tasks.Modes).Select(mode => Parts(tasks, comparison, mode)).Select(parts => new Dictionary<string, object>
        {
            ["theory"] = Modes(parts, part => part.FinalTheory),
            ["trained"] = Modes(parts, part => part.FinalTrained),
            ["maximum"] = Overall(parts).Maximum,
            ["rms"] = Overall(parts).RootMeanSquare,
        }).ToArray(),
        ["loss"] = new Dictionary<string, object>
        {
            ["theory"] = comparison.FinalTheoryLoss,
            ["trained"] = comparison.FinalTrainedLoss,
            ["maximum"] = comparison.Loss.Maximum,
            ["rms"] = comparison.Loss.RootMeanSquare,
        },
        ["maximum"] = comparison.Overall.Maximum,
        ["rms"] = comparison.Overall.RootMeanSquare,
        ["within"] = comparison.Within,
        ["passed"] = comparison.Passed,
    };

    private static Dictionary<string, object> Modes(ModeComparison[] parts, Func<ModeComparison, ConnectivityModes> modes) => Symbols.ToDictionary(
        symbol => symbol.Name,
        symbol => parts.Length == 1 ? (object)symbol.Value(modes(parts[0])) : parts.Select(part => symbol.Value(modes(part))).ToArray());
}
