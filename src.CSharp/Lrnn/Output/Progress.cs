using Spectre.Console;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A progress bar on standard error, where a person may be looking; nothing when it is redirected.</summary>
internal static class Progress
{
    /// <summary>Runs the work, which reports fractions from 0 to 1.</summary>
    public static T Show<T>(string what, Func<IProgress<double>?, T> work)
    {
        if (Console.IsErrorRedirected)
            return work(null);
        return Terminal.Error().Progress().AutoClear(true).Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(what, maxValue: 1);
                return work(new Bar(task));
            });
    }

    /// <summary>The bar hides the cursor until it ends.</summary>
    public static void ShowCursor()
    {
        if (!Console.IsErrorRedirected)
            Terminal.Error().Cursor.Show();
    }

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
