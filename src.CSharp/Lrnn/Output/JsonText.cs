using System.Text.Encodings.Web;
using System.Text.Json;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>JSON on standard output: round-trip doubles, text as it is.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Prints an object made of dictionaries, arrays, strings and numbers.</summary>
    public static void Print(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));
}
