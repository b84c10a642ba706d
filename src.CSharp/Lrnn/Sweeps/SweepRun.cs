using System.Runtime.ExceptionServices;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>Works through the blocks of a sweep that are not done, or through those of one shard.</summary>
internal static class SweepRun
{
    /// <summary>The blocks of the shard-th of so many shards, from 1: every so-many-th block.</summary>
    public static IEnumerable<int> BlocksOf(SweepFolder folder, int shard, int shards) =>
        Enumerable.Range(0, folder.Blocks).Where(block => block % shards == shard - 1);

    /// <summary>The shards that have a block to do, from 1.</summary>
    public static int[] UnfinishedShards(SweepFolder folder, int shards) =>
        [.. Enumerable.Range(1, shards).Where(shard => BlocksOf(folder, shard, shards).Any(block => !folder.IsDone(block)))];

    /// <summary>Does the blocks of a shard. A point's row depends on nothing but the design, so threads only share the blocks out.</summary>
    public static void Work(SweepFolder folder, int shard, int shards, int threads, IProgress<double>? progress, CancellationToken cancellation)
    {
        int[] blocks = [.. BlocksOf(folder, shard, shards)];
        int[] open = [.. blocks.Where(block => !folder.IsDone(block))];
        if (open.Length == 0)
            return;
        var flow = new SweepFlow(folder.Design);
        var done = blocks.Length - open.Length;
        progress?.Report((double)done / blocks.Length);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        try
        {
            Parallel.ForEach(open, options, block =>
            {
                folder.WriteBlock(block, flow.Rows([.. folder.PointsOf(block)], cancellation));
                progress?.Report((double)Interlocked.Increment(ref done) / blocks.Length);
            });
        }
        catch (AggregateException problems)
        {
            // What stopped one thread, a full disk for instance, has stopped the others too.
            ExceptionDispatchInfo.Throw(problems.InnerExceptions[0]);
        }
    }
}
