using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Lrnn.Sweeps;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The end of learning at every point of a grid or of a random design, one row a point.</summary>
internal sealed class SweepCommand : Command<SweepCommand.Settings>
{
    internal sealed class Settings : FormatSettings
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

        /// <summary>Does anything but the TASK say what the sweep is?</summary>
        public bool HasWords =>
            Sets.Length + More.Length > 0 || new[] { X, Y, Random, Seed, Outputs, Modes, Initial, Until, Tolerance }.Any(word => word is not null);
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var threads = settings.Threads is null ? Environment.ProcessorCount : OptionValue.Whole("--threads", settings.Threads, 1, 4096);
        var (shard, shards) = ShardOf(settings.Shard);
        RejectContradictions(settings);
        var folder = SweepFolder.Open(settings.Out ?? throw new InputException("--out is missing; it names the sweep's folder"), WordsOf(settings));
        if (settings.Slurm)
            return Schedule(settings, folder);
        if (!settings.Merge)
            Progress.Show("sweep", report =>
            {
                SweepRun.Work(folder, shard, shards, threads, report, cancellation);
                return true;
            });
        return Finish(format, folder, settings.Merge);
    }

    private static void RejectContradictions(Settings settings)
    {
        if (settings.Submit && !settings.Slurm)
            throw new InputException("--submit goes with --slurm");
        if (new[] { settings.Merge, settings.Slurm, settings.Shard is not null }.Count(given => given) > 1)
            throw new InputException("--shard, --merge and --slurm are three different things; give one of them");
    }

    // Null where the folder's own sweep is to go on.
    private static SweepWords? WordsOf(Settings settings)
    {
        if (settings.Task is null)
            return settings.HasWords
                ? throw new InputException("the TASK is missing; without it, --out alone names the sweep that goes on")
                : null;
        return new SweepWords(
            settings.Task,
            settings.Sets.Length == 0 ? null : string.Join(',', settings.Sets),
            [.. new[] { settings.X, settings.Y }.OfType<string>(), .. settings.More],
            settings.Random is null ? null : OptionValue.Whole("--random", settings.Random, 1, SweepWords.MostDrawn),
            OptionValue.Seed(settings.Seed ?? "1"),
            settings.Initial,
            settings.Until ?? "50",
            settings.Tolerance ?? "1e-10",
            settings.Outputs ?? "last",
            settings.Modes ?? "real");
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

    private static int Schedule(Settings settings, SweepFolder folder)
    {
        var shards = Math.Min(OptionValue.Whole("--shards", settings.Shards, 1, 10_000), folder.Blocks);
        var unfinished = SweepRun.UnfinishedShards(folder, shards);
        if (unfinished.Length == 0)
        {
            Console.Out.WriteLine("every shard is finished; nothing to submit");
            return ExitCode.Done;
        }

        var script = SlurmArray.WriteScript(settings.Out!, unfinished, shards);
        Console.Out.WriteLine($"wrote {script}: {unfinished.Length} of {shards} shards to do");
        if (settings.Submit)
            Console.Out.WriteLine($"submitted as job {SlurmArray.Submit(script)}");
        return ExitCode.Done;
    }

    private static int Finish(string format, SweepFolder folder, bool mustBeWhole)
    {
        var missing = Enumerable.Range(0, folder.Blocks).Count(block => !folder.IsDone(block));
        if (missing > 0 && mustBeWhole)
            throw new InputException($"--merge: {missing} of {folder.Blocks} blocks are not done; run the missing shards first, or without --merge");
        var outcomes = missing == 0 ? folder.Merge() : [];
        if (format == "json")
            JsonText.Print(new Dictionary<string, object>
            {
                ["points"] = folder.Design.Points,
                ["blocks"] = folder.Blocks,
                ["blocksToDo"] = missing,
                ["outcomes"] = outcomes,
                ["files"] = missing == 0 ? new[] { folder.CsvFile, folder.ParquetFile } : [],
            });
        else if (missing > 0)
            Console.Out.WriteLine($"{folder.Blocks - missing} of {folder.Blocks} blocks are done; the rest is other shards' work");
        else
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder.Design.Points} rows in {folder.CsvFile} and {folder.ParquetFile}: {string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}"));
        return ExitCode.Done;
    }
}
