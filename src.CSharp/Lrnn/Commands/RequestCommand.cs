using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Options that make a request.</summary>
/// <typeparam name="TRequest">The options as typed values.</typeparam>
internal interface IRequested<out TRequest>
{
    /// <summary>
    /// Checks all that was typed; what is wrong is an <see cref="Input.InputException"/>. Nothing is computed yet, and nothing written; a folder
    /// that will be is made, to see that it can be.
    /// </summary>
    TRequest Request();
}

/// <summary>A command in three steps, so that nothing is computed before everything is checked, nor shown before everything is computed.</summary>
/// <typeparam name="TSettings">The options as they were typed.</typeparam>
/// <typeparam name="TRequest">The options as typed values.</typeparam>
/// <typeparam name="TResult">What is computed from them.</typeparam>
internal abstract class RequestCommand<TSettings, TRequest, TResult> : Command<TSettings>
    where TSettings : CommandSettings, IRequested<TRequest>
{
    public sealed override int Execute(CommandContext context, TSettings settings, CancellationToken cancellation)
    {
        var request = settings.Request();
        return Show(request, Compute(request, cancellation), cancellation);
    }

    protected abstract TResult Compute(TRequest request, CancellationToken cancellation);

    /// <summary>Prints and writes the result.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Show(TRequest request, TResult result, CancellationToken cancellation);
}
