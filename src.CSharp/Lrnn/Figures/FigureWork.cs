using System.Runtime.ExceptionServices;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>Runs the many independent computations of a figure on all processors; results come in order, whatever their number.</summary>
internal sealed class FigureWork(IProgress<double>? progress = null, CancellationToken cancellation = default)
{
    public CancellationToken Cancellation => cancellation;

    /// <summary>The results of the work on 0..count-1.</summary>
    public T[] Each<T>(int count, Func<int, T> work)
    {
        var results = new T[count];
        var done = 0;
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, k =>
            {
                results[k] = work(k);
                progress?.Report((double)Interlocked.Increment(ref done) / count);
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return results;
    }

    /// <summary>Results by row, then column.</summary>
    public T[][] Table<T>(int rows, int columns, Func<int, int, T> work) =>
        [.. Each(rows * columns, k => work(k / columns, k % columns)).Chunk(columns)];

    /// <summary>Count values from low to high, both included.</summary>
    public static double[] Evenly(double low, double high, int count) =>
        [.. Enumerable.Range(0, count).Select(k => low + (high - low) * k / (count - 1))];
}
