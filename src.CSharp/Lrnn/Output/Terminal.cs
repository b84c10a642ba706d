using Spectre.Console;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Where styled text goes. Made anew for each run, because the standard streams can be redirected in between.</summary>
internal static class Terminal
{
    // Wide enough for every table; a redirected stream has no width of its own.
    private const int RedirectedWidth = 120;

    public static IAnsiConsole Output()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            console.Profile.Width = RedirectedWidth;
        return console;
    }

    public static IAnsiConsole Error() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
