using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Quantities at a point, each a number, a list or a matrix by its name, for people and as JSON.</summary>
internal static class EvaluationText
{
    public static Dictionary<string, object> Json(ModeTasks tasks, double[] at, IReadOnlyDictionary<string, object> values) => new()
    {
        ["parameters"] = NamedParameters(tasks),
        ["exact"] = ExactParameters(tasks),
        ["at"] = new[] { "a", "b", "c" }.Zip(Numbers(at, tasks.AreComplex)).ToDictionary(pair => pair.First, pair => pair.Second),
        ["quantities"] = values,
    };

    private static Dictionary<string, object> NamedParameters(ModeTasks tasks)
    {
        var parameters = tasks.NamedParameters(0).ToDictionary(parameter => parameter.Name, parameter => parameter.Numbers is [var x] ? (object)x : parameter.Numbers);
        parameters["tau"] = tasks.Tau;
        return parameters;
    }

    private static Dictionary<string, object> ExactParameters(ModeTasks tasks) =>
        tasks.Exactly(0).ToDictionary(parameter => parameter.Name, parameter => (object)Infix.print(parameter.Value));

    // Real numbers as they are, complex ones from the pairs of their parts.
    private static object[] Numbers(double[] numbers, bool areComplex) =>
        areComplex ? [.. numbers.Chunk(2)] : [.. numbers.Select(x => (object)x)];

    public static void Print(IReadOnlyDictionary<string, object> values)
    {
        foreach (var (name, value) in values)
            Console.Out.WriteLine($"{name,-14} {Text(value)}");
    }

    private static string Text(object value) => value switch
    {
        double x => x.ToString("R", CultureInfo.InvariantCulture),
        double[] row => $"[{string.Join(", ", row.Select(x => x.ToString("R", CultureInfo.InvariantCulture)))}]",
        double[][] rows => string.Join($"\n{new string(' ', 15)}", rows.Select(row => Text(row))),
        _ => "",
    };
}
