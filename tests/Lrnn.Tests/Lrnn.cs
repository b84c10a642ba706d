using System.Diagnostics;
using System.Text.Json;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>Runs the program in this process, as a user would, and keeps what it said.</summary>
internal static class Lrnn
{
    internal sealed record Run(int Code, string Output, string Error)
    {
        /// <summary>Standard output of a run that succeeded, as JSON.</summary>
        public JsonElement Json
        {
            get
            {
                Assert.True(Code == 0, $"exit code {Code}: {Error}");
                return JsonDocument.Parse(Output).RootElement;
            }
        }
    }

    public static Run With(params string[] arguments) => With(default(CancellationToken), arguments);

    public static Run With(CancellationToken cancellation, params string[] arguments) =>
        Captured(() => CommandLine.Run(arguments, cancellation));

    public static Run Captured(Func<int> work)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var capturedOutput = new StringWriter();
        using var capturedError = new StringWriter();
        try
        {
            Console.SetOut(capturedOutput);
            Console.SetError(capturedError);
            var code = work();
            return new Run(code, capturedOutput.ToString(), capturedError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>A process of its own, with environment variables.</summary>
    public static Process Process(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "lrnn.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return System.Diagnostics.Process.Start(start)!;
    }

    /// <summary>What a shell says that runs a script in which $LRNN is the program.</summary>
    public static async Task<Run> Shell(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LRNN"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "lrnn.dll")}";
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Run(process.ExitCode, output, await error);
    }

    /// <summary>The numbers of a JSON array.</summary>
    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];

    public static JsonElement At(this JsonElement element, params string[] path) =>
        path.Aggregate(element, (inner, name) => inner.GetProperty(name));

    public static string[] Names(this JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
