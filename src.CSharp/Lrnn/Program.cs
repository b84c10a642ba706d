using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        StandardStreams.Take();
        using var interruption = new Interruption();
        return CommandLine.Run(arguments, interruption.Token);
    }
}
