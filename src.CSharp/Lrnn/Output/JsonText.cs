using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>JSON on standard output: round-trip doubles, text as it is.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new RoundTrip() },
    };

    /// <summary>Prints an object made of dictionaries, arrays, strings and numbers.</summary>
    public static void Print(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));

    // JSON has no word for NaN or an infinity; such a value is null.
    private sealed class RoundTrip : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
