using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A file that is written whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Lets <paramref name="write"/> fill a temporary file beside the target and puts it in its place.</summary>
    public static void Write(string file, Action<string> write) => WriteTogether([file], temporary => write(temporary[0]));

    /// <summary>The same for a file that must be new: false, and nothing is done, where there is one, even one that another run has only just made.</summary>
    public static bool WriteNew(string file, Action<string> write)
    {
        var isNew = false;
        var draft = Unfinished.Beside(file);
        try
        {
            Write(draft, write);
            isNew = NewName.TryGive(draft, file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: cannot be written: {problem.Message}");
        }
        finally
        {
            Unfinished.Remove(draft);
        }

        return isNew;
    }

    /// <summary>Several files: none is put in its place before all are filled.</summary>
    public static void WriteTogether(IReadOnlyList<string> files, Action<IReadOnlyList<string>> write)
    {
        string[] temporary = [.. files.Select(Unfinished.Beside)];
        try
        {
            write(temporary);
            foreach (var file in temporary)
                Flush(file);
            Unfinished.Finish(temporary, files);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{files[0]}: cannot be written: {problem.Message}");
        }
        finally
        {
            foreach (var file in temporary)
                Unfinished.Remove(file);
        }
    }

    // A name that points to bytes which a power cut has lost would look like a whole file.
    private static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
