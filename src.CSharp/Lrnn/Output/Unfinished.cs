using System.Diagnostics;
using System.Globalization;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>
/// Files and folders that are of no use before they are finished, and must not outlive the run that makes them. What a run had to leave
/// because it was killed, the next one to write into the same folder removes.
/// </summary>
internal static class Unfinished
{
    private const string Ending = ".part";

    // Runs of other machines cannot be asked whether they live.
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Paths = [];
    private static readonly HashSet<string> Tidied = [];

    // The name says whose it is. It does not grow with that of the file, which may be as long as a name can be.
    private static readonly string Prefix = $".lrnn-{Environment.MachineName}-";

    /// <summary>A new name beside a file that is to be written.</summary>
    public static string Beside(string file)
    {
        var folder = Path.GetDirectoryName(file) ?? "";
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName()}{Ending}"));
        lock (Gate)
        {
            if (Tidied.Add(folder))
                Tidy(folder);
            Paths.Add(path);
        }

        return path;
    }

    /// <summary>A new folder among the system's temporary files.</summary>
    public static string TemporaryFolder()
    {
        var folder = Directory.CreateTempSubdirectory("lrnn-").FullName;
        lock (Gate)
            Paths.Add(folder);
        return folder;
    }

    /// <summary>Puts finished files in their places, all or none even where the run is broken off meanwhile.</summary>
    public static void Finish(IReadOnlyList<string> unfinished, IReadOnlyList<string> files)
    {
        lock (Gate)
            for (var k = 0; k < files.Count; k++)
                File.Move(unfinished[k], files[k], overwrite: true);
    }

    /// <summary>Removes what is no longer needed, or never came to be.</summary>
    public static void Remove(string path)
    {
        lock (Gate)
            Paths.Remove(path);
        Delete(path);
    }

    /// <summary>Removes everything, for good: whoever still writes, waits for the end of the program.</summary>
    public static void Discard()
    {
        Gate.Enter();
        foreach (var path in Paths)
            Delete(path);
    }

    private static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It is not ours to complain about what could not be made either.
        }
    }

    private static void Tidy(string folder)
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder == "" ? "." : folder, $".lrnn-*{Ending}"))
                if (IsLeft(path))
                    Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed may still be written to.
        }
    }

    private static bool IsLeft(string path)
    {
        var name = Path.GetFileName(path);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > Forgotten;
        var process = name[Prefix.Length..].Split('-')[0];
        return int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !IsAlive(id);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
