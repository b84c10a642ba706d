namespace LrnnSymbolic.Lrnn;

/// <summary>How the program ends, for scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A check failed: theory and training differ by more than --within, or an equation of errata got no verdict.</summary>
    public const int CheckFailed = 1;

    public const int BadInput = 2;

    /// <summary>Diverged, or the tolerance was not reached.</summary>
    public const int NumericalFailure = 3;

    /// <summary>A fault of the program itself.</summary>
    public const int InternalError = 70;

    public const int Interrupted = 130;
}
