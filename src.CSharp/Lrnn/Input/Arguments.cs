using System.Reflection;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>
/// The command line as the shell gave it, made ready for the option parser: tasks may begin with a minus sign, and an
/// option is never given twice unless its values add up.
/// </summary>
internal static class Arguments
{
    private static readonly string[] Repeatable = ["--set", "--axis"];
    private static readonly string[] ShortOptions = ["-h", "-v"];

    /// <summary>The arguments that the option parser takes; problems are an <see cref="InputException"/>.</summary>
    public static string[] Prepare(IReadOnlyList<string> given)
    {
        // What comes after it is no option, whatever it looks like.
        var end = given.TakeWhile(argument => argument != "--").Count();
        string[] arguments = [.. given.Take(end).Select(WithLongName)];
        RejectRepeated(arguments);
        RejectMissingValues(arguments);
        return [.. WithJoinedValues(arguments).Select(Shielded), .. given.Skip(end + 1).Select(Value)];
    }

    private static void RejectRepeated(IReadOnlyList<string> arguments)
    {
        var repeated = arguments.Where(IsLongOption).Select(OptionName).Except(Repeatable)
            .FirstOrDefault(name => arguments.Count(argument => IsLongOption(argument) && OptionName(argument) == name) > 1);
        if (repeated is not null)
            throw new InputException($"{repeated} is given twice");
    }

    private static void RejectMissingValues(string[] arguments)
    {
        if (arguments.FirstOrDefault(argument => IsLongOption(argument) && argument.IndexOf('=') == argument.Length - 1) is { } empty)
            throw new InputException($"{empty.TrimEnd('=')} has no value; see lrnn {Command(arguments[0])}--help");
        for (var k = 0; k < arguments.Length; k++)
            if (TakesValue(arguments, k)
                && (k + 1 == arguments.Length || IsLongOption(arguments[k + 1])) && IsKnown(arguments[k]))
                throw new InputException($"{arguments[k]} has no value; see lrnn {Command(arguments[0])}--help");
    }

    private static bool IsFlag(string command, string option) =>
        option is "--help" or "--version" or "--merge" or "--slurm" or "--submit" or "--kernel-distance" or "--singular-values"
        || (option == "--steps" && command == "derive");

    // Looked up only when something is wrong; an unknown option is the parser's to report.
    private static bool IsKnown(string option) => typeof(Arguments).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(CommandSettings)))
        .SelectMany(type => type.GetProperties())
        .SelectMany(property => property.GetCustomAttributes<CommandOptionAttribute>())
        .Any(known => known.LongNames.Contains(option[2..]));

    // The option parser knows no long names of one letter.
    private static string WithLongName(string argument) => argument.Split('=', 2) switch
    {
        ["--x" or "--y", ..] => $"{argument[..3]}-axis{argument[3..]}",
        _ => argument,
    };

    private static string Command(string first) => first.StartsWith('-') ? "" : $"{first} ";

    private static bool IsLongOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2;

    private static string OptionName(string argument) => argument.Split('=', 2)[0];

    // A value that begins with a minus sign stays with its option: --out -x.html is --out=-x.html.
    private static IEnumerable<string> WithJoinedValues(string[] arguments)
    {
        for (var k = 0; k < arguments.Length; k++)
            if (TakesValue(arguments, k) && k + 1 < arguments.Length && LooksLikeShortOption(arguments[k + 1]))
                yield return $"{arguments[k]}={arguments[++k]}";
            else
                yield return arguments[k];
    }

    private static bool TakesValue(string[] arguments, int k) =>
        IsLongOption(arguments[k]) && !arguments[k].Contains('=') && !IsFlag(arguments[0], arguments[k]);

    // The option parser takes -t, though not -1, for an option; a space in front, which the task grammar skips, makes it a value.
    private static string Shielded(string argument) => LooksLikeShortOption(argument) && !ShortOptions.Contains(argument) ? $" {argument}" : argument;

    private static bool LooksLikeShortOption(string argument) =>
        argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]) && !IsLongOption(argument);

    private static string Value(string argument) => argument.StartsWith('-') ? $" {argument}" : argument;
}
