using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Lrnn.Completion;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn;

/// <summary>The command line `lrnn`: from arguments to an exit code. Results go to standard output, one-line problems to standard error.</summary>
internal static class CommandLine
{
    public static int Run(IReadOnlyList<string> arguments, CancellationToken cancellation = default) =>
        Guard(() =>
        {
            // Nothing that is read or written asks where it is run.
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
            cancellation.ThrowIfCancellationRequested();
            return App(Terminal.Output()).Run(Arguments.Prepare(arguments), cancellation);
        });

    /// <summary>The commands, as the option parser describes them.</summary>
    internal static IReadOnlyList<CommandModel> Commands()
    {
        using var description = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(description) });
        App(console).Run(["cli", "xmldoc"]);
        return CommandModel.Read(description.ToString());
    }

    private static CommandApp App(IAnsiConsole console)
    {
        var app = new CommandApp();
        app.Configure(configuration =>
        {
            configuration.SetApplicationName("lrnn");
            configuration.SetApplicationVersion(typeof(CommandLine).Assembly.GetName().Version!.ToString(3));
            configuration.ConfigureConsole(console);
            configuration.Settings.StrictParsing = true;
            configuration.PropagateExceptions();
            AddCommands(configuration);
        });
        return app;
    }

    // An example must fit into 80 columns beside its indentation of 4, or the help would break it.
    private static void AddCommands(IConfigurator configuration)
    {
        configuration.AddCommand<DeriveCommand>("derive")
            .WithDescription("Derives the learning equations of a task.")
            .WithExample("derive", "inverse-exponential", "--format", "latex");
        configuration.AddCommand<EvaluateCommand>("evaluate")
            .WithDescription("Evaluates derived quantities at a point.")
            .WithExample("evaluate", "constant", "--set", "T=6,delta=1.1", "--at", "a=0.1,b=0.2,c=0.3");
        configuration.AddCommand<IntegrateCommand>("integrate")
            .WithDescription("Integrates the learning equations.")
            .WithExample("integrate", "constant", "--set", "T=6,delta=1.1", "--until", "20");
        configuration.AddCommand<TrainCommand>("train")
            .WithDescription("Trains a linear recurrent network on a task.")
            .WithExample("train", "constant", "--set", "T=6,delta=1.1", "--steps", "2000", "--save", "net");
        configuration.AddCommand<CompareCommand>("compare")
            .WithDescription("Compares theory with a trained network.")
            .WithExample("compare", "constant", "--set", "T=6,delta=1.1:0.7:0.4", "--plot", "curves.png");
        configuration.AddCommand<TransitionCommand>("transition")
            .WithDescription("Finds stationary points and phase transitions, exactly.")
            .WithExample("transition", "dirac-ratio", "--control", "beta", "--set", "T=3");
        configuration.AddCommand<SweepCommand>("sweep")
            .WithDescription("Follows learning at every point of a grid, resumable.")
            .WithExample("sweep", "constant", "--x", "delta=0:3:20", "--set", "T=6", "--out", "rows");
        configuration.AddCommand<ReportCommand>("report")
            .WithDescription("The derivation, the plots and the checks of a task on one page.")
            .WithExample("report", "constant", "--set", "T=4,delta=1.1", "--out", "report.html");
        // The example of train has written this folder.
        configuration.AddCommand<KernelCommand>("kernel")
            .WithDescription("The neural tangent kernel of a network, such as one that train has saved.")
            .WithExample("kernel", "--saved", "net", "--spectrum", "8");
        configuration.AddCommand<KernelDistanceCommand>("kernel-distance")
            .WithDescription("How far the tangent kernel has turned between two networks, as in training.")
            .WithExample("kernel-distance", "--saved", "net");
        configuration.AddCommand<FigureCommand>("figure")
            .WithDescription("Draws a figure of the paper from the toolkit's own numbers.")
            .WithExample("figure", "A2", "--out", "figures");
        configuration.AddCommand<ErrataCommand>("errata")
            .WithDescription("Compares the paper's printed equations with the derivation.")
            .WithExample("errata", "--format", "json");
        configuration.AddCommand<CompletionCommand>("completion")
            .WithDescription("Prints a script that completes commands and options in a shell.")
            .WithExample("completion", "bash");
    }

    /// <summary>Runs the work; every exception becomes one line (for expressions, a caret below it) and an exit code.</summary>
    internal static int Guard(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (InputException problem)
        {
            return Fail(problem.Message, ExitCode.BadInput);
        }
        catch (UnsupportedOperation problem)
        {
            return Fail(problem.Message, ExitCode.BadInput);
        }
        catch (UndefinedExpression problem)
        {
            return Fail($"undefined: {problem.Message}", ExitCode.BadInput);
        }
        catch (CommandAppException problem)
        {
            return Fail($"{problem.Message.TrimEnd('.')}; see lrnn --help", ExitCode.BadInput);
        }
        catch (NumericalException problem)
        {
            return Fail(problem.Message, ExitCode.NumericalFailure);
        }
        catch (OperationCanceledException)
        {
            return Fail("interrupted", ExitCode.Interrupted);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The surroundings: a full disk, a folder that is gone.
            return Fail(problem.Message, ExitCode.BadInput);
        }
        catch (Exception fault)
        {
            return Fail($"internal error: {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}", ExitCode.InternalError);
        }
    }

    private static int Fail(string message, int code)
    {
        Messages.Write($"lrnn: {message}");
        return code;
    }
}
