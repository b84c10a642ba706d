using System.Globalization;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Core;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>From text to checked values; every problem is an <see cref="InputException"/>.</summary>
internal static class OptionValue
{
    /// <summary>The value of a result, or its problem as an exception, after the option that could mend it.</summary>
    public static T OrThrow<T>(this FSharpResult<T, InputProblem> result, string? option = null) =>
        result.IsOk ? result.ResultValue : throw new InputException(option is null ? result.ErrorValue.Item : $"{option}: {result.ErrorValue.Item}");

    /// <summary>A preset's name or a formula, in exact form.</summary>
    public static TaskDynamics Task(string text, Setting? setting = null) =>
        string.IsNullOrWhiteSpace(text)
            ? throw new InputException("the task is empty; it is a preset's name, an expression such as delta*lambda^(T - t), or @FILE.csv")
            : TaskDynamicsModule.parseFor(setting ?? SettingModule.standard, OnOneLine(text)).OrThrow();

    // The formula as it is typed is the task's name.
    private static string OnOneLine(string text) => string.Concat(text.Select(letter => char.IsWhiteSpace(letter) ? ' ' : letter));

    /// <summary>The values of --set; a name of the theory, which no task can have as a parameter, is refused.</summary>
    public static ParameterValues SetValues(string? text)
    {
        var values = Assignments("--set", text);
        foreach (var (name, _) in values.Values)
            if (TaskDynamicsModule.meaningOf(name) is { } meaning && name != "tau")
                throw new InputException($"--set: {name} is {meaning.Value} and takes no value; --set is for T, tau and the task's parameters");
        return values;
    }

    /// <summary>"name=value,..." with the option's name in front of every problem.</summary>
    public static ParameterValues Assignments(string option, string? text)
    {
        if (text is not null && string.IsNullOrWhiteSpace(text))
            throw new InputException($"{option} is empty; it takes values such as name=1,other=1/2");
        var result = ParameterValuesModule.parse(text ?? "");
        return result.IsOk ? result.ResultValue : throw new InputException($"{option}: {result.ErrorValue.Item}");
    }

    /// <summary>A list of words, each one of those allowed and none twice; all of them where nothing is given.</summary>
    public static IReadOnlyList<string> Choices(string option, string? text, IReadOnlyList<string> allowed)
    {
        if (text is null)
            return allowed;
        var chosen = text.Split(',', StringSplitOptions.TrimEntries);
        if (chosen.All(word => word == ""))
            throw new InputException($"{option}: '{text}' names nothing; it is a list of {string.Join(", ", allowed)}");
        if (chosen.Contains(""))
            throw new InputException($"{option}: there is a name missing in '{text}', beside a comma; it is a list of {string.Join(", ", allowed)}");
        for (var k = 0; k < chosen.Length; k++)
            if (Array.IndexOf(chosen, Choice(option, chosen[k], allowed)) < k)
                throw new InputException($"{option}: {chosen[k]} is given twice in '{text}'");
        return chosen;
    }

    /// <summary>One word of those allowed.</summary>
    public static string Choice(string option, string text, IReadOnlyList<string> allowed) =>
        allowed.Contains(text)
            ? text
            : throw new InputException($"{option}: '{text}' is not known; it is one of {string.Join(", ", allowed)}");

    /// <summary>What one word of those allowed stands for.</summary>
    public static T OneOf<T>(string option, string text, params (string Word, T Value)[] allowed)
    {
        string[] words = [.. allowed.Select(each => each.Word)];
        return allowed[Array.IndexOf(words, Choice(option, text, words))].Value;
    }

    /// <summary>The form of --format, one of those that a command has; each is called as its word.</summary>
    public static OutputFormat Format(string text, params OutputFormat[] allowed) =>
        OneOf<OutputFormat>("--format", text, [.. allowed.Select(format => (format.ToString().ToLowerInvariant(), format))]);

    /// <summary>The value of an option that may be absent.</summary>
    public static T? Optional<T>(string? text, Func<string, T> read)
        where T : struct => text is null ? null : read(text);

    /// <summary>A finite number above zero.</summary>
    public static double Positive(string option, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value) && value > 0
            ? value
            : throw new InputException($"{option}: '{text}' is not a number above 0");

    /// <summary>
    /// A tolerance of an integration, above 0 and below 1. The state itself is rounded by 1e-16 in each step, so that a tolerance near that could not be kept, though the
    /// estimate of the error knows nothing of it.
    /// </summary>
    public static double Tolerance(string option, string text)
    {
        const double least = 1e-15;
        return Positive(option, text) switch
        {
            >= 1 => throw new InputException($"{option}: '{text}' is not below 1"),
            < least => throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{option}: '{text}' is below {least}, where it would be lost in the rounding of the state")),
            var value => value,
        };
    }

    /// <summary>The seed of a reproducible run.</summary>
    public static ulong Seed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InputException($"--seed: '{text}' is not a whole number from 0");

    /// <summary>A whole number from a least one.</summary>
    public static int Whole(string option, string text, int least, int most = int.MaxValue) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new InputException($"{option}: '{text}' is not a whole number from {least}{(most == int.MaxValue ? "" : $" to {most}")}");
}
