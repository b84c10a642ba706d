namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Files that users name: what cannot be read is an <see cref="InputException"/>.</summary>
internal static class InputFile
{
    /// <summary>The text of a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="missing">What to say where there is no such file.</param>
    public static string Text(string file, string missing)
    {
        if (Directory.Exists(file))
            throw new InputException($"{file}: is a folder, not a file");
        if (!File.Exists(file))
            throw new InputException(missing);
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: cannot be read: {problem.Message}");
        }
    }
}
