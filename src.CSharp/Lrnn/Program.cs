namespace LrnnSymbolic.Lrnn;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            cancellation.Cancel();
        };
        return CommandLine.Run(arguments, cancellation.Token);
    }
}
