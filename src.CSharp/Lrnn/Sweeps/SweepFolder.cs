using System.Collections.Concurrent;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>
/// A sweep's folder: sweep.json says what it is, blocks/N.csv holds a block of rows each, rows.csv and rows.parquet all of them. A block is
/// written whole or not at all, so that whatever ends a run, even a power cut, the next one goes on where it stopped. A block that does not
/// hold its rows is not done, whatever has happened to it.
/// </summary>
internal sealed class SweepFolder
{
    // Small enough that little is lost with an unfinished block, large enough that a folder has at most a few hundred.
    private const int LeastBlock = 32;
    private const int MostBlocks = 400;

    private readonly string _path;
    private readonly SweepDesign _design;
    private readonly ConcurrentDictionary<int, bool> _whole = new();

    private SweepFolder(string path, SweepDesign design) => (_path, _design) = (path, design);

    public string CsvFile => Path.Combine(_path, "rows.csv");

    public string ParquetFile => Path.Combine(_path, "rows.parquet");

    public SweepDesign Design => _design;

    private int BlockSize => Math.Max(LeastBlock, ((_design.Points - 1) / MostBlocks) + 1);

    public int Blocks => ((_design.Points - 1) / BlockSize) + 1;

    /// <summary>Opens a folder for the sweep of the words, or for the one that it holds already.</summary>
    public static SweepFolder Open(string path, SweepWords? words)
    {
        var description = Path.Combine(path, "sweep.json");
        var known = File.Exists(description) ? SweepWords.FromJson(description, InputFile.Text(description, "")) : null;
        if (words is null && known is null)
            throw new InputException($"{path} holds no sweep; give a TASK and an axis, as in lrnn sweep constant --x delta=0:3:200 --set T=6 --out {path}");
        if (words is not null && known is not null && words.ToJson() != known.ToJson())
            throw new InputException($"{path} holds another sweep ({Difference(known, words)}); choose another --out, or leave out the TASK to go on with that one");
        var folder = new SweepFolder(path, SweepDesign.Of(words ?? known!));
        folder.Create(description, words ?? known!);
        return folder;
    }

    private static string Difference(SweepWords known, SweepWords words)
    {
        var (before, now) = (known.ToJson().Split('\n'), words.ToJson().Split('\n'));
        var line = Enumerable.Range(0, Math.Min(before.Length, now.Length)).First(k => before[k] != now[k]);
        return $"{before[line].Trim().TrimEnd(',')} there, {now[line].Trim().TrimEnd(',')} here";
    }

    private void Create(string description, SweepWords words)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(_path, "blocks"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out {_path}: the folder cannot be made: {problem.Message}");
        }

        if (!File.Exists(description))
            WholeFile.Write(description, file => File.WriteAllText(file, words.ToJson()));
    }

    private string BlockFile(int block) => Path.Combine(_path, "blocks", $"{block:D6}.csv");

    public bool IsDone(int block) => File.Exists(BlockFile(block)) && _whole.GetOrAdd(block, HoldsItsRows);

    private bool HoldsItsRows(int block) =>
        File.ReadLines(BlockFile(block)).Select(line => SweepRow.TryRead(line, _design)?.Point ?? -1).SequenceEqual(PointsOf(block));

    /// <summary>The points of a block.</summary>
    public IEnumerable<int> PointsOf(int block) =>
        Enumerable.Range(block * BlockSize, Math.Min(BlockSize, _design.Points - (block * BlockSize)));

    public void WriteBlock(int block, IEnumerable<SweepRow> rows)
    {
        WholeFile.Write(BlockFile(block), file => File.WriteAllLines(file, rows.Select(row => row.Csv)));
        _whole[block] = true;
    }

    /// <summary>Puts all blocks together, in order; every block must be done.</summary>
    public void Merge()
    {
        var header = SweepRow.Header(_design);
        WholeFile.Write(CsvFile, file => File.WriteAllLines(file, Lines().Prepend(string.Join(',', header))));
        WholeFile.Write(ParquetFile, file => ParquetRows.Write(file, header, Enumerable.Range(0, Blocks).Select(RowsOf)));
    }

    /// <summary>How many rows ended in which way; every block must be done.</summary>
    public SortedDictionary<string, int> Outcomes()
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in Lines())
        {
            var outcome = line[(line.LastIndexOf(',') + 1)..];
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        return outcomes;
    }

    private IEnumerable<string> Lines() => Enumerable.Range(0, Blocks).SelectMany(block => File.ReadLines(BlockFile(block)));

    private SweepRow[] RowsOf(int block) => [.. File.ReadLines(BlockFile(block)).Select(line => SweepRow.TryRead(line, _design)!)];
}
