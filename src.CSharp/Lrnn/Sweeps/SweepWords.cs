using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LrnnSymbolic.Lrnn.Commands;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>
/// The words that define a sweep, as they were typed, and a digest of the values of its table, if its task is one: what a folder's sweep.json holds.
/// </summary>
internal sealed record SweepWords(
    string Task, string? Set, IReadOnlyList<string> Axes, int? Random, ulong Seed, string? Initial, string Until, string Tolerance,
    string Outputs = "last", string Modes = "real",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Table = null)
{
    /// <summary>The most points of a random design.</summary>
    public const int MostDrawn = 10_000_000;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Which outputs count, and what kind of numbers the modes are.</summary>
    public Setting Setting() => new(CountedOutputKinds.Of(Outputs), ModeKinds.Of(Modes));

    /// <summary>Tells this sweep from every other one.</summary>
    public string Digest() => DigestOf(ToJson());

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    public static SweepWords FromJson(string file, string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<SweepWords>(text, Options) is { } words
                && words.Axes.All(axis => axis is not null) && words.Random is null or (>= 1 and <= MostDrawn))
                return words;
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new InputException($"{file}: is not a sweep's description; choose another --out, or remove it to begin the sweep of a TASK there");
    }

    /// <summary>The first 32 hexadecimal digits of a text's SHA-256.</summary>
    public static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    /// <summary>The same of numbers, in a form that reads back exactly.</summary>
    public static string DigestOf(ReadOnlySpan<double> numbers) =>
        DigestOf(string.Join(',', numbers.ToArray().Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
}
