using LrnnSymbolic.Integration;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Completion;

/// <summary>The words that an argument or an option may be, where there is a list of them.</summary>
internal static class KnownWords
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>Words for a command's first argument; a task may also be a formula or a file.</summary>
    public static IReadOnlyList<string> OfArgument(string? argument) => argument switch
    {
        "TASK" => [.. Presets.all.Select(preset => preset.Item1)],
        "SHELL" => Shells,
        _ => [],
    };

    /// <summary>Words for an option's value; any other value is a file, or the user's own.</summary>
    public static IReadOnlyList<string> OfOption(string option) => option switch
    {
        "--sections" => [.. Derivation.sectionNames],
        "--method" => NamedMethod.Names,
        _ => [],
    };
}
