using System.Collections.Concurrent;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>
/// A sweep's folder: sweep.json says what it is, blocks/N.csv holds a block of rows each, rows.csv and rows.parquet all of them. A block is
/// written whole or not at all, so that whatever ends a run, even a power cut, the next one goes on where it stopped. A block that does not
/// hold its rows as they were written is not done, whatever has happened to it; one of another sweep stops this one.
/// </summary>
/// <remarks>No lock is held: whoever begins the folder puts sweep.json there, which only one can, and runs of one sweep write the same bytes.</remarks>
internal sealed class SweepFolder
{
    // Small enough that little is lost with an unfinished block, large enough that a folder has at most a few hundred.
    private const int LeastBlock = 32;
    private const int MostBlocks = 400;

    private readonly string _path;
    private readonly SweepDesign _design;
    private readonly ConcurrentDictionary<int, bool> _whole = new();

    private readonly string _sweep; // its digest

    private SweepFolder(string path, SweepDesign design) => (_path, _design, _sweep) = (path, design, design.Words.Digest());

    public string CsvFile => Path.Combine(_path, "rows.csv");

    public string ParquetFile => Path.Combine(_path, "rows.parquet");

    public SweepDesign Design => _design;

    private int BlockSize => Math.Max(LeastBlock, ((_design.Points - 1) / MostBlocks) + 1);

    public int Blocks => ((_design.Points - 1) / BlockSize) + 1;

    /// <summary>Opens a folder for the sweep of the words, or for the one that it holds already.</summary>
    public static SweepFolder Open(string path, SweepWords? words)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new InputException("--out is empty; it names the sweep's folder");
        var description = Path.Combine(path, "sweep.json");
        var known = File.Exists(description) ? Known(description) : null;
        if (words is null && known is null)
            throw new InputException($"{path} holds no sweep; give a TASK and an axis, as in lrnn sweep constant --x delta=0:3:200 --set T=6 --out {path}");
        RejectOther(path, known, words);
        var folder = new SweepFolder(path, SweepDesign.Of(words ?? known!));
        RejectOther(path, known, folder.Design.Words);
        folder.RejectForeignBlocks();
        folder.MakeFolder();
        // Another run may have begun a sweep here meanwhile.
        if (known is null && !WholeFile.WriteNew(description, file => File.WriteAllText(file, folder.Design.Words.ToJson())))
            RejectOther(path, Known(description), folder.Design.Words);
        return folder;
    }

    private static SweepWords Known(string description) =>
        SweepWords.FromJson(description, InputFile.Text(description, $"{description}: is no file that could be read; remove it"));

    // What does not name a table's digest, as words do, and the folders of older versions, is not compared by it.
    private static void RejectOther(string path, SweepWords? known, SweepWords? words)
    {
        if (known is null || words is null)
            return;
        if (known with { Table = null } is var before && words with { Table = null } is var now && before.ToJson() != now.ToJson())
            throw new InputException($"{path} holds another sweep ({Difference(before, now)}); choose another --out, or leave out the TASK to go on with that one");
        if (known.Table is { } table && words.Table is { } other && table != other)
            throw new InputException($"{known.Task[1..]}: is not the table that the sweep in {path} began with; bring that one back, or choose another --out");
    }

    private static string Difference(SweepWords known, SweepWords words)
    {
        var (before, now) = (known.ToJson().Split('\n'), words.ToJson().Split('\n'));
        var line = Enumerable.Range(0, Math.Min(before.Length, now.Length)).First(k => before[k] != now[k]);
        return $"{before[line].Trim().TrimEnd(',')} there, {now[line].Trim().TrimEnd(',')} here";
    }

    private string BlocksFolder => Path.Combine(_path, "blocks");

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(BlocksFolder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out {_path}: the folder cannot be made: {problem.Message}");
        }
    }

    private void RejectForeignBlocks()
    {
        if (!Directory.Exists(BlocksFolder))
            return;
        if (Directory.EnumerateDirectories(BlocksFolder, "*.csv").FirstOrDefault() is { } folder)
            throw new InputException($"{folder}: is a folder in the place of a block; remove it");
        foreach (var file in Directory.EnumerateFiles(BlocksFolder, "*.csv"))
            SweepBlock.RejectForeign(file, _sweep, BlockSize, NumbersOfRow);
    }

    private string BlockFile(int block) => Path.Combine(BlocksFolder, $"{block:D6}.csv");

    public bool IsDone(int block) => _whole.GetOrAdd(block, number => RowsOf(number) is not null);

    // Null where the block is not done.
    private SweepRow[]? RowsOf(int block)
    {
        var points = PointsOf(block);
        if (SweepBlock.Rows(BlockFile(block), _sweep, block, BlockSize, NumbersOfRow) is not { } lines)
            return null;
        SweepRow[] rows = [.. lines.Select(line => SweepRow.TryRead(line, _design)).OfType<SweepRow>()];
        return rows.Length == lines.Length && rows.Select(row => row.Point).SequenceEqual(points) ? rows : null;
    }

    private int NumbersOfRow => SweepRow.Header(_design).Length;

    /// <summary>The points of a block.</summary>
    public IEnumerable<int> PointsOf(int block) =>
        Enumerable.Range(block * BlockSize, Math.Min(BlockSize, _design.Points - (block * BlockSize)));

    public void WriteBlock(int block, IEnumerable<SweepRow> rows)
    {
        WholeFile.Write(BlockFile(block), file => File.WriteAllText(file, SweepBlock.TextOf(_sweep, block, [.. rows.Select(row => row.Csv)])));
        _whole[block] = true;
    }

    /// <summary>Puts all blocks together, in order, and counts how many rows ended in which way; every block must be done.</summary>
    public SortedDictionary<string, int> Merge()
    {
        var header = SweepRow.Header(_design);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        WholeFile.Write(CsvFile, file => File.WriteAllLines(file, AllRows().SelectMany(rows => rows).Select(Counted).Prepend(string.Join(',', header))));
        WholeFile.Write(ParquetFile, file => ParquetRows.Write(file, header, AllRows()));
        return outcomes;

        string Counted(SweepRow row)
        {
            outcomes[row.Outcome] = outcomes.GetValueOrDefault(row.Outcome) + 1;
            return row.Csv;
        }
    }

    private IEnumerable<SweepRow[]> AllRows() => Enumerable.Range(0, Blocks).Select(block =>
        RowsOf(block) ?? throw new InputException($"{BlockFile(block)}: has changed since it was read; run the sweep again"));
}
