namespace LrnnSymbolic.Assertions;

/// <summary>
/// Numbers lie further apart than allowed. Test frameworks show the message, which says what was compared, where it deviates most,
/// what was expected and found there, and what would have been allowed.
/// </summary>
public sealed class DisagreementException : Exception
{
    internal DisagreementException(string message)
        : base(message)
    {
    }
}
