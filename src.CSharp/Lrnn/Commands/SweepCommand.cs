using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Lrnn.Sweeps;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The end of learning at every point of a grid or of a random design, one row a point.</summary>
internal sealed class SweepCommand : RequestCommand<SweepCommand.Settings, SweepCommand.Request, SweepCommand.Result>
{
    internal sealed class Settings : FormatSettings, IRequested<Request>
    {
        [CommandArgument(0, "[TASK]")]
        [Description("A preset's name, an expression for s_t, or @FILE.csv; without it, the sweep that is in --out goes on.")]
        public string? Task { get; init; }

        [CommandOption("--x-axis <AXIS>")]
        [Description("Or --x. What varies: NAME=LOW:HIGH:COUNT (or ...:COUNT:log), NAME being a parameter, T, or a start a, b, c; a=c=0.1:1:10 varies both.")]
        public string? X { get; init; }

        [CommandOption("--y-axis <AXIS>")]
        [Description("Or --y. The second axis.")]
        public string? Y { get; init; }

        [CommandOption("--axis <AXIS>")]
        [Description("A further axis. May be repeated.")]
        public string[] More { get; init; } = [];

        [CommandOption("--random <N>")]
        [Description("N points drawn evenly between the ends of the axes, NAME=LOW:HIGH each, instead of a grid.")]
        public string? Random { get; init; }

        [CommandOption("--seed <SEED>")]
        [Description("Seed of a random design, 1 by default.")]
        public string? Seed { get; init; }

        [CommandOption("--outputs <WHICH>")]
        [Description(CountedOutputKinds.Description)]
        public string? Outputs { get; init; }

        [CommandOption("--modes <KIND>")]
        [Description("real (default): singular values; complex: eigenvalues, for rotations, from --initial a=0.1+0.2*I,...; axes stay real; without --until steady.")]
        public string? Modes { get; init; }

        [CommandOption("--set <VALUES>")]
        [Description("Values of all other parameters, exact: T=10,lambda=1/2. May be repeated.")]
        public string[] Sets { get; init; } = [];

        [CommandOption("--initial <VALUES>")]
        [Description("Start of the modes, a=0.1,b=0.1,c=0.1 by default.")]
        public string? Initial { get; init; }

        [CommandOption("--until <TIME>")]
        [Description("Learning time at the end, 50 by default; steady: until the end is certain, a minimum, a saddle or no finite end.")]
        public string? Until { get; init; }

        [CommandOption("--tolerance <EPS>")]
        [Description("Relative and absolute tolerance of the integration, 1e-10 by default.")]
        public string? Tolerance { get; init; }

        [CommandOption("--out <DIR>")]
        [Description("The sweep's folder. Run again after an interruption, the sweep goes on where it stopped.")]
        public string? Out { get; init; }

        [CommandOption("--shard <I/N>")]
        [Description("Works on the I-th of N parts only, I from 1.")]
        public string? Shard { get; init; }

        [CommandOption("--merge")]
        [Description("Only puts the rows of all shards together; the last shard to finish does so by itself.")]
        public bool Merge { get; init; }

        [CommandOption("--slurm")]
        [Description("Writes DIR/sweep.sbatch, a job array with a task for each unfinished shard.")]
        public bool Slurm { get; init; }

        [CommandOption("--submit")]
        [Description("With --slurm: submits it, too.")]
        public bool Submit { get; init; }

        [CommandOption("--shards <N>")]
        [Description("With --slurm: the number of shards, 16 by default.")]
        public string Shards { get; init; } = "16";

        [CommandOption("--threads <N>")]
        [Description("Threads, as many as there are processors by default; the rows do not depend on it.")]
        public string? Threads { get; init; }

        public Request Request()
        {
            var format = Shown();
            var threads = Threads is null ? Environment.ProcessorCount : OptionValue.Whole("--threads", Threads, 1, 4096);
            var (shard, shards) = ShardOf(Shard);
            var scheduled = OptionValue.Whole("--shards", Shards, 1, 10_000);
            RejectContradictions();
            var path = Out ?? throw new InputException("--out is missing; it names the sweep's folder");
            var folder = SweepFolder.Open(path, Words());
            var work = Slurm ? SweepWork.Schedule : Merge ? SweepWork.Merge : SweepWork.Follow;
            return new Request(format, work, path, folder, shard, Slurm ? Math.Min(scheduled, folder.Blocks) : shards, threads, Submit);
        }

        private void RejectContradictions()
        {
            if (Submit && !Slurm)
                throw new InputException("--submit goes with --slurm");
            if (new[] { Merge, Slurm, Shard is not null }.Count(given => given) > 1)
                throw new InputException("--shard, --merge and --slurm are three different things; give one of them");
        }

