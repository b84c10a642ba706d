using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A file that is written whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Lets <paramref name="write"/> fill a temporary file beside the target and puts it in its place.</summary>
    public static void Write(string file, Action<string> write)
    {
        // Two runs that write the same file, on different machines perhaps, must not meet in one temporary file.
        var temporary = $"{file}.{Path.GetRandomFileName()}.part";
        try
        {
            write(temporary);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: cannot be written: {problem.Message}");
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
