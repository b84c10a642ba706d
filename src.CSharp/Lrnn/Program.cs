using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Lrnn.Input;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn;

/// <summary>The command line `lrnn`: exit codes 0 done, 1 a check failed, 2 bad input, 3 numerical failure, 130 interrupted.</summary>
internal static class Program
{
    private const int BadInput = 2;
    private const int NumericalFailure = 3;
    private const int Interrupted = 130;

    private static int Main(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            cancellation.Cancel();
        };
        var app = new CommandApp();
        app.Configure(configuration =>
        {
            configuration.SetApplicationName("lrnn");
            configuration.SetApplicationVersion(typeof(Program).Assembly.GetName().Version!.ToString(3));
            configuration.Settings.StrictParsing = true;
            configuration.PropagateExceptions();
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
                .WithExample("train", "constant", "--set", "T=6,delta=1.1", "--steps", "2000");
            configuration.AddCommand<CompareCommand>("compare")
                .WithDescription("Compares theory with a trained network.")
                .WithExample("compare", "inverse-exponential", "--set", "T=6,delta=1.1:0.5,lambda=0.5:1", "--plot", "curves.png");
        });
        return Run(() => app.Run(arguments, cancellation.Token));
    }

    private static int Run(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (InputException problem)
        {
            return Fail(problem.Message, BadInput);
        }
        catch (UnsupportedOperation problem)
        {
            return Fail(problem.Message, BadInput);
        }
        catch (UndefinedExpression problem)
        {
            return Fail($"undefined: {problem.Message}", BadInput);
        }
        catch (CommandAppException problem)
        {
            return Fail($"{problem.Message.TrimEnd('.')}; see lrnn --help", BadInput);
        }
        catch (NumericalException problem)
        {
            return Fail(problem.Message, NumericalFailure);
        }
        catch (OperationCanceledException)
        {
            return Fail("interrupted", Interrupted);
        }
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine($"lrnn: {message}");
        return code;
    }
}
