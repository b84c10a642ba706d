using System.Globalization;
using System.Text;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>
/// The file of a block: a first line that tells by digests whose it is and what it holds, then its rows. A block counts as written only if
/// both are right, to the last digit.
/// </summary>
internal static class SweepBlock
{
    private const string Mark = "# sweep ";

    // A row has a few short columns, and a double at most 24 characters and a comma.
    private const int LongestRow = 64;
    private const int LongestNumber = 25;
    private const int LongestHeading = 256;

    /// <summary>What a block's file holds.</summary>
    public static string TextOf(string sweep, int block, IReadOnlyList<string> rows) =>
        string.Concat(rows.Prepend(Heading(sweep, block, rows)).Select(line => line + "\n"));

    private static string Heading(string sweep, int block, IReadOnlyList<string> rows) => $"{Mark}{sweep} {Digest(sweep, block, rows)}";

    private static string Digest(string sweep, int block, IReadOnlyList<string> rows) =>
        SweepWords.DigestOf(string.Create(CultureInfo.InvariantCulture, $"{sweep}\n{block}\n{string.Join('\n', rows)}\n"));

    /// <summary>The rows of a block of a sweep; null where the file is none, or not as it was written.</summary>
    /// <param name="file">The file; a link, or what has no end, is none.</param>
    /// <param name="sweep">The digest of the sweep.</param>
    /// <param name="block">The number of the block.</param>
    /// <param name="points">The number of its rows.</param>
    /// <param name="numbers">The numbers of a row.</param>
    /// <exception cref="InputException">It is whole, but of another sweep, which must not be lost.</exception>
    public static string[]? Rows(string file, string sweep, int block, int points, int numbers)
    {
        if (Text(file, LongestHeading + ((long)points * (LongestRow + (LongestNumber * numbers)))) is not { } text || !text.StartsWith(Mark, StringComparison.Ordinal))
            return null;
        var lines = text.Split('\n');
        var (owner, rows) = (Owner(lines[0]), lines[1..^1]);
        if (lines[^1] != "" || lines[0] != Heading(owner, block, rows))
            return null;
        return owner == sweep
            ? rows
            : throw new InputException($"{file}: belongs to another sweep, or to one of another table; choose another --out, or bring the sweep's own description and table back");
    }

    private static string Owner(string heading) => heading[Mark.Length..].Split(' ')[0];

    /// <summary>Rejects the file of a block of another sweep, as far as its first line tells.</summary>
    public static void RejectForeign(string file, string sweep, int points, int numbers)
    {
        if (Text(file, LongestHeading, isPart: true) is { } start && start.StartsWith(Mark, StringComparison.Ordinal) && Owner(start.Split('\n')[0]) != sweep
            && int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var block))
            Rows(file, sweep, block, points, numbers);
    }

    // At most so many characters; null for what is no file of a size that fits. Files that have no end, such as devices and pipes, say that their size is 0.
    private static string? Text(string file, long most, bool isPart = false)
    {
        try
        {
            if (new FileInfo(file) is not { Exists: true, LinkTarget: null, Length: > 0 } info || (info.Length > most && !isPart))
                return null;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Min(info.Length, most)];
            return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: cannot be read: {problem.Message}");
        }
    }
}
