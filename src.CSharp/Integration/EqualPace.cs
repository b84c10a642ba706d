using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Equal steps, each taken if its numbers are finite.</summary>
internal sealed class EqualPace(double startTime, double endTime, int steps) : IPace
{
    private bool _failed;

    public int Accepted { get; private set; }

    public IntegrationOutcome? GiveUp() => _failed ? IntegrationOutcome.Diverged : null;

    // From the start, lest rounding adds up.
    public double NextTime() =>
        Accepted + 1 == steps ? endTime : startTime + (endTime - startTime) * ((double)(Accepted + 1) / steps);

    public double Error() => 0;

    public void AfterAccepted(double taken, double error) => Accepted++;

    public void AfterRejected(double taken, double error) => _failed = true;
}
