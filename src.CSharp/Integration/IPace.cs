using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>Where an integration tries to step to, and which steps it takes.</summary>
internal interface IPace
{
    /// <summary>The steps taken.</summary>
    int Accepted { get; }

    /// <summary>The steps that failed and were repeated shorter.</summary>
    int Rejected => 0;

    /// <summary>The largest error of a step taken, as a fraction of the tolerance; NaN where none is estimated.</summary>
    double LargestError => double.NaN;

    /// <summary>Chooses the first step of a started method.</summary>
    void Begin()
    {
    }

    /// <summary>The outcome, where no further step makes sense.</summary>
    IntegrationOutcome? GiveUp();

    /// <summary>The end of the next attempt.</summary>
    double NextTime();

    /// <summary>The error of the tried step; it passes with at most 1.</summary>
    double Error();

    /// <summary>Notes a step of size <paramref name="taken"/> that passed, after it was taken.</summary>
    void AfterAccepted(double taken, double error);

    /// <summary>Notes a step of size <paramref name="taken"/> that failed.</summary>
    void AfterRejected(double taken, double error);
}
