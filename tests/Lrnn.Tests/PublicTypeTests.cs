using System.Reflection;
using System.Xml.Linq;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The public types of the libraries are those of PublicTypes.txt, and each says what it is.</summary>
public class PublicTypeTests
{
    private static readonly Dictionary<string, string[]> Listed = Read(Path.Combine(AppContext.BaseDirectory, "PublicTypes.txt"));

    /// <summary>The libraries of the list.</summary>
    public static TheoryData<string> Libraries => [.. Listed.Keys];

    // [library], then one name a line; # starts a heading.
    private static Dictionary<string, string[]> Read(string file)
    {
        var names = new Dictionary<string, List<string>>();
        foreach (var line in File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
                names.Add(line.Trim('[', ']'), []);
            else
                names.Values.Last().Add(line);
        }

        return names.ToDictionary(library => library.Key, library => library.Value.ToArray());
    }

    // The F# compiler writes types of its own for anonymous records.
    private static IEnumerable<Type> PublicTypes(string library) =>
        Assembly.Load(library).GetExportedTypes().Where(type => !type.IsNested && !type.Name.StartsWith('<'));

    private static string NameOf(Type type)
    {
        const string suffix = "Module";
        if (type.IsAbstract && type.IsSealed && type.Name.EndsWith(suffix, StringComparison.Ordinal))
            return $"module {type.Name[..^suffix.Length]}";
        return type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + "<>" : type.Name;
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void TheListHoldsThePublicTypes(string library)
    {
        var found = PublicTypes(library).Select(NameOf).ToArray();
        var unlisted = found.Except(Listed[library]).Order(StringComparer.Ordinal).ToArray();
        var missing = Listed[library].Except(found).ToArray();
        Assert.True(
            unlisted.Length + missing.Length == 0,
            $"""
            {library}: public but not listed: {string.Join(", ", unlisted)}; listed but not public: {string.Join(", ", missing)}.
            Make internal what no user of the library needs; what one needs, write into tests/Lrnn.Tests/PublicTypes.txt.
            """);
        Assert.Equal(found.Length, Listed[library].Length);
    }

    [Fact]
    public void EveryLibraryIsListed() =>
        Assert.Equal(
            Directory.EnumerateFiles(AppContext.BaseDirectory, "LrnnSymbolic.*.dll")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            Listed.Keys.Order(StringComparer.Ordinal));

    // The documentation file lies beside the assembly, in the package too.
    [Theory]
    [MemberData(nameof(Libraries))]
    public void EveryPublicTypeHasASummary(string library)
    {
        var documented = XDocument.Load(Path.Combine(AppContext.BaseDirectory, library + ".xml")).Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);
        var silent = PublicTypes(library).Where(type => !documented.Contains($"T:{type.FullName}")).Select(NameOf).Order(StringComparer.Ordinal);
        Assert.True(!silent.Any(), $"{library}: without a summary: {string.Join(", ", silent)}");
    }
}
