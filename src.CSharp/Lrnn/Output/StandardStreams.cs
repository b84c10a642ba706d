using System.Text;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>
/// The standard streams as a user may have left them: closed, on a full disk, a pipe that no one reads. Output that cannot be written is a
/// problem of one line like any other; a message that cannot be written has no one to be told, and the exit code says what there is to say.
/// </summary>
internal static class StandardStreams
{
    /// <summary>From here on, the console's streams are these: UTF-8 in every locale.</summary>
    public static void Take()
    {
        Console.SetOut(Writer(1, Console.OpenStandardOutput(), problem => throw new InputException($"standard output cannot be written: {problem}")));
        Console.SetError(Writer(2, Console.OpenStandardError(), _ => { }));
    }

    private static StreamWriter Writer(int descriptor, Stream stream, Action<string> failed) =>
        new(new Watched(IsTheRuntimes(descriptor) ? null : stream, failed), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    // The number of a stream that was closed goes to whatever is opened next: a pipe whose other end is read in this process is the
    // runtime's own.
    private static bool IsTheRuntimes(int descriptor)
    {
        const string descriptors = "/proc/self/fd";
        return Target($"{descriptors}/{descriptor}") is { } target
            && (target.StartsWith("anon_inode:", StringComparison.Ordinal)
                || (target.StartsWith("pipe:", StringComparison.Ordinal)
                    && Directory.EnumerateFileSystemEntries(descriptors).Any(other => Target(other) == target && IsForReading(Path.GetFileName(other)))));
    }

    // "flags: 0100001": the last octal digit holds how it was opened.
    private static bool IsForReading(string descriptor) =>
        File.ReadLines($"/proc/self/fdinfo/{descriptor}").First(line => line.StartsWith("flags:", StringComparison.Ordinal))[^1] is '0' or '4';

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed class Watched(Stream? inner, Action<string> failed) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (inner is null)
            {
                failed("it is closed");
                return;
            }

            try
            {
                inner.Write(buffer);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                failed(problem.Message);
            }
        }

        // A write to a console goes through at once.
        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