        // Null where the folder's own sweep is to go on.
        private SweepWords? Words()
        {
            // Does anything but the TASK say what the sweep is?
            var hasWords = Sets.Length + More.Length > 0 || new[] { X, Y, Random, Seed, Outputs, Modes, Initial, Until, Tolerance }.Any(word => word is not null);
            if (Task is null)
                return hasWords ? throw new InputException("the TASK is missing; without it, --out alone names the sweep that goes on") : null;
            return new SweepWords(
                Task,
                Sets.Length == 0 ? null : string.Join(',', Sets),
                [.. new[] { X, Y }.OfType<string>(), .. More],
                OptionValue.Optional(Random, text => OptionValue.Whole("--random", text, 1, SweepWords.MostDrawn)),
                OptionValue.Seed(Seed ?? "1"),
                Initial,
                Until ?? "50",
                Tolerance ?? "1e-10",
                Outputs ?? "last",
                Modes ?? "real");
        }

        private static (int Shard, int Shards) ShardOf(string? text)
        {
            if (text is null)
                return (1, 1);
            var parts = text.Split('/');
            if (parts.Length != 2)
                throw new InputException($"--shard: '{text}' is not of the form I/N, as in --shard 1/4");
            var shards = OptionValue.Whole("--shard", parts[1], 1, 1_000_000);
            return (OptionValue.Whole("--shard", parts[0], 1, shards), shards);
        }
    }

    /// <summary>What is to be done with a sweep.</summary>
    internal enum SweepWork
    {
        /// <summary>The points of a shard are followed.</summary>
        Follow,

        /// <summary>The rows of all shards are put together.</summary>
        Merge,

        /// <summary>The unfinished shards become a job array.</summary>
        Schedule,
    }

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Work">What is to be done.</param>
    /// <param name="Path">The sweep's folder as it was typed.</param>
    /// <param name="Folder">The sweep.</param>
    /// <param name="Shard">The part to work on, from 1.</param>
    /// <param name="Shards">The number of parts.</param>
    /// <param name="Threads">How many work at once.</param>
    /// <param name="Submit">Is the job array submitted, too?</param>
    internal sealed record Request(
        OutputFormat Format, SweepWork Work, string Path, SweepFolder Folder, int Shard, int Shards, int Threads, bool Submit);

    /// <param name="Missing">Blocks that are not done.</param>
    /// <param name="Unfinished">The shards that have one of them, where they are to be scheduled.</param>
    /// <param name="Outcomes">How many rows ended in which way, once all blocks are done.</param>
    internal sealed record Result(int Missing, int[] Unfinished, IReadOnlyDictionary<string, int> Outcomes);

    protected override Result Compute(Request request, CancellationToken cancellation)
    {
        var folder = request.Folder;
        if (request.Work == SweepWork.Schedule)
            return new Result(Missing(folder), SweepRun.UnfinishedShards(folder, request.Shards), Nothing);
        if (request.Work == SweepWork.Follow)
            Progress.Show("sweep", report =>
            {
                SweepRun.Work(folder, request.Shard, request.Shards, request.Threads, report, cancellation);
                return true;
            });
        var missing = Missing(folder);
        if (missing > 0 && request.Work == SweepWork.Merge)
            throw new InputException($"--merge: {missing} of {folder.Blocks} blocks are not done; run the missing shards first, or without --merge");
        return new Result(missing, [], missing == 0 ? folder.Merge() : Nothing);
    }

    private static SortedDictionary<string, int> Nothing => [];

    private static int Missing(SweepFolder folder) => Enumerable.Range(0, folder.Blocks).Count(block => !folder.IsDone(block));

    protected override int Show(Request request, Result result, CancellationToken cancellation)
    {
        if (request.Work == SweepWork.Schedule)
            Schedule(request, result.Unfinished);
        else if (request.Format == OutputFormat.Json)
            JsonText.Print(Json(request.Folder, result));
        else
            Console.Out.WriteLine(Text(request.Folder, result));
        return ExitCode.Done;
    }

    private static void Schedule(Request request, int[] unfinished)
    {
        if (unfinished.Length == 0)
        {
            Console.Out.WriteLine("every shard is finished; nothing to submit");
            return;
        }

        var script = SlurmArray.WriteScript(request.Path, unfinished, request.Shards);
        Console.Out.WriteLine($"wrote {script}: {unfinished.Length} of {request.Shards} shards to do");
        if (request.Submit)
            Console.Out.WriteLine($"submitted as job {SlurmArray.Submit(script)}");
    }

    private static Dictionary<string, object> Json(SweepFolder folder, Result result) => new()
    {
        ["points"] = folder.Design.Points,
        ["blocks"] = folder.Blocks,
        ["blocksToDo"] = result.Missing,
        ["outcomes"] = result.Outcomes,
        ["files"] = result.Missing == 0 ? new[] { folder.CsvFile, folder.ParquetFile } : [],
    };

    private static string Text(SweepFolder folder, Result result) => result.Missing > 0
        ? $"{folder.Blocks - result.Missing} of {folder.Blocks} blocks are done; the rest is other shards' work"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{folder.Design.Points} rows in {folder.CsvFile} and {folder.ParquetFile}: {string.Join(", ", result.Outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}");
}
