namespace LrnnSymbolic.Lrnn.Input;

/// <summary>In which form a result is shown: the words of --format.</summary>
internal enum OutputFormat
{
    Text,
    Latex,
    Json,
    CSharp,
    Html,
}
