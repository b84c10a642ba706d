using System.Globalization;
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
        foreach (var name in ParameterValuesModule.unused(["a", "b", "c"], values))
            throw new InputException($"{option}: '{name}' is not a mode; the modes are a, b and c");
        return [.. Enumerable.Range(0, modes).Select(mode =>
            new ConnectivityModes(Value("a", mode), Value("b", mode), Value("c", mode)))];

        double Value(string name, int mode)
        {
            if (ParameterValuesModule.tryFind(name, values) is not { } given)
                return otherwise ?? throw new InputException($"{option}: {name} has no value; give all modes, as in {option} a=0.1,b=0.2,c=0.3");
            var list = given.Value.ToArray();
            if (list.Length != 1 && list.Length != modes)
                throw new InputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{option}: {name} has {list.Length} values, but there {(modes == 1 ? "is 1 mode" : $"are {modes} modes")}"));
            return ParameterValuesModule.toDouble(name, list[list.Length == 1 ? 0 : mode]).OrThrow();
        }
    }
}
