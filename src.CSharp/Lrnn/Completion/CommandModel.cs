using System.Xml.Linq;

namespace LrnnSymbolic.Lrnn.Completion;

/// <summary>An option of a command, by its long name.</summary>
/// <param name="Name">The name with its dashes.</param>
/// <param name="TakesValue">Whether a value follows.</param>
/// <param name="Description">One line of help.</param>
internal sealed record OptionModel(string Name, bool TakesValue, string Description);

/// <summary>A command of the program.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Description">One line of help.</param>
/// <param name="Argument">The name of its first argument, null where it takes none.</param>
/// <param name="Options">Its options, by name.</param>
internal sealed record CommandModel(string Name, string Description, string? Argument, IReadOnlyList<OptionModel> Options)
{
    private static readonly OptionModel Help = new("--help", false, "Prints help information");

    /// <summary>
    /// The commands out of the option parser's own description of what it parses, so that none can be missing.
    /// </summary>
    /// <param name="xml">What the parser's command `cli xmldoc` prints.</param>
    public static IReadOnlyList<CommandModel> Read(string xml) =>
        [.. XDocument.Parse(xml[xml.IndexOf('<')..]).Root!.Elements("Command").Select(Command)];

    private static CommandModel Command(XElement command)
    {
        var parameters = command.Element("Parameters")?.Elements().ToList() ?? [];
        return new(
            command.Attribute("Name")!.Value,
            DescriptionOf(command),
            parameters.Where(parameter => parameter.Name == "Argument").Select(argument => argument.Attribute("Name")!.Value).FirstOrDefault(),
            [
                .. parameters.Where(parameter => parameter.Name == "Option").Select(option => new OptionModel(
                    $"--{option.Attribute("Long")!.Value}", option.Attribute("Kind")!.Value != "flag", DescriptionOf(option))),
                Help,
            ]);
    }

    private static string DescriptionOf(XElement element) =>
        string.Join(' ', (element.Element("Description")?.Value ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
