using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Where the modes start: "a=0.1,b=0.1,c=0.1", several modes as "a=0.1:0.2".</summary>
internal static class Start
{
    /// <summary>One triple for each mode; what is not given starts at <paramref name="otherwise"/>.</summary>
    public static ConnectivityModes[] Read(string option, string? text, int modes, double? otherwise)
    {
        var values = OptionValue.Assignments(option, text);
        Expr? start = otherwise is { } number ? Canonical.number(Rational.OfDouble(number)) : null;
        return [.. Enumerable.Range(0, modes).Select(mode => new ConnectivityModes(Number("a", mode), Number("b", mode), Number("c", mode)))];

        double Number(string name, int mode) => ParameterValuesModule.toDouble(name, Value(option, values, name, mode, modes, start)).OrThrow();
    }

    /// <summary>The same as numbers of a state: (a, b, c), or the pairs (a_re, a_im, b_re, b_im, c_re, c_im) of "a=0.1+0.2*I,...".</summary>
    public static double[][] ReadNumbers(string option, string? text, ModeTasks tasks, double? otherwise) =>
        ReadNumbers(option, text, tasks.AreComplex, tasks.Modes, otherwise);

    /// <summary>The same for so many modes, real or complex.</summary>
    public static double[][] ReadNumbers(string option, string? text, bool areComplex, int count, double? otherwise)
    {
        if (!areComplex)
            return [.. Read(option, text, count, otherwise).Select(modes => new[] { modes.Input, modes.Recurrent, modes.Output })];
        var values = OptionValue.Assignments(option, text);
        Expr? start = otherwise is { } number ? Canonical.number(Rational.OfDouble(number)) : null;
        return [.. Enumerable.Range(0, count).Select(mode => new[] { "a", "b", "c" }.SelectMany(name => Pair(name, mode)).ToArray())];

        double[] Pair(string name, int mode)
        {
            var z = ParameterValuesModule.toComplex(name, Value(option, values, name, mode, count, start)).OrThrow();
            return [z.Real, z.Imaginary];
        }
    }

    private static Expr Value(string option, ParameterValues values, string name, int mode, int modes, Expr? otherwise)
    {
        foreach (var other in ParameterValuesModule.unused(["a", "b", "c"], values))
            throw new InputException($"{option}: '{other}' is not a mode; the modes are a, b and c");
        if (ParameterValuesModule.tryFind(name, values) is not { } given)
            return otherwise ?? throw new InputException($"{option}: {name} has no value; give all modes, as in {option} a=0.1,b=0.2,c=0.3");
        var list = given.Value.ToArray();
        if (list.Length != 1 && list.Length != modes)
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{option}: {name} has {list.Length} values, but there {(modes == 1 ? "is 1 mode" : $"are {modes} modes")}"));
        return list[list.Length == 1 ? 0 : mode];
    }
}
