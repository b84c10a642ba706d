using System.Xml.Linq;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The arrows between the projects, read from the project files.</summary>
public class ArchitectureTests
{
    private static readonly string Root = FindRoot();

    // What each project may see, and sees.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Algebra"] = [],
        ["Theory"] = ["Algebra"],
        ["Emission"] = ["Algebra", "Contracts", "Theory"],
        ["Contracts"] = [],
        ["Assertions"] = [],
        ["Integration"] = ["Contracts"],
        ["Training"] = ["Contracts"],
        ["Comparison"] = ["Contracts", "Integration", "Training"],
        ["Lrnn"] = ["Algebra", "Comparison", "Contracts", "Emission", "Integration", "Theory", "Training"],
    };

    private static readonly string[] Numerics = ["Contracts", "Assertions", "Integration", "Training", "Comparison"];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LrnnSymbolic.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("LrnnSymbolic.sln is not above the tests");
        return folder.FullName;
    }

    private static IEnumerable<string> ProjectFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.*proj", SearchOption.AllDirectories);

    private static string Name(string projectFile) =>
        Path.GetFileName(Path.GetDirectoryName(projectFile.Replace('\\', '/')))!;

    private static string[] References(string projectFile) =>
    [
        .. XDocument.Load(projectFile).Descendants("ProjectReference")
            .Select(reference => Name(Path.GetFullPath(reference.Attribute("Include")!.Value.Replace('\\', '/'), Path.GetDirectoryName(projectFile)!)))
            .Order(StringComparer.Ordinal),
    ];

    private static Dictionary<string, string> Sources() =>
        ProjectFiles("src.CSharp").Concat(ProjectFiles("src.FSharp")).ToDictionary(Name);

    [Fact]
    public void ProjectsReferToEachOtherAsDesigned()
    {
        var sources = Sources();
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), sources.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, expected) in Arrows)
            Assert.Equal(expected, References(sources[name]));
    }

    [Fact]
    public void TheArrowsHaveNoCycle()
    {
        var remaining = Sources().ToDictionary(source => source.Key, source => References(source.Value).ToHashSet());
        while (remaining.Count > 0)
        {
            var free = remaining.Where(project => !project.Value.Overlaps(remaining.Keys)).Select(project => project.Key).ToList();
            Assert.True(free.Count > 0, $"a cycle among {string.Join(", ", remaining.Keys)}");
            free.ForEach(name => remaining.Remove(name));
        }
    }

    // Neither through a project nor through a package.
    [Fact]
    public void NumericsNeverSeeFSharp()
    {
        var sources = Sources();
        foreach (var name in Numerics)
        {
            Assert.EndsWith(".csproj", sources[name], StringComparison.Ordinal);
            Assert.All(References(sources[name]), reference => Assert.Contains(reference, Numerics));
            Assert.DoesNotContain("FSharp", File.ReadAllText(Path.Combine(Path.GetDirectoryName(sources[name])!, "packages.lock.json")), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void EverySourceProjectButContractsHasTestsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "LrnnSymbolic.sln")).Replace('\\', '/');
        foreach (var project in ProjectFiles("src.CSharp").Concat(ProjectFiles("src.FSharp")).Concat(ProjectFiles("tests")))
            Assert.Contains(Path.GetRelativePath(Root, project).Replace('\\', '/'), solution, StringComparison.Ordinal);
        var tests = ProjectFiles("tests").Select(Name).ToHashSet();
        Assert.All(Arrows.Keys.Except(["Contracts"]), name => Assert.Contains($"{name}.Tests", tests));
    }

    [Fact]
    public void EveryProjectHasALockFile() =>
        Assert.All(
            ProjectFiles("src.CSharp").Concat(ProjectFiles("src.FSharp")).Concat(ProjectFiles("tests")),
            project => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), project));
}
