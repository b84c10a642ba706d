using System.Globalization;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Files that users name: what cannot be read, or has no end, is an <see cref="InputException"/>.</summary>
internal static class InputFile
{
    /// <summary>Ten million numbers in full fit into this.</summary>
    public const int MostBytes = 256_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The text of a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="missing">What to say where there is no such file.</param>
    public static string Text(string file, string missing)
    {
        using var reader = new StreamReader(new MemoryStream(Bytes(file, missing)));
        return reader.ReadToEnd();
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="missing">What to say where there is no such file.</param>
    public static byte[] Bytes(string file, string missing)
    {
        if (Directory.Exists(file))
            throw new InputException($"{file}: is a folder, not a file");
        if (!File.Exists(file))
            throw new InputException(missing);
        try
        {
            // A pipe that no one fills cannot even be opened.
            var reading = Task.Factory.StartNew(() => Read(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return reading.Wait(Patience)
                ? reading.GetAwaiter().GetResult()
                : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{file}: its end has not come within {Patience.TotalSeconds} s; give a file that is there in full"));
        }
        catch (AggregateException problem) when (problem.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: cannot be read: {problem.InnerException.Message}");
        }
        catch (AggregateException problem) when (problem.InnerException is InputException inner)
        {
            throw inner;
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (stream.Read(buffer) is var count and > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MostBytes)
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{file}: is larger than {MostBytes / 1_000_000} MB, the most that is read"));
        }

        return bytes.ToArray();
    }
}
