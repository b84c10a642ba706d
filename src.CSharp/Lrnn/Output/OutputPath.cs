using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Where a command is to write, checked before it works.</summary>
internal static class OutputPath
{
    // Of the file systems in use, in bytes.
    private const int LongestName = 255;

    /// <summary>A file with one of the endings, whose folder exists.</summary>
    public static string File(string option, string file, params IReadOnlyList<string> endings)
    {
        if (!endings.Contains(Path.GetExtension(file)))
            throw new InputException($"{option}: '{file}' must end in {string.Join(" or ", endings)}");
        if (Path.GetFileNameWithoutExtension(file) == "")
            throw new InputException($"{option}: '{file}' is an ending without a name");
        if (Directory.Exists(file))
            throw new InputException($"{option}: '{file}' is a folder, not a file to write");
        if (System.Text.Encoding.UTF8.GetByteCount(Path.GetFileName(file)) > LongestName)
            throw new InputException($"{option}: the name '{Path.GetFileName(file)}' is longer than {LongestName} bytes");
        var folder = Path.GetDirectoryName(file) is { Length: > 0 } named ? named : ".";
        return Directory.Exists(folder) ? file : throw new InputException($"{option}: there is no folder {(folder == "." ? "any more to write into: the working folder is gone" : folder)}");
    }

    /// <summary>A folder, made if it is not there.</summary>
    public static string Folder(string option, string folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
            throw new InputException($"{option} is empty; it names a folder, as in {option} results");
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"{option} {folder}: the folder cannot be made: {problem.Message}");
        }
    }
}
