using System.Runtime.InteropServices;
using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn;

/// <summary>
/// Ctrl-C, and the signals by which schedulers and closed terminals ask a program to end. The first one cancels the work, which ends by itself
/// where it looks; work that does not look, as inside the algebra, is broken off after a moment, and a second signal breaks off anything at
/// once. Either way no file is left half-written.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interruption() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    public CancellationToken Token => _source.Token;

    // Each signal comes on a thread of its own, which may wait.
    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            _source.Cancel();
            Thread.Sleep(Grace);
        }

        BreakOff();
    }

    private static void BreakOff()
    {
        Unfinished.Discard();
        Progress.ShowCursor();
        Messages.Write("lrnn: interrupted");
        Environment.Exit(ExitCode.Interrupted);
    }

    // The source stays: a signal may come while the program ends.
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
